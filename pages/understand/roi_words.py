"""Numbers of cost and return as words: intervals of shares and of money, names of channels and campaigns."""

import math

from clm_core.texts import formats
from pages.shared import looks, session


def roi(value: float) -> str:
    """187 %."""
    return formats.share(value, session.language(), decimals=0)


def roi_interval(low: float, high: float) -> str:
    """80–320 %, or a dash where there are too few deals for an interval."""
    return formats.interval(low, high, session.language(), decimals=0)


def points(value: float) -> str:
    """+120 or −30: a change in percentage points."""
    text = formats.number(value * 100, session.language())
    return f"+{text}" if value > 0 else text


def points_interval(low: float, high: float) -> str:
    """−30 … +120, or a dash."""
    return formats.MISSING if math.isnan(low) or math.isnan(high) else f"{points(low)} … {points(high)}"


def money(value: float, decimals: int = 0) -> str:
    """1.235 €."""
    return formats.money(value, session.selection().currency, session.language(), decimals=decimals)


def cost_interval(low: float, high: float) -> str:
    """5.871–7.140 €; open above where nothing came of the money."""
    if math.isnan(low):
        return formats.MISSING
    if math.isinf(high) or math.isnan(high):
        return session.texts()("channel_roi.at_least", amount=money(low))
    language = session.language()
    # The currency is written once: at the end where it follows the number, at the start where it precedes it.
    if money(high)[0].isdigit():
        return f"{formats.number(low, language)}–{money(high)}"
    return f"{money(low)}–{formats.number(high, language)}"


def channel(key: str) -> str:
    """The channel's name; not escaped."""
    return looks.chart_look().channel_label(key)


def campaign(name: str) -> str:
    """The campaign's name; not escaped."""
    return name or session.texts()("channel_roi.no_campaign")
