"""The report's sections about what was: headline numbers, funnel, channel ROI."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from clm_core.charts.funnel import funnel_bars
from clm_core.charts.overview import spend_revenue
from clm_core.charts.roi import channel_roi_bars
from clm_core.charts.roi_by_model import roi_model_dots
from clm_core.exports.report import Block, Figure, Figures, Section, Sentence, Tone, WordTable
from clm_core.kpis import KPIS, KpiName, Unit
from clm_core.records import Stage
from clm_core.services.channel_roi import ChannelRoi, Sufficiency, channel_roi_view
from clm_core.services.funnel import CohortFunnel, funnel_view
from clm_core.services.overview import OverviewView, overview_view
from clm_core.services.report_base import ReportBase, period_text
from clm_core.services.roi_by_model import RoiByModel, roi_by_model
from clm_core.texts import formats

__all__ = ["channels_section", "funnel_section", "numbers_section"]

_HEADLINES = (
    KpiName.SPEND,
    KpiName.LEADS,
    KpiName.MQLS,
    KpiName.SQLS,
    KpiName.WON_DEALS,
    KpiName.REVENUE,
    KpiName.ROI,
    KpiName.CAC,
)

Row = Mapping[Hashable, Any]


def numbers_section(base: ReportBase) -> Section:
    """Spend, results and return of the period with their change, and both over time."""
    view = overview_view(base.store, base.selection)
    rows = {KpiName(str(row["kpi"])): row for row in view.numbers.values.to_dict("records")}
    blocks: list[Block] = [Sentence(text=_result(base, view, rows), tone=Tone.LEAD)]
    roi = rows[KpiName.ROI]
    if roi["low"] == roi["low"]:
        ends = {end: base.share(roi[end], decimals=0) for end in ("low", "high")}
        text = base.texts(f"overview.interval_{view.numbers.basis}", **ends, count=round(roi["n"]))
        blocks.append(Sentence(text=text))
    blocks.append(Figures(figures=tuple(_figure(base, name, rows[name]) for name in _HEADLINES)))
    if view.numbers.comparison is not None:
        compared = period_text(view.numbers.comparison, base.language)
        blocks.append(Sentence(text=base.word("changes", comparison=compared), tone=Tone.NOTE))
    if view.numbers.is_running:
        blocks.append(Sentence(text=base.texts("overview.running", day=view.as_of), tone=Tone.HINT))
    if view.numbers.comparison and not view.numbers.is_comparison_covered:
        blocks.append(Sentence(text=base.texts("overview.comparison_not_covered"), tone=Tone.HINT))
    if view.numbers.has_spend:
        drawn = spend_revenue(view.numbers.spend_revenue, base.look, bucket=view.numbers.bucket.value)
        blocks.append(base.picture("overview.over_time", "overview.over_time_alt", drawn))
        blocks.append(Sentence(text=base.texts("overview.over_time_note"), tone=Tone.NOTE))
    return Section(name="numbers", title=base.word("section.numbers"), blocks=tuple(blocks))


def _result(base: ReportBase, view: OverviewView, rows: Mapping[KpiName, Row]) -> str:
    roi = rows[KpiName.ROI]["value"]
    return base.texts(
        "overview.answer" if roi == roi else "overview.answer_without_roi",
        period=period_text(view.numbers.period, base.language),
        spend=base.short_money(rows[KpiName.SPEND]["value"]),
        revenue=base.short_money(rows[KpiName.REVENUE]["value"]),
        deals=round(rows[KpiName.WON_DEALS]["value"]),
        roi=base.share(roi, decimals=0),
    )


def _figure(base: ReportBase, name: KpiName, row: Row) -> Figure:
    unit, value = KPIS[name].unit, row["value"]
    notes = []
    if unit is Unit.SHARE:
        if row["change"] == row["change"]:
            points = formats.number(row["change"] * 100, base.language)
            notes.append(base.texts("overview.points", points=_signed(points, row["change"])))
    elif row["relative_change"] == row["relative_change"]:
        notes.append(_signed(base.share(row["relative_change"], decimals=0), row["relative_change"]))
    if row["low"] == row["low"]:
        low, high = (_written(base, row[end], unit) for end in ("low", "high"))
        notes.append(base.word("range", low=low, high=high, count=int(row["n"])))
    label = base.texts(f"kpi.{name}.label")
    return Figure(label=label, value=_written(base, value, unit), note=" · ".join(notes))


def _signed(text: str, value: float) -> str:
    return text if value < 0 else f"+{text}"


def _written(base: ReportBase, value: float, unit: Unit) -> str:
    if unit is Unit.MONEY:
        return base.short_money(value)
    return base.share(value, decimals=0) if unit is Unit.SHARE else base.number(value)


def funnel_section(base: ReportBase) -> Section | None:
    """How far the people who began in the period have come, with each step's rate and n."""
    view = funnel_view(base.store, base.selection)
    cohort = view.cohort
    if not cohort.size:
        return None
    blocks: list[Block] = [
        Sentence(text=_reached(base, cohort), tone=Tone.LEAD),
        Sentence(text=_weakest(base, cohort)),
    ]
    if cohort.is_young:
        blocks.append(Sentence(text=base.texts("funnel.young", day=view.as_of), tone=Tone.HINT))
    elif not cohort.is_maturity_known:
        blocks.append(Sentence(text=base.texts("funnel.maturity_unknown"), tone=Tone.HINT))
    drawn = funnel_bars(cohort.total, base.look, comparison=view.comparison)
    blocks += [base.picture("funnel.counts", "funnel.counts_alt", drawn), _stages(base, cohort)]
    return Section(name="funnel", title=base.word("section.funnel"), blocks=tuple(blocks))


