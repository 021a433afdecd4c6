"""How fast sales follows up: the time to the first contact and the promise about it."""

from decimal import Decimal

import numpy as np
import streamlit as st

from clm_core.charts.sales_feedback import contact_curve, rate_months
from clm_core.services.sales_feedback import ATTEMPT_DAYS, SalesFeedback
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session

_PROMISE = "promise"
_DEFAULT_HOURS = Decimal(24)


def promised_hours() -> Decimal:
    """The promise, wherever on the page its field stands."""
    return inputs.number(_PROMISE, _DEFAULT_HOURS)


def show(view: SalesFeedback) -> None:
    """The sentence, the curve beside the promise by month, and what is counted how."""
    texts, look, whole = session.texts(), looks.chart_look(), view.times.iloc[0]
    charts.heading("sales_feedback.contact")
    if whole["contacted"] == 0:
        messages.hint("sales_feedback.contact_none")
        return
    _answer(view)
    left, right = st.columns(2, gap="large")
    with left:
        specification = session.drawn(_drawn, view.curve, str(view.promise_hours), look)
        charts.show_chart(specification, alt=texts("sales_feedback.contact_alt"), key="contact_curve")
        _promise_field(view)
    with right:
        if view.month_times["group"].nunique() > 2:
            st.markdown(f"**{texts('sales_feedback.promise_months')}**")
            months = session.drawn(rate_months, view.month_times, look, rate="kept")
            charts.show_chart(months, alt=texts("sales_feedback.promise_months_alt"), key="promise_months")
    messages.note(
        "sales_feedback.contact_note",
        uncontacted=int(whole["uncontacted"]),
        closed=int(whole["closed"]),
        undated=len(view.rows) - int(whole["leads"]),
        days=ATTEMPT_DAYS,
        attempts=formats.number(whole["attempts_mean"], texts.language, decimals=1),
    )


def _promise_field(view: SalesFeedback) -> None:
    texts = session.texts()
    hours = inputs.number_field(
        texts("sales_feedback.promise"),
        name=_PROMISE,
        default=_DEFAULT_HOURS,
        unit=texts("sales_feedback.hours"),
        minimum=Decimal(1),
        maximum=Decimal(720),
        decimals=0,
    )
    if float(hours) != view.promise_hours:
        # What stands above was answered before the field was read.
        st.rerun()


def _drawn(curve: object, hours: str, look: looks.Look) -> dict[str, object]:
    return contact_curve(curve, float(hours), look)


def _answer(view: SalesFeedback) -> None:
    whole, language = view.times.iloc[0], session.language()
    values = {name: formats.number(whole[f"median_{name}"], language) for name in ("low", "high")}
    values |= {"median": formats.number(whole["median_hours"], language)} if np.isfinite(whole["median_hours"]) else {}
    is_slow = "median" not in values
    if is_slow:
        values = {}
    st.markdown(
        messages.sentence(
            "sales_feedback.contact_answer_slow" if is_slow else "sales_feedback.contact_answer",
            **values,
            count=int(whole["leads"]),
            hours=formats.number(view.promise_hours, language),
            kept=formats.share(whole["kept_rate"], language),
            interval=formats.interval(whole["kept_low"], whole["kept_high"], language),
            base=int(whole["promise_base"]),
        )
    )
