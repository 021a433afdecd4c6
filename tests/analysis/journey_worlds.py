"""Small random worlds of journeys, one journey a row, and the same as plain lists for slow obvious loops."""

from dataclasses import dataclass

import numpy as np

from clm_core.analysis.attribution.journeys import Journeys


@dataclass(frozen=True, slots=True, kw_only=True)
class OneJourney:
    """Channels in order; a journey without conversion stands for ``lost`` equal ones."""

    steps: tuple[str, ...]
    conversions: float
    value: float
    lost: int


def journeys_of(world: list[OneJourney]) -> Journeys:
    """The world as arrays; channels are those that occur, and one that never does."""
    names = tuple(sorted({step for one in world for step in one.steps} | {"never"}))
    codes = [names.index(step) for one in world for step in one.steps]
    return Journeys(
        channels=names,
        codes=np.array(codes, dtype=np.int8),
        offsets=np.cumsum([0, *(len(one.steps) for one in world)]).astype(np.int64),
        conversions=np.array([one.conversions for one in world], dtype=float),
        values=np.array([one.value for one in world], dtype=float),
        non_conversions=np.array([one.lost for one in world], dtype=float),
    )


def random_world(seed: int, *, count: int = 40, channels: int = 4, longest: int = 6) -> list[OneJourney]:
    """Journeys that convert first, as they are cut; some stand for half a conversion."""
    random = np.random.default_rng(seed)
    names = [f"channel_{letter}" for letter in "abcdefghijkl"[:channels]]
    world = []
    for number in range(count):
        steps = tuple(str(step) for step in random.choice(names, random.integers(1, longest + 1)))
        if number < count // 2:
            share = float(random.choice([1.0, 0.5]))
            world.append(OneJourney(steps=steps, conversions=share, value=share * int(random.integers(1, 90)), lost=0))
        else:
            world.append(OneJourney(steps=steps, conversions=0.0, value=0.0, lost=int(random.integers(1, 5))))
    return world
