"""Channel ROI: the answer with its uncertainty, the basis, rows behind rows, and what is said without data."""

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from clm_core.services import data, workspaces
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.small_company import EVIL_CHANNEL, add_rows

PAGE = "understand/channel_roi.py"
WHOLE = {"from": "2024-01-01", "to": "2025-12-31"}


def words(app: AppTest) -> str:
    """Everything that the page says outside its tables."""
    return "\n".join(one.value for kind in ("markdown", "caption", "info", "subheader") for one in getattr(app, kind))


def table(app: AppTest, begins: str):  # type: ignore[no-untyped-def]
    """The frame of the table whose key begins so."""
    return next(one.value for one in app.dataframe if begins in one.proto.id)


def open_store(home: Path):  # type: ignore[no-untyped-def]
    return workspaces.open_workspace(home, "testfirma")


def add_two_good_channels(home: Path) -> None:
    """Trade fairs: 1 000 € for 40 deals of 500 €; partners: 1 000 € for 40 deals of 50 €; and Meta's own claims."""
    pairs = [(channel, number) for channel in ("events", "partners") for number in range(40)]
    amounts = {"events": 500, "partners": 50}
    contacts = [
        {"contact_id": f"{channel}{number}", "company": f"{channel} {number}", "channel": channel, "stage": "lead",
         "created_at": pd.Timestamp("2025-01-05", tz="UTC"), "system": "test"}
        for channel, number in pairs
    ]  # fmt: skip
    deals = [
        {"deal_id": f"x{channel}{number}", "deal": f"={channel} deal {number}", "contact_id": f"{channel}{number}",
         "amount_micros": amounts[channel] * MICROS, "currency": "EUR", "outcome": "won", "system": "test",
         "created_at": pd.Timestamp("2025-01-10", tz="UTC"), "closed_on": pd.Timestamp("2025-03-01")}
        for channel, number in pairs
    ]  # fmt: skip
    spend = [
        {"day": "2025-02-01", "spend_micros": 1_000 * MICROS, "currency": "EUR", "platform": "test", "channel": channel,
         "campaign": f"{channel} 2025", "claimed_conversions": claimed}
        for channel, claimed in (("events", None), ("partners", None), ("paid_search", 50.0))
    ]  # fmt: skip
    rows = {
        RecordType.CONTACTS: typed_frame(contacts, fact_dtypes(RecordType.CONTACTS)),
        RecordType.DEALS: typed_frame(deals, fact_dtypes(RecordType.DEALS)),
        RecordType.SPEND: typed_frame(spend, fact_dtypes(RecordType.SPEND)),
    }
    add_rows(open_store(home), rows, "two_channels.csv")


@pytest.mark.parametrize("language", list(Language))
def test_the_answer_names_best_and_worst_with_interval_and_n(open_app: OpenApp, company: Path, language) -> None:
    """20 000 € for 1 000 € are 20 € for each euro; 2 000 € are 2 €."""
    add_two_good_channels(company)
    app = open_app(PAGE, language=language.value, **WHOLE)
    texts = texts_for(language)
    answer = next(one.value for one in app.markdown if texts("channels.events") in one.value)
    assert answer.index(texts("channels.events")) < answer.index(texts("channels.partners"))
    point = "," if language is Language.DE else "\\."
    assert f"20{point}00" in answer
    assert f"2{point}00" in answer.rpartition(texts("channels.partners"))[2]
    rests_on = next(one.value for one in app.caption if "n = 40" in one.value)
    assert re.search(r"ROI 1\\?[.,]900", rests_on)
    assert rests_on.count("95") == 2
    assert any(re.search(r"ROI [\d,.]+\s?%.*95.*n = \d+", one.value) for one in app.markdown)


def test_too_few_deals_are_said_instead_of_a_comparison(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **WHOLE)
    assert "Noch hat kein zweiter Kanal genügend Abschlüsse" in words(app)
    rows = table(app, "roi_channels_returns").set_index("name")
    assert rows.loc["Bezahlte Suche", "sufficiency"] == "zu wenige"
    assert rows.loc["Bezahlte Suche", "roi_interval"] == "–", "three deals carry no interval"
    assert rows.loc["Bezahlte Suche", ["spend", "won_deals", "revenue"]].tolist() == [2500.0, 3, 30_000.0]


