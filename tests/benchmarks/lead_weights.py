"""What lead scoring learns: weights with intervals, and a scorecard of whole points."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.auc import auc
from clm_core.analysis.scoring.learning import learned_weights
from clm_core.analysis.scoring.scorecard import learned_scorecard
from tests.benchmarks.measured import Measured, seconds_of

LEADS, FEATURES = 5_000, 40
CARD_LEADS, CARD_FEATURES = 100_000, 30
MOST_SECONDS = 1.0
MOST_AUC_LOST = 0.003


def measured(folder: Path) -> Iterator[Measured]:
    """Seconds of one fit each, after a first one that loads the library; and what rounding to points costs."""
    matrix, outcomes = _leads(LEADS, FEATURES)
    card_matrix, card_outcomes = _leads(CARD_LEADS, CARD_FEATURES)
    converted = card_outcomes["is_converted"].to_numpy()
    learn = {
        "weights": lambda: learned_weights(matrix, outcomes, np.full(FEATURES, np.nan), seed=1),
        "card": lambda: learned_scorecard(card_matrix, converted),
    }
    seconds_of(learn, rounds=1)
    found = seconds_of(learn, rounds=5)
    yield Measured(
        what=f"weights with intervals from {LEADS:,} leads × {FEATURES}, 300 refits and the reference",
        seconds=found["weights"],
    )
    yield Measured(
        what=f"scorecard of {CARD_LEADS:,} leads × {CARD_FEATURES}",
        seconds=found["card"],
        yardstick="goal",
        yardstick_seconds=MOST_SECONDS,
        goal="≤ 1",
    )
    yield Measured(
        what="AUC on newer leads that whole points lose against the same card before rounding",
        seconds=_lost_to_rounding(card_matrix, converted) * 100,
        yardstick="goal",
        yardstick_seconds=MOST_AUC_LOST * 100,
        goal="≤ 1",
        unit="%",
    )


def _lost_to_rounding(matrix: np.ndarray, converted: np.ndarray) -> float:
    older, newer = slice(0, int(0.7 * len(matrix))), slice(int(0.7 * len(matrix)), None)
    card = learned_scorecard(matrix[older], converted[older])
    exact, rounded = (
        auc(scores, converted[newer]).value for scores in (card.log_odds(matrix[newer]), card.scores(matrix[newer]))
    )
    return exact - rounded


def _leads(size: int, features: int) -> tuple[np.ndarray, pd.DataFrame]:
    """Conditions, decayed counts and plain numbers with weights of any sign; a fifth or so converts."""
    rng = np.random.default_rng(1)
    matrix = np.where(rng.random((size, features)) < 0.3, rng.gamma(2.0, 0.5, (size, features)), 0.0)
    matrix[:, : features // 2] = rng.random((size, features // 2)) < np.linspace(0.02, 0.5, features // 2)
    matrix[:, -5:] = rng.normal(0, 1, (size, 5))
    chance = 1 / (1 + np.exp(-(matrix @ rng.normal(0, 0.4, features) - 2)))
    judged_at = pd.date_range("2025-01-01", periods=size, freq="5min", tz="UTC")
    outcomes = pd.DataFrame({"judged_at": judged_at, "is_converted": rng.random(size) < chance})
    outcomes["is_handed_over"], outcomes["is_mature"] = True, True
    return np.asfortranarray(matrix, dtype=np.float32), outcomes
