"""Queries over a snapshot that shrink facts to what a page needs.

SQLAlchemy Core SELECTs in a portable subset (see design.md): they run on DuckDB over the Parquet
files, and unchanged on any other engine with the same tables. In these tables moments are whole
microseconds and days whole days since 1970; the frames that come out have proper dtypes again.
"""

from collections.abc import Callable

from clm_core.store.reductions.contacts import contact_rows, contact_stages
from clm_core.store.reductions.deals import deal_rows
from clm_core.store.reductions.history import history_touches
from clm_core.store.reductions.journey_contents import journey_contents
from clm_core.store.reductions.journeys import journey_conversions, journey_paths, journey_touches
from clm_core.store.reductions.lead_events import lead_events
from clm_core.store.reductions.media import channel_days, traffic_days
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.running import SnapshotReader, reader_of
from clm_core.store.reductions.touchpoints import touch_counts

__all__ = [
    "REDUCTIONS",
    "Reduction",
    "SnapshotReader",
    "channel_days",
    "contact_rows",
    "contact_stages",
    "deal_rows",
    "history_touches",
    "journey_contents",
    "journey_conversions",
    "journey_paths",
    "journey_touches",
    "lead_events",
    "reader_of",
    "touch_counts",
    "traffic_days",
]

REDUCTIONS: dict[str, Callable[..., Reduction]] = {
    "channel_days": channel_days,
    "traffic_days": traffic_days,
    "contact_stages": contact_stages,
    "contact_rows": contact_rows,
    "deal_rows": deal_rows,
    "touch_counts": touch_counts,
    "journey_conversions": journey_conversions,
    "journey_touches": journey_touches,
    "journey_paths": journey_paths,
    "journey_contents": journey_contents,
    "history_touches": history_touches,
    "lead_events": lead_events,
}
