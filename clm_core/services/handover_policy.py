"""What marketing and sales agreed on for the hand-over, and a sensible proposal until they have."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

import pandas as pd

from clm_core.columns import SnapshotTable
from clm_core.handover import HandoverPolicy, RejectionCause, RejectionReason, Seller
from clm_core.records import Stage
from clm_core.services.data import loop_data
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import handover as records
from clm_core.store.handover import SavedPolicy, read_policy
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store
from clm_core.texts import Language, texts_for

__all__ = [
    "SavedPolicy",
    "cause_of",
    "guessed_cause",
    "handover_policy",
    "proposed_policy",
    "read_policy",
    "save_policy",
]

HOURS_PER_WEEK = 10.0
MOST_REASONS_OF_DATA = 20
_CAUSES_IN_ORDER = (
    RejectionCause.BAD_DATA,
    RejectionCause.NO_FIT,
    RejectionCause.TIMING,
    RejectionCause.LOW_INTENT,
)
"""Whose words are looked for first: "falsche Nummer, kein Interesse" is bad data."""


def handover_policy(store: Store, language: Language) -> HandoverPolicy:
    """The policy that was saved last, else a proposal made from the data in this language."""
    saved = read_policy(store)
    return saved.policy if saved is not None else proposed_policy(store, language)


def save_policy(store: Store, policy: HandoverPolicy, *, actor: str = LOCAL_USER) -> SavedPolicy:
    """The policy that counts from now on; those before it are kept."""
    return records.save_policy(store, policy, actor=actor, at=datetime.now(UTC))


def proposed_policy(store: Store, language: Language) -> HandoverPolicy:
    """The owners of contacts as sellers with ten hours a week each, and reasons of rejection.

    The reasons are one a cause, and after them those that the stage history gives for rejected leads,
    the most frequent first, so that they can be mapped.
    """
    owners = _spelled_once(loop_data(store).contacts["owner"])
    stages = read_table(fresh_snapshot(store), SnapshotTable.STAGES)
    notes = stages.loc[stages["stage"] == Stage.REJECTED.value, "note"]
    given = {str(cause): texts_for(language)(f"handover.default_reason.cause_{cause}") for cause in RejectionCause}
    reasons = [RejectionReason(text=text, cause=RejectionCause(cause)) for cause, text in given.items()]
    known = {text.casefold() for text in given.values()}
    found = [note for note in _spelled_once(notes) if note.casefold() not in known][:MOST_REASONS_OF_DATA]
    return HandoverPolicy(
        sellers=tuple(Seller(name=name, hours_per_week=HOURS_PER_WEEK) for name in sorted(owners, key=str.casefold)),
        reasons=(*reasons, *(RejectionReason(text=note, cause=guessed_cause(note)) for note in found)),
    )


def _spelled_once(values: pd.Series) -> list[str]:
    """The distinct texts, most frequent first, then by alphabet; of two that differ in case the more frequent."""
    counts = values.dropna().str.strip().value_counts()
    ordered = sorted((-int(count), str(text)) for text, count in counts.items() if text)
    once: dict[str, str] = {}
    for _, text in ordered:
        once.setdefault(text.casefold(), text)
    return list(once.values())


def cause_of(reason: str, agreed: Iterable[RejectionReason]) -> RejectionCause:
    """The cause that was agreed for a reason; of one that is not on the list the cause that its words point to."""
    listed = {one.text.casefold(): one.cause for one in agreed}
    found = listed.get(reason.strip().casefold())
    return found if found is not None else guessed_cause(reason)


def guessed_cause(reason: str) -> RejectionCause:
    """The cause that the words of a reason point to, in either language; OTHER where they point to none."""
    text = reason.casefold()
    for cause, words in _cause_words().items():
        if any(word in text for word in words):
            return cause
    return RejectionCause.OTHER


@cache
def _cause_words() -> Mapping[RejectionCause, tuple[str, ...]]:
    return {
        cause: tuple(
            word.strip()
            for language in Language
            for word in texts_for(language)(f"handover.cause_words.{cause}").casefold().split(",")
        )
        for cause in _CAUSES_IN_ORDER
    }
