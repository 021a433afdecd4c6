"""What a model's thresholds would have let pass: the distribution of scores, and the funnel of each channel."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.scoring.lead_weeks import LeadPace
from clm_core.analysis.scoring.leads import LeadField
from clm_core.analysis.scoring.scores import Floats, Scores
from clm_core.columns import typed_frame
from clm_core.scoring_columns import CHANNEL_SCORES, LEAD_SCORES, MODEL_COMPARISON, SCORE_DISTRIBUTION

BIN_POINTS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
MAX_BINS = 24
_SHOWN_SHARE = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdResult:
    """What the thresholds would have done with the judged leads; rates rest on the mature leads only.

    ``rate`` is the share of the MQLs that converted (n = ``decided_mqls``) with its interval, ``rate_of_all`` that of
    all leads; ``missed`` converted leads lie below the MQL threshold, ``converted`` are all of them.
    """

    leads: int
    mqls: int
    sqls: int
    mqls_per_week: float
    sqls_per_week: float
    decided_mqls: int
    rate: float
    rate_low: float
    rate_high: float
    rate_of_all: float
    converted: int
    missed: int


def threshold_result(found: Scores, outcomes: pd.DataFrame, pace: LeadPace) -> ThresholdResult:
    """What the model's thresholds would have done; ``outcomes`` are LEAD_OUTCOMES in the order of the scores.

    Leads a week are those of the ``pace``; everything else counts all leads. Rates are NaN where no lead is mature.
    """
    is_mature = outcomes["is_mature"].to_numpy(dtype=bool)
    is_converted = outcomes["is_converted"].to_numpy(dtype=bool) & is_mature
    decided, good = int((found.is_mql & is_mature).sum()), int((found.is_mql & is_converted).sum())
    low, high = wilson_interval(good, decided)
    return ThresholdResult(
        leads=len(outcomes),
        mqls=int(found.is_mql.sum()),
        sqls=int(found.is_sql.sum()),
        mqls_per_week=float((found.is_mql & pace.is_counted).sum() / pace.weeks),
        sqls_per_week=float((found.is_sql & pace.is_counted).sum() / pace.weeks),
        decided_mqls=decided,
        rate=_share(good, decided),
        rate_low=float(low),
        rate_high=float(high),
        rate_of_all=_share(int(is_converted.sum()), int(is_mature.sum())),
        converted=int(is_converted.sum()),
        missed=int((is_converted & ~found.is_mql).sum()),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def score_distribution(total: Floats, outcomes: pd.DataFrame) -> pd.DataFrame:
    """SCORE_DISTRIBUTION of judged leads (LEAD_OUTCOMES in the order of the scores); bins begin at round numbers.

    The few scores far outside are counted in the first and the last bin.
    """
    if not len(total):
        return typed_frame({}, SCORE_DISTRIBUTION)
    low, high = np.quantile(total, [1 - _SHOWN_SHARE, _SHOWN_SHARE])
    width = next((one for one in BIN_POINTS if (high - low) / one <= MAX_BINS - 1), BIN_POINTS[-1])
    first, last = np.floor(low / width), np.floor(high / width)
    bins = np.clip(np.floor(total / width), first, last) - first
    count = int(last - first) + 1
    is_mature = outcomes["is_mature"].to_numpy(dtype=bool)
    is_converted = outcomes["is_converted"].to_numpy(dtype=bool)
    starts = (np.arange(count) + first) * width
    parts = {
        "converted": is_mature & is_converted,
        "not_converted": is_mature & ~is_converted,
        "undecided": ~is_mature,
    }
    counts = {name: np.bincount(bins[rows].astype(np.int64), minlength=count) for name, rows in parts.items()}
    return typed_frame({"score_from": starts, "score_to": starts + width, **counts}, SCORE_DISTRIBUTION)


def channel_scores(found: Scores, channels: LeadField) -> pd.DataFrame:
    """CHANNEL_SCORES, the channel with the most MQLs first; channels without leads are left out."""
    size = len(channels.values)
    leads = np.bincount(channels.codes, minlength=size)
    mqls = np.bincount(channels.codes[found.is_mql], minlength=size)
    sqls = np.bincount(channels.codes[found.is_sql], minlength=size)
    sums = np.bincount(channels.codes, weights=found.total, minlength=size)
    mql_low, mql_high = wilson_interval(mqls, leads)
    sql_low, sql_high = wilson_interval(sqls, leads)
    safe = np.maximum(leads, 1)
    rows = {
        "channel": channels.values,
        "leads": leads,
        "mqls": mqls,
        "sqls": sqls,
        "mql_share": mqls / safe,
        "mql_share_low": mql_low,
        "mql_share_high": mql_high,
        "sql_share": sqls / safe,
        "sql_share_low": sql_low,
        "sql_share_high": sql_high,
        "mean_score": sums / safe,
    }
    frame = typed_frame(rows, CHANNEL_SCORES)
    frame = frame[frame["leads"] > 0].sort_values(["mqls", "leads"], ascending=False, kind="stable")
    return frame.reset_index(drop=True)


def compared_scores(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """MODEL_COMPARISON of two LEAD_SCORES of the same leads; who moved furthest first."""
    names = [name for name in LEAD_SCORES if name in ("score", "grade", "is_mql", "is_sql")]
    both = before[["contact_key", *names]].merge(
        after[["contact_key", *names]], on="contact_key", suffixes=("_before", "_after"), validate="one_to_one"
    )
    moved = (both["score_after"] - both["score_before"]).abs()
    order = moved.sort_values(ascending=False, kind="stable").index
    return typed_frame(both.loc[order].reset_index(drop=True), MODEL_COMPARISON)
