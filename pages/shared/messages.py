"""What pages say beside their numbers: headline, hints, empty states, errors. Text from files stays text."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from clm_core.errors import ClmError
from pages.shared import session

_AUTOLINKED = re.compile(r"@|www(?=\\\.)|https?(?=\\:)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=@])")
_PLAIN_SPACES = " \t\r\n\f\v"
_SPACES = re.compile(f"[{_PLAIN_SPACES}]+")
"""Line breaks and the like; a space that must not break, as in 59 %, stays."""
_log = logging.getLogger("clm.pages")


def escaped(text: object) -> str:
    """Text from a file or a person, so that markdown shows it letter by letter: no image, link or colour."""
    # Markdown makes links of addresses even where their signs are escaped; an invisible space prevents it.
    return _AUTOLINKED.sub("\\g<0>\u200b", _MARKDOWN.sub(r"\\\1", _SPACES.sub(" ", str(text)).strip(_PLAIN_SPACES)))


def headline(key: str, **values: object) -> None:
    """The page's answer in one sentence, under its title; text values are escaped."""
    st.markdown(f"### {sentence(key, **values)}", anchors=False)


def page_title(key: str) -> None:
    """The page's title."""
    st.header(session.texts()(key), anchor=False)


def note(key: str, **values: object) -> None:
    """A small remark: a definition, a limit, how to read the chart above."""
    st.caption(sentence(key, **values))


def hint(key: str, **values: object) -> None:
    """Something the reader should know before trusting a number."""
    st.info(sentence(key, **values), icon=":material/info:")


def warning(key: str, **values: object) -> None:
    """Something the reader should act on."""
    st.warning(sentence(key, **values), icon=":material/warning:")


def done(key: str, **values: object) -> None:
    """What has just been done."""
    st.success(sentence(key, **values), icon=":material/check_circle:")


def error(problem: ClmError) -> None:
    """Wrong use or an impossible request, in the reader's language."""
    st.error(sentence(problem.key, **problem.values), icon=":material/error:")


@contextmanager
def explained_errors() -> Iterator[None]:
    """Shows a ClmError raised within as a sentence; anything else stays a visible bug."""
    try:
        yield
    except ClmError as problem:
        error(problem)


def show_bug(problem: Exception) -> bool:
    """A fault of ours: says so, with the name to report; True: Streamlit need not add its own box.

    The traceback goes to the log, not to the browser: it may contain people's data.
    """
    _log.error("a page failed", exc_info=problem)
    texts = session.texts()
    with st.container(border=True, key="bug"):
        st.error(f"**{texts('messages.bug.title')}**", icon=":material/error:")
        st.markdown(texts("messages.bug.text"))
        st.code(f"{type(problem).__name__} · {_where(problem)}", language=None)
    return True


def _where(problem: Exception) -> str:
    trace = problem.__traceback__
    place = "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def sentence(key: str, **values: object) -> str:
    """The sentence as markdown: our own words may carry emphasis, text values are escaped."""
    safe = {name: escaped(one) if isinstance(one, str) else one for name, one in values.items()}
    return session.texts()(key, **safe)
