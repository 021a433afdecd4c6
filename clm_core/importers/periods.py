"""The report's own date range as a title line writes it: 1. Januar 2026 - 31. März 2026, 01.01.2026 – 31.03.2026."""

import re
from datetime import date

import numpy as np
import pandas as pd

from clm_core.importers.cells import split_cells
from clm_core.importers.dates import month_numbers, read_dates

_NUMERIC = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}/\d{1,2}/\d{2,4}|\b(?:19|20)\d{6}\b"
_MONTH = r"[^\W\d_]{3,9}\.?"
_WRITTEN = rf"\d{{1,2}}\.?\s+{_MONTH}\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}"
_DATE = re.compile(rf"{_NUMERIC}|{_WRITTEN}")
_SHORT_RANGE = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})\.?\s*(?P<m1>{_MONTH})?|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}}))\s*(?:-|–|—|bis|to)\s*"
    rf"(?:(?P<d3>\d{{1,2}})\.?\s+(?P<m3>{_MONTH}),?\s+|(?P<m4>{_MONTH}\s+)?(?P<d4>\d{{1,2}}),?\s+)(?P<year>\d{{4}})\b"
)
_START = re.compile(r"\b(start|from|von|beginn|begin|ab)\w*\b", re.IGNORECASE)
_END = re.compile(r"\b(end|to|bis|until|ende)\w*\b", re.IGNORECASE)


def period_in(lines: tuple[str, ...]) -> tuple[tuple[date, date] | None, frozenset[int]]:
    """The date range that the lines above a table name, and which lines name it."""
    starts: list[tuple[int, date]] = []
    ends: list[tuple[int, date]] = []
    for position, line in enumerate(lines):
        days = dates_in(line)
        if len(days) == 2 and days[0] <= days[1]:
            return (days[0], days[1]), frozenset((position,))
        if len(days) == 1 and _START.search(line):
            starts.append((position, days[0]))
        elif len(days) == 1 and _END.search(line):
            ends.append((position, days[0]))
    if len(starts) == 1 and len(ends) == 1 and starts[0][1] <= ends[0][1]:
        return (starts[0][1], ends[0][1]), frozenset((starts[0][0], ends[0][0]))
    return None, frozenset()


def dates_in(line: str) -> list[date]:
    """The dates that a line names, in order; none where their order of day and month is open."""
    texts = [match.group(0) for match in _DATE.finditer(line)]
    if len(texts) < 2 and (short := _SHORT_RANGE.search(line)):
        texts = _completed(short)
    if not texts:
        return []
    reading = read_dates(split_cells(pd.Series(texts, dtype=object)))
    if np.isnat(reading.local).any():
        return []
    return [day.astype("datetime64[D]").item() for day in reading.local]


def _completed(short: re.Match[str]) -> list[str]:
    """Both dates of 1. - 31. Januar 2026 or Jan 1 - Mar 31, 2026 in full."""
    part = {name: (text or "").strip() for name, text in short.groupdict().items()}
    last_month = part["m3"] or part["m4"] or part["m2"] or part["m1"]
    first_month = part["m1"] or part["m2"] or last_month
    if not all(month.rstrip(".").casefold() in month_numbers() for month in (first_month, last_month)):
        return []
    first_day, last_day = part["d1"] or part["d2"], part["d3"] or part["d4"]
    return [f"{first_day}. {first_month} {part['year']}", f"{last_day}. {last_month} {part['year']}"]
