"""What a threshold passed on and what it missed; and who moves when another threshold or model takes its place."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.scoring.auc import Estimate
from clm_core.errors import ClmError


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadGroup:
    """Some leads: how many, how many of the mature ones converted, and what they brought.

    ``leads`` counts all, ``mature`` those old enough to tell; conversions, rate and revenue are of the mature alone.
    ``rate`` is NaN where none is mature. ``handed_over`` is how many of ``leads`` sales in fact got.
    """

    leads: int
    mature: int
    handed_over: int
    converted: int
    rate: Estimate
    revenue: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedLeads:
    """Leads on either side of a threshold.

    ``recall`` is the share of all conversions that passed, with Wilson's interval (NaN without conversions).
    """

    passed: LeadGroup
    missed: LeadGroup
    recall: Estimate

    @property
    def mature_share(self) -> float:
        """The share of the mature leads that passed: where the threshold lies on a gain curve. NaN of nobody."""
        mature = self.passed.mature + self.missed.mature
        return self.passed.mature / mature if mature else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassedChange:
    """What another threshold or model changes: four groups that make up all leads, and who they are that move."""

    stays_in: LeadGroup
    moves_in: LeadGroup
    moves_out: LeadGroup
    stays_out: LeadGroup
    moving_in_keys: NDArray[np.int64]
    moving_out_keys: NDArray[np.int64]


def passed_leads(outcomes: pd.DataFrame, is_passed: NDArray[np.bool_]) -> PassedLeads:
    """Both sides of a threshold: ``is_passed`` says of each row of LEAD_OUTCOMES whether it is handed over.

    For one on the score ``score >= threshold``; for cells of the grid whether the lead's cell is among them.
    Raises ClmError where the lengths differ.
    """
    _require_one_each(outcomes, is_passed)
    passed, missed = lead_group(outcomes, is_passed), lead_group(outcomes, ~is_passed)
    return PassedLeads(
        passed=passed, missed=missed, recall=rate_of(passed.converted, passed.converted + missed.converted)
    )


def passed_change(outcomes: pd.DataFrame, was_passed: NDArray[np.bool_], is_passed: NDArray[np.bool_]) -> PassedChange:
    """Who moves in and out when ``is_passed`` takes the place of ``was_passed`` (yesterday's threshold or model)."""
    _require_one_each(outcomes, was_passed)
    _require_one_each(outcomes, is_passed)
    keys = outcomes["contact_key"].to_numpy()
    return PassedChange(
        stays_in=lead_group(outcomes, was_passed & is_passed),
        moves_in=lead_group(outcomes, ~was_passed & is_passed),
        moves_out=lead_group(outcomes, was_passed & ~is_passed),
        stays_out=lead_group(outcomes, ~was_passed & ~is_passed),
        moving_in_keys=keys[~was_passed & is_passed],
        moving_out_keys=keys[was_passed & ~is_passed],
    )


def lead_group(outcomes: pd.DataFrame, chosen: NDArray[np.bool_]) -> LeadGroup:
    """The chosen rows of LEAD_OUTCOMES as one group."""
    mature = chosen & outcomes["is_mature"].to_numpy()
    converted = int(np.count_nonzero(mature & outcomes["is_converted"].to_numpy()))
    count = int(np.count_nonzero(mature))
    return LeadGroup(
        leads=int(np.count_nonzero(chosen)),
        mature=count,
        handed_over=int(np.count_nonzero(chosen & outcomes["is_handed_over"].to_numpy())),
        converted=converted,
        rate=rate_of(converted, count),
        revenue=float(outcomes["revenue"].to_numpy()[mature].sum()),
    )


def rate_of(converted: int, leads: int) -> Estimate:
    """A rate with Wilson's interval; NaN of nobody."""
    low, high = wilson_interval(converted, leads)
    return Estimate(value=converted / leads if leads else float("nan"), low=float(low), high=float(high))


def _require_one_each(outcomes: pd.DataFrame, given: NDArray[np.bool_]) -> None:
    if len(outcomes) != len(given):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(given), leads=len(outcomes))
