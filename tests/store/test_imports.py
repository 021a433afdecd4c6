"""Imports: whole or not at all, repeatable, and taken back whole."""

import json
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import update

from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.records import RecordType
from clm_core.store import imports, tables
from clm_core.store.audit import audit_frame
from clm_core.store.connection import writing
from clm_core.store.facts import facts_version, read_facts
from clm_core.store.imports import imports_frame, problems_frame, undo_import, write_import
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON, a_new_import, imported, plain, rows, spend, touchpoint

CONTACTS = RecordType.CONTACTS
SPEND = RecordType.SPEND
ANNA = {"contact_id": "1", "email": "anna@x.de", "job_title": "CEO"}
BEN = {"contact_id": "2", "email": "ben@x.de", "job_title": None}


def counted(written: imports.WrittenImport, record_type: RecordType) -> tuple[int, int, int, int]:
    counts = written.counts
    return tuple(part[record_type] for part in (counts.added, counts.changed, counts.unchanged, counts.merged))


def test_a_newer_export_updates_by_key_and_says_what_it_did(store: Store) -> None:
    first = imported(store, CONTACTS, ANNA, BEN)
    second = imported(store, CONTACTS, ANNA | {"job_title": "CFO"}, BEN, {"contact_id": "3"})
    assert counted(first, CONTACTS) == (2, 0, 0, 0)
    assert counted(second, CONTACTS) == (1, 1, 1, 0)
    facts = read_facts(store, CONTACTS)
    assert plain(facts, ["contact_id", "job_title", "import_id"]) == [("1", "CFO", 2), ("2", None, 1), ("3", None, 2)]


def test_rows_that_a_later_import_still_contains_outlive_their_own(store: Store) -> None:
    first = imported(store, CONTACTS, ANNA, BEN)
    second = imported(store, CONTACTS, ANNA)
    undo_import(store, first.import_id, actor="anna", at=NOON)
    assert plain(read_facts(store, CONTACTS), ["contact_id"]) == [("1",)]
    undo_import(store, second.import_id, actor="anna", at=NOON)
    assert read_facts(store, CONTACTS).empty


def test_the_same_file_again_writes_nothing_but_a_line_in_the_audit(store: Store) -> None:
    new = a_new_import()
    written = write_import(store, new, {CONTACTS: rows(CONTACTS, ANNA)})
    version = facts_version(store)
    again = write_import(store, new, {CONTACTS: rows(CONTACTS, ANNA)})
    assert again.is_repeat
    assert again.import_id == written.import_id
    assert facts_version(store) == version
    assert len(imports_frame(store)) == 1
    assert audit_frame(store)["action"].tolist() == ["import.repeated", "import.written"]


def test_the_same_file_is_another_import_only_if_other_options_give_other_rows(store: Store) -> None:
    first = a_new_import()
    write_import(store, first, {CONTACTS: rows(CONTACTS, ANNA)})
    other = a_new_import(content_hash=first.content_hash, options_json='{"zone": "UTC"}')
    assert write_import(store, other, {CONTACTS: rows(CONTACTS, ANNA)}).is_repeat
    differs = write_import(store, other, {CONTACTS: rows(CONTACTS, ANNA | {"job_title": "CTO"})})
    assert (differs.is_repeat, differs.counts.changed) == (False, {CONTACTS: 1})
    elsewhere = write_import(store, other, {CONTACTS: rows(CONTACTS, ANNA, system="shop")})
    assert not elsewhere.is_repeat


def test_an_import_from_before_rows_had_a_hash_is_known_by_its_options(store: Store) -> None:
    new = a_new_import()
    write_import(store, new, {CONTACTS: rows(CONTACTS, ANNA)})
    with writing(store) as connection:
        connection.execute(update(tables.imports).values(rows_hash=None))
    assert write_import(store, new, {CONTACTS: rows(CONTACTS, ANNA)}).is_repeat
    said = a_new_import(content_hash=new.content_hash, options_json='{"zone": "UTC"}')
    assert not write_import(store, said, {CONTACTS: rows(CONTACTS, ANNA)}).is_repeat


