"""Rules that divide a conversion among the touches of its journey: one touch takes all, or fixed shares.

Published definitions; known cases in the tests. Touches after the conversion are not in a journey, equal time
stamps keep their stable order. Details and limits: docs/methods/attribution.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clm_core.analysis.attribution.journeys import Codes, Floats, Journeys
from clm_core.journey_options import DIRECT_CHANNELS

Places = NDArray[np.int64]
"""For each journey the place of one of its touches, −1 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleShares:
    """What each role of a touch gets of a conversion, as data: your own weights are another set of these.

    ``middle`` is divided equally among the touches without a role, up to the last role that gets something.
    A touch with two roles gets both shares. What a role gets that nobody has (no lead known, no touch in
    the middle) goes to the other roles in equal parts.
    """

    first: float = 0.0
    lead: float = 0.0
    mql: float = 0.0
    opportunity: float = 0.0
    last: float = 0.0
    middle: float = 0.0


POSITION_BASED = RoleShares(first=0.4, middle=0.2, last=0.4)
W_SHAPED = RoleShares(first=0.3, lead=0.3, opportunity=0.3, middle=0.1)
FULL_PATH = RoleShares(first=0.225, lead=0.225, opportunity=0.225, last=0.225, middle=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchShares:
    """How each journey's 1 is divided: something for every touch, and more (or less) at single places.

    Kept apart because most rules need no number for every touch: that makes them several times faster.
    """

    even: Floats | None = None  # for each journey: what all its touches get
    single: tuple[tuple[Places, Floats], ...] = ()  # for each journey: what one touch gets beside that
    each: Floats | None = None  # for each touch, where a rule knows no shortcut

    def weights(self, journeys: Journeys) -> Floats:
        """What each touch gets, written out."""
        weights = np.zeros(len(journeys.codes)) if self.each is None else self.each.copy()
        if self.even is not None:
            weights += np.repeat(self.even, journeys.lengths)
        for places, shares in self.single:
            np.add.at(weights, places[places >= 0], shares[places >= 0])
        return weights

    def credit(self, journeys: Journeys, codes: Codes, code_count: int) -> Floats:
        """Conversions and value (columns) that each code gets."""
        amounts = journeys.amounts
        total = np.zeros((code_count, amounts.shape[1]))
        if self.even is not None:
            ones = np.ones(len(codes))
            touches = csr_array((ones, codes.astype(np.int32), journeys.offsets), shape=(len(journeys), code_count))
            total += touches.T @ (amounts * self.even[:, None])
        if self.each is not None:
            total += _summed(codes, self.each[:, None] * np.repeat(amounts, journeys.lengths, axis=0), code_count)
        for places, shares in self.single:
            there = places >= 0
            total += _summed(codes[places[there]], amounts[there] * shares[there, None], code_count)
        return total


def _summed(codes: Codes, amounts: Floats, count: int) -> Floats:
    return np.column_stack([np.bincount(codes, column, minlength=count) for column in amounts.T])


def first_touch(journeys: Journeys) -> TouchShares:
    """The first touch takes all."""
    return TouchShares(single=((journeys.offsets[:-1], np.ones(len(journeys))),))


def last_touch(journeys: Journeys) -> TouchShares:
    """The last touch takes all."""
    return TouchShares(single=((journeys.offsets[1:] - 1, np.ones(len(journeys))),))


def last_non_direct_touch(journeys: Journeys) -> TouchShares:
    """The last touch whose channel says where somebody came from takes all; the last one where none does."""
    says_nothing = np.array([channel.casefold() in _DIRECT for channel in journeys.channels])
    place = journeys.offsets[1:] - 1
    searched = np.flatnonzero(says_nothing[journeys.codes[place]])
    back = place[searched]
    while len(searched):
        back = back - 1
        is_inside = back >= journeys.offsets[searched]
        searched, back = searched[is_inside], back[is_inside]
        is_found = ~says_nothing[journeys.codes[back]]
        place[searched[is_found]] = back[is_found]
        searched, back = searched[~is_found], back[~is_found]
    return TouchShares(single=((place, np.ones(len(journeys))),))


_DIRECT = {*DIRECT_CHANNELS, "(direct)", "(direct) / (none)", "direct traffic", "direct_traffic", "direkt", "(none)"}
"""Also as other tools write it, for path files."""


def linear(journeys: Journeys) -> TouchShares:
    """Every touch the same."""
    return TouchShares(even=1.0 / journeys.lengths)


def time_decay(journeys: Journeys, half_life_days: float) -> TouchShares:
    """Each half-life before the last touch halves what a touch gets."""
    assert journeys.moments is not None
    raw = np.exp2(-journeys.moments.age_days / half_life_days)
    sums = np.add.reduceat(raw, journeys.offsets[:-1]) if len(journeys) else raw
    return TouchShares(each=raw / np.repeat(sums, journeys.lengths))


def by_role(journeys: Journeys, shares: RoleShares) -> TouchShares:
    """Each touch what its roles get."""
    roles = _roles(journeys, shares)
    is_present = np.column_stack([places >= 0 for places, _ in roles])
    ends = np.maximum.reduce([places for places, _ in roles])
    middle_count = ends - journeys.offsets[:-1] + 1 - _distinct([places for places, _ in roles])
    without_holder = np.where(is_present, 0.0, [share for _, share in roles]).sum(axis=1)
    without_holder += np.where(middle_count > 0, 0.0, shares.middle)
    extra = without_holder / is_present.sum(axis=1)
    middle = np.where(middle_count > 0, shares.middle / np.maximum(middle_count, 1), 0.0)
    single = [(places, share + extra) for places, share in roles]
    single += [(places, -middle) for places in _each_once([places for places, _ in roles])]
    if (ends == journeys.offsets[1:] - 1).all():
        return TouchShares(even=middle, single=tuple(single))
    is_before_end = np.arange(len(journeys.codes)) <= np.repeat(ends, journeys.lengths)
    return TouchShares(each=np.repeat(middle, journeys.lengths) * is_before_end, single=tuple(single))


def _roles(journeys: Journeys, shares: RoleShares) -> list[tuple[Places, float]]:
    """Where each role that gets something is in each journey, and its share."""
    places = {"first": journeys.offsets[:-1], "last": journeys.offsets[1:] - 1}
    if journeys.moments is not None:
        moments = journeys.moments
        places |= {"lead": moments.lead, "mql": moments.mql, "opportunity": moments.opportunity}
    nobody = np.full(len(journeys), -1)
    named = ("first", "lead", "mql", "opportunity", "last")
    return [(places.get(name, nobody), getattr(shares, name)) for name in named if getattr(shares, name) > 0]


def _each_once(roles: list[Places]) -> list[Places]:
    """The same places, but each touch only under the first of its roles."""
    once = []
    for number, places in enumerate(roles):
        is_repeated = np.zeros(len(places), dtype=bool)
        for earlier in roles[:number]:
            is_repeated |= places == earlier
        once.append(np.where(is_repeated, -1, places))
    return once


def _distinct(roles: list[Places]) -> NDArray[np.int64]:
    """How many different touches of each journey have a role."""
    count: NDArray[np.int64] = np.sum([places >= 0 for places in _each_once(roles)], axis=0)
    return count
