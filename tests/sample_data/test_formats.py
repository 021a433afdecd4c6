"""Each file has the form, and the traps, of its vendor's download."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from tests.sample_data import read_back


def test_google_is_german_with_title_period_and_four_totals(company: Path) -> None:
    content = (company / "Kampagnenbericht.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfKampagnenbericht\n")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[1] == '"1. November 2024 - 31. Oktober 2026"'
    assert lines[2].startswith(
        "Tag,Kampagnenstatus,Kampagne,Kampagnen-ID,Kampagnentyp,Währungscode,Kosten,Impr.,Klicks"
    )
    totals = [row for row in read_back.table("\n".join(lines), ",", "Tag,") if row["Tag"].startswith("Gesamt")]
    assert [row["Tag"] for row in totals] == [
        "Gesamt: Kampagnen", "Gesamt: Konto", "Gesamt: Suchnetzwerk", "Gesamt: Displaynetzwerk",
    ]  # fmt: skip
    account, search, display = (read_back.german_cents(row["Kosten"]) for row in totals[1:])
    rows = read_back.google(company)
    assert account == search + display == sum(read_back.german_cents(row["Kosten"]) for row in rows)
    # A campaign whose name begins like a total is none.
    assert any(row["Kampagne"] == "Gesamtpaket Brand" for row in rows)


def test_meta_has_its_currency_in_the_heading_and_a_summary_first(company: Path) -> None:
    summary, *rows = read_back.meta(company)
    assert summary["Kampagnenname"] is None
    assert all(row["Kampagnenname"] for row in rows)
    cents = sum(read_back.english_cents(row["Ausgegebener Betrag (EUR)"]) for row in rows)
    assert read_back.english_cents(summary["Ausgegebener Betrag (EUR)"]) == cents


def test_linkedin_is_utf_16_with_tabs_and_a_total_last(company: Path) -> None:
    content = next(company.glob("account_*.csv")).read_bytes()
    assert content.startswith(b"\xff\xfe")
    lines = content.decode("utf-16").splitlines()
    assert lines[0] == "Campaign Performance Report (in UTC)"
    assert lines[1] == "Report Start: November 1, 2024, 12:00 AM"
    total = lines[-1].split("\t")
    assert total[:2] == ["", "Total"]
    rows = read_back.linkedin(company)
    assert read_back.english_cents(total[8]) == sum(read_back.english_cents(row["Total Spent"]) for row in rows)
    assert rows[0]["Start Date (in UTC)"] == "11/1/2024"
    # Two ad campaigns share a group and day: a reader that keeps the last row of each loses money.
    assert len({(row["Campaign Group ID"], row["Start Date (in UTC)"]) for row in rows}) < len(rows)


def test_microsoft_has_a_head_and_a_copyright_line(company: Path) -> None:
    lines = (company / "Campaign_performance_report.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == '"Report Name: Campaign performance report"'
    assert lines[4] == f'"Rows: {len(read_back.microsoft(company))}"'
    assert lines[-1].startswith('"©2026 Microsoft Corporation')


def test_ga4_has_comments_and_a_total_with_one_cell_more(company: Path) -> None:
    lines = (company / "Traffic_acquisition.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ---")
    head = next(number for number, line in enumerate(lines) if line.startswith("Date,"))
    assert all(line.startswith("#") for line in lines[:head])
    assert lines[head + 1].startswith(",,")
    assert len(lines[head + 1].split(",")) == len(lines[head].split(",")) + 1


def test_salesforce_has_a_title_and_its_three_footers(company: Path) -> None:
    book = load_workbook(next(company.glob("report*.xlsx")), read_only=True)
    first = [row[0] for row in book.worksheets[0].iter_rows(values_only=True) if row and row[0]]
    book.close()
    assert first[0].startswith("Opportunities")
    assert first[-3] == f"Grand Totals ({len(read_back.deals(company))} records)"
    assert first[-2:] == [
        "Confidential Information - Do Not Distribute",
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
    ]


def test_open_deals_close_in_the_future_save_the_overdue_few(company: Path) -> None:
    plans = [row["Close Date"] for row in read_back.deals(company) if not row["Closed"]]
    overdue = sum(plan <= datetime(2026, 10, 31) for plan in plans)
    assert 0.01 < overdue / len(plans) < 0.08
    assert max(plans) < datetime(2028, 3, 1)


def test_local_times_exist_once(company: Path) -> None:
    """No touchpoint lies in an hour that the change of clocks skips or repeats."""
    zone = ZoneInfo("Europe/Berlin")
    for text in {row["Zeitpunkt"][:13] for row in read_back.touchpoints(company)}:
        local = datetime.strptime(text, "%Y-%m-%d %H")
        assert local.replace(tzinfo=zone, fold=0).utcoffset() == local.replace(tzinfo=zone, fold=1).utcoffset()


def test_nothing_is_known_of_the_time_after_the_end(company: Path) -> None:
    end = datetime(2026, 10, 31) + timedelta(days=1)
    assert max(datetime.fromisoformat(row["Zeitpunkt"]) for row in read_back.touchpoints(company)) < end
    assert max(datetime.strptime(row["Eingetreten am"], "%d.%m.%Y %H:%M") for row in read_back.stages(company)) < end
    assert max(row["Created Date"] for row in read_back.deals(company)) < end
    assert all(row["Close Date"] < end for row in read_back.deals(company) if row["Closed"])
