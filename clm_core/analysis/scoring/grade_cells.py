"""Where to cut on the grid A1 to D4: how each cell converts, and which cells to hand over."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaln, expit, logit

from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.analysis.scoring.lead_weeks import LeadWeeks
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.scoring_columns import GRADE_CELL_RESULTS
from clm_core.scoring_model import GRADE_CELLS
from clm_core.scoring_terms import CutReason, ThresholdTerms

_SIDE = 4
_CELLS = len(GRADE_CELLS)
_EFFECT_SD = 1.0
_PRIOR_LEADS = (10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0)
_MAX_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradeCells:
    """The grid with a recommended set of cells: ``cells`` is scoring_columns.GRADE_CELL_RESULTS, A1 first.

    The sums a week are of the recommended cells. ``reason`` says what keeps from more: capacity, break-even, nothing;
    or why none is recommended. ``needed_leads_per_week`` is what the smallest cell worth a call would need (only
    where capacity rules out all), ``paying_cost_per_lead`` what a call may cost for the best cell to be worth it
    (only where none is).
    """

    cells: pd.DataFrame
    reason: CutReason
    leads_per_week: float
    wins_per_week: float
    profit_per_week: float
    needed_leads_per_week: float | None
    paying_cost_per_lead: float | None


def cell_numbers(grade: pd.Series) -> NDArray[np.int64]:
    """The place of each grade in GRADE_CELLS. Raises ClmError for one that is not on the grid."""
    codes, known = pd.factorize(grade)
    places = {cell: place for place, cell in enumerate(GRADE_CELLS)}
    unknown = [str(one) for one in known if one not in places]
    if unknown or (codes < 0).any():
        raise ClmError("scoring.unknown_cell", cell=unknown[0] if unknown else "")
    numbers: NDArray[np.int64] = np.array([places[one] for one in known], dtype=np.int64)[codes]
    return numbers


def grade_cells(cell: NDArray[np.int64], outcomes: pd.DataFrame, weeks: LeadWeeks, terms: ThresholdTerms) -> GradeCells:
    """How the leads of each cell convert and which cells to hand over.

    ``cell`` is each lead's place in GRADE_CELLS (see ``cell_numbers``), ``weeks`` the weeks of the same leads.
    Rates with Wilson's interval and revenue are of mature leads, leads per week of all in these weeks.
    ``expected_rate`` draws a cell with few leads towards what its row and column say (``expected_rates``); the
    recommendation goes by it.
    Recommended is the set of cells that earns most within capacity, among sets of cells that are worth their calls
    and pass over no such cell for one that is poorer in both fit and engagement.
    Raises ClmError where lengths differ or no mature lead converted.
    """
    if not len(cell) == len(outcomes) == len(weeks.week):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(cell), leads=len(outcomes))
    mature = outcomes["is_mature"].to_numpy()
    is_converted = outcomes["is_converted"].to_numpy() & mature
    if not is_converted.any():
        raise ClmError("scoring_backtest.no_conversions", count=int(np.count_nonzero(mature)))
    leads = np.bincount(cell[mature], minlength=_CELLS).astype(np.float64)
    converted = np.bincount(cell[is_converted], minlength=_CELLS).astype(np.float64)
    per_week = np.bincount(cell[weeks.is_inside], minlength=_CELLS) / weeks.count
    expected = expected_rates(leads, converted)
    profit_per_lead = expected * terms.value_per_win - terms.cost_per_lead
    chosen = best_cells(profit_per_lead, per_week, terms.leads_per_week)
    low, high = wilson_interval(converted, leads)
    with np.errstate(invalid="ignore"):
        rate = converted / leads
    frame = typed_frame(
        {
            "cell": list(GRADE_CELLS),
            "leads": leads.astype(np.int64),
            "leads_per_week": per_week,
            "converted": converted.astype(np.int64),
            "rate": rate,
            "rate_low": low,
            "rate_high": high,
            "expected_rate": expected,
            "revenue": np.bincount(cell[mature], outcomes["revenue"].to_numpy()[mature], minlength=_CELLS),
            "profit_per_lead": profit_per_lead,
            "is_recommended": chosen,
        },
        GRADE_CELL_RESULTS,
    )
    return _result(frame, chosen, terms)


def _result(frame: pd.DataFrame, chosen: NDArray[np.bool_], terms: ThresholdTerms) -> GradeCells:
    per_week, expected = frame["leads_per_week"].to_numpy(), frame["expected_rate"].to_numpy()
    profit = frame["profit_per_lead"].to_numpy()
    has_leads, is_worth_it = per_week > 0, (profit > 0) & (per_week > 0)
    reason, needed, paying = CutReason.NOTHING_BINDS, None, None
    if not is_worth_it.any():
        reason = CutReason.NOT_WORTH_IT
        paying = float(expected[has_leads].max()) * terms.value_per_win if has_leads.any() else None
    elif not chosen.any():
        reason, needed = CutReason.NO_CAPACITY, float(per_week[is_worth_it].min())
    elif (is_worth_it & ~chosen).any():
        reason = CutReason.CAPACITY
    elif (has_leads & ~is_worth_it).any():
        reason = CutReason.BREAK_EVEN
    return GradeCells(
        cells=frame,
        reason=reason,
        leads_per_week=float(per_week[chosen].sum()),
        wins_per_week=float((per_week * expected)[chosen].sum()),
        profit_per_week=float((per_week * profit)[chosen].sum()),
        needed_leads_per_week=needed,
        paying_cost_per_lead=paying,
    )


def expected_rates(leads: Floats, converted: Floats) -> Floats:
    """The rate to expect of each of the 16 cells, in the order of GRADE_CELLS.

    First the rate that row and column make likely: log odds = mean + effect of the letter + effect of the number,
    effects drawn towards none (normal, standard deviation 1). Then (converted + m · likely rate) ÷ (leads + m): the
    cell's own leads against m leads that follow row and column. m is the one of _PRIOR_LEADS under which the counts
    are likeliest (beta-binomial): large where cells do follow their rows and columns.
    """
    likely = _row_and_column_rates(leads, converted)
    # Log likelihood of the counts under a beta distribution of m leads around the likely rate.
    scores = []
    for prior in _PRIOR_LEADS:
        won, lost = prior * likely, prior * (1 - likely)
        scores.append(float((betaln(converted + won, leads - converted + lost) - betaln(won, lost)).sum()))
    prior_leads = _PRIOR_LEADS[int(np.argmax(scores))]
    expected: Floats = (converted + prior_leads * likely) / (leads + prior_leads)
    return expected


def _row_and_column_rates(leads: Floats, converted: Floats) -> Floats:
    places = np.arange(_CELLS)
    design = np.zeros((_CELLS, 1 + 2 * _SIDE))
    design[:, 0] = 1.0
    design[places, 1 + places // _SIDE] = 1.0
    design[places, 1 + _SIDE + places % _SIDE] = 1.0
    prior = np.diag([0.0] + [1 / _EFFECT_SD**2] * (2 * _SIDE))
    effects = np.zeros(1 + 2 * _SIDE)
    # Half a lead of each outcome, so that "everybody converted" has finite log odds.
    effects[0] = logit((converted.sum() + 0.5) / (leads.sum() + 1))
    for _ in range(_MAX_STEPS):
        p = expit(design @ effects)
        gradient = design.T @ (converted - leads * p) - prior @ effects
        curvature = (design.T * (leads * p * (1 - p))) @ design + prior
        # All converted: the mean would run away; a touch of curvature holds it.
        curvature[0, 0] += 1e-6
        step = np.linalg.solve(curvature, gradient)
        effects += step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    rates: Floats = np.clip(expit(design @ effects), 1e-6, 1 - 1e-6)
    return rates


def best_cells(profit_per_lead: Floats, leads_per_week: Floats, capacity: float) -> NDArray[np.bool_]:
    """Which of the 16 cells to hand over, as described at ``grade_cells``; of equal profits the fewest leads.

    Every such set is a staircase on the grid (the first so many of each row, never more than in the row above),
    less the cells that are not worth it: 70 staircases are all there are.
    """
    is_worth_it = (profit_per_lead > 0) & (leads_per_week > 0)
    sets = _STAIRCASES & is_worth_it
    load = sets @ leads_per_week
    profit = np.where(load <= capacity + 1e-9, sets @ (profit_per_lead * leads_per_week), -np.inf)
    best = profit >= profit.max() - 1e-9 * max(abs(float(profit.max())), 1.0)
    chosen: NDArray[np.bool_] = sets[np.flatnonzero(best)[np.argmin(load[best])]]
    return chosen


def _staircases() -> NDArray[np.bool_]:
    steps = [(a, b, c, d) for a in range(_SIDE + 1) for b in range(a + 1) for c in range(b + 1) for d in range(c + 1)]
    return np.array([[place < width for width in widths for place in range(_SIDE)] for widths in steps])


_STAIRCASES = _staircases()
