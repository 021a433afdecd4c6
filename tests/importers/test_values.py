"""Columns are read as meant, exactly, and every bad cell is named."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from babel.dates import format_date
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clm_core.columns import DTYPES
from clm_core.errors import Severity
from clm_core.importers.parsed import ColumnHints, ParsedColumn
from clm_core.importers.values import parse_column, shown_date_order, shown_decimal
from clm_core.records import MICROS, FieldType, Stage


def parsed(cells: list[object], type_: FieldType, heading: str = "Wert", **hints: object) -> ParsedColumn:
    column = pd.Series(cells, index=range(2, len(cells) + 2), dtype=object)
    result = parse_column(column, type_, heading, "Data", ColumnHints(**hints))  # type: ignore[arg-type]
    assert result.values.dtype == DTYPES[type_]
    assert result.values.index.tolist() == column.index.tolist()
    return result


def plain(result: ParsedColumn) -> list[object]:
    return [None if pd.isna(value) else value for value in result.values]


def reasons(result: ParsedColumn) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.value, problem.reason) for problem in result.problems]


@pytest.mark.parametrize("type_", list(FieldType))
def test_blank_columns_have_the_declared_dtype(type_: FieldType) -> None:
    for cells in ([], [None, None], ["", "  "]):
        result = parsed(cells, type_)
        assert result.values.isna().all()
        assert result.problems == ()


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1,234.50", None, 1234.5),
        ("1.234,50", None, 1234.5),
        ("1'234.50", None, 1234.5),
        ("1’234.50", None, 1234.5),
        ("1 234,50", None, 1234.5),
        ("1\u00a0234,50", None, 1234.5),
        ("1\u202f234,50", None, 1234.5),
        ("12,50", None, 12.5),
        ("1.234.567", None, 1234567.0),
        ("0,123", None, 0.123),
        ("(123.45)", None, -123.45),
        ("123-", None, -123.0),
        ("−5", None, -5.0),
        ("-1.234", ",", -1234.0),
        ("1.234", ".", 1.234),
        ("12.5%", None, 0.125),
        ("1.5E+03", None, 1500.0),
        (7, None, 7.0),
    ],
)
def test_numbers(text: object, decimal: str | None, expected: float) -> None:
    assert plain(parsed([text], FieldType.NUMBER, decimal=decimal)) == [expected]


@pytest.mark.parametrize("text", ["abc", "1,23,4", "12.34.5", "1.234.50", "(5", "5)", "1 2", "--5", "12a"])
def test_no_numbers(text: str) -> None:
    assert reasons(parsed([text], FieldType.NUMBER)) == [(2, text, "reading.not_a_number")]


@pytest.mark.parametrize("text", ["--", " --", "-", "n/a", "–", "null"])
def test_fillers_are_missing_without_a_problem(text: str) -> None:
    result = parsed([text, "1"], FieldType.NUMBER)
    assert plain(result) == [None, 1.0]
    assert not result.problems


def test_the_column_decides_then_the_file_then_the_user_is_asked() -> None:
    assert plain(parsed(["1.234", "0,5"], FieldType.NUMBER)) == [1234.0, 0.5]
    assert plain(parsed(["1.234"], FieldType.NUMBER, file_decimal=",")) == [1234.0]
    asked = parsed(["1,234", "17"], FieldType.MONEY)
    assert plain(asked) == [None, 17 * MICROS]
    assert asked.question is not None
    assert asked.question.option == "decimal"
    assert [(choice.value, choice.readings) for choice in asked.question.choices] == [
        ("1,234", ((".", "1234"), (",", "1.234")))
    ]


def test_the_users_word_beats_the_column() -> None:
    result = parsed(["1.234,50", "7"], FieldType.NUMBER, decimal=".")
    assert reasons(result) == [(2, "1.234,50", "reading.not_a_number")]


def test_whole_numbers_settle_what_a_point_means() -> None:
    assert plain(parsed(["1.234", "12.0"], FieldType.COUNT)) == [None, 12]
    assert plain(parsed(["1.234", "12"], FieldType.COUNT)) == [1234, 12]
    assert parsed(["12.000"], FieldType.COUNT).question is not None
    assert reasons(parsed(["1.5"], FieldType.COUNT)) == [(2, "1.5", "reading.not_a_whole_number")]


def test_a_stray_text_changes_no_other_cell() -> None:
    cells = [f"{row}.{row % 90 + 10}" for row in range(200_000)]
    clean = parsed(list(cells), FieldType.MONEY)
    cells[777] = "see below"
    stray = parsed(list(cells), FieldType.MONEY)
    assert reasons(stray) == [(779, "see below", "reading.not_a_number")]
    assert stray.values.drop(779).equals(clean.values.drop(779))


AMOUNTS = st.decimals(min_value=Decimal("-9e11"), max_value=Decimal("9e11"), places=2)


def written(amount: Decimal, style: str) -> str:
    text = f"{amount:,.2f}"
    marks = {"de": (".", ","), "en": (",", "."), "ch": ("’", "."), "fr": ("\u202f", ",")}[style]
    return text.translate({ord(","): marks[0], ord("."): marks[1]})


@settings(max_examples=120, deadline=None)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=8), style=st.sampled_from(["de", "en", "ch", "fr"]))
@example(amounts=[Decimal("899999999999.99")], style="de")
def test_amounts_come_back_exactly(amounts: list[Decimal], style: str) -> None:
    result = parsed([written(amount, style) + " €" for amount in amounts], FieldType.MONEY)
    assert [int(value) for value in result.values] == [int(amount * MICROS) for amount in amounts]
    assert result.currency == "EUR"
    assert not result.problems


@settings(max_examples=60, deadline=None)
@given(amount=st.floats(-1e9, 1e9).map(lambda value: round(value, 6)))
def test_typed_amounts_are_rounded_to_the_nearest_micro(amount: float) -> None:
    (value,) = parsed([amount], FieldType.MONEY).values
    assert value == int((Decimal(repr(amount)) * MICROS).to_integral_value())


def test_currencies_of_money() -> None:
    assert parsed(["1"], FieldType.MONEY, "Amount spent (EUR)").currency == "EUR"
    assert parsed(["CHF 1.50"], FieldType.MONEY).currency == "CHF"
    assert parsed(["1"], FieldType.MONEY, "Start (in UTC)").currency is None
    mixed = parsed(["EUR 1,000.00", "USD 5.00"], FieldType.MONEY)
    assert mixed.currency is None
    assert mixed.cell_currencies is not None
    assert mixed.cell_currencies.tolist() == ["EUR", "USD"]
    dollars = parsed(["$5.00"], FieldType.MONEY)
    assert (dollars.currency, dollars.findings[0].key) == ("USD", "reading.dollar_taken_as_usd")
    assert parsed(["$5.00"], FieldType.MONEY, currency="CAD").currency == "CAD"
    assert reasons(parsed(["XQZ 5.00"], FieldType.MONEY)) == [(2, "XQZ 5.00", "reading.not_an_amount")]


def test_shares() -> None:
    assert plain(parsed(["12%", "> 90%", "< 10 %"], FieldType.SHARE)) == [0.12, 0.9, 0.1]
    assert plain(parsed(["50", "1"], FieldType.SHARE)) == [0.5, 0.01]
    assert plain(parsed([0.5, 0.25], FieldType.SHARE, "Probability (%)")) == [0.5, 0.25]
    assert plain(parsed([1, 0], FieldType.SHARE, "Probability (%)")) == [0.01, 0.0]
    assert reasons(parsed(["150%"], FieldType.SHARE)) == [(2, "150%", "reading.share_out_of_range")]


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-09", "2026/7/9", "09.07.2026", "9.7.26", "20260709", "July 9, 2026", "Jul 9, 2026", "9. Juli 2026",
        "9 Jul 2026", "09-Jul-26", "Thursday, July 9, 2026", "Donnerstag, 9. Juli 2026", "2026-07-09T23:15:00",
        "2026-07-09 11:15:00 PM", "09.07.2026 23:15 Uhr", 46212, 20260709,
        datetime(2026, 7, 9, 23, 15), date(2026, 7, 9),
    ],
)  # fmt: skip
def test_dates(text: object) -> None:
    assert plain(parsed([text], FieldType.DATE)) == [pd.Timestamp(2026, 7, 9)]


@pytest.mark.parametrize(
    "text", ["31.02.2026", "2026-13-01", "13/13/2026", "2025-02-29", "32. Juli 2026", "2026-01-01 25:00"]
)
def test_impossible_dates(text: str) -> None:
    assert reasons(parsed([text], FieldType.DATE)) == [(2, text, "reading.impossible_date")]


@pytest.mark.parametrize("text", ["soon", "2026", "KW 23", "7. Foo 2026x", "2026-01"])
def test_no_dates(text: str) -> None:
    assert reasons(parsed([text], FieldType.DATE)) == [(2, text, "reading.not_a_date")]


def test_the_order_of_day_and_month() -> None:
    january, september = pd.Timestamp(2026, 1, 9), pd.Timestamp(2026, 9, 1)
    assert plain(parsed(["09/01/2026", "13/01/2026"], FieldType.DATE))[0] == january
    assert plain(parsed(["09/01/2026", "01/13/2026"], FieldType.DATE))[0] == september
    assert plain(parsed(["09/01/2026"], FieldType.DATE, date_order="mdy")) == [september]
    assert plain(parsed(["09/01/2026"], FieldType.DATE, file_date_order="dmy")) == [january]
    assert plain(parsed(["09/01/2026"], FieldType.DATE, period=(date(2026, 1, 1), date(2026, 3, 31)))) == [january]
    asked = parsed(["09/01/2026", "03/03/2026"], FieldType.DATE)
    assert plain(asked) == [None, pd.Timestamp(2026, 3, 3)]
    assert asked.question is not None
    assert asked.question.choices[0].readings == (("dmy", "2026-01-09"), ("mdy", "2026-09-01"))


DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@settings(max_examples=80, deadline=None)
@given(
    days=st.lists(DAYS, min_size=1, max_size=6),
    pattern=st.sampled_from(["d. MMMM y", "dd.MM.y", "MMMM d, y", "d MMM y", "yMMdd", "y-MM-dd"]),
)
def test_days_come_back(days: list[date], pattern: str) -> None:
    locale = "de" if pattern.startswith(("d. ", "dd.")) else "en"
    result = parsed([format_date(day, pattern, locale) for day in days], FieldType.DATE)
    assert [value.date() for value in result.values] == days


@settings(max_examples=60, deadline=None)
@given(days=st.lists(DAYS, min_size=1, max_size=6), order=st.sampled_from(["dmy", "mdy"]))
def test_slashed_days_come_back_or_are_asked_about(days: list[date], order: str) -> None:
    pattern = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}[order]
    result = parsed([day.strftime(pattern) for day in days], FieldType.DATE)
    if result.question is None:
        assert [value.date() for value in result.values] == days
    else:
        assert all(dict(choice.readings)[order] in {str(day) for day in days} for choice in result.question.choices)


@settings(max_examples=80, deadline=None)
@given(moment=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)))
@example(moment=datetime(2026, 3, 29, 2, 30))
@example(moment=datetime(2026, 10, 25, 2, 30))
def test_local_moments_are_stored_as_utc(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    result = parsed([moment.isoformat(sep=" "), moment], FieldType.MOMENT, zone="Europe/Berlin")
    utc = moment.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(ZoneInfo("UTC"))
    exists = utc.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None) == moment
    expected = utc if exists else utc.replace(minute=0, second=0)
    assert [value.to_pydatetime() for value in result.values] == [expected, expected]


def test_moments_with_an_offset_and_days_in_the_reporting_zone() -> None:
    assert plain(parsed(["2026-01-01T23:30:00Z"], FieldType.DATE, zone="Europe/Berlin")) == [pd.Timestamp(2026, 1, 2)]
    (moment,) = plain(parsed(["2026-01-01T23:30:00+02:00"], FieldType.MOMENT, zone="Europe/Berlin"))
    assert moment == pd.Timestamp("2026-01-01T21:30:00Z")
    assert plain(parsed([1767225600000.0], FieldType.MOMENT)) == [pd.Timestamp("2026-01-01", tz="UTC")]


def test_excel_serials_match_the_calendar() -> None:
    serials = [float(25569 + days) + 0.75 for days in range(0, 30000, 997)]
    expected = [datetime(1970, 1, 1, 18) + timedelta(days=days) for days in range(0, 30000, 997)]
    assert [
        value.to_pydatetime() for value in parsed(serials, FieldType.MOMENT).values.dt.tz_localize(None)
    ] == expected


def test_flags() -> None:
    cells = ["yes", "Nein", "WAHR", "falsch", "x", "0", True, 1.0, "", "vielleicht"]
    result = parsed(cells, FieldType.FLAG)
    assert plain(result) == [True, False, True, False, True, False, True, True, None, None]
    assert reasons(result) == [(11, "vielleicht", "reading.not_a_flag")]


def test_addresses() -> None:
    result = parsed([" Anna@Beispiel.DE ", "mailto:a@b.de", "Max <m@x.com>", "a@b", "a b@c.de", ""], FieldType.EMAIL)
    assert plain(result) == ["anna@beispiel.de", "a@b.de", "m@x.com", None, None, None]
    assert [problem.row for problem in result.problems] == [5, 6]
    assert {problem.severity for problem in result.problems} == {Severity.NOTICE}


def test_text_is_kept_as_it_is() -> None:
    cells = [" Müller\u00a0GmbH ", 12345678901.0, "007", "=1+1", "--", date(2026, 1, 31), "#N/A", "null"]
    result = parsed(cells, FieldType.TEXT)
    assert plain(result) == ["Müller GmbH", "12345678901", "007", "=1+1", None, "2026-01-31", None, "null"]
    assert reasons(result) == [(8, "#N/A", "reading.error_cell")]


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        (FieldType.STAGE, "marketingqualifiedlead", "mql"),
        (FieldType.STAGE, "salesqualifiedlead", "sql"),
        (FieldType.STAGE, "Working - Contacted", "sal"),
        (FieldType.STAGE, "Kunde", "customer"),
        (FieldType.KIND, "Messe", "event"),
        (FieldType.KIND, "E-Mail Klick", "email_click"),
        (FieldType.KIND, "Teleportation", "other"),
        (FieldType.TEAM, "Außendienst", "sales"),
        (FieldType.OUTCOME, "Closed Won", "won"),
        (FieldType.OUTCOME, "closedlost", "lost"),
        (FieldType.OUTCOME, "appointmentscheduled", "open"),
        (FieldType.CURRENCY, "€", "EUR"),
        (FieldType.CURRENCY, "Schweizer Franken", "CHF"),
        (FieldType.CURRENCY, "usd", "USD"),
    ],
)
def test_words(type_: FieldType, text: str, expected: str) -> None:
    assert plain(parsed([text, ""], type_)) == [expected, None]


def test_every_stage_knows_its_own_name_and_unknown_ones_are_refused() -> None:
    assert plain(parsed([stage.value for stage in Stage], FieldType.STAGE)) == [stage.value for stage in Stage]
    assert reasons(parsed(["Hobbit"], FieldType.STAGE)) == [(2, "Hobbit", "reading.unknown_stage")]
    assert reasons(parsed(["Taler"], FieldType.CURRENCY)) == [(2, "Taler", "reading.unknown_currency")]


def test_error_cells_are_named_in_every_kind_of_number() -> None:
    for type_ in (FieldType.MONEY, FieldType.COUNT, FieldType.DATE):
        assert reasons(parsed(["#DIV/0!"], type_)) == [(2, "#DIV/0!", "reading.error_cell")]


def test_what_a_column_shows_for_the_rest_of_the_file() -> None:
    assert shown_decimal(pd.Series(["1.234", "1.234,5"])) == ","
    assert shown_decimal(pd.Series(["1.234", "7"])) is None
    assert shown_date_order(pd.Series(["01/13/2026"])) == "mdy"
    assert shown_date_order(pd.Series(["31.12.2026"])) == "dmy"
    assert shown_date_order(pd.Series(["2026-12-31"])) is None


@settings(max_examples=80, deadline=None)
@given(
    cells=st.lists(
        st.one_of(
            st.none(), st.text(max_size=8), st.floats(), st.booleans(), st.integers(), st.datetimes(datetime(1, 1, 2))
        ),
        max_size=6,
    ),
    type_=st.sampled_from(list(FieldType)),
)
def test_no_cell_crashes_and_each_is_a_value_a_problem_or_blank(cells: list[object], type_: FieldType) -> None:
    result = parsed(cells, type_)
    assert len(result.values) == len(cells)
    assert not np.isinf(result.values.dropna().to_numpy(dtype=float)).any() if type_ is FieldType.NUMBER else True
