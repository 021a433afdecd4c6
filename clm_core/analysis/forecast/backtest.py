"""How good forecasts have been: made anew from what was known at the end of each past month, and then compared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.forecast.calibration import stretch, stretched
from clm_core.analysis.forecast.forecast import ForecastMeasure, ForecastRules, PeriodSize, outlook
from clm_core.analysis.forecast.known import known_on
from clm_core.analysis.forecast.tables import month_number, month_rows
from clm_core.analysis.intervals import wilson_interval
from clm_core.columns import typed_frame
from clm_core.forecast_columns import FORECAST_BACKTEST, FORECAST_QUALITY

_DAYS_AHEAD = 190


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRules:
    """``history_days``: a past day needs so many before it in the data; at most ``origins`` month ends are tried."""

    history_days: int = 170
    origins: int = 24


def past_forecasts(
    contacts: pd.DataFrame,
    deals: pd.DataFrame,
    history: pd.DataFrame,
    *,
    as_of: date,
    zone: str,
    rules: ForecastRules,
    backtest: BacktestRules,
    seed: int,
    on_progress: Callable[[float], None] = lambda share: None,
) -> pd.DataFrame:
    """FORECAST_BACKTEST with intervals as they came from the draws; ``history`` is FORECAST_HISTORY as of today.

    Each origin sees known_on(origin) only.
    """
    origins = _origins(history, as_of, backtest)
    parts = []
    for done, origin in enumerate(origins):
        facts = known_on(contacts, deals, origin, zone)
        found = outlook(facts, _DAYS_AHEAD, rules) if facts.today - facts.first_day >= backtest.history_days else None
        if found is not None and found.known:
            parts.append(month_rows(found, rules, seed).assign(origin_on=pd.Timestamp(origin)))
        on_progress((done + 1) / len(origins))
    if not parts:
        return typed_frame({}, FORECAST_BACKTEST)
    return _with_actuals(pd.concat(parts, ignore_index=True), history)


def _origins(history: pd.DataFrame, as_of: date, rules: BacktestRules) -> list[date]:
    """Month ends after which a whole month is known, oldest first."""
    starts = history["start_on"].drop_duplicates().sort_values()
    ends = [one.date() - timedelta(days=1) for one in starts[1:]]
    return [one for one in ends if one < as_of][-rules.origins :]


def _with_actuals(rows: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    values = _values(history)
    month, origin = month_number(rows["start_on"]), month_number(rows["origin_on"])
    monthly = pd.Series(PeriodSize.MONTH.value, index=rows.index)

    def value_of(size: pd.Series, months: pd.Series) -> NDArray[np.float64]:
        found = values.reindex(pd.MultiIndex.from_arrays([rows["measure"], size, months]))
        return found.to_numpy(dtype=np.float64)

    found = rows.assign(
        months_ahead=month - origin,
        actual=value_of(rows["size"], month),
        last_month=value_of(monthly, origin) * np.where(rows["size"] == PeriodSize.THREE_MONTHS, 3, 1),
        last_year=value_of(rows["size"], month - 12),
    )
    return typed_frame(found[found["actual"].notna()].reset_index(drop=True), FORECAST_BACKTEST)


def _values(history: pd.DataFrame) -> pd.Series:
    """What each month, and each three months from it, brought, by measure, size and month's number."""
    rows = history.assign(month=month_number(history["start_on"]))
    months = rows.pivot(index="month", columns="measure", values="value")
    sizes = {PeriodSize.MONTH.value: months, PeriodSize.THREE_MONTHS.value: months.rolling(3).sum().shift(-2)}
    parts = [frame.melt(ignore_index=False).reset_index().assign(size=size) for size, frame in sizes.items()]
    long: pd.Series = pd.concat(parts).set_index(["measure", "size", "month"])["value"]
    return long


def as_shown_then(past: pd.DataFrame) -> pd.DataFrame:
    """The past forecasts with intervals stretched by what was over on the day of each."""
    length = np.where(past["size"] == PeriodSize.THREE_MONTHS, 2, 0)
    last_month = month_number(past["start_on"]) + length
    origin = month_number(past["origin_on"])
    factors = {}
    for month in origin.unique():
        over = past[last_month <= month]
        for measure, size in past[["measure", "size"]].drop_duplicates().itertuples(index=False):
            factors[(measure, size, month)] = stretch(over, measure, size).by_level
    both = np.array([factors[key] for key in zip(past["measure"], past["size"], origin, strict=True)])
    return stretched(past, (both[:, 0], both[:, 1]), np.zeros(len(past)))


def quality(shown: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """FORECAST_QUALITY of past forecasts with the intervals that would have been shown."""
    rows = []
    for measure in ForecastMeasure:
        values = history.loc[history["measure"] == measure.value, "value"].to_numpy(dtype=np.float64)
        for size in (PeriodSize.MONTH, PeriodSize.THREE_MONTHS):
            own = shown[(shown["measure"] == measure.value) & (shown["size"] == size.value)]
            if len(own):
                rows.append({"measure": measure.value, "size": size.value, **_quality(own, values)})
    return typed_frame(pd.DataFrame(rows) if rows else {}, FORECAST_QUALITY)


def _quality(own: pd.DataFrame, values: NDArray[np.float64]) -> dict[str, float]:
    actual = own["actual"]
    compared = own[own["last_year"].notna()]
    inside = {level: actual.between(own[f"low_{level}"], own[f"high_{level}"]) for level in (50, 90)}
    # Forecasts of one month share what happened in it, so the months count, not the forecasts.
    months = own["start_on"].nunique()
    low, high = wilson_interval(inside[90].mean() * months, months)
    steps = np.abs(np.diff(values))
    can_scale = steps.sum() > 0 and (own["size"] == PeriodSize.MONTH).all()
    return {
        "n": len(own),
        "origins": own["origin_on"].nunique(),
        "covered_50": inside[50].mean(),
        "covered_90": inside[90].mean(),
        "covered_90_low": float(low),
        "covered_90_high": float(high),
        "error_share": _error_share(own, "expected"),
        "last_month_error_share": _error_share(own, "last_month"),
        "compared_n": len(compared),
        "compared_error_share": _error_share(compared, "expected"),
        "last_year_error_share": _error_share(compared, "last_year"),
        "scaled_error": float((actual - own["expected"]).abs().mean() / steps.mean()) if can_scale else np.nan,
        "bias_share": float((own["expected"] - actual).sum() / actual.sum()) if actual.sum() else np.nan,
    }


def _error_share(rows: pd.DataFrame, forecast: str) -> float:
    whole = float(rows["actual"].abs().sum())
    return float((rows["actual"] - rows[forecast]).abs().sum() / whole) if whole else float("nan")
