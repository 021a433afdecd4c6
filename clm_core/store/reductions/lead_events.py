"""What leads did: the touchpoints that a score reads, as small as they can be."""

from sqlalchemy import select

from clm_core.columns import SnapshotTable
from clm_core.scoring_columns import LEAD_EVENTS
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import TABLES

_CONTACTS = TABLES[SnapshotTable.CONTACTS]
_TOUCHPOINTS = TABLES[SnapshotTable.TOUCHPOINTS]


def lead_events() -> Reduction:
    """LEAD_EVENTS: the touchpoints of all people who ever became leads, by person and time."""
    touches, people = _TOUCHPOINTS.c, _CONTACTS.c
    names = ("kind", "team", "channel", "content")
    columns = [touches.contact_key, touches.at_us.label("at"), *(touches[name] for name in names)]
    return Reduction(
        query=select(*columns)
        .join_from(_TOUCHPOINTS, _CONTACTS, touches.contact_key == people.contact_key)
        .where(people.lead_at.is_not(None))
        .order_by(touches.contact_key, touches.at_us, touches.touchpoint_key),
        columns=LEAD_EVENTS,
        keys=("contact_key", "at"),
        is_ordered=True,
    )
