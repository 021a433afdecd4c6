"""Numbers, money, shares and dates as German and English readers write them; and read back strictly.

English is written the international way: 1,234.56 and 31 Dec 2026. Not a number is written as a dash.
"""

import math
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import NumberFormatError, format_currency, format_decimal, parse_decimal

from clm_core.errors import ClmError

MISSING = "–"
_NEARLY_WHOLE = 0.05


@cache
def _locale(language: str) -> Locale:
    return Locale.parse({"de": "de_DE", "en": "en_GB"}[language])


def _is_missing(value: object) -> bool:
    return value is None or value != value or (isinstance(value, float) and math.isinf(value))


def number(value: float | int | None, language: str, *, decimals: int = 0) -> str:
    """1.234,5 or 1,234.5; a dash where there is no number."""
    if value is None or _is_missing(value):
        return MISSING
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    # + 0: what rounds to nothing is no "−0".
    return format_decimal(round(value, decimals) + 0, format=pattern, locale=_locale(language)).replace("-", "−")


def few(value: float | None, language: str) -> str:
    """A count that need not be whole: 12,5 below a hundred, 123 above, and no decimal where there is nothing to say."""
    if value is None or _is_missing(value):
        return MISSING
    return number(value, language, decimals=0 if value >= 100 or _is_nearly_whole(value) else 1)


def points(value: float | None, language: str) -> str:
    """A score or a threshold: 35, or 35,5 where it is no whole number."""
    if value is None or _is_missing(value):
        return MISSING
    return number(value, language, decimals=0 if _is_nearly_whole(value) else 1)


def _is_nearly_whole(value: float) -> bool:
    return abs(value - round(value)) < _NEARLY_WHOLE


def money(value: float | None, currency: str, language: str, *, decimals: int = 0) -> str:
    """1.235 € or €1,235; with cents where decimals=2."""
    if value is None or _is_missing(value):
        return MISSING
    pattern = _locale(language).currency_formats["standard"].pattern.split(";")[0]
    pattern = pattern.replace("0.00", "0" + ("." + "0" * decimals if decimals else ""))
    return format_currency(
        round(value, decimals) + 0, currency, format=pattern, locale=_locale(language), currency_digits=False
    ).replace("-", "−")


def short_money(value: float | None, currency: str, language: str) -> str:
    """1,2 Mio. € or €1.2m: for headlines and axes, about three figures."""
    if value is None or _is_missing(value) or abs(value) < 10_000:
        return money(value, currency, language)
    scale, suffix = _MILLION[language] if abs(value) >= 999_500 else _THOUSAND[language]
    scaled = value / scale
    text = money(scaled, currency, language, decimals=1 if abs(scaled) < 99.95 else 0)
    # The suffix follows the digits: 1,2 Mio. € in German, €1.2m in English.
    return text.replace("\u00a0", f"\u00a0{suffix}\u00a0") if language == "de" else text + suffix


_THOUSAND = {"de": (1_000, "Tsd."), "en": (1_000, "k")}
_MILLION = {"de": (1_000_000, "Mio."), "en": (1_000_000, "m")}


def share(value: float | None, language: str, *, decimals: int = 1) -> str:
    """12,3 % or 12.3% of a share between 0 and 1 (more for an ROI)."""
    if value is None or _is_missing(value):
        return MISSING
    return number(value * 100, language, decimals=decimals) + ("\u00a0%" if language == "de" else "%")


def interval(low: float, high: float, language: str, *, decimals: int = 1) -> str:
    """10,1–14,8 %: the interval of a rate."""
    if _is_missing(low) or _is_missing(high):
        return MISSING
    return number(low * 100, language, decimals=decimals) + "–" + share(high, language, decimals=decimals)


def share_within(value: float, low: float, high: float, language: str) -> str:
    """12,3 % (10–15 %): a rate with its interval, for a cell of a table."""
    if _is_missing(value):
        return MISSING
    return f"{share(value, language)} ({interval(low, high, language, decimals=0)})"


def day(value: date | None, language: str) -> str:
    """31.12.2026 or 31 Dec 2026."""
    if value is None or _is_missing(value):
        return MISSING
    return format_date(value, "dd.MM.yyyy" if language == "de" else "d MMM yyyy", locale=_locale(language))


def long_day(value: date, language: str) -> str:
    """6. Januar 2026 or 6 January 2026, which nobody reads as the first of June."""
    return format_date(value, "d. MMMM yyyy" if language == "de" else "d MMMM yyyy", locale=_locale(language))


def month(value: date, language: str) -> str:
    """Dez. 2026 or Dec 2026."""
    return format_date(value, "MMM yyyy", locale=_locale(language))


def week(value: date, language: str) -> str:
    """KW 53 2026 or week 53 2026: the ISO week of a day."""
    year, week_number, _ = value.isocalendar()
    return f"KW {week_number} {year}" if language == "de" else f"Week {week_number} {year}"


def moment(value: datetime | None, language: str, *, zone: tzinfo | None = None) -> str:
    """31.12.2026, 14:05 or 31 Dec 2026, 14:05, in the reader's zone."""
    if value is None or _is_missing(value):
        return MISSING
    pattern = "dd.MM.yyyy, HH:mm" if language == "de" else "d MMM yyyy, HH:mm"
    return format_datetime(value, pattern, tzinfo=zone, locale=_locale(language))


def parsed_decimal(text: str, language: str) -> Decimal:
    """The number that somebody typed in the language's own way: 2.345,67 in German, 2,345.67 in English.

    Raises ClmError for anything that could be read in two ways.
    """
    try:
        return parse_decimal(text.strip(), locale=_locale(language), strict=True)
    except NumberFormatError:
        example = "1.234,56" if language == "de" else "1,234.56"
        raise ClmError("formats.not_a_decimal", text=text, example=example) from None
