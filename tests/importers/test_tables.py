"""Tables are found where exports hide them, and totals are never rows."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.errors import ClmError
from clm_core.importers.findings import ImportOptions
from clm_core.importers.periods import dates_in
from clm_core.importers.reading import RawSheet, read_sheets
from clm_core.importers.tables import RawTable, SkipKind, find_tables

KNOWN = frozenset(
    """campaign status|campaign|day|currency code|cost|clicks|impressions|kampagnenstatus|kampagne|tag|währungscode
    |kosten|klicks|reporting starts|reporting ends|campaign name|amount spent (eur)|start date (in utc)|account name
    |currency|campaign group name|total spent|date|sessions|active users|opportunity id|opportunity name|amount
    |close date""".replace("\n    ", "").split("|")
)


def tables_of(text: str, known: frozenset[str] = KNOWN, header_row: int | None = None) -> tuple[RawTable, ...]:
    (sheet,) = read_sheets("report.csv", text.encode(), ImportOptions())
    return find_tables(sheet, known, header_row)


def table_of(text: str, known: frozenset[str] = KNOWN) -> RawTable:
    (table,) = tables_of(text, known)
    return table


def kinds(table: RawTable) -> dict[int, str]:
    return {skipped.row: skipped.kind.value for skipped in table.skipped}


GOOGLE_DE = """Kampagnenbericht
1. Januar 2026 - 31. März 2026
Kampagnenstatus,Kampagne,Tag,Währungscode,Kosten,Klicks
Aktiv,Gesamtpaket Brand,2026-01-01,EUR,"1.234,50",10
Aktiv,Messe,2026-01-02,EUR,"100,00",5
Gesamt: Konto, --, --,EUR,"1.334,50",15
Gesamt: Kampagnen, --, --,EUR,"1.334,50",15
"""


def test_google_german_with_totals_last() -> None:
    table = table_of(GOOGLE_DE)
    assert table.header_row == 3
    assert table.cells["Kampagne"].to_dict() == {4: "Gesamtpaket Brand", 5: "Messe"}
    assert kinds(table) == {1: "title", 2: "period", 6: "total", 7: "total"}
    assert table.period == (date(2026, 1, 1), date(2026, 3, 31))


def test_google_english_with_totals_under_the_header_and_campaigns_called_total() -> None:
    table = table_of("""Campaign report
"January 1, 2026 - March 31, 2026"
Campaign status,Campaign,Day,Currency code,Cost,Clicks
Total: Account, --, --,EUR,1334.50,15
Enabled,Total Wellness,2026-01-01,EUR,"1,234.50",10
Enabled,Total,2026-01-02,EUR,100.00,5
""")
    assert table.cells["Campaign"].tolist() == ["Total Wellness", "Total"]
    assert kinds(table)[4] == "total"


def test_meta_summary_row_with_blank_campaign() -> None:
    table = table_of("""Reporting starts,Reporting ends,Campaign name,Day,Impressions,Amount spent (EUR)
2026-01-01,2026-01-31,,,300,30.5
2026-01-01,2026-01-31,A,2026-01-01,100,10.5
2026-01-01,2026-01-31,B,2026-01-02,200,20
""")
    assert table.cells["Impressions"].tolist() == ["100", "200"]
    assert kinds(table) == {2: "summary"}


def test_a_first_row_without_campaign_that_is_no_sum_stays() -> None:
    table = table_of("""Campaign name,Day,Impressions
,2026-01-01,7
A,2026-01-01,100
B,2026-01-02,200
""")
    assert len(table.cells) == 3


def test_linkedin_metadata_and_total() -> None:
    table = table_of(
        "Campaign Performance Report (in UTC)\n"
        '"Report Start: January 1, 2026, 12:00 AM"\n"Report End: March 31, 2026, 11:59 PM"\n'
        '"Date Generated: April 3, 2026, 9:14 AM"\n\n'
        "Start Date (in UTC)\tAccount Name\tCurrency\tCampaign Group Name\tTotal Spent\tImpressions\n"
        "1/1/2026\tACME\tEUR\tBrand\t10.5\t100\n1/2/2026\tACME\tEUR\tBrand\t10.5\t100\nTotal\t\t\t\t21\t200\n"
    )
    assert table.period == (date(2026, 1, 1), date(2026, 3, 31))
    assert kinds(table) == {1: "title", 2: "period", 3: "period", 4: "metadata", 9: "total"}
    assert table.cells.index.tolist() == [7, 8]


def test_ga4_comments_grand_total_and_second_table() -> None:
    first, second = tables_of("""# ----------------------------------------
# Traffic acquisition
# Start date: 20260101
# End date: 20260131

Channel group,Date,Sessions,Active users,
,,30,20,Grand total
Direct,20260101,10,10
Referral,20260102,20,10

