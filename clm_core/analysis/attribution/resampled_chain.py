"""The Markov chain of each resample: the same states and moves, other numbers of journeys on them."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clm_core.analysis.attribution.grams import grams_of
from clm_core.analysis.attribution.journeys import Floats, Journeys
from clm_core.analysis.attribution.markov import Chain, chain_of, shares_of_flow, won_without

_MAX_SWEEPS = 100
_CLOSE = 1e-4
"""Of the conversion rate: far less than what resampling itself leaves open."""


class ResampledChain:
    """The chain of all journeys, and how to solve it for other flows. Nothing changes after it was made."""

    def __init__(self, journeys: Journeys, order: int) -> None:
        self._order = order
        self._base = len(journeys.channels) + 1
        self._chain: Chain = chain_of(journeys, order)
        self._present = np.unique(self._chain.state_channels)
        self._is_open = self._chain.state_channels[:, None] != self._present
        self._is_move = self._chain.origin >= 0
        self.edge_count, self.state_count = len(self._chain.edges), len(self._chain.states)
        self._has_wins = bool(self._chain.wins.sum() > 0)
        if order > 1 and self._has_wins:
            self._prepare()

    def _prepare(self) -> None:
        """The solution for all journeys, forward and back, from which each resample's is a short way."""
        chain = self._chain
        moves, starts, wins = shares_of_flow(chain, chain.flow, chain.wins)
        self._won = won_without(moves, wins, self._is_open).astype(np.float32)
        self._seen = won_without(moves.T.tocsr(), starts, self._is_open).astype(np.float32)
        # Edges lie in the order of their origin, so they are the rows of a sparse matrix as they are.
        moves_from = np.bincount(chain.origin[self._is_move], minlength=self.state_count)
        self._pointers = np.concatenate([[0], np.cumsum(moves_from)]).astype(np.int32)
        self._targets = chain.target[self._is_move].astype(np.int32)

    def steps(self, part: Journeys) -> csr_array:
        """How often each journey (columns) goes along each edge (rows)."""
        edge = np.searchsorted(self._chain.edges, grams_of(part, self._order + 1))
        ones = np.ones(len(edge), dtype=np.float32)
        return csr_array((ones, (edge, part.journey_of_touches())), shape=(self.edge_count, len(part)))

    def ends(self, part: Journeys) -> csr_array:
        """The state (rows) in which each journey (columns) ends."""
        gram = grams_of(part, self._order)[part.offsets[1:] - 1]
        state = np.searchsorted(self._chain.states, gram)
        ones = np.ones(len(part), dtype=np.float32)
        return csr_array((ones, (state, np.arange(len(part)))), shape=(self.state_count, len(part)))

    def effects(self, flows: NDArray[np.float32], wins: NDArray[np.float32]) -> Floats:
        """Removal effects (resamples × channels) for the flows and wins of resamples (columns)."""
        effects = np.zeros((flows.shape[1], self._base - 1))
        if not self._has_wins:
            return effects
        arrivals = csr_array((np.ones(self.edge_count), (self._chain.target, np.arange(self.edge_count))))
        visits = np.asarray(arrivals @ flows, dtype=np.float64)
        left = np.where(visits > 0, visits, 1.0)
        solved = self._first_order if self._order == 1 else self._higher_order
        effects[:, self._present] = solved(flows, wins.astype(np.float64), visits, left)
        return np.clip(effects, 0.0, 1.0)

    def _first_order(self, flows: NDArray[np.float32], wins: Floats, visits: Floats, left: Floats) -> Floats:
        """As first_order_effects, all resamples in one call."""
        size, count = self.state_count, flows.shape[1]
        origin, target = self._chain.origin[self._is_move], self._chain.target[self._is_move]
        inner = np.zeros((count, size, size))
        inner[:, origin, target] = (flows[self._is_move] / left[origin]).T
        inverse = np.linalg.inv(np.eye(size) - inner)
        winning = np.einsum("rij,jr->ri", inverse, wins / left)
        won = wins.sum(axis=0)[:, None]
        reached = visits.T / np.diagonal(inverse, axis1=1, axis2=2)
        effects: Floats = np.divide(reached * winning, won, out=np.zeros((count, size)), where=won > 0)
        return effects

    def _higher_order(self, flows: NDArray[np.float32], wins: Floats, visits: Floats, left: Floats) -> Floats:
        """As higher_order_effects, one resample after the other."""
        chain = self._chain
        moved = (flows[self._is_move] / left[chain.origin[self._is_move]]).astype(np.float32).T.copy()
        winning = (wins / left).astype(np.float32).T.copy()
        begun = np.zeros((flows.shape[1], self.state_count), dtype=np.float32)
        begun[:, chain.target[~self._is_move]] = flows[~self._is_move].T
        begun /= np.maximum(begun.sum(axis=1, keepdims=True), 1.0)
        rate = wins.sum(axis=0) / np.maximum(flows[~self._is_move].sum(axis=0), 1.0)
        effects = np.zeros((flows.shape[1], len(self._present)))
        for resample in np.flatnonzero(rate > 0):
            won = self._won_without(moved[resample], winning[resample], begun[resample], rate[resample] * _CLOSE)
            effects[resample] = 1.0 - won / rate[resample]
        return effects

    def _won_without(
        self, moved: NDArray[np.float32], winning: NDArray[np.float32], begun: NDArray[np.float32], close: float
    ) -> NDArray[np.float32]:
        """P(conversion) without each channel.

        Sweeps from the solution for all journeys. What is still missing after a sweep is weighed with how
        often each state is seen there, which gives nearly all of what the further sweeps would bring.
        """
        moves = csr_array((moved, self._targets, self._pointers), shape=(self.state_count, self.state_count))
        direct = np.where(self._is_open, winning[:, None], np.float32(0))
        won, found = self._won, None
        for _ in range(_MAX_SWEEPS):
            swept = moves @ won
            swept *= self._is_open
            swept += direct
            estimate: NDArray[np.float32] = begun @ won + np.einsum("sc,sc->c", self._seen, swept - won)
            if found is not None and np.abs(estimate - found).max() < close:
                break
            won, found = swept, estimate
        return estimate
