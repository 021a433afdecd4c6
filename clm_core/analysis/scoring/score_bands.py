"""How leads of each band of scores converted: bands of about equal size, beside what the calibrated score expected."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.columns import typed_frame
from clm_core.scoring_columns import SCORE_BANDS

BAND_COUNT = 10


def band_numbers(score: Floats, band_count: int = BAND_COUNT) -> NDArray[np.int64]:
    """The band of each lead, 0 for the highest scores; bands are of about equal size and equal scores stay together.

    A group of equal scores goes whole to the band in which its middle lies, so with many ties there are fewer bands;
    they are numbered without gaps.
    """
    if not len(score):
        return np.empty(0, np.int64)
    order = np.argsort(-score)  # whichever of equal scores comes first: they stay together
    falling = score[order]
    is_first = np.concatenate([[True], falling[1:] != falling[:-1]])
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(score)))
    # In whole numbers, so that a middle on an edge falls the same way everywhere: (2 · start + size) / 2n of the way.
    wanted = np.minimum((2 * starts + sizes) * band_count // (2 * len(score)), band_count - 1)
    compact = np.cumsum(np.concatenate([[0], np.diff(wanted) > 0]))
    bands = np.empty(len(score), np.int64)
    bands[order] = np.repeat(compact, sizes)
    return bands


def score_bands(
    score: Floats, is_converted: NDArray[np.bool_], revenue: Floats, expected: Floats, band_count: int = BAND_COUNT
) -> pd.DataFrame:
    """One row a band, highest scores first: scoring_columns.SCORE_BANDS.

    Bands are of whole points (14.7 counts as 14), so that people can read where one ends and the next begins.
    Takes mature leads only; ``expected`` is each lead's chance by the calibrated score. Leads, conversions and
    revenue sum to those of all leads. Lift is the band's rate ÷ the rate of all (NaN where nobody converted).
    """
    whole = np.floor(score)
    bands = band_numbers(whole, band_count)
    count = int(bands.max()) + 1 if len(bands) else 0
    leads = np.bincount(bands, minlength=count)
    converted = np.bincount(bands, weights=is_converted, minlength=count)
    low, high = wilson_interval(converted, leads)
    rate = converted / leads
    total = converted.sum()
    top, bottom = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(top, bands, whole)
    np.minimum.at(bottom, bands, whole)
    return typed_frame(
        {
            "band": np.arange(count),
            "score_from": bottom,
            "score_to": top,
            "leads": leads,
            "converted": converted.astype(np.int64),
            "rate": rate,
            "rate_low": low,
            "rate_high": high,
            "revenue": np.bincount(bands, weights=revenue, minlength=count),
            "lift": rate / (total / len(score)) if total else np.full(count, np.nan),
            "captured_share": np.cumsum(converted) / total if total else np.full(count, np.nan),
            "expected_rate": np.bincount(bands, weights=expected, minlength=count) / leads,
        },
        SCORE_BANDS,
    )