# Days
Date,Sessions
20260101,10
20260102,20
""")
    assert first.headings == ("Channel group", "Date", "Sessions", "Active users")
    assert first.cells["Sessions"].tolist() == ["10", "20"]
    assert first.period == (date(2026, 1, 1), date(2026, 1, 31))
    assert kinds(first)[7] == "total"
    assert second.header_row == 12
    assert second.cells.index.tolist() == [13, 14]


def test_salesforce_footers() -> None:
    table = table_of(
        '"Opportunity ID","Opportunity Name","Amount","Close Date"\n"006","A","EUR 1,000.00","01/31/2026"\n'
        '"Grand Totals (1 records)","","EUR 1,000.00",""\n\n"Confidential Information - Do Not Distribute"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    )
    assert len(table.cells) == 1
    assert kinds(table) == {3: "total", 5: "footer", 6: "footer"}


def test_no_data_means_zero_rows() -> None:
    table = table_of("Campaign,Day,Cost\nNo data available.\n")
    assert len(table.cells) == 0
    assert kinds(table) == {2: "no_data"}


def test_repeated_header_and_units() -> None:
    table = table_of("Campaign,Day,Cost\n,yyyy-mm-dd,EUR\nA,2026-01-01,5\nCampaign,Day,Cost\nB,2026-01-02,6\n")
    assert table.cells["Campaign"].tolist() == ["A", "B"]
    assert kinds(table) == {2: "units", 4: "repeated_header"}


def test_currency_above_the_table() -> None:
    assert table_of("Report,\nWährung:,CHF\n\nCampaign,Day,Cost\nA,2026-01-01,5\n").currency == "CHF"


def test_blank_line_inside_data_does_not_end_the_table() -> None:
    table = table_of("Campaign,Day,Cost\nA,2026-01-01,5\n\nB,2026-01-02,6\n")
    assert table.cells.index.tolist() == [2, 4]


def test_headings_by_shape_blank_and_double() -> None:
    table = table_of("Some title\nName,Wert,,Wert\na,1,x,2\nb,2,y,3\n", frozenset())
    assert table.headings == ("Name", "Wert", "(C)", "Wert (2)")
    assert table.header_row == 2


def test_two_header_levels_are_joined() -> None:
    table = table_of("Kanal,2025,,2026,\n,Kosten,Klicks,Kosten,Klicks\nSuche,1,2,3,4\nMesse,5,6,7,8\n", frozenset())
    assert table.cells.index.tolist() == [3, 4] or table.headings[1].endswith("Kosten")
    joined = table_of("Kanal,Q1,,Q2,\n,Kosten,Klicks,Kosten,Klicks\nSuche,1,2,3,4\n", frozenset())
    assert joined.headings == ("Kanal", "Q1 Kosten", "Q1 Klicks", "Q2 Kosten", "Q2 Klicks")


def test_years_as_headings_and_no_heading_at_all() -> None:
    assert table_of("Kanal,2024,2025\nSuche,1,2\nMesse,3,4\n", frozenset()).headings == ("Kanal", "2024", "2025")
    bare = table_of("1,2\n3,4\n", frozenset())
    assert bare.headings == ("(A)", "(B)")
    assert bare.header_row == 0
    assert bare.cells.index.tolist() == [1, 2]


def test_the_users_header_row_wins() -> None:
    (table,) = tables_of("a,b\nc,d\n1,2\n", header_row=2)
    assert table.headings == ("c", "d")
    with pytest.raises(ClmError, match="header_row_is_blank"):
        tables_of("a,b\n", header_row=5)


@pytest.mark.parametrize(
    "line",
    [
        "1. Januar 2026 - 31. März 2026",
        "January 1, 2026 - March 31, 2026",
        "Jan 1 – Mar 31, 2026",
        "2026-01-01 - 2026-03-31",
        "Zeitraum: 01.01.2026 – 31.03.2026",
        "01/01/2026 - 03/31/2026",
        "# 20260101-20260331",
    ],
)
def test_date_ranges(line: str) -> None:
    assert dates_in(line) == [date(2026, 1, 1), date(2026, 3, 31)]


@pytest.mark.parametrize("line", ["CO2 emissions 2000 to 2007", "Top 10 - 20 Campaigns 2026", "Campaign report", ""])
def test_no_date_ranges(line: str) -> None:
    assert dates_in(line) == []


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 28), st.integers(0, 99)), min_size=1, max_size=12),
    title=st.booleans(),
    total=st.sampled_from(["", "first", "last"]),
    known=st.booleans(),
)
def test_every_row_is_data_or_listed(rows: list[tuple[str, int, int]], title: bool, total: str, known: bool) -> None:
    lines = [["Campaign", "Day", "Cost"], *[[name, f"2026-01-{day:02d}", f"{cost}.50"] for name, day, cost in rows]]
    totals = ["Total", "", f"{sum(cost for *_, cost in rows)}.50"]
    if total:
        lines.insert(1 if total == "first" else len(lines), totals)
    lines = [["Campaign report", "", ""], *lines] if title else lines
    sheet = RawSheet(name="", cells=pd.DataFrame(lines, dtype=object))
    (table,) = find_tables(sheet, KNOWN if known else frozenset(), None)
    header = 2 if title else 1
    assert sorted([*table.cells.index, *kinds(table), header]) == list(range(1, len(lines) + 1))
    assert table.cells["Cost"].tolist() == [f"{cost}.50" for *_, cost in rows]


def verdict(path: Path) -> list[str]:
    """One line a table: sheet, header row, headings, data rows, rows left out by kind; or the refusal."""
    try:
        sheets = read_sheets(path.name, path.read_bytes(), ImportOptions())
    except ClmError as refusal:
        return [refusal.key]
    lines = []
    for sheet in sheets:
        for table in find_tables(sheet, frozenset(), None):
            skipped = {kind: sum(row.kind is kind for row in table.skipped) for kind in SkipKind}
            left_out = "".join(f", {count} {kind}" for kind, count in skipped.items() if count)
            lines.append(
                f"{sheet.name}: header {table.header_row}, {len(table.headings)} columns from "
                f"{table.headings[0][:30]!r}, {len(table.cells)} rows{left_out}"
            )
    return lines
