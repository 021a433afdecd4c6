"""What an earlier first contact goes along with, as a factor on what MQLs become: association, not proof.

The waiting times of the hand-overs are those measured; a promise moves leads from the late ones to the early ones
until its share is kept. The odds of going on change with each doubling of 1 + days of waiting as in ``follow_up``, in
each draw by another value of its interval.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from clm_core.analysis.follow_up import LATEST_DAYS, FollowUpEffect, doublings
from clm_core.response_curves import Floats
from clm_core.targets import Promise

_Z = 1.959963984540054
_STEPS = 25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FirstContactEffect:
    """``hours`` are waiting times, rising; ``chances`` the draws × hours sums of chances up to each of them."""

    hours: Floats
    counts: Floats  # leads up to and with each of the hours
    chances: Floats

    def share_within(self, hours: float, today: Promise) -> float:
        """The share contacted within so many hours today; ``today`` is the measured promise, of whatever hours."""
        place = int(np.searchsorted(self.hours, hours, side="right"))
        if today.within is None or today.within == hours:
            return today.level
        at_level = int(np.searchsorted(self.hours, today.within, side="right"))
        if not place or not at_level:
            return 0.0 if not place else today.level
        # Those never contacted count with the late ones, so shares of the contacted are scaled to the measured one.
        return float(min(today.level * self.counts[place - 1] / self.counts[at_level - 1], 1.0))

    def factor(self, promised_share: float, within_hours: float, today_share: float) -> Floats:
        """One number a draw: what MQLs become, against today, if this share is contacted within so many hours."""
        place = int(np.searchsorted(self.hours, within_hours, side="right"))
        draws = len(self.chances)
        if place == 0 or place == len(self.hours):
            return np.ones(draws)
        early = self.chances[:, place - 1] / self.counts[place - 1]
        late = (self.chances[:, -1] - self.chances[:, place - 1]) / (self.counts[-1] - self.counts[place - 1])
        today = today_share * early + (1 - today_share) * late
        factors: Floats = 1.0 + (promised_share - today_share) * (early - late) / today
        return np.maximum(factors, 0.0)


def first_contact_effect(
    hours: Floats, converted_share: float, effect: FollowUpEffect, *, draws: int, rng: np.random.Generator
) -> FirstContactEffect | None:
    """The effect of these leads' waiting (hours to the first contact; others left out), None where none can be told.

    ``converted_share`` is how many of them go on in the mean.
    """
    known = np.sort(hours[np.isfinite(hours) & (hours >= 0) & (hours <= LATEST_DAYS * 24)])
    if len(known) < 2 or not 0 < converted_share < 1:
        return None
    times, counts = np.unique(np.ceil(known), return_counts=True)
    ratio = effect.odds_ratio
    spread = (np.log(ratio.high) - np.log(ratio.low)) / (2 * _Z)
    slopes = np.log(ratio.value) + spread * rng.standard_normal(draws)
    weights = counts / counts.sum()
    steps = doublings(times)
    levels = _levels(slopes, steps, weights, converted_share)
    chances = expit(levels[:, None] + np.outer(slopes, steps))
    return FirstContactEffect(
        hours=times, counts=np.cumsum(counts).astype(np.float64), chances=np.cumsum(chances * counts, axis=1)
    )


def _levels(slopes: Floats, steps: Floats, weights: Floats, share: float) -> Floats:
    """The log odds at no waiting by which as many go on in the mean as did (Newton's method)."""
    level = np.full(len(slopes), np.log(share / (1 - share))) - slopes * float(steps @ weights)
    for _ in range(_STEPS):
        chance = expit(level[:, None] + np.outer(slopes, steps))
        slope = np.maximum((chance * (1 - chance)) @ weights, 1e-12)
        level = level + np.clip((share - chance @ weights) / slope, -2.0, 2.0)
    return level
