"""When each stage of the chain must exist, and until when more volume can still close a gap.

Deals are to close evenly over the period; what must exist by a day are those whose lag to the close, as it was
measured, reaches beyond that day.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core.analysis.target_plan.funnel_rates import LINKS, FunnelRates
from clm_core.analysis.target_plan.link_curves import by_day, chained
from clm_core.analysis.target_plan.reverse_plan import ChainStage
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats
from clm_core.selection import Period
from clm_core.target_columns import TARGET_DATES

MOST_DAYS = 800
"""The longest way from a stage to the close that is looked at."""

_FROM_SHARE = 0.01
_STAGE_OF = dict(zip(LINKS, (ChainStage.LEAD, ChainStage.MQL, ChainStage.SQL, ChainStage.OPPORTUNITY), strict=True))


def won_by(rates: FunnelRates, days: int = MOST_DAYS) -> dict[ChainStage, Floats]:
    """(1 + draws) × days: the share of each stage's people that has won a deal by each day after they entered it."""
    found: dict[ChainStage, Floats] = {}
    later: Floats | None = None
    for link in reversed(LINKS):
        own = by_day(rates.curves[link].reached_by, days)
        later = own if later is None else chained(own, later, days)
        found[_STAGE_OF[link]] = later
    return found


def needed_share(curve: Floats, period: Period, days: list[date]) -> Floats:
    """The share of all that a stage needs which must exist by the end of each day.

    ``curve`` is the share that has closed by each day after entering the stage, of which only the shape counts.
    """
    shape = np.concatenate([[0.0], curve / curve[-1]])
    closing = np.arange(period.day_count)
    now = np.array([(day - period.start_on).days for day in days])
    left = np.clip(closing - now[:, None], 0, len(shape) - 1)  # days from each day to each close
    shares: Floats = 1.0 - shape[left].mean(axis=1)
    return shares


def plan_dates(ways: Mapping[ChainStage, Floats], exact: Mapping[ChainStage, float], period: Period) -> pd.DataFrame:
    """TARGET_DATES: week by week back from the end of the period until (nearly) nothing need exist.

    ``ways`` are rows of ``won_by``.
    """
    days = [period.end_on - timedelta(weeks=back) for back in range(MOST_DAYS // 7, -1, -1)]
    closed = [min(max((day - period.start_on).days + 1, 0) / period.day_count, 1.0) for day in days]
    shares = {ChainStage.WON: np.array(closed)}
    for stage, curve in ways.items():
        if stage in exact and curve[-1] > 0:
            shares[stage] = needed_share(curve, period, days)
    frame = pd.DataFrame(
        {
            "stage": np.repeat([stage.value for stage in shares], len(days)),
            "day": days * len(shares),
            "needed": np.concatenate([share * exact[stage] for stage, share in shares.items()]),
            "share": np.concatenate(list(shares.values())),
        }
    )
    return typed_frame(frame[frame["share"] >= _FROM_SHARE].reset_index(drop=True), TARGET_DATES)


def last_day_for_volume(chances: Floats, gap_deals: float, most_per_day: float) -> int | None:
    """The last of the coming days (0: tomorrow) from which on so much volume a day still closes a gap of deals.

    None where it can't even from tomorrow on. ``chances`` are those of what comes on each of these days to win in the
    period.
    """
    possible = np.cumsum(chances[::-1])[::-1] * most_per_day
    enough = np.flatnonzero(possible >= gap_deals)
    return int(enough[-1]) if len(enough) else None
