"""The factor of an earlier first contact: by hand in the data's mean, none at today's share, up with promptness."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import expit

from clm_core.analysis.follow_up import Estimate, FollowUpEffect, doublings
from clm_core.analysis.target_plan.first_contact_effect import FirstContactEffect, first_contact_effect
from clm_core.targets import Promise, PromiseKind

HOURS = np.concatenate([np.full(60, 2.0), np.full(40, 72.0)])
NOTHING = Estimate(value=0.0, low=0.0, high=0.0)


def _effect(value: float, low: float, high: float, share: float = 0.3) -> FirstContactEffect:
    effect = FollowUpEffect(
        odds_ratio=Estimate(value=value, low=low, high=high),
        change_share=NOTHING, additional=NOTHING, late_count=0, within_sellers=None,
    )  # fmt: skip
    found = first_contact_effect(HOURS, share, effect, draws=400, rng=np.random.default_rng(1))
    assert found is not None
    return found


def test_todays_share_changes_nothing_at_all() -> None:
    assert (_effect(0.7, 0.5, 0.9).factor(0.6, 24.0, 0.6) == 1.0).all()


def test_the_factor_by_hand() -> None:
    """Without doubt about the odds ratio: 60 leads after 2 hours, 40 after 72, together .30, odds × .7 a doubling."""
    found = _effect(0.7, 0.7, 0.7)
    levels = np.linspace(-3, 3, 600_001)
    early, late = (expit(levels + np.log(0.7) * float(doublings(np.array(hours)))) for hours in (2.0, 72.0))
    place = int(np.argmin(np.abs(0.6 * early + 0.4 * late - 0.3)))
    known = (0.9 * early[place] + 0.1 * late[place]) / (0.6 * early[place] + 0.4 * late[place])
    assert found.factor(0.9, 24.0, 0.6) == pytest.approx(np.full(400, known), rel=1e-4)


def test_where_waiting_harms_more_promptness_never_harms() -> None:
    found = _effect(0.7, 0.5, 0.9)
    factors = [found.factor(share, 24.0, 0.6) for share in (0.0, 0.3, 0.6, 0.9, 1.0)]
    harmful = factors[-1] > 1
    assert harmful.mean() > 0.95
    for less, more in pairwise(factors):
        assert (more[harmful] >= less[harmful]).all()


def test_an_unclear_effect_goes_both_ways_in_its_draws() -> None:
    factors = _effect(1.0, 0.7, 1.43).factor(1.0, 24.0, 0.6)
    assert 0.3 < (factors > 1).mean() < 0.7


def test_todays_share_for_other_hours_follows_the_waiting_times() -> None:
    found = _effect(0.7, 0.5, 0.9)
    today = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.6, within=24.0)
    assert found.share_within(24.0, today) == 0.6
    assert found.share_within(1.0, today) == 0.0
    assert found.share_within(100.0, today) == 1.0
    assert (found.factor(0.5, 1.0, 0.0) == 1.0).all()  # nobody was ever that fast: nothing can be said


@pytest.mark.parametrize(("hours", "share"), [(np.array([2.0]), 0.3), (HOURS, 0.0), (HOURS, 1.0)])
def test_too_little_to_tell_is_none(hours: np.ndarray, share: float) -> None:
    effect = FollowUpEffect(
        odds_ratio=Estimate(value=0.7, low=0.5, high=0.9),
        change_share=NOTHING, additional=NOTHING, late_count=0, within_sellers=None,
    )  # fmt: skip
    assert first_contact_effect(hours, share, effect, draws=5, rng=np.random.default_rng(1)) is None
