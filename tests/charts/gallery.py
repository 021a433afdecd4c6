"""Every chart of the product, drawn from the made-up company."""

from functools import cache
from typing import Any

import pandas as pd

from clm_core.analysis.channels import BUILT_IN_CHANNELS
from clm_core.analysis.funnel import CohortFunnel, cohort_funnel, comparison_as_of, funnel_comparison
from clm_core.analysis.loop_closure import LoopClosure, loop_closure
from clm_core.analysis.overview import Overview, overview
from clm_core.analysis.roi import ChannelRoi, channel_roi
from clm_core.charts import attribution_change as change_charts
from clm_core.charts import funnel as funnel_charts
from clm_core.charts import loop_closure as loop_charts
from clm_core.charts import overview as overview_charts
from clm_core.charts import roi as roi_charts
from clm_core.charts.palette import Mode
from clm_core.charts.theme import Look, look
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import Stage
from clm_core.result_columns import CREDIT_CHANGES
from clm_core.selection import Period, Selection
from clm_core.texts import Language, texts_for
from tests.analysis.loop_case import AS_OF, ZONE, date, loop_data
from tests.charts.journey_gallery import journey_gallery
from tests.charts.score_reasons_gallery import score_reasons_gallery
from tests.charts.scoring_backtest_gallery import scoring_backtest_gallery

SELECTION = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))


@cache
def results() -> tuple[CohortFunnel, CohortFunnel, ChannelRoi, Overview]:
    """The cohort, the earlier one of the same age, channel ROI and overview."""
    data = loop_data()
    before = SELECTION.comparison_period()
    assert before is not None
    earlier = cohort_funnel(
        data.contacts, SELECTION.in_period(before), as_of=comparison_as_of(SELECTION, AS_OF), zone=ZONE
    )
    return (
        cohort_funnel(data.contacts, SELECTION, as_of=AS_OF, zone=ZONE, traffic=data.traffic),
        earlier,
        channel_roi(data, SELECTION, zone=ZONE, margin_share=0.4),
        overview(data, SELECTION, as_of=AS_OF, zone=ZONE, margin_share=0.4),
    )


@cache
def closure() -> LoopClosure:
    """Loop closure where two deals in three have a contact, and two contacts in three a touch."""
    data = loop_data()
    deals = data.deals["deal_key"]
    pairs = pd.DataFrame({"deal_key": deals, "contact_key": deals}).assign(match_rule="id")
    people = data.contacts[data.contacts["contact_key"] % 5 != 0]
    touches = pd.DataFrame(
        {"contact_key": people["contact_key"], "at": people["first_touch_at"], "channel": people["first_touch_channel"]}
    )
    return loop_closure(
        data.deals,
        typed_frame(pairs[deals % 3 != 0], SNAPSHOT_COLUMNS[SnapshotTable.DEAL_CONTACTS]),
        touches.astype({"contact_key": "Int64"}),
        data.contacts,
        SELECTION.period,
        zone=ZONE,
    )


def credit_changes() -> pd.DataFrame:
    """Three channels whose credit moved by every cause; before + causes = after."""
    rows = [
        {"channel": "paid_search", "before": 100e3, "new_conversion": 90e3, "changed_rule": -30e3, "after": 160e3},
        {"channel": "events", "before": 80e3, "gone_conversion": -50e3, "changed_value": 10e3, "after": 40e3},
        {"channel": "email", "before": 20e3, "other_touches": 5e3, "changed_model": -15e3, "after": 10e3},
    ]
    frame = pd.DataFrame(rows).reindex(columns=list(CREDIT_CHANGES))
    return typed_frame(frame.fillna({name: 0.0 for name in CREDIT_CHANGES if name != "channel"}), CREDIT_CHANGES)


def channel_table() -> pd.DataFrame:
    """The built-in channels as the snapshot holds them."""
    return pd.DataFrame([{"channel": c.key, "label": c.label, "position": c.position} for c in BUILT_IN_CHANNELS])


def reader(language: Language, mode: Mode) -> Look:
    """The look for a reader of the made-up company."""
    return look(texts_for(language), mode, "EUR", channel_table())


def gallery(seen: Look) -> dict[str, dict[str, Any]]:
    """The specification of every chart by name."""
    now, before, returns, headline = results()
    compared = funnel_comparison(now.total, before.total)
    return {
        "funnel_bars": funnel_charts.funnel_bars(now.total, seen, comparison=compared),
        "funnel_bars_alone": funnel_charts.funnel_bars(now.total, seen),
        "funnel_rates": funnel_charts.funnel_rates(now.total, seen, comparison=compared),
        "funnel_by_group": funnel_charts.funnel_by_group(now.groups, seen, is_by_channel=True, stage=Stage.SQL),
        "drop_out": funnel_charts.drop_out(now.steps, seen),
        "time_in_stage": funnel_charts.time_in_stage(now.steps, seen),
        "spend_revenue": overview_charts.spend_revenue(headline.spend_revenue, seen, bucket=headline.bucket),
        "channel_roi_bars": roi_charts.channel_roi_bars(returns.channels, seen),
        "cac_scatter": roi_charts.cac_scatter(returns.channels, returns.total, seen),
        "roi_trend": roi_charts.roi_trend(returns.months, seen),
        "roi_trend_channels": roi_charts.roi_trend(
            returns.months, seen, channels=("paid_search", "paid_social", "events")
        ),
        "credit_change_bars": change_charts.credit_change_bars(credit_changes(), seen, is_money=True),
        "traceable_shares": loop_charts.traceable_shares(closure().reasons, seen),
        "sourced_revenue": loop_charts.sourced_revenue(closure().months, seen),
        "sourced_shares": loop_charts.sourced_shares(closure().months, seen),
        "claimed_vs_confirmed": roi_charts.claimed_vs_confirmed(returns.claims, seen),
        **journey_gallery(seen),
        **scoring_backtest_gallery(seen),
        **score_reasons_gallery(seen),
    }
