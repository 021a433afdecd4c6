"""What a path file says: the headline, the range of credit as a chart, tables by model, notes, a workbook."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from clm_core.charts.attribution import MAX_CHANNELS, credit_range_dots
from clm_core.charts.palette import channel_colour
from clm_core.charts.theme import Look
from clm_core.kpis import Unit
from clm_core.selection import AttributionModel
from clm_core.services.attribution import credit_ranges
from clm_core.services.credit_tables import credit_by_model
from clm_core.services.path_file import PathFileView, path_file_intervals, path_file_workbook
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.tables import Column, show_table

_AGREED_SHARE = 0.005
_MEASURES = ("conversions", "conversion_value")


def _named(model: str) -> str:
    return session.texts()(f"attribution.models.{model}.name")


def _said(model: str, what: str = "says") -> str:
    return session.texts()(f"attribution.models.{model}.{what}")


def show_headline(view: PathFileView) -> None:
    """How much is credited among how many, and where the choice of model matters most."""
    language = session.language()
    facts: dict[str, object] = {
        "file": view.file_name,
        "conversions": formats.number(view.conversions, language),
        "channels": formats.number(len(view.channels), language),
        "count": len(view.channels),
    }
    ranges = credit_ranges(view.credit, "conversions")
    widest = ranges.iloc[int((ranges["most"] - ranges["least"]).argmax())]
    if not view.conversions > 0:
        messages.headline("path_file.nothing_converted", file=view.file_name, paths=view.path_count)
    elif widest["most"] - widest["least"] < _AGREED_SHARE * view.conversions:
        messages.headline("path_file.agreed", **facts)
    else:
        ends = {name: formats.number(widest[name], language) for name in ("least", "most")}
        messages.headline("path_file.answer", channel=widest["channel"], **ends, **facts)
    messages.note(
        "path_file.facts",
        paths=view.path_count,
        conversions=facts["conversions"],
        non_conversions=formats.number(view.non_conversions, language),
        longest=view.longest_path,
    )


def show_notes(view: PathFileView) -> None:
    """What to know before trusting the numbers."""
    for note in view.notes:
        messages.hint(note.key, **note.values)


def show_chart(view: PathFileView, intervals: pd.DataFrame | None) -> None:
    """Per channel what the models give it, from the least to the most."""
    if not view.conversions > 0:
        return
    charts.heading("path_file.chart", "path_file.chart_note")
    ranges = credit_ranges(view.credit, "conversions")
    specification = credit_range_dots(
        view.credit, ranges, _look(view), amount="conversions", model=_marked(view), intervals=intervals
    )
    charts.show_chart(specification, alt=session.texts()("path_file.chart_alt"), key="path_chart")
    if len(ranges) > MAX_CHANNELS:
        messages.note("path_file.chart_limited", count=MAX_CHANNELS)


def _look(view: PathFileView) -> Look:
    """The file's own channels have their own names, and colours in order of appearance."""
    colours = {name: channel_colour(place) for place, name in enumerate(view.channels)}
    return replace(looks.chart_look(), channel_labels={}, channel_colours=colours)


def _marked(view: PathFileView) -> str:
    """The model whose dots are large: Markov of the second order where it could be solved."""
    wanted = (AttributionModel.MARKOV_2, AttributionModel.MARKOV_1)
    return str(next((model for model in wanted if model in view.models), view.models[0]))


def show_tables(view: PathFileView) -> None:
    """Credit by model in conversions or value, and what the removal of each channel would cost."""
    texts = session.texts()
    charts.heading("path_file.table")
    measures = [name for name in _MEASURES if name == "conversions" or view.conversion_value > 0]
    measure = inputs.switch(
        texts("path_file.measure"), measures, words=lambda one: texts(f"path_file.measure_of.{one}"), name="measure"
    )
    columns = {"channel": Column(label=texts("export.column.channel"), is_pinned=True)}
    columns |= {name: Column(label=texts(f"path_file.{name}"), unit=Unit.RATIO) for name in ("least", "most")}
    columns |= {
        str(model): Column(label=_named(model), unit=Unit.RATIO, help_text=_said(model)) for model in view.models
    }
    credit = credit_by_model(view.credit, measure)
    show_table(credit, columns, key="path_credit", title=texts("path_file.table"), has_downloads=False)
    markov = [name for name in view.removal_effects.columns if name != "channel"]
    if markov:
        charts.heading("path_file.removal", "path_file.removal_note")
        columns = {"channel": Column(label=texts("export.column.channel"), is_pinned=True)}
        columns |= {name: Column(label=_named(name), unit=Unit.SHARE) for name in markov}
        effects = view.removal_effects.sort_values(markov[-1], ascending=False, kind="stable")
        show_table(effects, columns, key="path_removal", title=texts("path_file.removal"), has_downloads=False)


def show_models(view: PathFileView) -> None:
    """What each model does and what it cannot see."""
    texts = session.texts()
    with st.expander(texts("path_file.models_title"), icon=":material/school:"):
        rows = [(_named(one), _said(one), _said(one, "blind_to")) for one in view.models]
        frame = pd.DataFrame(rows, columns=["model", "says", "blind_to"]).set_index("model")
        st.table(frame.rename(columns={name: texts(f"path_file.{name}") for name in ("says", "blind_to")}))


def intervals_of(view: PathFileView, key: object) -> pd.DataFrame | None:
    """The intervals, once somebody has asked for them; kept with the view."""
    texts, found = session.texts(), session.kept("path_intervals")
    if found is not None and found[0] == key:
        intervals: pd.DataFrame = found[1]
        return intervals
    if not view.conversions > 0 or not st.button(
        texts("path_file.intervals"), help=texts("path_file.intervals_help"), icon=":material/straighten:"
    ):
        return None
    bar = st.progress(0.0)

    def report(share: float) -> None:
        bar.progress(min(share, 1.0))

    intervals = path_file_intervals(view, report)
    bar.empty()
    session.keep("path_intervals", (key, intervals))
    st.rerun()
    return None


def show_intervals(intervals: pd.DataFrame | None) -> None:
    """How sure each model's credit is, a row a model and channel."""
    if intervals is None:
        return
    texts = session.texts()
    charts.heading("path_file.intervals_title", "path_file.intervals_note")
    rows = intervals.assign(model=[_named(one) for one in intervals["model"]])
    columns = {
        "model": Column(label=texts("path_file.model")),
        "channel": Column(label=texts("export.column.channel")),
        "conversions_low": Column(label=texts("path_file.low"), unit=Unit.RATIO),
        "conversions_high": Column(label=texts("path_file.high"), unit=Unit.RATIO),
    }
    show_table(rows, columns, key="path_intervals", title=texts("path_file.intervals_title"), has_downloads=False)


def show_download(view: PathFileView, intervals: pd.DataFrame | None) -> None:
    """Every table as one workbook, made when somebody asks for it."""
    texts = session.texts()
    st.download_button(
        texts("path_file.download"),
        lambda: path_file_workbook(view, texts, intervals),
        file_name=f"{texts('path_file.download_name')}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        icon=":material/table_view:",
        key="path_workbook",
    )
