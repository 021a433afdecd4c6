"""What more spend on each channel brings: from the company's data, anybody's table, or curves that are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from clm_core.analysis.response_curves.curve_fit import CurveFit
from clm_core.analysis.response_curves.curve_summary import (
    curve_points,
    given_response_channels,
    observed_points,
    response_channels,
)
from clm_core.analysis.response_curves.experiments import experiments
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.budget_scenario import CurveSet
from clm_core.errors import ClmError
from clm_core.response_curves import (
    CurveTrust,
    Floats,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    ResponseScope,
    ReturnRange,
)
from clm_core.selection import Selection
from clm_core.services.data import data_version
from clm_core.services.response_channels import channel_names, company_channels
from clm_core.services.response_series import (
    ObservedSeries,
    SeriesNote,
    SeriesQuestion,
    observed_series,
    with_all_history,
)
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store.curve_sets import KeptCurves, keep_curves
from clm_core.store.workspaces import Store
from clm_core.texts import Texts

__all__ = [
    "CurveTrust",
    "CurvesView",
    "GivenView",
    "KeptCurves",
    "ObservedSeries",
    "PeriodLength",
    "ResponseOutcome",
    "ResponseScope",
    "ReturnRange",
    "SeriesNote",
    "SeriesQuestion",
    "channel_names",
    "company_observed",
    "curves_in_use",
    "curves_preview",
    "curves_view",
    "given_view",
    "keep_given",
    "kept_view",
    "spend_today_by_name",
    "spending_channels",
]

SEED = 2026
"""The same data give the same curves, whoever looks."""
_JUDGED_TODAY = (
    "spend_per_period",
    "marginal_return",
    "marginal_return_low",
    "marginal_return_high",
    "half_spend",
)
"""Columns of RESPONSE_CHANNELS that depend on what is spent today."""
_GIVEN_REACH = 2.0
"""How many scales of a given curve are drawn, where nothing is known of what was spent."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GivenView:
    """Curves that were typed in or loaded, at today's spend where the company's data know the channel.

    ``channels`` is RESPONSE_CHANNELS, ``points`` CURVE_POINTS. A curve is drawn up to one and a half times today's
    spend, or as many times its scale where that is not known.
    """

    curves: ResponseCurves
    channels: pd.DataFrame
    points: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurvesView:
    """Fitted curves with everything the page, the command and the budget plan say of them.

    ``channels`` is response_columns.RESPONSE_CHANNELS, ``points`` CURVE_POINTS, ``observations`` OBSERVED_POINTS,
    ``experiments`` EXPERIMENTS; findings and fitted periods are the fit's. Shared between readers: never change it.
    """

    observed: ObservedSeries
    fit: CurveFit
    channels: pd.DataFrame
    points: pd.DataFrame
    observations: pd.DataFrame
    experiments: pd.DataFrame

    @property
    def curves(self) -> ResponseCurves:
        """The curves by draw."""
        return self.fit.curves

    @property
    def spend_today(self) -> Floats:
        """Spend a period by channel now, in the curves' order: the mean of the newest 13 weeks or 3 months."""
        return self.observed.spend_today

    @property
    def spend_before(self) -> Floats:
        """All known spend, periods × channels, oldest first: what still works when a plan begins."""
        return self.observed.spend_before

    @property
    def trust(self) -> tuple[CurveTrust, ...]:
        """Whether advice may rest on each channel's curve, in the curves' order."""
        by_channel = self.channels.set_index("channel")["trust"]
        return tuple(CurveTrust(by_channel[channel]) for channel in self.curves.channels)

    @property
    def largest_spend(self) -> Floats:
        """The largest spend of a period by channel: beyond it a curve is extrapolated."""
        largest: Floats = self.spend_before.max(axis=0)
        return largest


def company_observed(
    store: Store, selection: Selection, question: SeriesQuestion, has_all_history: bool = True
) -> ObservedSeries:
    """The company's own series; with all history from the first week of the data to the end of the period.

    Raises ClmError in an empty workspace, and where there is nothing to see an effect of or in.
    """
    chosen = with_all_history(store, selection) if has_all_history else selection
    return observed_series(store, chosen, question)


