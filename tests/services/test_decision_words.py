"""Expectation, measurement and verdict in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from clm_core.analysis.decision_record import AdviceRecord, HitRate
from clm_core.decisions import (
    DecisionStatus,
    DecisionVerdict,
    ExpectedEffect,
    Judgement,
    Measure,
    MeasuredEffect,
    VerdictReason,
)
from clm_core.services.decision_words import (
    advice_sentence,
    basis_sentence,
    expected_text,
    hits_sentence,
    verdict_sentence,
)
from clm_core.services.decisions import KeptDecision
from clm_core.texts import Language, texts_for
from tests.test_decisions import DECISION

DE, EN = texts_for(Language.DE), texts_for(Language.EN)
MOMENT = datetime(2026, 11, 2, tzinfo=UTC)
MEASURED = MeasuredEffect(
    change=-4.5, low=-7.0, high=-1.25, before=20.0, without=22.5, after=18.0, weeks=8, count=304,
    is_season_corrected=True, is_compared=True,
)  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def kept(judgement: Judgement | None, effect: ExpectedEffect) -> KeptDecision:
    return KeptDecision(
        number=1, decision=replace(DECISION, effect=effect), status=DecisionStatus.OPEN, revision=1,
        decided_at=MOMENT, decided_by="kim", changed_at=MOMENT, changed_by="kim", data_version=1,
        judgement=judgement, judged_at=None, judged_data_version=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "ends", "german", "english"),
    [
        (Measure.LEADS, (4, 12.5, 150), "+12,5 Leads je Woche (+4,0 bis +150)", "+12.5 Leads a week (+4.0 to +150)"),
        (Measure.REVENUE, (-900, -500, 0), "−500 € Umsatz je Woche (−900 € bis 0 €)",
         "−€500 Revenue a week (−€900 to €0)"),
        (Measure.MQL_TO_SQL_RATE, (0.01, 0.05, 0.1), "Quote MQL → SQL +5,0 Prozentpunkte (+1,0 bis +10,0)",
         "MQL → SQL rate +5.0 percentage points (+1.0 to +10.0)"),
    ],
)  # fmt: skip
def test_an_expectation_has_its_unit_and_its_range(
    measure: Measure, ends: tuple[float, float, float], german: str, english: str
) -> None:
    effect = ExpectedEffect(measure=measure, low=ends[0], change=ends[1], high=ends[2])
    assert plain(expected_text(effect, "EUR", DE)) == german
    assert plain(expected_text(effect, "EUR", EN)) == english


@pytest.mark.parametrize("reason", list(VerdictReason))
def test_every_reason_has_its_sentence(reason: VerdictReason) -> None:
    is_measured = reason in ("reached", "surpassed", "missed", "opposite", "both_fit")
    judged = Judgement(
        verdict=DecisionVerdict.DID_NOT, reason=reason, measured=MEASURED if is_measured else None,
        possible_from=date(2027, 2, 3),
    )  # fmt: skip
    said = plain(verdict_sentence(kept(judged, ExpectedEffect(measure=Measure.LEADS, change=-8.0)), "EUR", DE))
    assert ("−4,5 Leads je Woche (−7,0 bis −1,2)" in said and "−8,0 Leads je Woche" in said) == is_measured
    assert ("03.02.2027" in said) == (reason in ("check_ahead", "not_ripe"))


def test_one_not_judged_says_when() -> None:
    said = verdict_sentence(kept(None, DECISION.effect), "EUR", EN)
    assert "31 Mar 2027" in said


@pytest.mark.parametrize(
    ("season", "others", "word"),
    [(True, True, "nicht betroffenen Kanälen änderte"), (True, False, "keine nicht betroffenen"),
     (False, True, "fehlt das Vorjahr"), (False, False, "Eine Saison kann")],
)  # fmt: skip
def test_a_measurement_says_what_it_rests_on(season: bool, others: bool, word: str) -> None:
    found = replace(MEASURED, is_season_corrected=season, is_compared=others)
    judged = Judgement(verdict=DecisionVerdict.DID_NOT, reason=VerdictReason.MISSED, measured=found)
    said = plain(basis_sentence(Measure.LEADS, judged, "EUR", DE))
    for part in ("8 Wochen", "vorher 20,0", "seither 18,0", "wären 22,5", "n = 304", word):
        assert part in said
    assert basis_sentence(Measure.LEADS, replace(judged, measured=None), "EUR", DE) == ""


def test_the_record_in_words() -> None:
    hits = HitRate(came_true=8, told=10, untold=1, share=0.8, low=0.49, high=0.943)
    assert plain(hits_sentence(hits, DE)) == (
        "Trefferquote 80 % (95-%-Bereich 49–94 %): 8 von 10, die ein Urteil zuließen. "
        "Eine weitere war nicht zu entscheiden."
    )
    assert hits_sentence(replace(hits, told=0), EN) == "No decision allowed a verdict yet."
    advice = AdviceRecord(hits=hits, within=9, measured=11, kept_share=0.75)
    said = plain(advice_sentence(advice, EN))
    for part in ("8 of 11", "for 9", "75%"):
        assert part in said
    assert advice_sentence(replace(advice, measured=0), EN) == ""
