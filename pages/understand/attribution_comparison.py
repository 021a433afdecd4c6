"""Model beside model: all of them in a table, and two of them by what one credits beyond the other."""

from enum import StrEnum

import pandas as pd
import streamlit as st

from clm_core.charts.attribution import model_difference_bars
from clm_core.charts.theme import Look
from clm_core.kpis import Unit
from clm_core.selection import AttributionModel
from clm_core.services.attribution import AttributionView, model_difference
from pages.shared import charts, inputs, looks, messages, models, navigation, session
from pages.shared.one_run import one_run
from pages.shared.tables import Column, show_table
from pages.understand import attribution_words

_NAMED = 2


class Cells(StrEnum):
    """What the table of all models shows."""

    VALUE = "conversion_value"
    CONVERSIONS = "conversions"
    SHARE = "share"


@st.fragment
@one_run()
def show(view: AttributionView) -> None:
    """Two models against each other, then all of them, then what each is blind to."""
    _pair(view)
    _all_models(view)
    _notes(view)


def _pair(view: AttributionView) -> None:
    texts, offered = session.texts(), [str(one) for one in view.models]
    charts.heading("attribution_page.pair", "attribution_page.pair_note")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=300):
            first = inputs.pick(texts("attribution_page.pair_first"), offered, words=models.name, name="against")
        others = [one for one in (AttributionModel.MARKOV_1, *offered) if one != first and one in offered]
        with st.container(width=300):
            second = inputs.pick(
                texts("attribution_page.pair_second"),
                list(dict.fromkeys(map(str, others))),
                words=models.name,
                name="with",
            )
    amount = attribution_words.amounts_of(view.options)[0]
    rows = session.drawn(model_difference, view.channel_credit, amount, second, first)
    _favoured(rows, first, second, amount)
    charts.show_chart(
        session.drawn(model_difference_bars, rows, looks.chart_look(), amount=amount),
        alt=texts("attribution_page.pair_alt"),
        key="attribution_pair",
    )


def _favoured(rows: pd.DataFrame, first: str, second: str, amount: str) -> None:
    """Who gains and who loses if the second model is used instead of the first."""
    largest = rows["amount"].max()
    more = rows[rows["difference"] > 1e-9 * largest].head(_NAMED)
    less = rows[rows["difference"] < -1e-9 * largest].tail(_NAMED).iloc[::-1]
    if more.empty or less.empty:
        messages.note("attribution_page.pair_same")
        return
    st.markdown(
        messages.sentence(
            "attribution_page.favours",
            first=models.name(first),
            second=models.name(second),
            more=_with_amounts(more, amount),
            less=_with_amounts(less, amount),
        )
    )


def _with_amounts(rows: pd.DataFrame, amount: str) -> str:
    pairs = zip(rows["channel"], rows["difference"], strict=True)
    return ", ".join(
        f"{attribution_words.channel(key)} ({'+' if one > 0 else '−'}{attribution_words.written(abs(one), amount)})"
        for key, one in pairs
    )


def _all_models(view: AttributionView) -> None:
    texts = session.texts()
    charts.heading("attribution_page.all_models", "attribution_page.all_models_note")
    offered = [
        str(one) for one in Cells if one != Cells.VALUE or Cells.VALUE in attribution_words.amounts_of(view.options)
    ]
    cells = Cells(
        inputs.switch(
            texts("attribution_page.cells"),
            offered,
            words=lambda one: texts(f"attribution_page.cells_of.{one}"),
            name="cells",
        )
    )
    unit = {Cells.VALUE: Unit.MONEY, Cells.CONVERSIONS: Unit.COUNT, Cells.SHARE: Unit.SHARE}[cells]
    columns = {"name": Column(label=texts("charts.channel"), is_pinned=True)} | {
        str(one): Column(
            label=models.name(one),
            unit=unit,
            decimals=1 if unit is Unit.COUNT else None,
            help_text=models.says(one),
        )
        for one in view.models
    }
    amount = attribution_words.amounts_of(view.options)[0] if cells is Cells.SHARE else str(cells)
    show_table(
        session.drawn(_wide, view.channel_credit, amount, str(cells), looks.chart_look()),
        columns,
        key=f"attribution_all_{cells}",
        title=texts("attribution_page.all_models"),
        height="content",
    )


def _wide(credit: pd.DataFrame, amount: str, cells: str, look: Look) -> pd.DataFrame:
    """A row a channel, a column a model, the most first; shares of the model's whole where asked for."""
    wide = credit.pivot(index="channel", columns="model", values=amount)
    if cells == Cells.SHARE:
        wide = wide / wide.sum()
    wide = wide.loc[wide.median(axis=1).sort_values(ascending=False, kind="stable").index].reset_index()
    return wide.assign(name=[look.channel_label(key) for key in wide["channel"]])


def _notes(view: AttributionView) -> None:
    """What each model does and what it cannot see; and what missing journeys mean for Markov."""
    texts = session.texts()
    if not view.has_non_conversions:
        messages.hint("attribution_page.no_non_conversions")
    with st.expander(texts("attribution_page.blind"), icon=":material/visibility_off:"):
        lines = [
            f"- **{messages.escaped(models.name(one))}**: "
            f"{messages.escaped(models.says(one))} *{messages.escaped(models.blind_to(one))}*"
            for one in view.models
        ]
        st.markdown("\n".join(lines))
    messages.note("attribution_page.not_causal")
    navigation.link("loop_closure", "attribution_page.to_loop_closure")
