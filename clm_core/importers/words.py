"""Words in files and what they mean: stages, kinds, teams, outcomes, yes and no, currencies (data: words.toml)."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from babel.numbers import list_currencies

_JOINERS = re.compile(r"[\s_\-–—/]+")


def folded(text: str) -> str:
    """The text as words are compared: case folded, with single spaces for spaces, hyphens and slashes."""
    return _JOINERS.sub(" ", text).strip().casefold()


@cache
def meanings(topic: str) -> dict[str, str]:
    """Folded word -> meaning, of one topic of words.toml."""
    tables = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return {folded(word): meaning for meaning, words in tables[topic].items() for word in (meaning, *words)}


@cache
def currency_codes() -> frozenset[str]:
    """All ISO 4217 codes."""
    return frozenset(list_currencies())


DOLLAR = "$"
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"})
"""Currencies for which people write a bare dollar sign."""


def currency_of(word: str, dollar: str | None = None) -> str | None:
    """The ISO code of a code, symbol or name; a bare $ is ``dollar`` where that is a dollar currency, else USD."""
    word = word.strip()
    if word == DOLLAR:
        return dollar if dollar in DOLLARS else "USD"
    known = meanings("currency").get(folded(word))
    if known:
        return known
    return word.upper() if word.upper() in currency_codes() and (word.isupper() or word.islower()) else None


_SYMBOLS = (r"US\$", r"CA\$", r"AU\$", r"R\$", r"A\$", r"C\$", r"CN¥", "€", r"\$", "£", "¥", "₹", "₺", "zł", "Kč")
CURRENCY_PATTERN = r"(?:" + "|".join((*_SYMBOLS, r"[Ee]uros?", r"SFr\.?", r"Fr\.", r"[A-Z]{3}")) + r")"
"""What may stand before or after an amount; three capitals are checked against the ISO list afterwards."""

_IN_HEADING = re.compile(
    r"[(\[]\s*([^()\[\]]{1,20}?)\s*[)\]]|\bin\s+([A-Z]{3}|€|\$|£|Euro)\s*$|\s([A-Z]{3}|€|\$|£)\s*$"
)


def currency_in_heading(heading: str) -> str | None:
    """The currency that a heading names: Amount spent (EUR), Umsatz in €."""
    for match in _IN_HEADING.finditer(heading):
        word = next(group for group in match.groups() if group is not None)
        is_symbol = len(word) <= 3 and not word.isalpha()
        code = currency_of(word) if is_symbol or word.isupper() or folded(word) in {"euro"} else None
        if code:
            return code
    return None
