"""What a budget plan stands on: the curves, today's split, what an outcome becomes later, what sales can work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.plan_returns import PlanReturns, plan_returns
from clm_core.analysis.outcome_chain import chain_factors, outcome_chain, return_arrival
from clm_core.analysis.outcome_chain_draws import factor_draws
from clm_core.budget_plan import ChannelLimit
from clm_core.budget_scenario import CurveSet
from clm_core.errors import ClmError
from clm_core.response_curves import CurveTrust, Floats, PeriodLength, ResponseCurves, ResponseOutcome, last_day
from clm_core.selection import Selection, months_on
from clm_core.services.data import data_version, loop_data, require_days, settings
from clm_core.services.handover_policy import handover_policy
from clm_core.services.response_channels import named_as_company
from clm_core.services.response_curves import ObservedSeries, SeriesQuestion, company_observed, curves_preview
from clm_core.store.curve_sets import KeptCurves, read_curve_set, read_curve_sets
from clm_core.store.workspaces import Store
from clm_core.texts import Language

__all__ = ["PERIOD_WEEKS", "PREVIEW_CURVES", "PlanBase", "PlanTerms", "curve_choices", "newest_curves", "plan_base"]

_SEED = 20_240_101
_TODAY_PERIODS = {PeriodLength.WEEK: 13, PeriodLength.MONTH: 3}
PERIOD_WEEKS = {PeriodLength.WEEK: 1.0, PeriodLength.MONTH: 365.25 / 84}
"""How many weeks a period has."""
PREVIEW_CURVES = 0
"""Stands for the instant preview among the numbers of kept curves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """What is planned for: the outcome that counts, and how many weeks or months.

    ``curve_set`` is the number of kept curves to plan with, or PREVIEW_CURVES; None: the newest kept ones of this data,
    else a preview.
    """

    outcome: ResponseOutcome = ResponseOutcome.LEADS
    length: PeriodLength = PeriodLength.WEEK
    periods: int = 13
    curve_set: int | None = None

    @property
    def weeks(self) -> float:
        """How many weeks the plan is long; a month has a twelfth of a mean year's."""
        return PERIOD_WEEKS[self.length] * self.periods


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanBase:
    """All that does not change while somebody moves a slider; money over a whole plan, by channel in one order."""

    terms: PlanTerms
    curve_set: CurveSet
    curve_number: int | None  # of kept curves
    returns: PlanReturns  # in terms of the outcome that counts, with the doubt about what outcomes become
    today: Floats
    today_from: date
    today_to: date
    observed: Floats  # the most ever spent in a plan's length, as far as the curves know so much
    chain: pd.DataFrame  # OUTCOME_CHAIN
    factors: pd.DataFrame  # channels × outcomes: how many come with one of the outcome that counts
    sqls_per_outcome: tuple[float, ...]  # of the curves' own outcome, as SalesCapacity wants it; empty where unknown
    arrival: pd.DataFrame  # RETURN_ARRIVAL
    capacity_sqls: float  # that sales can work in a plan's time
    currency: str
    data_version: int

    @property
    def channels(self) -> tuple[str, ...]:
        return self.returns.channels

    @property
    def kept_at_today(self) -> tuple[str, ...]:
        """Channels whose curve the data cannot carry: no shift of budget, an experiment."""
        trust = self.curve_set.trust
        return tuple(one for one, own in zip(self.channels, trust, strict=False) if own is CurveTrust.EXPERIMENT)

    @property
    def untrusted_locks(self) -> tuple[ChannelLimit, ...]:
        """Those channels as limits that keep them where they are."""
        amounts = dict(zip(self.channels, self.today, strict=True))
        return tuple(ChannelLimit(channel=one, locked_at=float(amounts[one])) for one in self.kept_at_today)

    @property
    def budget_today(self) -> float:
        """What all channels get today."""
        return float(self.today.sum())


def plan_base(store: Store, selection: Selection, terms: PlanTerms) -> PlanBase:
    """The base of a plan for the outcome of ``terms``, by curves of leads and what leads become.

    Raises ClmError in an empty workspace, without spend, and where the outcome cannot be had from the curves'.
    """
    days, known = require_days(store), settings(store)
    observed = company_observed(store, selection, SeriesQuestion(length=terms.length))
    number, curve_set = _curves_in_use(store, observed, terms)
    data = loop_data(store)
    zone, margin_share = known.reporting_zone, known.margin_share
    chain = outcome_chain(data.contacts, data.deals, as_of=days[1], zone=zone, margin_share=margin_share)
    curves = curve_set.curves
    of_curves = chain_factors(chain, curves.channels, curves.outcome_of)
    value = of_curves[terms.outcome.value].to_numpy(dtype=np.float64)
    if not np.isfinite(value).all():
        raise ClmError(f"budget_base.unknown_{terms.outcome}")
    sqls = of_curves[ResponseOutcome.SQLS.value].to_numpy(dtype=np.float64)
    spend = _by_channel(observed, curves.channels)
    today = spend[-_TODAY_PERIODS[terms.length] :].mean(axis=0) * terms.periods
    policy = handover_policy(store, Language.EN)
    last_period = _last_start(observed, len(spend))
    return PlanBase(
        terms=terms,
        curve_set=curve_set,
        curve_number=number,
        returns=plan_returns(
            _as_sure_as_known(curves, chain, terms.outcome),
            periods=terms.periods,
            spend_before=spend,
            value_per_outcome=value,
        ),
        today=today,
        today_from=_first_of_today(last_period, terms.length),
        today_to=last_day(last_period, terms.length),
        observed=_seen(curve_set, spend, terms.periods),
        chain=chain,
        factors=chain_factors(chain, curves.channels, terms.outcome),
        sqls_per_outcome=tuple(float(one) for one in sqls) if np.isfinite(sqls).all() else (),
        arrival=return_arrival(data.deals, as_of=days[1], zone=zone),
        capacity_sqls=policy.leads_per_week * terms.weeks,
        currency=known.reporting_currency,
        data_version=data_version(store),
    )


