"""The chance of a target against closed forms, and what never may happen when promises change."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binom, norm, poisson

from clm_core.analysis.target_plan.inflow import Inflow
from clm_core.analysis.target_plan.open_pipeline import OpenPipeline, pipeline_revenue
from clm_core.analysis.target_plan.target_base import RevenueSource, TargetBase, target_base
from clm_core.analysis.target_plan.target_chance import (
    chance_histogram,
    chance_sources,
    clustered_error,
    deal_draws,
    target_chance,
)
from clm_core.errors import ClmError
from clm_core.selection import Period
from clm_core.targets import FunnelLink, Promise, PromiseKind, Target, TargetPlan, TypedRate
from tests.analysis.target_plan.plan_worlds import AS_OF, PERIOD, base_of, people, sure_rates

A_DEAL = 1000.0
WAY_DAYS = 15
RATE = 0.35 * 0.6 * 0.25


def _sure_inflow(base: TargetBase, per_week: float = 70.0) -> TargetBase:
    """The base with as many MQLs a week in every draw."""
    draws = np.full(len(base.inflow.draws), per_week)
    return replace(base, inflow=Inflow(per_week=per_week, n=100, weeks=13, spread=0.0, draws=draws))


def _plan(base: TargetBase, revenue: float, *promises: Promise) -> TargetPlan:
    return TargetPlan(target=replace(base.target, revenue=revenue), promises=promises)


def _within(found: float, known: float, draws: int) -> bool:
    return abs(found - known) < 4.5 * np.sqrt(max(known * (1 - known), 1e-4) / draws)


@pytest.mark.parametrize("deals", [30, 36, 40, 45])
def test_new_mqls_of_a_fixed_amount_are_poisson(deals: int) -> None:
    """70 MQLs a week, each won after 15 days with .0525: those of 91 − 15 days count."""
    base = _sure_inflow(base_of(sure_rates()))
    expected = 10.0 * (PERIOD.day_count - WAY_DAYS) * RATE
    found = target_chance(base, _plan(base, deals * A_DEAL))
    assert found.mqls.expected_wins == pytest.approx(np.full(50, expected))
    assert _within(found.chance, float(poisson.sf(deals - 1, expected)), found.draws)
    assert found.expected == pytest.approx(expected * A_DEAL, rel=0.02)


def test_many_deals_come_to_the_normal_limit() -> None:
    base = _sure_inflow(base_of(sure_rates(people(mqls_per_week=490, weeks=20))), 490.0)
    expected = 70.0 * (PERIOD.day_count - WAY_DAYS) * RATE
    assert base.new.unit > 1
    for quantile in (0.2, 0.5, 0.8):
        goal = (expected + norm.ppf(quantile) * np.sqrt(expected)) * A_DEAL
        assert target_chance(base, _plan(base, goal)).chance == pytest.approx(1 - quantile, abs=0.035)


def test_deals_in_each_draw_are_its_revenue_by_their_amount() -> None:
    base = base_of(sure_rates(people(open_amounts=(A_DEAL,) * 20)))
    found = target_chance(base, _plan(base, 1.0))
    assert deal_draws(base, found) * A_DEAL == pytest.approx(found.revenue)


def test_open_deals_of_equal_chance_and_amount_are_binomial() -> None:
    pipeline = OpenPipeline(amount=np.full(20, A_DEAL), of_mql=np.ones(20, dtype=bool), chances=np.full((100, 20), 0.3))
    revenue, others, won = pipeline_revenue(pipeline, 200, np.random.default_rng(1))
    assert (others == 0).all()
    assert revenue == pytest.approx(won * A_DEAL)
    for deals in range(1, 13):
        known = float(binom.sf(deals - 1, 20, 0.3))
        assert _within(float((revenue >= deals * A_DEAL).mean()), known, 20_000)


def test_open_deals_enter_the_chance_by_their_own_link() -> None:
    """Twenty deals created today, each won after five days with .25, and no MQL comes."""
    base = _sure_inflow(base_of(sure_rates(people(open_amounts=(A_DEAL,) * 20))), 0.0)
    for deals in (3, 5, 8):
        found = target_chance(base, _plan(base, deals * A_DEAL))
        assert _within(found.chance, float(binom.sf(deals - 1, 20, 0.25)), found.draws)


def test_deals_that_close_before_the_period_do_not_count() -> None:
    later = Period(start_on=PERIOD.start_on.replace(month=5), end_on=PERIOD.end_on)
    base = base_of(sure_rates(people(open_amounts=(A_DEAL,) * 20)), period=later)
    assert base.standing[RevenueSource.OPEN_PIPELINE].deals == 0.0
    assert base.week_chances[:, 0] == pytest.approx(0.0)  # an MQL of the first week is won on day 16 to 22


def test_what_is_won_already_counts_in_every_draw() -> None:
    begun = Period(start_on=AS_OF.replace(month=1, day=1), end_on=AS_OF.replace(month=12))
    who = people()
    won = replace(who, decided=np.where(who.is_won, who.today - 10.0, np.nan))
    base = base_of(sure_rates(won), period=begun)
    assert base.won_in_period == 10 * A_DEAL
    assert target_chance(base, _plan(base, 10 * A_DEAL)).chance == 1.0


def test_the_same_plan_gives_the_same_answer_and_todays_promises_change_nothing() -> None:
    levels = (
        Promise(kind=PromiseKind.MQLS_PER_WEEK, level=6.4),
        Promise(kind=PromiseKind.MQL_QUALITY, level=0.61),
        Promise(kind=PromiseKind.FIRST_CONTACT, level=0.5, within=24.0),
        Promise(kind=PromiseKind.VERDICT, level=0.9, within=2.0),
        Promise(kind=PromiseKind.CAPACITY, level=60.0),
    )
    base = base_of(sure_rates(), levels=levels, capacity=60.0)
    nothing = target_chance(base, _plan(base, 5000.0))
    assert np.array_equal(target_chance(base, _plan(base, 5000.0, *levels)).revenue, nothing.revenue)
    assert np.array_equal(target_chance(base, _plan(base, 5000.0)).revenue, nothing.revenue)


@pytest.mark.parametrize("kind", [PromiseKind.MQLS_PER_WEEK, PromiseKind.MQL_QUALITY, PromiseKind.CAPACITY])
def test_more_of_a_promise_never_lowers_the_revenue_of_any_draw(kind: PromiseKind) -> None:
    base = base_of(sure_rates(), levels=(Promise(kind=PromiseKind.MQL_QUALITY, level=0.35),), capacity=8.0)
    steps = (0.1, 0.35, 0.5, 0.9) if kind is PromiseKind.MQL_QUALITY else (0.0, 3.0, 7.0, 9.0, 30.0, 300.0)
    plans = [_plan(base, 5000.0, Promise(kind=kind, level=level)) for level in steps]
    found = [target_chance(base, plan) for plan in plans]
    for less, more in pairwise(found):
        assert (more.revenue >= less.revenue - 1e-9).all()
        assert more.chance >= less.chance


def test_a_higher_target_is_never_likelier() -> None:
    base = base_of(sure_rates())
    chances = [target_chance(base, _plan(base, goal * A_DEAL)).chance for goal in range(1, 12)]
    assert chances == sorted(chances, reverse=True)


def test_typed_rates_take_the_place_of_the_datas() -> None:
    rates = sure_rates()
    typed = replace(
        rates, curves={**rates.curves, FunnelLink.MQL_TO_SQL: rates.curves[FunnelLink.MQL_TO_SQL].with_rate(0.7)}
    )
    usual, twice = (_sure_inflow(base_of(one)) for one in (rates, typed))
    ends = [target_chance(base, _plan(base, 1.0)).mqls.expected_wins.mean() for base in (usual, twice)]
    assert ends[1] == pytest.approx(2 * ends[0])


def test_another_period_or_rate_needs_another_base() -> None:
    base = base_of(sure_rates())
    for other in (
        replace(base.target, deal_amount=5.0),
        replace(base.target, rates=(TypedRate(link=FunnelLink.MQL_TO_SQL, rate=0.5),)),
        replace(base.target, period=Period(start_on=PERIOD.start_on, end_on=PERIOD.start_on)),
    ):
        with pytest.raises(ClmError, match=r"target_plan\.other_base"):
            target_chance(base, TargetPlan(target=other))


def test_sources_sum_to_the_expected_revenue_and_bars_to_the_chance() -> None:
    base = base_of(sure_rates(people(open_amounts=(A_DEAL,) * 20)))
    found = target_chance(base, _plan(base, 9000.0))
    sources = chance_sources(base, found)
    assert list(sources["source"]) == [one.value for one in RevenueSource]
    assert sources["revenue"].sum() == pytest.approx(found.expected)
    for goal in (9000.0, 0.5, 1e9):
        bars = chance_histogram(found, goal)
        assert bars["share"].sum() == pytest.approx(1.0)
        assert bars.loc[bars["is_reached"], "share"].sum() == pytest.approx(float((found.revenue >= goal).mean()))


def test_the_error_counts_draws_of_the_same_rates_once() -> None:
    values = np.repeat(np.array([0.0, 1.0] * 50), 20)
    assert clustered_error(values, 20) == pytest.approx(np.sqrt(0.25 / 99), rel=1e-9)


def test_bad_targets_are_told_in_words() -> None:
    rates = sure_rates()
    past = Target(period=Period(start_on=AS_OF.replace(month=1), end_on=AS_OF), revenue=1.0)
    with pytest.raises(ClmError, match=r"target_plan\.period_over"):
        target_base(rates, past, as_of=AS_OF, seed=1)
    with pytest.raises(ClmError, match=r"target_plan\.no_history"):
        base_of(sure_rates(people(won_amounts=())))
    without = sure_rates(rates={link: 0.0 if link is FunnelLink.MQL_TO_SQL else 0.5 for link in rates.curves})
    with pytest.raises(ClmError, match=r"target_plan\.stage_not_reached\.mql_to_sql"):
        base_of(without)
