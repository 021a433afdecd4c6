"""The touches that may count in journeys."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    cast,
    exists,
    func,
    null,
    select,
    union_all,
)

from clm_core.columns import SnapshotTable
from clm_core.journey_options import DIRECT_CHANNELS, NO_SOURCE
from clm_core.records import Team
from clm_core.store.reductions.journey_people import members
from clm_core.store.reductions.journey_scope import JourneyScope
from clm_core.store.reductions.snapshot_tables import TABLES

_CHANNELS = TABLES[SnapshotTable.CHANNELS]
_CONTACTS = TABLES[SnapshotTable.CONTACTS]
_TOUCHPOINTS = TABLES[SnapshotTable.TOUCHPOINTS]


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchLog:
    """Who belongs to whom, and the touches that only records name: shared by all parts of a query."""

    scope: JourneyScope
    people: CTE
    recorded: CTE


def touch_log(scope: JourneyScope) -> TouchLog:
    """The log of a scope; made once a query."""
    return TouchLog(scope=scope, people=members(scope), recorded=_recorded_first_touches(scope).cte("recorded"))


def touched(log: TouchLog, spans: CTE) -> Subquery:
    """The touches within spans of time: the columns of ``spans`` with those of the touch.

    ``spans`` have entity_key, after_us (excluded) and until_us; touches have touchpoint_key, contact_key,
    at_us, channel and campaign. A touch comes once for each entity that the person belongs to.
    """
    scope, people = log.scope, log.people
    # People and spans first: the log is the large table, and so is read once and never kept.
    spans_of_people = (
        select(people.c.contact_key.label("member_key"), spans)
        .join_from(people, spans, people.c.entity_key == spans.c.entity_key)
        .subquery()
    )
    bounds = {"after_us": scope.period_start_us - scope.look_back_us, "before_us": scope.period_end_us}
    touches = _touches_of_people(log, **bounds)
    is_theirs = touches.c.contact_key == spans_of_people.c.member_key
    parts = [_within(touches, spans_of_people, is_theirs, spans)]
    if scope.is_by_account:
        strangers = _touches_of_strangers(scope, **bounds).subquery()
        parts.append(_within(strangers, spans, strangers.c.account_key == spans.c.entity_key, spans))
    return union_all(*parts).subquery()


def last_touches(log: TouchLog) -> Subquery:
    """entity_key and last_us, its last touch up to as_of, of entities with a touch since the period began."""
    scope, people = log.scope, log.people
    bounds = {"after_us": scope.period_start_us - 1, "before_us": scope.known_until_us}
    touches = _touches_of_people(log, **bounds)
    by_person = _latest(touches, touches.c.contact_key).subquery()
    parts = [
        select(people.c.entity_key, by_person.c.last_us).join_from(
            people, by_person, people.c.contact_key == by_person.c.key
        )
    ]
    if scope.is_by_account:
        strangers = _touches_of_strangers(scope, **bounds).subquery()
        parts.append(_latest(strangers, strangers.c.account_key))
    each = union_all(*parts).subquery()
    return select(each.c.entity_key, func.max(each.c.last_us).label("last_us")).group_by(each.c.entity_key).subquery()


def _latest(touches: Subquery, key: ColumnElement[int]) -> Select[Any]:
    columns: tuple[ColumnElement[Any], ...] = (key.label("key"), func.max(touches.c.at_us).label("last_us"))
    return select(*columns).group_by(key)


def _within(touches: Subquery, spans: CTE | Subquery, is_theirs: ColumnElement[bool], columns: CTE) -> Select[Any]:
    touch, span = touches.c, spans.c
    is_within = and_(is_theirs, touch.at_us > span.after_us, touch.at_us <= span.until_us)
    return select(
        *(span[name] for name in columns.c.keys()),  # noqa: SIM118 - iterating gives columns
        *(touch[name] for name in ("touchpoint_key", "contact_key", "at_us", "channel", "campaign")),
    ).join_from(touches, spans, is_within)


def _touches_of_people(log: TouchLog, *, after_us: int, before_us: int) -> Subquery:
    """Touchpoints with a contact, and first touches that only a contact's record names."""
    scope, recorded = log.scope, log.recorded
    logged = _logged_touches(scope, after_us, before_us).where(_TOUCHPOINTS.c.contact_key.is_not(None)).subquery()
    known = recorded.c.at_us < min(before_us, scope.known_until_us)
    return union_all(select(logged), select(recorded).where(recorded.c.at_us > after_us, known)).subquery()


def _touches_of_strangers(scope: JourneyScope, *, after_us: int, before_us: int) -> Select[Any]:
    """Touchpoints of a known account and an unknown person."""
    columns = _TOUCHPOINTS.c
    logged = _logged_touches(scope, after_us, before_us)
    return logged.where(columns.contact_key.is_(None), columns.account_key.is_not(None))


def _logged_touches(scope: JourneyScope, after_us: int, before_us: int) -> Select[Any]:
    columns = _TOUCHPOINTS.c
    query = select(
        columns.touchpoint_key,
        columns.contact_key,
        columns.account_key,
        columns.at_us,
        func.coalesce(columns.channel, NO_SOURCE).label("channel"),
        columns.campaign,
    ).where(columns.at_us > after_us, columns.at_us < min(before_us, scope.known_until_us))
    if scope.options.is_marketing_only:
        query = query.where(columns.team == Team.MARKETING.value)
    if scope.options.excludes_direct:
        query = query.where(columns.channel.is_not(None), columns.channel.not_in(DIRECT_CHANNELS))
    return query


def _recorded_first_touches(scope: JourneyScope) -> Select[Any]:
    """The first touch that a contact's record names, for people without any touchpoint.

    So companies without a log of touchpoints have journeys too. Its touchpoint_key is -1 - contact_key.
    """
    contacts = _CONTACTS.c
    at_us = func.coalesce(contacts.first_touch_at, contacts.created_at)
    channel = contacts.first_touch_channel
    logged = select(_TOUCHPOINTS.c.contact_key).distinct().subquery()
    conditions = [channel.is_not(None), channel != NO_SOURCE, at_us.is_not(None), logged.c.contact_key.is_(None)]
    if scope.options.is_marketing_only:
        others = _CHANNELS.c.team != Team.MARKETING.value
        conditions.append(~exists().where(_CHANNELS.c.channel == channel, others))
    if scope.options.excludes_direct:
        conditions.append(channel.not_in(DIRECT_CHANNELS))
    return (
        select(
            (-1 - contacts.contact_key).label("touchpoint_key"),
            contacts.contact_key,
            cast(null(), BigInteger).label("account_key"),
            at_us.label("at_us"),
            channel.label("channel"),
            contacts.first_touch_campaign.label("campaign"),
        )
        .outerjoin_from(_CONTACTS, logged, contacts.contact_key == logged.c.contact_key)
        .where(*conditions)
    )
