"""Two scores on the same leads: which one tells more, and how many conversions each finds among equally many calls."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.analysis.scoring.auc import Estimate, auc, auc_difference
from clm_core.analysis.scoring.backtest import measured_leads
from clm_core.errors import ClmError

CALL_SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What both scores find among equally many leads.

    ``found`` and ``other_found`` are conversions; of leads with equal scores at the edge the same share counts as
    there is room for, so they may be broken. ``difference`` is found − other_found as a share of all conversions.
    """

    leads: int
    leads_share: float
    found: float
    other_found: float
    revenue: float
    other_revenue: float
    difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreComparison:
    """A score beside another on the same mature leads; ``auc_difference`` above zero speaks for the first."""

    leads: int
    converted: int
    auc: Estimate
    other_auc: Estimate
    auc_difference: Estimate
    captures: tuple[Capture, ...]


def score_comparison(
    score: Floats,
    other: Floats,
    outcomes: pd.DataFrame,
    *,
    tested_from: pd.Timestamp | None = None,
    handed_over_only: bool = False,
    lead_count: int | None = None,
) -> ScoreComparison:
    """Both scores on the rows that ``backtest`` would measure.

    Captures are for CALL_SHARES of the leads, or for ``lead_count`` alone (what today's threshold passes, say).
    Raises the ClmErrors of ``backtest``; the other score may be the same for everybody.
    """
    if len(other) != len(outcomes):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(other), leads=len(outcomes))
    tested = measured_leads(score, outcomes, tested_from=tested_from, handed_over_only=handed_over_only)
    converted = outcomes["is_converted"].to_numpy()[tested]
    revenue = outcomes["revenue"].to_numpy()[tested]
    first, second = score[tested], other[tested]
    count = len(first)
    wanted = [lead_count] if lead_count is not None else [max(1, round(share * count)) for share in CALL_SHARES]
    return ScoreComparison(
        leads=count,
        converted=int(np.count_nonzero(converted)),
        auc=auc(first, converted),
        other_auc=auc(second, converted),
        auc_difference=auc_difference(first, second, converted),
        captures=tuple(_capture(first, second, converted, revenue, min(one, count)) for one in wanted),
    )


def _capture(first: Floats, second: Floats, converted: NDArray[np.bool_], revenue: Floats, leads: int) -> Capture:
    called, other_called = _called_share(first, leads), _called_share(second, leads)
    found, other_found = float(called[converted].sum()), float(other_called[converted].sum())
    return Capture(
        leads=leads,
        leads_share=leads / len(first),
        found=found,
        other_found=other_found,
        revenue=float((called * revenue).sum()),
        other_revenue=float((other_called * revenue).sum()),
        difference=_paired_difference(called[converted] - other_called[converted]),
    )


def _called_share(score: Floats, leads: int) -> Floats:
    """1 for leads among the highest scores, 0 below, and the part that there is room for at the edge itself."""
    if leads >= len(score):
        return np.ones(len(score))
    edge = np.partition(score, len(score) - leads)[len(score) - leads]
    above, same = score > edge, score == edge
    room = (leads - np.count_nonzero(above)) / np.count_nonzero(same)
    called: Floats = above + room * same
    return called


def _paired_difference(gains: Floats) -> Estimate:
    """The mean of +1 (only the first found it), −1 (only the other) and 0, with an interval.

    Conversions that both or neither found say nothing: Wilson's interval is for the first score's share of the rest.
    """
    won, lost = float(gains[gains > 0].sum()), float(-gains[gains < 0].sum())
    if won + lost == 0:
        return Estimate(value=0.0, low=0.0, high=0.0)
    low, high = wilson_interval(won, won + lost)
    scale = (won + lost) / len(gains)
    return Estimate(value=float(gains.mean()), low=float((2 * low - 1) * scale), high=float((2 * high - 1) * scale))
