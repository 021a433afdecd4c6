"""After any sequence of imports and undos the facts are those of the imports that stand, replayed in order."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clm_core.records import RecordType
from clm_core.store.facts import read_facts
from clm_core.store.imports import undo_import, write_import
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON, a_new_import, plain, rows

Row = dict[str, Any]
Content = dict[tuple[Any, ...], tuple[Any, ...]]

DAY = datetime(2026, 3, 1)
SHOWN = {
    RecordType.SPEND: ("campaign_id", "campaign", "day", "spend_micros"),
    RecordType.CONTACTS: ("contact_id", "email", "job_title"),
    RecordType.TOUCHPOINTS: ("touchpoint_id", "contact_id", "at", "team"),
}


@dataclass
class SlowHistory:
    """The obvious way: keep what every import said, and replay those that stand."""

    said: dict[int, dict[RecordType, Content]] = field(default_factory=dict)

    def write(self, import_id: int, files: dict[RecordType, list[Row]]) -> None:
        self.said[import_id] = {
            RecordType.SPEND: self._spend(files[RecordType.SPEND]),
            RecordType.CONTACTS: _contacts(files[RecordType.CONTACTS]),
            RecordType.TOUCHPOINTS: _touchpoints(files[RecordType.TOUCHPOINTS]),
        }

    def undo(self, import_id: int) -> None:
        del self.said[import_id]

    def now(self, record_type: RecordType) -> list[tuple[Any, ...]]:
        current: Content = {}
        for import_id in sorted(self.said):
            current.update(self.said[import_id][record_type])
        if record_type is RecordType.SPEND:
            by_id = set(self._ids_by_name())
            current = {key: row for key, row in current.items() if key[0] == "id" or key[1:] not in by_id}
        return sorted(current.values(), key=repr)

    def _ids_by_name(self) -> dict[tuple[Any, ...], set[str]]:
        ids = defaultdict(set)
        for contents in self.said.values():
            for campaign_id, campaign, day, _ in contents[RecordType.SPEND].values():
                if campaign_id is not None:
                    ids[campaign, day].add(campaign_id)
        return ids

    def _spend(self, file: list[Row]) -> Content:
        ids = self._ids_by_name()
        for row in file:
            if row["campaign_id"]:
                ids[row["campaign"], row["day"]].add(row["campaign_id"])
        content: Content = {}
        for row in file:
            known = ids.get((row["campaign"], row["day"]), set())
            campaign_id = row["campaign_id"] or (next(iter(known)) if len(known) == 1 else None)
            if campaign_id is None and known:
                continue
            key = ("id", campaign_id, row["day"]) if campaign_id else ("name", row["campaign"], row["day"])
            before = content.get(key, (None, None, None, 0))[3]
            content[key] = (campaign_id, row["campaign"], row["day"], before + row["spend_micros"])
        return content


def _contacts(file: list[Row]) -> Content:
    content: Content = {}
    for row in file:
        key = (row["contact_id"],) if row["contact_id"] else ("by e-mail", row["email"])
        content[key] = (row["contact_id"], row["email"], row["job_title"])
    return content


def _touchpoints(file: list[Row]) -> Content:
    content: Content = {}
    for row in file:
        shown = (row["touchpoint_id"], row["contact_id"], row["at"], row["team"])
        if row["touchpoint_id"]:
            content["id", row["touchpoint_id"]] = shown
            continue
        number = 1
        while ("no id", row["contact_id"], row["at"], number) in content:
            number += 1
        content["no id", row["contact_id"], row["at"], number] = shown
    return content


_days = st.sampled_from([DAY, DAY + timedelta(days=1)]).map(pd.Timestamp)
_spend_rows = st.fixed_dictionaries(
    {
        "campaign_id": st.sampled_from([None, "1", "2"]),
        "campaign": st.sampled_from(["A", "B"]),
        "day": _days,
        "spend_micros": st.sampled_from([1_000_000, 2_000_000]),
        "platform": st.just("google"),
        "currency": st.just("EUR"),
    }
)
_contact_rows = st.fixed_dictionaries(
    {
        "contact_id": st.sampled_from([None, "c1", "c2"]),
        "email": st.sampled_from(["a@x.de", "b@x.de"]),
        "job_title": st.sampled_from([None, "CEO"]),
    }
)
_touchpoint_rows = st.fixed_dictionaries(
    {
        "touchpoint_id": st.sampled_from([None, None, "t1"]),
        "contact_id": st.sampled_from(["c1", "c2"]),
        "at": _days.map(lambda day: day.tz_localize("UTC")),
        "team": st.sampled_from(["marketing", "sales"]),
    }
)
_files = st.fixed_dictionaries(
    {
        RecordType.SPEND: st.lists(_spend_rows, max_size=4),
        RecordType.CONTACTS: st.lists(_contact_rows, max_size=3),
        RecordType.TOUCHPOINTS: st.lists(_touchpoint_rows, max_size=4),
    }
)
_undo = st.integers(min_value=0, max_value=5)
_histories = st.lists(st.one_of(_files, _files, _undo), min_size=4, max_size=9)


@given(history=_histories)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facts_are_the_standing_imports_replayed_in_order(store: Store, history: list[Any]) -> None:
    # Each history has a system of its own, so that all can share one database.
    system = uuid4().hex
    slow = SlowHistory()
    for step in history:
        if isinstance(step, int):
            if not slow.said:
                continue
            chosen = sorted(slow.said)[step % len(slow.said)]
            undo_import(store, chosen, actor="anna", at=NOON)
            slow.undo(chosen)
            assert_alike(store, slow, system)
        else:
            frames = {kind: rows(kind, *given_rows, system=system) for kind, given_rows in step.items()}
            written = write_import(store, a_new_import(), frames)
            slow.write(written.import_id, step)
    assert_alike(store, slow, system)


def assert_alike(store: Store, slow: SlowHistory, system: str) -> None:
    for record_type, names in SHOWN.items():
        facts = read_facts(store, record_type)
        assert plain(facts[facts["system"] == system], names) == slow.now(record_type), record_type
