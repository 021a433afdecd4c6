import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.response_curves.adstock import geometric_adstock

SPENDS = st.lists(st.floats(0, 1e6), min_size=1, max_size=12)


def test_reference_numbers():
    carried = geometric_adstock(np.full(5, 100.0), 0.5, is_normalised=False)
    np.testing.assert_allclose(carried, [100, 150, 175, 187.5, 193.75], atol=1e-6)


@settings(deadline=None)
@given(spend=SPENDS, carry_over=st.floats(0, 0.95), max_lag=st.none() | st.integers(0, 15))
def test_equals_the_obvious_double_loop(spend, carry_over, max_lag):
    lags = range(len(spend) if max_lag is None else max_lag + 1)
    expected = [sum(carry_over**lag * spend[now - lag] for lag in lags if now >= lag) for now in range(len(spend))]
    found = geometric_adstock(np.array(spend), carry_over, is_normalised=False, max_lag=max_lag)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("max_lag", [None, 8])
def test_constant_spend_is_its_own_normalised_adstock(max_lag):
    carried = geometric_adstock(np.full(400, 70.0), 0.8, max_lag=max_lag)
    assert carried[-1] == pytest.approx(70.0, rel=1e-9)


def test_what_was_carried_in_begins_the_first_period():
    spend = np.array([10.0, 0.0, 30.0, 5.0])
    whole = geometric_adstock(spend, 0.6)
    np.testing.assert_allclose(geometric_adstock(spend[2:], 0.6, before=whole[1]), whole[2:])


@settings(deadline=None)
@given(max_lag=st.none() | st.integers(0, 4))
def test_draws_by_channel_equal_one_at_a_time(max_lag):
    rng = np.random.default_rng(1)
    spend, carry_over = rng.gamma(1, 100, (9, 3)), rng.uniform(0, 0.9, (4, 3))
    together = geometric_adstock(spend, carry_over, max_lag=max_lag)
    assert together.shape == (9, 4, 3)
    for draw, channel in np.ndindex(4, 3):
        alone = geometric_adstock(spend[:, channel], carry_over[draw, channel], max_lag=max_lag)
        np.testing.assert_allclose(together[:, draw, channel], alone)
