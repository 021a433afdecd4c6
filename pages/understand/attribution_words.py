"""What conversions, channels and verdicts are called, and how credit is written."""

import pandas as pd

from clm_core.services.attribution import ConversionKind, JourneyOptions
from clm_core.texts import formats
from pages.shared import looks, session

VALUE = "conversion_value"
CONVERSIONS = "conversions"
OPEN = "attribution.reason.depends_on_model"
_NAMED_CHANNELS = 3
_SIGNS = {"scale": "▲", "keep": "●", "improve": "■", "pause": "▼", "too_little_data": "○"}


def verdict(one: str, reason: str = "") -> str:
    """Scale, keep, improve, pause, too little data; with a sign that is told apart from afar.

    Where the reason is that the model decides, the verdict of most models is called that and no more.
    """
    word = session.texts()(f"attribution.verdict.{one}")
    if reason == OPEN:
        return f"◇ {session.texts()('attribution_page.by_most', verdict=word)}"
    return f"{_SIGNS[one]} {word}"


def channel(key: str) -> str:
    """The channel's name; not escaped."""
    return looks.chart_look().channel_label(key)


def channels(keys: "pd.Series[str]") -> str:
    """The first few by name, the others as a number: A, B und 3 weitere."""
    texts, names = session.texts(), [channel(str(key)) for key in keys]
    if len(names) > _NAMED_CHANNELS + 1:
        rest = texts("attribution_page.others", count=len(names) - _NAMED_CHANNELS)
        names = [*names[:_NAMED_CHANNELS], rest]
    if len(names) == 1:
        return names[0]
    return texts("attribution_page.and", some=", ".join(names[:-1]), last=names[-1])


def amounts_of(options: JourneyOptions) -> list[str]:
    """What can be divided among channels: only won deals have money."""
    return [VALUE, CONVERSIONS] if options.conversion is ConversionKind.WON_DEAL else [CONVERSIONS]


def written(value: float, amount: str) -> str:
    """1,2 Mio. €, or a number of conversions, with a decimal where it is small."""
    if amount == VALUE:
        return formats.short_money(value, session.selection().currency, session.language())
    return formats.number(value, session.language(), decimals=0 if value >= 10 or value == 0 else 1)


def span(low: float, high: float, amount: str, options: JourneyOptions) -> str:
    """1,9 bis 2,9 Mio. €, or 46 bis 78 gewonnene Abschlüsse."""
    texts, first, last = session.texts(), written(low, amount), written(high, amount)
    if first != last:
        # The unit is written once where it follows both numbers: 3,6 bis 10,5 Mio. €.
        digits, _, unit = first.partition("\u00a0")
        last = texts("attribution_page.span", low=digits if last.partition("\u00a0")[2] == unit else first, high=last)
    return last if amount == VALUE else f"{last} {texts(f'attribution_page.plural.{options.conversion}')}"
