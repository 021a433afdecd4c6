"""Revenue of deals that do not exist yet: a fixed history of deals in each draw, walked along as far as is expected.

Each draw has a unit Poisson process whose k-th deal comes at ``arrival`` and has an amount of its own. With m deals
expected, the deals up to arrival m have come: their number is exactly Poisson(m), and in every draw more expected deals
never mean less revenue. The same histories answer every plan (common random numbers), so plans differ by what was
promised and not by chance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clm_core.response_curves import Floats

_MOST_STEPS = 384


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NewBusiness:
    """Draws × steps: when each further deal (of many: each ``unit`` of deals) comes, and the revenue by then."""

    arrival: Floats
    revenue: Floats
    unit: int
    mean_amount: Floats  # of each draw, for what comes after the last step

    def deals_of(self, expected: Floats) -> Floats:
        """How many deals come in each draw where so many are expected."""
        steps, part = self._walked(expected)
        found: Floats = self.unit * (steps + part) + self._beyond(expected)
        return found

    def revenue_of(self, expected: Floats) -> Floats:
        """Revenue in each draw where so many deals are expected."""
        steps, part = self._walked(expected)
        rows = np.arange(len(expected))
        last = np.minimum(steps, self.arrival.shape[1] - 1)
        sums: Floats = np.where(steps > 0, self.revenue[rows, np.maximum(steps, 1) - 1], 0.0)
        if self.unit > 1:
            sums = sums + part * (self.revenue[rows, last] - sums)
        return sums + self._beyond(expected) * self.mean_amount

    def _walked(self, expected: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Whole steps made in each draw, and the part of the next one; single deals come whole."""
        steps = (self.arrival <= expected[:, None]).sum(axis=1)
        part = np.zeros(len(expected))
        if self.unit > 1:
            rows = np.arange(len(expected))
            last = np.minimum(steps, self.arrival.shape[1] - 1)
            before = np.where(steps > 0, self.arrival[rows, np.maximum(steps, 1) - 1], 0.0)
            width = np.maximum(self.arrival[rows, last] - before, 1e-12)
            part = np.where(steps < self.arrival.shape[1], np.clip((expected - before) / width, 0.0, 1.0), 0.0)
        return steps, part

    def _beyond(self, expected: Floats) -> Floats:
        """Deals expected after the last step."""
        return np.maximum(expected - self.arrival[:, -1], 0.0)


def new_business(
    amounts: Floats, expected: Floats, inner: int, rng: np.random.Generator, *, is_mean_known: bool = False
) -> NewBusiness:
    """Histories for ``inner`` draws to each of ``expected``, long enough for several times as many deals.

    ``amounts`` are those of won deals; each of ``expected`` draws its own mix of them (a bootstrap), so that the mean
    amount is as uncertain as it is, unless somebody typed it. Raises ValueError without amounts.
    """
    most = 4.0 * float(expected.max(initial=0.0)) + 24.0
    unit = max(1, int(np.ceil(most / _MOST_STEPS)))
    steps = int(np.ceil(most / unit))
    outer = len(expected)
    mixed = amounts[rng.integers(len(amounts), size=(outer, len(amounts)))]
    if is_mean_known:
        mixed = mixed * (amounts.mean() / mixed.mean(axis=1, keepdims=True))
    mean = mixed.mean(axis=1)
    if unit == 1:
        which = rng.integers(len(amounts), size=(outer, inner * steps))
        drawn = np.take_along_axis(mixed, which, axis=1).reshape(outer * inner, steps)
    else:
        spread = np.maximum(mixed.var(axis=1), 1e-12 * mean**2 + 1e-12)
        shape, scale = unit * mean**2 / spread, spread / np.maximum(mean, 1e-12)
        drawn = rng.gamma(shape[:, None], scale[:, None], size=(outer, inner * steps)).reshape(outer * inner, steps)
    return NewBusiness(
        arrival=np.cumsum(rng.gamma(unit, size=(outer * inner, steps)), axis=1),
        revenue=np.cumsum(drawn, axis=1),
        unit=unit,
        mean_amount=np.repeat(mean, inner),
    )