def test_a_file_can_be_imported_again_after_its_undo(store: Store) -> None:
    new = a_new_import()
    first = write_import(store, new, {CONTACTS: rows(CONTACTS, ANNA)})
    undo_import(store, first.import_id, actor="ben", at=NOON)
    assert read_facts(store, CONTACTS).empty
    again = write_import(store, new, {CONTACTS: rows(CONTACTS, ANNA)})
    assert not again.is_repeat
    assert plain(read_facts(store, CONTACTS), ["email", "import_id"]) == [("anna@x.de", again.import_id)]


def test_undoing_twice_or_what_never_was_is_refused(store: Store) -> None:
    written = imported(store, CONTACTS, ANNA)
    undo_import(store, written.import_id, actor="anna", at=NOON)
    with pytest.raises(ClmError, match=r"store\.already_undone"):
        undo_import(store, written.import_id, actor="anna", at=NOON)
    with pytest.raises(ClmError, match=r"store\.unknown_import"):
        undo_import(store, 99, actor="anna", at=NOON)


def test_genuine_repeats_of_a_touchpoint_count_and_importing_again_does_not_double(store: Store) -> None:
    twice = [touchpoint("2026-03-01 10:00"), touchpoint("2026-03-01 10:00")]
    imported(store, RecordType.TOUCHPOINTS, *twice)
    again = imported(store, RecordType.TOUCHPOINTS, *twice, touchpoint("2026-03-01 10:00"))
    assert counted(again, RecordType.TOUCHPOINTS) == (1, 0, 2, 0)
    assert len(read_facts(store, RecordType.TOUCHPOINTS)) == 3


def test_touchpoints_with_an_id_of_their_own_count_once(store: Store) -> None:
    visit = touchpoint("2026-03-01 10:00", touchpoint_id="t1")
    written = imported(store, RecordType.TOUCHPOINTS, visit, visit | {"team": "sales"})
    assert counted(written, RecordType.TOUCHPOINTS) == (1, 0, 0, 1)
    assert read_facts(store, RecordType.TOUCHPOINTS)["team"].tolist() == ["sales"]


def test_several_rows_of_a_campaigns_day_in_one_file_are_added_up(store: Store) -> None:
    by_device = [spend("2026-03-01", 10, campaign="A", clicks=3), spend("2026-03-01", 5, campaign="A", impressions=7)]
    written = imported(store, SPEND, *by_device)
    assert counted(written, SPEND) == (1, 0, 0, 1)
    shown = plain(read_facts(store, SPEND), ["spend_micros", "clicks", "impressions", "claimed_conversions"])
    assert shown == [(15_000_000, 3, 7, None)]
    assert counted(imported(store, SPEND, *by_device), SPEND) == (0, 0, 1, 1)


def test_two_currencies_of_a_campaigns_day_are_never_added_up(store: Store) -> None:
    dollars = spend("2026-03-01", 5, campaign="A", currency="USD")
    written = imported(store, SPEND, spend("2026-03-01", 10, campaign="A"), dollars)
    assert [(problem.reason, problem.row, problem.value) for problem in written.problems] == [
        ("store.mixed_currency", 3, "USD")
    ]
    assert plain(read_facts(store, SPEND), ["spend_micros", "currency"]) == [(10_000_000, "EUR")]


def test_rows_of_different_systems_are_different_things(store: Store) -> None:
    imported(store, CONTACTS, ANNA, system="hubspot")
    imported(store, CONTACTS, ANNA, system="salesforce")
    assert len(read_facts(store, CONTACTS)) == 2


def test_every_value_comes_back_as_it_went_in(store: Store) -> None:
    given: dict[str, Any] = {
        "deal_id": "d|1\\",
        "deal": "Presse „Größe 3“ 🏭, =SUM(A1)",
        "amount_micros": 9_007_199_254_740_993,
        "probability_share": 0.1,
        "created_at": pd.Timestamp("2026-03-29 01:59:59.123456", tz="UTC"),
        "closed_on": pd.Timestamp("1969-12-31"),
        "outcome": "won",
    }
    frame = rows(RecordType.DEALS, given, {"deal_id": "2"})
    write_import(store, a_new_import(), {RecordType.DEALS: frame})
    pd.testing.assert_frame_equal(read_facts(store, RecordType.DEALS).drop(columns="import_id"), frame)


