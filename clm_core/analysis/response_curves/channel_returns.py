"""What each channel brought over a series, by draw."""

import numpy as np

from clm_core.analysis.response_curves.adstock import geometric_adstock
from clm_core.analysis.response_curves.shapes import curve_outcomes
from clm_core.response_curves import Floats, ResponseCurves, ResponseSeries


def channel_effects(series: ResponseSeries, curves: ResponseCurves) -> Floats:
    """Outcome that the curves give each channel by period: periods × draws × channels."""
    return curve_outcomes(curves, geometric_adstock(series.spend, curves.carry_over), is_by_draw=True)


def mean_returns(series: ResponseSeries, curves: ResponseCurves) -> Floats:
    """Outcome over all periods ÷ spend over all periods, draws × channels; NaN for a channel that never spent."""
    spent = series.spend.sum(axis=0)
    brought = channel_effects(series, curves).sum(axis=0)
    found: Floats = np.divide(brought, spent, out=np.full_like(brought, np.nan), where=spent > 0)
    return found
