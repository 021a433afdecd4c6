"""Forecasts as frames: coming periods with intervals, where they come from, and what the past months brought."""

import numpy as np
import pandas as pd

from clm_core.analysis.days import date_of
from clm_core.analysis.forecast.forecast import (
    ForecastMeasure,
    ForecastRules,
    Outlook,
    PeriodSize,
    Span,
    coming_months,
    coming_weeks,
    expected_by_source,
    forecast_draws,
    three_months,
)
from clm_core.analysis.forecast.known import KnownFacts
from clm_core.columns import typed_frame
from clm_core.forecast_columns import FORECAST_HISTORY, FORECAST_SOURCES
from clm_core.response_curves import Floats

MONTHS_AHEAD = 6
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def month_rows(found: Outlook, rules: ForecastRules, seed: int) -> pd.DataFrame:
    """The coming six months one by one, and the first three as one: FORECAST_PERIODS with ``middle`` beside.

    Intervals are as they come from the draws: not calibrated.
    """
    as_of = found.facts.as_of
    months = coming_months(as_of, MONTHS_AHEAD)
    draws = forecast_draws(found, months, rules, np.random.default_rng(seed))
    together = {measure: one[:, :3].sum(axis=1, keepdims=True) for measure, one in draws.items()}
    return pd.concat(
        [
            _period_rows(found, months, PeriodSize.MONTH, draws),
            _period_rows(found, three_months(as_of), PeriodSize.THREE_MONTHS, together),
        ],
        ignore_index=True,
    )


def week_rows(found: Outlook, rules: ForecastRules, seed: int) -> pd.DataFrame:
    """The same of the weeks that are left of the quarter."""
    span = coming_weeks(found.facts.as_of)
    draws = forecast_draws(found, span, rules, np.random.default_rng(seed))
    return _period_rows(found, span, PeriodSize.WEEK, draws)


def _period_rows(found: Outlook, span: Span, size: PeriodSize, draws: dict[ForecastMeasure, Floats]) -> pd.DataFrame:
    by_source = expected_by_source(found, span)
    parts = []
    for measure in found.known:
        low_90, low_50, middle, high_50, high_90 = np.quantile(draws[measure], _QUANTILES, axis=0)
        begun = np.zeros(len(span.first))
        begun[0] = next(iter(by_source[measure].values()))[0]
        parts.append(
            pd.DataFrame(
                {
                    "measure": measure.value,
                    "size": size.value,
                    "start_on": _days(span.first),
                    "end_on": _days(span.last),
                    "so_far": begun,
                    "expected": np.sum(list(by_source[measure].values()), axis=0),
                    "middle": middle,
                    "low_50": low_50,
                    "high_50": high_50,
                    "low_90": low_90,
                    "high_90": high_90,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def source_rows(found: Outlook) -> pd.DataFrame:
    """FORECAST_SOURCES of months, of the first three as one, and of weeks."""
    as_of = found.facts.as_of
    spans = {
        PeriodSize.MONTH: coming_months(as_of, MONTHS_AHEAD),
        PeriodSize.THREE_MONTHS: three_months(as_of),
        PeriodSize.WEEK: coming_weeks(as_of),
    }
    parts = [
        pd.DataFrame(
            {
                "measure": measure.value,
                "size": size.value,
                "start_on": _days(span.first),
                "source": source.value,
                "expected": values,
            }
        )
        for size, span in spans.items()
        for measure, sources in expected_by_source(found, span).items()
        for source, values in sources.items()
    ]
    return typed_frame(pd.concat(parts, ignore_index=True), FORECAST_SOURCES)


def history(facts: KnownFacts, measures: tuple[ForecastMeasure, ...]) -> pd.DataFrame:
    """FORECAST_HISTORY: each whole month that the data hold, oldest first."""
    first = np.datetime64(date_of(facts.first_day), "M") + (date_of(facts.first_day).day > 1)
    after = np.datetime64(date_of(facts.today + 1), "M")
    months = np.arange(first, max(after, first))
    edges = np.append(months, after if len(months) else first).astype("datetime64[D]").astype(np.int64)
    parts = [
        pd.DataFrame(
            {
                "measure": measure.value,
                "start_on": months.astype("datetime64[us]"),
                "value": _by_month(facts, measure, edges.astype(np.float64)),
            }
        )
        for measure in measures
    ]
    return typed_frame(pd.concat(parts, ignore_index=True) if parts else {}, FORECAST_HISTORY)


def _by_month(facts: KnownFacts, measure: ForecastMeasure, edges: Floats) -> Floats:
    days = {
        ForecastMeasure.LEADS: facts.lead,
        ForecastMeasure.MQLS: facts.mql,
        ForecastMeasure.SQLS: facts.sql,
        ForecastMeasure.WON_DEALS: facts.won_day,
        ForecastMeasure.REVENUE: facts.won_day,
    }[measure]
    weights = np.nan_to_num(facts.won_amount) if measure is ForecastMeasure.REVENUE else np.ones(len(days))
    inside = days < edges[-1]  # a last day of the month belongs to it, the first of the next does not
    if len(edges) < 2:
        return np.zeros(0)
    found, _ = np.histogram(days[inside], bins=edges, weights=weights[inside])
    return found.astype(np.float64)


def _days(days: tuple[object, ...]) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([pd.Timestamp(str(day)) for day in days])


def month_number(day: pd.Series) -> pd.Series:
    """Months since 1970."""
    found: pd.Series = (day.dt.year - 1970) * 12 + day.dt.month - 1
    return found
