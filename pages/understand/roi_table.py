"""Channels or campaigns as a table: what came back, what a result cost, or what changed."""

import zlib
from collections.abc import Callable
from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core import kpis
from clm_core.services.channel_roi import ChannelRoiView
from pages.shared import charts, messages, session, tables
from pages.shared.tables import Column
from pages.understand import roi_columns, roi_words

_COSTS = ("cpl", "cost_per_mql", "cac")
_ROWS_SHOWN_WHOLE = 16
_LONG_TABLE_PIXELS = 600


class Rows(StrEnum):
    """What a row of the table is."""

    CHANNELS = "channels"
    CAMPAIGNS = "campaigns"


class Measures(StrEnum):
    """Which of its numbers the table shows; the download has those of all three."""

    RETURNS = "returns"
    COSTS = "costs"
    CHANGES = "changes"


def show(view: ChannelRoiView, rows: Rows, measures: Measures) -> "pd.Series[str] | None":
    """The row that is selected, with ``is_campaign`` whether it is one; None where none is."""
    texts = session.texts()
    changes = view.channel_changes if rows is Rows.CHANNELS else view.campaign_changes
    if measures is Measures.CHANGES and changes is None:
        messages.hint("channel_roi.no_comparison")
        return None
    source = view.now.channels if rows is Rows.CHANNELS else view.now.campaigns
    frame = worded(source, changes)
    title = texts(f"channel_roi.table_{rows}")
    charts.heading(f"channel_roi.table_{rows}", f"channel_roi.note_{measures}")
    groups = _columns(frame, rows)
    # Other rows are another table: a selection by position must not move to a different channel, and other
    # columns must not inherit the widths of these.
    key = f"roi_{rows}_{measures}_{zlib.crc32('|'.join(frame['channel'] + frame['campaign']).encode())}"
    chosen = tables.show_table(
        frame,
        groups["name"] | groups[measures],
        key=key,
        title=title,
        is_selectable=True,
        height="content" if len(frame) <= _ROWS_SHOWN_WHOLE else _LONG_TABLE_PIXELS,
        has_downloads=False,
    )
    every = {name: column for group in groups.values() for name, column in group.items()}
    tables.download_buttons(lambda: tables.sheet_of(frame, every, title), key=key, title=title)
    return (
        frame.assign(is_campaign=rows is Rows.CAMPAIGNS).iloc[chosen[0]] if chosen and chosen[0] < len(frame) else None
    )


def worded(rows: pd.DataFrame, changes: pd.DataFrame | None) -> pd.DataFrame:
    """The rows with names, shares of the whole, intervals and verdicts in words, and what changed."""
    texts = session.texts()
    if changes is not None:
        added = ["spend_change", "revenue_change", "won_deals_before", "roi_before", "roi_before_low"]
        added += ["roi_before_high", "roi_change", "roi_change_low", "roi_change_high", "change_verdict"]
        rows = rows.merge(changes[["channel", "campaign", *added]], on=["channel", "campaign"], how="left")
        rows["change_interval"] = _each(roi_words.points_interval, rows, "roi_change_low", "roi_change_high")
        rows["roi_points"] = rows["roi_change"] * 100
        rows["change_word"] = [texts(f"channel_roi.verdict.{verdict}") for verdict in rows["change_verdict"]]
    costs = {f"{name}_interval": _each(roi_words.cost_interval, rows, f"{name}_low", f"{name}_high") for name in _COSTS}
    return rows.assign(
        name=[roi_words.channel(channel) for channel in rows["channel"]],
        campaign_name=[roi_words.campaign(campaign) for campaign in rows["campaign"]],
        spend_share=_share(rows["spend"]),
        revenue_share=_share(rows["revenue"]),
        roi_interval=_each(roi_words.roi_interval, rows, "roi_low", "roi_high"),
        sufficiency=[texts(f"channel_roi.data.{verdict}") for verdict in rows["verdict"]],
        **costs,
    )


def _each(words: Callable[[float, float], str], rows: pd.DataFrame, low: str, high: str) -> list[str]:
    return [words(*ends) for ends in rows[[low, high]].itertuples(index=False)]


def _share(values: pd.Series) -> pd.Series:
    total = values.sum()
    return pd.Series(kpis.ratio(values, np.full(len(values), total)), index=values.index)


def _columns(frame: pd.DataFrame, rows: Rows) -> dict[str, dict[str, Column]]:
    """The columns of each choice of measures, after those that name the row."""
    texts = session.texts()
    named = {"name": Column(label=texts("charts.channel"), is_pinned=rows is Rows.CHANNELS)}
    if rows is Rows.CAMPAIGNS:
        named = {"campaign_name": Column(label=texts("channel_roi.campaign"), is_pinned=True)} | named
    groups = {"name": named, Measures.RETURNS: roi_columns.returns(frame), Measures.COSTS: roi_columns.costs(frame)}
    return groups | {Measures.CHANGES: roi_columns.changes()} if "roi_change" in frame else groups
