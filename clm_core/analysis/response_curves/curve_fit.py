"""What a fit of response curves hands on, whichever way it was made."""

from dataclasses import dataclass
from math import nan

import pandas as pd

from clm_core.response_curves import Floats, ResponseCurves, ResponseSeries, Saturation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurveFit:
    """Curves learned from a series, and how far they can be believed.

    ``baseline``, periods × columns of the outcome, is the mean outcome without any spend. ``fitted`` is
    FITTED_PERIODS and ``findings`` CURVE_FINDINGS of response_columns. ``shape_weights`` say how much each
    saturation shape counts (they sum to 1; over all channels where these differ). ``smallest_ess`` and
    ``largest_r_hat`` are over all parameters of a sampled posterior, NaN of the preview. ``is_stopped`` says that
    somebody ended the sampling early: the draws are those made until then.
    """

    series: ResponseSeries
    curves: ResponseCurves
    baseline: Floats
    fitted: pd.DataFrame
    findings: pd.DataFrame
    shape_weights: tuple[tuple[Saturation, float], ...]
    smallest_ess: float = nan
    largest_r_hat: float = nan
    is_stopped: bool = False
