"""Attribution: what each channel and campaign is credited with by every model, how sure that is, what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from clm_core.analysis.attribution.cut_journeys import CutJourneys, cut_journeys
from clm_core.analysis.attribution.models import ModelSettings, credit_table, models_for
from clm_core.analysis.attribution.resampling import ResampledCredit, ResampleRule, resampled_credit
from clm_core.analysis.attribution.rules import RoleShares
from clm_core.analysis.attribution_decision import (
    DecisionTarget,
    TargetMeasure,
    Verdict,
    channel_decisions,
    model_decisions,
)
from clm_core.analysis.attribution_ranges import credit_ranges, model_difference
from clm_core.analysis.references import looked_up
from clm_core.columns import typed_frame
from clm_core.journey_options import ConversionKind, ConversionValue, JourneyEntity, JourneyOptions
from clm_core.result_columns import CREDIT_INTERVALS, TOUCHED
from clm_core.selection import AttributionModel, Selection
from clm_core.services.data import LoopData, loop_data, require_days, settings
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.store.reductions import (
    Reduction,
    channel_days,
    journey_conversions,
    journey_paths,
    journey_touches,
    reader_of,
)
from clm_core.store.workspaces import Store

__all__ = [
    "AttributionView",
    "ConversionKind",
    "ConversionValue",
    "DecisionTarget",
    "DecisionView",
    "JourneyEntity",
    "JourneyOptions",
    "ModelSettings",
    "RoleShares",
    "TargetMeasure",
    "Verdict",
    "attribution_intervals",
    "attribution_view",
    "credit_ranges",
    "decisions",
    "journeys_cut",
    "model_difference",
]

_KEPT_CUTS = 8
_CAMPAIGN_RESAMPLES = ResampleRule(resamples=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionView:
    """Credit by all models; each model's credit sums to the traced conversions and their value.

    Channels and campaigns of the selection are shown; credit is always divided among all of them.
    """

    options: JourneyOptions
    models: tuple[AttributionModel, ...]
    credit: pd.DataFrame  # result_columns.CREDIT by campaign
    channel_credit: pd.DataFrame  # result_columns.CREDIT, campaign empty
    spend: pd.DataFrame  # channel, campaign, spend: a row a campaign and, campaign empty, a row a channel
    touched: pd.DataFrame  # result_columns.TOUCHED
    conversions: float
    conversion_value: float
    traced_conversions: float
    traced_value: float
    journey_count: int  # conversions traced and journeys without conversion
    has_non_conversions: bool
    begun_before_share: float  # of traced conversions: first known contact before their journey's first touch


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """What to do with each channel and campaign that money is spent on."""

    channels: pd.DataFrame  # result_columns.CHANNEL_DECISIONS
    campaigns: pd.DataFrame
    by_model: pd.DataFrame  # result_columns.MODEL_DECISIONS


def attribution_view(
    store: Store,
    selection: Selection,
    options: JourneyOptions | None = None,
    model_settings: ModelSettings | None = None,
) -> AttributionView:
    """Credit of every model for the conversions of the selection's period. Raises ClmError in an empty workspace."""
    options = options or JourneyOptions()
    cut = journeys_cut(store, selection, options)
    credit = _selected(credit_table(cut.journeys, settings=model_settings), selection)
    by_channel = credit.groupby(["model", "channel"], as_index=False, sort=False)[["conversions", "conversion_value"]]
    return AttributionView(
        options=options,
        models=models_for(cut.journeys, model_settings),
        credit=credit,
        channel_credit=by_channel.sum().assign(campaign="")[credit.columns],
        spend=_selected(_spend(store, selection), selection),
        touched=_selected(_touched(cut), selection),
        conversions=float(cut.conversions["conversions"].sum()),
        conversion_value=float(cut.conversions["value"].sum()),
        traced_conversions=float(cut.traced["conversions"].sum()),
        traced_value=float(cut.traced["value"].sum()),
        journey_count=len(cut.traced) + int(cut.journeys.non_conversions.sum()),
        has_non_conversions=bool(cut.journeys.non_conversions.sum() > 0),
        begun_before_share=_begun_before_share(cut, loop_data(store)),
    )


