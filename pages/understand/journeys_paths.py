"""The commonest paths, how often each converts, and the deals behind one."""

import pandas as pd
import streamlit as st

from clm_core.charts import journeys as journey_charts
from clm_core.journey_options import PATH_SEPARATOR
from clm_core.kpis import Unit
from clm_core.services.journey_history import Subject
from clm_core.services.journeys import JourneysView, PathForm, path_conversions, paths_view
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session, tables
from pages.shared.tables import Column
from pages.understand import journey_history

_ROWS_SHOWN = 200
_TABLE_PIXELS = 400
_TOP = 10


def show(view: JourneysView) -> None:
    """The form of a path chosen, the chart, the table, and the conversions behind the row that is selected."""
    texts, selection = session.texts(), session.selection()
    charts.heading("journeys.paths", "journeys.paths_note")
    form = PathForm(
        inputs.switch(
            texts("journeys.form"),
            [str(one) for one in PathForm],
            words=lambda one: texts(f"journeys.form_of.{one}"),
            name="form",
        )
    )
    paths = session.computed(paths_view, selection, view.options, form)
    messages.note(
        "journeys.paths_cover",
        count=int((paths["converted"] > 0).sum()),
        share=formats.share(paths["converted_share"].head(_TOP).sum(), session.language(), decimals=0),
    )
    charts.show_chart(
        session.drawn(journey_charts.path_tiles, paths, looks.chart_look()),
        alt=texts("journeys.paths_alt"),
        key="journeys_path_tiles",
    )
    row = _table(paths, form)
    if row is None:
        messages.note("journeys.select_a_path")
    else:
        _behind(view, form, str(row["path"]))


def _named(path: str) -> str:
    look = looks.chart_look()
    return " → ".join(look.channel_label(step) for step in path.split(PATH_SEPARATOR))


def _table(paths: pd.DataFrame, form: PathForm) -> "pd.Series[str] | None":
    texts, language = session.texts(), session.language()
    shown = paths.head(_ROWS_SHOWN)

    def worded(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(
            name=[_named(path) for path in rows["path"]],
            journeys=rows["converted"] + rows["non_conversions"],
            interval=[
                formats.interval(low, high, language)
                for low, high in zip(rows["rate_low"], rows["rate_high"], strict=True)
            ],
        )

    title, columns = texts("journeys.paths"), _columns(paths, form)
    frame = worded(shown)
    chosen = tables.show_table(
        frame,
        columns,
        key=f"journeys_paths_{form}",
        title=title,
        is_selectable=True,
        height=_TABLE_PIXELS,
        has_downloads=False,
    )
    if len(paths) > len(shown):
        messages.note("journeys.more_paths", shown=len(shown), count=formats.number(len(paths), language))
    tables.download_buttons(
        lambda: tables.sheet_of(worded(paths), columns, title), key=f"journeys_paths_{form}", title=title
    )
    return shown.iloc[chosen[0]] if chosen and chosen[0] < len(shown) else None


def _columns(paths: pd.DataFrame, form: PathForm) -> dict[str, Column]:
    texts = session.texts()

    def column(name: str, unit: Unit | None = None) -> Column:
        return Column(label=texts(f"journeys.column.{name}"), unit=unit)

    columns = {
        "name": Column(
            label=texts("journeys.column.path"), is_pinned=True, width=None if form is PathForm.ENDS else "medium"
        ),
        "converted": column("converted", Unit.COUNT),
        "rate": Column(label=texts("journeys.column.rate"), unit=Unit.SHARE, help_text=texts("journeys.rate_help")),
        "interval": column("interval"),
        "journeys": column("journeys", Unit.COUNT),
        "conversion_value": column("value", Unit.MONEY),
        "non_conversions": column("non_conversions", Unit.COUNT),
        "converted_share": column("converted_share", Unit.SHARE),
    }
    if (paths["conversions"] != paths["converted"]).any():
        columns["conversions"] = Column(
            label=texts("journeys.column.conversions"),
            unit=Unit.COUNT,
            decimals=1,
            help_text=texts("journeys.conversions_help"),
        )
    return columns


def _behind(view: JourneysView, form: PathForm, path: str) -> None:
    """The conversions on a path; the history of the one that is selected."""
    texts, zone = session.texts(), session.settings().reporting_zone
    found = session.computed(path_conversions, session.selection(), view.options, form, path)
    with st.container(border=True, key="journeys_behind"):
        st.subheader(messages.escaped(_named(path)), anchor=False)
        messages.note("journeys.behind_note", count=len(found))
        if found.empty:
            return
        frame = found.assign(at=found["at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"))
        columns = {
            "name": Column(label=texts("journeys.column.name"), is_pinned=True),
            "company": Column(label=texts("journeys.column.company")),
            "at": Column(label=texts("journeys.column.at")),
            "conversion_value": Column(label=texts("journeys.column.value"), unit=Unit.MONEY),
            "touch_count": Column(label=texts("journeys.column.touch_count"), unit=Unit.COUNT),
            "days": Column(label=texts("journeys.column.days"), unit=Unit.COUNT),
        }
        chosen = tables.show_table(
            frame, columns, key="journeys_behind_table", title=_named(path), is_selectable=True, height=260
        )
    if chosen and chosen[0] < len(found):
        row = found.iloc[chosen[0]]
        journey_history.show_one(Subject(row["subject"]), int(row["key"]))
