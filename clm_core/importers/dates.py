"""Days and moments as people and exports write them: ISO, 31.12.2026, 12/31/2026, 20261231, 9. Juli 2026, serials.

Whether 09/01/2026 is in January or September is decided in this order: the user's word, what the column's
own values prove, what the file's other columns prove, the report's own period; else it is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from babel.dates import get_month_names

from clm_core.importers.cells import Bools, Floats, SplitCells, as_mask, blank_texts
from clm_core.importers.findings import Choice
from clm_core.importers.numbers import SHOWN_CHOICES

Moments = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]

_SPLIT = r"^(?P<day>.*?)(?:T|,? +(?:um |at )?)(?P<time>\d{1,2}:\d{2}.*)$"
_ISO = r"^(?:19|20|21)\d{2}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$"
_TIME = (
    r"^(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r" ?(?P<half>[AaPp]\.?[Mm]\.?)?(?: ?Uhr)? ?(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
_WEEKDAY = r"^(?:\pL{2,10}\.?,? +)?"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("ymd", r"^(?P<a>\d{4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,2})$"),
    ("dmy", _WEEKDAY + r"(?P<a>\d{1,2})\. ?(?P<b>\d{1,2})\. ?(?P<c>\d{4}|\d{2})$"),
    ("", _WEEKDAY + r"(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<c>\d{4}|\d{2})$"),
    ("ymd", r"^(?P<a>(?:19|20|21)\d{2})(?P<b>\d{2})(?P<c>\d{2})$"),
    ("dMy", _WEEKDAY + r"(?P<a>\d{1,2})(?:\.|st|nd|rd|th)?[ -]?(?P<b>\pL{3,9})\.?,?[ -](?P<c>\d{4}|\d{2})$"),
    ("Mdy", _WEEKDAY + r"(?P<a>\pL{3,9})\.? +(?P<b>\d{1,2})(?:st|nd|rd|th)?,? +(?P<c>\d{4})$"),
)
_PLACES = {"ymd": ("a", "b", "c"), "dmy": ("c", "b", "a"), "mdy": ("c", "a", "b")}
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_EXCEL_EPOCH = np.datetime64("1899-12-30", "us")
_SERIALS = (10_000, 110_000)  # 1927 to 2201


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """Moments of a column's cells, local unless ``offset_minutes`` says otherwise (NaN = local)."""

    proven_order: str | None
    local: Moments
    offset_minutes: Floats
    is_bad: Bools
    is_impossible: Bools
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _DateTexts:
    """The distinct texts taken apart; ``parts`` are the numbers of slashed dates whose order is open."""

    local: Moments
    offset: Floats
    is_date: Bools
    is_blank: Bools
    is_slashed: Bools
    parts: Mapping[str, Whole]
    time_of_day: Whole


@cache
def month_numbers() -> dict[str, int]:
    """Month names and their usual short forms in German and English, case folded, without points."""
    names: dict[str, int] = {"mrz": 3, "maerz": 3, "sept": 9, "jänner": 1, "feber": 2}
    for locale in ("de", "en"):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    names[name.casefold().rstrip(".")] = number
    return names


def proven_order(cells: SplitCells) -> str | None:
    """dmy or mdy where slashed dates prove it by a day above 12 (or points do); None otherwise."""
    texts = _date_texts(cells.texts)
    return _proven(texts) or ("dmy" if _any_dotted(cells.texts) else None)


def _any_dotted(texts: pa.StringArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, _SHAPES[1][1])).as_py())


