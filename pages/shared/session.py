"""The reader's session: language, workspace, selection and cached answers.

The only file that knows session keys and caches. A value is found in this order: what was chosen in this
session, what the address says, a sensible start. The address always describes the view, so a copied link
restores it.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from clm_core.errors import ClmError
from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import Period, Selection
from clm_core.services import data, snapshots, workspaces
from clm_core.services.data import FilterChoices, Settings
from clm_core.services.workspaces import Store, Workspace
from clm_core.texts import Language, Texts, texts_for
from pages.shared.answers import Answers, Itself
from pages.shared.meanwhile import Work, Works
from pages.shared.one_run import forget_all, forget_one, once

Answer = TypeVar("Answer")

_LANGUAGE = "clm_language"
_WORKSPACE = "clm_workspace"
_SNAPSHOT = "clm_snapshot"
_SELECTION = "clm_selection"
_ADDRESS_SEEN = "clm_address_seen"
_KEPT = "clm_kept_"
_LANGUAGE_PARAMETER = "lang"
_WORKSPACE_PARAMETER = "ws"
_SNAPSHOT_PARAMETER = "snapshot"
_FILTER_PARAMETERS = ("from", "to", "compare", "channel", "campaign", "by", "segment", "model")

_ANSWERS_KEPT = 512
_WORKS_KEPT = 64


# --- language ---------------------------------------------------------------------------------------


def language() -> Language:
    """The language of this session: chosen, asked for by the address, or the browser's."""
    return once("language", _language)


def _language() -> Language:
    if _LANGUAGE not in st.session_state:
        asked = st.query_params.get(_LANGUAGE_PARAMETER, "")
        st.session_state[_LANGUAGE] = Language(asked) if asked in set(Language) else _browser_language()
    return Language(st.session_state[_LANGUAGE])


def choose_language(chosen: Language) -> None:
    """From now on every text is in this language."""
    st.session_state[_LANGUAGE] = chosen
    forget_all()


def texts() -> Texts:
    """The sentences in the session's language."""
    return texts_for(language())


def _browser_language() -> Language:
    locale = st.context.locale or ""
    return Language.DE if locale.lower().startswith("de") else Language.EN


def is_dark() -> bool:
    """Whether the reader's browser shows the dark theme; charts and the logo follow."""
    return st.context.theme.type == "dark"


# --- workspace --------------------------------------------------------------------------------------


def known_workspaces() -> tuple[Workspace, ...]:
    """All workspaces, the sample company first."""
    return once("workspaces", lambda: workspaces.workspaces(workspaces.home_folder()))


def workspace() -> Workspace:
    """The open workspace: chosen, named by the address, else somebody's own one before the sample company.

    Raises ClmError where there is none yet: the menu loads the sample company before it asks.
    """
    return once("workspace", _workspace)


def _workspace() -> Workspace:
    known = {one.slug: one for one in known_workspaces()}
    if not known:
        raise ClmError("shell.no_workspace")
    asked = st.session_state.get(_WORKSPACE) or st.query_params.get(_WORKSPACE_PARAMETER, "")
    own = [slug for slug, one in known.items() if not one.is_sample]
    slug = asked if asked in known else (own or list(known))[0]
    st.session_state[_WORKSPACE] = slug
    return known[slug]


def choose_workspace(slug: str) -> None:
    """Opens another workspace; filters of the old one do not fit it and start anew."""
    if st.session_state.get(_WORKSPACE) != slug:
        st.session_state[_WORKSPACE] = slug
        st.session_state.pop(_SELECTION, None)
        choose_snapshot("")
        for name in _FILTER_PARAMETERS:
            st.query_params.pop(name, None)
        forget_all()


def store() -> Store:
    """The records of the open workspace, as they are or as they were at the snapshot being looked at."""
    return once("store", _store)


def _store() -> Store:
    opened = _opened(str(workspaces.home_folder()), workspace().slug)
    asked = snapshot_number()
    return snapshots.store_at(opened, asked) if asked else opened


def snapshot_number() -> str:
    """The kept state of the data that is being looked at; empty for the present one."""
    if _SNAPSHOT not in st.session_state:
        st.session_state[_SNAPSHOT] = st.query_params.get(_SNAPSHOT_PARAMETER, "")
    return str(st.session_state[_SNAPSHOT])


def choose_snapshot(number: str) -> None:
    """Shows every page as it was at this state of the data; empty: as it is now."""
    st.session_state[_SNAPSHOT] = number
    forget_all()


@st.cache_resource(max_entries=32, show_spinner=False)
def _opened(home: str, slug: str) -> Store:
    return workspaces.open_workspace(Path(home), slug)


# --- data and cached answers --------------------------------------------------------------------------


def data_version() -> int:
    """The number of the snapshot that pages read; it grows with every change of the data."""
    return once("data_version", lambda: data.data_version(store()))


def settings() -> Settings:
    """Currency, zone, exchange rates and margin of the open workspace."""
    return once("settings", lambda: data.settings(store()))


def choices() -> FilterChoices:
    """What the filters offer in the open workspace."""
    return computed(data.filter_choices)


def computed(service: Callable[..., Answer], *arguments: Any) -> Answer:
    """``service(store, *arguments)``, computed once for each version of the data and each selection.

    Arguments are plain values (a Selection, texts, numbers). The answer is shared between sessions: never
    change it or a frame in it.
    """
    key = (*once("data_key", _data_key), service.__module__, service.__qualname__, arguments)
    return once("answers", _answers).answer(key, lambda: service(store(), *arguments))


