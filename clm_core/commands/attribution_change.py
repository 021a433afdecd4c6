"""The command that says why an attribution moved since a kept state of the data."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pandas as pd

from clm_core.commands.output import print_json, print_results
from clm_core.commands.results import asked, print_period
from clm_core.kpis import Unit
from clm_core.selection import AttributionModel
from clm_core.services import attribution_change as changes
from clm_core.services.attribution import ConversionKind, JourneyOptions
from clm_core.services.attribution_change import AttributionChange, Cause
from clm_core.services.data import require_days, settings
from clm_core.services.export import TableSheet, own_labels
from clm_core.texts import Texts, formats

MODELS = [str(model) for model in AttributionModel if model is not AttributionModel.CUSTOM]
CONVERSIONS = [str(kind) for kind in ConversionKind]
_SHOWN_CONVERSIONS = 20


def attribution_change(given: argparse.Namespace) -> None:
    """Each channel before, by cause and now; then the deals or people whose credit moved most."""
    now = AttributionModel(given.model)
    then = now if given.model_before is None else AttributionModel(given.model_before)
    options = JourneyOptions(conversion=ConversionKind(given.conversion))
    with asked(given) as (store, selection):
        selection = replace(selection, attribution_model=now)
        found = changes.attribution_change(store, selection, before=given.before, model_before=then, options=options)
        labels, as_of, zone = own_labels(store), require_days(store)[1], settings(store).reporting_zone
    if given.json:
        models = {"model_before": then, "model": now, "conversion": options.conversion}
        print_json(_states(found) | models | {"channels": found.channels, "conversions": found.conversions})
        return
    print_period(given, selection, as_of)
    words = _Words(
        texts=given.texts, labels=labels,
        unit=Unit.MONEY if options.conversion is ConversionKind.WON_DEAL else Unit.RATIO,
    )  # fmt: skip
    created = formats.moment(found.before.created_at, given.texts.language, zone=ZoneInfo(zone))
    names = {"then": words.model(then), "now": words.model(now)}
    print(given.texts("attribution_change.compared", state=given.before, created=created, **names))
    for sheet in (_channels(found, words), _conversions(found, words)):
        print_results(sheet, selection.currency, given.texts)


def _states(found: AttributionChange) -> dict[str, object]:
    """Number, name and moment of both states; not the folder they lie in."""
    states = {"before": found.before, "after": found.after}
    return {key: {"number": one.number, "name": one.name, "created_at": one.created_at} for key, one in states.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """How channels, causes and amounts are written."""

    texts: Texts
    labels: Mapping[str, str]
    unit: Unit

    def model(self, model: AttributionModel) -> str:
        return self.texts(f"attribution.models.{model}.name")

    def cause(self, cause: str) -> str:
        return self.texts(f"attribution_change.cause.{cause}")

    def channel(self, key: str) -> str:
        known = self.texts(f"channels.{key}") if self.texts.has(f"channels.{key}") else key
        return self.labels.get(key, known)

    def column(self, name: str) -> str:
        return self.texts(f"attribution_change.column.{name}")


def _channels(found: AttributionChange, words: _Words) -> TableSheet:
    causes = [str(cause) for cause in Cause if (found.channels[str(cause)] != 0).any()]
    numbers = found.channels[["before", *causes, "after"]]
    total = numbers.sum().round(6) + 0.0  # what only rounding leaves is zero, not "−0"
    rows = pd.concat([numbers, total.to_frame().T], ignore_index=True)
    channels = [*(words.channel(key) for key in found.channels["channel"]), words.texts("attribution_change.total")]
    headings = {"before": words.column("before"), "after": words.column("after")}
    headings |= {cause: words.cause(cause) for cause in causes}
    units = dict.fromkeys(headings.values(), words.unit)
    rows = rows.rename(columns=headings)
    rows.insert(0, words.column("channel"), channels)
    return TableSheet(title=words.texts("attribution_change.causes"), frame=rows, units=units)


def _conversions(found: AttributionChange, words: _Words) -> TableSheet:
    rows = found.conversions.head(_SHOWN_CONVERSIONS)
    is_money = words.unit is Unit.MONEY
    frame = pd.DataFrame(
        {
            words.column("deal" if is_money else "person"): rows["label"],
            words.column("channel"): [words.channel(key) for key in rows["channel"]],
            words.column("cause"): [words.cause(cause) for cause in rows["cause"]],
            words.column("difference"): rows["amount"],
        }
    )
    title = words.texts(f"attribution_change.conversions_{'won_deal' if is_money else 'stage'}")
    return TableSheet(title=title, frame=frame, units={words.column("difference"): words.unit})
