"""The command that tests a scoring model on history: bands, thresholds, and on demand what the deals say."""

import argparse

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_results
from clm_core.kpis import Unit
from clm_core.scoring_model import LeadOutcome, ScoringModel
from clm_core.services.data import settings
from clm_core.services.export import TableSheet
from clm_core.services.handover_policy import handover_policy
from clm_core.services.model_in_use import model_in_use
from clm_core.services.scoring_backtest import BAND_UNITS, BacktestView, backtest_view, measured_on
from clm_core.services.scoring_threshold_words import recommendation_words
from clm_core.services.scoring_thresholds import (
    SQL_EFFORT,
    ThresholdView,
    conversion_worth,
    threshold_terms,
    threshold_view,
)
from clm_core.services.scoring_versions import read_scoring_version
from clm_core.services.scoring_weights import WeightsView, weights_view
from clm_core.services.scoring_words import criterion_name, fit_name
from clm_core.services.workspaces import Store
from clm_core.texts import Texts

OUTCOMES = [str(outcome) for outcome in LeadOutcome]

_WEIGHT_COLUMNS = ("own_points", "points", "points_low", "points_high", "leads", "converted")


def backtest(given: argparse.Namespace) -> None:
    """How a model did on the leads that were judged, where its thresholds should lie, and the learned weights."""
    with opened_store(given) as store:
        model, outcome = model_in_use(store, given.model).model, LeadOutcome(given.outcome)
        former = None if given.against is None else read_scoring_version(store, given.against).model
        view = backtest_view(store, model, outcome, former, given.handed_over)
        cuts = _cuts(store, model, outcome, given.texts) if given.thresholds else None
        weights = weights_view(store, model, outcome) if given.weights else None
        currency = settings(store).reporting_currency
    if given.json:
        print_json(_document(view, cuts, weights))
        return
    _print_backtest(view, currency, given.texts)
    if cuts is not None:
        _print_cuts(cuts, currency, given.texts)
    if weights is not None:
        print_results(_weights(weights, model, given.texts), currency, given.texts)


def _cuts(store: Store, model: ScoringModel, outcome: LeadOutcome, texts: Texts) -> ThresholdView:
    worth, policy = conversion_worth(store, outcome), handover_policy(store, texts.language)
    terms = threshold_terms(worth, policy), threshold_terms(worth, policy, effort=SQL_EFFORT)
    return threshold_view(store, model, outcome, *terms)


def _document(view: BacktestView, cuts: ThresholdView | None, weights: WeightsView | None) -> dict[str, object]:
    result = view.result
    document: dict[str, object] = {
        "leads": result.leads,
        "immature_leads": result.immature_leads,
        "converted": result.converted,
        "rate": result.rate,
        "auc": result.auc,
        "average_precision": result.average_precision,
        "calibration": result.calibration,
        "bands": result.bands,
        "curve": result.curve,
        "mql": view.mql,
        "sql": view.sql,
        "against_counting": view.baseline,
        "against_former": view.former,
    }
    if cuts is not None:
        document["thresholds"] = {
            "mql": cuts.thresholds.mql.recommendation,
            "sql": cuts.thresholds.sql.recommendation,
            "grid": cuts.grid.cells,
        }
    if weights is not None:
        document["weights"] = {"rows": weights.learned.rows, "leaks": weights.leaks}
    return document


def _print_backtest(view: BacktestView, currency: str, texts: Texts) -> None:
    print(measured_on(view.result, texts))
    labels = {name: texts(f"lead_scoring.band.{name}") for name in BAND_UNITS}
    units = {labels[name]: unit for name, unit in BAND_UNITS.items()}
    frame = view.result.bands[list(labels)].rename(columns=labels)
    print_results(TableSheet(title=texts("lead_scoring.backtest.bands"), frame=frame, units=units), currency, texts)


def _print_cuts(view: ThresholdView, currency: str, texts: Texts) -> None:
    for name, plan in (("mql", view.thresholds.mql), ("sql", view.thresholds.sql)):
        words = recommendation_words(plan.recommendation, texts, currency)
        print(f"\n{texts(f'lead_scoring.cuts.which_of.{name}')}: {words.headline}\n{words.why}")


def _weights(view: WeightsView, model: ScoringModel, texts: Texts) -> TableSheet:
    count = len(model.fit) + len(model.engagement)

    def name(feature: int) -> str:
        if feature < count:
            return criterion_name(model, feature, texts)
        return texts("lead_scoring.weights.new", name=fit_name(view.candidates[feature - count], texts))

    labels = {
        "own_points": texts("lead_scoring.weight.own"),
        "points": texts("lead_scoring.weight.learned"),
        "points_low": texts("lead_scoring.weight.from"),
        "points_high": texts("lead_scoring.weight.to"),
        "leads": texts("lead_scoring.weight.leads"),
        "converted": texts("lead_scoring.weight.converted"),
    }
    rows = view.learned.rows
    frame = pd.DataFrame({texts("lead_scoring.weight.name"): [name(int(one)) for one in rows["feature"]]})
    frame = frame.join(rows[list(_WEIGHT_COLUMNS)].rename(columns=labels))
    units = dict.fromkeys(labels.values(), Unit.COUNT)
    return TableSheet(title=texts("lead_scoring.weights.picture"), frame=frame, units=units)
