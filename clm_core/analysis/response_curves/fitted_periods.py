"""How well a model explains what was seen, as rows for drawing."""

import numpy as np
import pandas as pd

from clm_core.response_columns import FITTED_PERIODS
from clm_core.response_curves import Floats, ResponseSeries

INTERVAL = (0.05, 0.95)
"""The 90 % interval over draws that every estimate of a response curve is shown with."""


def fitted_periods(series: ResponseSeries, fitted: Floats, baseline: Floats) -> pd.DataFrame:
    """One row a period and series: response_columns.FITTED_PERIODS.

    ``fitted`` is draws × periods × columns of the outcome, ``baseline`` periods × columns.
    """
    low, high = np.quantile(fitted, INTERVAL, axis=0)
    names = series.channels if series.is_credited else ("",)
    rows = pd.DataFrame(
        {
            "series": np.repeat(names, len(series.starts_on)),
            "starts_on": np.tile(np.array(series.starts_on, dtype="datetime64[us]"), len(names)),
            "outcome": series.outcome.T.ravel(),
            "fitted": fitted.mean(axis=0).T.ravel(),
            "fitted_low": low.T.ravel(),
            "fitted_high": high.T.ravel(),
            "baseline": baseline.T.ravel(),
        }
    )
    return rows.astype(FITTED_PERIODS)
