"""The command of decisions: what was decided, what the data say about it, and how often that came true."""

import argparse

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json
from clm_core.decisions import DecisionStatus
from clm_core.services.data import settings
from clm_core.services.decision_words import (
    advice_sentence,
    basis_sentence,
    expected_text,
    hits_sentence,
    verdict_sentence,
)
from clm_core.services.decisions import DecisionsView, KeptDecision, decisions_view
from clm_core.texts import Texts


def list_decisions(given: argparse.Namespace) -> None:
    """All decisions with their verdicts; ``--judge`` judges first what is due, ``--open`` leaves out the checked."""
    with opened_store(given) as store:
        view, currency = decisions_view(store, is_judging=given.judge), settings(store).reporting_currency
    shown = view.open if given.open else view.kept
    if given.json:
        print_json(_document(view, shown))
        return
    texts = given.texts
    print(hits_sentence(view.hits, texts))
    if advice := advice_sentence(view.advice, texts):
        print(advice)
    for one in shown:
        _print_one(one, currency, texts)


def _document(view: DecisionsView, shown: tuple[KeptDecision, ...]) -> dict[str, object]:
    numbers = [one.number for one in shown]
    return {
        "as_of": view.as_of,
        "decisions": view.rows[view.rows["decision"].isin(numbers)],
        "hit_rate": view.hits,
        "hit_rates": view.rates,
        "advice": view.advice,
    }


def _print_one(one: KeptDecision, currency: str, texts: Texts) -> None:
    decision = one.decision
    verdict = f"status.{one.status}" if one.judgement is None else f"verdict.{one.judgement.verdict}"
    if one.status is DecisionStatus.WITHDRAWN:
        verdict = f"status.{one.status}"
    print(f"\n{one.number}  {texts(f'decisions.{verdict}')}: {decision.title} ({decision.owner})")
    print(f"   {texts('decisions_page.expected', effect=expected_text(decision.effect, currency, texts))}")
    if one.status is DecisionStatus.WITHDRAWN:
        return
    print(f"   {verdict_sentence(one, currency, texts)}")
    if one.judgement is not None and one.judgement.measured is not None:
        print(f"   {basis_sentence(decision.effect.measure, one.judgement, currency, texts)}")
