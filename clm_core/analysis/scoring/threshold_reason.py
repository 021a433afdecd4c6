"""The recommended cut and why it lies where it does; or why there is none, and what would make one feasible."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.threshold_tallies import CutTallies
from clm_core.scoring_terms import Cut, CutReason, CutRecommendation, ThresholdTerms

KEPT_SHARE = 0.9
"""The feasible band ends where less than this share of the best profit is left."""


def cut_recommendation(
    frame: pd.DataFrame, tallies: CutTallies, terms: ThresholdTerms, present: float | None
) -> CutRecommendation:
    """The cut that earns most among those that sales can work; ``frame`` is THRESHOLD_CUTS of the same cuts."""
    profit = frame["profit_per_week"].to_numpy()
    fits = frame["is_within_capacity"].to_numpy() & (tallies.leads > 0)
    best = _best(profit, fits)
    shown = None if present is None else _cut(frame, int(np.searchsorted(tallies.cuts, present)))
    if best is None or profit[best] <= 0:
        return _none_feasible(frame, fits, terms, shown)
    band = np.flatnonzero(fits & frame["is_worth_it"].to_numpy())
    kept = np.flatnonzero(fits & (profit >= KEPT_SHARE * profit[best]))
    # The next cut that passes more leads: between two scores it would be the same cut once more.
    wider = np.flatnonzero(tallies.leads > tallies.leads[best])
    lower = _cut(frame, int(wider[-1])) if len(wider) else None
    return CutRecommendation(
        reason=_reason(lower),
        terms=terms,
        recommended=_cut(frame, best),
        next_lower=lower,
        present=shown,
        band_from=float(tallies.cuts[min(band[0], best) if len(band) else best]),
        band_to=float(tallies.cuts[kept[-1]]),
        kept_share=KEPT_SHARE,
        full_weeks_share=float((tallies.by_week[best] > terms.leads_per_week).mean()),
        needed_leads_per_week=None,
        paying_cost_per_lead=None,
        paying_deal_value=None,
    )


def _best(profit: Floats, fits: NDArray[np.bool_]) -> int | None:
    """The last of the rows that fit and earn most, that is the highest cut."""
    if not fits.any():
        return None
    most = profit[fits].max()
    return int(np.flatnonzero(fits & (profit >= most - 1e-9 * max(abs(most), 1.0)))[-1])


def _reason(next_lower: Cut | None) -> CutReason:
    if next_lower is None:
        return CutReason.NOTHING_BINDS
    return CutReason.CAPACITY if next_lower.is_worth_it else CutReason.BREAK_EVEN


def _none_feasible(
    frame: pd.DataFrame, fits: NDArray[np.bool_], terms: ThresholdTerms, present: Cut | None
) -> CutRecommendation:
    """Why no cut is feasible, and what would have to change."""
    filled = frame[frame["leads_per_week"] > 0]
    best_precision = float(frame.loc[fits, "precision"].max()) if fits.any() else float("nan")
    is_full = not fits.any()
    # Where nobody has any chance, no price would help.
    can_pay = not is_full and best_precision > 0
    return CutRecommendation(
        reason=CutReason.NO_CAPACITY if is_full else CutReason.NOT_WORTH_IT,
        terms=terms,
        recommended=None,
        next_lower=None,
        present=present,
        band_from=None,
        band_to=None,
        kept_share=KEPT_SHARE,
        full_weeks_share=float("nan"),
        needed_leads_per_week=float(filled["leads_per_week"].min()) if is_full else None,
        paying_cost_per_lead=best_precision * terms.value_per_win if can_pay else None,
        paying_deal_value=terms.cost_per_lead / (best_precision * terms.margin_share) if can_pay else None,
    )


def _cut(frame: pd.DataFrame, row: int) -> Cut:
    return Cut(**{str(name): value for name, value in frame.iloc[row].to_dict().items()})
