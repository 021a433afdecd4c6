"""Nobody is mailed who did not agree or of whom anything speaks against it."""

import pandas as pd

from clm_core.analysis.mail_consent import consents
from clm_core.analysis.scoring.leads import lead_facts
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.scoring_columns import LEAD_EVENTS

CONTACTS = typed_frame(
    {
        "contact_key": list(range(1, 11)),
        "email": ["a@x", "b@x", "c@x", "d@x", "e@x", "f@x", "Shared@x", "shared@X ", None, "j@x"],
        "has_consent": [True, True, True, False, None, True, True, False, None, False],
        "is_bounced": [None, False, None, None, True, True, None, None, None, None],
        "lead_at": pd.Timestamp("2026-01-01", tz="UTC"),
    },
    SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS],
)


def found_with(*events: tuple[int, str]) -> dict[int, str]:
    rows = [{"contact_key": key, "kind": kind, "at": 1_790_000_000_000_000 + key} for key, kind in events]
    frame = typed_frame(pd.DataFrame(rows, columns=list(LEAD_EVENTS)), LEAD_EVENTS)
    return {int(key): value for key, value in consents(CONTACTS, lead_facts(CONTACTS, frame, "UTC")).items()}


def test_what_the_system_says() -> None:
    assert found_with() == {
        1: "given", 2: "given", 3: "given", 4: "withdrawn", 5: "bounced", 6: "bounced", 7: "withdrawn",
        8: "withdrawn", 9: "unknown", 10: "withdrawn",
    }  # fmt: skip


def test_what_they_did_speaks_against_what_the_system_says() -> None:
    found = found_with((1, "unsubscribe"), (2, "bounce"), (3, "visit"), (5, "unsubscribe"), (10, "unsubscribe"))
    assert [found[key] for key in (1, 2, 3, 5, 10)] == [
        "unsubscribed", "bounced", "given", "unsubscribed", "withdrawn"
    ]  # fmt: skip
    assert found_with((9, "email_open"))[9] == "unknown"


def test_an_address_that_somebody_refused_is_refused_for_all() -> None:
    shared = CONTACTS.assign(has_consent=True, email="one@x")
    facts = lead_facts(
        shared, typed_frame({"contact_key": [1], "kind": ["unsubscribe"], "at": [1_790_000_000_000_000]}, LEAD_EVENTS),
        "UTC",
    )  # fmt: skip
    assert set(consents(shared, facts)) == {"unsubscribed", "bounced"}
    assert (consents(shared.assign(is_bounced=None), facts) == "unsubscribed").all()
