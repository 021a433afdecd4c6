"""What is being planned: terms, question, limits and one's own amounts, kept for the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from clm_core.budget_plan import (
    BudgetForMarginalReturn,
    BudgetForTarget,
    BudgetGoal,
    ChannelLimit,
    FixedBudget,
    GroupLimit,
)
from clm_core.budget_scenario import BudgetScenario
from clm_core.response_curves import MONEY_OUTCOMES, PeriodLength, ResponseOutcome
from clm_core.services.budget_plan import (
    BudgetAnswer,
    BudgetQuestion,
    PlanBase,
    PlanTerms,
    Split,
    best_plan,
    first_limits,
    known_outcomes,
    own_split,
    plan_base,
    question_of,
    scenario_of,
)
from clm_core.services.export import own_labels
from pages.plan import budget_plan_curves
from pages.shared import inputs, session

GOALS = ("budget", "target", "least_return")
LENGTHS = tuple(str(one) for one in PeriodLength)
PERIODS = {PeriodLength.WEEK: Decimal(13), PeriodLength.MONTH: Decimal(3)}
"""How long a plan is until somebody says otherwise."""
MOST_PERIODS = {PeriodLength.WEEK: Decimal(104), PeriodLength.MONTH: Decimal(24)}
PER_MONEY = 1_000.0
"""Counts are said for so much money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet:
    """All limits as they were applied, and as they were typed, by channel or group and column."""

    limits: tuple[ChannelLimit, ...] = ()
    groups: tuple[GroupLimit, ...] = ()
    sqls: float | None = None
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    typed_groups: tuple[tuple[str, str, str], ...] = ()


def outcomes() -> list[str]:
    """What can be planned for with these data, what matters most first."""
    return [str(one) for one in session.computed(known_outcomes)]


def length() -> PeriodLength:
    """Whether the plan is made by weeks or by months."""
    return PeriodLength(inputs.switched(LENGTHS, LENGTH_NAME))


LENGTH_NAME = "plan_length"
"""In a link; the page Response curves has a ``length`` of its own."""


def periods_name(of: PeriodLength) -> str:
    """What the number of periods is called in a link: weeks, months."""
    return f"{of}s"


def terms() -> PlanTerms:
    """What the inputs say, wherever on the page they stand."""
    of = length()
    periods = int(inputs.number(periods_name(of), PERIODS[of], minimum=Decimal(1), maximum=MOST_PERIODS[of]))
    outcome = ResponseOutcome(inputs.switched(outcomes(), "plan_for"))
    return PlanTerms(outcome=outcome, length=of, periods=periods, curve_set=budget_plan_curves.chosen(of))


def base() -> PlanBase:
    """What the plan stands on; raises ClmError where the data carry none."""
    return session.computed(plan_base, session.selection(), terms())


def goal(base_now: PlanBase) -> BudgetGoal:
    """The question's goal; until something is typed today's budget is placed anew."""
    kind = inputs.switched(GOALS, "goal")
    value = float(inputs.number(goal_name(kind, base_now), first_goal(kind, base_now)))
    if kind == "budget":
        return FixedBudget(amount=value)
    if kind == "target":
        return BudgetForTarget(outcome=value)
    is_money = base_now.terms.outcome in MONEY_OUTCOMES
    return BudgetForMarginalReturn(least_return=value if is_money else value / PER_MONEY)


def goal_name(kind: str, base_now: PlanBase) -> str:
    """What a goal's number is called in a link: a budget of 13 weeks is none of 26, and none of 13 months."""
    now = base_now.terms
    span = f"{now.periods}" if now.length is PeriodLength.WEEK else f"{now.periods}-{now.length}"
    return f"budget-{span}" if kind == "budget" else f"{kind}-{now.outcome}-{span}"


def first_goal(kind: str, base_now: PlanBase) -> Decimal:
    """The number to begin with: today's budget, a tenth more outcome than today, what money brings back."""
    if kind == "budget":
        return Decimal(round(base_now.budget_today))
    if kind == "target":
        return Decimal(round(1.1 * float(base_now.returns.outcomes(base_now.today).sum())))
    return Decimal(1)


def limit_set(base_now: PlanBase) -> LimitSet:
    """The limits that hold; to begin with a little around today's amounts."""
    kept: LimitSet | None = session.kept(_name("limits", base_now))
    return first_limit_set(base_now) if kept is None else kept


