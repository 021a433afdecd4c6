"""Not joined: what found no counterpart or could not be counted, by reason and row for row."""

import pandas as pd

from clm_core.kpis import Unit
from clm_core.services.unmatched import unmatched_reasons, unmatched_rows
from pages.overview.sources import system_name
from pages.shared import charts, messages, navigation, session
from pages.shared.tables import Column, show_table

texts = session.texts()


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with kind, reason and source as people say them."""
    kinds = {kind: texts(f"fields.{kind}.label") for kind in rows["record_type"].unique()}
    reasons = {key: texts(key) for key in rows["reason"].unique()}
    return rows.assign(what=rows["record_type"].map(kinds), why=rows["reason"].map(reasons))


def chosen_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """A line a reason; the rows of the selected one, else all."""
    reasons = in_words(unmatched_reasons(rows))
    columns = {
        "why": Column(label=texts("unmatched.why"), width="large"),
        "what": Column(label=texts("unmatched.what")),
        "row_count": Column(label=texts("unmatched.row_count"), unit=Unit.COUNT),
    }
    title = texts("unmatched.reasons")
    selected = show_table(reasons, columns, key="reasons", title=title, is_selectable=True, has_downloads=False)
    if not selected:
        return rows
    line = reasons.iloc[selected[0]]
    return rows[(rows["reason"] == line["reason"]) & (rows["record_type"] == line["record_type"])]


def show_rows(rows: pd.DataFrame) -> None:
    """Where each row stands in its file, so that somebody can complete it there."""
    frame = in_words(rows).assign(origin=rows["system"].map(system_name, na_action="ignore"))
    columns = {
        "what": Column(label=texts("unmatched.what")),
        "reference": Column(label=texts("unmatched.reference"), width="medium"),
        "origin": Column(label=texts("unmatched.origin")),
        "source_row": Column(label=texts("unmatched.source_row"), unit=Unit.COUNT),
        "amount": Column(label=texts("unmatched.amount"), unit=Unit.RATIO, decimals=2),
    }
    if frame["reason"].nunique() > 1:
        columns["why"] = Column(label=texts("unmatched.why"), width="large")
    shown = {name: column for name, column in columns.items() if frame[name].notna().any()}
    show_table(frame, shown, key="unmatched_rows", title=texts("unmatched.title"), height=420)


messages.page_title("unmatched.title")
navigation.stop_without_data()
rows = session.computed(unmatched_rows)
if rows.empty:
    messages.done("unmatched.nothing")
else:
    messages.headline("unmatched.headline", count=len(rows))
    messages.note("unmatched.note")
    chosen = chosen_reason(rows)
    charts.heading("unmatched.rows")
    show_rows(chosen)
    navigation.link("import", "unmatched.import_again")
