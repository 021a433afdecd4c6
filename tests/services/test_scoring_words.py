"""Criteria are called as a marketer would call them, in both languages."""

import pytest

from clm_core.records import TouchpointKind
from clm_core.scoring_model import ATTRIBUTE, EngagementCriterion, FitCriterion, FitTest
from clm_core.services.scoring_words import criterion_name, engagement_name, field_name, fit_name, group_name
from clm_core.texts import Language, texts_for
from tests.test_scoring_model import MODEL

DE, EN = texts_for(Language.DE), texts_for(Language.EN)


@pytest.mark.parametrize(
    ("criterion", "german", "english"),
    [
        (
            FitCriterion(field="industry", values=("Metall", "Bau"), points=1),
            "Branche: Metall, Bau",
            "Industry: Metall, Bau",
        ),
        (
            FitCriterion(field="country", values=("A", "B", "C", "D", "E"), points=1),
            "Land: A, B, C + 2",
            "Country: A, B, C + 2",
        ),
        (
            FitCriterion(field="employees", test=FitTest.BETWEEN, at_least=1000, points=1),
            "Mitarbeitende: ab 1.000",
            "Employees: from 1,000",
        ),
        (
            FitCriterion(field="employees", test=FitTest.BETWEEN, at_least=1.5, at_most=9, points=1),
            "Mitarbeitende: 1,5 bis 9",
            "Employees: 1.5 to 9",
        ),
        (
            FitCriterion(field="job_title", test=FitTest.CONTAINS, values=("leit",), points=1),
            "Position enthält leit",
            "Job title contains leit",
        ),
        (FitCriterion(field=f"{ATTRIBUTE}Budget", test=FitTest.IS_KNOWN, points=1), "Budget bekannt", "Budget known"),
        (FitCriterion(field="country", test=FitTest.IS_MISSING, points=1), "Land fehlt", "Country missing"),
        (
            FitCriterion(field="first_touch_channel", values=("events", "Own"), points=1),
            f"Erstkontakt-Kanal: {DE('channels.events')}, Own",
            f"First-touch channel: {EN('channels.events')}, Own",
        ),
        (FitCriterion(field="country", values=("A",), points=1, name="Heimat"), "Heimat", "Heimat"),
    ],
)
def test_a_fit_criterion_is_named_by_its_condition(criterion: FitCriterion, german: str, english: str) -> None:
    assert (fit_name(criterion, DE), fit_name(criterion, EN)) == (german, english)


def test_a_channel_of_ones_own_is_called_as_it_was_named() -> None:
    criterion = FitCriterion(field="first_touch_channel", values=("online_seminare", "events"), points=1)
    named = fit_name(criterion, EN, {"online_seminare": "Online-Seminare", "events": ""})
    assert named == f"First-touch channel: Online-Seminare, {EN('channels.events')}"


def test_an_engagement_criterion_is_named_by_what_it_counts() -> None:
    one = EngagementCriterion(
        group="x", points=1, kinds=(TouchpointKind.DEMO, TouchpointKind.CALL), contents=("jobs",), channels=("events",)
    )
    assert engagement_name(one, DE) == f"Demo, Anruf, Inhalt „jobs“, {DE('channels.events')}"
    assert engagement_name(one, EN) == f"Demo, Call, Content “jobs”, {EN('channels.events')}"
    assert engagement_name(EngagementCriterion(group="x", points=1, contents=("a",), name="Jobs"), DE) == "Jobs"


def test_places_count_fit_first() -> None:
    assert criterion_name(MODEL, 2, EN) == "Budget"
    assert criterion_name(MODEL, 3, EN) == "Pricing page"


def test_groups_and_fields_of_ones_own_keep_their_names() -> None:
    assert (group_name("intent", DE), group_name("Messe 2026", DE)) == ("Kaufabsicht", "Messe 2026")
    assert field_name(f"{ATTRIBUTE}Anzahl Maschinen", EN) == "Anzahl Maschinen"
