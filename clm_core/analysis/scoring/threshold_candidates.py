"""Which cuts are worth a look: distinct scores, or round numbers where there are too many of them."""

from collections.abc import Sequence

import numpy as np

from clm_core.analysis.intervals import Floats

MAX_CUTS = 200


def candidate_cuts(
    score: Floats, most_leads: float, extra_cuts: Sequence[float] = (), at_least: float | None = None
) -> Floats:
    """Rising cuts: at most MAX_CUTS, the extra ones, and ``at_least``, below which there are none.

    Distinct scores, or round numbers that each keep a lead from the next. The lowest passes all leads. Where even the
    highest round number passes more than ``most_leads``, the lowest score that does not is a cut as well.
    """
    rising = np.sort(score)
    if at_least is not None:
        rising = rising[np.searchsorted(rising, at_least) :]
        extra_cuts = (*extra_cuts, at_least)
    distinct = rising[np.concatenate([[True], rising[1:] != rising[:-1]])] if len(rising) else rising
    cuts = distinct if len(distinct) <= MAX_CUTS else _round_cuts(distinct)
    if len(cuts) < len(distinct):
        cuts[0] = min(cuts[0], distinct[0])
        if len(rising) - np.searchsorted(rising, cuts[-1]) > most_leads:
            passed = len(rising) - np.searchsorted(rising, distinct)
            cuts = np.append(cuts, distinct[passed <= most_leads][:1])
    cuts = np.unique(np.concatenate([cuts, np.asarray(extra_cuts, dtype=np.float64)]))
    return cuts if at_least is None else cuts[cuts >= at_least]


def _round_cuts(distinct: Floats) -> Floats:
    """At most MAX_CUTS round numbers that each have a lead of their own: the finest of 1, 2 and 5 × 10ⁿ."""
    low, high = np.quantile(distinct, [0.01, 0.99])
    exponent = int(np.floor(np.log10(max(high - low, 1e-9) / MAX_CUTS)))
    for power in range(exponent, exponent + 8):
        for digit in (1, 2, 5):
            step = float(digit) * 10.0**power
            marks = np.floor(distinct / step)
            marks = marks[np.concatenate([[True], marks[1:] != marks[:-1]])]
            if len(marks) <= MAX_CUTS:
                # Divided where the step is below one: 3 × 0.1 is not 0.3.
                cuts: Floats = marks * step if power >= 0 else marks * digit / 10.0**-power
                return cuts
    return distinct[:: len(distinct) // MAX_CUTS + 1].copy()
