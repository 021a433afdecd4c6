"""What misses go along with: shares by hand, a planted cost of waiting found again, and nothing where nothing is."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from clm_core.analysis.promises.facts import PromiseFacts
from clm_core.analysis.promises.misses import (
    MissBase,
    MissBasis,
    loss_per_lead,
    miss_base,
    promise_miss,
    promise_misses,
)
from clm_core.analysis.promises.weeks import last_weeks, promise_weeks
from clm_core.columns import typed_frame
from clm_core.promise_columns import PROMISE_LEADS
from clm_core.targets import Promise, PromiseKind
from tests.analysis import feedback_case
from tests.analysis.feedback_case import case
from tests.analysis.promises.invented_promises import AS_OF, END
from tests.analysis.promises.test_facts import facts

CONTACT = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.9, within=24)
CONSENT = Promise(kind=PromiseKind.CONSENT, level=0.8)
MQLS = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=50)
WIN_SHARE = 0.25


def invented_base(seed: int, slope: float, *, count: int = 4_000, wanted: float = 0.5) -> MissBase:
    """MQLs of three years: hours waited at random, the log odds of an opportunity fall with each doubling of 1 + days.

    Three in ten have no consent, which changes nothing. A control stands for what else differs.
    """
    chance = np.random.default_rng(seed)
    age = np.sort(chance.uniform(0, 1_000, count))[::-1]
    hours = chance.exponential(60, count)
    control = chance.normal(0, 1, count)
    odds = np.log(wanted / (1 - wanted)) + slope * np.log2(1 + hours / 24) + 0.5 * control
    lag = hours / 24 + chance.exponential(15, count)
    opportunity = np.where((chance.random(count) < expit(odds)) & (lag < age), lag, np.nan)
    handed_at = END - pd.to_timedelta(age, unit="D")
    frame = pd.DataFrame(
        {
            "contact_key": np.arange(count),
            "handed_at": handed_at,
            "week": (handed_at - pd.to_timedelta(handed_at.day_of_week, unit="D")).normalize().tz_localize(None),
            "age_days": age,
            "hours_to_contact": np.where(hours / 24 < age, hours, np.nan),
            "sql_days": opportunity,
            "may_be_mailed": chance.random(count) < 0.7,
            "is_complete": True,
        }
    )
    found = PromiseFacts(
        leads=typed_frame(frame, PROMISE_LEADS),
        contact_days=np.empty(0),
        starts=np.zeros(count + 1, dtype=np.int64),
        quality_days=30.0,
        missing={},
        first_on=frame["week"].min().date(),
        as_of=AS_OF,
        zone="UTC",
    )
    return MissBase(
        facts=found,
        rows=frame,
        controls=control[:, None],
        within_days=90,
        opportunity_days=opportunity,
        win_chance=np.concatenate([[WIN_SHARE], np.full(300, WIN_SHARE)]),
    )


def true_loss(base: MissBase, slope: float, hours: float) -> float:
    """Won deals fewer for each late lead, from the planted odds."""
    leads = base.facts.leads
    late = leads["hours_to_contact"][leads["hours_to_contact"] > hours].to_numpy()
    extra = [
        expit(slope * np.log2(1 + hours / 24) + 0.5 * one) - expit(slope * np.log2(1 + wait / 24) + 0.5 * one)
        for wait in late[:400]
        for one in (-1.2, -0.4, 0.4, 1.2)
    ]
    return WIN_SHARE * float(np.mean(extra))


def test_the_planted_cost_of_waiting_is_found_with_its_sign_and_interval() -> None:
    """−0.28 per doubling, as in the sample company."""
    base = invented_base(1, -0.28)
    loss = loss_per_lead(base, CONTACT)
    assert loss is not None
    assert (loss.basis, loss.is_clear) == (MissBasis.LIKE_WITH_LIKE, True)
    assert 0 < loss.deals.low < true_loss(base, -0.28, 24) < loss.deals.high
    assert loss.deals.high - loss.deals.low < 0.03


def test_a_week_more_of_waiting_is_what_a_lead_not_worked_stands_for() -> None:
    base = invented_base(2, -0.28)
    loss = loss_per_lead(base, Promise(kind=PromiseKind.CAPACITY, level=20))
    assert loss is not None
    hours = base.facts.leads["hours_to_contact"].dropna().to_numpy()
    gap = expit(-0.28 * np.log2(1 + hours / 24)) - expit(-0.28 * np.log2(1 + (hours + 168) / 24))
    assert loss.deals.low < WIN_SHARE * gap.mean() < loss.deals.high
    assert loss.deals.low > 0


def test_what_changes_nothing_is_not_clear() -> None:
    for seed in (3, 4, 5):
        loss = loss_per_lead(invented_base(seed, 0.0, count=1_500), CONSENT)
        assert loss is not None
        assert loss.deals.low < 0 < loss.deals.high
        assert not loss.is_clear


def test_what_an_mql_usually_becomes() -> None:
    base = invented_base(6, 0.0, count=2_000)
    old = base.facts.leads["age_days"] >= 90
    share = np.mean(base.opportunity_days[old] <= 90)
    loss = loss_per_lead(base, MQLS)
    assert loss is not None
    assert (loss.basis, loss.leads) == (MissBasis.USUAL_COURSE, int(old.sum()))
    assert loss.deals.value == pytest.approx(share * WIN_SHARE)
    half = 1.96 * np.sqrt(share * (1 - share) / old.sum()) * WIN_SHARE
    assert loss.deals.high - loss.deals.low == pytest.approx(2 * half, rel=0.15)


def test_few_missed_are_compared_as_they_are() -> None:
    """Twenty-five without consent of whom none converted: nothing can be adjusted, Newcombe's interval stands."""
    base = invented_base(7, 0.0, count=1_000)
    mature = np.flatnonzero(base.age_days >= 90)[:25]
    base.facts.leads["may_be_mailed"] = True
    base.facts.leads.loc[mature, "may_be_mailed"] = False
    base.opportunity_days[mature] = np.nan
    loss = loss_per_lead(base, CONSENT)
    assert loss is not None
    assert (loss.basis, loss.missed) == (MissBasis.PLAIN_RATES, 25)
    old = base.age_days >= 90
    kept = old & base.facts.leads["may_be_mailed"].to_numpy()
    rate = np.mean(base.opportunity_days[kept] <= 90)
    assert loss.deals.value == pytest.approx(rate * WIN_SHARE)
    # 0 of 25 may be up to .1332 (Wilson): the low end lies about that much lower.
    assert loss.deals.low == pytest.approx((rate - np.hypot(0.1332, 0.03)) * WIN_SHARE, abs=0.003)


