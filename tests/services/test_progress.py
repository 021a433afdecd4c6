"""Progress of the tiny company: what is agreed is followed by the last day of the data, with all its parts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from clm_core.decisions import Action, Decision, ExpectedEffect, Measure
from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.selection import Comparison, Period, Selection
from clm_core.services.agreements import new_draft, sign
from clm_core.services.data import require_days
from clm_core.services.decisions import decide
from clm_core.services.progress import SHOWN_WEEKS, progress_misses, progress_view
from clm_core.services.progress_timeline import EventKind, progress_timeline, timeline_state
from clm_core.services.target_plan import prepared_target, proposed_plan, target_answer
from clm_core.services.workspaces import Store, open_workspace
from clm_core.targets import Promise, PromiseKind, Target, TargetPlan
from tests.target_company import make_plan_company

QUARTER = Period(start_on=date(2026, 1, 1), end_on=date(2026, 3, 31))
PLAN = TargetPlan(
    target=Target(period=QUARTER, revenue=1_000_000),
    promises=(
        Promise(kind=PromiseKind.MQLS_PER_WEEK, level=2),
        Promise(kind=PromiseKind.CONSENT, level=0.9),
        Promise(kind=PromiseKind.FIRST_CONTACT, level=0.8, within=24),
    ),
)


def test_measures_promises_and_sides(tiny: Store) -> None:
    view = progress_view(tiny, PLAN)
    assert view.pace(Measure.REVENUE).plan == 1_000_000
    assert view.pace(Measure.MQLS).plan == pytest.approx(2 * 90 / 7)
    assert [one.promise.kind for one in view.of_team(Team.SALES)] == [PromiseKind.FIRST_CONTACT]
    assert view.weeks_from == date(2025, 12, 29), "the first Thursday of 2026 is its first day"
    mqls = view.promises[0]
    assert mqls.kept.weeks + mqls.before.weeks + mqls.kept.early_weeks == len(mqls.weeks) or mqls.weeks.empty
    assert view.kept_of(Team.MARKETING)[1] == sum(one.kept.weeks for one in view.of_team(Team.MARKETING))


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("progress")
    store = open_workspace(home, make_plan_company(home))
    yield store
    store.close()


@pytest.mark.parametrize("days_over", [60, 0, -30])
def test_the_same_question_gets_the_answer_of_targets(firm: Store, days_over: int) -> None:
    """A period of which so many days are over: revenue and won deals, with range and chance, at today's levels."""
    first, last = require_days(firm)
    everybody = Selection(period=Period(start_on=first, end_on=last), comparison=Comparison.NONE)
    begin = last - timedelta(days=days_over - 1)
    today = proposed_plan(firm, everybody, Period(start_on=begin, end_on=begin + timedelta(days=91)))
    answer = target_answer(prepared_target(firm, everybody, today.target), today)
    higher = tuple(
        replace(one, level=2 * one.level) if one.kind is PromiseKind.MQLS_PER_WEEK else one for one in today.promises
    )
    for plan in (today, replace(today, promises=higher)):
        view = progress_view(firm, plan)
        revenue, won = view.pace(Measure.REVENUE), view.pace(Measure.WON_DEALS)
        assert revenue.projected == pytest.approx(answer.chance.expected, rel=1e-9)
        assert revenue.projected_low == pytest.approx(answer.chance.low, rel=1e-9)
        assert revenue.projected_high == pytest.approx(answer.chance.high, rel=1e-9)
        assert revenue.chance == answer.chance.chance
        assert won.projected == pytest.approx(answer.sources["deals"].sum(), rel=1e-9)
        assert won.projected_low <= won.projected <= won.projected_high


def test_a_period_that_is_over_has_no_outlook(firm: Store) -> None:
    last = require_days(firm)[1]
    over = Period(start_on=last - timedelta(days=90), end_on=last)
    found = progress_view(firm, replace(PLAN, target=replace(PLAN.target, period=over))).pace(Measure.REVENUE)
    assert found.rest_days == 0
    assert found.projected == found.actual > 0


def test_a_young_period_shows_weeks_before_it(tiny: Store) -> None:
    last = require_days(tiny)[1]
    young = Period(start_on=last - timedelta(days=3), end_on=last + timedelta(days=60))
    plan = replace(PLAN, target=replace(PLAN.target, period=young))
    weeks = progress_view(tiny, plan).promises[0].weeks
    assert len(weeks) <= SHOWN_WEEKS
    assert weeks["week"].max().date() <= last


def test_misses_tell_how_far_they_are(tiny: Store) -> None:
    told: list[float] = []
    found = progress_misses(tiny, PLAN, on_progress=told.append)
    assert [one.kind for one in found] == [one.kind for one in PLAN.promises]
    assert told == [0.0, pytest.approx(1 / 3), pytest.approx(2 / 3)]
    assert all(one.deals is None for one in found), "three MQLs say nothing about either side"


def test_what_happened_is_on_the_time_line(tiny: Store) -> None:
    before = timeline_state(tiny)
    draft = new_draft(tiny, PLAN, name="Q1", actor="Kim")
    around = Period(start_on=date(2026, 1, 1), end_on=date(2100, 1, 1))
    assert {one.kind for one in progress_timeline(tiny, around)} == {EventKind.IMPORT}, "a draft has not happened"
    once = sign(tiny, draft, Team.MARKETING, by="Anna", role="CMO", actor="Anna")
    sign(tiny, once, Team.SALES, by="Bert", role="CSO", actor="Bert")
    effect = ExpectedEffect(measure=Measure.LEADS, change=3)
    decision = Decision(
        title="Mehr Messen", action=Action.SCALE, owner="Kim", effect=effect,
        takes_effect_on=date(2026, 2, 1), check_on=date(2026, 5, 1),
    )  # fmt: skip
    decide(tiny, decision)
    events = progress_timeline(tiny, around)
    assert [one.on for one in events] == sorted((one.on for one in events), reverse=True)
    signed = next(one for one in events if one.kind is EventKind.SIGNED)
    assert (signed.name, signed.who) == ("Q1", "Anna, Bert")
    assert next(one for one in events if one.kind is EventKind.DECISION).on == date(2026, 2, 1)
    assert timeline_state(tiny) != before


def test_an_empty_workspace_is_told(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        progress_view(store, PLAN)
