"""What a stated step of each promise is worth in probability, one at a time and in pairs, by common random numbers."""

from dataclasses import replace
from itertools import combinations

import pandas as pd

from clm_core.analysis.target_plan.promise_effects import EffectKind, effect_kinds
from clm_core.analysis.target_plan.target_base import TargetBase
from clm_core.analysis.target_plan.target_chance import TargetChance, clustered_error, target_chance
from clm_core.columns import typed_frame
from clm_core.target_columns import PROMISE_WORTH
from clm_core.targets import WEEKLY_PROMISES, Promise, PromiseKind, TargetPlan

WEEKLY_STEP = 0.10
SHARE_STEP = 0.05
_Z90 = 1.6448536269514722


def promise_worth(base: TargetBase, plan: TargetPlan, *, has_pairs: bool = True) -> pd.DataFrame:
    """PROMISE_WORTH: each promise of the plan that has an effect, raised by its step, then each pair, best first.

    A number a week is raised by WEEKLY_STEP of itself, a share by SHARE_STEP up to 1.
    """
    effects = effect_kinds(base)
    promises = [one for one in plan.promises if effects[one.kind] is not EffectKind.NONE]
    before = target_chance(base, plan)
    alone = {one.kind: target_chance(base, with_promises(plan, raised(one))) for one in promises}
    rows = [_row(plan, before, found, base, kind) for kind, found in alone.items()]
    for first, second in combinations(promises, 2) if has_pairs else ():
        both = target_chance(base, with_promises(plan, raised(first), raised(second)))
        sums = sum(alone[one.kind].chance - before.chance for one in (first, second))
        row = _row(plan, before, both, base, first.kind, second.kind)
        rows.append(row | {"interaction": both.chance - before.chance - sums})
    frame = typed_frame(pd.DataFrame(rows), PROMISE_WORTH)
    order = frame.assign(is_pair=frame["second"].ne("")).sort_values(
        ["is_pair", "chance_change", "revenue_change"], ascending=[True, False, False], kind="stable"
    )
    return frame.loc[order.index].reset_index(drop=True)


def raised(promise: Promise) -> Promise:
    """The promise one step higher."""
    return replace(promise, level=promise.level + step_of(promise))


def step_of(promise: Promise) -> float:
    """By how much a promise is raised, in its unit."""
    if promise.kind in WEEKLY_PROMISES:
        return WEEKLY_STEP * promise.level
    return min(SHARE_STEP, 1.0 - promise.level)


def with_promises(plan: TargetPlan, *promises: Promise) -> TargetPlan:
    """The plan with these promises instead of its own of the same kinds."""
    kinds = {one.kind for one in promises}
    return replace(plan, promises=(*(one for one in plan.promises if one.kind not in kinds), *promises))


def _row(
    plan: TargetPlan,
    before: TargetChance,
    after: TargetChance,
    base: TargetBase,
    first: PromiseKind,
    second: PromiseKind | None = None,
) -> dict[str, object]:
    target = plan.target.revenue
    change = (after.revenue >= target).astype(float) - (before.revenue >= target).astype(float)
    half = _Z90 * clustered_error(change, base.inner)
    promise = plan.promise(first)
    assert promise is not None
    return {
        "first": first.value,
        "second": "" if second is None else second.value,
        "level": promise.level,
        "step": step_of(promise),
        "chance_change": change.mean(),
        "change_low": change.mean() - half,
        "change_high": change.mean() + half,
        "revenue_change": after.expected - before.expected,
    }
