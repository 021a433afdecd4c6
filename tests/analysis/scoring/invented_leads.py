"""Invented leads with planted weights, for the tests of what is learned from them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def outcomes_of(converted: NDArray[np.bool_], **columns: object) -> pd.DataFrame:
    """LEAD_OUTCOMES of leads judged an hour apart, all of them mature and handed over unless said otherwise."""
    judged_at = pd.date_range("2025-01-01", periods=len(converted), freq="h", tz="UTC").as_unit("us")
    frame = pd.DataFrame({"contact_key": np.arange(len(converted)), "channel": "", "judged_at": judged_at})
    frame["is_handed_over"], frame["is_mature"], frame["revenue"] = True, True, 0.0
    frame["converted_at"] = (judged_at + pd.Timedelta(days=9)).where(converted)
    return frame.assign(is_converted=converted, **columns)


def invented_leads(
    size: int, log_odds: list[float], *, seed: int, intercept: float = -1.0, shares: list[float] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Leads × features and who converts: 0/1 features, each third one a decayed count."""
    rng = np.random.default_rng(seed)
    wanted = np.array(shares or [0.3] * len(log_odds))
    has = rng.random((size, len(log_odds))) < wanted
    amount = np.where(np.arange(len(log_odds)) % 3 == 2, rng.gamma(2.0, 0.5, has.shape), 1.0)
    matrix = np.asfortranarray(has * amount)
    chance = 1 / (1 + np.exp(-(matrix @ np.array(log_odds) + intercept)))
    return matrix, rng.random(size) < chance
