"""Who gets which lead: by the first rule that fits it, and in turn by how much each seller can still work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor, inf

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.columns import typed_frame
from clm_core.handover import HandoverPolicy, RoutingRule
from clm_core.scoring_columns import SELLER_LOADS

_ROUNDING = 1e-9
"""Ten hours at 2.5 each are four leads, whatever the division's last digit says."""


class RoutingWay(StrEnum):
    """Why a lead goes to this one of the sellers who may have it."""

    HANDED_OVER = "handed_over"
    KNOWN_OWNER = "known_owner"
    IN_TURN = "in_turn"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Routing:
    """Owner and rule of each lead, in the order of the leads; an empty owner where there is nobody to give it to.

    ``ways`` say why it is this one of those who may have the lead: RoutingWay, empty without an owner.
    ``is_this_week``: within what its owner can work in a week; the others wait. ``loads`` are SELLER_LOADS.
    """

    owners: list[str]
    rules: list[str]
    ways: list[str]
    is_this_week: NDArray[np.bool_]
    loads: pd.DataFrame


def routed(
    values: Mapping[str, Sequence[str]],
    policy: HandoverPolicy,
    *,
    handed_to: Sequence[str],
    known_owners: Sequence[str],
) -> Routing:
    """Every lead with an owner, once. Leads stand in the order in which to call them.

    ``values`` are the leads' fit fields, blanks empty; ``handed_to`` the seller to whom a lead was handed over before
    (else empty), ``known_owners`` whom the company's system names. A lead that was handed over stays where it is.
    Any other goes to a seller of the first rule that fits, without one to any: to its known owner if that is one of
    them with room this week, else to whoever has least work for the hours there are (highest averages, D'Hondt; of
    equals the one named first). Nobody gets more than a week's work before all who may have the lead are full. The
    same leads give the same owners; one more seller never adds to another's work.
    """
    book = _Book(policy)
    count = len(handed_to)
    rules = _rules_of(values, policy.rules, count)
    owners = [book.name_of(name) for name in handed_to]
    ways = [str(RoutingWay.HANDED_OVER) if owner else "" for owner in owners]
    for owner in filter(None, owners):
        book.add(owner)
    for lead in range(count):
        if not owners[lead] and policy.sellers:
            rule = rules[lead]
            known = book.name_of(known_owners[lead])
            owners[lead], way = book.best(rule.sellers if rule else book.names, known)
            ways[lead] = str(way)
            book.add(owners[lead])
    return Routing(
        owners=owners,
        rules=[rule.name if rule else "" for rule in rules],
        ways=ways,
        is_this_week=_this_week(owners, book),
        loads=_loads(owners, book, policy),
    )


def weekly_leads(hours: float, hours_per_lead: float) -> int:
    """How many whole leads fit into a seller's hours."""
    return floor(hours / hours_per_lead + _ROUNDING)


class _Book:
    """Who has how many leads so far."""

    def __init__(self, policy: HandoverPolicy) -> None:
        self.names = tuple(seller.name for seller in policy.sellers)
        self.shares = {one.name: one.hours_per_week / policy.hours_per_lead for one in policy.sellers}
        self.week = {one.name: weekly_leads(one.hours_per_week, policy.hours_per_lead) for one in policy.sellers}
        self._load = dict.fromkeys(self.names, 0)
        self._spelled = {name.strip().casefold(): name for name in self.names}
        self._places = {name: place for place, name in enumerate(self.names)}

    def name_of(self, name: str) -> str:
        """The seller as the policy spells the name; empty for somebody who is no seller."""
        return self._spelled.get(name.strip().casefold(), "")

    def add(self, name: str) -> None:
        self._load[name] += 1

    def is_full(self, name: str) -> bool:
        return self._load[name] >= self.week[name]

    def best(self, names: Sequence[str], known: str) -> tuple[str, RoutingWay]:
        """Who of these gets the next lead, and why. Keys only grow with the work: see ``routed``'s last promise."""
        is_everybody_full = all(self.is_full(name) for name in names)
        if known in names and (is_everybody_full or not self.is_full(known)):
            return known, RoutingWay.KNOWN_OWNER
        return min(names, key=self._key), RoutingWay.IN_TURN

    def _key(self, name: str) -> tuple[bool, float, int, int]:
        load, share = self._load[name], self.shares[name]
        return self.is_full(name), (load + 1) / share if share > 0 else inf, load, self._places[name]


def _rules_of(
    values: Mapping[str, Sequence[str]], rules: Sequence[RoutingRule], count: int
) -> list[RoutingRule | None]:
    found: list[RoutingRule | None] = [None] * count
    for rule in reversed(rules):
        wanted = {value.strip().casefold() for value in rule.values if value.strip()}
        for lead, value in enumerate(values.get(rule.field, ())):
            if value.strip().casefold() in wanted:
                found[lead] = rule
    return found


def _this_week(owners: Sequence[str], book: _Book) -> NDArray[np.bool_]:
    """The first leads of each owner's queue, as many as a week holds; everybody's where there are no sellers."""
    if not book.names:
        return np.ones(len(owners), dtype=bool)
    queue = pd.Series(owners, dtype="str")
    place = queue.groupby(queue).cumcount()
    return np.array([number < book.week[owner] for number, owner in zip(place, owners, strict=True)], dtype=bool)


def _loads(owners: Sequence[str], book: _Book, policy: HandoverPolicy) -> pd.DataFrame:
    leads = [owners.count(name) for name in book.names]
    week = [book.week[name] for name in book.names]
    rows = {
        "owner": list(book.names),
        "hours_per_week": [seller.hours_per_week for seller in policy.sellers],
        "leads_per_week": week,
        "leads": leads,
        "this_week": [min(pair) for pair in zip(leads, week, strict=True)],
    }
    return typed_frame(rows if rows["owner"] else {}, SELLER_LOADS)
