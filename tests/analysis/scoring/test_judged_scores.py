"""Judged leads have the score of their moment, in the order in which they were judged."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.scoring.judged_scores import judged_facts, judged_scores
from clm_core.analysis.scoring.leads import lead_facts
from clm_core.analysis.scoring.scores import scores
from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEAD_OUTCOMES
from tests.analysis.scoring.scoring_worlds import MODEL, ZONE, day_number, facts_of, local_day, world


def outcomes_of(keys: np.ndarray, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    at = pd.to_datetime(random.integers(1_776_000_000, 1_793_000_000, len(keys)), unit="s", utc=True)
    rows = {"contact_key": random.permutation(keys), "channel": "email", "judged_at": at, "revenue": 0.0}
    flags = dict.fromkeys(("is_handed_over", "is_converted", "is_mature"), True)
    return typed_frame(rows | flags, LEAD_OUTCOMES).sort_values("judged_at", ignore_index=True)


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_of_the_day_from_what_was_known_then(seed: int) -> None:
    contacts, events = world(seed)
    facts = lead_facts(contacts, events, ZONE)
    outcomes = outcomes_of(facts.contact_keys[::2], seed)
    found = judged_scores(facts, MODEL, outcomes, ZONE)
    assert len(found.total) == len(outcomes)
    for place, (key, at) in enumerate(zip(outcomes["contact_key"], outcomes["judged_at"], strict=True)):
        at_us = int(at.timestamp()) // 60 * 60_000_000
        known = lead_facts(contacts, events[events["at"] < at_us].reset_index(drop=True), ZONE)
        row = int(np.flatnonzero(known.contact_keys == key)[0])
        alone = scores(known, MODEL, day_number(local_day(at_us)))
        assert found.total[place] == pytest.approx(alone.total[row])


def test_channels_stand_in_the_order_of_the_judgements() -> None:
    facts = facts_of(4)
    outcomes = outcomes_of(facts.contact_keys, 4)
    judged = judged_facts(facts, outcomes, ZONE)
    by_key = dict(zip(facts.contact_keys.tolist(), facts.channels.codes.tolist(), strict=True))
    assert judged.channels.codes.tolist() == [by_key[key] for key in outcomes["contact_key"]]
