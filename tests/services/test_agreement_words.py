"""What is promised, and what somebody changed meanwhile, in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from clm_core.selection import Period
from clm_core.services.agreement_words import conflict_sentences, part_name, part_value
from clm_core.services.agreements import ConflictError, PartConflict
from clm_core.targets import Promise, PromiseKind
from clm_core.texts import Language, texts_for
from tests.test_target_parts import FIRST_CONTACT

DE, EN = texts_for(Language.DE), texts_for(Language.EN)


@pytest.mark.parametrize(
    ("part", "name"),
    [("promise.first_contact", "Erster Kontakt"), ("rate.lead_to_mql", "Lead → MQL"), ("revenue", "Umsatzziel")],
)
def test_parts_have_their_names(part: str, name: str) -> None:
    assert part_name(part, DE) == name


@pytest.mark.parametrize(
    ("part", "value", "german", "english"),
    [
        ("revenue", 1_200_000.0, "1.200.000\xa0€", "€1,200,000"),
        ("rate.lead_to_mql", 0.35, "35,0\xa0%", "35.0%"),
        ("marketing_share", 0.6, "60,0\xa0%", "60.0%"),
        ("budget_scenario", None, "–", "–"),
        ("budget_scenario", 3, "3", "3"),
        ("period", Period(start_on=date(2026, 11, 1), end_on=date(2027, 1, 31)), "01.11.2026 – 31.01.2027",
         "1 Nov 2026 – 31 Jan 2027"),
        ("promise.capacity", Promise(kind=PromiseKind.CAPACITY, level=40), "40 je Woche", "40 a week"),
        ("promise.consent", Promise(kind=PromiseKind.CONSENT, level=0.8), "80,0\xa0%", "80.0%"),
        ("promise.first_contact", FIRST_CONTACT, "90,0\xa0% binnen 4 Stunden", "90.0% within 4 hours"),
        ("promise.attempts", Promise(kind=PromiseKind.ATTEMPTS, level=0.9, within=14, attempts=6),
         "90,0\xa0%: 6 Versuche binnen 14 Tagen", "90.0%: 6 attempts within 14 days"),
    ],
)  # fmt: skip
def test_values_are_written_as_readers_write_them(part: str, value: object, german: str, english: str) -> None:
    assert (part_value(part, value, "EUR", DE), part_value(part, value, "EUR", EN)) == (german, english)


def test_a_conflict_says_who_when_and_both_values() -> None:
    conflict = PartConflict(
        part="promise.first_contact", theirs=FIRST_CONTACT, yours=replace(FIRST_CONTACT, level=0.8), by="Ben",
        at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    (sentence,) = conflict_sentences(ConflictError("Q4", (conflict,)), "EUR", EN)
    for words in ("First contact", "Ben", "90.0% within 4 hours", "80.0% within 4 hours", "2 Nov 2026"):
        assert words in sentence
