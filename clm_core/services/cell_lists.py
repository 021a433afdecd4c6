"""Several values in one cell of a table that people edit, and back."""

import re
from collections.abc import Sequence

SEPARATOR = ";"
"""Commas stand in job titles, industries and in names as CRMs write them ("Müller, Anna")."""
_PART = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)')


def joined_cell(values: Sequence[str]) -> str:
    """The values in one cell, in quotes where one holds the separator itself."""
    return f"{SEPARATOR} ".join(_quoted(value) if SEPARATOR in value or value[:1] == '"' else value for value in values)


def listed_cell(text: str) -> tuple[str, ...]:
    """The values of one cell without blank ones; ``joined_cell`` is the way back."""
    found = [part.groups() for part in _PART.finditer(text)]
    values = [plain if quoted is None else quoted.replace('""', '"') for quoted, plain in found]
    return tuple(value.strip() for value in values if value.strip())


def _quoted(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
