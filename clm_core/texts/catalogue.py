"""Sentences by key: one TOML file a topic and language, the key is topic.name."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.plural import to_python

from clm_core.errors import ClmError
from clm_core.texts import formats


class Language(StrEnum):
    """The two first languages."""

    DE = "de"
    EN = "en"


@cache
def catalogue(language: Language) -> dict[str, str | dict[str, str]]:
    """All sentences of a language by key; a plural entry is a table of the forms one and other."""
    entries: dict[str, str | dict[str, str]] = {}
    for path in sorted(files(__package__).joinpath(language.value).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            _flatten(path.name.removesuffix(".toml"), tomllib.loads(path.read_text("utf-8")), entries)
    return entries


def _flatten(prefix: str, table: dict[str, Any], entries: dict[str, str | dict[str, str]]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict) and "other" not in value:
            _flatten(key, value, entries)
        else:
            entries[key] = value


@dataclass(frozen=True, slots=True)
class Texts:
    """Calls give sentences: ``texts("funnel.title")``, ``texts("import.rows_added", count=3)``.

    Placeholders are filled with ``values``: whole numbers and dates are written as the language
    writes them, other numbers must arrive as text (see formats), because only the caller knows
    their decimals. An entry with plural forms chooses by ``count``.
    """

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        entry = catalogue(self.language)[key]
        if isinstance(entry, dict):
            entry = entry[_plural_form(self.language, values["count"])]
        return entry.format_map({name: self._as_text(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        """Whether the catalogues know this key."""
        return key in catalogue(self.language)

    def error(self, error: ClmError) -> str:
        """What a ClmError says."""
        return self(error.key, **error.values)

    def _as_text(self, value: object) -> str:
        if isinstance(value, float):
            raise TypeError("format numbers with decimals before they enter a sentence (texts.formats)")
        if isinstance(value, int) and not isinstance(value, bool):
            return formats.number(value, self.language)
        if isinstance(value, datetime):
            return formats.moment(value, self.language)
        if isinstance(value, date):
            return formats.day(value, self.language)
        return str(value)


def _plural_form(language: Language, count: object) -> str:
    return str(_plural_rule(language)(int(str(count))))


@cache
def _plural_rule(language: Language) -> Callable[[int], str]:
    rule: Callable[[int], str] = to_python(Locale(language.value).plural_form)
    return rule


@cache
def texts_for(language: Language) -> Texts:
    """The catalogue of a language as a callable."""
    return Texts(language)
