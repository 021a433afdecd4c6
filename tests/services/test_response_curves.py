"""Curves as the page, the command and the budget plan get them: of a table, at today's spend, given, and kept."""

from datetime import date, timedelta

import numpy as np
import pytest

from clm_core.errors import ClmError
from clm_core.response_curves import (
    SHAPES,
    CurveTrust,
    FitMethod,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    ResponseSeries,
    ReturnRange,
    Saturation,
)
from clm_core.services.response_curves import (
    CurvesView,
    ObservedSeries,
    SeriesQuestion,
    curves_in_use,
    curves_preview,
    given_view,
    kept_view,
)
from clm_core.services.workspaces import Store
from clm_core.store.curve_sets import read_curve_sets
from tests.services.conftest import QUARTER

WEEKS = 104
RATE, SCALE, CEILING = 0.02, 4_000.0, 80.0


def observed(later_weeks: int = 0) -> ObservedSeries:
    """One channel on an exponential curve without carry-over, and one that always spends the same."""
    rng = np.random.default_rng(5)
    spend = np.column_stack([rng.uniform(0, 10_000, WEEKS), np.full(WEEKS, 500.0)])
    leads = 20 + CEILING * (1 - np.exp(-spend[:, 0] / SCALE)) + rng.normal(0, 2, WEEKS)
    series = ResponseSeries(
        starts_on=tuple(date(2024, 1, 1) + timedelta(weeks=week) for week in range(WEEKS)),
        length=PeriodLength.WEEK,
        channels=("search", "radio"),
        spend=spend,
        outcome=leads[:, None],
        outcome_of=ResponseOutcome.LEADS,
    )
    later = np.tile([12_000.0, 500.0], (later_weeks, 1))
    return ObservedSeries(series=series, later_spend=later, outcome_count=round(leads.sum()))


@pytest.fixture(scope="module")
def view() -> CurvesView:
    return curves_preview(observed())


def test_the_planted_curve_is_found_and_the_constant_channel_is_not_trusted(view: CurvesView) -> None:
    search = view.channels.set_index("channel").loc["search"]
    today = view.observed.series.spend[-13:, 0].mean()
    assert search["spend_per_period"] == pytest.approx(today)
    truth = CEILING / SCALE * np.exp(-today / SCALE)
    assert search["marginal_return_low"] * 0.8 < truth < search["marginal_return_high"] * 1.2
    assert view.trust[1] is CurveTrust.EXPERIMENT
    assert list(view.experiments["channel"]) == ["radio"]
    assert view.largest_spend.tolist() == view.observed.series.spend.max(axis=0).tolist()


def test_next_returns_are_those_at_the_newest_spend(view: CurvesView) -> None:
    """Later weeks spend more: the same curves, further to the right, bring less."""
    newer = curves_preview(observed(later_weeks=13))
    before, now = (one.channels.set_index("channel").loc["search"] for one in (view, newer))
    assert now["spend_per_period"] == 12_000
    assert now["marginal_return"] < 0.6 * before["marginal_return"]
    assert now["mean_return"] == before["mean_return"]
    assert np.isnan(newer.channels.set_index("channel").loc["radio", "marginal_return"])
    assert len(newer.spend_before) == WEEKS + 13


def test_the_same_data_give_the_same_curves(view: CurvesView) -> None:
    again = curves_preview(observed())
    assert (again.curves.ceiling == view.curves.ceiling).all()


def test_a_known_range_draws_the_curve_to_it(view: CurvesView) -> None:
    mean = float(view.channels.set_index("channel").loc["search", "mean_return"])
    known = (ReturnRange(channel="search", low=mean * 0.45, high=mean * 0.55),)
    drawn = curves_preview(observed(), known).channels.set_index("channel").loc["search", "mean_return"]
    assert drawn < mean


def test_given_curves_stand_at_todays_spend_where_it_is_known() -> None:
    curves = ResponseCurves(
        channels=("search", "unknown"),
        outcome_of=ResponseOutcome.LEADS,
        length=PeriodLength.WEEK,
        method=FitMethod.GIVEN,
        shape=np.full((1, 2), SHAPES.index(Saturation.EXPONENTIAL), dtype=np.int8),
        ceiling=np.array([[CEILING, 10.0]]),
        scale=np.array([[SCALE, 100.0]]),
        slope=np.ones((1, 2)),
        carry_over=np.zeros((1, 2)),
    )
    view = given_view(curves, {"search": 2_000.0})
    rows = view.channels.set_index("channel")
    assert rows.loc["search", "marginal_return"] == pytest.approx(RATE * np.exp(-0.5))
    assert np.isnan(rows.loc["unknown", ["marginal_return", "spend_per_period"]].astype(float)).all()
    assert set(view.points["channel"]) == {"search", "unknown"}


def test_kept_curves_know_what_they_rest_on(store: Store, view: CurvesView) -> None:
    kept_view(store, view, " Leads 2026 ")
    (kept,) = read_curve_sets(store)
    assert kept.curve_set.name == "Leads 2026"
    assert kept.curve_set.starts_on == date(2024, 1, 1)
    assert kept.curve_set.trust == view.trust
    assert (kept.curve_set.curves.scale == view.curves.scale).all()
    with pytest.raises(ClmError, match="without_name"):
        kept_view(store, view, " ")


def test_two_months_carry_no_advice(tiny: Store) -> None:
    view = curves_in_use(tiny, QUARTER, SeriesQuestion(length=PeriodLength.MONTH))
    assert set(view.trust) == {CurveTrust.EXPERIMENT}
    assert view.spend_today.tolist() == [250.0]
