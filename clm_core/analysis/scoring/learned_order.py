"""How well weights learned from older leads put newer ones in order, beside the team's own and what could be had."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.auc import Estimate, auc
from clm_core.analysis.scoring.learning_leads import LearningLeads
from clm_core.analysis.scoring.logistic import fitted_odds


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedOrder:
    """The test in time: older leads teach, the newer ones, which nobody had seen, are put in order.

    ``split_at``: leads judged from this moment on are the newer ones. ``own``: the team's points on the newer leads,
    without caps. ``reference``: gradient boosting, which may bend and combine features freely: what could be had at
    most, not a score. NaN where a part has only one outcome.
    """

    split_at: pd.Timestamp
    older_leads: int
    newer_leads: int
    older_converted: int
    newer_converted: int
    older: Estimate
    newer: Estimate
    own: Estimate
    reference: Estimate


def learned_order(
    leads: LearningLeads, own_points: Floats, *, seed: int, prior_sd: float, newer_share: float
) -> LearnedOrder:
    """Fit on the older leads, tested on the newest ``newer_share`` of them; leads of one moment stay together."""
    older, newer = older_and_newer(leads, newer_share)
    nothing = Estimate(value=float("nan"), low=float("nan"), high=float("nan"))
    can_learn = 0 < older.is_converted.sum() < len(older.is_converted)
    fitted = fitted_odds(older.columns, older.is_converted, prior_sd=prior_sd) if can_learn else None
    return LearnedOrder(
        split_at=newer.judged_at.iloc[0],
        older_leads=len(older.is_converted),
        newer_leads=len(newer.is_converted),
        older_converted=int(older.is_converted.sum()),
        newer_converted=int(newer.is_converted.sum()),
        older=auc(fitted.log_odds(older.columns), older.is_converted) if fitted else nothing,
        newer=auc(fitted.log_odds(newer.columns), newer.is_converted) if fitted else nothing,
        own=auc(newer.matrix @ own_points, newer.is_converted),
        reference=auc(_boosted(older, newer, seed), newer.is_converted) if can_learn else nothing,
    )


def older_and_newer(leads: LearningLeads, newer_share: float) -> tuple[LearningLeads, LearningLeads]:
    """The leads cut in time, about ``newer_share`` of them (and at least one) in the newer part."""
    size = len(leads.is_converted)
    split_at = leads.judged_at.iloc[min(int(np.ceil(size * (1 - newer_share))), size - 1)]
    begin = int(leads.judged_at.searchsorted(split_at))
    return leads.part(slice(0, begin)), leads.part(slice(begin, None))


def _boosted(older: LearningLeads, newer: LearningLeads, seed: int) -> NDArray[np.float64]:
    """Scores of the newer leads by small trees that correct each other; few and shallow, as leads are few."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    if not older.columns.shape[1]:
        return np.zeros(len(newer.columns))
    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.06, max_leaf_nodes=8, l2_regularization=1.0, early_stopping=False,
        random_state=seed,
    )  # fmt: skip
    model.fit(older.columns, older.is_converted)
    scores: NDArray[np.float64] = model.decision_function(newer.columns)
    return scores
