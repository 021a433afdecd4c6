"""Leads as small codes: nothing that files say is lost or shifted by a day."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from clm_core.analysis.scoring.leads import LeadFacts, days_of_minutes, lead_facts
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame
from clm_core.scoring_columns import LEAD_EVENTS
from tests.analysis.scoring.scoring_worlds import ZONE, day_number, facts_of, local_day, world


def values_of(facts: LeadFacts, name: str) -> list[str]:
    field = facts.fields[name]
    return ["" if code < 0 else field.values[code] for code in field.codes]


def test_fields_are_what_the_records_say() -> None:
    contacts, events = world(1)
    leads = contacts.dropna(subset="lead_at")
    facts = lead_facts(contacts, events, ZONE)
    assert facts.contact_keys.tolist() == leads["contact_key"].tolist()
    assert values_of(facts, "industry") == leads["industry"].fillna("").str.strip().tolist()
    assert set(values_of(facts, "email_domain")) == {"x.de", "gmail.com", ""}
    machines = [json.loads(one).get("Maschinen", "") if isinstance(one, str) else "" for one in leads["attributes"]]
    assert values_of(facts, "attribute:Maschinen") == machines
    assert set(facts.channels.values) == {"email", "events", "no_source"}


def test_events_stand_with_their_leads_in_the_zones_days() -> None:
    contacts, events = world(2)
    found = lead_facts(contacts, events, ZONE).events
    assert found.days.tolist() == [day_number(local_day(int(at))) for at in events["at"]]
    for lead, (begin, end) in enumerate(zip(found.starts[:-1], found.starts[1:], strict=True)):
        assert (found.leads[begin:end] == lead).all()
    assert found.starts[-1] == len(events)
    rows = found.classes.take(found.class_codes).reset_index(drop=True)
    for name in rows:
        assert rows[name].tolist() == events[name].astype("str").fillna("").tolist()
    assert not found.classes.duplicated().any()


def test_a_day_begins_at_midnight_of_the_zone_summer_and_winter() -> None:
    winter = int(datetime(2026, 3, 28, 23, tzinfo=UTC).timestamp()) // 60
    summer = int(datetime(2026, 3, 29, 22, tzinfo=UTC).timestamp()) // 60
    found = days_of_minutes(np.array([winter, winter - 1, summer, summer - 1]), ZONE)
    first = day_number(date(2026, 3, 28))
    assert (found - first).tolist() == [1, 0, 2, 1]


@pytest.mark.parametrize("zone", [ZONE, "Asia/Kathmandu"])
def test_no_leads_and_no_events(zone: str) -> None:
    contacts = empty_frame(SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])
    facts = lead_facts(contacts, empty_frame(LEAD_EVENTS), zone)
    assert len(facts) == 0
    assert facts.events.starts.tolist() == [0]


def test_facts_do_not_change_their_frames() -> None:
    contacts, events = world(3)
    before = contacts.copy(), events.copy()
    lead_facts(contacts, events, ZONE)
    assert contacts.equals(before[0])
    assert events.equals(before[1])
    assert len(facts_of(3)) == contacts["lead_at"].notna().sum()
