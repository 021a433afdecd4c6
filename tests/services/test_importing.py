"""Files in and out again: recognised, confirmed, written once, updated by key, taken back whole."""

import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.services.data import data_version, loop_data
from clm_core.services.importing import (
    ImportOptions,
    import_file,
    import_problems,
    imports,
    recognised_file,
    remember_mapping,
    undo_import,
)
from clm_core.services.workspaces import Store
from tests.tiny_company import CONTACTS, DEALS, SPEND, import_text


def spent(store: Store) -> float:
    return float(loop_data(store).spend["spend"].sum())


def test_recognising_writes_nothing(store: Store) -> None:
    file = recognised_file(store, "spend.csv", SPEND.encode())
    (table,) = file.tables
    assert (file.is_ready, table.record_type, table.row_count) == (True, RecordType.SPEND, 4)
    assert (len(imports(store)), spent(store)) == (0, 0.0)


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    first = import_text(store, "spend.csv", SPEND)
    version = data_version(store)
    again = import_text(store, "renamed.csv", SPEND)
    assert (first.is_repeat, first.changed_count) == (False, 4)
    assert (again.is_repeat, again.changed_count, again.import_id) == (True, 0, first.import_id)
    assert (data_version(store), spent(store), len(imports(store))) == (version, 1600.0, 1)


def test_a_newer_export_updates_by_key(store: Store) -> None:
    import_text(store, "deals.csv", DEALS)
    newer = DEALS.replace("2026-05-30,open", "2026-04-30,won").replace("5000.00", "5500.00")
    report = import_text(store, "deals.csv", newer + "d5,Press,,Acme,100.00,EUR,2026-04-01,2026-04-02,won\n")
    counts = report.counts
    deals = (counts.added, counts.changed, counts.unchanged)
    assert [kind[RecordType.DEALS] for kind in deals] == [1, 2, 2]
    won = loop_data(store).deals.query("outcome == 'won'").set_index("deal_id")["original_amount"]
    assert won.to_dict() == {"d1": 5500.0, "d2": 1000.0, "d4": 900.0, "d5": 100.0}


def test_overlapping_periods_do_not_double(store: Store) -> None:
    import_text(store, "to_february.csv", SPEND)
    head, *rows = SPEND.splitlines()
    later = "\n".join([head, *rows[2:], "2026-03-01,Events,Hannover Messe,50.00,EUR", ""])
    report = import_text(store, "from_february.csv", later)
    assert (report.counts.added[RecordType.SPEND], report.counts.unchanged[RecordType.SPEND]) == (1, 2)
    assert spent(store) == 1650.0


def test_undo_takes_an_import_back_whole_and_the_snapshot_follows(store: Store) -> None:
    import_text(store, "contacts.csv", CONTACTS)
    before = loop_data(store)
    report = import_text(store, "spend.csv", SPEND)
    assert spent(store) == 1600.0
    undo_import(store, report.import_id)
    after = loop_data(store)
    assert spent(store) == 0.0
    assert after.contacts.equals(before.contacts)
    assert imports(store).set_index("import_id")["undone_at"].notna().to_dict() == {2: True, 1: False}
    assert import_text(store, "spend.csv", SPEND).changed_count == 4
    assert spent(store) == 1600.0


def test_undo_brings_back_what_the_import_had_replaced(store: Store) -> None:
    import_text(store, "spend.csv", SPEND)
    newer = import_text(store, "spend.csv", SPEND.replace("1000.00", "1100.00"))
    assert spent(store) == 1700.0
    undo_import(store, newer.import_id)
    assert spent(store) == 1600.0


