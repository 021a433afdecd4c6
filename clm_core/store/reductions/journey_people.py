"""Whose touches make whose journeys."""

from sqlalchemy import CTE, ColumnElement, Select, Subquery, func, select, union

from clm_core.columns import SnapshotTable
from clm_core.store.reductions.journey_scope import JourneyScope
from clm_core.store.reductions.snapshot_tables import TABLES

_CONTACTS = TABLES[SnapshotTable.CONTACTS]
_DEALS = TABLES[SnapshotTable.DEALS]
_DEAL_CONTACTS = TABLES[SnapshotTable.DEAL_CONTACTS]


def members(scope: JourneyScope) -> CTE:
    """Whose touches make whose journeys: contact_key, entity_key, each pair once.

    A contact belongs to its own entity, and by account also to the entity of every deal it is linked to.
    """
    own = select(_CONTACTS.c.contact_key, own_entity(scope).label("entity_key"))
    if not scope.is_by_account:
        return own.cte("members")
    deals, links = deal_entities(scope), _DEAL_CONTACTS.c
    through_deals = select(links.contact_key, deals.c.entity_key).join_from(
        _DEAL_CONTACTS, deals, links.deal_key == deals.c.deal_key
    )
    return union(own, through_deals.where(deals.c.entity_key.is_not(None))).cte("members")


def own_entity(scope: JourneyScope) -> ColumnElement[int]:
    """The account, or the contact alone, negative so that it is no account's key."""
    columns = _CONTACTS.c
    return func.coalesce(columns.account_key, -1 - columns.contact_key) if scope.is_by_account else columns.contact_key


def deal_entities(scope: JourneyScope) -> Subquery:
    """deal_key and the entity whose journey it ends: its account, else that of its first contact, else blank."""
    links, contacts = _DEAL_CONTACTS.c, _CONTACTS.c
    first = (
        select(links.deal_key, func.min(links.contact_key).label("contact_key"))
        .join_from(_DEAL_CONTACTS, _CONTACTS, links.contact_key == contacts.contact_key)
        .group_by(links.deal_key)
        .subquery()
    )
    entity_key = func.coalesce(_DEALS.c.account_key, own_entity(scope))
    return (
        select(_DEALS.c.deal_key, entity_key.label("entity_key"))
        .select_from(_DEALS)
        .outerjoin(first, _DEALS.c.deal_key == first.c.deal_key)
        .outerjoin(_CONTACTS, first.c.contact_key == contacts.contact_key)
        .subquery()
    )


def entities_in_segment(scope: JourneyScope, people: CTE) -> Select[tuple[int]]:
    """entity_key of the entities with a member in the segment."""
    return (
        select(people.c.entity_key)
        .join(_CONTACTS, _CONTACTS.c.contact_key == people.c.contact_key)
        .where(*scope.in_segment(_CONTACTS))
    )


def people_of_others(people: CTE) -> Select[tuple[int]]:
    """contact_key of people who belong to more than themselves: to their account, or that of a deal."""
    return select(people.c.contact_key).where(people.c.entity_key != -1 - people.c.contact_key)
