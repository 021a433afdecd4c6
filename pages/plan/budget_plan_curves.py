"""Which response curves the plan is computed with, and the choice among those that were kept."""

import streamlit as st

from clm_core.response_curves import PeriodLength
from clm_core.services.budget_plan import PREVIEW_CURVES, curve_choices, newest_curves
from clm_core.services.budget_scenarios import KeptCurves
from clm_core.services.budget_words import outcome_word
from clm_core.services.response_curves import channel_names, spend_today_by_name, spending_channels
from clm_core.texts import formats
from pages.shared import inputs, messages, navigation, session

_NAME = "curves"
_PREVIEW = "preview"


def chosen(length: PeriodLength) -> int:
    """The number of the curves to plan with: what was chosen, else the newest kept of these data, else the preview."""
    kept = curve_choices(session.store(), length)
    asked = inputs.switched(_options(kept), _NAME)
    return PREVIEW_CURVES if asked == _PREVIEW else int(asked)


def show(length: PeriodLength) -> None:
    """What is computed with in a sentence, and the way to the curves; a list where there are others."""
    show_choice(length)
    number, kept = chosen(length), curve_choices(session.store(), length)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _say(number, kept)
        navigation.link("response_curves", "budget_plan_page.curves.to_curves")
    if number != PREVIEW_CURVES:
        _name_unknown(next(one for one in kept if one.number == number))


def show_choice(length: PeriodLength) -> None:
    """The list of kept curves and the preview; nothing where there is but the preview."""
    kept = curve_choices(session.store(), length)
    if kept:
        with st.container(width=560):
            inputs.pick(
                session.texts()("budget_plan_page.curves.label"),
                _options(kept),
                words=lambda one: _words(one, kept),
                name=_NAME,
            )


def _options(kept: tuple[KeptCurves, ...]) -> list[str]:
    """What is used if nobody chooses comes first."""
    first = newest_curves(session.store(), kept)
    numbers = [one.number for one in kept]
    ordered = [first, *(one for one in (*numbers, PREVIEW_CURVES) if one != first)]
    return [_PREVIEW if one == PREVIEW_CURVES else str(one) for one in ordered]


def _words(option: str, kept: tuple[KeptCurves, ...]) -> str:
    texts = session.texts()
    if option == _PREVIEW:
        return texts("budget_plan_page.curves.preview")
    one = next(each for each in kept if str(each.number) == option)
    curves = one.curve_set.curves
    return texts(
        f"budget_plan_page.curves.{'older' if _is_of_other_data(one) else 'kept'}",
        name=one.curve_set.name,
        method=texts(f"response_curves_page.method_of.{curves.method}"),
        outcome=outcome_word(curves.outcome_of, texts),
        day=formats.day(one.kept_at, session.language()),
    )


def _say(number: int, kept: tuple[KeptCurves, ...]) -> None:
    if number == PREVIEW_CURVES:
        messages.note("budget_plan_page.curves.preview_used")
        return
    one = next(each for each in kept if each.number == number)
    key = "newest" if number == newest_curves(session.store(), kept) else "chosen"
    if _is_of_other_data(one):
        key = "older"
    day = formats.day(one.kept_at, session.language())
    messages.note(f"budget_plan_page.curves.{key}_used", name=one.curve_set.name, day=day)


def _name_unknown(kept: KeptCurves) -> None:
    """Channels of the curves that the data have no spend of, beside those that they have."""
    texts, selection, curves = session.texts(), session.selection(), kept.curve_set.curves
    today = session.computed(spend_today_by_name, selection, str(curves.length), curves.channels)
    unknown = [one for one in curves.channels if one not in today]
    if unknown:
        named = session.computed(channel_names, curves.channels, texts)
        messages.hint(
            "budget_plan_page.curves.unknown_channels",
            channels=", ".join(named.get(one, one) for one in unknown),
            known=", ".join(session.computed(spending_channels, selection, str(curves.length), texts)),
        )


def _is_of_other_data(one: KeptCurves) -> bool:
    """Whether they were fitted to data that have changed since; given curves were fitted to none."""
    version = one.curve_set.data_version
    return version is not None and version != session.data_version()
