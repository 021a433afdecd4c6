"""What experiments said about a channel's return: typed in here, kept in the address, part of every curve."""

from decimal import Decimal

import streamlit as st

from clm_core.charts.theme import Look
from clm_core.errors import ClmError
from clm_core.response_curves import ReturnRange, return_scale
from clm_core.services.response_curves import ObservedSeries
from pages.plan import response_curves_words as words
from pages.shared import inputs, messages, session

_NAME = "known"
_SIGN = "~"


def known(observed: ObservedSeries) -> tuple[ReturnRange, ...]:
    """The ranges of this series' channels, from the address or this session; wrong ones are passed over."""
    asked = st.query_params.get_all(_NAME) or session.kept(_NAME) or []
    found: dict[str, ReturnRange] = {}
    for text in asked:
        one = _range(str(text))
        if one is not None and one.channel in observed.series.channels:
            found[one.channel] = one
    return tuple(found.values())


def _range(text: str) -> ReturnRange | None:
    try:
        channel, low, high = text.rsplit(_SIGN, 2)
        return ReturnRange(channel=channel, low=float(low), high=float(high))
    except (ValueError, ClmError):
        return None


def _save(ranges: tuple[ReturnRange, ...]) -> None:
    written = [f"{one.channel}{_SIGN}{one.low!r}{_SIGN}{one.high!r}" for one in ranges]
    session.keep(_NAME, written)
    if written:
        st.query_params[_NAME] = written
    elif _NAME in st.query_params:
        del st.query_params[_NAME]


def show(observed: ObservedSeries, ranges: tuple[ReturnRange, ...], look: Look) -> None:
    """Those that count, each with a way out, and fields for another one."""
    texts, outcome = session.texts(), observed.series.outcome_of
    with st.expander(texts("response_curves_page.ranges.title"), icon=":material/science:", expanded=bool(ranges)):
        messages.note("response_curves_page.ranges.text", unit=words.unit(outcome))
        for one in ranges:
            label = look.channel_label(one.channel)
            ends = {"low": words.amount(one.low, outcome), "high": words.amount(one.high, outcome)}
            st.markdown(messages.sentence("response_curves_page.ranges.known", channel=label, **ends))
            st.button(
                texts("response_curves_page.ranges.remove", channel=label),
                key=f"range_without_{observed.series.channels.index(one.channel)}",
                icon=":material/close:",
                on_click=lambda gone=one: _save(tuple(kept for kept in ranges if kept != gone)),
            )
        _fields(observed, ranges, look)


def _fields(observed: ObservedSeries, ranges: tuple[ReturnRange, ...], look: Look) -> None:
    texts, outcome = session.texts(), observed.series.outcome_of
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        with st.container(width=280):
            channel = st.selectbox(
                texts("response_curves_page.channel"),
                observed.series.channels,
                format_func=look.channel_label,
                key="range_channel",
            )
        ends: list[Decimal | None] = []
        for name in ("low", "high"):
            with st.container(width=180):
                ends.append(
                    inputs.decimal_input(
                        texts(f"response_curves_page.ranges.{name}"),
                        key=f"range_{name}",
                        minimum=Decimal(0),
                        unit=words.outcome_word(outcome),
                    )
                )
    if st.button(texts("response_curves_page.ranges.add"), key="range_add", disabled=None in ends):
        low, high = (float(end or 0) / return_scale(outcome) for end in ends)
        with messages.explained_errors():
            added = ReturnRange(channel=str(channel), low=low, high=high)
            _save((*(one for one in ranges if one.channel != added.channel), added))
            st.rerun()
