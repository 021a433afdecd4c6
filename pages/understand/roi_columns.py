"""How the columns of cost and return are called, written and explained."""

import pandas as pd

from clm_core.kpis import KPIS, KpiName, Unit
from pages.shared import session
from pages.shared.tables import Column


def kpi(name: KpiName) -> Column:
    """A KPI's column: its short name as heading, meaning and formula to hover over."""
    texts = session.texts()
    help_text = f"{texts(f'kpi.{name}.label')}: {texts(f'kpi.{name}.meaning')} = {texts(f'kpi.{name}.formula')}"
    short = f"channel_roi.short.{name}"
    label = texts(short) if texts.has(short) else texts(f"kpi.{name}.label")
    unit = KPIS[name].unit
    return Column(label=label, unit=unit, decimals=0 if name is KpiName.ROI else None, help_text=help_text)


def _interval(of: str) -> Column:
    texts = session.texts()
    return Column(label=texts("channel_roi.interval_of", kpi=of), help_text=texts("channel_roi.interval_help"))


def returns(rows: pd.DataFrame) -> dict[str, Column]:
    """Spend and revenue with their shares of the whole, ROI with interval and n, ROAS, verdict."""
    texts = session.texts()
    # One scale for both bars: side by side they compare what a channel costs with what it brings.
    largest = rows[["spend_share", "revenue_share"]].max(axis=None)
    top = float(largest) if largest > 0 else 1.0
    return {
        "spend": kpi(KpiName.SPEND),
        "spend_share": Column(label=texts("channel_roi.share_of_spend"), unit=Unit.SHARE, bar_top=top, width=100),
        "revenue": kpi(KpiName.REVENUE),
        "revenue_share": Column(label=texts("channel_roi.share_of_revenue"), unit=Unit.SHARE, bar_top=top, width=100),
        "roi": kpi(KpiName.ROI),
        "roi_interval": _interval("ROI"),
        "won_deals": kpi(KpiName.WON_DEALS),
        "sufficiency": Column(label=texts("charts.sufficiency"), help_text=texts("channel_roi.sufficiency_help")),
        "roas": kpi(KpiName.ROAS),
    }


def costs(rows: pd.DataFrame) -> dict[str, Column]:
    """What a lead, an MQL and a customer cost, each with its count and interval; payback where margins are known."""
    columns = {"spend": kpi(KpiName.SPEND)}
    for count, cost in (
        (KpiName.LEADS, KpiName.CPL),
        (KpiName.MQLS, KpiName.COST_PER_MQL),
        (KpiName.SQLS, None),
        (KpiName.CUSTOMERS, KpiName.CAC),
    ):
        columns[str(count)] = kpi(count)
        if cost:
            columns[str(cost)] = kpi(cost)
            columns[f"{cost}_interval"] = _interval(columns[str(cost)].label)
    if rows["payback_months"].notna().any():
        columns["payback_months"] = kpi(KpiName.PAYBACK_MONTHS)
    return columns


def changes() -> dict[str, Column]:
    """Spend, revenue and ROI beside the comparison period, and whether the difference says anything."""
    texts = session.texts()

    def column(name: str, unit: Unit | None = None) -> Column:
        return Column(label=texts(f"channel_roi.change.{name}"), unit=unit, decimals=0)

    return {
        "roi": kpi(KpiName.ROI),
        "roi_before": column("roi", Unit.SHARE),
        "roi_points": column("points", Unit.COUNT),
        "change_interval": column("interval"),
        "change_word": column("verdict"),
        "won_deals": kpi(KpiName.WON_DEALS),
        "won_deals_before": column("won_deals", Unit.COUNT),
        "spend": kpi(KpiName.SPEND),
        "spend_change": column("spend", Unit.SHARE),
        "revenue": kpi(KpiName.REVENUE),
        "revenue_change": column("revenue", Unit.SHARE),
    }