def read_dates(
    cells: SplitCells,
    *,
    order: str | None = None,
    file_order: str | None = None,
    period: tuple[date, date] | None = None,
) -> DateReading:
    """The moments that a column's cells say, and which of them are wrong or open."""
    texts = _date_texts(cells.texts)
    proven = _proven(texts)
    order = order or proven or file_order or _order_by_period(texts, period)
    is_same = texts.parts["a"] == texts.parts["b"]
    is_open = texts.is_slashed & ~is_same & (order is None)
    by_order = _ordered(texts, order or "dmy")
    local = np.where(texts.is_slashed & ~is_open, by_order, texts.local)
    is_shaped = texts.is_date | texts.is_slashed
    is_bad = np.isnat(local) & ~texts.is_blank & ~is_open
    cell_moments, cell_bad = _typed_moments(cells)
    moments = cells.spread(local, np.datetime64("NaT"))
    moments = np.where(np.isnat(cell_moments), moments, cell_moments)
    return DateReading(
        proven_order=proven,
        local=moments,
        offset_minutes=cells.spread(texts.offset, np.nan),
        is_bad=cells.spread(is_bad, False) | cell_bad,
        is_impossible=cells.spread(is_bad & is_shaped, False),
        choices=_choices(cells, texts, is_open),
    )


def _date_texts(texts: pa.StringArray) -> _DateTexts:
    """The distinct texts read; their days and times of day are read once each, because they are few."""
    iso = _iso_texts(texts)
    if iso is not None:
        return iso
    day_texts, time_texts = _days_and_times(texts)
    day_codes, distinct_days = _encoded(day_texts)
    local, is_date, parts = _distinct_days(distinct_days)
    time_codes, distinct_times = _encoded(time_texts)
    times, offsets = _distinct_times(distinct_times)
    time_of_day = times[time_codes]
    is_slashed = (parts["a"] > 0)[day_codes]
    return _DateTexts(
        local=_with_time(local[day_codes], time_of_day),
        offset=offsets[time_codes],
        is_date=is_date[day_codes],
        is_blank=blank_texts(texts) | as_mask(pc.match_substring_regex(texts, r"^0{4}-00-00")),
        is_slashed=is_slashed,
        parts={place: numbers[day_codes] for place, numbers in parts.items()},
        time_of_day=time_of_day,
    )


def _iso_texts(texts: pa.StringArray) -> _DateTexts | None:
    """The texts read by Arrow, many times faster, where all are dates or moments as computers write them; else None."""
    if not pc.all(pc.match_substring_regex(texts, _ISO)).as_py():
        return None
    try:
        moments = pc.cast(texts, pa.timestamp("us"))
    except pa.ArrowInvalid:  # a day or an hour that does not exist
        return None
    none = np.zeros(len(texts), dtype=bool)
    nothing = np.zeros(len(texts), dtype=np.int64)
    return _DateTexts(
        local=moments.to_numpy(zero_copy_only=False),
        offset=np.full(len(texts), np.nan),
        is_date=~none,
        is_blank=none,
        is_slashed=none,
        parts=dict.fromkeys("abc", nothing),
        time_of_day=nothing,
    )


