"""Your weights against what the deals say: row by row, with how sure it is, and what must not be used."""

import pandas as pd
import streamlit as st

from clm_core.charts import learned_weights as weight_charts
from clm_core.errors import ClmError
from clm_core.services.scoring_weights import LeakReason, WeightsView, accepted, weights_view
from clm_core.services.scoring_words import criterion_name, fit_name
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import charts, inputs, looks, messages, session

_CANDIDATES = ("with", "without")


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
    rows = view.learned.rows.assign(name=[_name(view, int(one)) for one in view.learned.rows["feature"]])
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


def _table(view: WeightsView, rows: pd.DataFrame) -> None:
    """Each row with its reason; those that are ticked go into the model."""
    texts, language = session.texts(), session.language()
    charts.heading("lead_scoring.weights.table", "lead_scoring.weights.table_note")

    def points(value: float) -> str:
        return formats.number(None if value != value else value, language)

    shown = pd.DataFrame(
        {
            "take": False,
            "name": rows["name"],
            "own": [points(one) for one in rows["own_points"]],
            "learned": [points(one) for one in rows["points"]],
            "interval": [
                f"{points(low)} … {points(high)}" if low == low else points(low)
                for low, high in zip(rows["points_low"], rows["points_high"], strict=True)
            ],
            "verdict": [texts(f"lead_scoring.verdict.{_verdict(row)}") for row in rows.itertuples()],
            "leads": [formats.number(one, language) for one in rows["leads"]],
            "converted": [formats.number(one, language) for one in rows["converted"]],
        }
    )
    config = {name: st.column_config.TextColumn(texts(f"lead_scoring.weight.{name}")) for name in shown}
    config["take"] = st.column_config.CheckboxColumn(texts("lead_scoring.weight.take"))
    with st.form("scoring_weights_form", border=False):
        edited = st.data_editor(
            shown,
            column_config=config,
            hide_index=True,
            disabled=[name for name in shown if name != "take"],
            key=f"scoring_weights_table_{scoring_state.epoch()}",
            height=560,
        )
        taken = st.form_submit_button(texts("lead_scoring.weights.accept"), type="primary")
    features = rows["feature"][edited["take"].to_numpy(dtype=bool) & rows["points"].notna().to_numpy()].tolist()
    if taken and not features:
        messages.note("lead_scoring.weights.nothing_ticked")
    elif taken:
        with messages.explained_errors():
            scoring_state.change(accepted(scoring_state.working(), view, [int(one) for one in features]))
            st.rerun()


def _verdict(row: object) -> str:
    """A candidate has no points of the team's own to agree with."""
    is_candidate = row.own_points != row.own_points  # type: ignore[attr-defined]
    verdict = str(row.verdict)  # type: ignore[attr-defined]
    if not is_candidate or verdict == "too_little":
        return verdict
    low, high = row.points_low, row.points_high  # type: ignore[attr-defined]
    return "worth_points" if low > 0 else "worth_minus" if high < 0 else "no_need"
