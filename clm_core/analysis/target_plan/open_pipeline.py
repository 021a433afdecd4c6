"""What the open deals bring within the period, in each draw: won or not, with the amount that they have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.target_plan.closing_chances import Horizon, open_chances
from clm_core.analysis.target_plan.funnel_rates import FunnelRates
from clm_core.analysis.target_plan.link_curves import waiting_chances
from clm_core.response_curves import Floats
from clm_core.targets import FunnelLink


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenPipeline:
    """One column an open deal: amount, whether it came from an MQL, and draws × deals chances of a win in time."""

    amount: Floats
    of_mql: NDArray[np.bool_]
    chances: Floats


def open_pipeline(rates: FunnelRates, horizon: Horizon) -> OpenPipeline:
    """Open deals with the chance to be won in the period, as the forecast has it.

    Each draw moves all chances as it moves the rate of winning a deal of their kind, so that they are as uncertain as
    that. Where too few deals were won for a forecast, by the link's own curve and the deals' age.
    """
    people = rates.people
    is_open = ~people.is_decided
    of_mql, keys = people.of_mql[is_open], people.deal_keys[is_open]
    win = rates.curves[FunnelLink.OPPORTUNITY_TO_WON]
    known = open_chances(rates.closing, horizon)
    chances = np.zeros((len(win.reached_by), len(keys)))
    for which, curve in ((of_mql, win), (~of_mql, rates.others)):
        if known is None:
            days = np.arange(horizon.last_left + 1)
            ahead = np.broadcast_to((days > horizon.first_left).astype(np.float64), (len(chances), len(days)))
            chances[:, which] = waiting_chances(curve, ahead, (people.today - people.created[is_open])[which])
        else:
            own = np.array([known.get(int(key), 0.0) for key in keys[which]])
            chances[:, which] = np.minimum(own * curve.relative_draws[:, None], 1.0)
    return OpenPipeline(amount=people.amount[is_open], of_mql=of_mql, chances=chances[1:])


def pipeline_revenue(pipeline: OpenPipeline, inner: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """In each draw (``inner`` to each row of chances): revenue of deals from MQLs and of all others, and deals won."""
    draws = len(pipeline.chances)
    found = np.zeros((3, draws * inner))
    amount, of_mql = pipeline.amount, pipeline.of_mql
    worth = np.stack([amount * of_mql, amount * ~of_mql, np.ones(len(amount))], axis=1)
    for row in range(draws):
        is_won = rng.random((inner, len(pipeline.amount))) < pipeline.chances[row]
        found[:, row * inner : (row + 1) * inner] = (is_won @ worth).T
    return found[0], found[1], found[2]
