"""Spend that lasts: what is still at work of the spend of earlier periods."""

import numpy as np

from clm_core.response_curves import Floats


def geometric_adstock(
    spend: Floats,
    carry_over: float | Floats,
    *,
    is_normalised: bool = True,
    max_lag: int | None = None,
    before: float | Floats = 0.0,
) -> Floats:
    """Adstocked spend a period, Σ carry_over^lag × spend(lag periods before); periods are the first axis.

    Normalised, it is multiplied with 1 − carry_over (with ``max_lag``: divided by the sum of its weights), so that
    constant spend is its own adstock. ``carry_over`` is broadcast against the axes after the first: spend of
    periods × channels with a carry-over of draws × channels gives periods × draws × channels. ``before`` is the
    adstock, in the same normalisation, with which the first period begins: nothing is known of earlier spend unless
    it is said; it cannot be combined with ``max_lag``.
    """
    share = np.asarray(carry_over, dtype=np.float64)
    shape = np.broadcast_shapes(spend.shape[1:], share.shape)
    if max_lag is not None:
        return _limited(spend, share, shape, is_normalised=is_normalised, max_lag=max_lag)
    carried = np.empty((len(spend), *shape))
    fresh = 1.0 - share if is_normalised else np.ones_like(share)
    last = np.broadcast_to(np.asarray(before, dtype=np.float64), shape)
    for period, spent in enumerate(spend):
        last = carried[period] = fresh * spent + share * last
    return carried


def _limited(spend: Floats, share: Floats, shape: tuple[int, ...], *, is_normalised: bool, max_lag: int) -> Floats:
    """As above with spend that is forgotten after ``max_lag`` periods."""
    carried = np.zeros((len(spend), *shape))
    weights = [share**lag for lag in range(max_lag + 1)]
    for lag, weight in enumerate(weights[: len(spend)]):
        carried[lag:] += weight * spend[: len(spend) - lag].reshape(_padded(spend, lag, len(shape)))
    return carried / sum(weights) if is_normalised else carried


def _padded(spend: Floats, lag: int, axes: int) -> tuple[int, ...]:
    """The shape in which spend meets weights that have more axes than it has."""
    return (len(spend) - lag, *(1,) * (axes - spend.ndim + 1), *spend.shape[1:])
