"""What a worked lead costs and brings, and the cut that follows from it, in words: thresholds as a calculation."""

from dataclasses import dataclass
from enum import StrEnum

from clm_core.errors import ClmError


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdTerms:
    """What marketing and sales put into the calculation of a threshold.

    ``deal_value`` is the revenue that a lead brings on average once it has converted; where converting means less
    than a won deal, it is the deal value times the rate at which such leads are won. ``margin_share`` of it is
    earned. ``cost_per_lead`` is what working one lead costs, ``leads_per_week`` how many can be worked.
    Raises ClmError for values that cannot be.
    """

    deal_value: float
    margin_share: float
    cost_per_lead: float
    leads_per_week: float

    def __post_init__(self) -> None:
        if not self.deal_value > 0:
            raise ClmError("scoring_threshold.deal_value_outside", value=f"{self.deal_value:g}")
        if not 0 < self.margin_share <= 1:
            raise ClmError("scoring_threshold.margin_outside", share=f"{self.margin_share:g}")
        if not self.cost_per_lead >= 0:
            raise ClmError("scoring_threshold.cost_outside", cost=f"{self.cost_per_lead:g}")
        if not self.leads_per_week >= 0:
            raise ClmError("scoring_threshold.capacity_outside", leads=f"{self.leads_per_week:g}")

    @property
    def is_margin_known(self) -> bool:
        """Whether what is earned may be called a profit: with a margin of 100% revenue counts whole."""
        return self.margin_share < 1.0

    @property
    def value_per_win(self) -> float:
        """What a lead that converts earns: deal value × margin."""
        return self.deal_value * self.margin_share

    @property
    def break_even_rate(self) -> float:
        """The chance from which on a lead is worth its cost: cost ÷ (deal value × margin); may exceed 1."""
        return self.cost_per_lead / self.value_per_win


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One row of scoring_columns.THRESHOLD_CUTS: what a cut at this score would mean."""

    score: float
    leads_per_week: float
    leads_per_week_low: float
    leads_per_week_high: float
    load_share: float
    precision: float
    precision_low: float
    precision_high: float
    marginal_rate: float
    wins_per_week: float
    revenue_per_week: float
    missed_wins_per_week: float
    wasted_leads_per_week: float
    profit_per_week: float
    is_within_capacity: bool
    is_worth_it: bool


class CutReason(StrEnum):
    """Why the recommended cut lies where it does, or why there is none."""

    CAPACITY = "capacity"  # a lower cut would earn more, but sales has no time for it
    BREAK_EVEN = "break_even"  # further leads would cost more than they bring
    NOTHING_BINDS = "nothing_binds"  # all leads are worth a call, and there is time for them
    NO_CAPACITY = "no_capacity"  # even the highest cut is more than sales can work
    NOT_WORTH_IT = "not_worth_it"  # even the best leads cost more than they bring


@dataclass(frozen=True, slots=True, kw_only=True)
class CutRecommendation:
    """The recommended cut and why, as values; in words: services.scoring_threshold_words.

    ``recommended`` is missing where no cut is feasible. The feasible band runs from ``band_from``, the lowest cut
    that sales can work and whose leads are worth it, to ``band_to``, the highest that still earns ``kept_share`` of
    the recommended profit. ``next_lower`` is what lies below the recommended cut, ``present`` today's threshold.
    ``full_weeks_share`` is the share of past weeks in which the recommended cut would have passed more leads than
    sales can work. ``needed_leads_per_week`` is the capacity that makes a cut feasible, ``paying_cost_per_lead`` and
    ``paying_deal_value`` what makes it worth it; each only where that is what is missing.
    """

    reason: CutReason
    terms: ThresholdTerms
    recommended: Cut | None
    next_lower: Cut | None
    present: Cut | None
    band_from: float | None
    band_to: float | None
    kept_share: float
    full_weeks_share: float
    needed_leads_per_week: float | None
    paying_cost_per_lead: float | None
    paying_deal_value: float | None

    @property
    def extra_lead_profit(self) -> float:
        """What working one more lead below the recommended cut would earn; NaN where there is none below."""
        if self.next_lower is None:
            return float("nan")
        return self.next_lower.marginal_rate * self.terms.value_per_win - self.terms.cost_per_lead
