"""Weeks, months and days as people write them: 2026-03-02, 02.03.2026, KW 10 2026, 2026-W10, März 2026, 2026-03."""

import re
from datetime import date

import pandas as pd

from clm_core.importers.cells import split_cells
from clm_core.importers.dates import month_numbers, read_dates
from clm_core.importers.grids import cell_text

_WEEK = (
    re.compile(r"(?P<year>\d{4})\s*[-/ ]?\s*(?:KW|CW|W)\s*\.?\s*(?P<week>\d{1,2})", re.IGNORECASE),
    re.compile(r"(?:KW|CW|W|week|woche)\s*\.?\s*(?P<week>\d{1,2})\s*[-/., ]\s*(?P<year>\d{4})", re.IGNORECASE),
)
_MONTH = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})"),
    re.compile(r"(?P<name>[^\W\d_]{3,9})\.?[ \-/]?\s*(?P<year>\d{4})"),
)


def period_starts(cells: pd.Series, date_order: str | None = None) -> pd.Series:
    """The day that each cell names, a week by its Monday, a month by its first; NaT where it names none."""
    written = {cell: _week_or_month(cell) for cell in cells.unique() if isinstance(cell, str)}
    days = cells.map(lambda cell: written.get(cell) if isinstance(cell, str) else None)
    found = pd.Series(pd.to_datetime(days, errors="coerce"), index=cells.index).astype("datetime64[us]")
    is_open = found.isna().to_numpy()
    if is_open.any():
        reading = read_dates(split_cells(cells[is_open]), order=date_order)
        found[is_open] = reading.local.astype("datetime64[D]").astype("datetime64[us]")
    return found


def is_filled(cells: pd.Series) -> pd.Series:
    """Which cells have anything in them."""
    filled: pd.Series = cells.map(lambda cell: bool(cell_text(cell)) if cell == cell and cell is not None else False)
    return filled


def _week_or_month(text: str) -> date | None:
    """The first day of a week or month that is written out; None for anything else."""
    try:
        for pattern in _WEEK:
            if match := pattern.fullmatch(text.strip()):
                return date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
        for pattern in _MONTH:
            if match := pattern.fullmatch(text.strip()):
                name = match.groupdict().get("name")
                month = month_numbers().get(name.casefold()) if name else int(match["month"])
                return date(int(match["year"]), month, 1) if month else None
    except ValueError:  # a 54th week, a 13th month
        return None
    return None
