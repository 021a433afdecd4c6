"""The recommended threshold and the recommended cells of the grid in words: what to hand over, and why."""

from dataclasses import dataclass

import pandas as pd

from clm_core.scoring_terms import Cut, CutReason, CutRecommendation, ThresholdTerms
from clm_core.texts import Texts, formats

__all__ = ["RecommendationWords", "cells_sentence", "recommendation_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationWords:
    """What to do in one line, and why in one to three sentences."""

    headline: str
    why: str


def recommendation_words(recommendation: CutRecommendation, texts: Texts, currency: str) -> RecommendationWords:
    """The recommended cut and why; or why there is none, and what would make one feasible."""
    terms, found, language = recommendation.terms, recommendation.recommended, texts.language
    values: dict[str, object] = {
        "capacity": formats.few(terms.leads_per_week, language),
        "break_even": formats.share(terms.break_even_rate, language),
        "cost": formats.short_money(terms.cost_per_lead, currency, language),
    }
    if found is not None:
        values |= _cut_values(found, recommendation, texts, currency)
    if recommendation.next_lower is not None:
        values["next_rate"] = formats.share(recommendation.next_lower.marginal_rate, language)
        values["extra"] = formats.short_money(recommendation.extra_lead_profit, currency, language)
    if recommendation.reason is CutReason.NO_CAPACITY:
        values["needed"] = formats.few(recommendation.needed_leads_per_week, language)
    if recommendation.reason is CutReason.NOT_WORTH_IT:
        values["paying_cost"] = formats.short_money(recommendation.paying_cost_per_lead, currency, language)
        values["paying_value"] = formats.short_money(recommendation.paying_deal_value, currency, language)
    return RecommendationWords(
        headline=texts(f"scoring_threshold.headline.{recommendation.reason}", **values),
        why=texts(f"scoring_threshold.why.{recommendation.reason}", **values),
    )


def _cut_values(found: Cut, recommendation: CutRecommendation, texts: Texts, currency: str) -> dict[str, object]:
    language = texts.language
    return {
        "score": formats.points(found.score, language),
        "leads": formats.few(found.leads_per_week, language),
        "rate": formats.share(found.precision, language),
        "interval": formats.interval(found.precision_low, found.precision_high, language),
        "earnings": _earnings(found.profit_per_week, recommendation.terms, texts, currency),
        "full_weeks": formats.share(recommendation.full_weeks_share, language, decimals=0),
    }


def _earnings(amount: float, terms: ThresholdTerms, texts: Texts, currency: str) -> str:
    """The amount as what it is: a profit only where a margin is known."""
    kind = "profit" if terms.is_margin_known else "revenue"
    return texts(f"scoring_threshold.earnings.{kind}", amount=formats.short_money(amount, currency, texts.language))


def cells_sentence(cells: pd.DataFrame, reason: CutReason, terms: ThresholdTerms, texts: Texts, currency: str) -> str:
    """Which cells of the grid to hand over and why (scoring_columns.GRADE_CELL_RESULTS with its reason)."""
    language = texts.language
    chosen = cells[cells["is_recommended"]]
    filled = cells[cells["leads_per_week"] > 0]
    fitting = filled.loc[filled["profit_per_lead"] > 0, "leads_per_week"]
    return texts(
        f"scoring_threshold.cells.{reason}",
        cells=", ".join(chosen["cell"]),
        leads=formats.few(float(chosen["leads_per_week"].sum()), language),
        earnings=_earnings(float((chosen["leads_per_week"] * chosen["profit_per_lead"]).sum()), terms, texts, currency),
        capacity=formats.few(terms.leads_per_week, language),
        break_even=formats.share(terms.break_even_rate, language),
        cost=formats.short_money(terms.cost_per_lead, currency, language),
        # What a lead of the best cell earns before its call is what its call may cost.
        paying_cost=formats.short_money(
            float(filled["profit_per_lead"].max()) + terms.cost_per_lead, currency, language
        ),
        needed=formats.few(float(fitting.min()), language),
    )
