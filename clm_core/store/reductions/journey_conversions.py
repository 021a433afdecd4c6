"""What journeys lead to: first entries into a stage, or won deals."""

from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Double,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from clm_core.columns import SnapshotTable
from clm_core.journey_options import ConversionKind, ConversionValue
from clm_core.store.reductions.filters import days_within, moments_within
from clm_core.store.reductions.journey_people import deal_entities, own_entity
from clm_core.store.reductions.journey_scope import JourneyScope
from clm_core.store.reductions.snapshot_tables import TABLES

_ACCOUNTS = TABLES[SnapshotTable.ACCOUNTS]
_CONTACTS = TABLES[SnapshotTable.CONTACTS]
_DEALS = TABLES[SnapshotTable.DEALS]
_DEAL_CONTACTS = TABLES[SnapshotTable.DEAL_CONTACTS]


def conversions(scope: JourneyScope) -> CTE:
    """All conversions of the kind, in the period or not.

    conversion_key, entity_key (blank for a deal that nobody is linked to), deal_key, contact_key, at_us,
    conversions, value, created_us (of the deal) and is_counted.
    """
    if scope.options.conversion is not ConversionKind.WON_DEAL:
        return _stage_conversions(scope).cte("conversions")
    query = _deals_by_account(scope) if scope.is_by_account else _deals_by_contact(scope)
    return query.cte("conversions")


def _stage_conversions(scope: JourneyScope) -> Select[Any]:
    """First entries of contacts into the stage; without money."""
    contacts = _CONTACTS.c
    at_us = contacts[f"{scope.options.conversion.value}_at"]
    counted = moments_within(at_us, scope.period, scope.zone)
    counted += scope.in_segment(_CONTACTS)
    return select(
        contacts.contact_key.label("conversion_key"),
        own_entity(scope).label("entity_key"),
        cast(null(), BigInteger).label("deal_key"),
        contacts.contact_key,
        at_us.label("at_us"),
        cast(literal(1), Double).label("conversions"),
        cast(literal(0), Double).label("value"),
        cast(null(), BigInteger).label("created_us"),
        case((and_(*counted), 1), else_=0).label("is_counted"),
    ).where(at_us.is_not(None))


def _deals_by_account(scope: JourneyScope) -> Select[Any]:
    """One row a deal."""
    deals, entities = _closed_deals(scope), deal_entities(scope)
    return select(
        deals.c.deal_key.label("conversion_key"),
        entities.c.entity_key,
        deals.c.deal_key,
        cast(null(), BigInteger).label("contact_key"),
        deals.c.at_us,
        cast(literal(1), Double).label("conversions"),
        deals.c.value,
        deals.c.created_us,
        deals.c.is_counted,
    ).join_from(deals, entities, deals.c.deal_key == entities.c.deal_key)


def _deals_by_contact(scope: JourneyScope) -> Select[Any]:
    """One row a deal and contact, with equal shares; one for a deal without contacts."""
    deals, links = _closed_deals(scope), _deal_contacts()
    order = (deals.c.deal_key, links.c.contact_key)
    return select(
        func.row_number().over(order_by=order).label("conversion_key"),
        links.c.contact_key.label("entity_key"),
        deals.c.deal_key,
        links.c.contact_key,
        deals.c.at_us,
        (cast(literal(1), Double) / func.coalesce(links.c.contact_count, 1)).label("conversions"),
        (deals.c.value / func.coalesce(links.c.contact_count, 1)).label("value"),
        deals.c.created_us,
        deals.c.is_counted,
    ).outerjoin_from(deals, links, deals.c.deal_key == links.c.deal_key)


def _deal_contacts() -> Subquery:
    """deal_key, contact_key and contact_count (a number with decimals, to divide by) of each deal's people."""
    links, contacts = _DEAL_CONTACTS.c, _CONTACTS.c
    pairs = (
        select(links.deal_key, links.contact_key)
        .join_from(_DEAL_CONTACTS, _CONTACTS, links.contact_key == contacts.contact_key)
        .distinct()
        .subquery()
    )
    count = cast(func.count().over(partition_by=pairs.c.deal_key), Double)
    return select(pairs, count.label("contact_count")).subquery()


def _closed_deals(scope: JourneyScope) -> Subquery:
    """Deals of the scope's outcome with a closing day.

    deal_key, at_us, value (blank counts as 0), created_us, is_counted.
    """
    deals, accounts = _DEALS.c, _ACCOUNTS.c
    counted = days_within(deals.closed_on, scope.period)
    if scope.segment:
        counted += [accounts.account_key.is_not(None), *scope.in_segment(_ACCOUNTS)]
    return (
        select(
            deals.deal_key,
            scope.day_end(deals.closed_on).label("at_us"),
            func.coalesce(_deal_value(scope), cast(literal(0), Double)).label("value"),
            deals.created_at.label("created_us"),
            case((and_(*counted), 1), else_=0).label("is_counted"),
        )
        .outerjoin_from(_DEALS, _ACCOUNTS, deals.account_key == accounts.account_key)
        .where(deals.outcome == scope.outcome.value, deals.closed_on.is_not(None))
        .subquery()
    )


def _deal_value(scope: JourneyScope) -> ColumnElement[float]:
    if scope.options.value is ConversionValue.REVENUE:
        return _DEALS.c.amount
    if scope.margin_share is None:
        return _DEALS.c.margin
    return func.coalesce(_DEALS.c.margin, _DEALS.c.amount * literal(scope.margin_share, Double))
