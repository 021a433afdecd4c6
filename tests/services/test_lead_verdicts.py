"""The latest word of sales on each lead, whether it came by list, by page or by the CRM's stages."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.errors import ClmError
from clm_core.handover import HandoverPolicy, RejectionCause, RejectionReason, Verdict
from clm_core.records import RecordType
from clm_core.scoring_columns import LEAD_VERDICTS
from clm_core.services.data import data_version, loop_data
from clm_core.services.handover_policy import save_policy
from clm_core.services.lead_verdicts import contact_keys, give_verdict, verdict_counts, verdict_frame, verdicts_version
from clm_core.services.snapshots import fresh_snapshot, store_at
from clm_core.services.workspaces import Store
from clm_core.store.lead_verdicts import SHEET, NewVerdict, add_verdicts
from tests.small_company import add_rows

FEBRUARY = datetime(2026, 2, 25, 12, tzinfo=UTC)


def keys(store: Store) -> dict[str, int]:
    """contact_key by the contact's id."""
    contacts = loop_data(store).contacts
    return dict(zip(contacts["contact_id"], contacts["contact_key"], strict=True))


def add_stages(store: Store, *rows: tuple[str, str, str, str | None]) -> None:
    """Stage entries of a CRM: id, stage, day, note."""
    given = [
        {"system": loop_data(store).contacts["system"].iloc[0], "contact_id": own_id, "stage": stage, "note": note,
         "entered_at": pd.Timestamp(day, tz="UTC")}
        for own_id, stage, day, note in rows
    ]  # fmt: skip
    add_rows(store, {RecordType.STAGES: typed_frame(given, fact_dtypes(RecordType.STAGES))}, f"stages {rows}")


def told(store: Store) -> dict[str, tuple[str, str, str, str]]:
    ids = {key: own_id for own_id, key in keys(store).items()}
    rows = verdict_frame(store)
    return {ids[row.contact_key]: (row.verdict, row.reason, row.cause, row.origin) for row in rows.itertuples()}


def test_what_the_crm_says_counts_where_nothing_else_is_known(tiny: Store) -> None:
    add_stages(tiny, ("c2", "rejected", "2026-02-20", "Falsche Zielgruppe"), ("c4", "recycled", "2026-03-01", None))
    frame = verdict_frame(tiny)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == LEAD_VERDICTS
    assert told(tiny) == {
        "c1": ("accepted", "", "", "file"),
        "c2": ("rejected", "Falsche Zielgruppe", "no_fit", "file"),
        "c3": ("accepted", "", "", "file"),
        "c4": ("accepted", "", "", "file"),
    }, "c4 came into a deal after it was recycled"


def test_a_verdict_on_record_beats_what_the_crm_said_before_but_not_what_it_says_after(tiny: Store) -> None:
    no = {"verdict": Verdict.REJECTED, "reason": "Kein Bedarf"}
    verdicts = [NewVerdict(email=f"{name}.example", **no) for name in ("anna@acme", "emil@etch", "bela@bolt")]
    add_verdicts(tiny, verdicts, origin=SHEET, given_by="Ben", at=FEBRUARY)
    add_stages(tiny, ("c5", "sal", "2026-03-05", None), ("c2", "rejected", "2026-03-06", "Budget fehlt"))
    found = told(tiny)
    assert found["c1"] == ("accepted", "", "", "file"), "won on the first of March"
    assert found["c5"] == ("accepted", "", "", "file")
    assert found["c2"] == ("rejected", "Kein Bedarf", "low_intent", "sheet"), "the CRM says the same: the record stays"
    row = verdict_frame(tiny).set_index("contact_key").loc[keys(tiny)["c2"]]
    assert (row["given_by"], row["given_at"]) == ("Ben", FEBRUARY)


