"""Rule models: the published cases, and the edge cases that were decided."""

import pytest

from clm_core.analysis.attribution.journeys import Journeys
from clm_core.analysis.attribution.models import ModelSettings, channel_credit, touch_shares
from clm_core.analysis.attribution.rules import RoleShares, by_role
from clm_core.selection import AttributionModel
from tests.analysis.attribution.journey_cases import timed_journey

A_DEAL = timed_journey("popbd", [38, 33, 26, 8, 0], value=12_000)
FIVE = timed_journey("ABCDE", [40, 25, 20, 6, 0], lead=2, opportunity=3)


def of_touches(journeys: Journeys, model: AttributionModel, **settings: object) -> list[float]:
    shares = touch_shares(journeys, model, ModelSettings(**settings))
    return (shares.weights(journeys) * journeys.values[0]).tolist()


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (AttributionModel.FIRST_TOUCH, [12_000, 0, 0, 0, 0]),
        (AttributionModel.LAST_TOUCH, [0, 0, 0, 0, 12_000]),
        (AttributionModel.LINEAR, [2_400] * 5),
        (AttributionModel.POSITION_BASED, [4_800, 800, 800, 800, 4_800]),
        (AttributionModel.TIME_DECAY, [175.20, 287.44, 574.88, 3_417.04, 7_545.45]),
    ],
)
def test_one_deal_as_published(model: AttributionModel, expected: list[float]) -> None:
    assert of_touches(A_DEAL, model) == pytest.approx(expected, abs=0.005)


def test_last_non_direct_goes_back_over_direct_touches() -> None:
    journeys = timed_journey("psd", [9, 4, 0])
    named = type(journeys)(
        channels=("paid_social", "direct", "no_source"),
        codes=journeys.codes,
        offsets=journeys.offsets,
        conversions=journeys.conversions,
        values=journeys.values,
        non_conversions=journeys.non_conversions,
    )
    assert channel_credit(named, AttributionModel.LAST_NON_DIRECT)[:, 0].tolist() == [1.0, 0.0, 0.0]
    only_direct = timed_journey("d", [0])
    assert channel_credit(only_direct, AttributionModel.LAST_NON_DIRECT)[:, 0].tolist() == [1.0]


@pytest.mark.parametrize(
    ("half_life", "expected"),
    [
        (7.0, [0.010622, 0.046909, 0.076963, 0.307851, 0.557656]),
        (30.0, [0.114743, 0.162272, 0.182144, 0.251707, 0.289135]),
    ],
)
def test_time_decay_as_published(half_life: float, expected: list[float]) -> None:
    assert of_touches(FIVE, AttributionModel.TIME_DECAY, half_life_days=half_life) == pytest.approx(expected, abs=1e-6)


def test_w_shaped_and_full_path_as_published() -> None:
    assert of_touches(FIVE, AttributionModel.W_SHAPED) == pytest.approx([0.30, 0.10, 0.30, 0.30, 0])
    assert of_touches(FIVE, AttributionModel.FULL_PATH) == pytest.approx([0.225, 0.10, 0.225, 0.225, 0.225])


def test_two_milestones_on_one_touch_add_up() -> None:
    journeys = timed_journey("ABCD", [9, 6, 3, 0], lead=2, opportunity=2)
    assert of_touches(journeys, AttributionModel.W_SHAPED) == pytest.approx([0.30, 0.10, 0.60, 0])


def test_without_a_middle_its_share_goes_to_the_milestones_in_equal_parts() -> None:
    journeys = timed_journey("ABC", [9, 6, 0], lead=1, opportunity=2)
    third = 0.3 + 0.1 / 3
    assert of_touches(journeys, AttributionModel.W_SHAPED) == pytest.approx([third, third, third])


def test_a_milestone_that_nobody_reached_leaves_its_share_to_the_others() -> None:
    journeys = timed_journey("ABCD", [9, 6, 3, 0], opportunity=3)
    assert of_touches(journeys, AttributionModel.W_SHAPED) == pytest.approx([0.45, 0.05, 0.05, 0.45])


@pytest.mark.parametrize(("channels", "expected"), [("A", [1.0]), ("AB", [0.5, 0.5])])
def test_position_of_one_and_of_two_touches(channels: str, expected: list[float]) -> None:
    journeys = timed_journey(channels, [float(day) for day in range(len(channels), 0, -1)])
    assert of_touches(journeys, AttributionModel.POSITION_BASED) == pytest.approx(expected)


def test_weights_of_ones_own_are_data() -> None:
    own = RoleShares(first=0.1, lead=0.2, mql=0.3, opportunity=0.3, last=0.1)
    journeys = timed_journey("ABCDE", [9, 6, 3, 1, 0], lead=1, mql=2, opportunity=3)
    assert of_touches(journeys, AttributionModel.CUSTOM, custom=own) == pytest.approx([0.1, 0.2, 0.3, 0.3, 0.1])
    assert by_role(journeys, own).credit(journeys, journeys.codes, 5)[:, 0] == pytest.approx([0.1, 0.2, 0.3, 0.3, 0.1])


def test_equal_time_stamps_share_alike_and_keep_their_order() -> None:
    journeys = timed_journey("ABC", [4, 4, 4])
    assert of_touches(journeys, AttributionModel.TIME_DECAY) == pytest.approx([1 / 3] * 3)
    assert of_touches(journeys, AttributionModel.FIRST_TOUCH) == [1, 0, 0]
