"""People: when each reached which stage, and the full rows behind a number."""

from collections.abc import Sequence

from sqlalchemy import select

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable
from clm_core.selection import Segment
from clm_core.store.reductions.filters import sources_among, value_among
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import TABLES

_CONTACTS = TABLES[SnapshotTable.CONTACTS]
_DTYPES = SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]
_STAGE_COLUMNS = (
    "contact_key",
    "account_key",
    "first_touch_channel",
    "first_touch_campaign",
    "country",
    "industry",
    "size_band",
    "created_at",
    "first_touch_at",
    "lead_at",
    "mql_at",
    "sal_at",
    "sql_at",
    "opportunity_at",
    "customer_at",
    "rejected_at",
    "lost_at",
)


def contact_stages(
    *, channels: Sequence[str] = (), campaigns: Sequence[str] = (), segment: Segment | None = None
) -> Reduction:
    """One row a person: where from, which segment, and the first entry into each stage.

    Only people whose first touch has a chosen channel and campaign and who belong to the segment.
    """
    columns = _CONTACTS.c
    conditions = sources_among(columns.first_touch_channel, columns.first_touch_campaign, channels, campaigns)
    if segment:
        conditions.append(value_among(columns[segment.field.value], segment.values))
    return Reduction(
        query=select(*(columns[name] for name in _STAGE_COLUMNS)).where(*conditions),
        columns={name: _DTYPES[name] for name in _STAGE_COLUMNS},
        keys=("contact_key",),
    )


def contact_rows(*, contact_keys: Sequence[int]) -> Reduction:
    """The whole rows of these people, for the list behind a bar; no keys, no rows."""
    keys = tuple(int(key) for key in contact_keys)
    return Reduction(
        query=select(_CONTACTS).where(_CONTACTS.c.contact_key.in_(keys)), columns=_DTYPES, keys=("contact_key",)
    )
