"""A returned lead list: good rows survive, every bad one is named with its row, and nothing is dropped in silence."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.errors import ClmError, Severity
from clm_core.handover import Verdict
from clm_core.importers.lead_sheet import SHEET_VERDICTS, ReturnedList, SheetWords, read_lead_list

TODAY = date(2026, 3, 10)
WORDS = SheetWords(
    headings={
        "key": ("Lead-Schlüssel", "Lead key", "Lead Key"),
        "email": ("E-Mail", "Email"),
        "verdict": ("Rückmeldung", "Verdict", "Sales Verdict"),
        "reason": ("Grund", "Reason", "Verdict Reason"),
        "recycle_on": ("Wiedervorlage am", "Recycle on", "Recycle Date"),
        "note": ("Notiz", "Sales note", "Sales Note"),
    },
    verdicts={
        "angenommen": Verdict.ACCEPTED,
        "abgelehnt": Verdict.REJECTED,
        "zurückgestellt": Verdict.RECYCLED,
        "accepted": Verdict.ACCEPTED,
        "rejected": Verdict.REJECTED,
        "recycled": Verdict.RECYCLED,
    },
    reasons=("Kein Bedarf", "Später wieder", "No need"),
    offered_reasons=("Kein Bedarf", "Später wieder"),
)
HEADINGS = ["E-Mail", "Rückmeldung", "Grund", "Wiedervorlage am", "Notiz", "Lead-Schlüssel"]


def xlsx(*rows: list[object], headings: list[str] = HEADINGS, above: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Leads"
    for number in range(above):
        sheet.append([f"Leads für Ben, Teil {number}"])
    for row in (headings, *rows):
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes, name: str = "leads.xlsx") -> ReturnedList:
    return read_lead_list(name, content, WORDS, today=TODAY)


def rows_of(returned: ReturnedList) -> list[dict[str, Any]]:
    frame = returned.verdicts
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def told(returned: ReturnedList) -> list[tuple[int | None, str, str, str]]:
    prefix = "lead_sheet.problem."
    return [(one.row, one.column, one.reason.removeprefix(prefix), one.value) for one in returned.problems]


def test_verdicts_are_read_and_open_rows_counted() -> None:
    returned = read(
        xlsx(
            ["anna@x.de", "angenommen", None, None, "ruft zurück", "hubspot|1"],
            ["ben@x.de", None, None, None, None, "hubspot|2"],
            [None, " ABGELEHNT ", "kein  bedarf", None, None, "salesforce|00Q|1"],
            ["cem@x.de", "zurückgestellt", "Später wieder", datetime(2026, 9, 1), None, "|cem@y.de"],
        )
    )
    usual = {"sheet": "Leads", "reason": "", "recycle_on": None, "note": ""}
    assert rows_of(returned) == [
        usual | {"row": 2, "system": "hubspot", "contact_id": "1", "email": "anna@x.de", "verdict": "accepted",
                 "note": "ruft zurück"},
        usual | {"row": 4, "system": "salesforce", "contact_id": "00Q|1", "email": None, "verdict": "rejected",
                 "reason": "Kein Bedarf"},
        usual | {"row": 5, "system": None, "contact_id": None, "email": "cem@x.de", "verdict": "recycled",
                 "reason": "Später wieder", "recycle_on": pd.Timestamp("2026-09-01")},
    ]  # fmt: skip
    assert {name: str(dtype) for name, dtype in returned.verdicts.dtypes.items()} == SHEET_VERDICTS
    assert (returned.row_count, returned.open_count, returned.problems) == (4, 1, ())
    assert set(returned.verdicts["sheet"]) == {"Leads"}


@pytest.mark.parametrize(
    "headings",
    [
        ["Sales Note", "Firma", "Recycle Date", "Verdict Reason", "Sales Verdict", "Lead Key", "Email"],
        ["sales note", "What?", " RECYCLE ON", "reason", "Verdict ", "Lead key", ""],
    ],
)
@pytest.mark.parametrize("above", [0, 3])
def test_headings_of_every_layout_in_any_order_among_others(headings: list[str], above: int) -> None:
    content = xlsx(["=note", "ACME", "01.09.2026", None, "recycled", "crm|7", ""], headings=headings, above=above)
    (row,) = rows_of(read(content))
    assert (row["row"], row["contact_id"], row["verdict"]) == (above + 2, "7", "recycled")
    assert row["recycle_on"] == pd.Timestamp("2026-09-01")


def test_a_list_parted_by_seller_is_read_whole_and_other_sheets_are_left_alone() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Annahmen"
    book.active.append(["Annahme", "Wert"])
    for seller, verdict in (("Ben", "angenommen"), ("Cem", "hm")):
        sheet = book.create_sheet(seller)
        sheet.append(HEADINGS)
        sheet.append(["a@x.de", verdict, None, None, None, f"crm|{seller}"])
        sheet.append(["b@x.de", "accepted", None, None, None, f"crm|{seller}2"])
    content = BytesIO()
    book.save(content)
    returned = read(content.getvalue())
    assert returned.verdicts[["sheet", "row", "contact_id"]].to_numpy().tolist() == [
        ["Ben", 2, "Ben"], ["Ben", 3, "Ben2"], ["Cem", 3, "Cem2"],
    ]  # fmt: skip
    assert [(one.sheet, one.row) for one in returned.problems] == [("Cem", 2)]
    assert returned.row_count == 4


def test_a_csv_file_comes_back_without_the_apostrophes_that_we_put_in() -> None:
    lines = ["Rückmeldung;Grund;Notiz;Lead-Schlüssel;E-Mail", "abgelehnt;Kein Bedarf;'=1+1;crm|1;a@x.de", ";;;crm|2;"]
    returned = read("\r\n".join(lines).encode("utf-8-sig"), "leads.csv")
    (row,) = rows_of(returned)
    assert (row["note"], row["contact_id"], returned.open_count) == ("=1+1", "1", 1)
    assert told(returned) == [(1, "Wiedervorlage am", "heading_missing", "")]
    assert returned.problems[0].severity is Severity.NOTICE


BAD = {
    "unknown_verdict": (["a@x.de", "vielleicht", None, None, None, "crm|1"], "Rückmeldung", "vielleicht"),
    "verdict_missing": (["a@x.de", None, "Kein Bedarf", None, None, "crm|1"], "Rückmeldung", ""),
    "reason_missing": (["a@x.de", "abgelehnt", None, None, None, "crm|1"], "Grund", ""),
    "unknown_reason": (["a@x.de", "abgelehnt", "Hund krank", None, None, "crm|1"], "Grund", "Hund krank"),
    "recycle_missing": (["a@x.de", "zurückgestellt", None, None, None, "crm|1"], "Wiedervorlage am", ""),
    "recycle_unreadable": (["a@x.de", "recycled", None, "im Herbst", None, "crm|1"], "Wiedervorlage am", "im Herbst"),
    "recycle_past": (["a@x.de", "recycled", None, "9.3.2026", None, "crm|1"], "Wiedervorlage am", "9.3.2026"),
    "lead_missing": ([None, "angenommen", None, None, None, None], "Lead-Schlüssel", ""),
}  # fmt: skip


@pytest.mark.parametrize("problem", list(BAD))
def test_a_bad_row_is_named_and_the_others_are_kept(problem: str) -> None:
    row, column, value = BAD[problem]
    returned = read(xlsx(["b@x.de", "angenommen", None, None, None, "crm|2"], row))
    assert told(returned) == [(3, column, problem, value)]
    assert returned.problems[0].severity is Severity.REFUSED
    assert [one["contact_id"] for one in rows_of(returned)] == ["2"]


def test_a_day_that_could_be_two_is_not_guessed() -> None:
    returned = read(xlsx(["a@x.de", "recycled", None, "09/10/2026", None, "crm|1"]))
    assert told(returned) == [(2, "Wiedervorlage am", "recycle_unreadable", "09/10/2026")]


def test_all_problems_of_all_rows_come_at_once() -> None:
    returned = read(xlsx(*(row for row, _, _ in BAD.values())))
    assert [problem for _, _, problem, _ in told(returned)] == list(BAD)
    assert returned.problems[0].values["known"] == "angenommen, abgelehnt, zurückgestellt"
    assert returned.problems[2].values["known"] == "Kein Bedarf, Später wieder"


def test_a_date_beside_another_verdict_is_left_out_and_told() -> None:
    returned = read(xlsx(["a@x.de", "angenommen", None, datetime(2026, 9, 1), None, "crm|1"]))
    assert told(returned) == [(2, "Wiedervorlage am", "recycle_unused", "2026-09-01")]
    (row,) = rows_of(returned)
    assert (row["verdict"], row["recycle_on"]) == ("accepted", None)


@pytest.mark.parametrize(
    ("headings", "key", "values"),
    [
        (["E-Mail", "Feedback"], "no_verdict_column", {"expected": "Rückmeldung", "present": "E-Mail, Feedback"}),
        (["Firma", "Verdict"], "no_lead_column", {"expected": "Lead-Schlüssel", "present": "Firma, Verdict"}),
        (["E-Mail", "Verdict", "Rückmeldung"], "heading_twice", {"heading": "Rückmeldung"}),
    ],
)
def test_changed_headings_are_told_with_what_was_found(headings: list[str], key: str, values: dict[str, str]) -> None:
    with pytest.raises(ClmError) as refused:
        read(xlsx(["a@x.de", "angenommen", None], headings=headings))
    assert refused.value.key == f"lead_sheet.{key}"
    assert refused.value.values == {"file": "leads.xlsx", **values}


def test_a_file_without_a_table_is_refused() -> None:
    with pytest.raises(ClmError):
        read(b"", "leads.csv")
    with pytest.raises(ClmError, match=r"lead_sheet\.no_verdict_column"):
        read(b"Nur ein Satz", "leads.csv")


CELLS = st.tuples(
    st.sampled_from(["angenommen", "abgelehnt", "zurückgestellt", "hm", None]),
    st.sampled_from(["Kein Bedarf", "anderes", None]),
    st.sampled_from([datetime(2026, 9, 1), datetime(2020, 1, 1), "bald", None]),
    st.sampled_from(["Notiz", None]),
    st.sampled_from(["crm|1", "crm|2", None]),
)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(CELLS, min_size=1, max_size=6))
def test_every_row_is_good_or_open_or_has_a_problem(rows) -> None:
    returned = read(xlsx(*([None, *row] for row in rows)))
    refused = {one.row for one in returned.problems if one.severity is Severity.REFUSED}
    good = set(returned.verdicts["row"])
    assert not refused & good
    filled = [row for row in rows if any(row)]
    assert returned.row_count == len(filled)
    assert len(good) + len(refused) + returned.open_count == len(filled)
    assert returned.open_count == sum(not any(row[:4]) for row in filled)
