"""The agreement on the hand-over: proposed from the data, then as saved; reasons find their cause."""

import pandas as pd
import pytest

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.handover import HandoverPolicy, RejectionCause, RejectionReason, Seller
from clm_core.records import RecordType
from clm_core.services.handover_policy import (
    cause_of,
    guessed_cause,
    handover_policy,
    proposed_policy,
    read_policy,
    save_policy,
)
from clm_core.services.workspaces import Store
from clm_core.texts import Language, texts_for
from tests.small_company import add_rows


@pytest.fixture
def sold(store: Store) -> Store:
    """Three contacts of two sellers; two rejected for the same reason, once in capitals, one recycled."""
    day = pd.Timestamp("2026-02-01", tz="UTC")
    contacts = [
        {"system": "crm", "contact_id": number, "email": f"{number}@x.de", "owner": owner, "created_at": day}
        for number, owner in (("1", " Ben "), ("2", "anna"), ("3", None), ("4", "Ben"))
    ]
    notes = [("1", "Kein Bedarf"), ("2", "KEIN BEDARF"), ("3", "Kein Bedarf"), ("4", "Student"), ("4", "spÄter wieder")]
    stages = [
        {
            "system": "crm",
            "contact_id": number,
            "stage": "rejected",
            "note": note,
            "entered_at": day + pd.Timedelta(place, "D"),
        }
        for place, (number, note) in enumerate(notes)
    ] + [{"system": "crm", "contact_id": "1", "stage": "recycled", "note": "Im Herbst", "entered_at": day}]
    rows = {RecordType.CONTACTS: contacts, RecordType.STAGES: stages}
    add_rows(store, {kind: typed_frame(given, fact_dtypes(kind)) for kind, given in rows.items()}, "sold")
    return store


def test_a_proposal_is_made_of_owners_and_of_the_reasons_that_the_data_give(sold: Store) -> None:
    policy = handover_policy(sold, Language.DE)
    assert policy.sellers == (Seller(name="anna", hours_per_week=10), Seller(name="Ben", hours_per_week=10))
    assert [(one.text, one.cause.value) for one in policy.reasons] == [
        ("Passt nicht zur Zielgruppe", "no_fit"),
        ("Kein Interesse oder Bedarf", "low_intent"),
        ("Kontaktdaten falsch oder unvollständig", "bad_data"),
        ("Später wieder", "timing"),
        ("Sonstiges", "other"),
        ("Kein Bedarf", "low_intent"),
        ("Student", "no_fit"),
    ]
    assert policy.rules == ()
    english = [one.text for one in handover_policy(sold, Language.EN).reasons]
    assert english[:5] == [
        "Not our target group",
        "No interest or need",
        "Contact data wrong or incomplete",
        "Later",
        "Other",
    ]
    assert english[5:] == ["Kein Bedarf", "Student", "spÄter wieder"]


def test_an_empty_workspace_has_a_proposal_without_sellers(store: Store) -> None:
    policy = proposed_policy(store, Language.EN)
    assert (policy.sellers, len(policy.reasons), policy.leads_per_week) == ((), 5, 0)


def test_what_was_saved_counts_whatever_the_data_say(sold: Store) -> None:
    assert read_policy(sold) is None
    own = HandoverPolicy(sellers=(Seller(name="Cem", hours_per_week=20),))
    save_policy(sold, own, actor="anna")
    assert handover_policy(sold, Language.DE) == own
    assert read_policy(sold).saved_by == "anna"


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("Nicht erreichbar", RejectionCause.BAD_DATA),
        ("Wrong number, no interest", RejectionCause.BAD_DATA),
        ("Falsche Zielgruppe", RejectionCause.NO_FIT),
        ("Student oder privat", RejectionCause.NO_FIT),
        ("Competitor", RejectionCause.NO_FIT),
        ("Budget fehlt", RejectionCause.TIMING),
        ("Kein Budget in diesem Jahr", RejectionCause.TIMING),
        ("Kein Bedarf", RejectionCause.LOW_INTENT),
        ("No response after 5 calls", RejectionCause.LOW_INTENT),
        ("42", RejectionCause.OTHER),
        ("", RejectionCause.OTHER),
    ],
)
def test_the_words_of_a_reason_point_to_its_cause(reason: str, cause: RejectionCause) -> None:
    assert guessed_cause(reason) is cause


@pytest.mark.parametrize("language", list(Language))
def test_the_proposed_reasons_read_as_what_they_stand_for(language: Language) -> None:
    for cause in RejectionCause:
        assert guessed_cause(texts_for(language)(f"handover.default_reason.cause_{cause}")) is cause


def test_what_was_agreed_beats_what_the_words_say() -> None:
    agreed = [RejectionReason(text="Nicht erreichbar", cause=RejectionCause.LOW_INTENT)]
    assert cause_of(" nicht erreichbar ", agreed) is RejectionCause.LOW_INTENT
    assert cause_of("Nummer nicht erreichbar", agreed) is RejectionCause.BAD_DATA
