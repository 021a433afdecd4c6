"""Decisions from advice to verdict, on a company whose leads are known day by day."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.decisions import Action, Decision, DecisionStatus, DecisionVerdict, ExpectedEffect, Measure
from clm_core.records import RecordType
from clm_core.services.decisions import (
    change,
    check_proposal,
    decide,
    decisions_view,
    judge_due,
    read_decision,
    verdict_from,
    withdraw,
)
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot, store_at
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.store.audit import audit_frame
from tests.small_company import add_rows

FIRST_ON, LAST_ON = date(2025, 1, 1), date(2026, 6, 30)
START_ON = date(2026, 3, 2)
EXPECTED = ExpectedEffect(measure=Measure.LEADS, change=14.0, low=7.0, high=21.0)
DECISION = Decision(
    title="Mehr E-Mail",
    action=Action.SCALE,
    owner="Kim",
    effect=EXPECTED,
    takes_effect_on=START_ON,
    check_on=START_ON + timedelta(weeks=8),
    channels=("email",),
)


def leads(first_on: date, last_on: date) -> pd.DataFrame:
    """Two leads a day by e-mail, four from START_ON on; six a day by search."""
    rows = [
        {"contact_id": f"{day}-{channel}-{place}", "email": f"a{day}.{channel}.{place}@x.de", "channel": channel,
         "stage": "lead", "created_at": pd.Timestamp(day, tz="UTC") + pd.Timedelta(hours=9), "system": "test"}
        for day in pd.date_range(first_on, last_on).date
        for channel, count in (("email", 4 if day >= START_ON else 2), ("paid_search", 6))
        for place in range(count)
    ]  # fmt: skip
    return typed_frame(rows, fact_dtypes(RecordType.CONTACTS))


@pytest.fixture(scope="session")
def daily_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with that company up to four weeks before the check."""
    home = tmp_path_factory.mktemp("daily")
    store = open_workspace(home, create_workspace(home, "Daily").slug)
    add_rows(store, {RecordType.CONTACTS: leads(FIRST_ON, START_ON + timedelta(weeks=4))}, "first.csv")
    store.close()
    return home


@pytest.fixture
def store(daily_home: Path, tmp_path: Path) -> Iterator[Store]:
    home = Path(shutil.copytree(daily_home, tmp_path / "daily"))
    opened = open_workspace(home, "daily")
    yield opened
    opened.close()


def next_months(store: Store) -> None:
    add_rows(store, {RecordType.CONTACTS: leads(START_ON + timedelta(weeks=4, days=1), LAST_ON)}, "next.csv")


def test_the_verdict_comes_by_itself_with_the_next_data(store: Store) -> None:
    kept = decide(store, DECISION, actor="kim")
    (waiting,) = decisions_view(store).open
    assert waiting.judgement is not None
    assert (waiting.judgement.verdict, waiting.status) == (DecisionVerdict.TOO_EARLY, DecisionStatus.OPEN)
    next_months(store)
    view = decisions_view(store)
    (judged,) = view.judged
    assert judged.judgement is not None
    assert judged.judgement.verdict is DecisionVerdict.CAME_TRUE
    measured = judged.judgement.measured
    assert measured is not None
    assert (measured.before, measured.after) == (14, 28)
    assert measured.change == pytest.approx(14, abs=1.0)
    assert (measured.is_compared, measured.is_season_corrected) == (True, True)
    assert (view.hits.came_true, view.hits.told) == (1, 1)
    assert view.rows["verdict"].tolist() == ["came_true"]
    assert judged.data_version == kept.data_version < fresh_snapshot(store).number


def test_nothing_is_judged_twice_with_the_same_data_and_what_is_told_stays_told(store: Store) -> None:
    decide(store, DECISION)
    next_months(store)
    judge_due(store)
    lines = audit_frame(store)
    first = read_decision(store, 1)
    assert judge_due(store) == (first,)
    add_rows(store, {RecordType.CONTACTS: leads(LAST_ON + timedelta(days=1), LAST_ON + timedelta(days=9))}, "more.csv")
    assert judge_due(store) == (first,)
    assert list(audit_frame(store)["action"]).count("decision.judged") == list(lines["action"]).count("decision.judged")


def test_of_an_old_state_of_the_data_nothing_is_judged(store: Store) -> None:
    keep_snapshot(store, fresh_snapshot(store).number, "Alt")
    decide(store, DECISION)
    next_months(store)
    (kept,) = judge_due(store_at(store, "Alt"))
    assert kept.judgement is None


def test_an_expected_rise_that_did_not_come_is_told(store: Store) -> None:
    decide(store, replace(DECISION, channels=("paid_search",), effect=replace(EXPECTED, change=30.0, low=28, high=40)))
    next_months(store)
    (judged,) = decisions_view(store).judged
    assert judged.judgement is not None
    assert judged.judgement.verdict is DecisionVerdict.DID_NOT


def test_channels_that_other_decisions_changed_are_no_comparison(store: Store) -> None:
    decide(store, DECISION)
    decide(store, replace(DECISION, title="Suche", channels=("paid_search",)))
    next_months(store)
    for judged in decisions_view(store).judged:
        assert judged.judgement is not None
        assert judged.judgement.measured is not None
        assert not judged.judgement.measured.is_compared


def test_changing_and_withdrawing(store: Store) -> None:
    kept = decide(store, DECISION)
    changed = change(store, kept, replace(DECISION, owner="Ben"))
    assert changed.decision.owner == "Ben"
    withdraw(store, changed)
    next_months(store)
    view = decisions_view(store)
    assert (view.open, view.judged, len(view.kept)) == ((), (), 1)


def test_days_are_proposed_from_the_data(store: Store) -> None:
    as_of = START_ON + timedelta(weeks=4)
    start, check = check_proposal(store, Measure.LEADS)
    assert (start, check) == (as_of + timedelta(days=1), as_of + timedelta(days=1, weeks=8))
    assert check_proposal(store, Measure.REVENUE)[1] == start + timedelta(weeks=13)
    assert check_proposal(store, Measure.REVENUE, 4)[1] == start + timedelta(weeks=4)
    assert verdict_from(store, Measure.LEADS, check) == check
    assert verdict_from(store, Measure.REVENUE, check) is None
