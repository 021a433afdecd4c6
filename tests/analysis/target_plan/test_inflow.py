"""How many come a week: counted by hand, and how far the future may lie from it."""

from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.target_plan.inflow import LEVEL_WEEKS, inflow
from tests.analysis.target_plan.plan_worlds import TODAY, people


def _inflow(per_week: list[int], coming_weeks: int = 13, first_day: float = TODAY - 1000.0):  # type: ignore[no-untyped-def]
    """So many in each of the weeks up to today."""
    back = np.repeat(np.arange(len(per_week))[::-1], per_week)
    who = replace(people(weeks=1), first_day=first_day)
    return inflow(who, TODAY - 7.0 * back - 3, coming_weeks=coming_weeks, draws=4000, rng=np.random.default_rng(1))


def test_the_level_is_the_mean_of_the_latest_weeks() -> None:
    found = _inflow([1] * 40 + [10] * LEVEL_WEEKS)
    assert (found.per_week, found.n, found.weeks) == (10.0, 130, 13)
    assert found.draws.mean() == pytest.approx(10.0)


def test_a_steady_past_is_as_unsure_as_its_count() -> None:
    found = _inflow([10] * 80)
    assert found.spread == pytest.approx(1 / np.sqrt(130))


def test_a_past_of_ups_and_downs_makes_the_future_wide() -> None:
    steps = ([5] * 13 + [15] * 13) * 3
    found = _inflow(steps)
    logs = [
        np.log((np.mean(steps[at : at + 13]) + 0.5 / 13) / (np.mean(steps[at - 13 : at]) + 0.5 / 13))
        for at in range(13, len(steps) - 12)
    ]
    # The first week that anything came in is the first that counts.
    assert found.spread == pytest.approx(float(np.sqrt(np.mean(np.square(logs)))), rel=0.03)
    assert np.log(found.draws).std() == pytest.approx(found.spread, rel=0.05)


def test_with_little_past_the_count_alone_says_how_unsure() -> None:
    found = _inflow([4] * 6)
    assert found.spread == pytest.approx(1 / np.sqrt(found.n))


def test_nothing_came() -> None:
    found = _inflow([])
    assert (found.per_week, found.n) == (0.0, 0)
    assert (found.draws == 0).all()
