"""Why leads are not accepted: reasons, what they point to by channel, and what is to be mended."""

import streamlit as st

from clm_core.charts.sales_feedback import CHOSEN_REASON, cause_bars, reason_bars
from clm_core.kpis import Unit
from clm_core.services import decision_advice
from clm_core.services.sales_feedback import SalesFeedback
from clm_core.texts import formats
from pages.qualify import sales_feedback_leads
from pages.shared import charts, decide, looks, messages, session
from pages.shared.interval_columns import and_ends, with_interval
from pages.shared.tables import Column, show_table

_NAMED_REASONS = 6


def show(view: SalesFeedback) -> None:
    """Reasons and what to mend; then causes by channel, and which channel differs beyond chance."""
    texts, look = session.texts(), looks.chart_look()
    charts.heading("sales_feedback.reasons", "sales_feedback.reasons_note")
    if view.reasons.empty:
        messages.hint("sales_feedback.reasons_none")
        return
    chosen = charts.show_chart(
        session.drawn(reason_bars, view.reasons, look),
        alt=texts("sales_feedback.reasons_alt"),
        key="reasons",
        is_selectable=True,
        selection_names=(CHOSEN_REASON,),
    )
    sales_feedback_leads.choose(chosen, CHOSEN_REASON)
    if view.unmapped:
        named = ", ".join(
            f"„{one}“" if texts.language == "de" else f"“{one}”" for one in view.unmapped[:_NAMED_REASONS]
        )
        rest = "" if len(view.unmapped) <= _NAMED_REASONS else ", …"
        messages.hint("sales_feedback.unmapped", count=len(view.unmapped), reasons=named + rest)
    _to_mend(view)
    charts.heading("sales_feedback.causes")
    _differences(view)
    specification = session.drawn(cause_bars, view.causes, look)
    charts.show_chart(specification, alt=texts("sales_feedback.causes_alt"), key="causes")
    messages.note("sales_feedback.test_note", count=len(view.tests))


def _differences(view: SalesFeedback) -> None:
    texts, look = session.texts(), looks.chart_look()
    differing = view.tests[view.tests["differs"]]
    for row in differing.itertuples():
        st.markdown(
            messages.sentence(
                "sales_feedback.differs",
                channel=look.channel_label(str(row.group)),
                cause=texts(f"sales_feedback.cause.cause_{row.cause}"),
                share=formats.share(row.share, texts.language),
                rest=formats.share(row.rest_share, texts.language),
                low=formats.number(row.difference_low * 100, texts.language, decimals=1),
                high=formats.number(row.difference_high * 100, texts.language, decimals=1),
                count=int(row.leads),
            )
        )
    if differing.empty:
        st.markdown(messages.sentence("sales_feedback.differs_none"))


def _to_mend(view: SalesFeedback) -> None:
    """One row a cause: how often, how sure, and who can do what about it."""
    texts = session.texts()
    rows = view.causes[view.causes["group"] == ""]
    shares = rows[["share", "share_low", "share_high"]].itertuples(index=False)
    frame = rows.assign(
        name=[texts(f"sales_feedback.cause.cause_{cause}") for cause in rows["cause"]],
        share_text=[formats.share_within(*share, texts.language) for share in shares],
        action=[texts(f"sales_feedback.action.for_{cause}") for cause in rows["cause"]],
    )
    columns = {
        "name": Column(label=texts("sales_feedback.column.cause"), is_pinned=True, width=274),
        "leads": Column(label=texts("sales_feedback.column.leads"), unit=Unit.COUNT, width=60),
        "share": Column(label=texts("sales_feedback.column.share"), unit=Unit.SHARE, width=136),
        "action": Column(label=texts("sales_feedback.column.action"), width=484),
    }
    show_table(
        frame,
        columns | {"share": with_interval(columns["share"], "share_text")},
        key="feedback_causes",
        title=texts("sales_feedback.mend"),
        downloaded=and_ends(columns, "share"),
    )
    advice = decision_advice.mended_cause(view, texts)
    if advice is not None:
        decide.button(advice, key="feedback_cause", label_key="decide.button_for", name=advice.title)