def _days_and_times(texts: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """The day and the time of day of each text; "" where there is no time."""
    has_time = pc.match_substring(texts, ":")
    pieces = pc.extract_regex(texts.filter(has_time), pattern=_SPLIT)
    days = pc.replace_with_mask(texts, has_time, pc.struct_field(pieces, "day"))
    times = pc.replace_with_mask(pa.repeat("", len(texts)), has_time, pc.struct_field(pieces, "time"))
    return pc.fill_null(days, "?"), pc.fill_null(times, "")


def _encoded(texts: pa.StringArray) -> tuple[Whole, pa.StringArray]:
    encoded = pc.dictionary_encode(texts)
    codes: Whole = encoded.indices.to_numpy(zero_copy_only=False)
    return codes, encoded.dictionary


def _distinct_days(texts: pa.StringArray) -> tuple[Moments, Bools, dict[str, Whole]]:
    """Midnights, what has the shape of a date, and the numbers of slashed dates, whose order is open."""
    local = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    is_date = np.zeros(len(texts), dtype=bool)
    slashed = {place: np.zeros(len(texts), dtype=np.int64) for place in "abc"}
    left = np.arange(len(texts))
    for shape, pattern in _SHAPES:
        if not len(left):  # compiling a pattern costs more than reading the few texts of a small file
            break
        found = pc.extract_regex(texts.take(pa.array(left)), pattern=pattern)
        hits = as_mask(pc.is_valid(found))
        positions, left = left[hits], left[~hits]
        field = {place: pc.struct_field(found.filter(pa.array(hits)), place) for place in "abc"}
        if shape == "":
            for place in "abc":
                slashed[place][positions] = _integers(field[place])
        else:
            local[positions] = _moments(*_calendar(shape, field))
            is_date[positions] = True
    return local, is_date, slashed


def _calendar(shape: str, field: Mapping[str, pa.StringArray]) -> tuple[Whole, Whole, Whole]:
    """Year, month and day of texts of one shape."""
    if shape == "dMy":
        return _integers(field["c"]), _month_numbers(field["b"]), _integers(field["a"])
    if shape == "Mdy":
        return _integers(field["c"]), _month_numbers(field["a"]), _integers(field["b"])
    year, month, day = (_integers(field[place]) for place in _PLACES[shape])
    return year, month, day


def _integers(texts: pa.StringArray) -> Whole:
    blank_as_zero = pc.if_else(pc.equal(texts, ""), "0", texts)
    whole: Whole = pc.cast(pc.fill_null(blank_as_zero, "0"), pa.int64()).to_numpy(zero_copy_only=False)
    return whole


def _month_numbers(names: pa.StringArray) -> Whole:
    """0 where a word is no month."""
    codes, distinct = _encoded(names)
    known = month_numbers()
    return np.array([known.get(str(name).casefold(), 0) for name in distinct.to_pylist()], dtype=np.int64)[codes]


def _distinct_times(texts: pa.StringArray) -> tuple[Whole, Floats]:
    """Microseconds since midnight (-1: no such time) and minutes east of UTC (NaN: not said)."""
    parts = pc.extract_regex(texts, pattern=_TIME)
    is_none = as_mask(pc.equal(texts, ""))
    is_wrong = as_mask(pc.is_null(parts)) & ~is_none
    hour, minute, second = (_integers(pc.struct_field(parts, name)) for name in ("hour", "minute", "second"))
    half = pc.fill_null(pc.utf8_lower(pc.utf8_slice_codeunits(pc.struct_field(parts, "half"), 0, 1)), "")
    is_half = as_mask(pc.not_equal(half, ""))
    is_wrong |= (hour > 23) | (minute > 59) | (second > 59) | (is_half & ((hour > 12) | (hour == 0)))
    hour = np.where(is_half, hour % 12 + 12 * as_mask(pc.equal(half, "p")), hour)
    fraction = _integers(pc.utf8_slice_codeunits(pc.utf8_rpad(pc.struct_field(parts, "fraction"), 6, "0"), 0, 6))
    micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    codes, distinct = _encoded(pc.fill_null(pc.struct_field(parts, "offset"), ""))
    offsets = np.array([_offset(text) for text in distinct.to_pylist()], dtype=np.float64)[codes]
    return np.where(is_none, 0, np.where(is_wrong, -1, micros)), offsets


def _offset(text: str) -> float:
    if not text:
        return float("nan")
    if text in ("Z", "UTC", "GMT"):
        return 0.0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return (1 if text[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:]))


