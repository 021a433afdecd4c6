"""The answer in a sentence: where the next money brings most, how sure that is, and the warning beside it."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from clm_core.charts.next_returns import next_returns
from clm_core.charts.theme import Look
from clm_core.response_curves import MONEY_OUTCOMES, CurveTrust, PeriodLength, ResponseOutcome, ResponseSeries
from clm_core.services.response_curves import CurvesView
from clm_core.texts import formats
from pages.plan import response_curves_words as words
from pages.shared import charts, messages, session


def show(view: CurvesView, look: Look) -> None:
    """Best and worst of the channels whose curve carries advice, and what the answer rests on."""
    outcome = view.curves.outcome_of
    rows = view.channels[view.channels["trust"] != CurveTrust.EXPERIMENT]
    rows = rows[rows["marginal_return"].abs() < float("inf")].sort_values("marginal_return", kind="stable")
    kind = "money" if outcome in MONEY_OUTCOMES else "count"
    if rows.empty:
        messages.headline("response_curves_page.answer_none")
    else:
        _headline(rows, look, outcome, kind)
    _data(view)
    if outcome in MONEY_OUTCOMES:
        losing = rows[rows["marginal_return_high"] < 1]
        if len(losing):
            channels = words.names(view, look, losing["channel"])
            st.markdown(
                messages.sentence("response_curves_page.below_one", unit=words.unit(outcome), channels=channels)
            )
    unsure = view.channels.loc[view.channels["trust"] == CurveTrust.EXPERIMENT, "channel"]
    if len(unsure) and len(rows):
        channels = words.names(view, look, unsure)
        st.markdown(messages.sentence("response_curves_page.experiment_first", count=len(unsure), channels=channels))
    messages.warning("response_curves_page.warning")


def _headline(rows: pd.DataFrame, look: Look, outcome: ResponseOutcome, kind: str) -> None:
    worst, best = rows.iloc[0], rows.iloc[-1]
    values = {
        "unit": words.unit(outcome),
        "best": look.channel_label(best["channel"]),
        "worst": look.channel_label(worst["channel"]),
        "best_return": words.returned(best["marginal_return"], outcome),
        "worst_return": words.returned(worst["marginal_return"], outcome),
    }
    if len(rows) == 1:
        messages.headline(f"response_curves_page.answer_one_{kind}", **values)
    elif best["marginal_return_low"] > worst["marginal_return_high"]:
        messages.headline(f"response_curves_page.answer_{kind}", **values)
    else:
        messages.headline(f"response_curves_page.answer_close_{kind}", **values)
    lines = [
        messages.sentence(
            "response_curves_page.rests_on",
            channel=look.channel_label(row["channel"]),
            range=words.returns(row["marginal_return_low"], row["marginal_return_high"], outcome),
            count=int(row["periods"]),
        )
        for row in ([best, worst] if len(rows) > 1 else [best])
    ]
    st.caption(" · ".join(lines))


def _data(view: CurvesView) -> None:
    """How many weeks of when, how many outcomes, and how it was computed."""
    series, texts, language = view.observed.series, session.texts(), session.language()
    data = texts(
        "response_curves_page.data_of",
        count=len(series.starts_on),
        length_word=texts(f"response_curves_page.length_word.{series.length}"),
        from_day=formats.day(series.starts_on[0], language),
        to_day=formats.day(_last_day(series), language),
    )
    method = texts(f"response_curves_page.method_of.{view.curves.method}")
    if view.observed.outcome_count is None:
        messages.note("response_curves_page.data_without", data=data, method=method)
        return
    messages.note(
        "response_curves_page.data_outcomes",
        data=data,
        outcomes=view.observed.outcome_count,
        outcome=words.outcome_word(
            ResponseOutcome.WON_DEALS if series.outcome_of in MONEY_OUTCOMES else series.outcome_of
        ),
        method=method,
    )


def _last_day(series: ResponseSeries) -> date:
    """The last day of the last week or month."""
    start = series.starts_on[-1]
    after = start + timedelta(days=7 if series.length is PeriodLength.WEEK else 31)
    return (after if series.length is PeriodLength.WEEK else after.replace(day=1)) - timedelta(days=1)


def show_picture(view: CurvesView, look: Look) -> None:
    """What the next money brings, channel by channel."""
    outcome = view.curves.outcome_of
    st.subheader(messages.sentence("response_curves_page.picture", unit=words.unit(outcome)), anchor=False)
    is_money = outcome in MONEY_OUTCOMES
    messages.note("response_curves_page.picture_note" if is_money else "response_curves_page.picture_note_count")
    charts.show_chart(
        session.drawn(next_returns, view.channels, look, str(outcome)),
        alt=session.texts()("response_curves_page.picture_alt"),
        key="curves_next",
    )
