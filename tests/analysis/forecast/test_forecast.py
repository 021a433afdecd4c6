"""The coming months of a company whose rates are known."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clm_core.analysis.forecast.forecast import (
    ForecastMeasure,
    ForecastRules,
    ForecastSource,
    Outlook,
    Span,
    coming_months,
    coming_weeks,
    expected_by_source,
    forecast_draws,
    outlook,
    summed,
)
from clm_core.analysis.forecast.known import known_on
from tests.analysis.forecast.made_company import DEAL_RATE, MQL_RATE, SEASON, WIN_RATE, made_company

END = date(2026, 6, 30)
RULES = ForecastRules()


@pytest.fixture(scope="module")
def found() -> Outlook:
    result = outlook(known_on(*made_company(END), END, "UTC"), 200, RULES)
    assert result is not None
    return result


def totals(found: Outlook, span: Span) -> dict[ForecastMeasure, np.ndarray]:
    return {measure: np.sum(list(parts.values()), axis=0) for measure, parts in expected_by_source(found, span).items()}


def test_planted_rates_come_again(found: Outlook) -> None:
    """Recovery: leads × season, MQLs and wins per lead, within what chance allows."""
    whole = totals(found, coming_months(END, 6))
    planted = 10 * sum(SEASON[month] * days for month, days in ((6, 31), (7, 31), (8, 30), (9, 31), (10, 30), (11, 31)))
    assert abs(whole[ForecastMeasure.LEADS].sum() / planted - 1) < 0.06
    assert abs(found.steps[ForecastMeasure.MQLS].rate / MQL_RATE - 1) < 0.08
    assert abs(found.steps[ForecastMeasure.WON_DEALS].rate / (DEAL_RATE * WIN_RATE) - 1) < 0.2
    assert abs(whole[ForecastMeasure.WON_DEALS].sum() / (10 * 184 * DEAL_RATE * WIN_RATE) - 1) < 0.2


def test_months_sum_to_the_whole(found: Outlook) -> None:
    """Property: two halves of a span bring what the span brings, from every source."""
    months = coming_months(END, 6)
    whole = Span(first=months.first[:1], last=months.last[-1:])
    for measure, parts in expected_by_source(found, months).items():
        for source, values in parts.items():
            assert np.isclose(values.sum(), expected_by_source(found, whole)[measure][source][0])


def test_revenue_is_won_deals_times_their_amounts(found: Outlook) -> None:
    """Known case: what is not open yet has the mean amount of the last year's wins."""
    parts = expected_by_source(found, coming_months(END, 3))
    won, revenue = parts[ForecastMeasure.WON_DEALS], parts[ForecastMeasure.REVENUE]
    for source in (ForecastSource.IN_FUNNEL, ForecastSource.NEW_BUSINESS):
        np.testing.assert_allclose(revenue[source], won[source] * found.amounts.mean())


def test_draws_have_the_expected_numbers_as_their_means(found: Outlook) -> None:
    span = coming_months(END, 4)
    draws = forecast_draws(found, span, RULES, np.random.default_rng(3))
    for measure, expected in totals(found, span).items():
        error = draws[measure].std(axis=0) / np.sqrt(RULES.draws)
        assert (np.abs(draws[measure].mean(axis=0) - expected) < 4.5 * error + 0.01 * expected).all()


def test_too_short_a_history_is_not_forecast() -> None:
    contacts, deals = made_company(END, days=400)
    assert outlook(known_on(contacts, deals, END, "UTC"), 100, RULES) is None


def test_too_few_events_leave_a_measure_out() -> None:
    contacts, deals = made_company(END)
    found = outlook(
        known_on(contacts.assign(sql_at=contacts["sql_at"].mask([True] * len(contacts))), deals, END, "UTC"), 60, RULES
    )
    assert found is not None
    assert found.unknown == (ForecastMeasure.SQLS,)


@given(days=some.integers(min_value=0, max_value=800))
@settings(max_examples=60, deadline=None)
def test_months_and_weeks_leave_no_gap(days: int) -> None:
    """Property: both begin with the one that holds tomorrow and go on without gap; weeks end with the quarter."""
    as_of = date(2025, 1, 1) + timedelta(days=days)
    tomorrow = as_of + timedelta(days=1)
    for span in (coming_months(as_of, 6), coming_weeks(as_of)):
        assert span.first[0] <= tomorrow <= span.last[0]
        assert all(first == last + timedelta(days=1) for first, last in zip(span.first[1:], span.last, strict=False))
    end = coming_weeks(as_of).last[-1]
    assert (end + timedelta(days=1)).day == 1
    assert end.month % 3 == 0
    assert len(coming_months(as_of, 6).first) == 6 + (tomorrow.day > 1)


def test_a_running_month_counts_only_its_coming_days() -> None:
    """Oracle: sums of days by a loop."""
    daily = np.arange(1.0, 11.0)
    first, last = np.array([-3, 5]), np.array([4, 10])
    wanted = [sum(daily[day - 1] for day in range(max(a, 1), b + 1)) for a, b in zip(first, last, strict=True)]
    np.testing.assert_allclose(summed(daily, first, last), wanted)
