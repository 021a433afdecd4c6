"""The round trip: a list goes out, sales fills it in, it comes back; nothing is lost, nothing counts twice."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd
import pytest

from clm_core.columns import typed_frame
from clm_core.exports.lead_sheet import LeadSheetForm, lead_csv, lead_workbook
from clm_core.exports.lead_sheet_columns import NAMES
from clm_core.exports.tables import TableSheet
from clm_core.handover import CrmLayout, HandoverPolicy, RejectionCause, RejectionReason
from clm_core.scoring_columns import HANDED_LEADS, RETURNED_VERDICTS
from clm_core.services.data import loop_data
from clm_core.services.handover_policy import save_policy
from clm_core.services.lead_verdicts import read_verdicts, verdict_frame
from clm_core.services.returned_sheet import ReturnedSheet, agreed_reasons, read_returned_sheet, save_returned_sheet
from clm_core.services.workspaces import Store
from clm_core.texts import Language

TODAY = date(2026, 3, 10)
POLICY = HandoverPolicy(reasons=(RejectionReason(text="Kein Bedarf", cause=RejectionCause.LOW_INTENT),))
ASSUMPTIONS = TableSheet(title="Annahmen", frame=pd.DataFrame({"Was": ["x"], "Wert": ["y"]}))
FILLED: dict[str, dict[str, Any]] = {
    "c2": {"verdict": 1, "reason": "Kein Bedarf", "note": "ruft zurück"},
    "c4": {"verdict": 2, "recycle_on": datetime(2026, 9, 1)},
    "c5": {"verdict": 0},
}
"""What sales writes into the list, by contact; verdicts by their place in the list of choices."""


def form(layout: CrmLayout = CrmLayout.GENERIC, language: Language = Language.DE) -> LeadSheetForm:
    return LeadSheetForm(
        layout=layout, language=language, currency="EUR", zone="Europe/Berlin", as_of=TODAY, reasons=("Kein Bedarf",)
    )


def handed(store: Store) -> pd.DataFrame:
    """All contacts as a list to hand over."""
    contacts = loop_data(store).contacts
    columns = [name for name in HANDED_LEADS if name in contacts]
    usual = {"may_be_mailed": True, "score": 50.0, "grade": "A1", "owner": "Ben"}
    return typed_frame(
        contacts[columns].assign(**{n: v for n, v in usual.items() if n not in columns or n == "owner"}), HANDED_LEADS
    )


def filled(content: bytes, lists: tuple[str, ...], rows: dict[str, dict[str, Any]]) -> bytes:
    """The workbook with these cells filled in and its rows turned round."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    sheet.delete_rows(2, len(cells))
    for given in reversed(cells):
        row = list(given)
        own = rows.get(str(row[NAMES.index("key")]).partition("|")[2], {})
        for name, value in own.items():
            row[NAMES.index(name)] = lists[value] if name == "verdict" else value
        sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


WORDS = {Language.DE: ("angenommen", "abgelehnt", "zurückgestellt"), Language.EN: ("accepted", "rejected", "recycled")}


def read(store: Store, content: bytes, name: str = "leads.xlsx", language: Language = Language.DE) -> ReturnedSheet:
    return read_returned_sheet(store, name, content, language=language, today=TODAY)


@pytest.mark.parametrize(
    ("layout", "language"),
    [
        (CrmLayout.GENERIC, Language.DE),
        (CrmLayout.GENERIC, Language.EN),
        (CrmLayout.HUBSPOT, Language.DE),
        (CrmLayout.SALESFORCE, Language.EN),
    ],
)  # fmt: skip
def test_a_list_comes_back_whatever_its_layout_and_whoever_reads_it(tiny: Store, layout, language) -> None:
    save_policy(tiny, POLICY)
    written = form(layout, language)
    content = filled(lead_workbook(handed(tiny), written, ASSUMPTIONS), WORDS[written.texts.language], FILLED)
    for reader in Language:
        returned = read(tiny, content, language=reader)
        assert returned.problems == ()
        assert (returned.row_count, returned.open_count, returned.new_count) == (5, 2, 3)
    frame = returned.verdicts
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == RETURNED_VERDICTS
    rows = frame.set_index("contact_id")[["company", "verdict", "reason", "note", "former_verdict"]].to_dict("index")
    assert rows == {
        "c2": {
            "company": "Bolt",
            "verdict": "rejected",
            "reason": "Kein Bedarf",
            "note": "ruft zurück",
            "former_verdict": "accepted",
        },
        "c4": {"company": "Drill", "verdict": "recycled", "reason": "", "note": "", "former_verdict": "accepted"},
        "c5": {"company": "Etch", "verdict": "accepted", "reason": "", "note": "", "former_verdict": ""},
    }


