"""Deals with dates, money, outcome and where they came from."""

from collections.abc import Sequence

from sqlalchemy import select

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable
from clm_core.selection import Segment
from clm_core.store.reductions.filters import sources_among, value_among
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import TABLES

_DEALS = TABLES[SnapshotTable.DEALS]
_ACCOUNTS = TABLES[SnapshotTable.ACCOUNTS]
_SEGMENT_FIELDS = ("country", "industry", "size_band")


def deal_rows(
    *, channels: Sequence[str] = (), campaigns: Sequence[str] = (), segment: Segment | None = None
) -> Reduction:
    """One row a deal, won, lost or open, with the segment fields of the company it is with.

    Only deals whose first touch has a chosen channel and campaign; with a segment only deals of
    known companies in it, as a deal without a company belongs to no segment.
    """
    deals, accounts = _DEALS.c, _ACCOUNTS.c
    conditions = sources_among(deals.first_touch_channel, deals.first_touch_campaign, channels, campaigns)
    if segment:
        conditions += [accounts.account_key.is_not(None), value_among(accounts[segment.field.value], segment.values)]
    query = (
        select(_DEALS, *(accounts[name] for name in _SEGMENT_FIELDS))
        .select_from(_DEALS.outerjoin(_ACCOUNTS, deals.account_key == accounts.account_key))
        .where(*conditions)
    )
    segment_dtypes = {name: SNAPSHOT_COLUMNS[SnapshotTable.ACCOUNTS][name] for name in _SEGMENT_FIELDS}
    return Reduction(query=query, columns=SNAPSHOT_COLUMNS[SnapshotTable.DEALS] | segment_dtypes, keys=("deal_key",))
