"""Row keys and content hashes: different things never meet, the same thing always does."""

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.records import RecordType
from clm_core.store.row_keys import content_hashes, row_keys
from clm_core.store.row_ranges import ranges_text, row_ids
from tests.conftest import REPOSITORY
from tests.store.small_rows import rows, spend

_tricky = st.text(alphabet="a|\\p#0", max_size=4)
_names = st.lists(st.tuples(_tricky, _tricky, _tricky), min_size=2, max_size=6, unique=True)


@given(names=_names)
@settings(deadline=None)
def test_different_values_never_give_the_same_key(names: list[tuple[str, str, str]]) -> None:
    people = [dict(zip(("company", "first_name", "last_name"), name, strict=True)) for name in names]
    assert row_keys(RecordType.CONTACTS, rows(RecordType.CONTACTS, *people)).is_unique


@given(names=_names)
@settings(deadline=None)
def test_long_values_are_told_apart_too(names: list[tuple[str, str, str]]) -> None:
    people = [{"contact_id": "x" * 60 + "/".join(map(repr, name))} for name in names]
    keys = row_keys(RecordType.CONTACTS, rows(RecordType.CONTACTS, *people))
    assert keys.is_unique
    assert keys.str.len().max() < 48


def test_the_first_group_that_a_row_has_all_of_identifies_it() -> None:
    frame = rows(
        RecordType.SPEND,
        spend("2026-03-01", 1, campaign_id="7", campaign="A"),
        spend("2026-03-01", 1, campaign="A"),
        spend("2026-03-01", 1, campaign="A", platform=None, channel="email"),
    )
    assert row_keys(RecordType.SPEND, frame).tolist() == [
        "crm|0|google|7|20513",
        "crm|1|google|A|20513",
        "crm|2||email|||A|20513",
    ]


def a_contact(**changes: Any) -> dict[str, Any]:
    return {
        "contact_id": "1",
        "employees": 3,
        "has_consent": True,
        "created_at": pd.Timestamp("2026-03-01", tz="UTC"),
    } | changes


def test_every_change_of_a_field_changes_the_hash_and_the_files_row_does_not() -> None:
    changes = [
        {},
        {"employees": 4},
        {"employees": None},
        {"has_consent": False},
        {"has_consent": None},
        {"created_at": pd.Timestamp("2026-03-01 00:00:00.000001", tz="UTC")},
        {"first_name": "Anna"},
        {"last_name": "Anna"},
    ]
    frame = rows(RecordType.CONTACTS, *(a_contact(**change) for change in changes))
    assert len(set(content_hashes(RecordType.CONTACTS, frame))) == len(changes)
    moved = frame.assign(source_row=99)
    assert np.array_equal(content_hashes(RecordType.CONTACTS, frame), content_hashes(RecordType.CONTACTS, moved))


def test_hashes_are_the_same_in_every_process() -> None:
    script = (
        "from tests.store.test_row_keys import *;"
        "print(content_hashes(RecordType.CONTACTS, rows(RecordType.CONTACTS, a_contact()))[0])"
    )
    other = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    here = content_hashes(RecordType.CONTACTS, rows(RecordType.CONTACTS, a_contact()))[0]
    # A literal, because hashes are stored: a new value here would make every stored row look changed.
    assert int(other.stdout) == here == EXPECTED_HASH


EXPECTED_HASH = -8639055215924417542


@given(ids=st.sets(st.integers(min_value=1, max_value=60)))
@settings(deadline=None)
def test_row_ids_come_back_from_their_ranges(ids: set[int]) -> None:
    text = ranges_text(np.array(sorted(ids, reverse=True), dtype=np.int64))
    assert row_ids(text).tolist() == sorted(ids)


def test_ranges_are_compact() -> None:
    assert ranges_text(np.array([9, 1, 2, 3, 7])) == "1-3,7,9"
    assert ranges_text(np.arange(1, 200_001)) == "1-200000"
    assert ranges_text(np.array([], dtype=np.int64)) == ""
