"""The command that credits: a workspace's conversions of a period, or anybody's path file, by every model."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from clm_core.commands.output import print_json, print_problems, print_results
from clm_core.commands.results import asked, print_period
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.selection import AttributionModel, Selection
from clm_core.services import attribution as credited
from clm_core.services.attribution import AttributionView, DecisionTarget, DecisionView, JourneyOptions, TargetMeasure
from clm_core.services.credit_tables import credit_sheet, interval_sheet
from clm_core.services.data import require_days
from clm_core.services.export import TableSheet, own_labels, table_sheet
from clm_core.services.path_file import (
    ImportOptions,
    PathFileView,
    opened_path_file,
    path_file_intervals,
    path_file_sheets,
    path_file_view,
)
from clm_core.texts import Texts

ALL_MODELS = "all"
MODELS = [ALL_MODELS, *(str(model) for model in AttributionModel if model is not AttributionModel.CUSTOM)]
CONVERSIONS = [str(kind) for kind in credited.ConversionKind]
ENTITIES = [str(entity) for entity in credited.JourneyEntity]
_DECISION_COLUMNS = ["channel", "campaign", "spend", "verdict", "holding_models", "model_count", "money_at_stake"]


def attribution(given: argparse.Namespace) -> None:
    """Credit by all models, of a path file with ``--paths``, else of the workspace's period."""
    (_of_file if given.paths is not None else _of_workspace)(given)


def _models(given: argparse.Namespace) -> tuple[AttributionModel, ...]:
    """The models asked for; none: all that there are."""
    return (
        ()
        if ALL_MODELS in given.model or not given.model
        else tuple(AttributionModel(name) for name in dict.fromkeys(given.model))
    )


# --- a path file ---------------------------------------------------------------------------------------


def _of_file(given: argparse.Namespace) -> None:
    path = Path(given.paths)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClmError("commands.unreadable_file", file=str(path), problem=error.strerror or "") from None
    options = ImportOptions(
        encoding=given.encoding, delimiter=given.delimiter, sheet=given.sheet, header_row=given.header_row,
        decimal=given.decimal,
    )  # fmt: skip
    file = opened_path_file(path.name, content, options)
    if not given.json:
        print_problems(file.table.problems, given.texts)
    view = path_file_view(
        file, separator=given.separator, accepts_good_rows=given.accept_good_rows, models=_models(given)
    )
    intervals = path_file_intervals(view) if given.intervals else None
    if given.json:
        print_json(_file_document(view, intervals) | {"problems": list(file.table.problems)})
        return
    for sheet in path_file_sheets(view, given.texts, intervals):
        print_results(sheet, "", given.texts)
    for note in view.notes:
        print(given.texts(note.key, **note.values), file=sys.stderr)


def _file_document(view: PathFileView, intervals: pd.DataFrame | None) -> dict[str, object]:
    return {
        "file": view.file_name,
        "models": list(view.models),
        "paths": view.path_count,
        "conversions": view.conversions,
        "conversion_value": view.conversion_value,
        "non_conversions": view.non_conversions,
        "credit": view.credit.drop(columns="campaign"),
        "removal_effects": view.removal_effects,
        "intervals": intervals,
        "notes": [{"key": note.key, "values": dict(note.values)} for note in view.notes],
    }


# --- a workspace ---------------------------------------------------------------------------------------


def _of_workspace(given: argparse.Namespace) -> None:
    options, target = _options(given), _target(given)
    with asked(given) as (store, selection):
        view = credited.attribution_view(store, selection, options)
        needs_intervals = given.intervals or target is not None
        intervals = credited.attribution_intervals(store, selection, options) if needs_intervals else None
        labels, as_of = own_labels(store), require_days(store)[1]
    found = credited.decisions(view, intervals, target) if target is not None and intervals is not None else None
    models = _models(given) or view.models
    credit = view.credit[view.credit["model"].isin(models)]
    by_channel = view.channel_credit[view.channel_credit["model"].isin(models)]
    kept = intervals[intervals["model"].isin(models)] if intervals is not None and given.intervals else None
    if given.json:
        rows = {"models": list(models), "channels": by_channel, "campaigns": credit, "intervals": kept}
        print_json(_document(view, selection) | rows | _decided(found))
        return
    print_period(given, selection, as_of)
    print(given.texts("path_file.traced", **_traced(view)))
    for sheet in _sheets(by_channel, kept, found, given.texts, labels):
        print_results(sheet, selection.currency, given.texts)


def _options(given: argparse.Namespace) -> JourneyOptions:
    return JourneyOptions(
        conversion=credited.ConversionKind(given.conversion),
        entity=credited.JourneyEntity(given.entity),
        look_back_days=given.look_back_days,
        is_marketing_only=given.marketing_only,
        excludes_direct=given.without_direct,
    )


def _target(given: argparse.Namespace) -> DecisionTarget | None:
    """The target that channels are judged by. Raises ClmError for two of them, and a cost that nothing can have."""
    if given.target_roi is not None and given.target_cac is not None:
        raise ClmError("path_file.two_targets")
    if given.target_cac is not None:
        if not given.target_cac > 0:
            raise ClmError("path_file.target_not_positive")
        return DecisionTarget(measure=TargetMeasure.COST, value=given.target_cac)
    return None if given.target_roi is None else DecisionTarget(value=given.target_roi)


def _document(view: AttributionView, selection: Selection) -> dict[str, object]:
    return {
        "period": selection.period,
        "currency": selection.currency,
        "options": view.options,
        "conversions": view.conversions,
        "conversion_value": view.conversion_value,
        "traced_conversions": view.traced_conversions,
        "traced_value": view.traced_value,
        "spend": view.spend,
    }


def _decided(found: DecisionView | None) -> dict[str, object]:
    return {} if found is None else {"decisions": pd.concat([found.channels, found.campaigns], ignore_index=True)}


def _traced(view: AttributionView) -> dict[str, object]:
    return {"count": round(view.conversions), "traced": round(view.traced_conversions)}


def _sheets(
    credit: pd.DataFrame,
    intervals: pd.DataFrame | None,
    found: DecisionView | None,
    texts: Texts,
    labels: dict[str, str],
) -> list[TableSheet]:
    names = {key: labels.get(key) or _channel(key, texts) for key in credit["channel"].unique()}
    measures = {"conversions": Unit.RATIO}
    if credit["conversion_value"].sum() > 0:
        measures["conversion_value"] = Unit.MONEY
    sheets = [credit_sheet(credit, measure, texts, names=names, unit=unit) for measure, unit in measures.items()]
    if intervals is not None:
        sheets += [
            interval_sheet(intervals, measure, texts, names=names, unit=unit) for measure, unit in measures.items()
        ]
    if found is not None:
        rows = pd.concat([found.channels, found.campaigns], ignore_index=True)[_DECISION_COLUMNS]
        rows = rows.assign(verdict=[texts(f"attribution.verdict.{verdict}") for verdict in rows["verdict"]])
        sheets.append(table_sheet("decisions", rows, texts, labels=labels))
    return sheets


def _channel(key: str, texts: Texts) -> str:
    return texts(f"channels.{key}") if texts.has(f"channels.{key}") else key
