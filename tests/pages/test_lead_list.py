"""The lead list: answer, order, filters, profile, verdicts, files, the agreement; and every empty state."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from clm_core.handover import CrmLayout, HandoverPolicy, RejectionCause, RejectionReason, RoutingRule, Seller
from clm_core.records import RecordType
from clm_core.services import workspaces
from clm_core.services.handover import handover_list
from clm_core.services.handover_policy import read_policy, save_policy
from clm_core.services.lead_sheet import ListBasis, lead_csv
from clm_core.services.lead_verdicts import verdict_frame
from clm_core.services.scoring_versions import new_draft
from clm_core.services.workspaces import create_workspace
from clm_core.store.workspaces import Store
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.pages.lead_company import EVIL_COMPANY, HOT, MODEL, add_hot_leads
from tests.small_company import add_rows, spend_frame

PAGE = "qualify/lead_list.py"
DE = texts_for(Language.DE)
POLICY = HandoverPolicy(
    sellers=(Seller(name="Bo", hours_per_week=2), Seller(name="Cy", hours_per_week=4.5)),
    hours_per_lead=1.5,
    rules=(RoutingRule(name="All of it", field="country", values=("AT",), sellers=("Cy",)),),
    reasons=(RejectionReason(text="No *budget*", cause=RejectionCause.TIMING),),
)


@pytest.fixture
def hot(company: Path) -> Path:
    """The small company with six leads to call."""
    add_hot_leads(company)
    return company


@pytest.fixture
def agreed(hot: Path) -> Path:
    """The same, with an agreement by which Cy has time for three of them."""
    store = store_of(hot)
    save_policy(store, POLICY)
    store.close()
    return hot


def store_of(home: Path) -> Store:
    return workspaces.open_workspace(home, "testfirma")


def opened(open_app: OpenApp, *, language: str = "de", **query: str) -> AppTest:
    """The page with query parameters of its own: going to it from the start page takes them away."""
    app = open_app(PAGE, language=language)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "subheader", "success", "error")
    return "\n".join(one.value for kind in kinds for one in getattr(app, kind))


def calls(app: AppTest) -> pd.DataFrame:
    frame: pd.DataFrame = next(one.value for one in app.dataframe if "company" in one.value)
    return frame


@pytest.mark.parametrize("language", list(Language))
def test_the_answer_says_how_many_to_call(open_app: OpenApp, hot: Path, language: Language) -> None:
    app = open_app(PAGE, language=language.value)
    assert not app.exception
    answer = next(one.value for one in app.markdown if one.value.startswith("###"))
    assert f"**{HOT} " in answer
    assert "€" in answer
    assert r"Intent \*first\*" in words(app)


def test_calls_are_in_order_and_text_from_files_is_text(open_app: OpenApp, hot: Path) -> None:
    app = open_app(PAGE)
    rows = calls(app)
    assert rows["place"].tolist() == list(range(1, HOT + 1))
    # Within ten percent of worth: who has been waiting longest comes first.
    assert rows["person"].tolist() == [f"Ada Hot{one}" for one in range(HOT)]
    assert rows["waiting_days"].round(6).tolist() == [6, 5, 4, 3, 2, 1]
    assert set(rows["owner"]) == {"Bo", "Cy"}
    app.text_input("lead_list_testfirma_search").set_value("hot3").run()
    assert calls(app)["company"].tolist() == [EVIL_COMPANY]
    assert EVIL_COMPANY not in words(app)
    assert r"\!\[stand\]" in words(app)


def test_filters_leave_what_fits(open_app: OpenApp, hot: Path) -> None:
    app = open_app(PAGE)
    app.selectbox("lead_list_testfirma_owner").select("Cy").run()
    assert calls(app)["person"].tolist() == ["Ada Hot1", "Ada Hot3", "Ada Hot5"]
    app.text_input("lead_list_testfirma_search").set_value("nobody").run()
    assert not app.exception
    assert DE("lead_list.filter.nothing") in words(app)


def test_what_sales_cannot_work_this_week_comes_later(open_app: OpenApp, agreed: Path) -> None:
    app = open_app(PAGE)
    assert "**3 Leads**" in next(one.value for one in app.markdown if one.value.startswith("###"))
    # Bo has time for one of them and Cy for three.
    assert "**6 Leads**, Arbeit für **1,5 Wochen**: Der Vertrieb schafft 4 je Woche." in words(app).replace("\\", "")
    assert calls(app)["owner"].tolist() == ["Cy"] * 3
    app.button_group("switch_which").set_value("later").run()
    assert calls(app)["place"].tolist() == [4, 5, 6]


def test_a_profile_explains_score_owner_and_consent(open_app: OpenApp, agreed: Path) -> None:
    app = open_app(PAGE)
    said = words(app)
    # The first to call is open: 40 points of 4 December, six days ago.
    assert r"\+40 Preisseite vor 6 Tagen, −5,2 Abklingen" in said
    assert "So sieht es die Regel „All of it“ vor." in said
    assert DE("lead_list.profile.mail.yes") in said
    assert len(app.get("vega_lite_chart")) == 2
    store = store_of(agreed)
    leads = handover_list(store, MODEL, POLICY).leads
    key = int(leads.loc[leads["contact_id"] == "hot5", "contact_key"].iloc[0])
    store.close()
    linked = words(opened(open_app, lead=str(key)))
    assert "Nicht anmailen: E-Mail-Einwilligung" in linked
    assert DE("lead_list.profile.routing.later") in linked


def give(app: AppTest, verdict: str) -> AppTest:
    group = next(one for one in app.button_group if one.key.startswith("verdict_"))
    group.set_value(verdict).run()
    return app


def save(app: AppTest) -> AppTest:
    next(one for one in app.button if one.key.startswith("verdict_save_")).click().run()
    return app


def test_a_rejection_needs_a_reason_and_takes_the_lead_off_the_list(open_app: OpenApp, agreed: Path) -> None:
    app = save(give(open_app(PAGE), "rejected"))
    assert DE("lead_sheet.reason_needed") in words(app)
    next(one for one in app.selectbox if one.key.startswith("verdict_reason_")).select("No *budget*").run()
    app.text_input("verdict_by").set_value("Bo").run()
    save(app)
    assert not app.exception
    assert DE("lead_list.verdict.saved", name="Ada Hot0", verdict=DE("lead_sheet.verdict.rejected")) in words(app)
    assert "Ada Hot0" not in set(calls(app)["person"])
    app.button_group("switch_which").set_value("rejected").run()
    assert calls(app)[["person", "reason"]].to_numpy().tolist() == [["Ada Hot0", "No *budget*"]]
    store = store_of(agreed)
    kept = verdict_frame(store).query("origin == 'page'")
    assert kept[["verdict", "cause", "given_by"]].to_numpy().tolist() == [["rejected", "timing", "Bo"]]
    store.close()


def test_a_recycled_lead_has_its_date(open_app: OpenApp, agreed: Path) -> None:
    app = save(give(open_app(PAGE, language="en"), "recycled"))
    assert not app.exception
    app.button_group("switch_which").set_value("recycled").run()
    # Thirty days after the data's last day.
    assert calls(app)["recycle_on"].tolist() == [pd.Timestamp("2026-01-09")]


def test_files_have_what_the_filters_show(open_app: OpenApp, agreed: Path) -> None:
    app = open_app(PAGE)
    app.button_group("switch_part").set_value("files").run()
    assert not app.exception
    assert DE("lead_list.files.text.note", count=3) in words(app)
    labels = [one.label for one in app.get("download_button")]
    assert labels == ["Excel mit Rückmeldung", "CSV", "Mailingliste (3)"]


def returned(home: Path, *verdicts: str) -> bytes:
    """The list as it went out, with these verdicts filled in from the top."""
    store = store_of(home)
    found = handover_list(store, MODEL, POLICY)
    basis = ListBasis(as_of=found.as_of, model=MODEL)
    sheet = lead_csv(store, found.leads, basis, layout=CrmLayout.GENERIC, language=Language.DE).decode("utf-8-sig")
    store.close()
    lines = [line.split(";") for line in sheet.splitlines()]
    place = lines[0].index(DE("lead_sheet.column.verdict"))
    for line, verdict in zip(lines[1:], verdicts, strict=False):
        line[place] = verdict
    return "\n".join(";".join(line) for line in lines).encode()


def test_a_returned_list_is_shown_with_its_problems_before_it_is_kept(open_app: OpenApp, agreed: Path) -> None:
    app = opened(open_app, part="files")
    content = returned(agreed, "angenommen", "vielleicht", "abgelehnt")
    app.file_uploader[0].set_value(("leads.csv", content, "text/csv")).run()
    assert not app.exception
    assert DE("lead_list.files.read", count=1, new=1, open=3) in words(app)
    problems = next(one.value for one in app.dataframe if "severity" in one.value)
    assert problems["row"].tolist() == [3, 4]
    store = store_of(agreed)
    assert verdict_frame(store).query("origin == 'sheet'").empty
    app.button("save_returned").click().run()
    assert DE("lead_list.files.text.saved", added=1, unchanged=0) in words(app)
    assert verdict_frame(store).query("origin == 'sheet'")["verdict"].tolist() == ["accepted"]
    store.close()


def test_a_file_that_is_no_lead_list_says_what_it_has(open_app: OpenApp, agreed: Path) -> None:
    app = opened(open_app, part="files")
    app.file_uploader[0].set_value(("other.csv", b"a;b\n1;2\n", "text/csv")).run()
    assert not app.exception
    assert app.error


def test_the_agreement_is_shown_changed_and_kept(open_app: OpenApp, agreed: Path) -> None:
    app = opened(open_app, part="policy")
    assert not app.exception
    loads = next(one.value for one in app.dataframe if "leads_per_week" in one.value)
    assert loads[["owner", "leads_per_week", "this_week", "leads"]].to_numpy().tolist() == [
        ["Bo", 1, 0, 0], ["Cy", 3, 3, 6]
    ]  # fmt: skip
    app.text_input("lead_list_testfirma_hours_per_lead_de").set_value("0,75").run()
    app.button("save_policy").click().run()
    assert not app.exception
    assert DE("lead_list.policy.saved") in words(app)
    store = store_of(agreed)
    kept = read_policy(store)
    store.close()
    assert kept is not None
    assert kept.policy == HandoverPolicy(
        sellers=POLICY.sellers, hours_per_lead=0.75, rules=POLICY.rules, reasons=POLICY.reasons
    )


def edited(app: AppTest, name: str, rows: dict[int, dict[str, str]], added: list[dict[str, str]]) -> None:
    """Types into a table of the agreement."""
    app.session_state[f"policy_{name}_de_{abs(hash(POLICY))}"] = {
        "edited_rows": rows,
        "added_rows": added,
        "deleted_rows": [],
    }


def test_hours_are_understood_as_a_german_types_them(open_app: OpenApp, agreed: Path) -> None:
    app = opened(open_app, part="policy")
    edited(app, "sellers", {0: {"hours_per_week": "7,5"}}, [{"name": " Di ", "hours_per_week": "1.000,5"}])
    app.button("save_policy").click().run()
    # More hours than a week has: said, and nothing is kept.
    assert "Di" in app.error[0].value
    edited(app, "sellers", {0: {"hours_per_week": "viele"}}, [])
    app.button("save_policy").click().run()
    assert "viele" in app.error[0].value
    edited(app, "sellers", {0: {"hours_per_week": "7,5"}}, [{"name": " Di ", "hours_per_week": "3"}])
    app.button("save_policy").click().run()
    store = store_of(agreed)
    kept = read_policy(store)
    store.close()
    assert kept is not None
    assert [(one.name, one.hours_per_week) for one in kept.policy.sellers] == [("Bo", 7.5), ("Cy", 4.5), ("Di", 3)]


def test_nobody_above_the_threshold(open_app: OpenApp, company: Path) -> None:
    """The small company's leads did nothing that counts."""
    store = store_of(company)
    new_draft(store, MODEL, name="Intent")
    store.close()
    app = open_app(PAGE)
    assert not app.exception
    assert DE("lead_list.empty.text", count=40) in words(app)


