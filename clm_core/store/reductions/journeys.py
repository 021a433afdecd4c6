"""Journeys: the touches of an entity in order, up to a conversion or to now.

The rules, for people, are in docs/methods/attribution.md. All three reductions take the same choices
and cut the same journeys:

- A conversion's touches are those of its entity up to its moment, after the entity's last earlier
  conversion, and less than ``look_back_days`` before. Conversions of one entity at one moment share them.
- What an entity did after its last conversion, or ever if it has none, is its journey without
  conversion: up to its last touch, and counted in the period in which that lies.
- Touches stand in order of their moment, equal moments in order of touchpoint_key.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from clm_core.columns import SnapshotTable
from clm_core.journey_options import ConversionKind, JourneyOptions
from clm_core.selection import Period, Segment
from clm_core.store.reductions.journey_conversions import conversions
from clm_core.store.reductions.journey_path import PATH_TOUCHES, PATHS, paths_of_touches
from clm_core.store.reductions.journey_people import entities_in_segment, people_of_others
from clm_core.store.reductions.journey_scope import JourneyScope
from clm_core.store.reductions.journey_touches import TouchLog, last_touches, touch_log, touched
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import MOMENT, TABLES

OPEN_JOURNEY_KEYS = 1 << 40
"""Where the keys of journeys without conversion begin: those of conversions, counted from 0, stay below."""

_CONTACTS = TABLES[SnapshotTable.CONTACTS]


def journey_conversions(
    *,
    options: JourneyOptions,
    period: Period,
    as_of: date,
    zone: str,
    segment: Segment | None = None,
    margin_share: float | None = None,
) -> Reduction:
    """One row a conversion of the period and segment, with touch_count 0 where nothing is traceable.

    Journeys by contact share a deal among its contacts: ``conversions`` and ``value`` are the parts.
    ``value`` is 0 for stages; margin is the deal's own, else amount × margin_share, else 0.
    lead_at, mql_at, opportunity_at are the earliest of the entity's people, blank if after the
    conversion; a deal's opportunity_at is when the deal was created. entity_key is blank for a deal
    that nobody is linked to; it is negative for a contact without account among accounts.
    """
    scope = JourneyScope(
        options=options, period=period, as_of=as_of, zone=zone, segment=segment, margin_share=margin_share
    )
    log, events = touch_log(scope), conversions(scope)
    rows = touched(log, converting_spans(scope, events).cte("spans")).c
    counts = select(rows.journey_key, func.count().label("touch_count")).group_by(rows.journey_key).subquery()
    stages, found = _entity_stages(log.people), events.c
    is_deal = options.conversion is ConversionKind.WON_DEAL
    moments = {
        "lead_at": stages.c.lead_at,
        "mql_at": stages.c.mql_at,
        "opportunity_at": found.created_us if is_deal else stages.c.opportunity_at,
    }
    query = (
        select(
            *(found[name] for name in ("conversion_key", "entity_key", "deal_key", "contact_key")),
            found.at_us.label("at"),
            found.conversions,
            found.value,
            *(case((moment <= found.at_us, moment)).label(name) for name, moment in moments.items()),
            func.coalesce(counts.c.touch_count, 0).label("touch_count"),
        )
        .outerjoin_from(events, counts, found.conversion_key == counts.c.journey_key)
        .outerjoin(stages, found.entity_key == stages.c.entity_key)
        .where(found.is_counted == 1)
    )
    keys = {"conversion_key": "int64", "entity_key": "Int64", "deal_key": "Int64", "contact_key": "Int64"}
    numbers = {"at": MOMENT, "conversions": "float64", "value": "float64"}
    return Reduction(
        query=query,
        columns=keys | numbers | dict.fromkeys(moments, MOMENT) | {"touch_count": "int64"},
        keys=("conversion_key",),
    )


def journey_touches(
    *,
    options: JourneyOptions,
    period: Period,
    as_of: date,
    zone: str,
    segment: Segment | None = None,
    margin_share: float | None = None,
) -> Reduction:
    """The touches of these conversions, ordered by conversion_key and position (1 is the first).

    contact_key is blank for a touch of somebody unknown at a known account; a blank channel is
    ``no_source``. A touchpoint_key below 0 is the first touch that a contact's record names.
    """
    scope = JourneyScope(
        options=options, period=period, as_of=as_of, zone=zone, segment=segment, margin_share=margin_share
    )
    rows = touched(touch_log(scope), converting_spans(scope, conversions(scope)).cte("spans")).c
    order = (rows.at_us, rows.touchpoint_key)
    position = func.row_number().over(partition_by=rows.journey_key, order_by=order).label("position")
    touch = (rows.touchpoint_key, rows.contact_key, rows.at_us.label("at"), rows.channel, rows.campaign)
    return Reduction(
        query=select(rows.journey_key.label("conversion_key"), position, *touch).order_by("conversion_key", "position"),
        columns={
            "conversion_key": "int64",
            "position": "int64",
            "touchpoint_key": "int64",
            "contact_key": "Int64",
            "at": MOMENT,
            "channel": "category",
            "campaign": "category",
        },
        keys=("conversion_key", "position"),
        is_ordered=True,
    )


def journey_paths(
    *,
    options: JourneyOptions,
    period: Period,
    as_of: date,
    zone: str,
    segment: Segment | None = None,
    margin_share: float | None = None,
) -> Reduction:
    """One row a path: its conversions and their value, the journeys without conversion, its length.

    ``journeys`` counts both kinds, a deal's contacts one by one. Conversions without a touch have no
    path; they are in ``journey_conversions``. With a segment, journeys without conversion are those
    of entities with a person in it.
    """
    scope = JourneyScope(
        options=options, period=period, as_of=as_of, zone=zone, segment=segment, margin_share=margin_share
    )
    log, events = touch_log(scope), conversions(scope)
    spans = union_all(converting_spans(scope, events), open_spans(log, events)).cte("spans")
    rows = touched(log, spans).c
    query = select(rows.journey_key, rows.conversions, rows.value, rows.channel)
    return Reduction(
        query=query.order_by(rows.journey_key, rows.at_us, rows.touchpoint_key),
        columns=PATHS,
        keys=("path",),
        query_columns=PATH_TOUCHES,
        shape=paths_of_touches,
    )


def converting_spans(scope: JourneyScope, events: CTE) -> Select[Any]:
    """From when (excluded) to when a conversion of the period takes touches: the form of open_spans too."""
    # Moments are whole: one microsecond before is everything earlier, without conversions of the same moment.
    earlier_us = func.max(events.c.at_us).over(
        partition_by=events.c.entity_key, order_by=events.c.at_us, range_=(None, -1)
    )
    ordered = select(events, earlier_us.label("earlier_us")).subquery()
    found = ordered.c
    return select(
        found.conversion_key.label("journey_key"),
        found.entity_key,
        _later(found.earlier_us, found.at_us - scope.look_back_us).label("after_us"),
        found.at_us.label("until_us"),
        found.conversions,
        found.value,
    ).where(found.is_counted == 1, found.entity_key.is_not(None))


def open_spans(log: TouchLog, events: CTE) -> Select[Any]:
    """The same of entities whose last touch lies in the period and after their last conversion."""
    ended = (
        select(events.c.entity_key, func.max(events.c.at_us).label("at_us")).group_by(events.c.entity_key).subquery()
    )
    scope, people, last = log.scope, log.people, last_touches(log)
    chosen = [last.c.last_us < scope.period_end_us, or_(ended.c.at_us.is_(None), last.c.last_us > ended.c.at_us)]
    if scope.is_by_account:
        # Somebody without an account who is in a deal did not stay without conversion beside it.
        chosen.append((-1 - last.c.entity_key).not_in(people_of_others(people)))
    if scope.segment:
        chosen.append(last.c.entity_key.in_(entities_in_segment(scope, people)))
    return (
        select(
            (OPEN_JOURNEY_KEYS + last.c.entity_key).label("journey_key"),
            last.c.entity_key,
            _later(ended.c.at_us, last.c.last_us - scope.look_back_us).label("after_us"),
            last.c.last_us.label("until_us"),
            cast(literal(0), Double).label("conversions"),
            cast(literal(0), Double).label("value"),
        )
        .outerjoin_from(last, ended, last.c.entity_key == ended.c.entity_key)
        .where(*chosen)
    )


def _later(moment: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    """The later of two moments, of which the first may be blank."""
    return case((moment > other, moment), else_=other)


def _entity_stages(people: CTE) -> Subquery:
    """The earliest lead, MQL and opportunity among an entity's people."""
    earliest = (func.min(_CONTACTS.c[name]).label(name) for name in ("lead_at", "mql_at", "opportunity_at"))
    return (
        select(people.c.entity_key, *earliest)
        .join(_CONTACTS, people.c.contact_key == _CONTACTS.c.contact_key)
        .group_by(people.c.entity_key)
        .subquery()
    )
