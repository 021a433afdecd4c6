"""A plan by learned curves truly brings what it promises, within what chance allows (figures: docs/methods)."""

import numpy as np

from tests.analysis.budget_plan.planted_gains import planted_gain


def test_what_is_promised_is_nearly_what_truly_comes() -> None:
    gains = [planted_gain(seed) for seed in range(1, 4)]
    for gain in gains:
        assert 0 < gain.true <= gain.possible * (1 + 1e-9)
    promised, true = (np.mean([getattr(gain, name) for gain in gains]) for name in ("promised", "true"))
    assert 0.7 < true / promised < 1.2


def test_channels_that_ask_for_an_experiment_stay_and_less_is_promised() -> None:
    bold, careful = planted_gain(1), planted_gain(1, is_careful=True)
    assert 0 <= careful.promised < bold.promised
    assert careful.possible < bold.possible