def test_the_latest_of_several_counts_and_brings_its_day(tiny: Store) -> None:
    c5 = keys(tiny)["c5"]
    give_verdict(tiny, c5, Verdict.REJECTED, reason="Kein Bedarf", given_by="Ben")
    before = verdicts_version(tiny), data_version(tiny)
    give_verdict(tiny, c5, Verdict.RECYCLED, recycle_on=date(2026, 9, 1), note="Messe", given_by="Ben")
    give_verdict(tiny, c5, Verdict.RECYCLED, recycle_on=date(2026, 9, 1), note="Messe", given_by="Ben")
    row = verdict_frame(tiny).set_index("contact_key").loc[c5]
    assert (row["verdict"], row["origin"], row["recycle_on"]) == ("recycled", "page", pd.Timestamp("2026-09-01"))
    assert verdicts_version(tiny) == before[0] + 1, "the same said twice is said once"
    assert data_version(tiny) == before[1], "verdicts need no new snapshot"


def test_a_verdict_on_the_page_needs_what_makes_it_useful(tiny: Store) -> None:
    c5 = keys(tiny)["c5"]
    for key, values in {
        "lead_sheet.reason_needed": {"verdict": Verdict.REJECTED, "reason": " "},
        "lead_sheet.problem.recycle_missing": {"verdict": Verdict.RECYCLED},
    }.items():
        with pytest.raises(ClmError) as refused:
            give_verdict(tiny, c5, **values)
        assert refused.value.key == key
    with pytest.raises(ClmError, match=r"unknown_lead"):
        give_verdict(tiny, 999, Verdict.ACCEPTED)


def test_a_kept_snapshot_shows_what_had_been_said_by_then(tiny: Store) -> None:
    then = fresh_snapshot(tiny)
    c5 = NewVerdict(email="emil@etch.example", verdict=Verdict.ACCEPTED)
    add_verdicts(tiny, [c5], origin=SHEET, given_by="Ben", at=then.created_at + timedelta(seconds=1))
    assert "c5" in told(tiny)
    assert "c5" not in told(store_at(tiny, str(then.number)))


def test_a_lead_is_known_by_its_id_in_its_system_else_by_an_address_that_is_only_its() -> None:
    contacts = pd.DataFrame(
        {
            "contact_key": [1, 2, 3, 4],
            "system": ["crm", "shop", None, "crm"],
            "contact_id": ["7", "7", None, "8"],
            "email": ["a@x.de", "b@x.de", "info@x.de", "info@x.de"],
        }
    ).astype({"system": "str", "contact_id": "str", "email": "str"})
    rows = pd.DataFrame(
        [
            ("crm", "7", None),
            ("shop", "7", "a@x.de"),
            ("crm", "99", " B@X.de"),
            (None, None, "info@x.de"),
            (None, None, None),
        ],
        columns=["system", "contact_id", "email"],
    ).astype("str")
    assert contact_keys(contacts, rows).tolist() == [1, 2, 2, pd.NA, pd.NA]


def test_counts_add_up_to_the_verdicts_and_use_the_agreed_cause(tiny: Store) -> None:
    agreed = RejectionReason(text="Budget fehlt", cause=RejectionCause.NO_FIT)
    save_policy(tiny, HandoverPolicy(reasons=(agreed,)))
    add_stages(
        tiny, ("c2", "rejected", "2026-04-20", " budget  FEHLT"), ("c5", "rejected", "2026-03-01", "Budget fehlt")
    )
    counts = verdict_counts(tiny)
    assert counts["leads"].sum() == len(verdict_frame(tiny))
    assert counts.to_dict("records") == [
        {"channel": "events", "verdict": "accepted", "reason": "", "cause": "", "leads": 1},
        {"channel": "no_source", "verdict": "accepted", "reason": "", "cause": "", "leads": 1},
        {"channel": "paid_search", "verdict": "accepted", "reason": "", "cause": "", "leads": 1},
        {"channel": "paid_search", "verdict": "rejected", "reason": "Budget fehlt", "cause": "no_fit", "leads": 2},
    ]


def test_an_empty_workspace_has_no_verdicts(store: Store) -> None:
    assert verdict_frame(store).empty
    assert verdict_counts(store).empty
