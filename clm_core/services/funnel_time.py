"""The funnel in time for a selection: cohorts, time in stage, velocity, win rates, bridge, age of what is open."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.funnel_people import FunnelGroup, People, people
from clm_core.analysis.funnel_time.ageing import AgeBand, age_bands, ageing, later_chances
from clm_core.analysis.funnel_time.bridge import RateBridge, rate_bridge
from clm_core.analysis.funnel_time.cohorts import cohort_conversion, conversion_curve, trend_age
from clm_core.analysis.funnel_time.stage_times import stage_times
from clm_core.analysis.funnel_time.stage_waits import (
    CLOSED,
    OPEN,
    EverRule,
    StagePair,
    StageWaits,
    TimeToConvert,
    deal_waits,
    stage_pairs,
    stage_waits,
    time_to_convert,
)
from clm_core.analysis.funnel_time.velocity import Lever, Velocity, velocity
from clm_core.analysis.funnel_time.win_rates import DealGroup, win_rates
from clm_core.analysis.selected import selected_deals
from clm_core.errors import ClmError
from clm_core.records import Stage
from clm_core.selection import Period, Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.funnel import CohortFunnel, funnel_view
from clm_core.store.workspaces import Store

__all__ = [
    "AgeBand",
    "DealGroup",
    "FunnelGroup",
    "Lever",
    "RateBridge",
    "StagePair",
    "Velocity",
    "ageing_view",
    "bridge_view",
    "conversion_view",
    "open_rows",
    "recorded_pairs",
    "stage_time_view",
    "velocity_view",
    "win_rate_view",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionView:
    """One stage pair in time: the curve of who entered the stage in the period, and its months."""

    pair: StagePair
    entered: int
    curve: pd.DataFrame  # funnel_time_columns.CONVERSION_CURVE
    cohorts: pd.DataFrame  # funnel_time_columns.COHORT_CONVERSION
    usual: TimeToConvert
    compared_age_days: int
    has_closed: bool  # some were rejected or lost, so the curve is Aalen–Johansen's, else Kaplan–Meier's
    out_of_order: int
    same_day: int
    undated: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTimeView:
    """How long people stay in each stage (funnel_time_columns.STAGE_TIMES), of those who entered it in the period."""

    total: pd.DataFrame
    groups: pd.DataFrame
    out_of_order: int
    undated: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityView:
    """Velocity of the period, beside the comparison period's where there is one."""

    velocity: Velocity
    period: Period
    before: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRateView:
    """Win rates (funnel_time_columns.WIN_RATES) of the deals decided in the period."""

    by: DealGroup
    groups: pd.DataFrame
    won: int
    decided: int
    still_open: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeView:
    """Why the rate of a stage pair moved between the comparison cohort and this one, both at the same age."""

    pair: StagePair
    by: FunnelGroup
    bridge: RateBridge
    period: Period
    before: Period
    is_young: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingView:
    """What is open at as_of by age (funnel_time_columns.AGEING)."""

    rows: pd.DataFrame
    as_of: date


def recorded_pairs(store: Store, selection: Selection) -> tuple[StagePair, ...]:
    """The steps of the funnel that the data know, and the whole way. Raises ClmError where they know no step."""
    pairs = stage_pairs(_everybody(store, selection).stages)
    if not pairs:
        raise ClmError("funnel_time.no_step")
    return pairs


def _everybody(store: Store, selection: Selection, by: FunnelGroup = FunnelGroup.CHANNEL) -> People:
    as_of, zone = require_days(store)[1], settings(store).reporting_zone
    return people(loop_data(store).contacts, selection, as_of=as_of, zone=zone, by=by)


def conversion_view(store: Store, selection: Selection, pair: StagePair) -> ConversionView:
    """Curve and cohorts of a stage pair. Raises ClmError for a stage that nobody has an entry for."""
    everybody = _everybody(store, selection)
    for stage in (pair.start, pair.end):
        if stage not in everybody.stages:
            raise ClmError("funnel.stage_not_recorded", stage=stage, stages=", ".join(everybody.stages))
    waits, period = stage_waits(everybody, pair), selection.period
    usual, entered = time_to_convert(waits, EverRule()), waits.entered_between(period.start_on, period.end_on)
    return ConversionView(
        pair=pair,
        entered=len(entered.keys),
        curve=conversion_curve(entered),
        cohorts=cohort_conversion(waits, period, usual),
        usual=usual,
        compared_age_days=trend_age(usual),
        has_closed=bool((entered.ending == CLOSED).any()),
        out_of_order=int(entered.out_of_order.sum()),
        same_day=entered.same_day_count,
        undated=entered.undated_count,
        as_of=everybody.as_of,
    )


