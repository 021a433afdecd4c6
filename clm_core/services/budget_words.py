"""A budget plan in words: one sentence for the management, what an impossible question needs, names and amounts."""

from collections.abc import Mapping

import pandas as pd

from clm_core.errors import ClmError
from clm_core.response_curves import MONEY_OUTCOMES, PeriodLength, ResponseOutcome
from clm_core.services.budget_base import PlanBase, PlanTerms
from clm_core.services.budget_plan import Split
from clm_core.texts import Texts, formats
from clm_core.texts.channels import channel_name

__all__ = [
    "chance",
    "channel_name",
    "horizon",
    "outcome_amount",
    "outcome_word",
    "span",
    "summary",
    "summary_parts",
    "worded",
]

_NAMED = 2
_NOTHING_MOVES = 0.005
"""Shifts of less than this share of the budget are none."""


def summary(base: PlanBase, plan: Split, texts: Texts, labels: Mapping[str, str]) -> str:
    """What the plan does and brings and how sure that is: for a slide, an e-mail."""
    return " ".join(one for one in summary_parts(base, plan, texts, labels) if one)


def summary_parts(base: PlanBase, plan: Split, texts: Texts, labels: Mapping[str, str]) -> tuple[str, str]:
    """What the plan does and brings in one sentence, and how sure that is; the second is empty where nothing moves."""
    language = texts.language
    split = plan.split
    values = {
        "budget": formats.short_money(plan.spend, base.currency, language),
        "horizon": horizon(base, texts),
        "outcome": outcome_amount(split.outcome, base, texts),
        "today": outcome_amount(split.outcome - split.gain, base, texts, is_bare=True),
        "shift": _shift(base, plan.rows, texts, labels),
        "chance": chance(split.better_chance, texts),
    }
    if abs(split.gain) < 1e-9 * max(1.0, abs(split.outcome)):
        return texts("budget_plan_page.summary.same", **values), ""
    kind = "more" if split.gain > 0 else "less"
    before = split.outcome - split.gain
    change = "" if before <= 0 else formats.share(abs(split.gain) / before, language, decimals=0)
    ends = (outcome_amount(end, base, texts, is_bare=True) for end in (split.gain_low, split.gain_high))
    low, high = ends
    said = texts(f"budget_plan_page.summary.{kind}", **values, change=change)
    return said, texts(f"budget_plan_page.summary.{kind}_range", chance=values["chance"], low=low, high=high)


def chance(share: float, texts: Texts) -> str:
    """97 %, but never certainty: draws of a curve cannot give it."""
    sure = 0.99
    if share > sure:
        return texts("budget_plan_page.chance.surely", share=formats.share(sure, texts.language, decimals=0))
    if share < 1 - sure:
        return texts("budget_plan_page.chance.hardly", share=formats.share(1 - sure, texts.language, decimals=0))
    return formats.share(share, texts.language, decimals=0)


def _shift(base: PlanBase, rows: pd.DataFrame, texts: Texts, labels: Mapping[str, str]) -> str:
    """From where to where money moves, by the largest two each; empty where next to nothing does."""
    least = _NOTHING_MOVES * max(float(rows["amount"].sum()), 1.0)
    less = rows[rows["change"] < -least].sort_values("change")
    more = rows[rows["change"] > least].sort_values("change", ascending=False)

    def names(part: pd.DataFrame) -> str:
        shown = [channel_name(key, texts, labels) for key in part["channel"].head(_NAMED)]
        return (
            shown[0] if len(shown) < _NAMED else texts("budget_plan_page.summary.pair", first=shown[0], second=shown[1])
        )

    if less.empty and more.empty:
        return texts("budget_plan_page.summary.no_shift")
    if less.empty or more.empty:
        part, key = (more, "only_more") if less.empty else (less, "only_less")
        money = formats.short_money(float(part["change"].abs().sum()), base.currency, texts.language)
        return texts(f"budget_plan_page.summary.{key}", money=money, channels=names(part))
    money = formats.short_money(
        float(min(less["change"].abs().sum(), more["change"].sum())), base.currency, texts.language
    )
    return texts("budget_plan_page.summary.shift", money=money, less=names(less), more=names(more))


def horizon(base: PlanBase, texts: Texts) -> str:
    """13 weeks, 6 months: how long the plan is."""
    return span(base.terms, texts)


def span(terms: PlanTerms, texts: Texts) -> str:
    """13 weeks, 6 months."""
    unit = "weeks" if terms.length is PeriodLength.WEEK else "months"
    return texts(f"budget_plan_page.{unit}", count=terms.periods)


def outcome_amount(value: float, base: PlanBase, texts: Texts, *, is_bare: bool = False) -> str:
    """1.234 Leads, 1,2 Mio. € Umsatz; ``is_bare``: without what it is."""
    outcome = base.terms.outcome
    if outcome in MONEY_OUTCOMES:
        number = formats.short_money(value, base.currency, texts.language)
    else:
        number = formats.number(value, texts.language, decimals=0 if abs(value) >= _WHOLE_FROM else 1)
    return number if is_bare else f"{number} {texts(f'budget_plan_page.counted.{outcome}')}"


_WHOLE_FROM = 30


def worded(problem: ClmError, base: PlanBase, texts: Texts, labels: Mapping[str, str]) -> ClmError:
    """The same problem with its numbers as text and its channels by name, as a sentence needs them."""
    is_money = base.terms.outcome in MONEY_OUTCOMES
    values: dict[str, object] = {}
    for name, value in problem.values.items():
        if isinstance(value, float):
            is_count = _counts(problem.key, name, is_money=is_money)
            values[name] = (
                formats.few(value, texts.language) if is_count else formats.money(value, base.currency, texts.language)
            )
        elif name in ("channel", "channels", "known") and isinstance(value, str):
            values[name] = ", ".join(channel_name(one.strip(), texts, labels) for one in value.split(","))
        else:
            values[name] = value
    return ClmError(problem.key, **values)


def _counts(key: str, name: str, *, is_money: bool) -> bool:
    """Whether a number of an error is a count instead of money."""
    if key == "budget_plan.capacity_below_minimums":
        return True
    return key == "budget_plan.target_unreachable" and not is_money


def outcome_word(outcome: ResponseOutcome, texts: Texts) -> str:
    """What an outcome is called."""
    return texts(f"budget_plan_sheet.outcome.{outcome}")
