"""The forecast's tables in the reader's words, for files and the command line."""

from collections.abc import Mapping, Sequence

import pandas as pd

from clm_core.kpis import Unit
from clm_core.services.export import TableSheet
from clm_core.services.forecast import ForecastView
from clm_core.texts import Texts, formats
from clm_core.texts.channels import channel_name

_PERIOD = ("measure", "size", "period", "so_far", "expected", "low_50", "high_50", "low_90", "high_90")
_SOURCE = ("measure", "size", "period", "source", "expected")
_PAST = ("measure", "size", "origin", "period", "actual", "expected", "low_50", "high_50", "low_90", "high_90")
_QUALITY = {
    "measure": None,
    "size": None,
    "n": Unit.COUNT,
    "origins": Unit.COUNT,
    "covered_50": Unit.SHARE,
    "covered_90": Unit.SHARE,
    "error_share": Unit.SHARE,
    "last_month_error_share": Unit.SHARE,
    "compared_n": Unit.COUNT,
    "compared_error_share": Unit.SHARE,
    "last_year_error_share": Unit.SHARE,
    "scaled_error": Unit.RATIO,
    "bias_share": Unit.SHARE,
}
_DEAL = {
    "deal": None,
    "company": None,
    "owner": None,
    "channel": None,
    "amount": Unit.MONEY,
    "age_days": Unit.COUNT,
    "chance": Unit.SHARE,
    "expected_amount": Unit.MONEY,
    "median_day": None,
    "deal_stage": None,
    "stated_share": Unit.SHARE,
}


def period_sheet(view: ForecastView, texts: Texts) -> TableSheet:
    """Coming months, three months and weeks of every measure with intervals."""
    rows = _worded(view.forecast.periods, texts)
    return _sheet("periods", rows, dict.fromkeys(_PERIOD), texts)


def source_sheet(view: ForecastView, texts: Texts) -> TableSheet:
    """Where each period's number comes from; without what is nothing."""
    rows = _worded(view.forecast.sources[view.forecast.sources["expected"] > 0], texts)
    rows = rows.assign(source=[texts(f"forecast.source.{one}") for one in rows["source"]])
    return _sheet("sources", rows, dict.fromkeys(_SOURCE), texts)


def quality_sheet(view: ForecastView, texts: Texts) -> TableSheet:
    """Coverage and error of past forecasts beside the naive ones."""
    return _sheet("quality", _worded(view.forecast.quality, texts), _QUALITY, texts)


def past_sheet(view: ForecastView, texts: Texts) -> TableSheet:
    """Every past forecast beside what came."""
    rows = _worded(view.forecast.past, texts)
    rows = rows.assign(origin=_days(rows["origin_on"], texts))
    return _sheet("past", rows, dict.fromkeys(_PAST), texts)


def open_deal_sheet(deals: pd.DataFrame, texts: Texts, labels: Mapping[str, str]) -> TableSheet:
    """Open deals with chance and expected revenue; ``deals`` are those of ForecastView."""

    rows = deals.assign(
        channel=[channel_name(one, texts, labels) for one in deals["channel"]],
        expected_amount=deals["expected"],
        median_day=_days(deals["median_day"], texts),
    )
    return _sheet("deals", rows, _DEAL, texts)


def _worded(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    worded = rows.assign(
        measure=[texts(f"forecast.measure_of.{one}") for one in rows["measure"]],
        size=[texts(f"forecast.size_word.{one}") for one in rows["size"]],
    )
    return worded.assign(period=_days(rows["start_on"], texts)) if "start_on" in rows else worded


def _days(days: pd.Series, texts: Texts) -> list[str]:
    return [formats.day(None if pd.isna(day) else day.date(), texts.language) for day in days]


def _sheet(name: str, rows: pd.DataFrame, columns: Mapping[str, Unit | None], texts: Texts) -> TableSheet:
    names: Sequence[str] = list(columns)
    headings = {column: texts(f"forecast.column.{column}") for column in names}
    units = {headings[column]: unit for column, unit in columns.items() if unit is not None}
    frame = rows[names].rename(columns=headings)
    return TableSheet(title=texts(f"forecast.table.{name}"), frame=frame, units=units)
