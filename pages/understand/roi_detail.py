"""Behind a row: the channel's campaigns and the won deals that make up its revenue."""

import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.services.channel_roi import ChannelRoiView, deals_behind
from pages.shared import decide_channel, messages, session, tables
from pages.shared.tables import Column
from pages.understand import roi_columns, roi_table, roi_words

_ROWS_SHOWN_WHOLE = 10
_LONG_TABLE_PIXELS = 400


def show(view: ChannelRoiView, row: "pd.Series[str]") -> None:
    """What the data allow to say about the row, its campaigns (of a channel) and its deals."""
    texts = session.texts()
    is_campaign = bool(row["is_campaign"])
    with st.container(border=True, key="roi_detail"):
        title = row["campaign_name"] if is_campaign else row["name"]
        st.subheader(messages.escaped(title), anchor=False)
        st.markdown(messages.sentence(row["recommendation"]))
        if not is_campaign and row["spend"] > 0:
            decide_channel.buttons(row["channel"], "channel_roi")
        deals = session.computed(
            deals_behind, session.selection(), row["channel"], row["campaign"] if is_campaign else None
        )
        campaigns = view.now.campaigns[view.now.campaigns["channel"] == row["channel"]]
        if is_campaign:
            _deals(deals, title)
            return
        of_deals, of_campaigns = st.tabs(
            [
                texts("channel_roi.deals_tab", count=len(deals)),
                texts("channel_roi.campaigns_tab", count=len(campaigns)),
            ]
        )
        with of_deals:
            _deals(deals, title)
        with of_campaigns:
            _campaigns(campaigns, title)


def _deals(deals: pd.DataFrame, title: str) -> None:
    texts = session.texts()
    if deals.empty:
        messages.note("channel_roi.no_deals")
        return
    total = roi_words.money(float(deals["amount"].sum()))
    messages.note("channel_roi.deals_note", count=len(deals), amount=total)
    frame = deals.assign(
        match=[texts(f"resolution.match.{rule}.name") for rule in deals["match_rule"]],
    )
    columns = {
        "deal": Column(label=texts("channel_roi.deal.deal"), is_pinned=True),
        "amount": Column(label=texts("channel_roi.deal.amount"), unit=Unit.MONEY),
        "credit_share": Column(label=texts("channel_roi.deal.share"), unit=Unit.SHARE, decimals=0),
        "closed_on": Column(label=texts("channel_roi.deal.closed_on")),
        "first_touch_campaign": Column(label=texts("channel_roi.deal.campaign")),
        "match": Column(label=texts("channel_roi.deal.match"), help_text=texts("channel_roi.deal.match_help")),
        "company": Column(label=texts("channel_roi.deal.company")),
    }
    label = texts("channel_roi.deals_table", name=title)
    tables.show_table(frame, columns, key="roi_deals", title=label, height=_height(len(frame)))


def _campaigns(campaigns: pd.DataFrame, title: str) -> None:
    texts = session.texts()
    frame = roi_table.worded(campaigns, None)
    columns = {"campaign_name": Column(label=texts("channel_roi.campaign"), is_pinned=True)}
    columns |= roi_columns.returns(frame)
    label = texts("channel_roi.campaigns_table", name=title)
    tables.show_table(frame, columns, key="roi_campaigns_of", title=label, height=_height(len(frame)))


def _height(row_count: int) -> int | str:
    return "content" if row_count <= _ROWS_SHOWN_WHOLE else _LONG_TABLE_PIXELS
