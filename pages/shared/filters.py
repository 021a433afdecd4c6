"""The shared filters: period, comparison, channel, campaign, segment; one bar above every analysing page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from clm_core.periods import PeriodPreset, preset_of, preset_period
from clm_core.selection import Comparison, Period, Segment, SegmentField, Selection
from clm_core.services.data import FilterChoices
from clm_core.texts import Language, formats
from pages.shared import messages, names, session

# Streamlit knows only all-numeric date formats; English gets the one that nobody misreads.
_DATE_FORMAT = {Language.DE: "DD.MM.YYYY", Language.EN: "YYYY-MM-DD"}
_CUSTOM = "custom"


def show_filters() -> None:
    """The bar of filters; nothing where there are no data yet. The result is session.selection()."""
    offered = session.choices()
    if offered.first_day is None or offered.last_day is None:
        return
    selection = session.selection()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
        _period(selection, offered.first_day, offered.last_day)
        _comparison(selection)
        _channels(selection, offered)
        _campaigns(selection, offered)
        _segment(selection, offered)
        # Always there, so that nothing moves when the view departs from the default.
        st.button(
            session.texts()("filters.reset"),
            icon=":material/restart_alt:",
            type="tertiary",
            key="filter_reset",
            help=session.texts()("filters.reset"),
            disabled=replace(selection, currency="") == replace(session.default_selection(), currency=""),
            on_click=lambda: session.save_selection(session.default_selection()),
        )


def period_text(period: Period, language: Language) -> str:
    """Jan. 2025 – Dez. 2025 for whole months, the days themselves otherwise."""
    start, after = period.start_on, period.end_on + timedelta(days=1)
    if start.day == 1 and after.day == 1:
        first, last = formats.month(start, language), formats.month(period.end_on, language)
        return first if first == last else f"{first} – {last}"
    return f"{formats.day(start, language)} – {formats.day(period.end_on, language)}"


def _chosen(key: str, value: object, change: Callable[[Selection], Selection]) -> dict[str, object]:
    """Key and callback of a widget that shows a part of the selection and changes it."""

    def save() -> None:
        session.save_selection(change(session.selection()))

    # The selection is the truth; the widget shows it anew on every page and after every link.
    st.session_state[key] = value
    return {"key": key, "on_change": save}


def _period(selection: Selection, first_on: date, last_on: date) -> None:
    texts, language = session.texts(), session.language()
    preset = preset_of(selection.period, first_on=first_on, last_on=last_on)
    label = messages.escaped(period_text(selection.period, language))
    with st.popover(label, icon=":material/calendar_month:"):
        options = [one.value for one in PeriodPreset] + [_CUSTOM]

        def change(present: Selection) -> Selection:
            chosen = str(st.session_state["filter_preset"])
            if chosen == _CUSTOM:
                return present
            period = preset_period(PeriodPreset(chosen), first_on=first_on, last_on=last_on)
            return replace(present, period=period)

        st.radio(
            texts("filters.period"),
            options,
            format_func=lambda one: texts(f"filters.presets.{one}"),
            **_chosen("filter_preset", preset.value if preset else _CUSTOM, change),
        )
        _custom_period(selection.period)


def _custom_period(period: Period) -> None:
    texts, date_format = session.texts(), _DATE_FORMAT[session.language()]

    def change(present: Selection) -> Selection:
        start, end = st.session_state["filter_from"], st.session_state["filter_to"]
        if not start or not end:
            return present
        return replace(present, period=Period(start_on=min(start, end), end_on=max(start, end)))

    left, right = st.columns(2)
    left.date_input(texts("filters.from"), format=date_format, **_chosen("filter_from", period.start_on, change))
    right.date_input(texts("filters.to"), format=date_format, **_chosen("filter_to", period.end_on, change))


def _comparison(selection: Selection) -> None:
    texts = session.texts()
    label = texts(f"filters.compared.{selection.comparison}")
    with st.popover(label, icon=":material/compare_arrows:"):
        st.radio(
            texts("filters.comparison"),
            [one.value for one in Comparison],
            format_func=lambda one: texts(f"filters.comparisons.{one}"),
            **_chosen(
                "filter_comparison",
                selection.comparison.value,
                lambda present: replace(present, comparison=Comparison(st.session_state["filter_comparison"])),
            ),
        )
        compared = selection.comparison_period()
        if compared:
            st.caption(messages.escaped(period_text(compared, session.language())))


def _channels(selection: Selection, offered: FilterChoices) -> None:
    texts = session.texts()
    named = {str(row.channel): names.channel(str(row.channel), str(row.label)) for row in offered.channels.itertuples()}
    shown = [one for one in selection.channels if one in named]
    label = _count_label("filters.channels", [named[one] for one in shown])
    with st.popover(label, icon=":material/campaign:"):
        st.multiselect(
            texts("filters.channels.name"),
            list(named),
            format_func=lambda one: named[one],
            placeholder=texts("filters.channels.all"),
            **_chosen(
                "filter_channels",
                shown,
                lambda present: replace(present, channels=tuple(st.session_state["filter_channels"]), campaigns=()),
            ),
        )


def _campaigns(selection: Selection, offered: FilterChoices) -> None:
    texts = session.texts()
    frame = offered.campaigns
    within = frame[frame["channel"].isin(selection.channels)] if selection.channels else frame
    options = sorted(set(within["campaign"].dropna()), key=str.casefold)
    shown = [one for one in selection.campaigns if one in set(options)]
    label = _count_label("filters.campaigns", shown)
    with st.popover(label, icon=":material/sell:", disabled=not options):
        st.multiselect(
            texts("filters.campaigns.name"),
            options,
            placeholder=texts("filters.campaigns.all"),
            **_chosen(
                "filter_campaigns",
                shown,
                lambda present: replace(present, campaigns=tuple(st.session_state["filter_campaigns"])),
            ),
        )


def _segment(selection: Selection, offered: FilterChoices) -> None:
    texts, segment = session.texts(), selection.segment
    fields = [one for one in SegmentField if offered.segments.get(one)]
    label = _count_label("filters.segment", list(segment.values) if segment else [])
    with st.popover(label, icon=":material/groups:", disabled=not fields):
        st.caption(texts("filters.segment.hint"))
        for one in fields:
            key = f"filter_segment_{one}"
            options = list(offered.segments[one])
            values = [value for value in segment.values if value in options] if segment and segment.field is one else []

            def change(present: Selection, one: SegmentField = one, key: str = key) -> Selection:
                chosen = tuple(st.session_state[key])
                return replace(present, segment=Segment(field=one, values=chosen) if chosen else None)

            st.multiselect(
                texts(f"filters.segment.fields.{one}"),
                options,
                placeholder=texts("filters.segment.all"),
                **_chosen(key, values, change),
            )


def _count_label(key: str, chosen: Sequence[str]) -> str:
    """All channels; the one that is chosen; or 3 channels."""
    texts = session.texts()
    if not chosen:
        return texts(f"{key}.all")
    if len(chosen) == 1:
        return messages.escaped(chosen[0] if len(chosen[0]) <= 32 else chosen[0][:31] + "…")
    return texts(f"{key}.some", count=len(chosen))
