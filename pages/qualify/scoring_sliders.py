"""The inputs of a model: thresholds, points of each criterion, half-lives; one part at a time."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import streamlit as st

from clm_core.errors import ClmError
from clm_core.scoring_model import Decay, ScoringModel
from clm_core.services.scoring_words import engagement_name, fit_name, group_name
from clm_core.texts import Language, formats
from pages.qualify import scoring_state
from pages.shared import inputs, messages, session

_PROBLEM = "scoring_problem"
_THRESHOLDS, _FIT = "thresholds", "fit"
_POINTS_REACH, _DAYS_REACH = 50, 180
_LIST_PIXELS = 370


def show() -> None:
    """A list of the parts of the model, and the sliders of the one that is chosen."""
    problem = session.kept(_PROBLEM)
    if problem is not None:
        session.forget(_PROBLEM)
        messages.error(problem)
    texts, model = session.texts(), scoring_state.working()
    groups = {_part_of(group.name): group.name for group in model.groups}
    part = inputs.pick(
        texts("lead_scoring.part"),
        [_THRESHOLDS, _FIT, *groups],
        words=lambda one: _part_name(groups.get(one, one), is_group=one in groups),
        name="part",
    )
    if part == _THRESHOLDS:
        _thresholds(model)
        return
    # So high that the chart beside it stays in sight while the list scrolls.
    with st.container(height=_LIST_PIXELS, border=False, key="scoring_sliders"):
        if part == _FIT:
            _fit(model)
        else:
            _group(model, groups[part])


def _part_of(group: str) -> str:
    """What a group is called in a link; one that a team named like another part stays apart from it."""
    return f"group-{group}" if group in (_THRESHOLDS, _FIT) else group


def _part_name(part: str, *, is_group: bool) -> str:
    texts = session.texts()
    if not is_group:
        return texts(f"lead_scoring.part_of.{part}")
    return texts("lead_scoring.part_of.group", name=group_name(part, texts))


def _thresholds(model: ScoringModel) -> None:
    texts = session.texts()
    columns = st.columns(2)
    for column, name, points in zip(columns, ("mql", "sql"), (model.mql_points, model.sql_points), strict=True):
        with column:
            _whole_number(texts(f"lead_scoring.{name}_points"), name, points)
    messages.note("lead_scoring.thresholds_note")


def _whole_number(label: str, name: str, value: float) -> None:
    key = f"scoring_{name}_points"
    st.session_state[key] = round(value)

    def typed() -> None:
        scoring_state.move_threshold(name, float(st.session_state[key]))

    st.number_input(label, step=1, key=key, on_change=typed)


def _fit(model: ScoringModel) -> None:
    texts = session.texts()
    for place, criterion in enumerate(model.fit):

        def moved(points: float, place: int = place) -> None:
            now = scoring_state.working()
            fit = [points if one == place else other.points for one, other in enumerate(now.fit)]
            _save(lambda: now.with_points(fit, [one.points for one in now.engagement]))

        _slider(
            fit_name(criterion, texts, scoring_state.channel_labels()),
            f"fit_{place}",
            criterion.points,
            _POINTS_REACH,
            moved,
        )
    if not model.fit:
        messages.note("lead_scoring.no_fit")


def _group(model: ScoringModel, name: str) -> None:
    texts = session.texts()
    group = next(one for one in model.groups if one.name == name)
    if group.decay is not Decay.NONE:

        def faded(days: float) -> None:
            now = scoring_state.working()
            groups = tuple(replace(one, half_life_days=days) if one.name == name else one for one in now.groups)
            _save(lambda: replace(now, groups=groups))

        label = texts("lead_scoring.half_life")
        _slider(label, f"half_life_{name}", group.half_life_days, _DAYS_REACH, faded, low=1)
    for place, criterion in enumerate(model.engagement):
        if criterion.group == name:

            def moved(points: float, place: int = place) -> None:
                now = scoring_state.working()
                changed = [points if one == place else other.points for one, other in enumerate(now.engagement)]
                _save(lambda: now.with_points([one.points for one in now.fit], changed))

            _slider(
                engagement_name(criterion, texts, scoring_state.channel_labels()),
                f"engagement_{place}",
                criterion.points,
                _POINTS_REACH,
                moved,
            )
    _limits(model, name)


def _limits(model: ScoringModel, name: str) -> None:
    """What else holds for the group; changed in the table."""
    group = next(one for one in model.groups if one.name == name)
    if group.cap_points is not None:
        messages.note("lead_scoring.cap_note", points=f"{group.cap_points:g}")
    if group.window_days is not None:
        messages.note("lead_scoring.window_note", days=group.window_days)


def _slider(
    label: str, name: str, value: float, reach: int, moved: Callable[[float], None], low: int | None = None
) -> None:
    key = f"scoring_{name}"
    language = session.language()
    # Nothing below the least can be chosen: a half-life of less than a day is shown as one day until it is moved.
    shown = round(value) if low is None else max(low, round(value))
    st.session_state[key] = shown
    least = -reach if low is None else low
    # Chosen from a list and not slid over numbers: a slider of numbers writes a hyphen for a minus.
    st.select_slider(
        messages.escaped(label),
        range(min(least, shown), max(reach, shown) + 1),
        format_func=lambda points: _written(points, language),
        key=key,
        on_change=lambda: moved(float(st.session_state[key])),
    )


@cache
def _written(points: int, language: Language) -> str:
    """Kept, because each slider asks for all of its values at every step."""
    return formats.number(points, language)


def _save(changed: Callable[[], ScoringModel]) -> None:
    try:
        scoring_state.change(changed())
    except ClmError as problem:
        session.keep(_PROBLEM, problem)
