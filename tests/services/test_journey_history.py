"""Histories: found by words, with everything that happened in order."""

import pytest

from clm_core.errors import ClmError
from clm_core.services.data import loop_data
from clm_core.services.journey_history import MAX_FOUND, Subject, find_histories, history_of
from clm_core.services.workspaces import Store, open_workspace
from tests.pages.journey_company import add_journeys
from tests.small_company import make_company


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = tmp_path_factory.mktemp("history")
    make_company(home)
    add_journeys(home)
    return open_workspace(home, "testfirma")


def key_of(store: Store, subject: Subject, words: str) -> int:
    found = find_histories(store, words)
    return int(found.loc[found["subject"] == subject, "key"].iloc[0])


def test_all_words_must_be_found_in_any_order_and_case(company: Store) -> None:
    found = find_histories(company, "JOURNEYMAN 77")
    assert found[["subject", "name"]].to_numpy().tolist() == [
        ["deal", "=Journey 77"],
        ["account", "Journeyman 77"],
        ["contact", "Ada Journey77"],
    ]
    assert len(find_histories(company, "77 journeyman")) == 3
    assert find_histories(company, "  ").empty
    assert find_histories(company, "nobody at all").empty
    assert find_histories(company, "(").empty, "signs are only signs"


def test_at_most_fifty_of_each_and_names_that_begin_so_come_first(company: Store) -> None:
    found = find_histories(company, "journey")
    assert found.groupby("subject").size().to_dict() == {"deal": MAX_FOUND, "account": MAX_FOUND, "contact": MAX_FOUND}
    contacts = find_histories(company, "c1")
    assert contacts["name"].iloc[0].startswith("c1")


def test_a_deal_has_the_touches_of_its_company_in_order(company: Store) -> None:
    history = history_of(company, Subject.DEAL, key_of(company, Subject.DEAL, "journeyman 7"))
    assert (history.name, history.company, history.people_count) == ("=Journey 7", "Journeyman 7", 1)
    assert history.touches["channel"].tolist() == ["events", "email", "field_sales"]
    assert (history.marketing_count, history.sales_count) == (2, 1)
    assert history.touches["person"].unique().tolist() == ["Ada Journey7"]
    marks = history.marks[history.marks["mark"].str.startswith("deal_")]
    assert marks["mark"].tolist() == ["deal_created", "deal_won"]
    assert marks["amount"].tolist() == [1_000, 1_000]
    assert str(marks["at"].iloc[-1].date()) == "2025-04-09"
    assert history.marks["at"].is_monotonic_increasing
    assert str(history.touches["at"].dt.tz) == "Europe/Berlin"


def test_person_and_company_know_their_deals(company: Store) -> None:
    for subject in (Subject.CONTACT, Subject.ACCOUNT):
        history = history_of(company, subject, key_of(company, subject, "journeyman 50"))
        assert history.touches["channel"].tolist() == ["events", "field_sales"]
        assert "deal_lost" in history.marks["mark"].tolist()


def test_people_without_touches_have_their_stages(company: Store) -> None:
    contacts = loop_data(company).contacts
    key = int(contacts.loc[contacts["contact_id"] == "c3", "contact_key"].iloc[0])
    history = history_of(company, Subject.CONTACT, key)
    assert history.touches.empty
    assert history.name == "c3@example.org"
    assert "lead" in history.marks["mark"].tolist()


@pytest.mark.parametrize("subject", list(Subject))
def test_what_is_not_there_is_said(company: Store, subject: Subject) -> None:
    with pytest.raises(ClmError, match="history_unknown"):
        history_of(company, subject, 999_999)
