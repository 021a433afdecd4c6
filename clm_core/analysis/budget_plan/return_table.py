"""Outcomes and slopes of all channels at a few amounts each: where a search begins before it is made exact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.response_curves import Floats

_GROWTH = 1e4
"""The last step between two amounts is so many times the first: small amounts are looked at closely."""
_STEEPEST = 1e280
_LOOKS = 24
"""So many prices are looked at before the search begins."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReturnTable:
    """Nodes × channels, amounts rising from floor to ceiling in each column."""

    amounts: Floats
    outcomes: Floats
    slopes: Floats

    def taken(self, weights: Floats) -> tuple[Floats, Floats]:
        """Of curves that bend downwards, whose outcomes count by ``weights``: rising logarithms of prices, amounts.

        Prices are spread over those where amounts move; between nodes amounts are linear in the logarithm.
        """
        logs = np.log(np.clip(self.slopes * weights, 1.0 / _STEEPEST, _STEEPEST))
        logs = np.minimum.accumulate(logs, axis=0)
        every = np.sort(logs, axis=None)
        looked_at = every[np.linspace(0, len(every) - 1, _LOOKS).astype(np.intp)]
        # One line of all channels, one after the other: each is moved so that prices fall all along.
        moved = (every[-1] - every[0] + 1.0) * np.arange(logs.shape[1])
        within = np.minimum(np.maximum(looked_at[:, None], logs[-1]), logs[0])
        amounts = np.interp(moved - within, (moved - logs).T.ravel(), self.amounts.T.ravel())
        amounts[0], amounts[-1] = self.amounts[-1], self.amounts[0]
        return looked_at, amounts

    def outcomes_between(self, amounts: Floats) -> Floats:
        """Outcomes at amounts (rows × channels) by cubic pieces through the nodes' outcomes and slopes."""
        found = np.empty_like(amounts)
        for column in range(amounts.shape[1]):
            nodes = self.amounts[:, column]
            before = np.searchsorted(nodes, amounts[:, column], side="right") - 1
            place = np.clip(before, 0, max(len(nodes) - 2, 0)).astype(np.intp)
            found[:, column] = self._cubic(place, column, amounts[:, column])
        return found

    def _cubic(self, place: npt.NDArray[np.intp], column: int, amounts: Floats) -> Floats:
        start, values, slopes = self.amounts[:, column], self.outcomes[:, column], self.slopes[:, column]
        width = start[place + 1] - start[place]
        rise = values[place + 1] - values[place]
        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.where(width > 0, (amounts - start[place]) / width, 0.0)
        # A slope of more than three times the rise would make the piece swing over its ends.
        first, last = (np.minimum(slopes[place + end] * width, 3.0 * rise) for end in (0, 1))
        bent = t * (1 - t) * ((first - rise) * (1 - t) - (last - rise) * t)
        cubic: Floats = values[place] + t * rise + bent
        return cubic


def return_table(returns: PlanReturns, floor: Floats, ceiling: Floats, nodes: int) -> ReturnTable:
    """The table of ``nodes`` amounts between floors and finite ceilings."""
    grown = (_GROWTH ** np.linspace(0.0, 1.0, nodes) - 1.0) / (_GROWTH - 1.0)
    amounts = floor + grown[:, None] * (ceiling - floor)
    amounts[-1] = ceiling
    return ReturnTable(amounts=amounts, outcomes=returns.outcomes(amounts), slopes=returns.marginals(amounts))
