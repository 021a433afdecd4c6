"""How many MQLs, or deals without an MQL, come a week, and how far the coming weeks may lie from the latest ones."""

from dataclasses import dataclass

import numpy as np

from clm_core.analysis.target_plan.plan_people import PlanPeople
from clm_core.response_curves import Floats

LEVEL_WEEKS = 13
"""Today's level is the mean of so many whole weeks."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inflow:
    """``per_week`` of the latest weeks, and the same in each draw; ``spread`` is the standard deviation of its log."""

    per_week: float
    n: int
    weeks: int
    spread: float
    draws: Floats


def inflow(people: PlanPeople, days: Floats, *, coming_weeks: int, draws: int, rng: np.random.Generator) -> Inflow:
    """The inflow of what came on these days. The draws' mean is ``per_week``.

    How far the mean of the coming weeks lies from today's level is learned from the past: from every week on with
    LEVEL_WEEKS before and as many after as are asked about, the two means are compared. Where the data are too short
    for that, a count of events as many as in the level is as unsure as Poisson says.
    """
    today, first_day = people.today, people.first_day
    known = days[~np.isnan(days) & (days >= max(first_day, today - 7 * 156)) & (days <= today)]
    weeks = int((today - max(first_day, known.min(initial=today))) // 7) if len(known) else 0
    back = ((today - known) // 7).astype(np.int64)
    counts = np.bincount(back[back < weeks], minlength=weeks)[::-1].astype(np.float64)
    level = counts[-LEVEL_WEEKS:]
    n, per_week = int(level.sum()), float(level.mean()) if len(level) else 0.0
    spread = max(_past_spread(counts, min(max(coming_weeks, 4), LEVEL_WEEKS)), 1 / np.sqrt(max(n, 1)))
    noise = np.exp(spread * rng.standard_normal(draws))
    return Inflow(per_week=per_week, n=n, weeks=len(level), spread=spread, draws=per_week * noise / noise.mean())


def _past_spread(counts: Floats, coming: int) -> float:
    """Root mean square of the log of later mean ÷ earlier mean over all weeks of the past; 0 where they are too few."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    starts = np.arange(LEVEL_WEEKS, len(counts) - coming + 1)
    if len(starts) < LEVEL_WEEKS:
        return 0.0
    before = (sums[starts] - sums[starts - LEVEL_WEEKS] + 0.5) / LEVEL_WEEKS
    after = (sums[starts + coming] - sums[starts] + 0.5) / coming
    return float(np.sqrt(np.mean(np.log(after / before) ** 2)))
