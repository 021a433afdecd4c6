"""The command of targets: the funnel that a revenue target needs, its chance under promises, and what each is worth."""

import argparse
from dataclasses import replace
from math import isfinite

import pandas as pd

from clm_core.commands.output import print_json, print_results
from clm_core.commands.results import asked, asked_day
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.selection import Period
from clm_core.services.agreement_words import promise_value
from clm_core.services.export import TableSheet
from clm_core.services.promises import DEFAULT_TERMS
from clm_core.services.target_budget import NeededBudget, needed_budget
from clm_core.services.target_plan import (
    PreparedTarget,
    TargetAnswer,
    prepared_target,
    promise_steps,
    proposed_plan,
    target_answer,
)
from clm_core.services.target_words import budget_sentence, target_sentences
from clm_core.targets import FunnelLink, Promise, PromiseKind, TargetPlan, TypedRate
from clm_core.texts import Texts

PROMISES = [str(kind) for kind in PromiseKind]
LINKS = [str(link) for link in FunnelLink]


def targets(given: argparse.Namespace) -> None:
    """A plan proposed from the data, changed as asked, and all that follows from it."""
    texts = given.texts
    with asked(given) as (store, selection):
        plan = _plan(given, proposed_plan(store, selection, _period(given)))
        prepared = prepared_target(store, selection, plan.target)
        found = target_answer(prepared, plan)
        steps = promise_steps(prepared, plan)
        budget = needed_budget(store, selection, prepared, found) if given.budget else None
    said = [line.replace("**", "") for line in target_sentences(prepared, found, texts)]
    if given.budget:
        said.append(budget_sentence(budget, texts))
    if given.json:
        print_json(_document(prepared, found, budget, said) | {"promise_steps": steps})
        return
    for line in said:
        print(line)
    for promise in plan.promises:
        print(f"  {texts(f'targets.promise.{promise.kind}')}: {promise_value(promise, texts)}")
    for sheet in (_chain_sheet(found, texts), _source_sheet(found, texts), _step_sheet(steps, texts)):
        print_results(sheet, prepared.currency, texts)


def _period(given: argparse.Namespace) -> Period | None:
    """The target's days; both or none."""
    if given.target_from is None and given.target_to is None:
        return None
    if given.target_from is None or given.target_to is None:
        raise ClmError("target_plan.half_period")
    return Period(start_on=asked_day(given.target_from), end_on=asked_day(given.target_to))


def _plan(given: argparse.Namespace, proposed: TargetPlan) -> TargetPlan:
    """The proposal with what was asked for."""
    target = replace(
        proposed.target,
        revenue=proposed.target.revenue if given.revenue is None else given.revenue,
        marketing_share=proposed.target.marketing_share if given.marketing_share is None else given.marketing_share,
        rates=tuple(_rate(text) for text in given.rate),
        deal_amount=given.deal_amount,
    )
    own = [_promise(text, proposed) for text in given.promise]
    kinds = {one.kind for one in own}
    promises = (*(one for one in proposed.promises if one.kind not in kinds), *own)
    return replace(proposed, target=target, promises=promises)


def _rate(text: str) -> TypedRate:
    link, _, rate = text.partition("=")
    if link not in LINKS:
        raise ClmError("target_plan.rate_not_understood", text=text, known=", ".join(LINKS))
    return TypedRate(link=FunnelLink(link), rate=_number(rate))


def _promise(text: str, proposed: TargetPlan) -> Promise:
    """KIND=LEVEL, with the proposal's time and attempts unless others follow: first_contact=0.9/4, attempts=0.8/5/3."""
    name, _, rest = text.partition("=")
    if name not in PROMISES:
        raise ClmError("target_plan.promise_not_understood", text=text, known=", ".join(PROMISES))
    kind = PromiseKind(name)
    usual = next(one for one in DEFAULT_TERMS if one.kind is kind)
    terms = proposed.promise(kind) or usual
    level, *further = rest.split("/")
    return replace(
        terms,
        level=_number(level),
        within=_number(further[0]) if further else terms.within,
        attempts=_whole(further[1]) if len(further) > 1 else terms.attempts,
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ClmError("commands.not_a_number", text=text) from None


def _whole(text: str) -> int:
    number = _number(text)
    if not isfinite(number):
        raise ClmError("commands.not_a_number", text=text)
    return int(number)


def _document(
    prepared: PreparedTarget, found: TargetAnswer, budget: NeededBudget | None, said: list[str]
) -> dict[str, object]:
    chance = found.chance
    return {
        "summary": said,
        "as_of": prepared.base.as_of,
        "currency": prepared.currency,
        "data_version": prepared.data_version,
        "plan": found.plan,
        "chance": {
            name: getattr(chance, name)
            for name in ("chance", "chance_error", "expected", "low", "median", "high", "draws")
        },
        "new_mqls": {name: getattr(chance.mqls, name) for name in ("coming", "worked", "waiting")},
        "sources": found.sources,
        "chain": found.chain,
        "dates": found.dates,
        "gap": found.gap,
        "coverage": found.coverage,
        "rates": prepared.rates,
        "measured": list(prepared.measured),
        "effects": {str(kind): str(effect) for kind, effect in prepared.effects.items()},
        "budget": None if budget is None else _budget(budget),
    }


def _budget(budget: NeededBudget) -> dict[str, object]:
    return {
        "weeks": budget.weeks,
        "budget": budget.budget,
        "budget_today": budget.base.budget_today,
        "mqls_today": budget.mqls_today,
        "mqls_wanted": budget.mqls_wanted,
        "mqls_reachable": budget.mqls_reachable,
        "channels": None if budget.answer is None else budget.answer.best.rows,
    }


def _chain_sheet(found: TargetAnswer, texts: Texts) -> TableSheet:
    whole = found.chain[found.chain["group"] == ""]
    names = [texts(f"targets_page.stage.{one}") for one in whole["stage"]]
    columns = ("stage", "count", "count_low", "count_high")
    return _sheet("chain", whole.assign(stage=names)[list(columns)], {}, texts)


def _source_sheet(found: TargetAnswer, texts: Texts) -> TableSheet:
    names = [texts(f"targets_page.source.{one}") for one in found.sources["source"]]
    money = ("revenue", "revenue_low", "revenue_high")
    return _sheet("sources", found.sources.assign(source=names), dict.fromkeys(money, Unit.MONEY), texts)


def _step_sheet(steps: pd.DataFrame, texts: Texts) -> TableSheet:
    names = [
        " + ".join(texts(f"targets.promise.{one}") for one in pair if one)
        for pair in zip(steps["first"], steps["second"], strict=True)
    ]
    rows = steps.assign(promise=names)[["promise", "chance_change", "change_low", "change_high", "revenue_change"]]
    units = dict.fromkeys(("chance_change", "change_low", "change_high"), Unit.SHARE)
    return _sheet("steps", rows, units | {"revenue_change": Unit.MONEY}, texts)


def _sheet(name: str, frame: pd.DataFrame, units: dict[str, Unit], texts: Texts) -> TableSheet:
    headings = {column: texts(f"target_plan.column.{column}") for column in frame}
    return TableSheet(
        title=texts(f"target_plan.table.{name}"),
        frame=frame.rename(columns=headings),
        units={headings[column]: unit for column, unit in units.items()},
    )