def _moments(year: Whole, month: Whole, day: Whole) -> Moments:
    """Midnights; NaT where the calendar has no such day."""
    year = np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))
    fits = (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (np.where(fits, year, 1970) - 1970) * 12 + np.where(fits, month, 1) - 1
    starts = months.astype("datetime64[M]")
    days = starts.astype("datetime64[D]") + (np.where(fits, day, 1) - 1)
    fits &= days.astype("datetime64[M]") == starts
    return np.where(fits, days.astype("datetime64[us]"), np.datetime64("NaT"))


def _with_time(days: Moments, time_of_day: Whole) -> Moments:
    return np.where(time_of_day >= 0, days + np.maximum(time_of_day, 0), np.datetime64("NaT"))


def _ordered(texts: _DateTexts, order: str) -> Moments:
    year, month, day = (texts.parts[place] for place in _PLACES[order])
    return np.where(texts.is_slashed, _with_time(_moments(year, month, day), texts.time_of_day), np.datetime64("NaT"))


def _proven(texts: _DateTexts) -> str | None:
    """The order that days above 12 prove; the order of the clear majority where they contradict each other."""
    first, second = texts.parts["a"][texts.is_slashed], texts.parts["b"][texts.is_slashed]
    dmy = int(((first > 12) & (first <= 31) & (second <= 12)).sum())
    mdy = int(((second > 12) & (second <= 31) & (first <= 12)).sum())
    if max(dmy, mdy) <= 2 * min(dmy, mdy):
        return None
    return "dmy" if dmy > mdy else "mdy"


def _order_by_period(texts: _DateTexts, period: tuple[date, date] | None) -> str | None:
    """The one order by which all dates lie in the report's own date range."""
    if period is None or not texts.is_slashed.any():
        return None
    start, end = (np.datetime64(day, "D") for day in period)
    orders = []
    for order in ("dmy", "mdy"):
        days = _ordered(texts, order)[texts.is_slashed].astype("datetime64[D]")
        if bool(((days >= start) & (days <= end)).all()):
            orders.append(order)
    return orders[0] if len(orders) == 1 else None


def _typed_moments(cells: SplitCells) -> tuple[Moments, Bools]:
    """Moments of a workbook's date cells and numbers: serials, yyyymmdd, seconds or milliseconds since 1970."""
    is_typed = cells.is_number | cells.is_moment | cells.is_flag
    if not is_typed.any():
        return np.full(len(is_typed), np.datetime64("NaT"), dtype="datetime64[us]"), is_typed
    numbers = np.where(cells.is_number, cells.numbers, np.nan)
    moments = np.where(cells.is_moment, cells.moments, np.datetime64("NaT"))
    with np.errstate(invalid="ignore"):
        is_serial = (numbers >= _SERIALS[0]) & (numbers < _SERIALS[1])
        is_compact = (numbers >= 19_000_101) & (numbers <= 22_001_231) & (numbers % 1 == 0)
        is_seconds = (numbers >= 1e9) & (numbers < 4e9)
        is_millis = (numbers >= 1e11) & (numbers < 4e12)
    # Excel keeps a day's fraction as a float: the nearest millisecond is what was typed.
    serial = np.rint(np.where(is_serial, numbers, 0) * 86_400_000).astype(np.int64) * 1000
    moments = np.where(is_serial, _EXCEL_EPOCH + serial, moments)
    if is_compact.any():
        whole = np.where(is_compact, numbers, 0).astype(np.int64)
        moments = np.where(is_compact, _moments(whole // 10_000, whole // 100 % 100, whole % 100), moments)
    epoch = np.where(is_seconds, numbers * 1e6, np.where(is_millis, numbers * 1e3, 0)).astype(np.int64)
    moments = np.where(is_seconds | is_millis, epoch.astype("datetime64[us]"), moments)
    years = moments.astype("datetime64[Y]").astype(np.int64) + 1970
    moments = np.where((years < EARLIEST_YEAR) | (years > LATEST_YEAR), np.datetime64("NaT"), moments)
    return moments, is_typed & np.isnat(moments)


def _choices(cells: SplitCells, texts: _DateTexts, is_open: Bools) -> tuple[Choice, ...]:
    shown: list[Any] = np.flatnonzero(is_open)[:SHOWN_CHOICES].tolist()
    readings = {order: _ordered(texts, order).astype("datetime64[D]") for order in ("dmy", "mdy")} if shown else {}
    return tuple(
        Choice(
            value=cells.texts[position].as_py(),
            readings=tuple((order, str(days[position])) for order, days in readings.items()),
        )
        for position in shown
    )
