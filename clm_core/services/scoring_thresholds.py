"""Where to cut: both thresholds and the grid for a model, with what a worked lead costs and brings in this company."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.days import start_of_day
from clm_core.analysis.scoring.grade_cells import GradeCells, grade_cells
from clm_core.analysis.scoring.lead_weeks import lead_weeks
from clm_core.analysis.scoring.score_chance import ScoreChance, worked_chance
from clm_core.analysis.scoring.thresholds import ThresholdPair, ThresholdPlan, threshold_pair
from clm_core.handover import HandoverPolicy
from clm_core.records import DealOutcome
from clm_core.scoring_model import LeadOutcome, ScoringModel
from clm_core.scoring_terms import CutReason, CutRecommendation, ThresholdTerms
from clm_core.services.data import loop_data, settings
from clm_core.services.scoring import scoring_base
from clm_core.store.workspaces import Store

__all__ = [
    "ConversionWorth",
    "CutReason",
    "CutRecommendation",
    "GradeCells",
    "ThresholdPlan",
    "ThresholdTerms",
    "ThresholdView",
    "conversion_worth",
    "threshold_terms",
    "threshold_view",
]

SQL_EFFORT = 3.0
"""How many times the effort of a first call an SQL takes, to begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionWorth:
    """What a converted lead is worth: what a won lead brought on average × how many of those who convert are won.

    One number for the whole company, because a threshold is one for all leads. What a single lead is worth, by its
    chance and the size of its company, is analysis.lead_worth: the order of the lead list.

    ``margin_share`` is the workspace's setting, else what the won deals say; None where neither is known.
    """

    deal_value: float
    won_leads: int
    won_share: float
    converted: int
    margin_share: float | None

    @property
    def value_per_conversion(self) -> float:
        """Revenue to expect of a lead that converts."""
        return self.deal_value * self.won_share


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThresholdView:
    """The plans of both thresholds and the grid; ``chance`` was calibrated on the leads that sales worked."""

    thresholds: ThresholdPair
    grid: GradeCells
    chance: ScoreChance
    weeks: int


def conversion_worth(store: Store, outcome: LeadOutcome) -> ConversionWorth:
    """What a lead that becomes this is worth; a deal with several contacts counts in equal shares.

    Amounts are NaN where nothing was won yet.

    Raises ClmError in an empty workspace.
    """
    won = scoring_base(store, LeadOutcome.WON).outcomes
    revenue = won.loc[won["revenue"] > 0, "revenue"]
    share, converted = _won_share(store, outcome)
    return ConversionWorth(
        deal_value=float(revenue.mean()) if len(revenue) else float("nan"),
        won_leads=len(revenue),
        won_share=share,
        converted=converted,
        margin_share=_margin_share(store),
    )


def _won_share(store: Store, outcome: LeadOutcome) -> tuple[float, int]:
    """Of the leads that converted and are old enough to be won: the share that was."""
    if outcome is LeadOutcome.WON:
        return 1.0, 0
    won = scoring_base(store, LeadOutcome.WON).outcomes.set_index("contact_key")
    reached = scoring_base(store, outcome).outcomes.set_index("contact_key")["is_converted"]
    old = won[won["is_mature"] & reached.reindex(won.index, fill_value=False)]
    return (float(old["is_converted"].mean()) if len(old) else float("nan")), len(old)


def _margin_share(store: Store) -> float | None:
    set_share = settings(store).margin_share
    if set_share is not None:
        return set_share
    deals = loop_data(store).deals
    is_known = (deals["outcome"] == DealOutcome.WON.value) & deals["margin"].notna() & (deals["amount"] > 0)
    known = deals[is_known]
    share = float(known["margin"].sum() / known["amount"].sum()) if len(known) else 0.0
    return min(share, 1.0) if share > 0 else None


def threshold_terms(worth: ConversionWorth, policy: HandoverPolicy, *, effort: float = 1.0) -> ThresholdTerms:
    """The terms to begin with: the policy's cost and capacity, a lead taking ``effort`` times the policy's hours.

    Without a known margin revenue counts whole. Raises ClmError where nothing was won yet.
    """
    return ThresholdTerms(
        deal_value=float(np.nan_to_num(worth.value_per_conversion)),
        margin_share=1.0 if worth.margin_share is None else worth.margin_share,
        cost_per_lead=policy.cost_per_lead * effort,
        leads_per_week=policy.leads_per_week / effort,
    )


def threshold_view(
    store: Store, model: ScoringModel, outcome: LeadOutcome, mql_terms: ThresholdTerms, sql_terms: ThresholdTerms
) -> ThresholdView:
    """Every cut for both thresholds and every cell of the grid, with the recommended ones and why.

    A lead's chance is what leads of its score did that sales worked: the threshold decides whom sales works.
    Raises ClmError where nothing can be learned (no conversions, all scores equal) or no full week has passed.
    """
    base = scoring_base(store, outcome)
    found, rows = base.scores(model), base.outcomes
    is_known = (rows["is_mature"] & rows["is_handed_over"]).to_numpy(dtype=bool)
    chance = worked_chance(found.total, rows)
    until = start_of_day(pd.Series([pd.Timestamp(base.as_of) + pd.Timedelta(days=1)]), settings(store).reporting_zone)
    weeks = lead_weeks(rows["judged_at"], until.iloc[0])
    pair = threshold_pair(
        found.total,
        chance.at(found.total),
        weeks,
        mql_terms=mql_terms,
        sql_terms=sql_terms,
        present_mql=model.mql_points,
        present_sql=model.sql_points,
    )
    worked = rows.assign(is_mature=is_known)
    grid = grade_cells(found.cells.astype(np.int64), worked, weeks, mql_terms)
    return ThresholdView(thresholds=pair, grid=grid, chance=chance, weeks=weeks.count)