def test_short_leads_times_what_each_goes_along_with() -> None:
    base = invented_base(8, -0.28)
    weeks = promise_weeks(base.facts, CONTACT, last_weeks(base.facts, 10))
    miss = promise_miss(base, CONTACT, weeks)
    missed = weeks[weeks["status"] == "missed"]
    short = sum(max(0.9 * row.n - row.hits, 0) for row in missed.itertuples())
    assert (miss.weeks, miss.short) == (len(missed), pytest.approx(short))
    assert miss.each is not None
    assert miss.deals is not None
    assert miss.deals.value == pytest.approx(short * miss.each.deals.value)
    nothing = promise_miss(base, CONTACT, weeks.assign(status="kept"))
    assert (nothing.weeks, nothing.short) == (0, 0.0)
    assert nothing.deals is not None
    assert nothing.deals.value == 0.0


def test_too_few_leads_say_nothing_for_either_side() -> None:
    base = miss_base(facts(), case(), feedback_case.contacts(), feedback_case.events())
    promises = (MQLS, CONSENT, CONTACT)
    weeks = {one.kind: promise_weeks(facts(), one, last_weeks(facts(), 13)) for one in promises}
    found = promise_misses(base, promises, weeks)
    assert [miss.kind for miss in found] == [one.kind for one in promises]
    assert [miss.deals for miss in found] == [None, None, None]
    assert found[0].short == 13 * 50 - 5
