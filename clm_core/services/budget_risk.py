"""How much a plan hangs on each curve: what it gives away if a channel brings less or more than believed."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.plan_risk import wrong_curves
from clm_core.budget_plan import BudgetQuestion
from clm_core.services.budget_base import PlanBase
from clm_core.services.budget_words import channel_name, outcome_amount
from clm_core.texts import Texts, formats

__all__ = ["at_risk", "plan_risk", "risk_in_words"]

_NEXT_TO_NOTHING = 0.001
"""Giving away less than this share of the outcome is not worth a row."""


def plan_risk(
    base: PlanBase,
    asked: tuple[BudgetQuestion, tuple[float, ...]],
    *,
    on_progress: Callable[[float], None] | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> pd.DataFrame:
    """WRONG_CURVES of a question and the amounts planned for it, two rows a channel; stopped early the rows so far.

    Raises ClmError where the question's limits do not allow the sum of these amounts.
    """
    question, amounts = asked
    return wrong_curves(base.returns, question, np.array(amounts), on_progress=on_progress, is_stopped=is_stopped)


def at_risk(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of WRONG_CURVES in which the plan gives away more than next to nothing, the most first."""
    counts = rows[rows["loss"] > _NEXT_TO_NOTHING * rows["outcome"]]
    return counts.sort_values("loss", ascending=False, kind="stable").reset_index(drop=True)


def risk_in_words(base: PlanBase, rows: pd.DataFrame, texts: Texts, labels: Mapping[str, str]) -> str:
    """On which curve the plan hangs most, in a sentence; takes all rows of WRONG_CURVES."""
    worst = at_risk(rows).head(1)
    if worst.empty:
        return texts("budget_plan_page.risk.holds")
    row = worst.iloc[0]
    return texts(
        f"budget_plan_page.risk.{'higher' if row['is_higher'] else 'lower'}",
        channel=channel_name(row["channel"], texts, labels),
        factor=formats.share(abs(row["factor"] - 1), texts.language, decimals=0),
        loss=outcome_amount(row["loss"], base, texts),
        share=formats.share(row["loss"] / row["outcome"], texts.language),
        amount=formats.short_money(row["amount"], base.currency, texts.language),
    )
