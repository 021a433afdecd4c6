"""One channel looked at closely: its curve, what the next money brings along it, and whether the model fits."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from clm_core.charts import response_curves as curve_charts
from clm_core.charts.response_curves import SpendMark
from clm_core.charts.theme import Look
from clm_core.services.response_curves import CurvesView
from clm_core.texts import formats
from pages.plan import response_curves_plan
from pages.plan import response_curves_words as words
from pages.shared import charts, inputs, messages, session
from pages.shared.one_run import one_run

_MUCH, _LITTLE, _RISING = 0.5, 0.85, 1.15
"""Next return ÷ mean return so far: below the first a channel is saturated, above the second hardly at all, above the
third it still gets steeper."""
_NO_CARRY_OVER = 0.03


@st.fragment
@one_run()
def show(view: CurvesView, look: Look, *, is_company: bool) -> None:
    """The channel that is picked; another one reruns only this."""
    ordered = view.channels.sort_values("spend_per_period", ascending=False, kind="stable")
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=320):
            channel = inputs.pick(
                session.texts()("response_curves_page.channel"),
                tuple(ordered["channel"]),
                words=look.channel_label,
                name="curve",
            )
        planned = response_curves_plan.planned(view.curves.length) if is_company else {}
    row = ordered[ordered["channel"] == channel].iloc[0]
    st.subheader(messages.sentence("response_curves_page.curve", channel=look.channel_label(channel)), anchor=False)
    messages.note("response_curves_page.curve_note")
    _curve(view, look, row, planned)
    _in_words(view, row)
    _fit(view, look, channel)
    session.show_view_in_address()


def _curve(view: CurvesView, look: Look, row: pd.Series, planned: Mapping[str, float]) -> None:
    texts, outcome, channel = session.texts(), view.curves.outcome_of, str(row["channel"])
    points = view.points[view.points["channel"] == channel]
    observed = view.observations[view.observations["channel"] == channel]
    marks = [SpendMark(word="today", spend=float(row["spend_per_period"]))]
    if channel in planned:
        marks.append(SpendMark(word="planned", spend=planned[channel]))
    charts.show_chart(
        curve_charts.channel_curve(points, observed, look, outcome=outcome, length=view.curves.length, marks=marks),
        alt=texts("response_curves_page.curve_alt"),
        key="curve_of_channel",
    )
    st.caption(messages.sentence("response_curves_page.next_curve", unit=words.unit(outcome)))
    charts.show_chart(
        curve_charts.next_return_curve(points, look, outcome=outcome, length=view.curves.length, marks=marks),
        alt=texts("response_curves_page.next_alt"),
        key="next_of_channel",
    )


def _in_words(view: CurvesView, row: pd.Series) -> None:
    """Where today's spend lies on the curve, saturation and carry-over."""
    outcome, key = view.curves.outcome_of, "response_curves_page."
    lines = []
    if row["marginal_return"] < float("inf"):
        values = {
            "today": words.money(row["spend_per_period"]),
            "unit": words.unit(outcome),
            "next": words.returned(row["marginal_return"], outcome),
            "next_range": words.returns(row["marginal_return_low"], row["marginal_return_high"], outcome),
            "mean": words.amount(row["mean_return"], outcome),
            "mean_range": words.returns(row["mean_return_low"], row["mean_return_high"], outcome),
        }
        lines += [messages.sentence(f"{key}saturated", **values), messages.sentence(_saturation(row))]
    else:
        lines.append(messages.sentence(f"{key}upright"))
    share = formats.share(row["carry_over"], session.language(), decimals=0)
    lasts = row["carry_over"] >= _NO_CARRY_OVER
    lines.append(messages.sentence(f"{key}lasts", share=share) if lasts else messages.sentence(f"{key}lasts_not"))
    if row["spend_per_period"] > row["largest_spend"]:
        lines.append(messages.sentence(f"{key}beyond"))
    st.markdown("\n".join(f"- {line}" for line in lines))


def _saturation(row: pd.Series) -> str:
    left = row["marginal_return"] / row["mean_return"] if row["mean_return"] > 0 else 1.0
    if left < _MUCH:
        return "response_curves_page.saturated_much"
    if left < _LITTLE:
        return "response_curves_page.saturated_some"
    return "response_curves_page.saturated_not" if left <= _RISING else "response_curves_page.saturated_rising"


def _fit(view: CurvesView, look: Look, channel: str) -> None:
    """Observed beside fitted: of this channel's own series, or of the one that all explain."""
    own = channel if view.observed.series.is_credited else ""
    fitted = view.fit.fitted[view.fit.fitted["series"] == own]
    if fitted.empty:
        return
    with st.expander(session.texts()("response_curves_page.fit"), icon=":material/monitoring:"):
        messages.note("response_curves_page.fit_note")
        charts.show_chart(
            curve_charts.fitted_periods(fitted, look, outcome=view.curves.outcome_of),
            alt=session.texts()("response_curves_page.fit_alt"),
            key="curve_fit",
        )
