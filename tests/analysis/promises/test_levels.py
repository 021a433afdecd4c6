"""Today's levels: the latest weeks that can be judged, and that they are what the loop over their leads says."""

import dataclasses
from datetime import date

import pytest

from clm_core.analysis.promises.levels import DEFAULT_TERMS, measured_levels
from clm_core.targets import Promise, PromiseKind
from tests.analysis.promises.invented_promises import invented_facts
from tests.analysis.promises.test_facts import facts


def test_levels_by_hand() -> None:
    found = {level.promise.kind: level for level in measured_levels(facts())}
    contact = found[PromiseKind.FIRST_CONTACT]
    assert (contact.promise.level, contact.n, contact.weeks) == (2 / 5, 5, 2), "leads 1 and 8 of five within a day"
    assert (contact.first_on, contact.last_on) == (date(2026, 3, 2), date(2026, 5, 31))
    verdict = found[PromiseKind.VERDICT]
    assert (verdict.promise.level, verdict.n) == (3 / 4, 4), "the lead of May is too young"
    assert verdict.promise.within == 2.0
    mqls = found[PromiseKind.MQLS_PER_WEEK]
    assert (mqls.promise.level, mqls.weeks) == (5 / 13, 13)


def test_a_promise_with_a_long_time_looks_further_back() -> None:
    terms = [Promise(kind=PromiseKind.VERDICT, level=0, within=weeks) for weeks in (1, 8)]
    short, long = measured_levels(invented_facts(3, count=400), terms, weeks=4)
    assert long.last_on < short.last_on
    assert short.weeks == long.weeks == 4


def test_levels_of_these_weeks_only() -> None:
    world = invented_facts(4, count=300)
    level = measured_levels(world, DEFAULT_TERMS[2:3], weeks=5)[0]
    mine = world.leads[world.leads["week"].between("2026-04-20", "2026-05-18")]
    assert level.n == len(mine)
    assert level.promise.level == pytest.approx(mine["may_be_mailed"].mean())
    assert level.low < level.promise.level < level.high


def test_what_nothing_measures_is_left_out() -> None:
    nobody = dataclasses.replace(facts(), leads=facts().leads.head(0), starts=facts().starts[:1])
    assert measured_levels(nobody) == ()
    all_judged = dataclasses.replace(facts(), leads=facts().leads.assign(verdict_days=0.5))
    assert PromiseKind.ATTEMPTS not in {level.promise.kind for level in measured_levels(all_judged)}
