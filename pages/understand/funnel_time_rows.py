"""What the views of the funnel in time share: the step to look at, the split, and their tables."""

from collections.abc import Mapping

import pandas as pd

from clm_core.kpis import Unit
from clm_core.services.export import own_labels
from clm_core.services.funnel_time import FunnelGroup, StagePair, recorded_pairs
from clm_core.services.funnel_time_tables import COLUMN_UNITS, TABLE_COLUMNS, step_words
from pages.shared import inputs, session
from pages.shared.tables import Column, show_table

_PINNED = ("month", "name", "step", "lever_name", "stage_name")


def choose_step(*, is_whole_way_first: bool = False) -> StagePair:
    """The stage pair to look at; a link restores it."""
    known = session.computed(recorded_pairs, session.selection())
    if is_whole_way_first:
        known = (*known[-1:], *known[:-1])
    return _chosen(known)


def choose_stage() -> StagePair:
    """One step of the funnel, the one nearest to the money first."""
    known = session.computed(recorded_pairs, session.selection())
    return _chosen(tuple(reversed(known[:-1] or known)))


def _chosen(known: tuple[StagePair, ...]) -> StagePair:
    texts = session.texts()
    pairs = {f"{pair.start}_{pair.end}": pair for pair in known}
    chosen = inputs.pick(
        texts("funnel_time.step"), list(pairs), words=lambda one: step_words(pairs[one], texts), name="step"
    )
    return pairs[chosen]


def choose_group() -> FunnelGroup:
    """By what people are split: the page's own switch."""
    texts, groups = session.texts(), [str(group) for group in FunnelGroup]
    chosen = inputs.pick(texts("funnel.group"), groups, words=lambda one: texts(f"funnel.group_of.{one}"), name="group")
    return FunnelGroup(chosen)


def labels() -> Mapping[str, str]:
    """The names of the user's own channels."""
    return session.computed(own_labels)


def show_rows(name: str, rows: pd.DataFrame, *, title: str = "", key: str = "", left_out: str = "") -> None:
    """One of the tables of the funnel in time with its downloads; columns without any value are left out."""
    texts = session.texts()
    columns = {
        column: Column(
            label=texts(f"funnel_time.column.{column}"),
            unit=COLUMN_UNITS.get(column),
            decimals=2 if COLUMN_UNITS.get(column) is Unit.RATIO else None,
            is_pinned=column in _PINNED,
        )
        for column in TABLE_COLUMNS[name]
        if column != left_out and not rows[column].isna().all()
    }
    show_table(rows, columns, key=f"funnel_time_{key or name}", title=title or texts(f"funnel_time.table.{name}"))