def curves_preview(observed: ObservedSeries, ranges: tuple[ReturnRange, ...] = ()) -> CurvesView:
    """Curves within a second, rough. Raises ClmError for a range of a channel that the series does not have."""
    return curves_view(observed, preview_fit(observed.series, seed=SEED, ranges=ranges))


def curves_view(observed: ObservedSeries, fit: CurveFit) -> CurvesView:
    """A fit with all that is said of it; next returns are those at the newest spend known."""
    channels = response_channels(fit)
    if len(observed.later_spend):
        newest = given_response_channels(fit.curves, observed.spend_today)
        judged = [name for name in _JUDGED_TODAY if name != "spend_per_period"]
        known = channels["marginal_return"].notna()
        channels = channels.assign(
            spend_per_period=newest["spend_per_period"],
            **{name: newest[name].where(known) for name in judged},
        )
    return CurvesView(
        observed=observed,
        fit=fit,
        channels=channels,
        points=curve_points(fit.curves, largest_spend=fit.series.spend.max(axis=0)),
        observations=observed_points(fit),
        experiments=experiments(fit),
    )


def given_view(curves: ResponseCurves, spend_today: Mapping[str, float]) -> GivenView:
    """Given curves at today's spend a period by channel; what a channel without one brings next is not known."""
    today = np.array([spend_today.get(channel, np.nan) for channel in curves.channels])
    is_known = np.isfinite(today)
    channels = given_response_channels(curves, np.where(is_known, today, 0.0))
    channels = channels.assign(**{name: channels[name].where(is_known) for name in _JUDGED_TODAY})
    reach = np.where(is_known & (today > 0), 2.0 * np.nan_to_num(today), _GIVEN_REACH * curves.scale.mean(axis=0))
    return GivenView(curves=curves, channels=channels, points=curve_points(curves, largest_spend=reach))


def curves_in_use(
    store: Store, selection: Selection, question: SeriesQuestion | None = None, ranges: tuple[ReturnRange, ...] = ()
) -> CurvesView:
    """The company's curves by the instant preview, with the series they were learnt from and today's spend.

    For curves that somebody kept (of the quality fit, or given ones) see store.curve_sets.
    """
    return curves_preview(company_observed(store, selection, question or SeriesQuestion()), ranges)


def spend_today_by_name(store: Store, selection: Selection, length: str, names: tuple[str, ...]) -> dict[str, float]:
    """The company's spend a period now by those of these names that are a channel of it with spend.

    A name is a channel's key or its name in either language, whatever its case.
    """
    spend = _spend_today(store, selection, length)
    return {name: spend[key] for name, key in company_channels(store, names).items() if key in spend}


def spending_channels(store: Store, selection: Selection, length: str, texts: Texts) -> tuple[str, ...]:
    """What the company's channels with spend are called, highest spend first."""
    spend = _spend_today(store, selection, length)
    names = channel_names(store, tuple(spend), texts)
    return tuple(names.get(key, key) for key in spend)


def _spend_today(store: Store, selection: Selection, length: str) -> dict[str, float]:
    """The company's spend a period now by channel key; nothing where there is no spend."""
    asked = SeriesQuestion(length=PeriodLength(length), scope=ResponseScope.TOTAL)
    try:
        found = company_observed(store, selection, asked)
    except ClmError:
        return {}
    return dict(zip(found.series.channels, found.spend_today.tolist(), strict=True))


def keep_given(store: Store, curves: ResponseCurves, name: str, *, actor: str = LOCAL_USER) -> KeptCurves:
    """Given curves, kept under a name for budget plans. Raises ClmError without a name."""
    return keep_curves(store, CurveSet(name=name, curves=curves), actor=actor, at=datetime.now(UTC))


def kept_view(store: Store, view: CurvesView, name: str, *, actor: str = LOCAL_USER) -> KeptCurves:
    """The view's curves, kept under a name for budget plans. Raises ClmError without a name."""
    series = view.observed.series
    curve_set = CurveSet(
        name=name,
        curves=view.curves,
        starts_on=series.starts_on[0],
        ends_on=series.ends_on,
        data_version=data_version(store),
        trust=view.trust,
        largest_spend=tuple(float(one) for one in view.largest_spend),
    )
    return keep_curves(store, curve_set, actor=actor, at=datetime.now(UTC))