def computed_meanwhile(service: Callable[..., Answer], *arguments: Any) -> Work[Answer]:
    """``service(store, *arguments, on_progress=…)`` in the background, for what takes seconds; else like ``computed``.

    The page goes on and looks again from a fragment that runs every second.
    """
    key = (*once("data_key", _data_key), service.__module__, service.__qualname__, arguments)
    opened = store()
    return _works().work(key, lambda report: service(opened, *arguments, on_progress=report))


def stoppable(compute: Callable[..., Answer], *parts: Any) -> Work[Answer]:
    """``compute(*parts, on_progress=…, is_stopped=…)`` in the background, for what can end early with what it has.

    As for ``drawn`` the very same objects have the same work, in every session.
    """
    return _works().stoppable(
        _parts_key(compute, parts),
        lambda report, is_stopped: compute(*parts, on_progress=report, is_stopped=is_stopped),
    )


def begun(compute: Callable[..., Answer], *parts: Any) -> Work[Answer] | None:
    """That work if somebody has begun it."""
    return _works().known(_parts_key(compute, parts))


def begin_anew(compute: Callable[..., Answer], *parts: Any) -> None:
    """Lets that work go."""
    _works().forget(_parts_key(compute, parts))


def _parts_key(compute: Callable[..., Any], parts: tuple[Any, ...]) -> Hashable:
    return (compute.__module__, compute.__qualname__, *(_key_part(part) for part in parts))


def drawn(draw: Callable[..., Answer], *arguments: Any, **options: Any) -> Answer:
    """``draw(*arguments, **options)``, done once as long as it is given the very same objects.

    For what is made of parts of an answer: an answer found again has the same frames as before.
    """
    parts = (*arguments, *options.values())
    key = (draw.__module__, draw.__qualname__, tuple(options), *(_key_part(part) for part in parts))
    return once("answers", _answers).answer(key, lambda: draw(*arguments, **options))


def _key_part(part: object) -> Hashable:
    return part if isinstance(part, str | int | tuple | None) else Itself(part)


def _data_key() -> tuple[str, str, int]:
    return str(workspaces.home_folder()), workspace().slug, data_version()


@st.cache_resource(show_spinner=False)
def _answers() -> Answers:
    return Answers(_ANSWERS_KEPT)


@st.cache_resource(show_spinner=False)
def _works() -> Works:
    return Works(_WORKS_KEPT)


# --- selection --------------------------------------------------------------------------------------


def default_selection() -> Selection:
    """The view to begin with: the last twelve full months that the data reach."""
    return once("default_selection", _default_selection)


def _default_selection() -> Selection:
    offered = choices()
    if offered.first_day is None or offered.last_day is None:
        today = datetime.now(tz=UTC).date()
        period = Period(start_on=today.replace(month=1, day=1), end_on=today)
    else:
        period = preset_period(PeriodPreset.LAST_12_MONTHS, first_on=offered.first_day, last_on=offered.last_day)
    return Selection(period=period, currency=offered.currency)


def selection() -> Selection:
    """What the reader is looking at."""
    return once("selection", _selection)


def _selection() -> Selection:
    default = default_selection()
    address = _address()
    if address and address != st.session_state.get(_ADDRESS_SEEN):
        # A link was followed, or the browser went back or forward.
        save_selection(Selection.from_query(address, default))
    st.session_state[_ADDRESS_SEEN] = address
    chosen, default_then = st.session_state.get(_SELECTION, (default, default))
    if chosen.period == default_then.period:
        chosen = replace(chosen, period=default.period)
    return replace(chosen, currency=default.currency)


def save_selection(chosen: Selection) -> None:
    """Makes this the reader's view on every page."""
    st.session_state[_SELECTION] = (chosen, default_selection())
    forget_one("selection")


def view_query(changed: Selection | None = None) -> dict[str, list[str]]:
    """Query parameters that restore this view (or a changed one) on any page: for links."""
    query = (changed or selection()).to_query()
    if len(known_workspaces()) > 1:
        query[_WORKSPACE_PARAMETER] = [workspace().slug]
    if snapshot_number():
        query[_SNAPSHOT_PARAMETER] = [snapshot_number()]
    if language() is not _browser_language():
        query[_LANGUAGE_PARAMETER] = [language().value]
    return query


def show_view_in_address() -> None:
    """Writes the view into the address bar, where it is not yet there."""
    wanted = view_query()
    ours = (*_FILTER_PARAMETERS, _WORKSPACE_PARAMETER, _SNAPSHOT_PARAMETER, _LANGUAGE_PARAMETER)
    shown = {name: st.query_params.get_all(name) for name in ours if name in st.query_params}
    if shown != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in ours}
        st.query_params.from_dict({**others, **wanted})
    st.session_state[_ADDRESS_SEEN] = _address()


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in _FILTER_PARAMETERS if name in st.query_params}


# --- what a page keeps between runs --------------------------------------------------------------------


def keep(name: str, value: object) -> None:
    """Keeps a value for this session, for instance an upload that waits for its confirmation."""
    st.session_state[_KEPT + name] = value


def kept(name: str) -> Any:
    """The value kept under this name, or None."""
    return st.session_state.get(_KEPT + name)


def forget(name: str) -> None:
    """Lets a kept value go."""
    st.session_state.pop(_KEPT + name, None)
