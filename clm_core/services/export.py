"""Results as workbooks: every table of a page for the present selection, with what they rest on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

import pandas as pd

from clm_core.exports.tables import TableSheet, csv_file, workbook
from clm_core.kpis import KPIS, KpiName, Unit
from clm_core.selection import Selection
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import channels, data_version, require_days, settings
from clm_core.services.funnel import FunnelGroup, funnel_view
from clm_core.store.workspaces import Store
from clm_core.texts import Texts, formats

__all__ = [
    "TableSheet",
    "assumption_sheet",
    "csv_file",
    "own_labels",
    "page_workbook",
    "results_workbook",
    "selection_workbook",
    "table_sheet",
]

_UNIT_BY_ENDING = {"_rate": Unit.SHARE, "_share": Unit.SHARE, "_low": Unit.SHARE, "_high": Unit.SHARE}
_KPI_OF_COLUMN = {name.value: kpi.unit for name, kpi in KPIS.items()} | {
    "margin": Unit.MONEY,
    "claimed_value": Unit.MONEY,
    "realised": Unit.MONEY,
    "expected_open": Unit.MONEY,
    "expected_to_come": Unit.MONEY,
    "mature_return": Unit.MONEY,
    "realised_roi": Unit.SHARE,
    "mature_roi": Unit.SHARE,
    "sourced_revenue": Unit.MONEY,
    "influenced_revenue": Unit.MONEY,
    "amount": Unit.MONEY,
    "money_at_stake": Unit.MONEY,
}
_CODED = {"stage": "stages", "next_stage": "stages", "channel": "channels"}
"""Columns of keys that a reader should see as words: the catalogue topic they are named in."""


def results_workbook(store: Store, selection: Selection, texts: Texts, by: FunnelGroup) -> bytes:
    """Funnel and channel ROI of a selection, a sheet a table."""
    funnel = funnel_view(store, selection, by).cohort
    roi = channel_roi_view(store, selection).now
    labels = own_labels(store)
    group_topic = "channels" if by is FunnelGroup.CHANNEL else ""
    by_channel = roi.channels.drop(columns=["campaign", "recommendation", "verdict"])
    by_campaign = roi.campaigns.drop(columns=["recommendation", "verdict"])
    sheets = [
        table_sheet("funnel", funnel.total.drop(columns="group"), texts),
        table_sheet("funnel_groups", funnel.groups, texts, group_topic=group_topic, labels=labels),
        table_sheet("funnel_steps", funnel.steps.drop(columns="group"), texts),
        table_sheet("roi_channels", by_channel, texts, labels=labels),
        table_sheet("roi_campaigns", by_campaign, texts, labels=labels),
        table_sheet("roi_months", roi.months, texts, labels=labels),
        table_sheet("claims", roi.claims, texts, labels=labels),
    ]
    notes = [texts("export.young_cohort")] if funnel.is_young else []
    return selection_workbook(store, selection, texts, sheets, notes=[*notes, *map(texts, roi.notes)])


def selection_workbook(
    store: Store, selection: Selection, texts: Texts, sheets: list[TableSheet], notes: Sequence[str] = ()
) -> bytes:
    """These tables and the assumptions they rest on: selection, data version, time, model, what to know first."""
    return workbook(
        sheets, currency=selection.currency, assumptions=assumption_sheet(store, selection, texts, notes=notes)
    )


def page_workbook(
    store: Store, selection: Selection, texts: Texts, sheets: Sequence[TableSheet], *, page: str
) -> bytes:
    """All tables of a page, a sheet each; the assumptions name them with how many rows they have."""
    own = [(texts("export.assumption_of.page"), page)]
    own += [
        (texts("export.assumption_of.table"), f"{one.title} ({texts('export.row_count', count=len(one.frame))})")
        for one in sheets
    ]
    assumptions = assumption_sheet(store, selection, texts, own)
    return workbook(sheets, currency=selection.currency, assumptions=assumptions)


def own_labels(store: Store) -> dict[str, str]:
    """The names of the user's own channels, by key; built-in ones are named in the catalogues."""
    named = channels(store).dropna(subset="label").set_index("channel")["label"]
    return {str(key): str(label) for key, label in named.items() if label}


def table_sheet(
    name: str,
    frame: pd.DataFrame,
    texts: Texts,
    *,
    group_topic: str = "",
    labels: Mapping[str, str] | None = None,
) -> TableSheet:
    """A result frame with headings and keys in the reader's words; ``name`` is export.sheet.<name>.

    ``labels`` are names of keys that no catalogue has.
    """
    topics: Mapping[str, str] = {**_CODED, "group": group_topic}
    worded = frame.copy()
    for column in frame.columns.intersection(list(topics)):
        if topics[column]:
            worded[column] = [_word(topics[column], key, texts, labels or {}) for key in frame[column]]
    headings = {column: _heading(column, texts) for column in frame.columns}
    units = {headings[column]: unit for column in frame.columns if (unit := _unit(column)) is not None}
    return TableSheet(title=texts(f"export.sheet.{name}"), frame=worded.rename(columns=headings), units=units)


def _word(topic: str, key: str, texts: Texts, labels: Mapping[str, str]) -> str:
    if key in labels:
        return labels[key]
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


def assumption_sheet(
    store: Store, selection: Selection, texts: Texts, own: Sequence[tuple[str, str]] = (), notes: Sequence[str] = ()
) -> TableSheet:
    """What tables rest on: ``own`` rows first (what, value), then selection, data version, time and notes."""
    zone, labels = settings(store).reporting_zone, own_labels(store)
    values = {
        "period": " – ".join(
            formats.day(day, texts.language) for day in (selection.period.start_on, selection.period.end_on)
        ),
        "channels": ", ".join(_word("channels", key, texts, labels) for key in selection.channels)
        or texts("export.all"),
        "as_of": formats.day(require_days(store)[1], texts.language),
        "campaigns": ", ".join(selection.campaigns) or texts("export.all"),
        "segment": ", ".join(selection.segment.values) if selection.segment else texts("export.all"),
        "attribution": texts(f"attribution.models.{selection.attribution_model}.name"),
        "currency": selection.currency,
        "zone": zone,
        "data_version": str(data_version(store)),
        "workspace": store.slug,
        "created_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "view": "?" + urlencode(selection.to_query(), doseq=True),
    }
    rows = [*own, *((texts(f"export.assumption_of.{name}"), value) for name, value in values.items())]
    rows += [(texts("export.assumption_of.note"), note) for note in notes]
    frame = pd.DataFrame(rows, columns=[texts("export.assumption"), texts("export.value")])
    return TableSheet(title=texts("export.sheet.assumptions"), frame=frame)