def attribution_intervals(
    store: Store,
    selection: Selection,
    options: JourneyOptions | None = None,
    model_settings: ModelSettings | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """95 % intervals of credit (result_columns.CREDIT_INTERVALS): of channels by all models, of campaigns by rules.

    Takes seconds; ``on_progress`` hears the share that is done. Campaigns get fewer resamples, and none for
    Markov models, which know channels only.
    """
    report = on_progress or (lambda _share: None)
    journeys = journeys_cut(store, selection, options or JourneyOptions()).journeys
    of_channels = resampled_credit(journeys, settings=model_settings, on_progress=lambda share: report(share * 0.8))
    keys = [(channel, "") for channel in journeys.channels]
    parts = [_intervals(of_channels, model, keys) for model in of_channels.credit]
    of_sources = resampled_credit(
        journeys.by_source(),
        [model for model in of_channels.credit if not model.startswith("markov")],
        model_settings,
        rule=_CAMPAIGN_RESAMPLES,
        on_progress=lambda share: report(0.8 + share * 0.2),
    )
    rows = [_intervals(of_sources, model, list(journeys.sources)) for model in of_sources.credit]
    campaigns = pd.concat(rows)
    parts.append(campaigns[campaigns["campaign"] != ""])
    return _selected(typed_frame(pd.concat(parts, ignore_index=True), CREDIT_INTERVALS), selection)


def decisions(view: AttributionView, intervals: pd.DataFrame, target: DecisionTarget) -> DecisionView:
    """Verdicts for channels (all models) and campaigns (rule models): quick enough for a slider."""
    credit = pd.concat([view.channel_credit, view.credit[view.credit["campaign"] != ""]], ignore_index=True)
    by_model = model_decisions(credit, intervals, view.spend, view.touched, target)
    found = channel_decisions(by_model, credit, view.spend, view.touched, target)
    is_channel = found["campaign"] == ""
    return DecisionView(
        channels=found[is_channel].reset_index(drop=True),
        campaigns=found[~is_channel].reset_index(drop=True),
        by_model=by_model,
    )


def journeys_cut(store: Store, selection: Selection, options: JourneyOptions) -> CutJourneys:
    """The journeys of the selection's period and segment; channels and campaigns are not filtered by."""
    known, as_of = settings(store), require_days(store)[1]
    key = (options, selection.period, as_of, known.reporting_zone, selection.segment, known.margin_share)
    return _cut(fresh_snapshot(store), key)


@lru_cache(maxsize=_KEPT_CUTS)
def _cut(snapshot: Snapshot, key: tuple[Any, ...]) -> CutJourneys:
    options, period, as_of, zone, segment, margin_share = key
    reader = reader_of(snapshot)

    def frame(reduction: Callable[..., Reduction]) -> pd.DataFrame:
        return reader.frame(
            reduction(
                options=options, period=period, as_of=as_of, zone=zone, segment=segment, margin_share=margin_share
            )
        )

    return cut_journeys(frame(journey_conversions), frame(journey_touches), frame(journey_paths), options.conversion)


def _spend(store: Store, selection: Selection) -> pd.DataFrame:
    """Spend of the period: a row a campaign, and a row a channel with the empty campaign."""
    days = reader_of(fresh_snapshot(store)).frame(channel_days(period=selection.period))
    days = days.assign(campaign=days["campaign"].fillna(""), channel=days["channel"].fillna("no_source"))
    campaigns: pd.DataFrame = days.groupby(["channel", "campaign"], as_index=False)[["spend"]].sum()
    channels = days.groupby("channel", as_index=False)[["spend"]].sum().assign(campaign="")
    return pd.concat([channels, campaigns[campaigns["campaign"] != ""]], ignore_index=True)


def _begun_before_share(cut: CutJourneys, data: LoopData) -> float:
    """For how many conversions the first contact lies before what their journey shows; NaN without any."""
    deals = looked_up(cut.traced["deal_key"], data.deals.set_index("deal_key")["first_touch_at"])
    people = looked_up(cut.traced["contact_key"], data.contacts.set_index("contact_key")["first_touch_at"])
    begins = cut.touches.loc[cut.touches["position"] == 1, "at"].reset_index(drop=True)
    is_before = (deals.fillna(people) < begins).to_numpy(dtype=np.float64)
    size = cut.traced["conversions"].to_numpy()
    return float(is_before @ size / size.sum()) if size.sum() > 0 else float("nan")


def _touched(cut: CutJourneys) -> pd.DataFrame:
    """How many conversions have a channel or campaign in their journey: TOUCHED."""
    touches = cut.touches[["conversion_key", "channel", "campaign"]]
    touches = touches.assign(channel=touches["channel"].astype("str"), campaign=touches["campaign"].astype("str"))
    size = cut.traced.set_index("conversion_key")["conversions"]
    parts = []
    for rows in (touches.assign(campaign=""), touches[touches["campaign"].fillna("") != ""]):
        pairs = rows.drop_duplicates()
        pairs = pairs.assign(touched_conversions=size.reindex(pairs["conversion_key"]).to_numpy())
        parts.append(pairs.groupby(["channel", "campaign"], as_index=False)[["touched_conversions"]].sum())
    return typed_frame(pd.concat(parts, ignore_index=True), TOUCHED)


def _intervals(found: ResampledCredit, model: AttributionModel, keys: list[tuple[str, str]]) -> pd.DataFrame:
    low, high = found.interval(model)
    frame = pd.DataFrame(keys, columns=["channel", "campaign"]).assign(model=str(model))
    for column, name in enumerate(("conversions", "conversion_value")):
        frame[f"{name}_low"], frame[f"{name}_high"] = low[:, column], high[:, column]
    return frame


def _selected(rows: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of the selection's channels and campaigns; a channel's own row stays with its campaigns."""
    kept = np.ones(len(rows), dtype=bool)
    if selection.channels:
        kept &= rows["channel"].isin(selection.channels).to_numpy()
    if selection.campaigns and "campaign" in rows:
        kept &= rows["campaign"].isin([*selection.campaigns, ""]).to_numpy()
    return rows[kept].reset_index(drop=True)
