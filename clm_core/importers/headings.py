"""Headings as they are compared: trimmed, case-folded, exactly; and the currency that some of them carry."""

import re
from functools import cache

from babel import Locale

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile(r"[\s\u00a0\ufeff]+")
_CURRENCY_AT_END = re.compile(r"^(?P<heading>.*\S)\s*[(\[](?P<currency>[A-Z]{3})[)\]]$")


@cache
def _currencies() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)


def folded(heading: str) -> str:
    """The heading as it is compared: one kind of dash and space, no case, no space at the ends."""
    return _SPACES.sub(" ", _DASHES.sub("-", heading)).strip().casefold()


def heading_and_currency(heading: str) -> tuple[str, str | None]:
    """("amount spent", "EUR") for ``Amount spent (EUR)``; brackets that hold no currency stay in the heading."""
    match = _CURRENCY_AT_END.match(heading.strip())
    if match and match["currency"] in _currencies():
        return folded(match["heading"]), match["currency"]
    return folded(heading), None


def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 currency code."""
    return code in _currencies()
