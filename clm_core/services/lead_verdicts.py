"""What sales says about its leads: given in lists and on the page, and joined with what the CRM's stages say."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pandas as pd

from clm_core.analysis.references import looked_up
from clm_core.analysis.sales_feedback import verdicts_from_stages
from clm_core.analysis.selected import channel_keys
from clm_core.columns import SnapshotTable, typed_frame
from clm_core.errors import ClmError
from clm_core.handover import RejectionReason, Verdict
from clm_core.scoring_columns import LEAD_VERDICTS, RETURNED_VERDICTS
from clm_core.services.data import loop_data
from clm_core.services.handover_policy import cause_of, read_policy
from clm_core.services.snapshots import StoreAt, fresh_snapshot
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store.lead_verdicts import (
    PAGE,
    NewVerdict,
    SavedVerdicts,
    add_verdicts,
    read_verdicts,
    verdicts_version,
)
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = [
    "SavedVerdicts",
    "contact_keys",
    "give_verdict",
    "read_verdicts",
    "to_keep",
    "verdict_counts",
    "verdict_frame",
    "verdicts_version",
]


def give_verdict(
    store: Store,
    contact_key: int,
    verdict: Verdict,
    *,
    reason: str = "",
    recycle_on: date | None = None,
    note: str = "",
    given_by: str = LOCAL_USER,
    handover_number: int | None = None,
) -> SavedVerdicts:
    """Keeps one verdict given on the page.

    Raises ClmError for a rejection without a reason and a recycling without a date, and for an unknown lead.
    """
    if verdict is Verdict.REJECTED and not reason.strip():
        raise ClmError("lead_sheet.reason_needed")
    if verdict is Verdict.RECYCLED and recycle_on is None:
        raise ClmError("lead_sheet.problem.recycle_missing")
    contacts = loop_data(store).contacts
    found = contacts[contacts["contact_key"] == contact_key]
    if found.empty:
        raise ClmError("lead_sheet.problem.unknown_lead")
    said = {"verdict": verdict.value, "reason": reason.strip(), "note": note.strip()}
    day = recycle_on if verdict is Verdict.RECYCLED else None
    row = found[["contact_key", "system", "contact_id", "email"]].assign(**said, recycle_on=day, row=0, sheet="")
    return add_verdicts(
        store,
        to_keep(typed_frame(row, RETURNED_VERDICTS | {"is_new": "boolean"})),
        origin=PAGE,
        given_by=given_by,
        at=datetime.now(UTC),
        handover_number=handover_number,
    )


def verdict_frame(store: Store) -> pd.DataFrame:
    """LEAD_VERDICTS: the latest verdict on each lead, from lists, the page and the stage history of the CRM.

    What the CRM says after a verdict on record counts only where it says something else: a lead rejected in a list
    and in a deal later is accepted. Of a store at a kept snapshot only what had been said by then.
    """
    stages = read_table(fresh_snapshot(store), SnapshotTable.STAGES)
    records = _placed_records(store)
    agreed = _agreed(store)
    stages = stages.assign(note=_spelled(stages["note"], agreed))
    reasons = pd.concat([stages["note"], records["reason"]]).dropna().unique()
    causes = {text: cause_of(text, agreed) for text in reasons if text}
    given = records.assign(cause=[str(causes.get(reason, "")) for reason in records["reason"]])
    given = typed_frame(given.drop_duplicates("contact_key", keep="last"), LEAD_VERDICTS)
    by_key = given.set_index("contact_key")
    given_at = looked_up(stages["contact_key"], by_key["given_at"])
    later = verdicts_from_stages(stages[stages["entered_at"] > given_at], causes)
    later = later[later["verdict"] != looked_up(later["contact_key"], by_key["verdict"])]
    others = stages[~stages["contact_key"].isin(given["contact_key"])]
    kept = given[~given["contact_key"].isin(later["contact_key"])]
    frame = pd.concat([verdicts_from_stages(others, causes), later, kept], ignore_index=True)
    return typed_frame(frame.sort_values("contact_key", ignore_index=True), LEAD_VERDICTS)


def verdict_counts(store: Store) -> pd.DataFrame:
    """How many leads have which verdict for which reason: channel, verdict, reason, cause, leads; by channel.

    ``channel`` is the one that the lead came from.
    """
    contacts = loop_data(store).contacts
    first = channel_keys(contacts["first_touch_channel"]).set_axis(contacts["contact_key"])
    rows = verdict_frame(store)
    rows = rows.assign(channel=looked_up(rows["contact_key"], first))
    groups = rows.groupby(["channel", "verdict", "reason", "cause"], sort=True).size().rename("leads").reset_index()
    order = {verdict.value: place for place, verdict in enumerate(Verdict)}
    groups = groups.assign(order=groups["verdict"].map(order))
    ordered = groups.sort_values(["channel", "order", "leads", "reason"], ascending=[True, True, False, True])
    return ordered.drop(columns="order").reset_index(drop=True)


def contact_keys(contacts: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Whom each row means: by the id within its system, else by an address that only one contact has."""
    with_id = contacts.dropna(subset=["contact_id"])
    ids = with_id.set_index(with_id["system"].fillna("") + "\0" + with_id["contact_id"])["contact_key"]
    address = contacts["email"].str.strip().str.casefold()
    mails = contacts.set_index(address)["contact_key"][~address.duplicated(keep=False).to_numpy()]
    by_id = (rows["system"].fillna("") + "\0" + rows["contact_id"]).map(ids[~ids.index.duplicated()])
    by_mail = rows["email"].str.strip().str.casefold().map(mails[mails.index.notna()])
    keys: pd.Series = by_id.fillna(by_mail).astype("Int64")
    return keys


def to_keep(rows: pd.DataFrame) -> list[NewVerdict]:
    """Rows of RETURNED_VERDICTS as the records keep them."""
    plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return [
        NewVerdict(
            verdict=Verdict(row["verdict"]),
            system=row["system"],
            contact_id=row["contact_id"],
            email=row["email"],
            reason=row["reason"],
            recycle_on=None if row["recycle_on"] is None else row["recycle_on"].date(),
            note=row["note"],
        )
        for row in plain
    ]


def _placed_records(store: Store) -> pd.DataFrame:
    """The verdicts on record whose lead is known, oldest first, with contact_key."""
    records = read_verdicts(store)
    if isinstance(store, StoreAt):
        records = records[records["given_at"] <= store.snapshot.created_at]
    placed = records.assign(contact_key=contact_keys(loop_data(store).contacts, records))
    return placed.dropna(subset=["contact_key"]).sort_values("given_at", kind="stable")


def _agreed(store: Store) -> tuple[RejectionReason, ...]:
    saved = read_policy(store)
    return saved.policy.reasons if saved is not None else ()


def _spelled(reasons: pd.Series, agreed: Sequence[RejectionReason]) -> pd.Series:
    """The reasons as the agreed list writes them, so that case and spaces make no difference."""
    listed = {_plain(one.text): one.text for one in agreed}
    words = {text: listed.get(_plain(text), text.strip()) for text in reasons.dropna().unique()}
    return looked_up(reasons, pd.Series(words, dtype="str"))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
