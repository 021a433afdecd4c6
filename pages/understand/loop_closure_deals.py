"""The deals of one reason: a list to work through, with what to do about them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.charts.loop_closure import CHOSEN_REASON
from clm_core.kpis import Unit
from clm_core.services.loop_closure import LoopClosure, LoopReason
from pages.overview.sources import system_name
from pages.shared import charts, inputs, navigation, session
from pages.shared.tables import Column, show_table

_LEADS_TO = {LoopReason.NO_SOURCE: "channel_rules", LoopReason.NO_TOUCHES: "import", LoopReason.COMPANY_ONLY: "import"}
"""Where in the product the first step lies; everything else is done in the CRM."""


def choose_part(selected: Mapping[str, Any]) -> None:
    """Takes over the reason whose part of a bar was clicked; the switch below can change it afterwards."""
    parts = selected.get(CHOSEN_REASON) or []
    reason = parts[0].get("reason") if parts else None
    if reason and reason != session.kept("clicked_reason"):
        st.query_params["reason"] = reason
    session.keep("clicked_reason", reason)


def show(view: LoopClosure, found: list[LoopReason]) -> None:
    """The reason chosen, what to do, and its deals, dearest first."""
    texts = session.texts()
    charts.heading("loop_closure.deals", "loop_closure.deals_note")
    # What is to be done comes first, traceable deals last; within that the dearest first, as in the answer.
    revenue = view.reasons.set_index("reason")["revenue"]
    order = sorted(found, key=lambda one: (one is LoopReason.TRACEABLE, -revenue[one]))
    counts = view.reasons.set_index("reason")["won_deals"]

    def words(reason: str) -> str:
        return f"{texts(f'loop_closure.reason.{reason}')} ({int(counts[reason])})"

    reason = LoopReason(
        inputs.switch(texts("loop_closure.column.reason"), [str(one) for one in order], words=words, name="reason")
    )
    with st.container(border=True, key="loop_action"):
        st.markdown(texts(f"loop_closure.action.{reason}"))
        if reason in _LEADS_TO:
            navigation.link(_LEADS_TO[reason], f"loop_closure.leads_to.{_LEADS_TO[reason]}")
    _show_table(view.deals_to_work_through(reason), texts(f"loop_closure.reason.{reason}"))


def _show_table(deals: pd.DataFrame, title: str) -> None:
    texts, zone = session.texts(), session.settings().reporting_zone
    frame = deals.assign(
        created_on=deals["created_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"),
        first_touch_on=deals["first_touch_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"),
        origin=deals["system"].map(system_name, na_action="ignore"),
    )
    units = {"amount": Unit.MONEY, "contacts": Unit.COUNT, "touches": Unit.COUNT}
    widths = {"deal": 270, "company": 170}
    names = ("deal", "company", "owner", "amount", "created_on", "closed_on", "contacts", "touches", "first_touch_on",
             "deal_id", "origin")  # fmt: skip
    columns = {
        name: Column(label=texts(f"loop_closure.column.{name}"), unit=units.get(name), width=widths.get(name))
        for name in names
        if frame[name].notna().any()
    }
    show_table(frame, columns, key="loop_deals", title=title, height=420 if len(frame) > 10 else "auto")