def has_first_limits(base_now: PlanBase) -> bool:
    """Whether nobody has set limits yet."""
    return session.kept(_name("limits", base_now)) is None


def first_limit_set(base_now: PlanBase) -> LimitSet:
    """The limits to begin with: no channel moves by more than a stated share."""
    low, high = (f"{sign}{round(100 * share)} %" for sign, share in (("−", FIRST_SHIFT), ("+", FIRST_SHIFT)))
    typed = {channel: {"minimum": low, "maximum": high} for channel in base_now.channels}
    return LimitSet(limits=first_limits(base_now, FIRST_SHIFT), typed=typed)


FIRST_SHIFT = 0.3
"""A first plan moves a channel by at most so much: curves say little of what was never tried."""


def apply_limits(base_now: PlanBase, limits: LimitSet) -> None:
    """From now on these limits hold; the plan is made anew."""
    session.keep(_name("limits", base_now), limits)
    session.forget(_name("own", base_now))


def locks(base_now: PlanBase) -> dict[str, float]:
    """Channels held at an amount."""
    held: dict[str, float] = session.kept(_name("locks", base_now)) or {}
    return {channel: amount for channel, amount in held.items() if channel in base_now.channels}


def hold(base_now: PlanBase, channel: str, amount: float | None) -> None:
    """Holds a channel at an amount, or lets it go (None)."""
    held = locks(base_now)
    held.pop(channel, None)
    if amount is not None:
        held[channel] = amount
    session.keep(_name("locks", base_now), held)


def question(base_now: PlanBase) -> BudgetQuestion:
    """The question with all limits and locks."""
    given, held, known = limit_set(base_now), locks(base_now), set(base_now.channels)
    limits = [one for one in given.limits if one.channel in known - held.keys()]
    limits += [ChannelLimit(channel=channel, locked_at=amount) for channel, amount in held.items()]
    # Other curves may know other channels than those the limits were set with.
    groups = [replace(one, channels=tuple(each for each in one.channels if each in known)) for one in given.groups]
    groups = [one for one in groups if one.channels]
    return question_of(base_now, goal(base_now), limits=limits, groups=groups, sqls=given.sqls)


def answer(base_now: PlanBase) -> BudgetAnswer:
    """The best plan; raises ClmError for what cannot be."""
    return session.drawn(_answered, base_now, (question(base_now),))


def _answered(base_now: PlanBase, asked: tuple[BudgetQuestion]) -> BudgetAnswer:
    return best_plan(base_now, asked[0])


def own_amounts(base_now: PlanBase) -> dict[str, float] | None:
    """Amounts set by hand, or None while the best plan is shown."""
    kept: dict[str, float] | None = session.kept(_name("own", base_now))
    return None if kept is None else dict(kept)


def set_amounts(base_now: PlanBase, amounts: Mapping[str, float]) -> None:
    """Shows these amounts instead of the best plan's."""
    session.keep(_name("own", base_now), dict(amounts))


def forget_amounts(base_now: PlanBase) -> None:
    """Shows the best plan again."""
    session.forget(_name("own", base_now))


def shown(base_now: PlanBase, found: BudgetAnswer | None) -> Split:
    """The split on the page: one's own, else the best, else today's."""
    own = own_amounts(base_now)
    if own is not None:
        return own_split(base_now, own, None if found is None else found.question)
    return found.best if found is not None else own_split(base_now, {})


def keep_shown(base_now: PlanBase, plan: Split) -> None:
    """Remembers the split for other pages of this session."""
    name = f"budget_shown_{session.workspace().slug}"
    session.keep(name, scenario_of(base_now, "session", plan.amounts, None))


def last_shown() -> BudgetScenario | None:
    """The split that the page Budget plan showed last in this session."""
    shown: BudgetScenario | None = session.kept(f"budget_shown_{session.workspace().slug}")
    return shown


def labels() -> dict[str, str]:
    """Names of the user's own channels."""
    return session.computed(own_labels)


def _name(part: str, base_now: PlanBase) -> str:
    now = base_now.terms
    return f"budget_{part}_{session.workspace().slug}_{now.outcome}_{now.length}_{now.periods}"