def test_empty_text_is_blank_and_characters_that_no_database_takes_are_dropped(store: Store) -> None:
    imported(store, CONTACTS, {"contact_id": "1", "email": "", "company": "Mül\0ler"})
    assert plain(read_facts(store, CONTACTS), ["email", "company"]) == [(None, "Müller")]


def test_all_problems_are_kept_in_their_order(store: Store) -> None:
    problems = [
        RowProblem(reason="values.no_date", sheet="Deals", row=7, column="Close Date", value="soon"),
        RowProblem(reason="values.two_readings", severity=Severity.NOTICE, values={"count": 2}),
    ]
    written = write_import(store, a_new_import(), {CONTACTS: rows(CONTACTS, ANNA)}, problems)
    shown = problems_frame(store, written.import_id)
    assert shown["reason"].tolist() == ["values.no_date", "values.two_readings"]
    assert shown.iloc[0][["sheet", "row", "column", "value", "severity"]].tolist() == [
        "Deals",
        7,
        "Close Date",
        "soon",
        "refused",
    ]
    assert json.loads(shown.iloc[1]["values_json"]) == {"count": 2}


def test_problems_beyond_the_cap_are_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "KEPT_PROBLEMS", 3)
    many = [RowProblem(reason="values.no_date", row=row) for row in range(5)]
    written = write_import(store, a_new_import(), {CONTACTS: rows(CONTACTS, ANNA)}, many)
    assert problems_frame(store, written.import_id)["row"].tolist() == [0, 1, 2]
    assert imports_frame(store)["problem_count"].tolist() == [5]


def test_the_list_of_imports_is_newest_first_and_knows_what_was_undone(store: Store) -> None:
    assert imports_frame(store).empty
    imported(store, CONTACTS, ANNA, BEN)
    second = write_import(store, a_new_import("b.csv"), {CONTACTS: rows(CONTACTS, ANNA), SPEND: rows(SPEND)})
    undo_import(store, 1, actor="ben", at=NOON)
    frame = imports_frame(store)
    assert frame.dtypes.astype(str).to_dict() == imports.IMPORT_COLUMNS
    assert frame["import_id"].tolist() == [second.import_id, 1]
    assert frame[["added", "unchanged"]].to_numpy().tolist() == [[0, 1], [2, 0]]
    assert frame["undone_by"].tolist()[1] == "ben"
    assert frame["undone_at"].isna().tolist() == [True, False]
    assert frame["imported_at"].tolist() == [pd.Timestamp(NOON)] * 2
    assert frame["record_types"].tolist() == ["contacts", "contacts"]


def test_progress_goes_from_nothing_to_all_and_never_back(store: Store) -> None:
    heard: list[float] = []
    many = [touchpoint("2026-03-01 10:00", page=str(number)) for number in range(50)]
    frame = rows(RecordType.TOUCHPOINTS, *many)
    write_import(store, a_new_import(), {RecordType.TOUCHPOINTS: frame}, [], heard.append)
    assert heard[0] == 0.0
    assert heard[-1] == 1.0
    assert heard == sorted(heard)


def test_an_import_that_fails_half_way_leaves_nothing(store: Store) -> None:
    imported(store, CONTACTS, ANNA)

    def fail(share: float) -> None:
        if share > 0.5:
            raise RuntimeError("the page was closed")

    frames = {CONTACTS: rows(CONTACTS, BEN), SPEND: rows(SPEND, spend("2026-03-01", 1, campaign="A"))}
    with pytest.raises(RuntimeError, match="the page was closed"):
        write_import(store, a_new_import(), frames, [], fail)
    assert plain(read_facts(store, CONTACTS), ["contact_id"]) == [("1",)]
    assert read_facts(store, SPEND).empty
    assert len(imports_frame(store)) == 1
    assert counted(imported(store, CONTACTS, BEN), CONTACTS) == (1, 0, 0, 0)


def test_the_facts_version_rises_only_when_facts_change(store: Store) -> None:
    assert facts_version(store) == 0
    first = imported(store, CONTACTS, ANNA)
    imported(store, CONTACTS, ANNA)
    assert facts_version(store) == 1
    undo_import(store, first.import_id, actor="anna", at=NOON)
    assert facts_version(store) == 1, "the second import still has the row"
    undo_import(store, 2, actor="anna", at=NOON)
    assert facts_version(store) == 2
