"""What promises change: how many MQLs come, how many sales works and when, and what becomes of them.

A promise counts against today's level of its kind, so one that promises today's level changes nothing at all. Promises
about data, attempts and verdicts have no measured effect on won deals: they change nothing, and the answer says so.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from clm_core.analysis.target_plan.target_base import TargetBase
from clm_core.response_curves import Floats
from clm_core.targets import FunnelLink, PromiseKind, TargetPlan


class EffectKind(StrEnum):
    """How a promise enters the chance."""

    ARITHMETIC = "arithmetic"  # more MQLs, a better rate, a queue: by definition
    ASSOCIATION = "association"  # as far as the data's association is the cause
    NONE = "none"  # no effect could be measured


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlannedMqls:
    """Expected wins in the period from MQLs to come, a number a draw of the rates, and how many MQLs those are."""

    expected_wins: Floats
    coming: float  # MQLs until the end of the period
    worked: float
    waiting: float  # at the end of the period, because sales had no capacity for them


def effect_kinds(base: TargetBase) -> dict[PromiseKind, EffectKind]:
    """How each kind of promise enters the chance on this base."""
    kinds = dict.fromkeys(PromiseKind, EffectKind.NONE)
    for kind in (PromiseKind.MQLS_PER_WEEK, PromiseKind.MQL_QUALITY, PromiseKind.CAPACITY):
        kinds[kind] = EffectKind.ARITHMETIC
    if base.contact is not None and PromiseKind.FIRST_CONTACT in base.levels:
        kinds[PromiseKind.FIRST_CONTACT] = EffectKind.ASSOCIATION
    return kinds


def planned_mqls(base: TargetBase, plan: TargetPlan) -> PlannedMqls:
    """What MQLs to come bring under these promises."""
    coming = base.inflow.draws[:, None] / 7 * (inflow_factor(base, plan) * base.week_days)
    worked = _worked(base, plan, coming)
    wins = (worked * base.week_chances).sum(axis=1)
    factor = later_factor(base, plan)
    wins = wins if factor is None else wins * factor
    sums = float(coming.sum(axis=1).mean()), float(worked.sum(axis=1).mean())
    return PlannedMqls(expected_wins=wins, coming=sums[0], worked=sums[1], waiting=max(sums[0] - sums[1], 0.0))


def inflow_factor(base: TargetBase, plan: TargetPlan) -> float:
    """MQLs a week as promised ÷ today's."""
    promise = plan.promise(PromiseKind.MQLS_PER_WEEK)
    if promise is None:
        return 1.0
    today = base.levels.get(PromiseKind.MQLS_PER_WEEK)
    level = base.inflow.per_week if today is None else today.level
    return promise.level / level if level > 0 else 1.0


def _worked(base: TargetBase, plan: TargetPlan, coming: Floats) -> Floats:
    """MQLs that sales works in each week: what comes and what waits, as far as there is capacity; first come first."""
    promise = plan.promise(PromiseKind.CAPACITY)
    level = base.capacity_today if promise is None else promise.level
    if level is None:
        return coming
    capacity = level / 7 * base.week_days
    surplus = np.cumsum(coming - capacity, axis=1)
    waiting = surplus - np.minimum(np.minimum.accumulate(surplus, axis=1), 0.0)
    worked: Floats = np.maximum(coming - np.diff(waiting, axis=1, prepend=0.0), 0.0)
    return np.where(waiting.any(axis=1, keepdims=True), worked, coming)


def quality_factor(base: TargetBase, plan: TargetPlan) -> float:
    """The share of MQLs that become SQLs as promised ÷ today's."""
    promise, today = plan.promise(PromiseKind.MQL_QUALITY), base.levels.get(PromiseKind.MQL_QUALITY)
    if promise is None:
        return 1.0
    level = base.rates.curves[FunnelLink.MQL_TO_SQL].rate if today is None else today.level
    return promise.level / level if level > 0 else 1.0


def later_factor(base: TargetBase, plan: TargetPlan) -> Floats | None:
    """What becomes of an MQL against today, a number a draw; None where nothing was promised about it."""
    quality, contact = quality_factor(base, plan), plan.promise(PromiseKind.FIRST_CONTACT)
    usual = base.levels.get(PromiseKind.FIRST_CONTACT)
    if contact is None or usual is None or base.contact is None or contact.within is None:
        return None if quality == 1.0 else np.full(len(base.week_chances), quality)
    today = base.contact.share_within(contact.within, usual)
    return quality * base.contact.factor(contact.level, contact.within, today)
