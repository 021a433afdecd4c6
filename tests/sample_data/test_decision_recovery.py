"""The sample company's planned tests of spend, judged as decisions: the truth of each is what its curve says."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.decision_effect import EffectRules
from clm_core.analysis.decision_verdict import Surroundings, judgement
from clm_core.analysis.selected import LoopData
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.decisions import Action, Decision, DecisionVerdict, ExpectedEffect, Judgement, Measure
from sample_data.world import spend
from sample_data.world.history import World
from sample_data.world.randomness import part
from sample_data.world.streams import STREAMS, Rhythm

ZONE = "UTC"
RULES = EffectRules(draws=1_000)
WEEKS = spend._TEST_WEEKS


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendTest:
    """Four weeks of more or less money for a stream: what it really changed a week."""

    stream: str
    start_on: date
    leads: float  # a week, by the planted curve
    share: float  # of the leads there would have been


def spend_tests(world: World) -> list[SpendTest]:
    """Every planned test whose weeks and the four before lie in the files, with its effect by the planted curve."""
    found = []
    for number, stream in enumerate(STREAMS):
        if stream.rhythm not in (Rhythm.DAILY, Rhythm.WEEKLY):
            continue
        rng = part(world.seed, f"spend {stream.name}")
        weeks = world.horizon.week_count
        rng.standard_normal(weeks)
        spacing = weeks // (len(spend._TEST_FACTORS) + 1)
        for place, factor in enumerate(spend._TEST_FACTORS):
            start = spacing * (place + 1) + int(rng.integers(-6, 7))
            start_on = pd.Timestamp(world.horizon.weeks[start]).date()
            if start_on - timedelta(weeks=WEEKS) < world.horizon.start_on or start + WEEKS >= weeks:
                continue
            without = world.spending.weekly_euros[number].copy()
            without[start : start + WEEKS] /= factor
            level, _ = spend._level(stream, without, world.horizon)
            was, _ = spend._level(stream, world.spending.weekly_euros[number], world.horizon)
            ratio = (was / level)[start : start + WEEKS]
            leads = world.spending.expected_leads[number][start : start + WEEKS]
            would = leads / ratio
            found.append(
                SpendTest(
                    stream=stream.name,
                    start_on=start_on,
                    leads=float((leads - would).mean()),
                    share=float(leads.sum() / would.sum() - 1),
                )
            )
    return found


@pytest.fixture(scope="module")
def company(world: World) -> LoopData:
    """The leads of the files, each stream a channel of its own."""
    people = world.contacts[world.contacts["is_exported"] & ~world.contacts["is_base"]]
    names = [stream.name for stream in STREAMS]
    table = {
        "contact_key": people.index,
        "lead_at": pd.to_datetime(people["lead_at"]).dt.tz_localize("UTC"),
        "first_touch_channel": [names[stream] for stream in people["stream"]],
    }
    others = {
        name: typed_frame({}, SNAPSHOT_COLUMNS[SnapshotTable(name)])
        for name in ("spend", "traffic", "accounts", "deals")
    }
    return LoopData(contacts=typed_frame(table, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]), **others)


def judged(world: World, company: LoopData, test: SpendTest, expected: float) -> Judgement:
    low, high = sorted((0.5 * expected, 1.5 * expected))
    decision = Decision(
        title=test.stream,
        action=Action.RUN_EXPERIMENT,
        owner="Kim",
        effect=ExpectedEffect(measure=Measure.LEADS, change=expected, low=low, high=high),
        takes_effect_on=test.start_on,
        check_on=test.start_on + timedelta(weeks=WEEKS),
        channels=(test.stream,),
    )
    around = Surroundings(first_on=world.horizon.start_on, as_of=world.horizon.until, zone=ZONE)
    return judgement(company, decision, around, rules=RULES)


def test_the_planted_tests_are_judged_rightly(world: World, company: LoopData) -> None:
    """Four weeks of one stream's money change 1 to 10 leads a week: a third is found, hardly any denied.

    The opposite of what happened is never believed.
    """
    tests = spend_tests(world)
    assert len(tests) >= 25
    right = [judged(world, company, test, test.leads).verdict for test in tests]
    wrong = [judged(world, company, test, -test.leads).verdict for test in tests]
    assert right.count(DecisionVerdict.CAME_TRUE) >= 0.3 * len(tests)
    assert right.count(DecisionVerdict.DID_NOT) <= 0.1 * len(tests)
    assert wrong.count(DecisionVerdict.CAME_TRUE) <= 0.05 * len(tests)
    assert wrong.count(DecisionVerdict.DID_NOT) >= 0.5 * len(tests)


def test_the_interval_holds_the_planted_effect(world: World, company: LoopData) -> None:
    tests = spend_tests(world)
    measured = [(test, judged(world, company, test, test.leads).measured) for test in tests]
    held = [found.low <= test.leads <= found.high for test, found in measured if found is not None]
    assert np.mean(held) >= 0.8