def stage_time_view(store: Store, selection: Selection, by: FunnelGroup = FunnelGroup.CHANNEL) -> StageTimeView:
    """Time in stage of each step, whole and by group."""
    everybody, period = _everybody(store, selection, by), selection.period
    steps = [pair for pair in recorded_pairs(store, selection) if not _is_whole_way(pair, everybody)]
    waits = [stage_waits(everybody, pair).entered_between(period.start_on, period.end_on) for pair in steps]
    return StageTimeView(
        total=pd.concat([stage_times(one, is_grouped=False) for one in waits], ignore_index=True),
        groups=pd.concat([stage_times(one, is_grouped=True) for one in waits], ignore_index=True),
        out_of_order=sum(int(one.out_of_order.sum()) for one in waits),
        undated=sum(one.undated_count for one in waits),
        as_of=everybody.as_of,
    )


def _is_whole_way(pair: StagePair, everybody: People) -> bool:
    return pair == stage_pairs(everybody.stages)[-1] and len(stage_pairs(everybody.stages)) > 1


def velocity_view(store: Store, selection: Selection) -> VelocityView:
    """Money won a day and its four levers, and what each did to the change."""
    before = selection.comparison_period()
    result = velocity(_deal_waits(store, selection), selection.period, before, as_of=require_days(store)[1])
    return VelocityView(velocity=result, period=selection.period, before=before)


def _deal_waits(store: Store, selection: Selection) -> StageWaits:
    data = loop_data(store)
    as_of, zone = require_days(store)[1], settings(store).reporting_zone
    return deal_waits(selected_deals(data.deals, data.accounts, selection), as_of=as_of, zone=zone)


def win_rate_view(store: Store, selection: Selection, by: DealGroup = DealGroup.AMOUNT) -> WinRateView:
    """Win rates by a property of the deals or their companies."""
    data, as_of = loop_data(store), require_days(store)[1]
    deals = selected_deals(data.deals, data.accounts, selection)
    groups = win_rates(deals, data.accounts, selection.period, as_of=as_of, by=by)
    won, decided, still_open = (int(groups[name].sum()) for name in ("won", "decided", "still_open"))
    return WinRateView(by=by, groups=groups, won=won, decided=decided, still_open=still_open, as_of=as_of)


def bridge_view(store: Store, selection: Selection, by: FunnelGroup, pair: StagePair) -> BridgeView:
    """The bridge of a stage pair's rate. Raises ClmError without a comparison period."""
    before = selection.comparison_period()
    view = funnel_view(store, selection, by)
    if before is None or view.before is None:
        raise ClmError("funnel.no_comparison")
    maturity = view.cohort.maturity
    is_young = maturity.loc[maturity["stage"] == pair.end, "is_young"].fillna(False).any()
    return BridgeView(
        pair=pair,
        by=by,
        bridge=rate_bridge(_passed(view.cohort, pair), _passed(view.before, pair)),
        period=selection.period,
        before=before,
        is_young=bool(is_young),
    )


def _passed(cohort: CohortFunnel, pair: StagePair) -> pd.DataFrame:
    """Of each group how many reached the first stage (base) and the second (passed)."""
    wide = cohort.groups.pivot(index="group", columns="stage", values="reached")
    columns = {str(pair.start): "base", str(pair.end): "passed"}
    return wide.reindex(columns=list(columns)).fillna(0).rename(columns=columns).rename_axis(columns=None).reset_index()


def ageing_view(store: Store, selection: Selection) -> AgeingView:
    """Age of everything open, whenever it began: people by stage, and deals in place of people with an opportunity."""
    rows = [ageing(waits) for waits in _open_waits(store, selection).values()]
    return AgeingView(rows=pd.concat(rows, ignore_index=True), as_of=require_days(store)[1])


def _open_waits(store: Store, selection: Selection) -> dict[Stage, StageWaits]:
    everybody = _everybody(store, selection)
    steps = [pair for pair in recorded_pairs(store, selection) if not _is_whole_way(pair, everybody)]
    found = {pair.start: stage_waits(everybody, pair) for pair in steps}
    deals = _deal_waits(store, selection)
    return found | {Stage.OPPORTUNITY: deals} if len(deals.keys) else found


def open_rows(store: Store, selection: Selection, stage: Stage, band: AgeBand) -> pd.DataFrame:
    """The contacts or, for opportunities, deals behind an age band, oldest first.

    Columns as in SNAPSHOT_COLUMNS of contacts or deals, with age_days and chance (of coming on, 0 to 1).
    """
    waits = _open_waits(store, selection)[stage]
    usual, still = time_to_convert(waits, EverRule()), waits.where(waits.ending == OPEN)
    is_so = np.asarray(age_bands(still, usual) == band)
    data, is_deal = loop_data(store), len(still.amounts) > 0
    key = "deal_key" if is_deal else "contact_key"
    found = pd.DataFrame({key: still.keys, "age_days": still.age_days, "chance": later_chances(still, usual)})[is_so]
    rows = (data.deals if is_deal else data.contacts).merge(found, on=key)
    return rows.sort_values(["age_days", key], ascending=[False, True], ignore_index=True)
