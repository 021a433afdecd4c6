"""What content and which campaigns journeys contain, counted by journeys."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import CTE, Select, func, literal, select, union_all

from clm_core.columns import SnapshotTable
from clm_core.journey_columns import JOURNEY_CONTENTS
from clm_core.journey_options import ConversionKind, JourneyEnding, JourneyOptions
from clm_core.records import DealOutcome
from clm_core.selection import Period, Segment
from clm_core.store.reductions.journey_conversions import conversions
from clm_core.store.reductions.journey_scope import JourneyScope
from clm_core.store.reductions.journey_touches import touch_log, touched
from clm_core.store.reductions.journeys import converting_spans, open_spans
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import TABLES

_TOUCHPOINTS = TABLES[SnapshotTable.TOUCHPOINTS]


def journey_contents(
    *,
    options: JourneyOptions,
    period: Period,
    as_of: date,
    zone: str,
    ending: JourneyEnding,
    segment: Segment | None = None,
    margin_share: float | None = None,
) -> Reduction:
    """JOURNEY_CONTENTS of the period's journeys with this ending: how many contain each content and campaign.

    The row ``journeys`` counts all that have a touch. Journeys to lost deals are cut like those to won ones,
    whatever the conversion: up to the closing day, after the entity's last earlier lost deal.
    """
    scope = JourneyScope(
        options=options, period=period, as_of=as_of, zone=zone, segment=segment, margin_share=margin_share
    )
    if ending is JourneyEnding.LOST_DEAL:
        to_deals = replace(options, conversion=ConversionKind.WON_DEAL)
        scope = replace(scope, options=to_deals, outcome=DealOutcome.LOST)
    log, events = touch_log(scope), conversions(scope)
    spans = open_spans(log, events) if ending is JourneyEnding.NONE else converting_spans(scope, events)
    rows = select(touched(log, spans.cte("spans"))).cte("rows")
    return Reduction(
        query=_counts(_items(rows)),
        columns=JOURNEY_CONTENTS,
        keys=("what", "channel", "item"),
    )


def _items(rows: CTE) -> CTE:
    """what, channel and item of each journey, once a touch that has it."""
    touch, logged, key = rows.c, _TOUCHPOINTS.c, rows.c.journey_key
    nothing = literal("")
    parts = [
        select(key, literal("journeys").label("what"), nothing.label("channel"), nothing.label("item")),
        select(key, literal("campaign"), touch.channel, touch.campaign).where(touch.campaign.is_not(None)),
        select(key, literal("content"), nothing, logged.content)
        .join_from(rows, _TOUCHPOINTS, touch.touchpoint_key == logged.touchpoint_key)
        .where(logged.content.is_not(None)),
    ]
    return union_all(*parts).cte("items")


def _counts(items: CTE) -> Select[Any]:
    groups = (items.c.what, items.c.channel, items.c.item)
    return select(*groups, func.count(items.c.journey_key.distinct()).label("journeys")).group_by(*groups)
