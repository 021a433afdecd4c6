"""A plan to write workbooks of: curves of all shapes, one channel with a name that would be a formula."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.curve_table import curve_table
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.budget_columns import BUDGET_ROWS
from clm_core.columns import typed_frame
from clm_core.exports.budget_workbook import LivePlan
from clm_core.exports.tables import TableSheet
from clm_core.response_curves import ResponseOutcome
from tests.analysis.budget_plan.test_curve_table import LARGEST, random_returns

NAMES = ("Paid Search", "=Messe; Köln", "Display", "E-Mail", "Paid Social")
TODAY = (50_000.0, 120_000.0, 0.0, 900.5, 30_000.0)
PLANNED = (80_000.0, 60_000.0, 10_000.0, 0.0, 50_900.5)
FACTORS = pd.DataFrame(
    {"leads": 1.0, "mqls": [0.2, 0.3, 0.1, 0.2, 0.2], "sqls": [0.1, 0.2, 0.05, 0.1, 0.1], "won_deals": 0.03,
     "revenue": [1000.5, 2000.0, 300.0, 900.0, 800.0], "margin": float("nan")},
    index=list("abcde"),
)  # fmt: skip


def budget_rows(returns: PlanReturns, amounts: Sequence[float]) -> pd.DataFrame:
    today, planned = np.array(TODAY), np.array(amounts)
    rows = {
        "channel": returns.channels, "today": today, "amount": planned, "change": planned - today,
        "minimum": [0.0, 1_000.0, 0.0, 0.0, 0.0], "maximum": [np.inf, 110_000.0, 10_000.0, np.inf, 90_000.0],
        "outcome_today": returns.outcomes(today), "outcome": returns.outcomes(planned),
        "marginal_return_today": returns.marginals(today), "marginal_return": returns.marginals(planned),
        "binding": "nothing", "is_extrapolated": False,
    }  # fmt: skip
    return typed_frame(pd.DataFrame(rows), BUDGET_ROWS)


def live_plan(amounts: Sequence[float] = PLANNED, seed: int = 2) -> tuple[LivePlan, PlanReturns]:
    returns = random_returns(seed)
    table = curve_table(returns.channels, returns.outcomes, LARGEST)
    live = LivePlan(
        title="Budgetplan", plan=budget_rows(returns, amounts), names=NAMES, table=table.rows, step=table.step,
        row_count=table.row_count, factors=FACTORS, observed=(70_000.0, 130_000.0, np.inf, 2_000.0, 60_000.0),
        outcome_of=ResponseOutcome.LEADS, budget=200_900.5, currency="EUR",
        facts=(("Mehrertrag beim Export", "12 (8–20 in 90 %)"),),
    )  # fmt: skip
    return live, returns


def assumptions() -> TableSheet:
    return TableSheet(title="Annahmen", frame=pd.DataFrame({"Was": ["Datenstand"], "Wert": ["7"]}))
