"""Your weights against what the deals say: row by row, with how sure it is, and what must not be used."""

from typing import Literal

import pandas as pd
import streamlit as st

from clm_core.charts import learned_weights as weight_charts
from clm_core.errors import ClmError
from clm_core.services.scoring_weights import LeakReason, WeightsView, accepted, advice, by_change, weights_view
from clm_core.services.scoring_words import criterion_name, fit_name
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.one_run import one_run

_CANDIDATES = ("with", "without")
_COLUMNS: dict[str, tuple[int, Literal["left", "right"]]] = {
    "name": (280, "left"),
    "own": (55, "right"),
    "learned": (70, "right"),
    "interval": (105, "right"),
    "verdict": (165, "left"),
    "leads": (90, "right"),
    "converted": (80, "right"),
}
_TICK_PIXELS = 110
_ROW_PIXELS, _EDGE_PIXELS, _ROWS_SEEN = 35, 2, 20


def show() -> None:
    """The answer, the picture, the table to accept rows from, and the features that give the outcome away."""
    texts = session.texts()
    chosen = inputs.switch(
        texts("lead_scoring.weights.candidates"),
        _CANDIDATES,
        words=lambda one: texts(f"lead_scoring.weights.candidates_of.{one}"),
        name="candidates",
    )
    try:
        with st.spinner(texts("lead_scoring.weights.computing")):
            view = session.computed(weights_view, scoring_state.working(), scoring_state.outcome(), chosen == "with")
    except ClmError as problem:
        messages.hint(problem.key, **problem.values)
        return
    rows = by_change(view.learned.rows)
    rows = rows.assign(name=[_name(view, int(one)) for one in rows["feature"]])
    _answer(view, rows)
    _leaks(view)
    _picture(rows)
    _table(view, rows)


def _name(view: WeightsView, feature: int) -> str:
    model, texts, labels = scoring_state.working(), session.texts(), scoring_state.channel_labels()
    count = len(model.fit) + len(model.engagement)
    if feature < count:
        return criterion_name(model, feature, texts, labels)
    return texts("lead_scoring.weights.new", name=fit_name(view.candidates[feature - count], texts, labels))


def _answer(view: WeightsView, rows: pd.DataFrame) -> None:
    """How many weights the deals disagree with, and how much better the learned ones put leads in order."""
    language, learned = session.language(), view.learned
    own = rows[rows["own_points"].notna()]
    others = int((~own["verdict"].isin(["agrees", "too_little"])).sum())
    messages.headline(
        "lead_scoring.weights.answer",
        agrees=int((own["verdict"] == "agrees").sum()),
        others=others,
        unknown=int((own["verdict"] == "too_little").sum()),
        count=len(own),
    )
    order = learned.order
    messages.note(
        "lead_scoring.weights.order",
        newer=formats.number(order.newer_leads, language),
        split=formats.day(order.split_at, language),
        learned=formats.number(order.newer.value, language, decimals=2),
        learned_low=formats.number(order.newer.low, language, decimals=2),
        learned_high=formats.number(order.newer.high, language, decimals=2),
        own=formats.number(order.own.value, language, decimals=2),
        reference=formats.number(order.reference.value, language, decimals=2),
    )
    messages.note(
        "lead_scoring.weights.rests_on",
        leads=formats.number(learned.leads, language),
        converted=formats.number(learned.converted, language),
        left_out=formats.number(learned.not_handed_over + learned.immature, language),
    )
    for note in learned.notes:
        values = {
            name: formats.number(value, language, decimals=2) if name == "auc" else int(value)
            for name, value in note.values.items()
        }
        messages.hint(note.key, **values)


def _leaks(view: WeightsView) -> None:
    """What is known only after the hand-over, by name, and how that shows."""
    language = session.language()
    leaks = view.leaks[view.leaks["reason"] != LeakReason.CONSTANT.value]
    for row in leaks.itertuples():
        key = f"lead_scoring.leak.{row.reason}"
        messages.warning(
            key,
            name=_name(view, int(row.feature)),
            auc=formats.number(row.auc, language, decimals=2),
            converted=formats.share(row.converted_share, language),
            others=formats.share(row.other_share, language),
        )


def _picture(rows: pd.DataFrame) -> None:
    texts = session.texts()
    charts.heading("lead_scoring.weights.picture", "lead_scoring.weights.picture_note")
    charts.show_chart(
        weight_charts.own_and_learned(rows, looks.chart_look()),
        alt=texts("lead_scoring.weights.picture_alt"),
        key="scoring_weights",
    )


@st.fragment
@one_run()
def _table(view: WeightsView, rows: pd.DataFrame) -> None:
    """Each row with its reason, what should change most first; those that are ticked go into the model."""
    texts = session.texts()
    charts.heading("lead_scoring.weights.table", "lead_scoring.weights.table_note")
    shown = _shown(rows)
    config = {
        name: st.column_config.TextColumn(texts(f"lead_scoring.weight.{name}"), width=width, alignment=alignment)
        for name, (width, alignment) in _COLUMNS.items()
    }
    edited = st.data_editor(
        shown,
        column_config={
            "take": st.column_config.CheckboxColumn(texts("lead_scoring.weight.take"), width=_TICK_PIXELS),
            **config,
        },
        hide_index=True,
        disabled=list(config),
        key=f"scoring_weights_table_{scoring_state.epoch()}",
        height=_ROW_PIXELS * (min(len(shown), _ROWS_SEEN) + 1) + _EDGE_PIXELS,
    )
    is_ticked = edited["take"].to_numpy(dtype=bool)
    features = rows["feature"][is_ticked & rows["points"].notna().to_numpy()].tolist()
    with st.container(horizontal=True, vertical_alignment="center"):
        taken = st.button(
            texts("lead_scoring.weights.accept"), type="primary", disabled=not features, key="scoring_weights_accept"
        )
        if is_ticked.any() and not features:
            messages.note("lead_scoring.weights.nothing_ticked")
        else:
            messages.note("lead_scoring.weights.ticked", count=len(features))
    if taken:
        with messages.explained_errors():
            scoring_state.change(accepted(scoring_state.working(), view, [int(one) for one in features]))
            st.rerun()


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in words: text, so that numbers are written as people read them."""
    texts, language = session.texts(), session.language()

    def points(value: float) -> str:
        return formats.number(None if value != value else value, language)

    return pd.DataFrame(
        {
            "take": False,
            "name": rows["name"],
            "own": [points(one) for one in rows["own_points"]],
            "learned": [points(one) for one in rows["points"]],
            "interval": [
                f"{points(low)} … {points(high)}" if low == low else points(low)
                for low, high in zip(rows["points_low"], rows["points_high"], strict=True)
            ],
            "verdict": [texts(f"lead_scoring.verdict.{advice(row)}") for row in rows.itertuples()],
            "leads": [formats.number(one, language) for one in rows["leads"]],
            "converted": [formats.number(one, language) for one in rows["converted"]],
        }
    )