def test_an_open_question_stops_an_import_until_it_is_answered(store: Store) -> None:
    ambiguous = "Day,Campaign,Cost,Currency\n09/01/2026,Brand,300.00,EUR\n10/02/2026,Brand,200.00,EUR\n"
    with pytest.raises(ClmError, match=r"data\.open_questions") as caught:
        import_text(store, "spend.csv", ambiguous)
    assert caught.value.values["options"] == "date_order"
    assert len(imports(store)) == 0
    import_text(store, "spend.csv", ambiguous, date_order="dmy")
    assert loop_data(store).spend["day"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-09", "2026-02-10"]


def test_refused_rows_stop_an_import_until_the_good_ones_are_accepted(store: Store) -> None:
    bad = SPEND.replace("200.00", "viel")
    options = ImportOptions()
    file = recognised_file(store, "spend.csv", bad.encode(), options)
    with pytest.raises(ClmError, match=r"data\.refused_rows"):
        import_file(store, file, options=options)
    assert spent(store) == 0.0
    report = import_file(store, file, options=options, accepts_good_rows=True)
    assert (report.changed_count, spent(store)) == (3, 1400.0)
    (problem,) = import_problems(store, report.import_id).to_dict("records")
    assert (problem["row"], problem["column"], problem["value"]) == (4, "Cost", "viel")


def test_a_file_that_cannot_be_read_is_refused_in_words(store: Store) -> None:
    file = recognised_file(store, "page.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>")
    with pytest.raises(ClmError, match=r"reading\.") as caught:
        import_file(store, file, accepts_good_rows=True)
    assert caught.value is file.refusal


def test_a_remembered_mapping_is_applied_to_the_next_file_with_its_answers(store: Store) -> None:
    first = "Wann;Wo;Wieviel\n09/01/2026;Plakate;300,00\n10/02/2026;Radio;200,00\n"
    options = ImportOptions(
        record_type=RecordType.SPEND,
        mapping={"Wann": "day", "Wo": "channel", "Wieviel": "spend_micros"},
        date_order="dmy",
        currency="CHF",
        system="agency",
    )
    file = recognised_file(store, "januar.csv", first.encode(), options)
    import_file(store, file, options=options)
    remember_mapping(store, file.tables[0], "Agentur", options=options)
    again = recognised_file(store, "januar.csv", first.encode())
    assert import_file(store, again).is_repeat, "the profile supplies what the user had said"
    assert len(imports(store)) == 1
    second = first.replace("2026", "2027").replace("300", "400")
    (table,) = recognised_file(store, "februar.csv", second.encode()).tables
    assert (table.questions, table.system, {column.how for column in table.mapping}) == ((), "agency", {"profile"})
    spend = table.rows[RecordType.SPEND]
    assert spend["day"].dt.strftime("%Y-%m-%d").tolist() == ["2027-01-09", "2027-02-10"]
    assert spend["spend_micros"].tolist() == [400_000_000, 200_000_000]
    assert set(spend["currency"]) == {"CHF"}


def test_how_a_file_was_read_is_remembered_with_its_mapping_and_its_earlier_answers(store: Store) -> None:
    text = "Tag;Ort;Betrag\nWann;Wo;Wieviel\n01.02.2026;Plakate;300,00\n"
    mapping = {"Wann": "day", "Wo": "channel", "Wieviel": "spend_micros"}
    options = ImportOptions(record_type=RecordType.SPEND, mapping=mapping, currency="CHF", header_row=2)
    remember_mapping(store, recognised_file(store, "a.csv", text.encode(), options).tables[0], "A", options=options)
    (table,) = recognised_file(store, "b.csv", text.replace("300", "400").encode()).tables
    assert table.rows[RecordType.SPEND]["spend_micros"].tolist() == [400_000_000]
    waved = text.replace(";", "~")
    said = ImportOptions(delimiter="~")
    remember_mapping(store, recognised_file(store, "c.csv", waved.encode(), said).tables[0], "A", options=said)
    (table,) = recognised_file(store, "d.csv", waved.replace("300", "400").encode()).tables
    assert table.rows[RecordType.SPEND]["spend_micros"].tolist() == [400_000_000]
    assert set(table.rows[RecordType.SPEND]["currency"]) == {"CHF"}
