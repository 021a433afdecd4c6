"""The last few channels at each touch as one number, and sums over these numbers."""

import numpy as np

from clm_core.analysis.attribution.journeys import Codes, Floats, Journeys

_TABLE_CELLS = 1 << 22
"""Up to so many possible numbers are summed in a table, more by sorting those that occur."""


def grams_of(journeys: Journeys, length: int) -> Codes:
    """At each touch its channel and those before it in the journey, ``length`` in all, as digits of one number.

    The digits have base channels + 1, the touch's own channel is the last one; 0 stands for "before the
    journey". So ``gram % base**k`` are the last k channels, and ``gram // base`` what the touch before saw.
    """
    base = len(journeys.channels) + 1
    kind = np.int32 if base**length < np.iinfo(np.int32).max else np.int64
    digit: Codes = journeys.codes.astype(kind) + 1
    gram = digit.copy()
    begins = journeys.offsets[:-1]
    for back in range(1, length):
        earlier: Codes = np.zeros_like(digit)
        earlier[back:] = digit[:-back]
        for place in range(back):  # a touch nearer to the journey's beginning has nothing so far back
            early = begins + place
            earlier[early[early < len(digit)]] = 0
        earlier *= base**back
        gram += earlier
    return gram


class GramSums:
    """Weights summed by number, chunk after chunk; few possible numbers in a table, many by sorting."""

    def __init__(self, possible: int) -> None:
        self._table: Floats | None = np.zeros(possible) if possible <= _TABLE_CELLS else None
        self._keys: Codes = np.empty(0, dtype=np.int64)
        self._sums: Floats = np.empty(0)

    def add(self, keys: Codes, weights: Floats) -> None:
        """Adds each weight to its key's sum."""
        if self._table is not None:
            self._table += np.bincount(keys, weights, minlength=len(self._table))
            return
        both = np.concatenate([self._keys, keys.astype(np.int64)])
        merged, place = np.unique(both, return_inverse=True)
        self._sums = np.bincount(place, np.concatenate([self._sums, weights]), len(merged)).astype(np.float64)
        self._keys = merged

    def result(self) -> tuple[Codes, Floats]:
        """The numbers that occurred with a weight, ascending, and their sums."""
        if self._table is not None:
            keys = np.flatnonzero(self._table)
            return keys, self._table[keys]
        has_weight = self._sums > 0
        return self._keys[has_weight], self._sums[has_weight]
