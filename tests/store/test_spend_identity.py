"""Spend of exports with and without campaign ids never doubles, in whatever order they come."""

from itertools import permutations

from clm_core.records import RecordType
from clm_core.store.facts import read_facts
from clm_core.store.imports import undo_import
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON, imported, plain, spend

SPEND = RecordType.SPEND
BY_ID = spend("2026-03-01", 10, campaign="A", campaign_id="1")
BY_NAME = spend("2026-03-01", 10, campaign="A")
OTHER_DAY = spend("2026-03-02", 7, campaign="A")


def total(store: Store) -> int:
    return int(read_facts(store, SPEND)["spend_micros"].sum()) // 1_000_000


def test_any_order_of_exports_gives_the_same_total(store: Store) -> None:
    exports = [[BY_ID], [BY_NAME, OTHER_DAY], [BY_NAME], [BY_ID, OTHER_DAY | {"campaign_id": "1"}]]
    for order in permutations(exports):
        system = str(order)
        for export in order:
            imported(store, SPEND, *export, system=system)
        facts = read_facts(store, SPEND)
        assert facts.loc[facts["system"] == system, "spend_micros"].sum() == 17_000_000, order


def test_a_row_without_id_takes_the_only_id_of_its_name(store: Store) -> None:
    imported(store, SPEND, BY_ID)
    imported(store, SPEND, BY_NAME | {"spend_micros": 12_000_000})
    assert plain(read_facts(store, SPEND), ["campaign_id", "spend_micros"]) == [("1", 12_000_000)]


def test_a_name_that_several_ids_have_is_refused_not_guessed(store: Store) -> None:
    imported(store, SPEND, BY_ID, BY_ID | {"campaign_id": "2"})
    written = imported(store, SPEND, BY_NAME, OTHER_DAY)
    assert [(problem.reason, problem.row, problem.value, problem.values["count"]) for problem in written.problems] == [
        ("store.ambiguous_campaign", 2, "A", 2)
    ]
    assert total(store) == 27


def test_rows_by_name_count_again_when_those_by_id_are_undone(store: Store) -> None:
    imported(store, SPEND, BY_NAME)
    by_id = imported(store, SPEND, BY_ID | {"spend_micros": 11_000_000})
    assert plain(read_facts(store, SPEND), ["campaign_id", "spend_micros"]) == [("1", 11_000_000)]
    undo_import(store, by_id.import_id, actor="anna", at=NOON)
    assert plain(read_facts(store, SPEND), ["campaign_id", "spend_micros"]) == [(None, 10_000_000)]


def test_a_renamed_campaign_keeps_its_old_name_set_aside(store: Store) -> None:
    imported(store, SPEND, BY_NAME)
    imported(store, SPEND, BY_ID)
    imported(store, SPEND, BY_ID | {"campaign": "B"})
    assert plain(read_facts(store, SPEND), ["campaign_id", "campaign"]) == [("1", "B")]


def test_the_same_name_on_another_platform_or_of_another_system_is_another_campaign(store: Store) -> None:
    imported(store, SPEND, BY_ID)
    imported(store, SPEND, BY_NAME | {"platform": "meta"})
    imported(store, SPEND, BY_NAME, system="other account")
    assert total(store) == 30
