"""The parts of a target plan: what differs between two, one plan with parts of another, and a plan in plain form.

Two people who negotiate change different parts of the same plan without being in each other's way; a part is what
one of them takes hold of. A part has a name: ``revenue``, ``rate.lead_to_mql``, ``promise.capacity`` …
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, cast

from clm_core.errors import ClmError
from clm_core.selection import Period
from clm_core.targets import FunnelLink, Promise, PromiseKind, Target, TargetPlan, TypedRate

PartValue = Period | Promise | float | int | None
"""A part's value: a promise for ``promise.…``, a period for ``period``, else a number; None where it is not there."""

PROMISE = "promise."
RATE = "rate."
TARGET_PARTS = ("period", "revenue", "marketing_share", "deal_amount")
PLAN_PARTS = ("budget_scenario", "scoring_version")


def promise_part(kind: PromiseKind) -> str:
    """The name of the part that the promise of this kind is."""
    return PROMISE + kind.value


def plan_parts(plan: TargetPlan) -> dict[str, PartValue]:
    """Every part that the plan has, by name; promises and rates that it has not are missing."""
    parts: dict[str, PartValue] = {name: getattr(plan.target, name) for name in TARGET_PARTS}
    parts |= {RATE + one.link.value: one.rate for one in plan.target.rates}
    parts |= {promise_part(one.kind): one for one in plan.promises}
    return parts | {name: getattr(plan, name) for name in PLAN_PARTS}


def changed_parts(before: TargetPlan, after: TargetPlan) -> dict[str, PartValue]:
    """The parts in which the later plan differs, with its values; None for what it has no longer."""
    old, new = plan_parts(before), plan_parts(after)
    return {name: new.get(name) for name in [*old, *(new.keys() - old.keys())] if old.get(name) != new.get(name)}


def plan_with(plan: TargetPlan, parts: Mapping[str, PartValue]) -> TargetPlan:
    """The plan with these parts instead of its own. Raises ClmError where that is no plan, or for an unknown part."""
    rates = {one.link: one for one in plan.target.rates}
    promises = {one.kind: one for one in plan.promises}
    others: dict[str, Any] = {}
    for name, value in parts.items():
        try:
            if name.startswith(RATE):
                _put(rates, FunnelLink(name.removeprefix(RATE)), value)
            elif name.startswith(PROMISE):
                _put(promises, PromiseKind(name.removeprefix(PROMISE)), value)
            else:
                others[name] = value
        except ValueError as problem:
            raise ClmError("agreements.not_a_plan", problem=str(problem)) from problem
    of_target = {name: value for name, value in others.items() if name in TARGET_PARTS}
    of_plan = {name: value for name, value in others.items() if name in PLAN_PARTS}
    if unknown := sorted(others.keys() - of_target.keys() - of_plan.keys()):
        raise ClmError("agreements.not_a_plan", problem=", ".join(unknown))
    target = replace(plan.target, **of_target, rates=tuple(rates.values()))
    return replace(plan, target=target, promises=tuple(promises.values()), **of_plan)


def _put(known: dict[Any, Any], key: FunnelLink | PromiseKind, value: PartValue) -> None:
    """In its old place where there is one, else at the end; nothing for None."""
    if value is None:
        known.pop(key, None)
    else:
        known[key] = TypedRate(link=key, rate=cast(float, value)) if isinstance(key, FunnelLink) else value


def plain_part(value: PartValue) -> Any:
    """A part's value as JSON knows it."""
    if isinstance(value, Period):
        return [value.start_on.isoformat(), value.end_on.isoformat()]
    return asdict(value) if isinstance(value, Promise) else value


def plain_plan(plan: TargetPlan) -> dict[str, Any]:
    """The plan as JSON knows it; ``plan_of`` is its way back."""
    target = {name: plain_part(getattr(plan.target, name)) for name in TARGET_PARTS}
    rates = [asdict(one) for one in plan.target.rates]
    promises = [asdict(one) for one in plan.promises]
    others = {name: getattr(plan, name) for name in PLAN_PARTS}
    return {"target": {**target, "rates": rates}, "promises": promises, **others}


def plan_of(plain: Mapping[str, Any]) -> TargetPlan:
    """The plan of its plain form. Raises ClmError for one that cannot be."""
    try:
        target = dict(plain["target"])
        start, end = (date.fromisoformat(day) for day in target.pop("period"))
        rates = tuple(TypedRate(link=FunnelLink(one["link"]), rate=one["rate"]) for one in target.pop("rates"))
        promises = tuple(Promise(**{**one, "kind": PromiseKind(one["kind"])}) for one in plain["promises"])
        return TargetPlan(
            target=Target(period=Period(start_on=start, end_on=end), rates=rates, **target),
            promises=promises,
            **{name: plain[name] for name in PLAN_PARTS},
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise ClmError("agreements.not_a_plan", problem=str(problem)) from problem
