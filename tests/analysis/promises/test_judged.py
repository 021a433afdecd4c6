"""For whom each promise was kept: against a slow loop over the leads, and what must hold of any leads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.promises.judged import judged_leads
from clm_core.targets import Promise, PromiseKind
from tests.analysis.promises.invented_promises import invented_facts

PROMISES = (
    Promise(kind=PromiseKind.MQL_QUALITY, level=0.5),
    Promise(kind=PromiseKind.CONSENT, level=0.5),
    Promise(kind=PromiseKind.COMPLETE_DATA, level=0.5),
    Promise(kind=PromiseKind.FIRST_CONTACT, level=0.5, within=36),
    Promise(kind=PromiseKind.ATTEMPTS, level=0.5, within=6, attempts=2),
    Promise(kind=PromiseKind.VERDICT, level=0.5, within=1),
)


def slow(facts, promise: Promise, row: int) -> tuple[bool, bool, bool]:
    """(counted, old enough, kept) of one lead, in plain words."""
    lead = facts.leads.iloc[row]
    days = facts.contact_days[facts.starts[row] : facts.starts[row + 1]]
    match promise.kind:
        case PromiseKind.MQL_QUALITY:
            return True, lead["age_days"] >= 30, lead["sql_days"] <= 30
        case PromiseKind.CONSENT:
            return True, True, lead["may_be_mailed"]
        case PromiseKind.COMPLETE_DATA:
            return True, True, lead["is_complete"]
        case PromiseKind.FIRST_CONTACT:
            was_closed = lead["closed_hours"] == lead["closed_hours"]
            in_time = lead["hours_to_contact"] <= 36 and not was_closed
            return not (was_closed and lead["closed_hours"] < 36), lead["age_days"] >= 1.5, in_time
        case PromiseKind.ATTEMPTS:
            needs_none = lead["reached_days"] <= 6 or lead["verdict_days"] <= 6
            return not needs_none, lead["age_days"] >= 6, not needs_none and sum(day <= 6 for day in days) >= 2
        case _:
            return True, lead["age_days"] >= 7, lead["told_days"] <= 7


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: str(promise.kind))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_the_slow_loop(promise: Promise, seed: int) -> None:
    facts = invented_facts(seed)
    judged = judged_leads(facts, promise)
    found = list(zip(judged.is_counted, judged.is_old, judged.is_kept, strict=True))
    assert found == [slow(facts, promise, row) for row in range(len(facts.leads))]


@given(st.integers(0, 400), st.floats(1, 200), st.floats(1.0, 3.0))
def test_more_time_keeps_no_fewer_promises(seed: int, hours: float, longer: float) -> None:
    facts = invented_facts(seed, count=25)

    def kept(within: float) -> np.ndarray:
        return judged_leads(facts, Promise(kind=PromiseKind.FIRST_CONTACT, level=0.5, within=within)).is_kept

    assert (kept(hours) <= kept(hours * longer)).all()


def test_one_attempt_more_is_never_easier() -> None:
    facts = invented_facts(7)
    kept = [
        judged_leads(facts, Promise(kind=PromiseKind.ATTEMPTS, level=0.5, within=10, attempts=count)).is_kept
        for count in (1, 2, 3)
    ]
    assert (kept[1] <= kept[0]).all()
    assert (kept[2] <= kept[1]).all()
    assert kept[0].sum() > kept[2].sum()
