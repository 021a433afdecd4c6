"""Journeys as arrays: channels as small codes, one after the other, with the place where each journey begins.

Eight bytes less a touch than anything with text in it: ten million touches fit into a few hundred megabytes,
and every model is a handful of array operations.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clm_core.journey_options import PATH_SEPARATOR

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[Any]
"""Channel codes, of the smallest integer type that holds them."""

CHUNK_JOURNEYS = 100_000
"""Big enough to keep NumPy busy, small enough that what lies between stays in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """When things happened: what time decay and the models with milestones need.

    ``age_days``: of each touch, days before the journey's last touch. The others name, for each journey, the
    touch (its place in ``codes``) at which the milestone was reached; −1 where that is unknown or lies
    outside the journey.
    """

    age_days: Floats
    lead: NDArray[np.int64]
    mql: NDArray[np.int64]
    opportunity: NDArray[np.int64]

    def part(
        self,
        touches: NDArray[np.bool_] | slice,
        journeys: NDArray[np.bool_] | slice,
        new_place: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    ) -> "Moments":
        """Those of some touches and journeys; ``new_place`` says where a touch stands among the taken ones."""

        def moved(milestone: NDArray[np.int64]) -> NDArray[np.int64]:
            kept = milestone[journeys]
            return np.where(kept < 0, -1, new_place(kept))

        return Moments(
            age_days=self.age_days[touches],
            lead=moved(self.lead),
            mql=moved(self.mql),
            opportunity=moved(self.opportunity),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Journeys:
    """Journeys, or whole groups of equal ones; touches of journey j are ``codes[offsets[j]:offsets[j + 1]]``.

    Every journey has at least one touch. ``conversions``, ``values`` and ``non_conversions`` are sums over the
    group. ``sources`` are the (channel, campaign) pairs behind ``source_codes``; without them a channel is its
    only source.
    """

    channels: tuple[str, ...]
    codes: Codes
    offsets: NDArray[np.int64]
    conversions: Floats
    values: Floats
    non_conversions: Floats
    sources: tuple[tuple[str, str], ...] = ()
    source_codes: Codes | None = None
    moments: Moments | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Touches of each journey."""
        lengths: NDArray[np.int64] = np.diff(self.offsets)
        return lengths

    @property
    def amounts(self) -> Floats:
        """Conversions and value of each journey, two columns."""
        return np.column_stack([self.conversions, self.values])

    @property
    def converting(self) -> "Journeys":
        """Only those with a conversion; the same object where that is all."""
        is_converting = (self.conversions > 0) | (self.values > 0)
        return self if is_converting.all() else self.taken(is_converting)

    def by_source(self) -> "Journeys":
        """The same journeys with each source as a channel of its own."""
        if self.source_codes is None:
            return self
        names = tuple(PATH_SEPARATOR.join(source) for source in self.sources)
        return replace(self, channels=names, codes=self.source_codes, sources=(), source_codes=None)

    def journey_of_touches(self) -> NDArray[np.int64]:
        """The journey's number of each touch."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.lengths)

    def taken(self, is_taken: NDArray[np.bool_]) -> "Journeys":
        """The marked journeys, in the same order."""
        is_touch = np.repeat(is_taken, self.lengths)
        moments = self.moments
        if moments is not None:
            place = np.cumsum(is_touch) - 1
            moments = moments.part(is_touch, is_taken, lambda places: place[places])
        return replace(
            self,
            codes=self.codes[is_touch],
            offsets=offsets_of(self.lengths[is_taken]),
            conversions=self.conversions[is_taken],
            values=self.values[is_taken],
            non_conversions=self.non_conversions[is_taken],
            source_codes=None if self.source_codes is None else self.source_codes[is_touch],
            moments=moments,
        )

    def chunks(self, size: int = CHUNK_JOURNEYS) -> Iterator["Journeys"]:
        """The same journeys in slices; nothing is copied but the milestones."""
        for start in range(0, len(self), size):
            yield self._sliced(start, min(start + size, len(self)))

    def _sliced(self, start: int, stop: int) -> "Journeys":
        first, last = int(self.offsets[start]), int(self.offsets[stop])
        touches, journeys = slice(first, last), slice(start, stop)
        moments = self.moments
        if moments is not None:
            moments = moments.part(touches, journeys, lambda places: places - first)
        return replace(
            self,
            codes=self.codes[touches],
            offsets=self.offsets[start : stop + 1] - first,
            conversions=self.conversions[journeys],
            values=self.values[journeys],
            non_conversions=self.non_conversions[journeys],
            source_codes=None if self.source_codes is None else self.source_codes[touches],
            moments=moments,
        )


def offsets_of(lengths: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Where journeys of these lengths begin, and where the last one ends."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def code_dtype(count: int) -> type[np.signedinteger[Any]]:
    """The smallest integer type for codes below ``count``."""
    return next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if count <= np.iinfo(kind).max)
