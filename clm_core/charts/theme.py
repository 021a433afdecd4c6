"""How every chart looks: fonts, colours, number locale, axes with units; and the finished specification."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.numbers import get_currency_symbol

from clm_core.charts.palette import INKS, Ink, Mode, channel_colour
from clm_core.texts import Language, Texts, formats

FONT = "Inter, sans-serif"
FONT_SIZE = 14
BAR_STEP = 44
_MILLIONS_FROM = 1_500_000
_THOUSANDS_FROM = 15_000
NO_CHANNEL_COLOUR = "#8D949E"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The reader's language, ground and currency, and the names and colours of the channels."""

    texts: Texts
    mode: Mode
    currency: str
    channel_labels: Mapping[str, str]
    channel_colours: Mapping[str, str]

    @property
    def ink(self) -> Ink:
        return INKS[self.mode]

    @property
    def language(self) -> Language:
        return self.texts.language

    def channel_label(self, key: str) -> str:
        """The channel's name as the reader knows it."""
        return self.channel_labels.get(key, key)

    def channel_colour(self, key: str) -> str:
        """The channel's colour, the same on every page."""
        return self.channel_colours.get(key, NO_CHANNEL_COLOUR)

    def money(self, value: float) -> str:
        return formats.short_money(value, self.currency, self.language)

    def share(self, value: float, *, decimals: int = 1) -> str:
        return formats.share(value, self.language, decimals=decimals)

    def number(self, value: float, *, decimals: int = 0) -> str:
        return formats.number(value, self.language, decimals=decimals)

    def interval(self, low: float, high: float, *, decimals: int = 1) -> str:
        return formats.interval(low, high, self.language, decimals=decimals)

    def word(self, name: str, **values: object) -> str:
        """A word of the charts' own catalogue topic."""
        return self.texts(f"charts.{name}", **values)


def look(texts: Texts, mode: Mode, currency: str, channels: pd.DataFrame) -> Look:
    """The look for a reader; ``channels`` is the snapshot's table of channels."""
    rows = list(channels[["channel", "label", "position"]].itertuples(index=False))
    return Look(
        texts=texts,
        mode=mode,
        currency=currency,
        channel_labels={key: _channel_label(key, label, texts) for key, label, _ in rows},
        channel_colours={key: channel_colour(int(position)) for key, _, position in rows},
    )


def _channel_label(key: str, label: object, texts: Texts) -> str:
    if isinstance(label, str) and label:
        return label
    return texts(f"channels.{key}") if texts.has(f"channels.{key}") else key


def finished(chart: alt.TopLevelMixin, look: Look) -> dict[str, Any]:
    """The chart as a Vega-Lite specification in our theme and language."""
    # Validation costs as much as all the rest; the tests validate every chart.
    return in_our_theme(chart.to_dict(validate=False), look)


def in_our_theme(specification: Mapping[str, Any], look: Look) -> dict[str, Any]:
    """A specification written by hand, in our theme and language.

    For charts that answer while somebody moves a slider: putting one together with Altair takes longer than
    everything else that the page does then.
    """
    return {**specification, "config": _config(look), "background": "transparent"}


def sized(specification: Mapping[str, Any], width: int) -> dict[str, Any]:
    """The same chart of a fixed width, for reports and pictures; on a page it is as wide as its place."""
    if "vconcat" in specification:
        panels = [panel | {"width": width} for panel in specification["vconcat"]]
        return {**specification, "vconcat": panels}
    return {**specification, "width": width}


def _config(look: Look) -> dict[str, Any]:
    ink = look.ink
    words = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelColor": ink.text,
        "titleColor": ink.muted,
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "labelLimit": 320,
        "titleFontWeight": 500,
    }
    return {
        "font": FONT,
        "locale": {"number": number_locale(look), "time": _time_locale(look.language)},
        "view": {"stroke": None, "continuousHeight": 320},
        "axis": {
            **words,
            "gridColor": ink.grid,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
            "titlePadding": 12,
            "tickCount": 6,
        },
        "legend": {
            **words,
            "orient": "top",
            "symbolType": "square",
            "symbolSize": 140,
            "padding": 4,
            "offset": 12,
        },
        "header": words,
        "title": {"font": FONT, "color": ink.text, "fontSize": FONT_SIZE + 1, "fontWeight": 600, "anchor": "start"},
        "text": {"font": FONT, "fontSize": FONT_SIZE, "color": ink.text},
        "rule": {"color": ink.muted},
        "bar": {"cornerRadiusEnd": 3},
    }


