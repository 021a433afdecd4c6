"""Verdicts on record: added once, whoever sends them how often, and in their order."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from clm_core.columns import empty_frame
from clm_core.handover import CrmLayout, Verdict
from clm_core.store.audit import audit_frame
from clm_core.store.facts import facts_version
from clm_core.store.handover import save_handover
from clm_core.store.lead_verdicts import (
    PAGE,
    SHEET,
    VERDICT_RECORDS,
    NewVerdict,
    SavedVerdicts,
    add_verdicts,
    new_verdicts,
    read_verdicts,
    verdicts_version,
)
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON, plain
from tests.store.test_handover import LEADS

BY_BEN: dict[str, Any] = {"origin": SHEET, "given_by": "ben", "at": NOON}
NO = NewVerdict(system="crm", contact_id="1", email="a@x.de", verdict=Verdict.REJECTED, reason="Kein Bedarf", note="=1")
LATER = NewVerdict(email="B@x.de", verdict=Verdict.RECYCLED, recycle_on=date(2026, 9, 1))
YES = replace(NO, verdict=Verdict.ACCEPTED, reason="", note="")


def saved(added: int, unchanged: int) -> SavedVerdicts:
    return SavedVerdicts(added_count=added, unchanged_count=unchanged)


def test_verdicts_come_back_as_they_were_given(store: Store) -> None:
    assert read_verdicts(store).equals(empty_frame(VERDICT_RECORDS))
    save_handover(store, LEADS, scoring_version=None, as_of=NOON.date(), layout=CrmLayout.GENERIC, actor="a", at=NOON)
    add_verdicts(store, [NO, LATER], handover_number=1, **BY_BEN)
    frame = read_verdicts(store)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == VERDICT_RECORDS
    assert plain(frame, ["contact_id", "email", "verdict", "reason", "note", "handover_number"]) == [
        ("1", "a@x.de", "rejected", "Kein Bedarf", "=1", 1),
        (None, "B@x.de", "recycled", "", "", 1),
    ]
    assert [day.date().isoformat() for day in frame["recycle_on"].dropna()] == ["2026-09-01"]
    assert set(frame["given_at"]) == {NOON}
    assert set(frame["given_by"]) == {"ben"}
    assert facts_version(store) == 0


def test_the_same_again_adds_nothing(store: Store) -> None:
    assert add_verdicts(store, [NO, LATER], **BY_BEN) == saved(2, 0)
    assert add_verdicts(store, [NO, LATER], **BY_BEN) == saved(0, 2)
    assert add_verdicts(store, [NO, replace(LATER, email="b@X.DE"), replace(NO, note="Urlaub")], **BY_BEN) == saved(
        1, 2
    )
    assert verdicts_version(store) == len(read_verdicts(store)) == 3
    assert len(audit_frame(store)) == 2, "nothing done, nothing written down"


def test_a_list_read_again_does_not_bring_old_verdicts_back(store: Store) -> None:
    """Rejected in a list, accepted on the page later: the old list, dropped in once more, changes nothing."""
    add_verdicts(store, [NO], content_hash="list", **BY_BEN)
    add_verdicts(store, [YES], origin=PAGE, given_by="anna", at=NOON + timedelta(days=1))
    assert new_verdicts(store, [NO, YES, LATER], "list") == [False, False, True]
    assert add_verdicts(store, [NO], content_hash="list", **BY_BEN) == saved(0, 1)
    assert add_verdicts(store, [NO], content_hash="another list", **BY_BEN) == saved(1, 0)
    assert read_verdicts(store)["verdict"].tolist() == ["rejected", "accepted", "rejected"]


def test_a_lead_twice_in_one_go_counts_in_order(store: Store) -> None:
    assert add_verdicts(store, [NO, YES, YES], **BY_BEN) == saved(2, 1)
    assert read_verdicts(store)["verdict"].tolist() == ["rejected", "accepted"]


def test_all_or_none(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        add_verdicts(store, [NO, LATER], handover_number=99, **BY_BEN)
    assert read_verdicts(store).empty
    assert audit_frame(store).empty
