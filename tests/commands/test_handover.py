"""The lead list on the command line: printed, written and kept on record."""

from pathlib import Path

import openpyxl
import pytest

from clm_core.records import RecordType, TouchpointKind
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, ScoringModel
from clm_core.services.handover import read_handovers
from clm_core.services.scoring_versions import new_draft
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.tiny_company import import_text

MORE = """Contact ID,Email,First name,Company,Country,Source,Created on,Consent
c6,fred@forge.example,Fred,Forge,DE,Paid search,2026-01-20,yes
c7,gina@gear.example,Gina,=1+1,AT,Events,2026-02-01,no
"""
TOUCHES = """Time,Contact ID,Kind,Channel,Team
2026-03-18 10:00,c6,pricing page,Paid search,
2026-03-22 10:00,c7,demo,Paid search,
"""
MODEL = ScoringModel(
    fit=(),
    engagement=(
        EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=40),
        EngagementCriterion(group="intent", kinds=(TouchpointKind.DEMO,), points=90),
    ),
    groups=(EngagementGroup(name="intent", half_life_days=20),),
    mql_points=20,
    sql_points=30,
)


@pytest.fixture
def touched(tiny: Run, home: Path) -> Run:
    store = open_workspace(home, "tiny")
    import_text(store, "more.csv", MORE, record_type=RecordType.CONTACTS)
    import_text(store, "touches.csv", TOUCHES, record_type=RecordType.TOUCHPOINTS)
    new_draft(store, MODEL, name="Intent")
    store.close()
    return tiny


def test_the_list_as_json_and_as_a_table(touched: Run) -> None:
    document = touched("handover", "--json").data
    assert [lead["contact_id"] for lead in document["leads"]] == ["c7", "c6"]
    assert [lead["waiting_days"] for lead in document["leads"]] == [3, 7]
    assert (document["open_leads"], document["model"], document["handover"]) == (2, 1, None)
    assert document["chance"]["basis"] == "none"
    assert len(touched("handover", "--limit", "1", "--json").data["leads"]) == 1
    printed = touched("handover").out
    assert "2 leads are waiting for a call." in printed
    assert "Fred" in printed
    assert [lead["contact_id"] for lead in touched("handover", "--as-of", "2026-03-20", "--json").data["leads"]] == [
        "c6"
    ]


def test_files_are_written_and_the_hand_over_is_kept_once(touched: Run, home: Path, tmp_path: Path) -> None:
    book, sheet, mail = (tmp_path / name for name in ("leads.xlsx", "leads.csv", "mail.csv"))
    assert "number 1" in touched("handover", "--out", book, "--mailing", mail).out
    assert touched("handover", "--out", book, "--json").data["handover"] == 1
    assert touched("handover", "--out", sheet, "--layout", "salesforce", "--json").data["handover"] == 2
    assert "Lead Owner" in sheet.read_text("utf-8-sig")
    rows = list(openpyxl.load_workbook(book)["Leads"].iter_rows(values_only=True))
    # Text from a file is no formula.
    assert "=1+1" in rows[1]
    assert mail.read_text("utf-8-sig").count("@") == 1
    assert "fred@forge.example" in mail.read_text("utf-8-sig")
    store = open_workspace(home, "tiny")
    assert [(one.number, one.lead_count, one.scoring_version) for one in read_handovers(store)] == [
        (2, 2, 1),
        (1, 2, 1),
    ]
    store.close()


def test_what_cannot_be_is_said(touched: Run, empty: Run, tmp_path: Path) -> None:
    outcome = touched("handover", "--out", tmp_path / "no" / "folder.xlsx")
    assert outcome.code == 1
    assert "cannot be written" in outcome.err
    assert empty("handover").code == 1


def test_a_list_without_leads_is_no_hand_over(touched: Run, home: Path, tmp_path: Path) -> None:
    book = tmp_path / "leads.xlsx"
    for limit in ("0", "-1"):
        document = touched("handover", "--limit", limit, "--out", book, "--json").data
        assert (document["leads"], document["handover"]) == ([], None)
    assert book.exists()
    store = open_workspace(home, "tiny")
    assert not read_handovers(store)
    store.close()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_data_have_is_refused(day: str, touched: Run) -> None:
    for command in ("handover", "score"):
        answer = touched(command, "--as-of", day)
        assert answer.code != 0
        assert day in answer.err
