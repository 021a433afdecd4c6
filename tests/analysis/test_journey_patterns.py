"""Commonest paths against plain loops, for every form of a path."""

import numpy as np
import pytest

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.journey_patterns import PathForm, commonest_paths, is_on_path, reshaped, touching
from tests.analysis.journey_worlds import OneJourney, journeys_of, random_world


def told(steps: tuple[str, ...], form: PathForm) -> str:
    """The path of a journey in a form, step by step."""
    kept: list[str] = []
    for number, step in enumerate(steps):
        is_end = number in (0, len(steps) - 1)
        is_new = number == 0 or steps[number - 1] != step
        if {"whole": True, "ends": is_end, "collapsed": is_new, "once": step not in kept}[form.value]:
            kept.append(step)
    return " > ".join(kept)


@pytest.mark.parametrize("form", list(PathForm))
@pytest.mark.parametrize("seed", range(8))
def test_paths_are_those_of_a_plain_loop(form: PathForm, seed: int) -> None:
    world = random_world(seed)
    expected: dict[str, list[float]] = {}
    for one in world:
        sums = expected.setdefault(told(one.steps, form), [0, 0, 0, 0])
        for place, amount in enumerate([one.conversions > 0, one.lost, one.conversions, one.value]):
            sums[place] += amount
    found = commonest_paths(journeys_of(world), form)
    columns = ["converted", "non_conversions", "conversions", "conversion_value"]
    assert dict(zip(found["path"], found[columns].to_numpy().tolist(), strict=True)) == expected
    assert found["converted"].is_monotonic_decreasing
    low, high = wilson_interval(found["converted"], found["converted"] + found["non_conversions"])
    assert np.array_equal(found["rate_low"], low)
    assert np.array_equal(found["rate_high"], high)
    assert found["converted_share"].sum() == pytest.approx(1)
    assert found["conversions"].sum() == pytest.approx(sum(one.conversions for one in world))


@pytest.mark.parametrize("form", list(PathForm))
def test_the_journeys_of_a_path_are_found_again(form: PathForm) -> None:
    world = random_world(3)
    journeys = journeys_of(world)
    for path in commonest_paths(journeys, form)["path"]:
        assert is_on_path(journeys, form, path).tolist() == [told(one.steps, form) == path for one in world]
    assert not is_on_path(journeys, form, "unheard_of").any()


def test_a_known_path() -> None:
    """Three of four journeys from e-mail to field sales were won: Wilson 30 to 95 %."""
    steps = ("email", "email", "search", "field_sales")
    won = [OneJourney(steps=steps, conversions=1, value=100, lost=0)] * 3
    lost = [OneJourney(steps=("email", "field_sales"), conversions=0, value=0, lost=1)]
    journeys = journeys_of(won + lost)
    row = commonest_paths(journeys, PathForm.ENDS).iloc[0]
    assert (row["path"], row["converted"], row["non_conversions"]) == ("email > field_sales", 3, 1)
    assert (row["conversion_value"], row["rate"]) == (300, 0.75)
    assert (row["rate_low"], row["rate_high"]) == (pytest.approx(0.3006, abs=1e-4), pytest.approx(0.9544, abs=1e-4))
    whole = commonest_paths(journeys, PathForm.COLLAPSED)["path"].tolist()
    assert whole == ["email > search > field_sales", "email > field_sales"]


def test_reshaping_leaves_what_journeys_count_for() -> None:
    journeys = journeys_of(random_world(5))
    before = journeys.codes.copy()
    for form in PathForm:
        other = reshaped(journeys, form)
        assert len(other) == len(journeys)
        assert (other.lengths >= 1).all()
        assert np.array_equal(other.conversions, journeys.conversions)
    assert np.array_equal(journeys.codes, before)


def test_journeys_that_touch_a_channel() -> None:
    world = random_world(6)
    found = touching(journeys_of(world), ["channel_a", "channel_c", "unheard_of"])
    assert found.tolist() == [bool({"channel_a", "channel_c"} & set(one.steps)) for one in world]
    assert touching(journeys_of(world), []).all()


def test_without_journeys_there_are_no_paths() -> None:
    nothing = journeys_of([])
    assert commonest_paths(nothing, PathForm.ONCE).empty
    assert not len(is_on_path(nothing, PathForm.ONCE, "never"))
