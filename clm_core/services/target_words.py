"""The answer of a target plan in sentences: the chance, marketing's gap, the milestone, the pipeline, the budget."""

from math import isfinite

from clm_core.services.target_budget import NeededBudget
from clm_core.services.target_plan import PreparedTarget, TargetAnswer
from clm_core.texts import Texts, formats

__all__ = [
    "budget_sentence",
    "chance_words",
    "coverage_sentence",
    "gap_sentence",
    "headline",
    "headline_note",
    "target_sentences",
]

_SURE = 0.99


def target_sentences(prepared: PreparedTarget, found: TargetAnswer, texts: Texts) -> list[str]:
    """What a meeting has to know, most important first."""
    return [
        headline(prepared, found, texts),
        headline_note(prepared, found, texts),
        gap_sentence(prepared, found, texts),
        *_milestone(found, texts),
        coverage_sentence(found, texts),
    ]


def chance_words(chance: float, texts: Texts) -> str:
    """47 %, but neither certainty nor impossibility: draws cannot give them."""
    if chance > _SURE:
        return texts("targets_page.chance_over", share=formats.share(_SURE, texts.language, decimals=0))
    if chance < 1 - _SURE:
        return texts("targets_page.chance_under", share=formats.share(1 - _SURE, texts.language, decimals=0))
    return formats.share(chance, texts.language, decimals=0)


def headline(prepared: PreparedTarget, found: TargetAnswer, texts: Texts) -> str:
    """The chance of the target under the plan's promises, and what is expected."""
    target = found.plan.target
    return texts(
        "targets_page.headline",
        chance=chance_words(found.chance.chance, texts),
        target=formats.short_money(target.revenue, prepared.currency, texts.language),
        end=formats.day(target.period.end_on, texts.language),
        expected=formats.short_money(found.chance.expected, prepared.currency, texts.language),
    )


def headline_note(prepared: PreparedTarget, found: TargetAnswer, texts: Texts) -> str:
    """The range of the outcome, and how exactly the chance is computed."""
    chance, language = found.chance, texts.language
    return texts(
        "targets_page.headline_note",
        low=formats.short_money(chance.low, prepared.currency, language),
        high=formats.short_money(chance.high, prepared.currency, language),
        draws=formats.number(chance.draws, language),
        error=formats.number(100 * 1.645 * chance.chance_error, language, decimals=1),
        as_of=formats.day(prepared.base.as_of, language),
    )


def gap_sentence(prepared: PreparedTarget, found: TargetAnswer, texts: Texts) -> str:
    """What marketing's part lacks, and whether volume closes it."""
    gap, language = found.gap, texts.language
    if gap.gap <= 0:
        return texts("targets_page.no_gap", over=formats.short_money(-gap.gap, prepared.currency, language))
    values = {
        "gap": formats.short_money(gap.gap, prepared.currency, language),
        "today": formats.number(gap.today_mqls_per_week, language),
        "needed": formats.number(gap.needed_mqls_per_week, language),
    }
    if gap.volume_until is None:
        return texts("targets_page.gap_beyond_volume", **values)
    return texts("targets_page.gap", until=formats.day(gap.volume_until, language), **values)


def _milestone(found: TargetAnswer, texts: Texts) -> list[str]:
    gap = found.gap
    if gap.volume_until is None or gap.needed_new_deals <= 0:
        return []
    on = formats.day(gap.milestone_on, texts.language)
    return [texts("targets_page.milestone", count=gap.milestone_count, of=gap.milestone_of, on=on)]


def coverage_sentence(found: TargetAnswer, texts: Texts) -> str:
    """How far open deals cover what is still to be won."""
    coverage, language = found.coverage, texts.language
    if not isfinite(coverage.now):
        return texts("targets_page.coverage_reached")
    key = "coverage_text" if isfinite(coverage.needed) else "coverage_never"
    values = {
        "now": formats.number(coverage.now, language, decimals=1),
        "needed": formats.number(coverage.needed, language, decimals=1),
        "chance": formats.share(coverage.wanted_chance, language, decimals=0),
    }
    return texts(f"targets_page.{key}", **values)


def budget_sentence(needed: NeededBudget | None, texts: Texts) -> str:
    """What the MQLs that the rest of the target needs ask of the budget."""
    language = texts.language
    if needed is None:
        return texts("target_plan.budget.too_late")
    currency = needed.base.currency
    values = {
        "count": needed.weeks,
        "wanted": formats.number(needed.mqls_wanted, language),
        "usual": formats.number(needed.mqls_today, language),
        "today": formats.short_money(needed.base.budget_today, currency, language),
    }
    if needed.budget is None:
        reachable = formats.number(needed.mqls_reachable, language)
        return texts("target_plan.budget.unreachable", reachable=reachable, **values)
    return texts("target_plan.budget.needed", budget=formats.short_money(needed.budget, currency, language), **values)
