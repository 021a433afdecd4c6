"""Attribution: the answer, what to do and under how many models, and what is said without data."""

import time
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from clm_core.services import workspaces
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.small_company import EVIL_CHANNEL, add_rows

PAGE = "understand/attribution.py"
WHOLE = {"from": "2024-01-01", "to": "2025-12-31"}
SECONDS = 60


def words(app: AppTest) -> str:
    """Everything that the page says outside its tables."""
    return "\n".join(one.value for kind in ("markdown", "caption", "info", "subheader") for one in getattr(app, kind))


def table(app: AppTest, begins: str) -> pd.DataFrame:
    """The frame of the table whose key begins so."""
    frame: pd.DataFrame = next(one.value for one in app.dataframe if begins in one.proto.id)
    return frame


def plain_table(app: AppTest, column: str) -> pd.DataFrame:
    """The frame of the table that has this column; only tables whose rows can be selected have a key."""
    frame: pd.DataFrame = next(one.value for one in app.dataframe if column in one.value)
    return frame


def with_verdicts(app: AppTest) -> AppTest:
    """The page once the intervals have been computed in the background."""
    until = time.monotonic() + SECONDS
    while not app.exception and not any("attribution_channels" in one.proto.id for one in app.dataframe):
        assert time.monotonic() < until
        time.sleep(0.2)
        app.run()
    assert not app.exception
    return app


def add_journeys(home: Path) -> None:
    """Forty deals of 1 000 €, each first met at a trade fair and closed by e-mail; fairs cost 4 000 €, e-mail 100 €."""
    numbers = range(40)
    contacts = [
        {"contact_id": f"j{one}", "company": f"Journey {one}", "stage": "lead", "system": "test",
         "created_at": pd.Timestamp("2025-01-05", tz="UTC")}
        for one in numbers
    ]  # fmt: skip
    touches = [
        {"touchpoint_id": f"{channel}{one}", "contact_id": f"j{one}", "channel": channel, "kind": kind,
         "campaign": f"{channel} 2025", "at": pd.Timestamp(day, tz="UTC"), "system": "test"}
        for one in numbers
        for channel, kind, day in (("events", "event", "2025-01-05"), ("email", "email_click", "2025-02-20"))
    ]  # fmt: skip
    deals = [
        {"deal_id": f"j{one}", "deal": f"Journey {one}", "contact_id": f"j{one}", "system": "test",
         "amount_micros": 1_000 * MICROS, "currency": "EUR", "outcome": "won",
         "created_at": pd.Timestamp("2025-02-01", tz="UTC"), "closed_on": pd.Timestamp("2025-03-01")}
        for one in numbers
    ]  # fmt: skip
    spend = [
        {"day": "2025-01-05", "spend_micros": cost * MICROS, "currency": "EUR", "platform": "test", "channel": channel,
         "campaign": f"{channel} 2025", "claimed_conversions": claimed}
        for channel, cost, claimed in (("events", 4_000, None), ("email", 100, 120.0))
    ]  # fmt: skip
    frames = {
        RecordType.CONTACTS: contacts,
        RecordType.TOUCHPOINTS: touches,
        RecordType.DEALS: deals,
        RecordType.SPEND: spend,
    }
    store = workspaces.open_workspace(home, "testfirma")
    add_rows(store, {kind: typed_frame(rows, fact_dtypes(kind)) for kind, rows in frames.items()}, "journeys.csv")


@pytest.mark.parametrize("language", list(Language))
def test_the_answer_is_a_range_and_says_whether_the_model_decides(
    open_app: OpenApp, company: Path, language: Language
) -> None:
    """E-mail earned 30 000 € (first touch) to 70 000 € (last touch); fairs 40 000 € down to nothing, for 4 000 €."""
    add_journeys(company)
    app = with_verdicts(open_app(PAGE, language=language.value, **WHOLE))
    texts = texts_for(language)
    answer = next(one.value for one in app.markdown if one.value.startswith("### "))
    answer = answer.replace("\\", "")
    assert texts("channels.email") in answer
    answer = answer.replace("\u00a0", " ")
    assert ("30,0 bis 70,0 Tsd" in answer) == (language is Language.DE)
    assert ("€30.0k to €70.0k" in answer) == (language is Language.EN)
    assert texts("attribution_page.open", count=1, channels=texts("channels.events")) in answer


def test_each_channel_has_a_verdict_with_its_models_and_what_is_at_stake(open_app: OpenApp, company: Path) -> None:
    add_journeys(company)
    app = with_verdicts(open_app(PAGE, **WHOLE))
    rows = table(app, "attribution_channels").set_index("name")
    fairs = rows.loc["Messen und Veranstaltungen"]
    assert (fairs["spend"], fairs["touched_conversions"]) == (4_000, 40)
    assert fairs["word"].startswith("◇ Meist: ")
    assert "◇ Je nach Modell** – Messen und Veranstaltungen: Ob das Ziel" in words(app)
    assert fairs["spread"].startswith("−100\u00a0% – "), "nothing by last touch"
    assert fairs["why"] == texts_for(Language.DE)("attribution.reason.depends_on_model")
    assert rows.loc["E-Mail", "why"] == texts_for(Language.DE)("attribution.reason.scale_all")
    assert rows.loc["E-Mail", "word"] == "▲ Ausbauen"
    assert rows.loc["Bezahlte Suche", "word"] == "○ Zu wenig Daten"
    assert rows.loc["Bezahlte Suche", "data"] == "zu wenige Daten"


