"""Curves that are not fitted here: from a file or typed in, shown at today's spend, kept for the budget plan."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clm_core.charts import response_curves as curve_charts
from clm_core.charts.response_curves import SpendMark
from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.services.curve_file import CURVE_FIELDS, CurveReading, curve_template, given_curves, typed_curves
from clm_core.services.response_curves import (
    GivenView,
    given_view,
    keep_given,
    spend_today_by_name,
    spending_channels,
)
from clm_core.texts import formats
from pages.data import row_problems
from pages.plan import response_curves_choices as choices
from pages.plan import response_curves_keep
from pages.plan import response_curves_words as words
from pages.shared import charts, inputs, messages, session

_FILE_TYPES = ["csv", "xlsx", "xlsm", "xls", "ods"]
_ROWS = 6


def show(answer: DeltaGenerator) -> None:
    """The ways in, then what the curves say."""
    words.use_currency("")
    messages.note("response_curves_page.given.intro")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        outcome, length = choices.outcome(), choices.length()
    try:
        reading = _reading(outcome, length)
    except ClmError as problem:
        messages.error(problem)
        return
    if reading is None:
        return
    if reading.curves is None:
        st.subheader(messages.sentence("response_curves_page.problems"), anchor=False)
        row_problems.show(reading.problems, key="curves_given", title=session.texts()("response_curves_page.problems"))
        return
    channels = reading.curves.channels
    today = session.computed(spend_today_by_name, session.selection(), str(length), channels)
    view = session.drawn(given_view, reading.curves, today)
    with answer:
        messages.headline(
            "response_curves_page.given.answer",
            count=len(view.curves.channels),
            outcome=words.outcome_word(outcome),
            period=session.texts()(f"response_curves_page.one_period.{length}"),
        )
        messages.warning("response_curves_page.warning")
    _details(view)


def _reading(outcome: ResponseOutcome, length: PeriodLength) -> CurveReading | None:
    """The file's curves, else the typed ones; None while there is neither."""
    texts = session.texts()
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    uploaded = left.file_uploader(
        texts("response_curves_page.given.upload"), type=_FILE_TYPES, key="curves_given_upload"
    )
    right.download_button(
        texts("response_curves_page.given.template"),
        lambda: curve_template(texts),
        file_name=f"{texts('response_curves_page.given.template_name')}.xlsx",
        on_click="ignore",
        icon=":material/download:",
        key="curves_template",
    )
    if uploaded is not None:
        kept = session.kept("curves_given")
        key = (uploaded.file_id, outcome, length)
        if kept is None or kept[0] != key:
            kept = (key, given_curves(uploaded.name, uploaded.getvalue(), outcome_of=outcome, length=length))
            session.keep("curves_given", kept)
        reading: CurveReading = kept[1]
        return reading
    return _typed(outcome, length)


def _typed(outcome: ResponseOutcome, length: PeriodLength) -> CurveReading | None:
    texts = session.texts()
    blank = [dict.fromkeys(CURVE_FIELDS, "") for _ in range(_ROWS)]
    with st.expander(texts("response_curves_page.given.typed"), icon=":material/edit:"):
        messages.note("response_curves_page.given.typed_note")
        with st.form("curves_typed", border=False):
            edited = st.data_editor(
                blank,
                column_config={
                    name: st.column_config.TextColumn(texts(f"curve_file.heading.{name}")) for name in CURVE_FIELDS
                },
                num_rows="dynamic",
                hide_index=True,
                key=f"curves_typed_{session.language()}",
            )
            if st.form_submit_button(texts("response_curves_page.given.take")):
                session.keep("curves_typed_rows", [dict(row) for row in edited])
    rows = session.kept("curves_typed_rows") or []
    if not any(str(row.get("channel") or "").strip() for row in rows):
        return None
    key = (str(rows), outcome, length, session.language())
    kept = session.kept("curves_typed")
    if kept is None or kept[0] != key:
        kept = (key, typed_curves(rows, texts, outcome_of=outcome, length=length))
        session.keep("curves_typed", kept)
    reading: CurveReading = kept[1]
    return reading


def _details(view: GivenView) -> None:
    """One curve with today's spend on it, and the way into the budget plan."""
    texts, outcome = session.texts(), view.curves.outcome_of
    look = words.look_of(view.curves.channels, is_company=False)
    with st.container(width=320):
        channel = inputs.pick(
            texts("response_curves_page.channel"), view.curves.channels, words=str, name="given_curve"
        )
    row = view.channels[view.channels["channel"] == channel].iloc[0]
    points = view.points[view.points["channel"] == channel]
    today = float(row["spend_per_period"])
    marks = (SpendMark(word="today", spend=today),) if today == today else ()
    charts.show_chart(
        curve_charts.channel_curve(points, None, look, outcome=outcome, length=view.curves.length, marks=marks),
        alt=texts("response_curves_page.curve_alt"),
        key="given_curve_chart",
    )
    if today == today:
        next_return = words.returned(float(row["marginal_return"]), outcome)
        messages.note(
            "response_curves_page.given.at_today",
            today=words.money(today),
            unit=words.unit(outcome),
            next=next_return,
            share=formats.share(float(row["carry_over"]), session.language(), decimals=0),
        )
    unknown = list(view.channels.loc[view.channels["spend_per_period"].isna(), "channel"])
    if unknown:
        _name_unknown(unknown, view.curves.length)
    response_curves_keep.show("given_keep", lambda name: keep_given(session.store(), view.curves, name))


def _name_unknown(unknown: list[str], length: PeriodLength) -> None:
    """Names that are no channel with spend, beside those that there are."""
    known = session.computed(spending_channels, session.selection(), str(length), session.texts())
    key = "unknown_today" if known else "no_spend_today"
    messages.hint(f"response_curves_page.given.{key}", channels=", ".join(unknown), known=", ".join(known))
