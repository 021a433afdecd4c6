"""What one run of a page asks for again and again is looked up once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_FOUND: ContextVar[dict[str, Any] | None] = ContextVar("found", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Within it the workspace, the state of its data and the selection are looked up once, not at every question.

    The menu puts it around every page, so a run shows one state of the data. A choice made within the run is
    seen at once; whoever changes the data starts the page anew. A fragment that asks often puts it around
    itself: ``@one_run()`` below ``@st.fragment``.
    """
    if _FOUND.get() is not None:
        yield
        return
    token = _FOUND.set({})
    try:
        yield
    finally:
        _FOUND.reset(token)


def once(name: str, look_up: Callable[[], Found]) -> Found:
    """What ``look_up`` gives: in one run only the first time, outside of one every time."""
    known = _FOUND.get()
    if known is None:
        return look_up()
    if name not in known:
        known[name] = look_up()
    found: Found = known[name]
    return found


def forget_one(name: str) -> None:
    """The next question for this looks it up anew."""
    (_FOUND.get() or {}).pop(name, None)


def forget_all() -> None:
    """Everything is looked up anew, as after another workspace was opened."""
    (_FOUND.get() or {}).clear()
