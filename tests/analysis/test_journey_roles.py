"""Who opens, helps and closes, against plain loops and a case by hand."""

import pytest

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.journey_roles import channel_roles
from tests.analysis.journey_worlds import OneJourney, journeys_of, random_world


@pytest.mark.parametrize("seed", range(8))
def test_roles_are_those_of_a_plain_loop(seed: int) -> None:
    world = random_world(seed)
    won = [one.steps for one in world if one.conversions]
    found = channel_roles(journeys_of(world)).set_index("channel")
    assert set(found.index) == {step for steps in won for step in steps}
    for channel, row in found.iterrows():
        opens = sum(steps[0] == channel for steps in won)
        helps = sum(channel in steps[1:-1] for steps in won)
        closes = sum(steps[-1] == channel for steps in won)
        assists = sum(channel in steps[:-1] for steps in won)
        assert row[["opens", "helps", "closes", "assists"]].tolist() == [opens, helps, closes, assists]
        assert row["touched"] == sum(channel in steps for steps in won)
        assert row["helps_share"] == pytest.approx(helps / len(won))
        low, high = wilson_interval(helps, len(won))
        assert (row["helps_low"], row["helps_high"]) == (low, high)
    assert found["opens"].sum() == found["closes"].sum() == len(won)


def test_one_touch_opens_and_closes() -> None:
    """Search: opens both, closes one, comes before the end once. Sales closes the other and assists none."""
    steps = [("search",), ("search", "mail", "mail", "sales")]
    world = [OneJourney(steps=one, conversions=1, value=1, lost=0) for one in steps]
    found = channel_roles(journeys_of(world)).set_index("channel")
    assert found.loc["search", ["opens", "helps", "closes", "assists"]].tolist() == [2, 0, 1, 1]
    assert found.loc["mail", ["opens", "helps", "closes", "assists"]].tolist() == [0, 1, 0, 1]
    assert found["assists_per_close"].fillna(-1).to_dict() == {"search": 1.0, "mail": -1.0, "sales": 0.0}


def test_without_conversions_there_are_no_roles() -> None:
    assert channel_roles(journeys_of([OneJourney(steps=("a",), conversions=0, value=0, lost=1)])).empty
    assert channel_roles(journeys_of([])).empty
