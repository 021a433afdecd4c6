"""How sure it is what leads become: factors that spread around 1, one for each draw of the curves.

Without them a plan for revenue would look as sure as one for leads. A channel's rate rests on the outcomes it has seen
and on the ``prior`` borrowed from all channels; as a count of Poisson events its factor is Gamma(count) ÷ count with
count = own + prior, and all channels share the factor of the rate of all. The mean value of a deal spreads like a mean
of amounts with the coefficient of variation of a deal's revenue: Gamma(count ÷ cv²), scaled to 1.
"""

import numpy as np
import pandas as pd

from clm_core.analysis.outcome_chain import ChainRules
from clm_core.response_curves import MONEY_OUTCOMES, Floats, ResponseOutcome

_COUNT_OF = {
    ResponseOutcome.MQLS: "mqls",
    ResponseOutcome.SQLS: "sqls",
    ResponseOutcome.WON_DEALS: "won_deals",
    ResponseOutcome.REVENUE: "won_deals",
    ResponseOutcome.MARGIN: "won_deals",
}
_LATER = tuple(ResponseOutcome)
"""From early to late; the rarer of two outcomes decides how sure the step between them is."""


def factor_draws(
    chain: pd.DataFrame,
    channels: tuple[str, ...],
    *,
    learned: ResponseOutcome,
    wanted: ResponseOutcome,
    draws: int,
    seed: int,
    rules: ChainRules | None = None,
) -> Floats:
    """Draws × channels with mean 1: the step from the curves' outcome to the wanted one as far as it is known.

    ``chain`` is OUTCOME_CHAIN. All 1 where both are the same or both are money, and where there is but one draw.
    """
    rules = rules or ChainRules()
    last = max(learned, wanted, key=_LATER.index)
    is_same = learned is wanted or {learned, wanted} == set(MONEY_OUTCOMES)
    if draws == 1 or is_same or last not in _COUNT_OF:
        return np.ones((draws, len(channels)))
    rng = np.random.default_rng(seed)
    known = chain.set_index("channel")  # all channels together first
    rows = known.reindex([one if one in known.index else "" for one in channels])
    counts = rows[_COUNT_OF[last]].to_numpy(dtype=np.float64) + rules.prior
    counts[[one not in known.index for one in channels]] = rules.prior
    whole = max(float(known[_COUNT_OF[last]].iloc[0]), 1.0)
    found = _around_one(rng, np.array([whole]), draws) * _around_one(rng, counts, draws)
    if last in MONEY_OUTCOMES and learned not in MONEY_OUTCOMES:
        spread = float(known["deal_variation"].iloc[0])
        if spread > 0:
            found *= _around_one(rng, counts / spread**2, draws)
    balanced: Floats = found / found.mean(axis=0)
    return balanced


def _around_one(rng: np.random.Generator, counts: Floats, draws: int) -> Floats:
    """Gamma with mean 1 and the relative variance of so many events."""
    safe = np.maximum(counts, 0.5)
    found: Floats = rng.gamma(safe, 1.0 / safe, size=(draws, len(counts)))
    return found
