"""The pictures of loop closure: won revenue by reason, and marketing's part of it over time."""

import pandas as pd
import streamlit as st

from clm_core.charts.loop_closure import CHOSEN_REASON, sourced_revenue, sourced_shares, traceable_shares
from clm_core.kpis import Unit
from clm_core.services.loop_closure import LoopClosure
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table
from pages.understand import loop_closure_deals


def show_reasons(view: LoopClosure) -> None:
    """Revenue and deals split by reason; a click on a part lists its deals."""
    texts = session.texts()
    charts.heading("loop_closure.reasons", "loop_closure.reasons_note")
    chosen = charts.show_chart(
        session.drawn(traceable_shares, view.reasons, looks.chart_look()),
        alt=texts("loop_closure.reasons_alt"),
        key="traceable_shares",
        is_selectable=True,
        selection_names=(CHOSEN_REASON,),
    )
    loop_closure_deals.choose_part(chosen)
    rows = view.reasons[view.reasons["won_deals"] > 0]
    frame = rows.assign(
        name=[texts(f"loop_closure.reason.{reason}") for reason in rows["reason"]],
        deal_interval=_intervals(rows, "deal_share"),
        revenue_interval=_intervals(rows, "revenue_share"),
    )
    columns = {
        "name": Column(label=texts("loop_closure.column.reason"), is_pinned=True, width=250),
        "revenue": Column(label=texts("loop_closure.column.revenue"), unit=Unit.MONEY),
        "revenue_share": Column(label=texts("loop_closure.column.share"), unit=Unit.SHARE),
        "revenue_interval": Column(label=texts("loop_closure.column.interval")),
        "won_deals": Column(label=texts("loop_closure.column.won_deals"), unit=Unit.COUNT),
        "deal_share": Column(label=texts("loop_closure.column.share"), unit=Unit.SHARE),
        "deal_interval": Column(label=texts("loop_closure.column.interval")),
    }
    show_table(frame, columns, key="loop_reasons", title=texts("loop_closure.reasons"))


def show_months(view: LoopClosure) -> None:
    """What marketing began and had a part in: the whole period as a sentence, months as chart and table."""
    texts = session.texts()
    charts.heading("loop_closure.months", "loop_closure.months_note")
    st.markdown(_whole_period(view))
    for draw, alt in ((sourced_revenue, "months_alt"), (sourced_shares, "shares_alt")):
        specification = session.drawn(draw, view.months, looks.chart_look())
        charts.show_chart(specification, alt=texts(f"loop_closure.{alt}"), key=draw.__name__)
    frame = view.months.assign(
        name=[formats.month(month, texts.language) for month in view.months["month"]],
        sourced_interval=_intervals(view.months, "sourced_share"),
        influenced_interval=_intervals(view.months, "influenced_share"),
    )
    columns = {
        "name": Column(label=texts("loop_closure.column.month"), is_pinned=True),
        "won_deals": Column(label=texts("loop_closure.column.won_deals"), unit=Unit.COUNT),
        "revenue": Column(label=texts("loop_closure.column.revenue"), unit=Unit.MONEY),
    }
    for part in ("sourced", "influenced"):
        columns |= {
            f"{part}_revenue": Column(label=texts(f"loop_closure.column.{part}"), unit=Unit.MONEY),
            f"{part}_share": Column(label=texts("loop_closure.column.share"), unit=Unit.SHARE),
            f"{part}_interval": Column(label=texts("loop_closure.column.interval")),
        }
    show_table(frame, columns, key="sourced_months", title=texts("loop_closure.months"))


def _whole_period(view: LoopClosure) -> str:
    language, total = session.language(), view.total.iloc[0]
    return messages.sentence(
        "loop_closure.months_answer",
        sourced=formats.short_money(total["sourced_revenue"], session.selection().currency, language),
        sourced_share=formats.share(total["sourced_share"], language),
        sourced_interval=formats.interval(total["sourced_share_low"], total["sourced_share_high"], language),
        influenced=formats.short_money(total["influenced_revenue"], session.selection().currency, language),
        influenced_share=formats.share(total["influenced_share"], language),
        influenced_interval=formats.interval(total["influenced_share_low"], total["influenced_share_high"], language),
        count=int(total["won_deals"]),
    )


def _intervals(rows: pd.DataFrame, share: str) -> list[str]:
    ends = rows[[f"{share}_low", f"{share}_high"]].itertuples(index=False)
    return [formats.interval(low, high, session.language()) for low, high in ends]