def _as_sure_as_known(curves: ResponseCurves, chain: pd.DataFrame, wanted: ResponseOutcome) -> ResponseCurves:
    """The curves, wider by how uncertain it is what their outcome becomes."""
    factors = factor_draws(
        chain,
        curves.channels,
        learned=curves.outcome_of,
        wanted=wanted,
        draws=curves.draw_count,
        seed=_SEED,
    )
    return replace(curves, ceiling=curves.ceiling * factors)


def curve_choices(store: Store, length: PeriodLength) -> tuple[KeptCurves, ...]:
    """Kept curves that a plan in weeks or months can be made with, newest first."""
    return tuple(one for one in read_curve_sets(store) if one.curve_set.curves.length is length)


def newest_curves(store: Store, kept: Sequence[KeptCurves]) -> int:
    """The number of the newest of these that were fitted to the data as they are now; PREVIEW_CURVES without any."""
    version = data_version(store)
    return next((one.number for one in kept if one.curve_set.data_version == version), PREVIEW_CURVES)


def _curves_in_use(store: Store, observed: ObservedSeries, terms: PlanTerms) -> tuple[int | None, CurveSet]:
    """The kept curves that were asked for, else the newest kept of this data, else a preview."""
    number = terms.curve_set
    if number is None:
        number = newest_curves(store, curve_choices(store, terms.length))
    if number == PREVIEW_CURVES:
        return None, _previewed(observed, data_version(store))
    curve_set = read_curve_set(store, number).curve_set
    if curve_set.curves.length is not terms.length:
        raise ClmError(f"budget_base.curves_by_{curve_set.curves.length}", name=curve_set.name)
    return number, replace(curve_set, curves=named_as_company(store, curve_set.curves))


def _previewed(observed: ObservedSeries, version: int) -> CurveSet:
    """Rough curves of the observed series, at once."""
    view, series = curves_preview(observed), observed.series
    return CurveSet(
        name=view.curves.method.value,
        curves=view.curves,
        starts_on=series.starts_on[0],
        ends_on=series.ends_on,
        data_version=version,
        trust=view.trust,
        largest_spend=tuple(float(one) for one in view.largest_spend),
    )


def _by_channel(observed: ObservedSeries, channels: tuple[str, ...]) -> Floats:
    """Known spend in the curves' order of channels; a channel of the curves that never spent has none."""
    places = {channel: place for place, channel in enumerate(observed.series.channels)}
    known = observed.spend_before
    spend = np.zeros((len(known), len(channels)))
    for place, channel in enumerate(channels):
        if channel in places:
            spend[:, place] = known[:, places[channel]]
    return spend


def _seen(curve_set: CurveSet, spend: Floats, periods: int) -> Floats:
    """The most of each channel over a plan that was spent and that its curve knows.

    Curves of an older or a smaller series know no larger spend of a period than that had; given ones do not say.
    """
    most = _most_spent(spend, periods)
    if not curve_set.largest_spend:
        return most
    known: Floats = np.minimum(most, periods * np.asarray(curve_set.largest_spend))
    return known


def _most_spent(spend: Floats, periods: int) -> Floats:
    """The most that each channel spent in so many periods on end; at the mean of all there are, where these are fewer.

    A single large week says little of a plan that spends as much every week.
    """
    run = min(periods, len(spend))
    before = np.concatenate([np.zeros((1, spend.shape[1])), spend.cumsum(axis=0)])
    most: Floats = (before[run:] - before[:-run]).max(axis=0) * periods / run
    return most


def _last_start(observed: ObservedSeries, count: int) -> date:
    """The first day of the newest complete period."""
    first, later = observed.series.starts_on[-1], count - len(observed.series.starts_on)
    if observed.series.length is PeriodLength.WEEK:
        return first + timedelta(weeks=later)
    return months_on(first, later)


def _first_of_today(last: date, length: PeriodLength) -> date:
    before = _TODAY_PERIODS[length] - 1
    if length is PeriodLength.WEEK:
        return last - timedelta(weeks=before)
    return months_on(last, -before)
