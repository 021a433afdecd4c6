"""How the odds to convert go with something, other things about the leads equal: the controls, the fit, its interval.

Logistic regression with a weak prior; intervals from refits on leads drawn anew, the same draws every time.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from clm_core.analysis.intervals import CONFIDENCE, Floats
from clm_core.analysis.scoring.logistic import fitted_odds, resampled_odds
from clm_core.analysis.selected import channel_keys
from clm_core.records import Team, TouchpointKind

_MIN_LEVEL = 10
_RECENT_US = 7 * 86_400_000_000
_PRIOR_SD = 2.5  # weak: it only keeps rare channels from running away
_RESAMPLES = 300
_SEED = 20_240_101
_BEHAVIOUR = (TouchpointKind.PRICING_PAGE, TouchpointKind.WEBINAR, TouchpointKind.DEMO, TouchpointKind.DOWNLOAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


def odds_fits(design: Floats, converted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights of the resamples, one row each, and of the data themselves; the intercept first."""
    fitted = fitted_odds(design, converted, prior_sd=_PRIOR_SD)
    refits = resampled_odds(design, converted, fitted, prior_sd=_PRIOR_SD, resamples=_RESAMPLES, seed=_SEED)
    return refits, np.concatenate([[fitted.intercept], fitted.weights])


def expected_conversions(design: Floats, fitted: Floats, refits: Floats) -> Floats:
    """The expected number of conversions of these leads: of the fit first, then of each refit."""
    weights = np.vstack([fitted, refits])
    expected: Floats = expit(weights[:, :1] + weights[:, 1:] @ design.T).sum(axis=1)
    return expected


def estimate(values: Floats) -> Estimate:
    """The first of the values with the interval of the others."""
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(values[1:], [tail, 1 - tail])
    return Estimate(value=float(values[0]), low=float(low), high=float(high))


def lead_controls(leads: pd.DataFrame, contacts: pd.DataFrame, events: pd.DataFrame) -> Floats:
    """Columns by which leads (HANDOVERS) differ before sales touches them: who they are, when, and what they did."""
    people = contacts.set_index("contact_key").reindex(leads["contact_key"]).reset_index()
    fields = [people[name] for name in ("industry", "country", "size_band", "job_title")]
    quarter = leads["handed_at"].dt.tz_localize(None).dt.to_period("Q").astype(str)
    # Texts of which few leads have the same, such as most job titles of a real company, drop out by themselves.
    texts = [channel_keys(people["first_touch_channel"]), *fields, quarter]
    columns = [level_columns(values.fillna(""), _MIN_LEVEL) for values in texts]
    columns.append(_behaviour(leads, events))
    score = leads["score"].to_numpy(dtype=np.float64)
    if np.isfinite(score).all() and score.std() > 0:
        columns.append(((score - score.mean()) / score.std())[:, None])
    return np.column_stack(columns)


def level_columns(values: pd.Series, at_least: int) -> Floats:
    """One column of 0 and 1 for each value that enough leads have but the commonest; rare ones count with that."""
    counts = values.value_counts()
    kept = sorted(counts.index[1:][counts.iloc[1:] >= at_least])
    columns: Floats = np.zeros((len(values), len(kept)))
    for place, one in enumerate(kept):
        columns[:, place] = values == one
    return columns


def _behaviour(leads: pd.DataFrame, events: pd.DataFrame) -> Floats:
    """What each lead did with marketing before the hand-over: kinds, how much, and whether lately."""
    ours = events[events["team"].astype("str").ne(str(Team.SALES))]
    handed = pd.Series(leads["handed_at"].to_numpy(dtype="datetime64[us]").astype(np.int64), index=leads["contact_key"])
    rows = ours[ours["contact_key"].isin(handed.index)]
    since = rows["contact_key"].map(handed) - rows["at"]
    rows, since = rows[since > 0], since[since > 0]
    keys = leads["contact_key"]

    def has(which: pd.Series) -> Floats:
        found: Floats = keys.isin(rows.loc[which, "contact_key"]).to_numpy().astype(np.float64)
        return found

    amount = keys.map(rows["contact_key"].value_counts()).fillna(0).to_numpy(dtype=np.float64)
    kinds = [has(rows["kind"] == str(kind)) for kind in _BEHAVIOUR]
    return np.column_stack([*kinds, np.log2(1 + amount), has(since <= _RECENT_US)])
