"""Journeys as arrays: slices and selections keep touches, sums and milestones together."""

import numpy as np
import pytest

from clm_core.analysis.attribution.journeys import code_dtype
from tests.analysis.attribution.test_models import random_world


def test_chunks_are_the_journeys_in_order() -> None:
    journeys = random_world(4)
    parts = list(journeys.chunks(9))
    assert np.concatenate([part.codes for part in parts]).tolist() == journeys.codes.tolist()
    assert np.concatenate([part.lengths for part in parts]).tolist() == journeys.lengths.tolist()
    assert np.concatenate([part.values for part in parts]).tolist() == journeys.values.tolist()
    first = 0
    for part in parts:
        assert part.moments
        assert journeys.moments
        whole = journeys.moments.lead[first : first + len(part)]
        assert (part.moments.lead < 0).tolist() == (whole < 0).tolist()
        known = part.moments.lead >= 0
        assert (part.codes[part.moments.lead[known]] == journeys.codes[whole[known]]).all()
        first += len(part)


def test_taken_journeys_keep_their_touches_and_milestones() -> None:
    journeys = random_world(5)
    is_taken = np.arange(len(journeys)) % 3 == 1
    taken = journeys.taken(is_taken)
    assert taken.values.tolist() == journeys.values[is_taken].tolist()
    for new, old in enumerate(np.flatnonzero(is_taken)):
        was = journeys.codes[journeys.offsets[old] : journeys.offsets[old + 1]]
        assert taken.codes[taken.offsets[new] : taken.offsets[new + 1]].tolist() == was.tolist()
        assert taken.moments
        assert journeys.moments
        place, place_was = taken.moments.mql[new], journeys.moments.mql[old]
        assert (place - taken.offsets[new] if place >= 0 else -1) == (
            place_was - journeys.offsets[old] if place_was >= 0 else -1
        )


@pytest.mark.parametrize(("count", "kind"), [(1, np.int8), (127, np.int8), (128, np.int16), (40_000, np.int32)])
def test_codes_are_as_small_as_they_can_be(count: int, kind: type) -> None:
    assert code_dtype(count) is kind
