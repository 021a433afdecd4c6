"""Numbers of response curves as words: what the next money brings, ranges, names of channels."""

import math
from collections.abc import Iterable
from dataclasses import replace

from clm_core.charts.palette import channel_colour
from clm_core.charts.theme import Look
from clm_core.response_curves import MONEY_OUTCOMES, PeriodLength, ResponseOutcome, return_scale
from clm_core.services.response_curves import CurvesView
from clm_core.texts import formats
from pages.shared import looks, session

SOURCES = ("company", "file", "given")
_CURRENCY = "curves_currency"


def use_currency(code: str) -> None:
    """Money on this page is in this currency: a file's own one."""
    session.keep(_CURRENCY, code)


def currency() -> str:
    """The currency of the amounts on this page."""
    return str(session.kept(_CURRENCY) or session.selection().currency)


def look_of(channels: Iterable[str], *, is_company: bool) -> Look:
    """The company's channels as everywhere; a file's own ones with colours in order of appearance."""
    look = looks.chart_look()
    if is_company:
        return look
    colours = {name: channel_colour(place) for place, name in enumerate(channels)}
    return replace(look, channel_labels={}, channel_colours=colours, currency=currency())


def outcome_word(outcome: ResponseOutcome) -> str:
    """Leads, revenue …"""
    return session.texts()(f"response_curves_page.outcome_of.{outcome}")


def period_words(length: PeriodLength) -> str:
    """Weeks or months."""
    return session.texts()(f"response_curves_page.length_word.{length}")


def unit(outcome: ResponseOutcome) -> str:
    """What returns are said for: €1, or €1,000 where leads or deals are counted."""
    return formats.money(return_scale(outcome), currency(), session.language())


def money(value: float) -> str:
    """12.345 €."""
    return formats.money(value, currency(), session.language())


def returned(value: float, outcome: ResponseOutcome) -> str:
    """What one unit of money brings, as people say it: 3,6 Leads (for 1.000 €) or 0,40 € Umsatz (for 1 €)."""
    return f"{amount(value, outcome)}\u00a0{outcome_word(outcome)}"


def amount(value: float, outcome: ResponseOutcome) -> str:
    """The same without the outcome's name."""
    if not math.isfinite(value):
        return formats.MISSING
    if outcome in MONEY_OUTCOMES:
        return formats.money(value, currency(), session.language(), decimals=2)
    scaled = value * return_scale(outcome)
    return formats.number(scaled, session.language(), decimals=places(scaled))


def places(value: float) -> int:
    """About three figures."""
    return 2 if value < 1 else 1 if value < 100 else 0


def returns(low: float, high: float, outcome: ResponseOutcome) -> str:
    """3,1–4,0: a range of returns; without an end where it is endless."""
    first, last = amount(low, outcome), amount(high, outcome)
    return first if first == last else f"{first} – {last}"


def names(view: CurvesView, look: Look, channels: Iterable[str]) -> str:
    """Channels by name, in a row."""
    return ", ".join(look.channel_label(channel) for channel in channels)
