"""What the files hold is what truth.json says: money to the cent, rows, deals, months."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.sample_data import read_back


def _spent(truth: dict[str, Any], *streams: str) -> int:
    return sum(truth["streams"][name]["spend_cents"] for name in streams)


def test_spend_of_every_platform_to_the_cent(company: Path, truth: dict[str, Any]) -> None:
    google = read_back.google(company)
    by_type = Counter()
    for row in google:
        by_type[row["Kampagnentyp"]] += read_back.german_cents(row["Kosten"])
    assert by_type == {
        "Suchnetzwerk": _spent(truth, "google_search"),
        "Displaynetzwerk": _spent(truth, "google_display"),
    }
    meta = [row for row in read_back.meta(company) if row["Kampagnenname"]]
    assert sum(read_back.english_cents(row["Ausgegebener Betrag (EUR)"]) for row in meta) == _spent(truth, "meta")
    linkedin = sum(read_back.english_cents(row["Total Spent"]) for row in read_back.linkedin(company))
    assert linkedin == _spent(truth, "linkedin")
    microsoft = sum(read_back.english_cents(row["Spend"]) for row in read_back.microsoft(company))
    assert microsoft == _spent(truth, "microsoft_search")


@pytest.mark.parametrize(
    ("channel", "stream"),
    [
        ("Messe", "trade_fairs"), ("Mailing", "mailings"), ("Call-Center", "call_centre"),
        ("Außendienst", "field_sales"), ("Partner", "partners"), ("E-Mail", "email"), ("Online-Seminare", "webinars"),
    ],
)  # fmt: skip
def test_spend_without_a_platform_to_the_cent(company: Path, truth: dict[str, Any], channel: str, stream: str) -> None:
    rows = read_back.sheet(company / "Marketingkosten.xlsx", "Tag")
    assert sum(read_back.english_cents(row["Ausgaben"]) for row in rows if row["Kanal"] == channel) == _spent(
        truth, stream
    )


def test_claimed_conversions(company: Path, truth: dict[str, Any]) -> None:
    google = sum(read_back.german_cents(row["Conversions"]) for row in read_back.google(company)) // 100
    streams = truth["streams"]
    assert google == sum(streams[name]["claimed_conversions"] for name in ("google_search", "google_display"))
    linkedin = sum(int(row["Conversions"]) for row in read_back.linkedin(company))
    assert linkedin == streams["linkedin"]["claimed_conversions"]


def test_rows_of_people_and_touchpoints(company: Path, truth: dict[str, Any]) -> None:
    counts = truth["counts"]
    contacts, leads = read_back.contacts(company), read_back.leads(company)
    assert len(contacts) == counts["hubspot_rows"] == len({row["Record ID"] for row in contacts})
    assert len(leads) == counts["salesforce_lead_rows"] == len({row["Lead ID"] for row in leads})
    touchpoints = read_back.touchpoints(company)
    assert len(touchpoints) == counts["touchpoint_log_rows"] == len({row["Touchpoint-ID"] for row in touchpoints})
    assert len(read_back.sheet(company / "Messekontakte.xlsx", "Veranstaltung")) == counts["fair_list_rows"]
    stages = read_back.stages(company)
    assert len(stages) == counts["stage_rows"]
    assert Counter(row["Phase"] for row in stages)["MQL"] == counts["stages"]["mql"]


def test_persons_are_counted_once_over_both_systems(company: Path, truth: dict[str, Any]) -> None:
    contacts, leads = read_back.contacts(company), read_back.leads(company)
    addresses = {row["Email"].lower() for row in [*contacts, *leads] if row["Email"]}
    without = sum(not row["Email"] for row in contacts)
    assert len(addresses) + without == truth["counts"]["persons"]


def test_deals_and_revenue(company: Path, truth: dict[str, Any]) -> None:
    deals, counts = read_back.deals(company), truth["counts"]
    assert len(deals) == counts["deals"] == len({row["Opportunity ID"] for row in deals})
    won = [row for row in deals if row["Stage"] == "Closed Won"]
    assert len(won) == counts["deals_by_outcome"]["won"] == sum(int(row["Won"]) for row in deals)
    assert sum(1 for row in deals if not row["Closed"]) == counts["deals_by_outcome"]["open"]
    rate = truth["reporting"]["exchange_rates"]["USD"]
    euros = sum(row["Amount"] * (rate if row["Amount Currency"] == "USD" else 1) for row in won if row["Amount"])
    assert euros == pytest.approx(counts["won_amount_in_files"], abs=10 * len(truth["dirt"]["deals_in_dollars"]))
    by_month = Counter(row["Close Date"].strftime("%Y-%m") for row in won)
    assert by_month == {month: values["won_deals"] for month, values in truth["months"].items()}


def test_how_deals_name_their_contacts(company: Path, truth: dict[str, Any]) -> None:
    deals = read_back.deals(company)
    known = {row["Company Name"] for row in read_back.contacts(company)}
    known |= {row["Company"] for row in read_back.leads(company)}
    lead_ids = {row["Lead ID"] for row in read_back.leads(company)}
    found = Counter()
    for row in deals:
        if row["Primary Contact ID"]:
            assert row["Primary Contact ID"] in lead_ids
            found["id"] += 1
        elif row["Contact: Email"]:
            found["email"] += 1
        else:
            found["company_and_date" if row["Account Name"] in known else "none"] += 1
    assert found == truth["counts"]["deals_by_match"]


def test_sessions_add_up_to_the_grand_total(company: Path) -> None:
    lines = (company / "Traffic_acquisition.csv").read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines if line[:1].isdigit()]
    total = next(line for line in lines if line.endswith("Grand total")).split(",")
    assert [str(sum(int(row[column]) for row in rows)) for column in (2, 3, 4, 5)] == total[2:6]
