"""What promises do to MQLs: a queue against a slow loop, factors by definition, none where nothing is measured."""

from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.target_plan.first_contact_effect import FirstContactEffect
from clm_core.analysis.target_plan.promise_effects import EffectKind, effect_kinds, planned_mqls
from clm_core.analysis.target_plan.target_base import TargetBase
from clm_core.targets import Promise, PromiseKind, TargetPlan
from tests.analysis.target_plan.plan_worlds import base_of, people, sure_rates

CONTACT = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.5, within=24.0)


def _planned(base: TargetBase, *promises: Promise):  # type: ignore[no-untyped-def]
    return planned_mqls(base, TargetPlan(target=base.target, promises=promises))


def _with_inflow(base: TargetBase, draws: np.ndarray) -> TargetBase:
    return replace(base, inflow=replace(base.inflow, draws=draws))


@pytest.mark.parametrize("capacity", [0.0, 3.0, 6.5, 7.0, 20.0])
def test_the_queue_against_working_week_by_week(capacity: float) -> None:
    draws = np.linspace(1.0, 15.0, 50)
    base = _with_inflow(base_of(sure_rates()), draws)
    found = _planned(base, Promise(kind=PromiseKind.CAPACITY, level=capacity))
    for row, per_week in enumerate(draws):
        waiting, wins = 0.0, 0.0
        for days, chance in zip(base.week_days, base.week_chances[row], strict=True):
            waiting += per_week * days / 7
            worked = min(waiting, capacity * days / 7)
            waiting -= worked
            wins += worked * chance
        assert found.expected_wins[row] == pytest.approx(wins, abs=1e-9)
    assert found.coming == pytest.approx(draws.mean() * base.week_days.sum() / 7)


def test_without_capacity_nobody_new_is_won_and_all_wait() -> None:
    found = _planned(base_of(sure_rates()), Promise(kind=PromiseKind.CAPACITY, level=0.0))
    assert found.expected_wins == pytest.approx(np.zeros(50), abs=1e-12)
    assert found.waiting == pytest.approx(found.coming)
    assert found.worked == pytest.approx(0.0, abs=1e-12)


def test_todays_capacity_holds_where_nothing_is_promised() -> None:
    base = base_of(sure_rates(), capacity=5.0)
    more = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=70.0)
    assert _planned(base, more).worked == pytest.approx(5.0 * base.week_days.sum() / 7)
    assert _planned(base, more, Promise(kind=PromiseKind.CAPACITY, level=1000.0)).waiting == 0.0


def test_mqls_and_quality_count_in_proportion_to_todays_level() -> None:
    levels = (Promise(kind=PromiseKind.MQLS_PER_WEEK, level=10.0), Promise(kind=PromiseKind.MQL_QUALITY, level=0.2))
    base = base_of(sure_rates(), levels=levels)
    usual = _planned(base).expected_wins
    more = _planned(base, Promise(kind=PromiseKind.MQLS_PER_WEEK, level=15.0)).expected_wins
    better = _planned(base, Promise(kind=PromiseKind.MQL_QUALITY, level=0.3)).expected_wins
    assert more == pytest.approx(1.5 * usual)
    assert better == pytest.approx(1.5 * usual)


def test_without_a_measured_level_the_links_own_rate_and_inflow_count() -> None:
    base = base_of(sure_rates())
    usual = _planned(base).expected_wins
    better = _planned(base, Promise(kind=PromiseKind.MQL_QUALITY, level=0.7)).expected_wins
    assert better == pytest.approx(2 * usual)
    twice = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=2 * base.inflow.per_week)
    assert _planned(base, twice).expected_wins == pytest.approx(2 * usual)


def test_first_contact_counts_only_with_a_measured_effect_and_level() -> None:
    promise = replace(CONTACT, level=0.9)
    plain = base_of(sure_rates(), levels=(CONTACT,))
    assert effect_kinds(plain)[PromiseKind.FIRST_CONTACT] is EffectKind.NONE
    assert np.array_equal(_planned(plain, promise).expected_wins, _planned(plain).expected_wins)
    effect = FirstContactEffect(
        hours=np.array([1.0, 48.0]), counts=np.array([50.0, 100.0]), chances=np.tile([20.0, 30.0], (50, 1))
    )
    base = replace(plain, contact=effect)
    assert effect_kinds(base)[PromiseKind.FIRST_CONTACT] is EffectKind.ASSOCIATION
    # Early ones go on with .4, late ones with .2: from half to nine in ten early, .30 becomes .38.
    assert _planned(base, promise).expected_wins == pytest.approx(_planned(base).expected_wins * 0.38 / 0.30)


@pytest.mark.parametrize("kind", [PromiseKind.CONSENT, PromiseKind.COMPLETE_DATA, PromiseKind.VERDICT])
def test_promises_without_a_measured_effect_change_nothing(kind: PromiseKind) -> None:
    base = base_of(sure_rates(people()))
    promise = Promise(kind=kind, level=1.0, within=1.0 if kind is PromiseKind.VERDICT else None)
    assert effect_kinds(base)[kind] is EffectKind.NONE
    assert np.array_equal(_planned(base, promise).expected_wins, _planned(base).expected_wins)
