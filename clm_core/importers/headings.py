"""Headings as they are compared: trimmed, case-folded, exactly; and the currency that some of them carry."""

import re
from functools import cache

from babel import Locale

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile(r"[\s\u00a0\ufeff]+")
_CURRENCY_AT_END = re.compile(r"^(?P<heading>.*\S)\s*[(\[](?P<currency>[A-Z]{3}|[€£])[)\]]$")
# Without brackets only what nobody takes for a word: ALL, TOP, TRY and others are currencies, too.
_BARE_CURRENCY = re.compile(
    r"^(?P<heading>.*?\S)\s+(?:in\s+)?(?P<currency>EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|JPY|CNY|AUD|CAD|NZD|[€£])$"
)
_SIGNS = {"€": "EUR", "£": "GBP"}


@cache
def _currencies() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)


def folded(heading: str) -> str:
    """The heading as it is compared: one kind of dash and space, no case, no space at the ends."""
    return _SPACES.sub(" ", _DASHES.sub("-", heading)).strip().casefold()


def heading_and_currency(heading: str) -> tuple[str, str | None]:
    """("amount spent", "EUR") for ``Amount spent (EUR)`` and ``Amount spent EUR``; other brackets stay."""
    text, currency = _parted(heading)
    return folded(text), currency


def without_currency(heading: str) -> str:
    """``Google Kosten`` for ``Google Kosten EUR``, as it is written."""
    return _parted(heading)[0]


def _parted(heading: str) -> tuple[str, str | None]:
    text = heading.strip()
    match = _CURRENCY_AT_END.match(text) or _BARE_CURRENCY.match(text)
    code = _SIGNS.get(match["currency"], match["currency"]) if match else ""
    return (match["heading"], code) if match and code in _currencies() else (text, None)


def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 currency code."""
    return code in _currencies()
