"""How many touchpoints of which kind each channel had in each month."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import case, func, literal, select

from clm_core.columns import SnapshotTable
from clm_core.selection import Period, months_on
from clm_core.store.moments import as_days
from clm_core.store.reductions.filters import day_start, moments_within, sources_among
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import DAY, TABLES

_TOUCHPOINTS = TABLES[SnapshotTable.TOUCHPOINTS]


def touch_counts(
    *, period: Period, zone: str, channels: Sequence[str] = (), campaigns: Sequence[str] = ()
) -> Reduction:
    """Touchpoints by month of the reporting zone (its first day), channel, kind and team.

    Months come in as bounds, because engines differ in what they call a month and know no zone.
    """
    columns = _TOUCHPOINTS.c
    conditions = moments_within(columns.at_us, period, zone)
    conditions += sources_among(columns.channel, columns.campaign, channels, campaigns)
    starts = month_starts(period)
    bounds = [(columns.at_us < day_start(after, zone), as_days(start)) for start, after in pairwise(starts)]
    month = case(*bounds, else_=as_days(starts[-1])) if bounds else literal(as_days(starts[0]))
    inner = select(month.label("month"), columns.channel, columns.kind, columns.team).where(*conditions).subquery()
    groups = (inner.c.month, inner.c.channel, inner.c.kind, inner.c.team)
    return Reduction(
        query=select(*groups, func.count().label("touch_count")).group_by(*groups),
        columns={"month": DAY, "channel": "str", "kind": "str", "team": "str", "touch_count": "int64"},
        keys=("month", "channel", "kind", "team"),
    )


def month_starts(period: Period) -> list[date]:
    """The first days of all months that a period touches."""
    starts = [period.start_on.replace(day=1)]
    while (following := months_on(starts[-1], 1)) <= period.end_on:
        starts.append(following)
    return starts