def number_locale(look: Look) -> dict[str, Any]:
    """d3's number locale of the reader's language."""
    symbol = get_currency_symbol(look.currency, locale=_locale(look.language))
    if look.language is Language.DE:
        return {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", f"\u00a0{symbol}"], "minus": "−"}
    return {"decimal": ".", "thousands": ",", "grouping": [3], "currency": [symbol, ""], "minus": "−"}


def _time_locale(language: Language) -> dict[str, Any]:
    locale = _locale(language)
    months, short_months = get_month_names(locale=locale), get_month_names("abbreviated", locale=locale)
    days, short_days = get_day_names(locale=locale), get_day_names("abbreviated", locale=locale)
    return {
        "dateTime": "%d.%m.%Y, %H:%M" if language is Language.DE else "%-d %b %Y, %H:%M",
        "date": "%d.%m.%Y" if language is Language.DE else "%-d %b %Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        # d3 begins the week on Sunday, Babel on Monday.
        "days": [days[(number - 1) % 7] for number in range(7)],
        "shortDays": [short_days[(number - 1) % 7] for number in range(7)],
        "months": [months[number] for number in range(1, 13)],
        "shortMonths": [short_months[number] for number in range(1, 13)],
    }


def _locale(language: Language) -> Locale:
    return Locale.parse({Language.DE: "de_DE", Language.EN: "en_GB"}[language])


def money_axis(look: Look, top: float, **options: Any) -> alt.Axis:
    """An axis whose labels are short money, all in the unit that suits its largest value: 1,2 Mio. € or €1.2m."""
    symbol = get_currency_symbol(look.currency, locale=_locale(look.language))
    prefix, suffix = ("", f"\u00a0{symbol}") if look.language is Language.DE else (symbol, "")
    scale, unit = 1.0, ""
    if top >= _MILLIONS_FROM:
        scale, unit = 1e6, look.word("million")
    elif top >= _THOUSANDS_FROM:
        scale, unit = 1e3, look.word("thousand")
    sign = "(datum.value < 0 ? '−' : '')"
    # The unit follows the digits with a space in German, without one in English.
    unit = f"\u00a0{unit}" if unit and look.language is Language.DE else unit
    unit = f"(datum.value ? '{unit}' : '')"
    label = f"{sign} + '{prefix}' + format(abs(datum.value) / {scale:g}, ',.2~f') + {unit} + '{suffix}'"
    return alt.Axis(labelExpr=label, **options)


def caption(look: Look, *sentences: str) -> alt.Title:
    """Quiet lines above a chart, a line a sentence, that say how to read it."""
    return alt.Title(
        text=list(sentences),
        color=look.ink.muted,
        fontWeight=400,
        fontSize=FONT_SIZE - 1,
        anchor="start",
        offset=10,
    )


def share_axis(look: Look, **options: Any) -> alt.Axis:
    """An axis in percent, written as the language writes it."""
    space = "\u00a0" if look.language is Language.DE else ""
    # Rounded first: 0.29 × 100 is not 29 in binary.
    return alt.Axis(labelExpr=f"format(round(datum.value * 1000) / 10, ',.1~f') + '{space}%'", **options)


def tooltips(look: Look, **fields: str) -> list[alt.Tooltip]:
    """Tooltip lines of fields that hold finished text; each named by a word of the charts' topic."""
    return [alt.Tooltip(f"{field}:N", title=look.word(word)) for field, word in fields.items()]


def count_axis(**options: Any) -> alt.Axis:
    """An axis of whole numbers."""
    return alt.Axis(format=",.0f", tickMinStep=1, **options)
