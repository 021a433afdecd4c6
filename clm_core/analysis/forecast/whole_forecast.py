"""The forecast as it is shown: coming months and weeks with calibrated intervals, and how good it has been."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.days import date_of
from clm_core.analysis.forecast.backtest import BacktestRules, as_shown_then, past_forecasts, quality
from clm_core.analysis.forecast.calibration import stretch, stretched
from clm_core.analysis.forecast.forecast import (
    ForecastMeasure,
    ForecastRules,
    PeriodSize,
    outlook,
)
from clm_core.analysis.forecast.known import known_on
from clm_core.analysis.forecast.tables import history, month_rows, source_rows, week_rows
from clm_core.columns import empty_frame, typed_frame
from clm_core.forecast_columns import (
    FORECAST_BACKTEST,
    FORECAST_HISTORY,
    FORECAST_PERIODS,
    FORECAST_QUALITY,
    FORECAST_SOURCES,
    OPEN_DEALS,
)

SEED = 20_261_031
"""The same data give the same forecast."""
_DAYS_AHEAD = 245


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeForecast:
    """Frames of forecast_columns: ``periods``, ``sources``, ``history``, ``past`` (back-test), ``quality``, ``deals``.

    ``known_from`` is since when the data hold everybody; ``unknown`` are measures with too few events to forecast, and
    ``events`` how many of each the last year brought. Without ``periods`` the data are too short for anything.
    """

    as_of: date
    known_from: date
    periods: pd.DataFrame
    sources: pd.DataFrame
    history: pd.DataFrame
    past: pd.DataFrame
    quality: pd.DataFrame
    deals: pd.DataFrame
    unknown: tuple[ForecastMeasure, ...]
    events: dict[ForecastMeasure, int]
    has_season: bool
    has_open_deals: bool

    @property
    def history_days(self) -> int:
        """Days of whole history."""
        return (self.as_of - self.known_from).days

    @property
    def is_calibrated(self) -> bool:
        """Whether past forecasts could be compared."""
        return len(self.past) > 0


def whole_forecast(
    contacts: pd.DataFrame,
    deals: pd.DataFrame,
    *,
    as_of: date,
    zone: str,
    rules: ForecastRules | None = None,
    backtest: BacktestRules | None = None,
    on_progress: Callable[[float], None] = lambda share: None,
) -> WholeForecast:
    """The forecast from SNAPSHOT_COLUMNS contacts and deals, as known on the evening of as_of."""
    rules = rules or ForecastRules()
    facts = known_on(contacts, deals, as_of, zone)
    found = outlook(facts, _DAYS_AHEAD, rules)
    if found is None or not found.known:
        return _nothing(as_of, date_of(facts.first_day), {} if found is None else dict(found.events))
    months = history(facts, found.known)
    raw = past_forecasts(
        contacts,
        deals,
        months,
        as_of=as_of,
        zone=zone,
        rules=rules,
        backtest=backtest or BacktestRules(),
        seed=SEED,
        on_progress=on_progress,
    )
    past = as_shown_then(raw) if len(raw) else raw
    periods = pd.concat([month_rows(found, rules, SEED), week_rows(found, rules, SEED)], ignore_index=True)
    opened = found.open_deals
    return WholeForecast(
        as_of=as_of,
        known_from=date_of(facts.first_day),
        periods=_calibrated(periods, raw),
        sources=source_rows(found),
        history=months,
        past=past,
        quality=quality(past, months),
        deals=empty_frame(OPEN_DEALS) if opened is None else opened.rows,
        unknown=found.unknown,
        events=dict(found.events),
        has_season=found.leads.has_season,
        has_open_deals=opened is not None,
    )


def _calibrated(periods: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    # Weeks are stretched as months are: their own past is not compared.
    sizes = periods["size"].where(periods["size"] != PeriodSize.WEEK, PeriodSize.MONTH.value)
    keys = list(zip(periods["measure"], sizes, strict=True))
    factors = {key: stretch(raw, *key).by_level for key in set(keys)}
    both = np.array([factors[key] for key in keys])
    return typed_frame(stretched(periods, (both[:, 0], both[:, 1]), periods["so_far"].to_numpy()), FORECAST_PERIODS)


def _nothing(as_of: date, known_from: date, events: dict[ForecastMeasure, int]) -> WholeForecast:
    return WholeForecast(
        as_of=as_of,
        known_from=known_from,
        periods=empty_frame(FORECAST_PERIODS),
        sources=empty_frame(FORECAST_SOURCES),
        history=empty_frame(FORECAST_HISTORY),
        past=empty_frame(FORECAST_BACKTEST),
        quality=empty_frame(FORECAST_QUALITY),
        deals=empty_frame(OPEN_DEALS),
        unknown=tuple(ForecastMeasure),
        events=events,
        has_season=False,
        has_open_deals=False,
    )
