"""The ratios of cost and return from the ledger's sums, each KPI by its one definition in kpis.py."""

from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core import kpis
from clm_core.analysis.ledger import Ledger


class RoiBasis(StrEnum):
    """What counts as earned: margin where it is known for every deal, revenue otherwise.

    Lifetime value is the revenue of a customer's first won deal and of all later ones, credited to what won the
    first; only cohorts have it (roi_maturity.py), not the deals that happened to close in a period.
    """

    REVENUE = "revenue"
    MARGIN = "margin"
    LIFETIME_VALUE = "lifetime_value"


def earned_basis(book: Ledger) -> RoiBasis:
    """Margin if every won deal that has an amount has a margin too."""
    sums = book.sums().iloc[0]
    is_known = sums["won_deals"] > 0 and sums["deals_without_margin"] == 0 and book.won["earned_margin"].notna().any()
    return RoiBasis.MARGIN if is_known else RoiBasis.REVENUE


def earned_amounts(won: pd.DataFrame, basis: RoiBasis) -> pd.Series:
    """What each won deal earned; one without an amount earned nothing that we know of."""
    earned: pd.Series = (won["earned_margin"] if basis is RoiBasis.MARGIN else won["amount"]).fillna(0.0)
    return earned


def with_ratios(sums: pd.DataFrame, basis: RoiBasis, *, has_spend: bool = True) -> pd.DataFrame:
    """The sums with ROI, ROAS and costs per lead, MQL and customer; spend is missing where it cannot be split."""
    rows = sums.copy()
    if not has_spend:
        rows["spend"] = np.nan
    rows["margin"] = rows["margin"].where(rows["deals_without_margin"] == 0)
    rows["roi"] = kpis.roi(rows[basis.value], rows["spend"])
    rows["roas"] = kpis.ratio(rows["revenue"], rows["spend"])
    for name, count in {"cpl": "leads", "cost_per_mql": "mqls", "cac": "customers"}.items():
        rows[name] = kpis.ratio(rows["spend"].where(rows["spend"] > 0), rows[count])
    return rows
