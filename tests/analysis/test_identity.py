"""Who is one person, which companies are one account, and who is meant elsewhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.accounts import accounts
from clm_core.analysis.identity import directory, merged_persons, person_numbers, strangers
from clm_core.analysis.references import normal_company
from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import RecordType


def contacts(*rows: dict[str, object]) -> pd.DataFrame:
    return typed_frame(list(rows), fact_dtypes(RecordType.CONTACTS))


def touchpoints(*rows: dict[str, object]) -> pd.DataFrame:
    return typed_frame(list(rows), fact_dtypes(RecordType.TOUCHPOINTS))


def test_the_same_address_is_one_person_whatever_its_case_and_a_plus_address_is_another():
    people = contacts(
        {"system": "hubspot", "contact_id": "1", "email": " Anna@Acme.de"},
        {"system": "salesforce", "contact_id": "L1", "email": "anna@acme.DE "},
        {"system": "hubspot", "contact_id": "2", "email": "anna+messe@acme.de"},
    )
    numbers = person_numbers(people)
    assert numbers[0] == numbers[1] != numbers[2]


def test_ids_are_only_known_in_their_own_system_and_names_alone_join_nobody():
    people = contacts(
        {"system": "hubspot", "contact_id": "1", "first_name": "Anna", "last_name": "Berg"},
        {"system": "salesforce", "contact_id": "1", "first_name": "Anna", "last_name": "Berg"},
        {"system": "salesforce", "contact_id": "1", "first_name": "Anna"},
    )
    numbers = person_numbers(people)
    assert numbers[0] != numbers[1] == numbers[2]


def test_a_shared_mailbox_is_one_person_only_under_one_name():
    people = contacts(
        {"system": "a", "contact_id": "1", "email": "info@acme.de", "last_name": "Berg"},
        {"system": "b", "contact_id": "2", "email": "info@acme.de", "last_name": "Thal"},
        {"system": "b", "contact_id": "3", "email": "INFO@acme.de", "last_name": "berg"},
    )
    numbers = person_numbers(people)
    assert numbers[0] == numbers[2] != numbers[1]


def test_merged_persons_have_the_newest_known_values_and_the_earliest_creation():
    people = contacts(
        {"system": "a", "contact_id": "1", "email": "x@y.de", "job_title": "Old", "country": "DE"},
        {"system": "b", "contact_id": "9", "email": "x@y.de", "job_title": "New", "has_consent": False},
    ).assign(import_id=[1, 2], contact_key=1, account=pd.array([7, pd.NA], dtype="Int64"))
    people["created_at"] = pd.to_datetime(["2026-01-05", "2026-02-01"], utc=True)
    merged = merged_persons(people).loc[1]
    assert merged[["job_title", "country", "contact_id", "system"]].tolist() == ["New", "DE", "9", "b"]
    assert merged["has_consent"] is np.False_ or merged["has_consent"] is False
    assert merged["created_at"] == pd.Timestamp("2026-01-05", tz="UTC")
    assert merged["account"] == 7


def _slow_numbers(people: pd.DataFrame) -> list[int]:
    """The oracle: rows are joined while any two share an id or an address, one pair after the other."""
    labels = list(range(len(people)))
    for _ in labels:
        for left in range(len(people)):
            for right in range(len(people)):
                one, two = people.iloc[left], people.iloc[right]
                same_id = one["system"] == two["system"] and one["contact_id"] == two["contact_id"]
                if same_id or one["email"] == two["email"]:
                    labels[right] = labels[left] = min(labels[left], labels[right])
    return labels


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("123"), st.sampled_from(["p@x.de", "q@x.de", "r@x.de"])),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=15, deadline=None)
def test_persons_are_what_a_slow_loop_joins(rows):
    people = contacts(*({"system": system, "contact_id": key, "email": email} for system, key, email in rows))
    fast, slow = person_numbers(people), _slow_numbers(people)
    for left in range(len(rows)):
        for right in range(len(rows)):
            assert (fast[left] == fast[right]) == (slow[left] == slow[right])


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Müller GmbH & Co. KG", "MUELLER", True),
        ("Acme, Inc.", "acme", True),
        ("Hinz & Kunz OHG", "Hinz und Kunz", True),
        ("Foo S.p.A.", "Foo", True),
        ("Hotel Spa", "Hotel", False),
        ("Siemens AG", "Siemens Energy AG", False),
        ("AG", "GmbH", False),
        ("日本 株式会社", "日本", False),
    ],
)
def test_company_names_are_compared_without_legal_form(one, other, is_same):
    first, second = normal_company(pd.Series([one, other], dtype="str"))
    assert (first == second) == is_same


def test_accounts_join_ids_names_and_domains_but_not_what_is_ambiguous():
    records = typed_frame(
        [
            {"system": "crm", "account_id": "A1", "company": "Acme GmbH", "domain": "www.acme.de"},
            {"system": "crm", "account_id": "B1", "company": "Berg AG"},
            {"system": "crm", "account_id": "B2", "company": "Berg AG"},
        ],
        fact_dtypes(RecordType.ACCOUNTS),
    )
    people = contacts(
        {"system": "crm", "account_id": "A1", "company": "Akme"},
        {"system": "mail", "company": "ACME"},
        {"system": "mail", "email": "x@acme.de"},
        {"system": "mail", "company": "Berg"},
        {"system": "mail", "email": "y@gmail.com"},
        {"system": "mail", "email": "z@neu.de"},
    )
    joined = accounts({"accounts": records, "contacts": people})
    acme, berg, other_berg = joined.keys["accounts"]
    assert len({acme, berg, other_berg}) == 3
    of_people = joined.keys["contacts"].tolist()
    assert of_people[:3] == [acme, acme, acme]
    assert of_people[3] not in (berg, other_berg)
    assert of_people[4] is pd.NA
    table = joined.table.set_index("account_key")
    assert table.loc[of_people[5], "company"] == "neu.de"
    assert table.loc[acme, "company"] == "Acme GmbH"
    assert table.loc[acme, "domain"] == "acme.de"


def test_a_touchpoint_finds_its_person_by_own_id_then_any_unique_id_then_address():
    people = contacts(
        {"system": "a", "contact_id": "1", "email": "one@x.de"},
        {"system": "b", "contact_id": "1", "email": "two@x.de"},
        {"system": "b", "contact_id": "7", "email": "three@x.de"},
    ).assign(contact_key=[1, 2, 3])
    rows = touchpoints(
        {"system": "a", "contact_id": "1", "email": "two@x.de"},
        {"system": "log", "contact_id": "1"},
        {"system": "log", "contact_id": "7"},
        {"system": "log", "contact_id": "7", "email": "one@x.de"},
        {"system": "log", "email": "TWO@x.de"},
        {"system": "log", "email": "nobody@x.de"},
    )
    found = directory(people).find(rows)
    assert found["contact_key"].fillna(0).tolist() == [1, 0, 3, 1, 2, 0]
    assert found["match_rule"].fillna("").tolist() == ["id", "", "id", "email", "email", ""]


def test_who_is_named_only_elsewhere_becomes_a_person_of_its_own():
    people = contacts({"system": "a", "contact_id": "1", "email": "one@x.de"}).assign(contact_key=[1])
    rows = touchpoints(
        {"system": "log", "contact_id": "c1", "email": "one@x.de"},
        {"system": "log", "contact_id": "c1"},
        {"system": "log", "contact_id": "c2", "email": "new@x.de"},
        {"system": "log", "contact_id": "c2"},
        {"system": "log", "contact_id": "c3"},
        {"system": "log", "contact_id": "c4", "email": "p@x.de"},
        {"system": "log", "contact_id": "c4", "email": "q@x.de"},
        {"system": "log", "contact_id": "c4"},
        {"system": "log"},
    )
    new = strangers(rows, directory(people), 2)
    everybody = directory(pd.concat([people, new], ignore_index=True))
    keys = everybody.find(rows)["contact_key"].fillna(0).tolist()
    assert keys[:2] == [1, 1]
    assert keys[2] == keys[3] != keys[4]
    assert keys[5] != keys[6]
    assert keys[7:] == [0, 0]
    assert sorted(set(keys)) == [0, 1, 2, 3, 4, 5]
