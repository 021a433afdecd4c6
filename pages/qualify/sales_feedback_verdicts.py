"""Who is accepted: verdicts by channel or by score, and over time."""

import pandas as pd

from clm_core.charts.sales_feedback import CHOSEN_VERDICT, MAX_GROUPS, group_name, rate_months, verdict_bars
from clm_core.kpis import Unit
from clm_core.services.sales_feedback import SalesFeedback
from clm_core.texts import formats
from pages.qualify import sales_feedback_leads
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.interval_columns import and_ends, with_interval
from pages.shared.tables import Column, show_table

_COLUMNS: dict[str, tuple[str, Unit | None]] = {
    "accepted_rate": ("accepted", Unit.SHARE),
    "recycled_rate": ("recycled", Unit.SHARE),
    "rejected_rate": ("rejected", Unit.SHARE),
    "judged": ("judged", Unit.COUNT),
    "word": ("standing", None),
    "leads": ("handed", Unit.COUNT),
    "young": ("young", Unit.COUNT),
    "waiting": ("waiting", Unit.COUNT),
}
_WIDTHS = {
    "name": 208,
    "accepted_rate": 140,
    "recycled_rate": 108,
    "rejected_rate": 82,
    "judged": 46,
    "word": 164,
    "leads": 86,
    "young": 62,
    "waiting": 56,
}


def show(view: SalesFeedback) -> None:
    """The bars, a table with every number, and acceptance by month."""
    if view.channels["judged"].iloc[0] == 0:
        return
    texts, look = session.texts(), looks.chart_look()
    charts.heading("sales_feedback.verdicts")
    by = _by(view)
    is_by_band = by == "band" and view.bands is not None
    rates, scores = (view.bands, view.band_scores) if is_by_band and view.bands is not None else (view.channels, None)
    groups = rates.iloc[1:].sort_values("group") if scores is not None else rates.iloc[1:]
    chosen = charts.show_chart(
        session.drawn(_drawn, rates, scores, look),
        alt=texts("sales_feedback.verdicts_alt"),
        key=f"verdicts_{by}",
        is_selectable=scores is None,
        selection_names=(CHOSEN_VERDICT,),
    )
    if scores is None:
        sales_feedback_leads.choose(chosen, CHOSEN_VERDICT)
        messages.note("sales_feedback.click_a_part")
    if len(groups) > MAX_GROUPS:
        messages.note("sales_feedback.few_groups_note", shown=MAX_GROUPS, count=len(groups))
    whole = rates.iloc[0]
    if whole["waiting"]:
        days = formats.number(whole["waiting_median_days"], texts.language)
        messages.note("sales_feedback.waiting_note", count=int(whole["waiting"]), days=days)
    _table(groups, scores, by)
    if view.months["group"].nunique() > 2:
        charts.heading("sales_feedback.months")
        specification = session.drawn(rate_months, view.months, look, rate="accepted")
        charts.show_chart(specification, alt=texts("sales_feedback.months_alt"), key="accepted_months")


def _by(view: SalesFeedback) -> str:
    if view.bands is None:
        return "channel"
    texts = session.texts()
    return inputs.switch(
        texts("sales_feedback.by"),
        ["channel", "band"],
        words=lambda one: texts(f"sales_feedback.by_of.{one}"),
        name="feedback_by",
    )


def _drawn(rates: pd.DataFrame, scores: pd.DataFrame | None, look: looks.Look) -> dict[str, object]:
    groups = rates.iloc[1:]
    return verdict_bars(groups if scores is None else groups.sort_values("group"), look, band_scores=scores)


def _table(groups: pd.DataFrame, scores: pd.DataFrame | None, by: str) -> None:
    texts, look = session.texts(), looks.chart_look()
    rates = groups[["accepted_rate", "accepted_low", "accepted_high"]].itertuples(index=False)
    frame = groups.assign(
        name=[group_name(group, look, scores) for group in groups["group"]],
        accepted_text=[formats.share_within(*rate, texts.language) for rate in rates],
        word=[texts(f"sales_feedback.standing.{one}") for one in groups["standing"]],
    )
    name = Column(label=texts(f"sales_feedback.by_of.{by}"), is_pinned=True, width=_WIDTHS["name"])
    columns = {"name": name} | {
        one: Column(label=texts(f"sales_feedback.column.{label}"), unit=unit, width=_WIDTHS[one])
        for one, (label, unit) in _COLUMNS.items()
    }
    show_table(
        frame,
        columns | {"accepted_rate": with_interval(columns["accepted_rate"], "accepted_text")},
        key="feedback_verdicts",
        title=texts("sales_feedback.verdicts"),
        height=_height(len(frame)),
        downloaded=and_ends(columns, "accepted_rate"),
    )


def _height(group_count: int) -> str:
    return "content" if group_count <= MAX_GROUPS else "auto"
