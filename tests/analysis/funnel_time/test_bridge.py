"""The bridge: the reference case exactly, sums that leave nothing over, noise that is told apart."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.funnel_time.bridge import rate_bridge


def groups(counts: dict[str, tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, base, passed) for name, (base, passed) in counts.items()], columns=["group", "base", "passed"]
    )


def test_the_reference_case() -> None:
    """−1.0 points = mix −1.2667 + rate +0.2667."""
    bridge = rate_bridge(
        groups({"Google": (400, 40), "LinkedIn": (800, 44)}), groups({"Google": (600, 60), "LinkedIn": (400, 20)})
    )
    assert (bridge.rate_before, bridge.rate) == (pytest.approx(0.08), pytest.approx(0.07))
    assert bridge.change.value == pytest.approx(-0.01)
    assert bridge.mix.value == pytest.approx(-0.012666667, abs=1e-9)
    assert bridge.own_rate.value == pytest.approx(0.002666667, abs=1e-9)
    rows = bridge.groups.set_index("group")
    assert rows["rate_effect"].to_dict() == pytest.approx({"Google": 0.0, "LinkedIn": 0.005 * (0.4 + 2 / 3) / 2})
    # Less Google, whose rate lies above that of all: the share falls by 26.7 points, times 2.5 points of gap.
    assert rows.loc["Google", "mix_effect"] == pytest.approx((1 / 3 - 0.6) * (0.1 - 0.075))
    assert (rows.loc["Google", "mix_verdict"], rows.loc["LinkedIn", "rate_verdict"]) == ("worse", "within_noise")
    assert (bridge.change.verdict, bridge.mix.verdict, bridge.own_rate.verdict) == (
        "within_noise",
        "worse",
        "within_noise",
    )


cell = st.integers(0, 60).flatmap(lambda base: st.tuples(st.just(base), st.integers(0, base)))
sides = st.dictionaries(st.sampled_from(list("abcdef")), cell, min_size=1)


@settings(max_examples=60, deadline=None)
@given(sides, sides)
def test_parts_sum_to_the_change(now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]]) -> None:
    bridge = rate_bridge(groups(now), groups(before))
    base, base_before = (sum(one for one, _ in side.values()) for side in (now, before))
    assert (bridge.base, bridge.base_before, bridge.is_known) == (base, base_before, base > 0 and base_before > 0)
    if not bridge.is_known:
        return
    change = sum(one for _, one in now.values()) / base - sum(one for _, one in before.values()) / base_before
    assert bridge.mix.value + bridge.own_rate.value == pytest.approx(change, abs=1e-12)
    assert bridge.groups["mix_effect"].sum() == pytest.approx(bridge.mix.value, abs=1e-12)
    assert bridge.groups["rate_effect"].sum() == pytest.approx(bridge.own_rate.value, abs=1e-12)
    assert set(bridge.groups["group"]) == set(now) | set(before)


def test_a_group_that_is_new_is_all_mix() -> None:
    bridge = rate_bridge(groups({"a": (100, 10), "b": (100, 50)}), groups({"a": (100, 10)}))
    assert bridge.own_rate.value == 0
    assert bridge.mix.value == pytest.approx(0.2)


def test_intervals_cover_the_true_parts() -> None:
    """True rates and shares are drawn 150 times; the 95 % intervals of mix and rate hold the true parts in most."""
    rng, hits = np.random.default_rng(11), np.zeros(2)
    truth = rate_bridge(
        groups({"a": (60_000, 12_000), "b": (40_000, 2_000)}), groups({"a": (40_000, 6_000), "b": (60_000, 3_000)})
    )
    for _ in range(150):
        sides = []
        for share, rates in ((0.6, (0.2, 0.05)), (0.4, (0.15, 0.05))):
            first = rng.binomial(800, share)
            sides.append(
                groups(
                    {
                        "a": (first, rng.binomial(first, rates[0])),
                        "b": (800 - first, rng.binomial(800 - first, rates[1])),
                    }
                )
            )
        found = rate_bridge(*sides)
        hits += [
            found.mix.low <= truth.mix.value <= found.mix.high,
            found.own_rate.low <= truth.own_rate.value <= found.own_rate.high,
        ]
    assert (hits / 150 >= 0.9).all()
