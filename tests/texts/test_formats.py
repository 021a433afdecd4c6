"""Numbers, money, shares and dates as German and English readers write them, and read back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.errors import ClmError
from clm_core.texts import Language, formats

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-1234567, 0, "−1.234.567", "−1,234,567"),
        (0.125, 2, "0,12", "0.12"),
        (float("nan"), 0, "–", "–"),
        (float("inf"), 0, "–", "–"),
        (None, 0, "–", "–"),
    ],
)
def test_numbers(value: float | None, decimals: int, german: str, english: str) -> None:
    assert formats.number(value, "de", decimals=decimals) == german
    assert formats.number(value, "en", decimals=decimals) == english


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (123, "123 €", "€123"),
        (9_999.4, "9.999 €", "€9,999"),
        (12_345, "12,3 Tsd. €", "€12.3k"),
        (-234_567, "−235 Tsd. €", "−€235k"),
        (999_600, "1,0 Mio. €", "€1.0m"),
        (1_234_567, "1,2 Mio. €", "€1.2m"),
        (150_000_000, "150 Mio. €", "€150m"),
    ],
)
def test_short_money(value: float, german: str, english: str) -> None:
    assert formats.short_money(value, "EUR", "de").replace(NO_BREAK, " ") == german
    assert formats.short_money(value, "EUR", "en") == english


def test_money_shares_and_intervals() -> None:
    assert formats.money(1234.5, "EUR", "de", decimals=2) == f"1.234,50{NO_BREAK}€"
    assert formats.money(1234.5, "CHF", "en", decimals=2).replace(NO_BREAK, "") == "CHF1,234.50"
    assert formats.share(0.12345, "de") == f"12,3{NO_BREAK}%"
    assert formats.share(8.14, "en", decimals=0) == "814%"
    assert formats.interval(0.101, 0.148, "de") == f"10,1–14,8{NO_BREAK}%"
    assert formats.interval(float("nan"), 0.1, "de") == "–"
    assert formats.share_within(0.123, 0.101, 0.148, "de") == f"12,3{NO_BREAK}% (10–15{NO_BREAK}%)"
    assert formats.share_within(float("nan"), 0.1, 0.2, "de") == "–"


def test_dates() -> None:
    day = date(2026, 12, 31)
    assert [formats.day(day, language) for language in Language] == ["31.12.2026", "31 Dec 2026"]
    assert [formats.month(day, language) for language in Language] == ["Dez. 2026", "Dec 2026"]
    # The ISO year of a week is not always the year of its days.
    assert [formats.week(date(2027, 1, 1), language) for language in Language] == ["KW 53 2026", "Week 53 2026"]
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert formats.moment(late, "de", zone=ZoneInfo("Europe/Berlin")) == "01.01.2027, 00:30"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from(list(Language)))
def test_a_decimal_written_in_a_language_is_read_back_exactly(value: Decimal, language: Language) -> None:
    written = formats.number(float(value), language, decimals=2).replace("−", "-")
    assert formats.parsed_decimal(written, language) == value.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("text", "language"), [("2,345.67", "de"), ("2.345,67", "en"), ("1.2.3", "de"), ("zwei", "de")]
)
def test_what_reads_in_two_ways_is_refused(text: str, language: str) -> None:
    with pytest.raises(ClmError, match=r"formats\.not_a_decimal"):
        formats.parsed_decimal(text, language)


@pytest.mark.parametrize(
    ("value", "few", "points"),
    [(12.5, "12,5", "12,5"), (12.04, "12", "12"), (123.4, "123", "123,4"), (-0.04, "0", "0"), (float("nan"), "–", "–")],
)
def test_counts_and_points_have_decimals_only_where_they_say_something(value: float, few: str, points: str) -> None:
    assert formats.few(value, "de") == few
    assert formats.points(value, "de") == points