def test_another_model_changes_its_numbers_and_the_link(open_app: OpenApp, company: Path) -> None:
    """By last touch e-mail gets 43 deals, by first touch 3; its platform claims 120."""
    add_journeys(company)
    app = with_verdicts(open_app(PAGE, **WHOLE))
    app.selectbox("attribution_model").set_value("last_touch").run()
    assert not app.exception
    assert app.query_params["model"] in ("last_touch", ["last_touch"])
    claim = plain_table(app, "confirmed").set_index("name").loc["E-Mail"]
    assert (claim["claimed_conversions"], claim["confirmed"]) == (120, pytest.approx(43))
    assert claim["factor"] == pytest.approx(120 / 43)
    assert claim["factors"] == "2,8 – 40,0"
    assert texts_for(Language.DE)("attribution.models.last_touch.blind_to") in words(app).replace("\\", "")


def test_a_link_restores_target_and_choices(open_app: OpenApp, company: Path) -> None:
    """Nothing returns 100 000 %, so fairs fail under every model; without direct, per contact, within 100 days."""
    add_journeys(company)
    asked = {"target_roi": "100000", "entity": "contact", "days": "100", "direct": "without_direct", "half_life": "2.5"}
    app = with_verdicts(open_app(PAGE, **WHOLE, **asked))
    rows = table(app, "attribution_channels").set_index("name")
    assert rows.loc["Messen und Veranstaltungen", "word"] == "▼ Pausieren"
    assert rows.loc["Messen und Veranstaltungen", "holds"] == "12 von 12"
    shown = {one.key: one.value for one in app.get("button_group")}
    assert (shown["switch_entity"], shown["switch_direct"]) == ("contact", "without_direct")
    typed = {one.key: one.value for one in app.text_input}
    assert (typed["days_de"], typed["half_life_de"], typed["target_roi_de"]) == ("100", "2,5", "100.000")


def test_own_weights_are_a_model_beside_the_others(open_app: OpenApp, company: Path) -> None:
    """Three parts for the first touch and one for the last: 30 of 40 deals' value for fairs."""
    add_journeys(company)
    own = {"own": "with_own", "own_first": "60", "own_last": "20", "own_middle": "0"}
    app = open_app(PAGE, **WHOLE, **own)
    assert not app.exception
    rows = plain_table(app, "first_touch").set_index("name")
    assert rows.loc["Messen und Veranstaltungen", "custom"] == pytest.approx(30_000)
    assert rows[["first_touch", "shapley", "markov_2", "custom"]].sum().tolist() == pytest.approx([120_000.0] * 4)


def test_leads_have_a_cost_and_no_return(open_app: OpenApp, company: Path) -> None:
    add_journeys(company)
    app = with_verdicts(open_app(PAGE, **WHOLE, conversion="lead"))
    assert not [one for one in app.get("button_group") if one.key in ("switch_target", "switch_amount")]
    assert "Kosten je Lead" in " ".join(one.label for one in app.text_input)
    rows = table(app, "attribution_channels_cost").set_index("name")
    assert rows.loc["E-Mail", "spend"] == 2_600


def test_two_models_say_whom_the_change_favours(open_app: OpenApp, company: Path) -> None:
    add_journeys(company)
    app = open_app(PAGE, language="en", **WHOLE, against="first_touch", **{"with": "last_touch"})
    said = words(app).replace("\\", "")
    assert (
        "from **First touch** to **Last touch** favours Email (+€40.0k); Events and trade fairs (−€40.0k) lose" in said
    )


def test_journeys_of_one_touch_confirm_no_model(open_app: OpenApp, company: Path) -> None:
    """The small company has no log of touchpoints: every person has the one touch of its record."""
    app = open_app(PAGE, **WHOLE)
    assert texts_for(Language.DE)("attribution_page.models_agree") in words(app)


def test_names_from_files_stay_text(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **WHOLE)
    assert EVIL_CHANNEL not in words(app)
    assert EVIL_CHANNEL in plain_table(app, "first_touch")["name"].tolist()


def test_a_period_without_anything_leads_on_and_keeps_the_choices(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **{"from": "2019-01-01", "to": "2019-12-31"})
    assert not app.exception
    assert "Noch nichts zuzurechnen" in " ".join(one.value for one in app.header)
    assert [one for one in app.get("button_group") if one.key == "switch_conversion"]
    assert not app.dataframe


def test_an_empty_workspace_leads_to_the_import(open_app: OpenApp, home: Path) -> None:
    workspaces.create_workspace(home, "Leer")
    app = open_app(PAGE)
    assert not app.exception
    assert texts_for(Language.DE)("shell.no_data.text") in words(app)
