"""What the page looks at: whose data, which outcome, credited or all of it, weeks or months, how far back."""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome, ResponseScope
from clm_core.services.response_curves import ObservedSeries, SeriesQuestion, company_observed
from pages.plan.response_curves_words import SOURCES
from pages.shared import inputs, messages, navigation, session

_HISTORY = ("all", "period")


def source() -> str:
    """The company's data, a table of one's own, or curves that are given."""
    texts = session.texts()
    return inputs.switch(
        texts("response_curves_page.source"),
        SOURCES,
        words=lambda one: texts(f"response_curves_page.source_of.{one}"),
        name="source",
    )


def question() -> SeriesQuestion:
    """What is asked of the company's data, as the switches stand."""
    return SeriesQuestion(
        outcome=ResponseOutcome(inputs.switched(_values(ResponseOutcome), "outcome")),
        scope=ResponseScope(inputs.switched(_values(ResponseScope), "scope")),
        length=PeriodLength(inputs.switched(_values(PeriodLength), "length")),
    )


def company() -> ObservedSeries | None:
    """The company's series; None with the reason on the page."""
    navigation.stop_without_data()
    has_all = inputs.switched(_HISTORY, "history") == "all"
    try:
        return session.computed(company_observed, session.selection(), question(), has_all)
    except ClmError as problem:
        messages.error(problem)
        return None


def show() -> None:
    """The switches of the company's data."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="curve_choices"):
        outcome()
        _choose("scope", _values(ResponseScope))
        _choose("length", _values(PeriodLength))
        _choose("history", _HISTORY)


def outcome() -> ResponseOutcome:
    """What spend is to bring."""
    return ResponseOutcome(_choose("outcome", _values(ResponseOutcome), is_list=True))


def length() -> PeriodLength:
    """What a period is."""
    return PeriodLength(_choose("length", _values(PeriodLength)))


def _choose(name: str, options: tuple[str, ...], *, is_list: bool = False) -> str:
    texts = session.texts()
    field = inputs.pick if is_list else inputs.switch
    with st.container(width=210 if is_list else "content"):
        return field(
            texts(f"response_curves_page.{name}"),
            options,
            words=lambda one: texts(f"response_curves_page.{name}_of.{one}"),
            name=name,
        )


def _values(kind: type[ResponseOutcome] | type[ResponseScope] | type[PeriodLength]) -> tuple[str, ...]:
    return tuple(str(one) for one in kind)
