"""From weekly spend to expected leads: geometric adstock, then saturation."""

import numpy as np

from sample_data.world.streams import Curve, Stream


def adstock(spend: np.ndarray, carry_over: float) -> np.ndarray:
    """Spend of each week plus what is carried over: x_t = spend_t + carry_over × x_(t-1); weeks are the last axis."""
    carried = np.array(spend, dtype="float64")
    for week in range(1, carried.shape[-1]):
        carried[..., week] += carry_over * carried[..., week - 1]
    return carried


def saturation(carried: np.ndarray, stream: Stream) -> np.ndarray:
    """Share 0 to 1 of the stream's ceiling that this adstocked spend reaches."""
    if stream.curve is Curve.HILL:
        powered = carried**stream.slope
        return powered / (powered + stream.scale**stream.slope)
    return 1.0 - np.exp(-carried / stream.scale)