def _reached(base: ReportBase, cohort: CohortFunnel) -> str:
    last = cohort.total.iloc[-1]
    return base.texts(
        "funnel.answer",
        period=period_text(cohort.period, base.language),
        size=cohort.size,
        start=base.texts(f"stages.plural.{cohort.stages[0]}"),
        reached=int(last["reached"]),
        end=base.texts(f"stages.plural.{last['stage']}"),
        rate=base.share(last["start_rate"]),
    )


def _weakest(base: ReportBase, cohort: CohortFunnel) -> str:
    last, rates = cohort.total.iloc[-1], cohort.total[cohort.total["step_base"] > 0]
    weakest = rates.sort_values("step_rate", kind="stable").iloc[0]
    before = cohort.stages[cohort.stages.index(Stage(weakest["stage"])) - 1]
    return base.texts(
        "funnel.weakest",
        step=f"{base.texts(f'stages.{before}')} → {base.texts('stages.' + weakest['stage'])}",
        rate=base.share(weakest["step_rate"]),
        interval=base.interval(weakest["step_low"], weakest["step_high"]),
        interval_of_end=base.interval(last["start_low"], last["start_high"]),
        count=int(weakest["step_base"]),
    )


def _stages(base: ReportBase, cohort: CohortFunnel) -> WordTable:
    total = cohort.total
    rows = pd.DataFrame(
        {
            "stage": [base.texts(f"stages.plural.{one}") for one in total["stage"]],
            "reached": [base.number(one) for one in total["reached"]],
            "rate": [base.share(one) for one in total["step_rate"]],
            "interval": [
                base.interval(low, high) for low, high in zip(total["step_low"], total["step_high"], strict=True)
            ],
            "start_rate": [base.share(one) for one in total["start_rate"]],
        }
    )
    columns = {str(name): base.word(f"funnel_column.{name}") for name in rows}
    return base.table(base.word("funnel_table"), columns, rows)


def channels_section(base: ReportBase) -> Section | None:
    """What each channel returned, how sure that is, and how far it depends on the attribution model."""
    now = channel_roi_view(base.store, base.selection).now
    if not now.total[["spend", "leads", "won_deals"]].sum(axis=None):
        return None
    blocks: list[Block] = [Sentence(text=_best_and_worst(base, now), tone=Tone.LEAD)]
    models = None
    if now.channels["roi"].notna().any():
        models = roi_by_model(base.store, base.selection, now.basis, base.progress)
        blocks.append(
            base.picture("channel_roi.bars", "channel_roi.bars_alt", channel_roi_bars(now.channels, base.look))
        )
        blocks.append(Sentence(text=base.texts(f"channel_roi.bars_note_{now.basis}"), tone=Tone.NOTE))
        model = str(base.selection.attribution_model)
        if model in set(models.returns["model"]):
            drawn = roi_model_dots(models.returns, models.ranges, base.look, model=model)
            blocks.append(base.picture("report.models", "report.models_alt", drawn))
            blocks.append(Sentence(text=base.word("models_note"), tone=Tone.NOTE))
    blocks.append(_channel_table(base, now, models))
    blocks += [Sentence(text=base.texts(key), tone=Tone.HINT) for key in now.notes]
    return Section(name="channels", title=base.word("section.channels"), blocks=tuple(blocks))


def _best_and_worst(base: ReportBase, now: ChannelRoi) -> str:
    sure = now.channels[(now.channels["verdict"] == Sufficiency.ENOUGH) & now.channels["roi"].notna()]
    if len(sure) > 1:
        rows = sure.sort_values("roi", kind="stable")
        worst, best = rows.iloc[0], rows.iloc[-1]
        currency, language = base.selection.currency, base.language
        return base.texts(
            "channel_roi.answer" if best["roi_low"] > worst["roi_high"] else "channel_roi.answer_close",
            period=base.period,
            best=base.look.channel_label(best["channel"]),
            worst=base.look.channel_label(worst["channel"]),
            best_return=formats.money(best["roi"] + 1, currency, language, decimals=2),
            worst_return=formats.money(worst["roi"] + 1, currency, language, decimals=2),
            earned=base.texts(f"channel_roi.earned.{now.basis}"),
            unit=base.money(1),
        )
    if now.channels["roi"].notna().any():
        return base.texts("channel_roi.answer_unsure", period=base.period)
    revenue = base.short_money(now.total["revenue"].iloc[0])
    return base.texts("channel_roi.answer_without_roi", period=base.period, revenue=revenue)


def _channel_table(base: ReportBase, now: ChannelRoi, models: RoiByModel | None) -> WordTable:
    ranges = {} if models is None else models.ranges.set_index("channel").to_dict("index")

    def of_models(channel: str) -> str:
        own = ranges.get(channel)
        if own is None:
            return formats.MISSING
        return base.word("from_to", low=base.share(own["least"], decimals=0), high=base.share(own["most"], decimals=0))

    rows = [
        {
            "channel": base.look.channel_label(row["channel"]) if row["channel"] else base.word("all_channels"),
            "spend": base.money(row["spend"]),
            "revenue": base.money(row["revenue"]),
            "won_deals": base.number(row["won_deals"]),
            "roi": base.share(row["roi"], decimals=0),
            "interval": base.interval(row["roi_low"], row["roi_high"], decimals=0),
            "models": of_models(row["channel"]),
        }
        for row in [*now.channels.to_dict("records"), *now.total.to_dict("records")]
    ]
    columns = {name: base.word(f"channel_column.{name}") for name in rows[0]}
    return base.table(base.word("channel_table"), columns, pd.DataFrame(rows))
