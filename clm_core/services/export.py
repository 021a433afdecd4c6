"""Results as workbooks: every table of a page for the present selection, with what they rest on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

import pandas as pd

from clm_core.exports.tables import TableSheet, csv_file, workbook
from clm_core.kpis import KPIS, KpiName, Unit
from clm_core.selection import Selection
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import data_version, settings
from clm_core.services.funnel import FunnelGroup, funnel_view
from clm_core.store.workspaces import Store
from clm_core.texts import Texts, formats

__all__ = ["TableSheet", "csv_file", "results_workbook", "selection_workbook", "table_sheet"]

_UNIT_BY_ENDING = {"_rate": Unit.SHARE, "_share": Unit.SHARE, "_low": Unit.SHARE, "_high": Unit.SHARE}
_KPI_OF_COLUMN = {name.value: kpi.unit for name, kpi in KPIS.items()} | {
    "margin": Unit.MONEY,
    "claimed_value": Unit.MONEY,
}
_CODED = {"stage": "stages", "next_stage": "stages", "channel": "channels"}
"""Columns of keys that a reader should see as words: the catalogue topic they are named in."""


def results_workbook(store: Store, selection: Selection, texts: Texts, by: FunnelGroup) -> bytes:
    """Funnel and channel ROI of a selection, a sheet a table."""
    funnel = funnel_view(store, selection, by).cohort
    roi = channel_roi_view(store, selection).now
    group_topic = "channels" if by is FunnelGroup.CHANNEL else ""
    sheets = [
        table_sheet("funnel", funnel.total.drop(columns="group"), texts),
        table_sheet("funnel_groups", funnel.groups, texts, group_topic=group_topic),
        table_sheet("funnel_steps", funnel.steps.drop(columns="group"), texts),
        table_sheet("roi_channels", roi.channels.drop(columns=["campaign", "recommendation", "verdict"]), texts),
        table_sheet("roi_campaigns", roi.campaigns.drop(columns=["recommendation", "verdict"]), texts),
        table_sheet("roi_months", roi.months, texts),
        table_sheet("claims", roi.claims, texts),
    ]
    return selection_workbook(store, selection, texts, sheets)


def selection_workbook(store: Store, selection: Selection, texts: Texts, sheets: list[TableSheet]) -> bytes:
    """These tables and the assumptions they rest on: selection, data version, time, model."""
    return workbook(sheets, currency=selection.currency, assumptions=_assumptions(store, selection, texts))


def table_sheet(name: str, frame: pd.DataFrame, texts: Texts, *, group_topic: str = "") -> TableSheet:
    """A result frame with headings and keys in the reader's words; ``name`` is export.sheet.<name>."""
    topics: Mapping[str, str] = {**_CODED, "group": group_topic}
    worded = frame.copy()
    for column in frame.columns.intersection(list(topics)):
        if topics[column]:
            worded[column] = [_word(topics[column], key, texts) for key in frame[column]]
    headings = {column: _heading(column, texts) for column in frame.columns}
    units = {headings[column]: unit for column in frame.columns if (unit := _unit(column)) is not None}
    return TableSheet(title=texts(f"export.sheet.{name}"), frame=worded.rename(columns=headings), units=units)


def _word(topic: str, key: str, texts: Texts) -> str:
    # The user's own channels are no catalogue keys: they keep the name they came with.
    return texts(f"{topic}.{key}") if texts.has(f"{topic}.{key}") else key


def _heading(column: str, texts: Texts) -> str:
    if column in KPIS:
        return texts(f"kpi.{KpiName(column).value}.label")
    return texts(f"export.column.{column}")


def _unit(column: str) -> Unit | None:
    base = column.removesuffix("_low").removesuffix("_high")
    if base in _KPI_OF_COLUMN:
        return _KPI_OF_COLUMN[base]
    return next((unit for ending, unit in _UNIT_BY_ENDING.items() if column.endswith(ending)), None)


def _assumptions(store: Store, selection: Selection, texts: Texts) -> TableSheet:
    zone = settings(store).reporting_zone
    values = {
        "period": " – ".join(
            formats.day(day, texts.language) for day in (selection.period.start_on, selection.period.end_on)
        ),
        "channels": ", ".join(_word("channels", key, texts) for key in selection.channels) or texts("export.all"),
        "campaigns": ", ".join(selection.campaigns) or texts("export.all"),
        "segment": ", ".join(selection.segment.values) if selection.segment else texts("export.all"),
        "attribution": texts(f"export.model.{selection.attribution_model}"),
        "currency": selection.currency,
        "zone": zone,
        "data_version": str(data_version(store)),
        "workspace": store.slug,
        "created_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "view": "?" + urlencode(selection.to_query(), doseq=True),
    }
    frame = pd.DataFrame(
        {
            texts("export.assumption"): [texts(f"export.assumption_of.{name}") for name in values],
            texts("export.value"): list(values.values()),
        }
    )
    return TableSheet(title=texts("export.sheet.assumptions"), frame=frame)
