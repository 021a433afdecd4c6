"""Which catalogue keys the code names: whole ones, and families whose last part is only known at run time."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.house.project import docstrings

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
FILE_NAME = re.compile(r".*\.(py|csv|tsv|xlsx?|xlsb|ods|json|toml|parquet|png|svg|db|md|zip|html|txt|ini|css|js|tmp)")


@dataclass(slots=True)
class NamedKeys:
    """Keys by the line that names them, and patterns for ``f"channels.{channel}"`` and ``"channels." + channel``."""

    keys: dict[str, int] = field(default_factory=dict)
    patterns: dict[str, int] = field(default_factory=dict)


def named_keys(tree: ast.AST, topics: frozenset[str]) -> NamedKeys:
    """The keys that a module names: strings of the form topic.name, and whatever it raises or gives as a reason."""
    found = NamedKeys()
    ignored = docstrings(tree) | _parts_of_f_strings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pattern = _pattern(node)
            if pattern.split(r"\.")[0] in topics and r"\." in pattern:
                found.patterns[pattern] = node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in ignored:
            text = node.value
            if text.endswith(".") and text.split(".")[0] in topics:
                found.patterns[re.escape(text) + ".+"] = node.lineno
            elif KEY.fullmatch(text) and text.split(".")[0] in topics and not FILE_NAME.fullmatch(text):
                found.keys[text] = node.lineno
        elif isinstance(node, ast.Call):
            found.keys.update(dict.fromkeys(_keys_of_call(node), node.lineno))
    return found


def _keys_of_call(call: ast.Call) -> Iterator[str]:
    """The literal key of ClmError("…"), Finding("…"), texts("…") and reason="…": checked even if no topic fits it."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in {"ClmError", "Finding", "texts"} and call.args:
        yield from _literal(call.args[0])
    for keyword in call.keywords:
        if keyword.arg == "reason" and name == "RowProblem":
            yield from _literal(keyword.value)


def _literal(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _pattern(node: ast.JoinedStr) -> str:
    parts = (re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return "".join(str(part) for part in parts)


def _parts_of_f_strings(tree: ast.AST) -> set[ast.Constant]:
    return {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
    }
