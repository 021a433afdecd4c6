"""A weekly or monthly table of anybody's as the series behind response curves. Nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core.analysis.response_series import ObservedSeries
from clm_core.exports.tables import csv_file
from clm_core.importers.findings import ImportOptions
from clm_core.importers.series_files import ColumnRole, SeriesReading, SeriesTable, read_series_file, series_of
from clm_core.response_curves import MONEY_OUTCOMES, ResponseOutcome, ResponseSeries
from clm_core.texts import Texts

__all__ = [
    "ColumnRole",
    "ImportOptions",
    "SeriesFile",
    "SeriesReading",
    "opened_series_file",
    "read_series",
    "series_file_example",
]

_EXAMPLE_FROM = date(2026, 1, 5)
_EXAMPLE = (
    (128_400.5, 4_200, 0, 3_100, 9.99, ""),
    (131_250, 4_350, 12_000, 2_950, 9.99, ""),
    (142_900, 3_900, 12_000, 3_400, 8.99, "Messe"),
    (126_075.25, 4_100, 0, 3_250, 9.99, ""),
    (119_800, 2_800, 0, 3_300, 9.99, ""),
    (137_640, 4_600, 8_000, 2_700, 9.49, ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFile:
    """The file's table as it was found, with what its columns probably are, and how it was to be read."""

    file_name: str
    found: SeriesTable
    options: ImportOptions


def opened_series_file(file_name: str, content: bytes, options: ImportOptions | None = None) -> SeriesFile:
    """The table of a CSV or workbook with a row a week, month or day. Raises ClmError for what is no table."""
    said = options or ImportOptions()
    return SeriesFile(file_name=file_name, found=read_series_file(file_name, content, said), options=said)


def read_series(
    file: SeriesFile, roles: Mapping[str, ColumnRole] | None = None, outcome_of: ResponseOutcome | None = None
) -> tuple[SeriesReading, ObservedSeries | None]:
    """The file under the user's roles, or the proposed ones; the series is None where something is wrong in it.

    Raises ClmError where a role is missing or given twice.
    """
    reading = series_of(file.found.table, roles or file.found.roles, outcome_of or file.found.outcome_of, file.options)
    return reading, None if reading.series is None else _observed(reading.series)


def _observed(series: ResponseSeries) -> ObservedSeries:
    is_money = series.outcome_of in MONEY_OUTCOMES
    return ObservedSeries(
        series=series,
        later_spend=np.empty((0, len(series.channels))),
        outcome_count=None if is_money else round(float(series.outcome.sum())),
    )


def series_file_example(texts: Texts) -> bytes:
    """A small table as CSV to fill in, with the headings and numbers of the reader's language."""
    names = ("week", "revenue", "search", "tv", "social", "price", "event")
    headings = [texts(f"series_file.heading.{name}") for name in names]
    rows = [
        ((_EXAMPLE_FROM + timedelta(weeks=number)).isoformat(), *values[:-1], values[-1])
        for number, values in enumerate(_EXAMPLE)
    ]
    return csv_file(pd.DataFrame(rows, columns=headings), texts.language)