def test_leads_without_a_saved_model_use_the_proposal(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE)
    assert not app.exception
    assert DE("lead_list.model.starting") in words(app)
    assert "Lead-Scoring öffnen" in {one.label for one in app.get("page_link")}


def test_leads_that_nothing_tells_apart_are_not_called_ordered(open_app: OpenApp, hot: Path) -> None:
    store = store_of(hot)
    model = replace(MODEL, fit=(), engagement=(), mql_points=0.0, sql_points=0.0)
    new_draft(store, model, name="Nothing")
    found = handover_list(store, model, POLICY)
    store.close()
    said = words(open_app(PAGE)).replace("\\", "")
    assert DE("lead_list.same_score", count=len(found.leads)) in said
    assert DE("lead_list.order.text") not in said


def test_data_without_leads_and_no_data_at_all(open_app: OpenApp, home: Path) -> None:
    create_workspace(home, "Testfirma", is_sample=True)
    app = open_app(PAGE)
    assert not app.exception
    assert DE("shell.no_data.title") in "\n".join(one.value for one in app.header)
    store = store_of(home)
    add_rows(store, {RecordType.SPEND: spend_frame()}, "spend.csv")
    store.close()
    app.run()
    assert not app.exception
    assert DE("lead_list.no_leads.title") in "\n".join(one.value for one in app.header)


@pytest.mark.usefixtures("hot")
def test_a_link_to_what_is_no_lead_opens_the_first(open_app: OpenApp) -> None:
    app = open_app(PAGE)
    for nonsense in ("²", "9" * 5000, "-1"):
        app.query_params["lead"] = nonsense
        assert not app.run().exception, nonsense[:9]
