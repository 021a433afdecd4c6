"""The target plan as the page asks for it: a proposal, the answer under promises, bad targets in words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from clm_core.errors import ClmError
from clm_core.selection import Period, SegmentField, Selection
from clm_core.services.target_plan import (
    EffectKind,
    PreparedTarget,
    coming_period,
    prepared_target,
    promise_steps,
    proposed_plan,
    target_answer,
)
from clm_core.services.target_words import chance_words, target_sentences
from clm_core.services.workspaces import Store, open_workspace
from clm_core.targets import FunnelLink, Promise, PromiseKind, Target, TargetPlan, TypedRate
from clm_core.texts import Language, texts_for
from tests.target_company import AMOUNT, make_plan_company

ALL = Selection(period=Period(start_on=date(2025, 4, 1), end_on=date(2026, 3, 31)))
QUARTER = Period(start_on=date(2026, 4, 1), end_on=date(2026, 6, 30))


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("targets")
    store = open_workspace(home, make_plan_company(home))
    yield store
    store.close()


@pytest.fixture(scope="module")
def plan(firm: Store) -> TargetPlan:
    return proposed_plan(firm, ALL, QUARTER)


@pytest.fixture(scope="module")
def prepared(firm: Store, plan: TargetPlan) -> PreparedTarget:
    return prepared_target(firm, ALL, plan.target, segment=SegmentField.COUNTRY)


def test_the_proposal_is_a_year_ago_and_a_tenth_with_todays_promises(firm: Store, plan: TargetPlan) -> None:
    """Of the quarter a year ago: a deal a day and a half is created, every third is won, 10,000 each."""
    won = round((plan.target.revenue / 1.1) / AMOUNT)
    assert plan.target.revenue == pytest.approx(1.1 * won * AMOUNT, abs=5_000)
    assert plan.target.marketing_share == 1.0
    assert {one.kind for one in plan.promises} >= {PromiseKind.MQLS_PER_WEEK, PromiseKind.MQL_QUALITY}
    mqls = plan.promise(PromiseKind.MQLS_PER_WEEK)
    assert mqls is not None
    assert mqls.level == pytest.approx(14 * 2 / 3, abs=0.2)


def test_the_rates_are_those_of_the_rule(prepared: PreparedTarget) -> None:
    whole = prepared.rates[prepared.rates["group"] == ""].set_index("link")
    assert whole.loc["lead_to_mql", "rate"] == pytest.approx(2 / 3, abs=0.01)
    assert whole.loc["mql_to_sql", "rate"] == pytest.approx(1 / 2, abs=0.01)
    assert whole.loc["sql_to_opportunity", "rate"] == pytest.approx(1.0, abs=0.01)
    assert whole.loc["opportunity_to_won", "rate"] == pytest.approx(1 / 3, abs=0.03)
    assert whole.loc[
        ["lead_to_mql", "mql_to_sql", "sql_to_opportunity", "opportunity_to_won"], "median_days"
    ].tolist() == [5, 6, 4, 30]


def test_the_answer_adds_up(prepared: PreparedTarget, plan: TargetPlan) -> None:
    found = target_answer(prepared, plan)
    assert found.sources["revenue"].sum() == pytest.approx(found.chance.expected)
    assert found.histogram["share"].sum() == pytest.approx(1.0)
    for by_segment, groups in ((False, {"paid_search", "events"}), (True, {"DE", "AT"})):
        chain = target_answer(prepared, plan, by_segment=by_segment).chain
        assert set(chain["group"]) == {"", *groups}
        for _, rows in chain.groupby("stage"):
            parts = rows.loc[rows["group"] != "", "count"].sum()
            assert parts == rows.loc[rows["group"] == "", "count"].iloc[0]
    whole = found.chain[found.chain["group"] == ""].set_index("stage")
    assert whole.loc["won", "exact"] == pytest.approx(plan.target.revenue / AMOUNT)
    assert whole.loc["mql", "exact"] == pytest.approx(whole.loc["won", "exact"] * 6, rel=0.1)
    assert found.dates.groupby("stage")["needed"].max()["mql"] == pytest.approx(whole.loc["mql", "exact"])


def test_what_the_rule_will_bring_lies_within_the_range(prepared: PreparedTarget, plan: TargetPlan) -> None:
    """Two thirds of a deal a day are created and a third of them won after thirty days, so 20 in 91 days."""
    found = target_answer(prepared, plan).chance
    assert found.low < 91 * 2 / 3 / 2 * 2 / 3 * AMOUNT < found.high
    assert found.expected == pytest.approx(91 * 2 / 9 * AMOUNT, rel=0.15)


def test_todays_promises_are_no_promises(prepared: PreparedTarget, plan: TargetPlan) -> None:
    bare = target_answer(prepared, replace(plan, promises=()))
    assert np.array_equal(target_answer(prepared, plan).chance.revenue, bare.chance.revenue)


def test_more_mqls_help_and_the_steps_say_how_much(prepared: PreparedTarget, plan: TargetPlan) -> None:
    mqls = plan.promise(PromiseKind.MQLS_PER_WEEK)
    assert mqls is not None
    others = tuple(one for one in plan.promises if one is not mqls)
    more = target_answer(prepared, replace(plan, promises=(*others, replace(mqls, level=mqls.level * 1.1))))
    usual = target_answer(prepared, plan)
    steps = promise_steps(prepared, plan).set_index(["first", "second"])
    change = steps.loc[("mqls_per_week", ""), "chance_change"]
    assert change == pytest.approx(more.chance.chance - usual.chance.chance)
    assert change > 0
    assert PromiseKind.CONSENT in usual.without_effect
    assert prepared.effects[PromiseKind.MQLS_PER_WEEK] is EffectKind.ARITHMETIC


def test_typed_rates_and_amounts_are_marked_and_used(firm: Store, plan: TargetPlan) -> None:
    typed = replace(plan.target, rates=(TypedRate(link=FunnelLink.MQL_TO_SQL, rate=0.25),), deal_amount=20_000.0)
    ready = prepared_target(firm, ALL, typed)
    found = target_answer(ready, replace(plan, target=typed)).chain.set_index(["stage", "group"])
    row = ready.rates.set_index(["link", "group"]).loc[("mql_to_sql", "")]
    assert (row["rate"], row["is_typed"]) == (0.25, True)
    assert np.isnan(row["rate_low"])
    assert found.loc[("won", ""), "exact"] == pytest.approx(plan.target.revenue / 20_000)
    assert found.loc[("mql", ""), "exact"] == pytest.approx(4 * found.loc[("sql", ""), "exact"])


def test_a_selections_parts_are_planned_alone(firm: Store, plan: TargetPlan, prepared: PreparedTarget) -> None:
    fairs = prepared_target(firm, replace(ALL, channels=("events",)), plan.target)
    assert fairs.base.inflow.per_week == pytest.approx(prepared.base.inflow.per_week / 2, rel=0.1)
    assert set(fairs.rates["group"]) == {"", "events"}


def test_bad_targets_are_told_in_words(firm: Store, store: Store, plan: TargetPlan, prepared: PreparedTarget) -> None:
    past = Target(period=Period(start_on=date(2026, 1, 1), end_on=date(2026, 3, 30)), revenue=1.0)
    with pytest.raises(ClmError, match=r"target_plan\.period_over") as problem:
        prepared_target(firm, ALL, past)
    assert "30 Mar 2026" in texts_for(Language.EN).error(problem.value)
    with pytest.raises(ClmError, match=r"target_plan\.no_history"):
        proposed_plan(firm, replace(ALL, channels=("email",)))
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        proposed_plan(store, ALL)
    with pytest.raises(ClmError, match=r"target_plan\.other_base"):
        target_answer(prepared, replace(plan, target=replace(plan.target, deal_amount=1.0)))


def test_no_capacity_leaves_all_new_mqls_waiting(prepared: PreparedTarget, plan: TargetPlan) -> None:
    found = target_answer(prepared, replace(plan, promises=(Promise(kind=PromiseKind.CAPACITY, level=0.0),)))
    assert found.chance.new_revenue.max() == 0.0
    assert found.chance.mqls.waiting == pytest.approx(found.chance.mqls.coming)


@pytest.mark.parametrize("language", list(Language))
def test_the_sentences_of_a_meeting(prepared: PreparedTarget, plan: TargetPlan, language: Language) -> None:
    texts = texts_for(language)
    hard = replace(plan, target=replace(plan.target, revenue=plan.target.revenue * 4))
    for one in (plan, hard):
        said = target_sentences(prepared, target_answer(prepared, one), texts)
        assert len(said) >= 4
        assert not any("{" in line for line in said)
    assert chance_words(1.0, texts) != chance_words(0.5, texts)


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 10, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 11, 20), date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_the_coming_quarter(as_of: date, first: date, last: date) -> None:
    assert coming_period(as_of) == Period(start_on=first, end_on=last)
