"""Invented outcomes of leads whose chance is known: LEAD_OUTCOMES with a score beside it."""

import numpy as np
import pandas as pd
from scipy.special import expit

from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEAD_OUTCOMES

FIRST_DAY = pd.Timestamp("2025-01-06", tz="UTC")
"""A Monday."""
DEAL_VALUE = 24_000.0


def outcomes_of(
    converted: list[bool] | np.ndarray,
    *,
    mature: list[bool] | np.ndarray | None = None,
    handed_over: list[bool] | np.ndarray | None = None,
    days: np.ndarray | None = None,
    revenue: np.ndarray | None = None,
) -> pd.DataFrame:
    """One row a lead, judged a day after the other unless ``days`` says on which day."""
    count = len(converted)
    is_converted = np.asarray(converted, dtype=bool)
    judged_at = FIRST_DAY + pd.to_timedelta(np.arange(count) if days is None else days, unit="D")
    return typed_frame(
        {
            "contact_key": np.arange(count) + 1_000,
            "channel": ["paid_search"] * count,
            "judged_at": judged_at,
            "is_handed_over": np.ones(count, bool) if handed_over is None else np.asarray(handed_over),
            "is_converted": is_converted,
            "is_mature": np.ones(count, bool) if mature is None else np.asarray(mature),
            "revenue": is_converted * DEAL_VALUE if revenue is None else revenue,
        },
        LEAD_OUTCOMES,
    )


def invented_leads(
    seed: int, count: int, *, odds: tuple[float, float] = (-2.5, 1.0), weeks: int = 52
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Scores around 30 ± 12, the true chances (log odds straight in the score), and outcomes over some weeks."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=count)
    chance = expit(odds[0] + odds[1] * x)
    days = np.sort(rng.integers(0, weeks * 7, count))
    return 30 + 12 * x, chance, outcomes_of(rng.random(count) < chance, days=days)
