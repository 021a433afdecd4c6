"""The command for the forecast: coming months and weeks, how good forecasts have been, and the open deals."""

import argparse

from clm_core.commands.output import print_json, print_results, save_file
from clm_core.commands.results import asked
from clm_core.services.export import own_labels, selection_workbook
from clm_core.services.forecast import ForecastView, forecast_view
from clm_core.services.forecast_tables import (
    open_deal_sheet,
    past_sheet,
    period_sheet,
    quality_sheet,
    source_sheet,
)
from clm_core.texts import Texts

_DEALS_SHOWN = 20


def forecast(given: argparse.Namespace) -> None:
    """Forecast, back-test and open deals of a selection, with ``--xlsx`` also as a workbook."""
    with asked(given) as (store, selection):
        view, labels, texts = forecast_view(store, selection), own_labels(store), given.texts
        sheets = [period_sheet(view, texts), source_sheet(view, texts), quality_sheet(view, texts)]
        deals = open_deal_sheet(view.open_deals, texts, labels)
        if given.xlsx:
            notes = [texts("forecast.deals_note"), *_limits(view, texts)]
            whole = [*sheets, past_sheet(view, texts), deals]
            save_file(given.xlsx, selection_workbook(store, selection, texts, whole, notes=notes))
    if given.json:
        print_json(_document(view))
        return
    for sentence in _limits(view, texts):
        print(sentence)
    if view.known:
        shown = open_deal_sheet(view.open_deals.head(_DEALS_SHOWN), texts, labels)
        for sheet in (*sheets, shown):
            print_results(sheet, selection.currency, texts)
    if given.xlsx:
        print(texts("commands.written", file=given.xlsx))


def _limits(view: ForecastView, texts: Texts) -> list[str]:
    return [texts(key, **values) for key, values in view.limits(texts)]


def _document(view: ForecastView) -> dict[str, object]:
    found = view.forecast
    return {
        "as_of": found.as_of,
        "known_from": found.known_from,
        "measures": list(view.known),
        "events": found.events,
        "has_season": found.has_season,
        "is_calibrated": found.is_calibrated,
        "periods": found.periods,
        "sources": found.sources,
        "quality": found.quality,
        "past": found.past,
        "open_deals": view.open_deals,
    }
