"""Finds text that a person would see written into the code of a page instead of into the catalogues."""

import ast
import re
from collections.abc import Iterator

from tests.house.project import docstrings

_LABELLED = """
title header subheader caption markdown write write_stream text latex badge button download_button link_button
form_submit_button menu_button checkbox toggle radio selectbox multiselect select_slider slider number_input
text_input text_area date_input time_input datetime_input file_uploader camera_input audio_input color_picker
feedback pills segmented_control chat_input metric info warning error success exception toast expander popover
tabs dialog status spinner progress html Column TextColumn NumberColumn DateColumn DatetimeColumn TimeColumn
CheckboxColumn SelectboxColumn LinkColumn ListColumn ProgressColumn ButtonColumn MarkdownColumn
LineChartColumn BarChartColumn AreaChartColumn ImageColumn
"""
LABELLED = frozenset(_LABELLED.split())
"""Streamlit calls whose first argument is shown; on st, on a column, a tab, a container, a sidebar."""
EVERY_ARGUMENT = frozenset({"write", "metric"})
"""Calls all of whose positional arguments are shown."""
SHOWN_KEYWORDS = frozenset(
    "label help placeholder title page_title caption captions body text alt delta message validate_message".split()  # noqa: SIM905
)
"""Keywords that are shown wherever they occur: our own components use the same names."""

ICON = re.compile(r":[a-z_]+(/[a-z_0-9]+)?:|:[a-z]+(-background)?\[|<style>.*?</style>", re.DOTALL)
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
NOT_SHOWN = re.compile(r"\w+:[QNOTG]|#[0-9A-Fa-f]{3,8}|[a-z_]+(\.[a-z0-9_]+)+|[a-z0-9]+(_[a-z0-9]+)+")
"""A chart's field with its type, a colour, a catalogue key (test_text_keys looks those up), a name in snake case."""

SENTENCE = re.compile(r"[A-Za-zÄÖÜäöüß]{2,},? [A-Za-zÄÖÜäöüß]{2,}")
LOGGER = re.compile(r"_?(log|logger|logging)", re.IGNORECASE)
STYLE_OR_SQL = re.compile(r"[{};<>=]|^/|://")


def visible_texts(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and text of every literal that is shown, or that reads like a sentence, in one module."""
    unseen = docstrings(tree) | _logged(tree)
    shown = {pair for call in _calls(tree) for pair in _shown_by(call) if _has_word(pair[1])}
    sentences = {
        (node, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sentence(node.value)
    }
    return sorted({(node.lineno, text) for node, text in shown | sentences if node not in unseen})


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _logged(tree: ast.AST) -> set[ast.expr]:
    """What is written to the log, which is for whoever runs the server and stays in one language."""
    return {
        argument
        for call in _calls(tree)
        if isinstance(call.func, ast.Attribute) and LOGGER.fullmatch(getattr(call.func.value, "id", ""))
        for argument in call.args
    }


def _shown_by(call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in LABELLED and isinstance(call.func, ast.Attribute):
        for argument in call.args if name in EVERY_ARGUMENT else call.args[:1]:
            yield from _literals(argument)
    for keyword in call.keywords:
        if keyword.arg in SHOWN_KEYWORDS:
            yield from _literals(keyword.value)


def _literals(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """The literal texts in an argument: in an f-string, a list, a sum, a choice; not inside further calls."""
    match node:
        case ast.Constant(value=str(text)):
            yield node, text
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            for part in parts:
                yield from _literals(part)
        case ast.Dict(values=parts):
            for part in parts:
                yield from _literals(part)
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            yield from _literals(left)
            yield from _literals(right)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _literals(part)


def _has_word(text: str) -> bool:
    return WORD.search(ICON.sub("", text)) is not None and not NOT_SHOWN.fullmatch(text)


def _is_sentence(text: str) -> bool:
    return SENTENCE.search(text) is not None and not STYLE_OR_SQL.search(text)
