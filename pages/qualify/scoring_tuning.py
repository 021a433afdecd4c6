"""Trying a model: move points, half-lives and thresholds, and see at once what they would have done."""

import streamlit as st

from clm_core.charts import lead_scoring
from clm_core.scoring_model import ScoringModel
from clm_core.services.scoring import Scores, ScoringBase
from pages.qualify import scoring_answer, scoring_sliders, scoring_state
from pages.shared import charts, looks, messages, session
from pages.shared.one_run import one_run

_CHART = "scoring_distribution"


@st.fragment
@one_run()
def show() -> None:
    """Everything that answers while somebody moves a slider."""
    _take_dragged_thresholds()
    base, model = scoring_state.base(), scoring_state.working()
    found = base.scores(model)
    scoring_answer.show(base.result(found), base)
    controls, pictures = st.columns((1, 2), gap="large")
    with pictures:
        _show_distribution(base, model, found)
    with controls:
        scoring_sliders.show()
    _show_channels(base, found)


def _show_distribution(base: ScoringBase, model: ScoringModel, found: Scores) -> None:
    charts.heading("lead_scoring.distribution", "lead_scoring.distribution_note")
    chart = lead_scoring.score_distribution(
        base.distribution(found),
        looks.chart_look(),
        mql_points=model.mql_points,
        sql_points=model.sql_points,
        outcome=scoring_state.outcome(),
    )
    charts.show_chart(
        chart,
        alt=session.texts()("lead_scoring.distribution_alt"),
        key=_CHART,
        is_selectable=True,
        selection_names=lead_scoring.THRESHOLDS,
    )
    if model.mql_cells or model.sql_cells:
        messages.note("lead_scoring.grid_decides")


def _take_dragged_thresholds() -> None:
    """Moves the thresholds to where their grips in the chart were dragged, in whole points."""
    state = st.session_state.get(_CHART)
    for name in lead_scoring.THRESHOLDS:
        dragged = str((state or {}).get("selection", {}).get(name))
        points = lead_scoring.dragged_to(state, name)
        # What was taken once is not taken again when something else changes.
        if points is not None and dragged != session.kept(f"scoring_dragged_{name}"):
            session.keep(f"scoring_dragged_{name}", dragged)
            scoring_state.move_threshold(name, points)


def _show_channels(base: ScoringBase, found: Scores) -> None:
    charts.heading("lead_scoring.channels", "lead_scoring.channels_note")
    charts.show_chart(
        lead_scoring.channel_funnel(base.channels(found), looks.chart_look()),
        alt=session.texts()("lead_scoring.channels_alt"),
        key="scoring_channels",
    )