def test_without_margins_the_way_to_the_settings_with_them_a_switch(open_app: OpenApp, company: Path) -> None:
    add_two_good_channels(company)
    label = texts_for(Language.DE)("channel_roi.to_settings")
    app = open_app(PAGE, **WHOLE)
    assert label in [one.label for one in app.get("page_link")]
    assert not [one for one in app.get("button_group") if one.key == "switch_basis"]
    data.change_setting(open_store(company), "margin_share", 0.5)
    app = open_app(PAGE, **WHOLE)
    assert label not in [one.label for one in app.get("page_link")]
    on_margin = table(app, "roi_channels_returns").set_index("name").loc["Partner", "roi"]
    app.button_group("switch_basis").set_value("revenue").run()
    assert not app.exception
    on_revenue = table(app, "roi_channels_returns").set_index("name").loc["Partner", "roi"]
    assert (on_margin, on_revenue) == (pytest.approx(0.0), pytest.approx(1.0))


@pytest.mark.parametrize("rows", ["channels", "campaigns"])
@pytest.mark.parametrize("measures", ["returns", "costs", "changes"])
def test_every_table_is_shown_and_downloaded(open_app: OpenApp, company: Path, rows: str, measures: str) -> None:
    add_two_good_channels(company)
    app = open_app(PAGE, **WHOLE)
    app.button_group("switch_rows").set_value(rows)
    app.button_group("switch_measures").set_value(measures)
    app.run()
    assert not app.exception
    frame = table(app, f"roi_{rows}_{measures}")
    spend = frame["spend"].dropna()
    assert spend.sum() == pytest.approx(3 * 2500 + 3 * 1000)
    assert {"CSV", "Excel"} <= {one.label for one in app.get("download_button")}


def test_without_comparison_the_change_says_what_to_choose(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **WHOLE, compare="none")
    app.button_group("switch_measures").set_value("changes").run()
    assert texts_for(Language.DE)("channel_roi.no_comparison") in words(app)


def test_a_segment_has_no_spend_and_says_so(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **WHOLE, by="country", segment="DE")
    assert not app.exception
    assert texts_for(Language.DE)("roi.note_segment_without_spend") in words(app)
    assert table(app, "roi_channels_returns")["roi"].isna().all()


def test_claims_stand_beside_the_crm_as_a_sentence(open_app: OpenApp, company: Path) -> None:
    """50 claimed conversions against 14 leads from paid search."""
    add_two_good_channels(company)
    app = open_app(PAGE, language="en", **WHOLE)
    assert "**Paid search**: platforms claim 3\\.6 conversions for every lead" in words(app)


def test_names_from_files_stay_text(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **WHOLE)
    assert EVIL_CHANNEL not in words(app)
    assert EVIL_CHANNEL in table(app, "roi_channels_returns")["name"].tolist()


def test_a_selection_without_anything_leads_to_the_import(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **{"from": "2019-01-01", "to": "2019-12-31"})
    assert texts_for(Language.DE)("channel_roi.empty.text") in words(app)
    assert not app.dataframe


@pytest.mark.parametrize("language", list(Language))
def test_maturity_is_shown_instead_of_the_periods_deals(open_app: OpenApp, company: Path, language) -> None:
    add_two_good_channels(company)
    texts = texts_for(language)
    app = open_app(PAGE, language=language.value, time="maturity", **WHOLE)
    assert any(texts("roi_maturity.page.channels") == one.value for one in app.subheader)
    rows = next(one.value for one in app.dataframe if "mature_roi" in one.value)
    assert rows["realised"].sum() == pytest.approx(40 * 550 + 10_000 * 8)
    assert (rows["mature_roi"].dropna() >= rows["realised_roi"].dropna()).all()


def test_another_model_divides_the_deals(open_app: OpenApp, company: Path) -> None:
    add_two_good_channels(company)
    app = open_app(PAGE, language="en", model="linear", **WHOLE)
    assert any("Linear" in one.value for one in app.caption)
    assert table(app, "roi_channels")["revenue"].sum() == pytest.approx(40 * 550 + 10_000 * 8)
