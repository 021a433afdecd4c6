"""What a lead is worth: its chance to become a customer times what such a customer brings."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.analysis.scoring.score_chance import Chances, ScoreChance, score_chance
from clm_core.errors import ClmError
from clm_core.records import DealOutcome

MIN_WINS = 30
"""With fewer won leads the score is calibrated on opportunities, of which there are more."""
MIN_OPPORTUNITIES = 5
"""With fewer opportunities, or without a won deal, a chance would be a guess."""
PSEUDO_DEALS = 10
"""A size band's mean counts as if it held so many more deals of the company's mean: a few large ones move little."""


class ChanceBasis(StrEnum):
    """What the chance of a win was learned from."""

    WON = "won"
    OPPORTUNITY = "opportunity"  # × the share of decided deals that were won
    NONE = "none"  # nobody converted yet


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedScores:
    """Scores of leads when they were judged, and whether each converted: only leads old enough to have decided."""

    score: Floats
    is_converted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WinChance:
    """How a score becomes the chance of a win, and from how many leads that is known.

    ``win_rate`` is the share of decided deals that were won, which an opportunity's chance is multiplied with.
    """

    basis: ChanceBasis
    leads: int
    converted: int
    win_rate: float
    deals: int
    _rule: ScoreChance | None
    _win_low: float
    _win_high: float

    def at(self, score: Floats) -> Chances:
        """The chances of leads with these scores, NaN where nothing is known."""
        if self._rule is None:
            unknown = np.full(len(score), np.nan)
            return Chances(value=unknown, low=unknown, high=unknown)
        found = self._rule.at(score)
        if self.basis is ChanceBasis.WON:
            return found
        value = found.value * self.win_rate
        return Chances(
            value=value,
            low=value * np.exp(-_joint(found.value / found.low, self.win_rate / self._win_low)),
            high=np.minimum(value * np.exp(_joint(found.high / found.value, self._win_high / self.win_rate)), 1.0),
        )


def _joint(one: Floats, other: float) -> Floats:
    """The log half-width of a product of two independent numbers, from the ratios of their own intervals."""
    width: Floats = np.hypot(np.log(one), np.log(other))
    return width


def win_chance(won: JudgedScores, opportunity: JudgedScores, outcomes: pd.Series) -> WinChance:
    """The chance of a win by score.

    From the leads that won, if there are MIN_WINS; else the chance of an opportunity times the share of decided
    deals that were won (``outcomes``: DealOutcome of all deals), if there are MIN_OPPORTUNITIES. Else nothing is known.
    """
    wins = int((outcomes == DealOutcome.WON.value).sum())
    deals = wins + int((outcomes == DealOutcome.LOST.value).sum())
    low, high = wilson_interval(wins, deals)
    rate = wins / deals if deals else float("nan")
    parts: tuple[tuple[ChanceBasis, JudgedScores, bool], ...] = (
        (ChanceBasis.WON, won, int(won.is_converted.sum()) >= MIN_WINS),
        (ChanceBasis.OPPORTUNITY, opportunity, wins > 0 and opportunity.is_converted.sum() >= MIN_OPPORTUNITIES),
    )
    for basis, judged, is_enough in parts:
        rule = _learned(judged) if is_enough else None
        if rule is not None:
            return WinChance(
                basis=basis,
                leads=rule.leads,
                converted=rule.converted,
                win_rate=rate,
                deals=deals,
                _rule=rule,
                _win_low=float(low),
                _win_high=float(high),
            )
    return WinChance(
        basis=ChanceBasis.NONE,
        leads=len(won.score),
        converted=0,
        win_rate=rate,
        deals=deals,
        _rule=None,
        _win_low=float(low),
        _win_high=float(high),
    )


def _learned(judged: JudgedScores) -> ScoreChance | None:
    try:
        return score_chance(judged.score, judged.is_converted)
    except ClmError:
        # Nobody converted, everybody did, or all scores are equal: nothing to learn from, which is no fault.
        return None


def deal_values(deals: pd.DataFrame, deal_contacts: pd.DataFrame, contacts: pd.DataFrame, bands: pd.Series) -> Floats:
    """What a won lead of each of these size bands brings: revenue of its part of one deal; NaN without won deals.

    A deal with several contacts counts for each in equal parts, so that the worth of all leads adds up to revenue.
    The mean of a band is drawn towards that of all by PSEUDO_DEALS. Frames are the snapshot's.
    """
    won = deals.loc[(deals["outcome"] == DealOutcome.WON.value) & deals["amount"].notna(), ["deal_key", "amount"]]
    rows = deal_contacts[["deal_key", "contact_key"]].drop_duplicates().merge(won, on="deal_key")
    people = rows.groupby("deal_key")["contact_key"].transform("size")
    parts = pd.DataFrame({"part": rows["amount"] / people})
    parts["band"] = rows["contact_key"].map(contacts.set_index("contact_key")["size_band"]).fillna("")
    if parts.empty:
        return np.full(len(bands), np.nan)
    mean = float(parts["part"].mean())
    of_band = parts.groupby("band")["part"].agg(["sum", "count"])
    drawn = (of_band["sum"] + PSEUDO_DEALS * mean) / (of_band["count"] + PSEUDO_DEALS)
    return np.asarray(bands.fillna("").map(drawn).astype("float64").fillna(mean), dtype=np.float64)