def test_the_same_list_twice_adds_nothing(tiny: Store) -> None:
    save_policy(tiny, POLICY)
    content = filled(lead_workbook(handed(tiny), form(), ASSUMPTIONS), WORDS[Language.DE], FILLED)
    first = save_returned_sheet(tiny, read(tiny, content), given_by="Ben")
    assert (first.added_count, first.unchanged_count) == (3, 0)
    again = read(tiny, content)
    assert again.new_count == 0
    second = save_returned_sheet(tiny, again, given_by="Ben")
    assert (second.added_count, second.unchanged_count) == (0, 3)
    assert len(read_verdicts(tiny)) == 3
    frame = verdict_frame(tiny)
    assert frame.loc[frame["origin"] == "sheet", "verdict"].value_counts().to_dict() == {
        "rejected": 1, "recycled": 1, "accepted": 1,
    }  # fmt: skip


def test_a_csv_list_comes_back_too(tiny: Store) -> None:
    save_policy(tiny, POLICY)
    lines = lead_csv(handed(tiny), form()).decode("utf-8-sig").splitlines()
    place = lines[0].split(";").index("Rückmeldung")
    cells = lines[5].split(";")
    cells[place] = "angenommen"
    returned = read(tiny, "\r\n".join([*lines[:5], ";".join(cells)]).encode(), "leads.csv")
    assert (returned.verdicts["contact_id"].tolist(), returned.open_count) == (["c5"], 4)


def test_unknown_leads_and_contradictions_are_named_and_the_rest_is_kept(tiny: Store) -> None:
    save_policy(tiny, POLICY)
    lines = [
        "Lead key;Email;Verdict;Reason;Recycle on;Sales note",
        "crm|999;nobody@x.de;accepted;;;",
        ";bela@bolt.example;accepted;;;",
        ";BELA@bolt.example;rejected;Kein Bedarf;;",
        ";emil@etch.example;accepted;;;first call",
        ";emil@etch.example;accepted;;;second call",
        ";cora@cog.example;hm;;;",
    ]
    returned = read(tiny, "\r\n".join(lines).encode(), "leads.csv", Language.EN)
    assert [(one.row, one.reason.rpartition(".")[2], one.value) for one in returned.problems] == [
        (2, "unknown_lead", "nobody@x.de"),
        (3, "contradiction", "bela@bolt.example"),
        (4, "contradiction", "BELA@bolt.example"),
        (7, "unknown_verdict", "hm"),
    ]
    assert returned.problems[1].values["rows"] == "3, 4"
    assert returned.verdicts[["contact_id", "note"]].to_numpy().tolist() == [["c5", "first call; second call"]]


def test_until_a_list_is_agreed_both_languages_proposals_are_understood(tiny: Store) -> None:
    """Written by a German colleague, read by an English one."""
    lines = ["Lead key;Email;Verdict;Reason;Recycle on;Sales note", ";bela@bolt.example;rejected;Sonstiges;;"]
    content = "\r\n".join(lines).encode()
    assert agreed_reasons(tiny, Language.EN)[-1] == "Other"
    assert read(tiny, content, "leads.csv", Language.EN).verdicts["reason"].tolist() == ["Sonstiges"]
    save_policy(tiny, POLICY)
    assert agreed_reasons(tiny, Language.EN) == ("Kein Bedarf",)
    (problem,) = read(tiny, content, "leads.csv", Language.EN).problems
    assert (problem.row, problem.values["known"]) == (2, "Kein Bedarf")
