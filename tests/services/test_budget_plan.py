"""The budget plan as pages and the command get it: best, own, compared, saved, out as a workbook and back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from clm_core.budget_plan import BudgetForTarget, ChannelLimit, FixedBudget, ScenarioOrigin
from clm_core.budget_scenario import CurveSet
from clm_core.errors import ClmError
from clm_core.records import MICROS, RecordType
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.selection import Period, Selection
from clm_core.services.budget_limits import read_groups, read_limits
from clm_core.services.budget_plan import (
    PREVIEW_CURVES,
    PlanBase,
    PlanTerms,
    amounts_of,
    best_plan,
    compared,
    curve_choices,
    first_limits,
    known_outcomes,
    newest_curves,
    own_split,
    plan_base,
    question_of,
    scenario_of,
    scenarios_of,
    spend_a_period,
    split_today,
)
from clm_core.services.budget_scenarios import keep_curves, read_scenarios, save_new_scenario
from clm_core.services.budget_words import summary, worded
from clm_core.services.budget_workbook import plan_workbook, read_plan_workbook
from clm_core.services.response_curves import spend_today_by_name, spending_channels
from clm_core.services.workspaces import Store, open_workspace
from clm_core.texts import Language, texts_for
from tests.budget_company import WEEKS, make_budget_company
from tests.budget_company import rows as planted_rows

ALL = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 12, 31)))
EARLIER = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 6, 30)))
DE, EN = texts_for(Language.DE), texts_for(Language.EN)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home: Path = tmp_path_factory.mktemp("budget")
    store = open_workspace(home, make_budget_company(home))
    yield store
    store.close()


@pytest.fixture(scope="module")
def base(firm: Store) -> PlanBase:
    return plan_base(firm, ALL, PlanTerms(outcome=ResponseOutcome.LEADS, periods=10))


def test_the_base_says_what_is_planned_for_and_what_today_is(firm: Store, base: PlanBase) -> None:
    assert known_outcomes(firm) == (
        ResponseOutcome.REVENUE, ResponseOutcome.LEADS, ResponseOutcome.SQLS, ResponseOutcome.WON_DEALS,
    )  # fmt: skip
    assert set(base.channels) == {"paid_search", "email", "display"}
    assert (base.today_to - base.today_from).days == 13 * 7 - 1
    search = base.channels.index("paid_search")
    assert base.today[search] == pytest.approx(10 * 1_500, rel=0.35)
    assert base.factors["sqls"].to_numpy() == pytest.approx(0.2, rel=0.15)
    with pytest.raises(ClmError, match="unknown_margin"):
        plan_base(firm, ALL, PlanTerms(outcome=ResponseOutcome.MARGIN))


@pytest.mark.parametrize("periods", [1, 10, 26])
def test_known_is_the_most_that_was_spent_in_a_plans_length(firm: Store, periods: int) -> None:
    known = plan_base(firm, ALL, PlanTerms(periods=periods))
    spent = planted_rows()[RecordType.SPEND].pivot_table(
        index="day", columns="channel", values="spend_micros", aggfunc="sum"
    )
    weeks = spent[list(known.channels)] / MICROS
    assert known.observed == pytest.approx(weeks.rolling(periods).sum().max().to_numpy())
    assert (known.observed <= weeks.max().to_numpy() * periods + 1e-6).all()


def test_a_plan_longer_than_the_data_is_measured_by_their_mean(firm: Store) -> None:
    known = plan_base(firm, ALL, PlanTerms(periods=3 * WEEKS))
    spent = planted_rows()[RecordType.SPEND].groupby("channel")["spend_micros"].sum() / MICROS
    assert known.observed == pytest.approx(3 * spent[list(known.channels)].to_numpy())
    beyond = own_split(known, {"email": 2 * float(known.observed[known.channels.index("email")])})
    assert beyond.rows.set_index("channel")["is_extrapolated"].to_dict() == {
        one: one == "email" for one in known.channels
    }


def test_the_best_plan_places_the_budget_and_beats_every_other_split(base: PlanBase) -> None:
    found = best_plan(base, question_of(base))
    assert found.best.spend == pytest.approx(base.budget_today)
    assert found.best.split.gain > 0
    assert found.best.rows["outcome"].sum() == pytest.approx(found.best.split.outcome)
    for other in scenarios_of(found):
        assert base.returns.outcomes(other.amounts).sum() <= found.best.split.outcome * (1 + 1e-9)
    email = base.channels.index("email")
    assert found.best.amounts[email] > base.today[email], "e-mail was planted cheap and far from full"


def test_first_limits_hold_and_locks_stay(base: PlanBase) -> None:
    limits = first_limits(base, 0.3)
    held = [one for one in limits if one.channel != "display"]
    locked = best_plan(base, question_of(base, limits=[*held, ChannelLimit(channel="display", locked_at=777.0)]))
    amounts = dict(zip(base.channels, locked.best.amounts, strict=True))
    assert amounts["display"] == 777.0
    today = dict(zip(base.channels, base.today, strict=True))
    for channel in ("paid_search", "email"):
        assert 0.7 * today[channel] - 1e-6 <= amounts[channel] <= 1.3 * today[channel] + 1e-6


def test_the_summary_names_money_shift_and_chance_in_both_languages(base: PlanBase) -> None:
    plan = best_plan(base, question_of(base)).best
    german, english = summary(base, plan, DE, {}), summary(base, plan, EN, {})
    assert "über 10 Wochen" in german
    assert "E-Mail" in german
    assert "over 10 weeks" in english
    assert "90% range" in english
    same = summary(base, own_split(base, {}), EN, {})
    assert "as much as with today's split" in same


def test_an_impossible_question_is_explained_with_amounts_in_words(base: PlanBase) -> None:
    asked = question_of(base, FixedBudget(amount=1_000.0), limits=[ChannelLimit(channel="email", minimum=1_500.0)])
    with pytest.raises(ClmError) as caught:
        best_plan(base, asked)
    said = DE.error(worded(caught.value, base, DE, {}))
    assert "1.500" in said
    assert "500\u00a0€" in said
    target = question_of(base, BudgetForTarget(outcome=1e6), limits=first_limits(base, 0.3))
    with pytest.raises(ClmError) as caught:
        best_plan(base, target)
    assert "1.000.000" in DE.error(worded(caught.value, base, DE, {}))


def test_scenarios_are_compared_with_the_same_curves(base: PlanBase) -> None:
    best = best_plan(base, question_of(base))
    rows, amounts = compared(base, scenarios_of(best, 10))
    at = rows.set_index("scenario")
    assert at.loc[ScenarioOrigin.TODAY, "gain"] == 0
    assert at.loc[ScenarioOrigin.TODAY, "better_chance"] == 0.5
    assert at["spend"].to_numpy() == pytest.approx(base.budget_today)
    assert at.loc["optimised", "sqls"] == pytest.approx(
        float((best.best.rows["outcome"].to_numpy() * base.factors["sqls"].to_numpy()).sum())
    )
    assert at.loc["equal", "roi"] == pytest.approx(at.loc["equal", "revenue"] / base.budget_today - 1)
    assert (at["worst_mean"] <= at["outcome"] + 1e-9).all()
    assert at.loc[ScenarioOrigin.SAFEST, "worst_mean"] >= at.loc[ScenarioOrigin.OPTIMISED, "worst_mean"]
    assert amounts.groupby("scenario")["amount"].sum().to_numpy() == pytest.approx(base.budget_today)


def test_equal_parts_are_equal_beside_what_is_locked(base: PlanBase) -> None:
    email = base.channels.index("email")
    locked = best_plan(base, question_of(base, limits=[ChannelLimit(channel="email", locked_at=3_000.0)]))
    amounts = {one.scenario: one.amounts for one in scenarios_of(locked)}["equal"]
    assert amounts[email] == pytest.approx(3_000)
    others = np.delete(amounts, email)
    assert others == pytest.approx((base.budget_today - 3_000) / 2)


def test_a_saved_scenario_comes_back_also_for_another_length(firm: Store, base: PlanBase) -> None:
    plan = own_split(base, {"email": 5_000.0})
    save_new_scenario(firm, scenario_of(base, "Mehr E-Mail", plan.amounts, question_of(base)))
    (saved,) = read_scenarios(firm)
    assert amounts_of(base, saved.scenario) == pytest.approx(plan.amounts)
    longer = plan_base(firm, ALL, PlanTerms(periods=20))
    assert amounts_of(longer, saved.scenario) == pytest.approx(2 * plan.amounts)


def test_a_scenario_spends_the_same_money_a_week_or_a_month(base: PlanBase) -> None:
    scenario = scenario_of(base, "Plan", base.today, None)
    weekly, monthly = (spend_a_period(scenario, one) for one in (PeriodLength.WEEK, PeriodLength.MONTH))
    assert [weekly[one] for one in base.channels] == pytest.approx(base.today / 10)
    assert 12 * monthly["email"] == pytest.approx(365.25 / 7 * weekly["email"])


def test_the_workbook_comes_back_and_problems_are_said_at_once(firm: Store, base: PlanBase) -> None:
    best = best_plan(base, question_of(base))
    chosen = scenarios_of(best)
    content = plan_workbook(firm, ALL, base, best.best, DE, answer=best, scenarios=chosen)
    same = read_plan_workbook(firm, base, "plan.xlsx", content, language=Language.EN)
    assert same.is_whole
    assert same.problems == ()
    assert [same.amounts[one] for one in base.channels] == pytest.approx(best.best.amounts.tolist())
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Budgetplan"]
    sheet["A5"], sheet["C6"] = "Ganz neu", "viel"
    target = BytesIO()
    book.save(target)
    broken = read_plan_workbook(firm, base, "plan.xlsx", target.getvalue(), language=Language.DE)
    reasons = [one.reason.rpartition(".")[2] for one in broken.problems]
    assert sorted(reasons) == ["amount_no_number", "channel_missing", "unknown_channel"]
    assert list(broken.amounts) == [base.channels[2]]
    assert not broken.is_whole
    longer = plan_base(firm, ALL, PlanTerms(outcome=ResponseOutcome.LEADS, periods=20))
    again = read_plan_workbook(firm, longer, "plan.xlsx", content, language=Language.DE)
    assert again.amounts["email"] == pytest.approx(2 * same.amounts["email"])
    (remark,) = again.problems  # the same curves of the same data: nothing but the length
    assert remark.reason == "budget_plan_sheet.problem.other_length"
    assert remark.values == {"then": "10 Wochen", "now": "20 Wochen"}
    fewer = plan_base(firm, EARLIER, PlanTerms(outcome=ResponseOutcome.LEADS, periods=10))
    other = read_plan_workbook(firm, fewer, "plan.xlsx", content, language=Language.DE)
    assert [one.reason.rpartition(".")[2] for one in other.problems] == ["other_data"]


def test_given_curves_are_the_companys_by_key_or_name_in_either_language(firm: Store, base: PlanBase) -> None:
    names = {
        "paid_search": DE("channels.paid_search").upper(),
        "email": f" {EN('channels.email').lower()}",
        "display": "Plakate",
    }
    given = replace(base.curve_set.curves, channels=tuple(names[one] for one in base.channels))
    number = keep_curves(firm, CurveSet(name="Agentur", curves=given)).number
    found = plan_base(firm, ALL, PlanTerms(periods=10, curve_set=number))
    assert found.channels == tuple("Plakate" if one == "display" else one for one in base.channels)
    today = dict(zip(base.channels, base.today, strict=True))
    expected = [0.0 if one == "Plakate" else today[one] for one in found.channels]
    assert found.today == pytest.approx(np.array(expected))
    by_name = spend_today_by_name(firm, ALL, "week", given.channels)
    assert by_name == pytest.approx({names[one]: today[one] / 10 for one in ("paid_search", "email")})
    known = spending_channels(firm, ALL, "week", DE)
    assert set(known) == {DE(f"channels.{one}") for one in base.channels}


def test_a_plan_is_extrapolated_beyond_what_its_curves_know(firm: Store, base: PlanBase) -> None:
    largest = tuple(0.5 * float(one) / 10 for one in base.observed)
    number = keep_curves(firm, replace(base.curve_set, name="Ältere", data_version=0, largest_spend=largest)).number
    older = plan_base(firm, ALL, PlanTerms(periods=10, curve_set=number))
    assert older.observed == pytest.approx(0.5 * base.observed)
    sheet = openpyxl.load_workbook(BytesIO(plan_workbook(firm, ALL, older, split_today(older), DE)))["Budgetplan"]
    headings = [cell.value for cell in sheet[4]]
    column = headings.index("Größter bekannter Betrag") + 1
    assert [sheet.cell(row=5 + place, column=column).value for place in range(3)] == pytest.approx(older.observed)


def test_a_plan_by_months_is_of_monthly_curves_and_its_workbook_comes_back_in_weeks(firm: Store) -> None:
    terms = PlanTerms(outcome=ResponseOutcome.LEADS, length=PeriodLength.MONTH, periods=3)
    months = plan_base(firm, ALL, terms)
    assert months.curve_set.curves.length is PeriodLength.MONTH
    assert months.today_from.day == 1
    weeks = plan_base(firm, ALL, PlanTerms(outcome=ResponseOutcome.LEADS, periods=13))
    assert months.budget_today == pytest.approx(weeks.budget_today, rel=0.1)
    assert months.capacity_sqls == pytest.approx(weeks.capacity_sqls * (3 * 365.25 / 84) / 13)
    best = best_plan(months, question_of(months, limits=first_limits(months, 0.3)))
    assert " über 3 Monate " in summary(months, best.best, DE, {})
    content = plan_workbook(firm, ALL, months, best.best, DE, answer=best)
    same = read_plan_workbook(firm, months, "plan.xlsx", content, language=Language.DE)
    assert same.problems == ()
    assert [same.amounts[one] for one in months.channels] == pytest.approx(best.best.amounts.tolist())
    as_weeks = read_plan_workbook(firm, weeks, "plan.xlsx", content, language=Language.DE)
    assert [one.reason for one in as_weeks.problems] == ["budget_plan_sheet.problem.other_length"]
    assert as_weeks.problems[0].values == {"then": "3 Monate", "now": "13 Wochen"}
    mean_month = 365.25 / 12 / 7
    for channel, amount in same.amounts.items():
        assert as_weeks.amounts[channel] == pytest.approx(amount / (3 * mean_month) * 13)


def test_a_workbook_that_does_not_say_its_length_keeps_its_amounts(firm: Store, base: PlanBase) -> None:
    content = plan_workbook(firm, ALL, base, split_today(base), DE)
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "periods=10" in cell.value:
                    cell.value = cell.value.replace("periods=10", "periods=10.5")
    target = BytesIO()
    book.save(target)
    longer = plan_base(firm, ALL, PlanTerms(outcome=ResponseOutcome.LEADS, periods=20))
    returned = read_plan_workbook(firm, longer, "plan.xlsx", target.getvalue(), language=Language.DE)
    assert [one.reason for one in returned.problems] == ["budget_plan_sheet.problem.unknown_length"]
    assert [returned.amounts[one] for one in base.channels] == pytest.approx(base.today.tolist())


def test_typed_limits_are_amounts_or_changes_against_today(base: PlanBase) -> None:
    today = dict(zip(base.channels, base.today, strict=True))
    typed = {
        "email": {"minimum": "1.000,50 €", "maximum": "+50 %", "group": "Online"},
        "display": {"minimum": "−20 %", "contract": "100", "step": "50", "group": "online"},
        "paid_search": {},
    }
    limits = {one.channel: one for one in read_limits(base, typed, DE, {})}
    assert limits["email"] == ChannelLimit(channel="email", minimum=1000.5, maximum=1.5 * today["email"])
    assert limits["display"].minimum == pytest.approx(0.8 * today["display"])
    assert (limits["display"].contract, limits["display"].step) == (100.0, 50.0)
    assert "paid_search" not in limits
    (group,) = read_groups(base, typed, (("ONLINE", "", "50 %"), ("", "", "")), DE)
    assert set(group.channels) == {"email", "display"}
    assert group.maximum == pytest.approx(0.5 * (today["email"] + today["display"]))
    with pytest.raises(ClmError) as caught:
        read_limits(base, {"email": {"maximum": "viel"}}, DE, {})
    assert "E-Mail, Maximum: „viel“" in DE.error(caught.value)
    with pytest.raises(ClmError, match="lonely_group"):
        read_groups(base, typed, (("Offline", "1", ""),), DE)


def test_capacity_keeps_sqls_within_what_sales_can_work(base: PlanBase) -> None:
    free = best_plan(base, question_of(base))
    sqls = np.array(base.sqls_per_outcome)
    most = 0.9 * float((base.returns.plain().outcomes(free.best.amounts) * sqls).sum())
    kept = best_plan(base, question_of(base, sqls=most))
    assert float((base.returns.plain().outcomes(kept.best.amounts) * sqls).sum()) <= most * (1 + 1e-6)
    assert kept.best.split.outcome < free.best.split.outcome


def test_kept_curves_of_this_data_are_planned_with(firm: Store, base: PlanBase) -> None:
    assert newest_curves(firm, curve_choices(firm, PeriodLength.WEEK)) == PREVIEW_CURVES
    number = keep_curves(firm, base.curve_set).number
    again = plan_base(firm, ALL, PlanTerms(outcome=ResponseOutcome.LEADS, periods=10))
    assert again.curve_number == number
    assert again.returns.outcomes(base.today) == pytest.approx(base.returns.outcomes(base.today))
    preview = plan_base(firm, ALL, PlanTerms(periods=10, curve_set=PREVIEW_CURVES))
    assert preview.curve_number is None


def test_any_kept_curves_can_be_chosen_that_are_of_the_plans_periods(firm: Store, base: PlanBase) -> None:
    twice = replace(base.curve_set.curves, ceiling=2 * base.curve_set.curves.ceiling)
    mine = keep_curves(firm, CurveSet(name="Doppelt", curves=twice)).number
    monthly = keep_curves(firm, CurveSet(name="Monate", curves=replace(twice, length=PeriodLength.MONTH))).number
    kept = curve_choices(firm, PeriodLength.WEEK)
    assert mine in [one.number for one in kept]
    assert monthly not in [one.number for one in kept]
    assert newest_curves(firm, kept) != mine, "given curves belong to no data"
    chosen = plan_base(firm, ALL, PlanTerms(periods=10, curve_set=mine))
    assert chosen.returns.outcomes(base.today) == pytest.approx(2 * base.returns.outcomes(base.today))
    with pytest.raises(ClmError) as caught:
        plan_base(firm, ALL, PlanTerms(periods=10, curve_set=monthly))
    assert "„Monate“ sind Wirkungskurven je Monat" in DE.error(caught.value)


def test_the_share_of_the_worst_cases_is_settable_and_refused_where_it_is_none(base: PlanBase) -> None:
    best = best_plan(base, question_of(base))
    for percent in (5, 50):
        rows, _ = compared(base, scenarios_of(best, percent), worst_share=percent / 100)
        worst = rows.set_index("scenario")["worst_mean"]
        assert worst[ScenarioOrigin.SAFEST] >= worst[ScenarioOrigin.OPTIMISED], f"safest in the worst {percent} %"
    with pytest.raises(ClmError) as caught:
        scenarios_of(best, 80)
    assert "80" in DE.error(caught.value)
