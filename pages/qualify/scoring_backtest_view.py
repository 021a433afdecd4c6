"""The model on history: did higher scores convert more often, and is it better than what there was?"""

import streamlit as st

from clm_core.charts import scoring_backtest as backtest_charts
from clm_core.errors import ClmError
from clm_core.services.scoring_backtest import (
    BAND_UNITS,
    BacktestView,
    ScoreComparison,
    backtest_view,
    measured_on,
)
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import charts, inputs, looks, messages, session, tables
from pages.shared.tables import Column

_LEADS = ("all", "handed_over")


def show() -> None:
    """The answer, bands, curves and the comparison; or why nothing can be measured yet."""
    texts = session.texts()
    which = inputs.switch(
        texts("lead_scoring.backtest.which"),
        _LEADS,
        words=lambda one: texts(f"lead_scoring.backtest.which_of.{one}"),
        name="leads",
    )
    model = scoring_state.working()
    former = scoring_state.origin_model() if scoring_state.is_changed() else None
    try:
        view = session.computed(backtest_view, model, scoring_state.outcome(), former, which == "handed_over")
    except ClmError as problem:
        messages.hint(problem.key, **problem.values)
        return
    _answer(view)
    _bands(view)
    _curves(view)
    _comparisons(view)


def _answer(view: BacktestView) -> None:
    language, result = session.language(), view.result
    best = result.bands.iloc[0]
    messages.headline(
        f"lead_scoring.backtest.answer.{scoring_state.outcome()}",
        rate=formats.share(best["rate"], language, decimals=0),
        rate_of_all=formats.share(result.rate.value, language, decimals=0),
        captured=formats.share(view.mql.recall.value, language, decimals=0),
    )
    st.caption(measured_on(result, session.texts()))
    if not (view.result.auc.low > 0.5):
        messages.hint("lead_scoring.backtest.no_better_than_chance")


def _bands(view: BacktestView) -> None:
    texts, look = session.texts(), looks.chart_look()
    charts.heading("lead_scoring.backtest.bands", "lead_scoring.backtest.bands_note")
    charts.show_chart(
        session.drawn(backtest_charts.score_band_bars, view.result.bands, look, mql_points=_mql_points()),
        alt=texts("lead_scoring.backtest.bands_alt"),
        key="scoring_bands",
    )
    with st.expander(texts("lead_scoring.backtest.table"), key="scoring_band_table"):
        tables.show_table(
            view.result.bands, _band_columns(), key="scoring_band_rows", title=texts("lead_scoring.backtest.bands")
        )


def _mql_points() -> float | None:
    """The threshold to draw; none where cells of the grid decide instead."""
    model = scoring_state.working()
    return None if model.mql_cells else model.mql_points


def _mql_point(view: BacktestView) -> backtest_charts.ThresholdPoint | None:
    points = _mql_points()
    if points is None:
        return None
    return backtest_charts.ThresholdPoint(
        points=points, called_share=view.mql.mature_share, found_share=view.mql.recall.value
    )


def _band_columns() -> dict[str, Column]:
    texts = session.texts()
    return {name: Column(label=texts(f"lead_scoring.band.{name}"), unit=unit) for name, unit in BAND_UNITS.items()}


def _curves(view: BacktestView) -> None:
    texts, look = session.texts(), looks.chart_look()
    left, right = st.columns(2, gap="large")
    with left:
        charts.heading("lead_scoring.backtest.gain", "lead_scoring.backtest.gain_note")
        charts.show_chart(
            session.drawn(backtest_charts.gain_curve, view.result.curve, look, mql=_mql_point(view)),
            alt=texts("lead_scoring.backtest.gain_alt"),
            key="scoring_gain",
        )
    with right:
        charts.heading("lead_scoring.backtest.calibration", "lead_scoring.backtest.calibration_note")
        charts.show_chart(
            session.drawn(backtest_charts.calibration_points, view.result.bands, look),
            alt=texts("lead_scoring.backtest.calibration_alt"),
            key="scoring_calibration",
        )
    charts.heading("lead_scoring.backtest.precision", "lead_scoring.backtest.precision_note")
    charts.show_chart(
        backtest_charts.precision_recall(view.result.curve, look, rate=view.result.rate.value),
        alt=texts("lead_scoring.backtest.precision_alt"),
        key="scoring_precision",
    )


def _comparisons(view: BacktestView) -> None:
    """Beside counting, and beside the model before the changes."""
    language = session.language()
    charts.heading("lead_scoring.backtest.compared")
    if view.baseline is None:
        messages.note("lead_scoring.backtest.no_baseline")
    else:
        split = formats.day(view.tested_from, language)
        _compared("lead_scoring.backtest.against_counting", view.baseline, split=split)
    if view.former is not None and view.moved is not None:
        _compared("lead_scoring.backtest.against_former", view.former, split="")
        messages.note(
            "lead_scoring.backtest.moved",
            came=formats.number(view.moved.moves_in.leads, language),
            came_rate=formats.share(view.moved.moves_in.rate.value, language),
            left=formats.number(view.moved.moves_out.leads, language),
            left_rate=formats.share(view.moved.moves_out.rate.value, language),
        )


def _compared(key: str, found: ScoreComparison, *, split: str) -> None:
    language = session.language()
    verdict = "better" if found.auc_difference.low > 0 else "worse" if found.auc_difference.high < 0 else "same"
    sentence = messages.sentence(
        key,
        verdict=session.texts()(f"lead_scoring.backtest.verdict.{verdict}"),
        own=formats.number(found.auc.value, language, decimals=2),
        other=formats.number(found.other_auc.value, language, decimals=2),
        low=formats.number(found.auc_difference.low, language, decimals=3),
        high=formats.number(found.auc_difference.high, language, decimals=3),
        leads=formats.number(found.leads, language),
        split=split,
    )
    st.markdown(sentence)
