"""The command of response curves: what the next money brings by channel, of the workspace or of anybody's table."""

import argparse
import sys
from datetime import date
from pathlib import Path

import pandas as pd

from clm_core.commands.output import print_json, print_problems, print_results
from clm_core.commands.results import asked
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.response_curves import PeriodLength, ResponseOutcome, ResponseScope, return_scale
from clm_core.services.data import settings
from clm_core.services.export import TableSheet
from clm_core.services.response_curves import (
    CurvesView,
    ObservedSeries,
    SeriesQuestion,
    channel_names,
    company_observed,
    curves_preview,
)
from clm_core.services.response_curves_quality import curves_quality
from clm_core.services.series_file import ImportOptions, opened_series_file, read_series
from clm_core.texts import Texts, formats

OUTCOMES = [str(one) for one in ResponseOutcome]
SCOPES = [str(one) for one in ResponseScope]
LENGTHS = [str(one) for one in PeriodLength]
_SPEND_ENDS = "response_series.note.spend_ends"


def curves(given: argparse.Namespace) -> None:
    """Curves of a table with ``--file``, else of the workspace's own data; exact with ``--quality``."""
    if given.file is not None:
        _answer(given, _fitted(given, _of_file(given)), "", {})
        return
    with asked(given) as (store, selection):
        question = SeriesQuestion(
            outcome=ResponseOutcome(given.outcome or ResponseOutcome.LEADS),
            scope=ResponseScope(given.scope),
            length=PeriodLength(given.length),
        )
        observed = company_observed(store, selection, question, given.start_on is None)
        names = channel_names(store, observed.series.channels, given.texts)
        _answer(given, _fitted(given, observed), settings(store).reporting_currency, names)


def _of_file(given: argparse.Namespace) -> ObservedSeries:
    path = Path(given.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClmError("commands.unreadable_file", file=str(path), problem=error.strerror or "") from None
    file = opened_series_file(path.name, content, ImportOptions(decimal=given.decimal, delimiter=given.delimiter))
    outcome = ResponseOutcome(given.outcome) if given.outcome else None
    reading, observed = read_series(file, outcome_of=outcome)
    print_problems(reading.problems, given.texts)
    if observed is None:
        raise ClmError("series_file.not_fitted", file=path.name, count=len(reading.problems))
    return observed


def _fitted(given: argparse.Namespace, observed: ObservedSeries) -> CurvesView:
    if not given.quality:
        return curves_preview(observed)

    def report(share: float) -> None:
        words = formats.share(share, given.texts.language, decimals=0)
        print(
            "\r" + given.texts("response_curves_page.quality.share", share=words), end="", file=sys.stderr, flush=True
        )

    view = curves_quality(observed, on_progress=report)
    print(file=sys.stderr)
    return view


def _answer(given: argparse.Namespace, view: CurvesView, currency: str, names: dict[str, str]) -> None:
    series = view.observed.series
    if given.json:
        print_json(
            {
                "outcome": series.outcome_of,
                "scope": ResponseScope.CREDITED if series.is_credited else ResponseScope.TOTAL,
                "length": series.length,
                "method": view.curves.method,
                "periods": len(series.starts_on),
                "first_on": series.starts_on[0],
                "last_on": series.starts_on[-1],
                "currency": currency,
                "channels": view.channels,
                "findings": view.fit.findings,
                "experiments": view.experiments,
                "shape_weights": {str(shape): weight for shape, weight in view.fit.shape_weights},
                "notes": [note.key for note in view.observed.notes],
            }
        )
        return
    print_results(_sheet(view, names, currency, given.texts), currency, given.texts)
    for said in _early_ends(view, names, given.texts):
        print(said, file=sys.stderr)
    print(given.texts("response_curves_page.warning").replace("**", ""), file=sys.stderr)


def _early_ends(view: CurvesView, names: dict[str, str], texts: Texts) -> list[str]:
    """A sentence a channel whose spend file ends earlier than the others'."""
    return [
        texts(one.key, **{name: _written(value, names, texts) for name, value in one.values.items()})
        for one in view.observed.notes
        if one.key == _SPEND_ENDS
    ]


def _written(value: object, names: dict[str, str], texts: Texts) -> object:
    """Channels by name, days as the reader writes them."""
    if isinstance(value, tuple):
        return ", ".join(str(names.get(one, one)) for one in value)
    return formats.day(value, texts.language) if isinstance(value, date) else value


def _sheet(view: CurvesView, names: dict[str, str], currency: str, texts: Texts) -> TableSheet:
    """Returns for one unit of money, or for a thousand where leads or deals are counted."""
    outcome, scale = view.curves.outcome_of, return_scale(view.curves.outcome_of)
    unit = formats.money(scale, currency, texts.language) if currency else formats.number(scale, texts.language)
    values = {
        "unit": unit,
        "outcome": texts(f"response_curves_page.outcome_of.{outcome}"),
        "periods": texts(f"response_curves_page.length_word.{view.curves.length}"),
        "period": texts(f"response_curves_page.one_period.{view.curves.length}"),
        "currency": currency,
    }
    rows = view.channels.sort_values("marginal_return", ascending=False, kind="stable")
    columns = {
        "channel": [names.get(channel, channel) for channel in rows["channel"]],
        "trust": [texts(f"response_curves_page.trust.{trust}") for trust in rows["trust"]],
        "next": rows["marginal_return"].to_numpy() * scale,
        "next_range": _ranges(rows, "marginal_return", scale, texts),
        "mean": rows["mean_return"].to_numpy() * scale,
        "mean_range": _ranges(rows, "mean_return", scale, texts),
        "today": rows["spend_per_period"].to_numpy(),
        "carry_over": rows["carry_over"].to_numpy(),
        "periods": rows["periods"].to_numpy(),
    }
    labels = {name: texts(f"response_curves_page.column_of.{name}", **values) for name in columns}
    units = {"next": Unit.RATIO, "mean": Unit.RATIO, "carry_over": Unit.SHARE, "today": Unit.COUNT}
    return TableSheet(
        title=texts("response_curves_page.table"),
        frame=pd.DataFrame(columns).rename(columns=labels),
        units={labels[name]: unit_of for name, unit_of in units.items()},
    )


def _ranges(rows: pd.DataFrame, name: str, scale: float, texts: Texts) -> list[str]:
    ends = rows[[f"{name}_low", f"{name}_high"]].to_numpy() * scale
    return [" – ".join(formats.number(end, texts.language, decimals=2) for end in pair) for pair in ends]
