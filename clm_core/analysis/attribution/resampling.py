"""How sure credit is: a Poisson bootstrap over journeys, the same resamples for every model.

Each journey is drawn 0, 1, 2 … times, a Poisson number of mean 1; groups of equal journeys draw one number for
all (Hanley and MacGibbon 2006). All models see the same draws, so that their differences can be judged as well.
The same seed and journeys give the same intervals, on any number of threads.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from scipy.stats import poisson

from clm_core.analysis.attribution.journeys import Floats, Journeys
from clm_core.analysis.attribution.markov import shares_of
from clm_core.analysis.attribution.models import MARKOV_ORDERS, RULES, ModelSettings, models_for, touch_shares
from clm_core.analysis.attribution.resampled_chain import ResampledChain
from clm_core.selection import AttributionModel

_THREADS = min(4, os.cpu_count() or 1)
_MOST_BY_TABLE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampleRule:
    """How many resamples, from which seed; how many of them and of the journeys are worked on at a time."""

    resamples: int = 2_000
    seed: int = 20_240_101
    resamples_at_once: int = 100
    journeys_at_once: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampledCredit:
    """Credit of each model in each resample: arrays of resamples × channels × (conversions, value)."""

    channels: tuple[str, ...]
    credit: dict[AttributionModel, NDArray[np.float32]]

    def interval(self, model: AttributionModel, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Low and high end (channels × 2) between which the middle ``confidence`` of the resamples lies."""
        tail = (1 - confidence) / 2
        ends: Floats = np.quantile(self.credit[model].astype(np.float64), [tail, 1 - tail], axis=0)
        return ends[0], ends[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Some of the journeys, prepared: what one draw of each gives."""

    converting: NDArray[np.int64]  # their rows among the piece's journeys
    conversion_draws: Floats  # mean number of draws: the size of the group
    conversions: NDArray[np.float32]  # of one draw
    values: NDArray[np.float32]
    shares: csr_array  # (rules × channels) × converting
    failing: NDArray[np.int64]
    failure_draws: Floats
    steps: tuple[csr_array, ...]  # for each chain: edges × journeys
    ends: tuple[csr_array, ...]  # for each chain: states × converting


def resampled_credit(
    journeys: Journeys,
    models: Sequence[AttributionModel] | None = None,
    settings: ModelSettings | None = None,
    *,
    rule: ResampleRule | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> ResampledCredit:
    """Credit in every resample; ``on_progress`` hears the share that is done."""
    rule, models = rule or ResampleRule(), list(models or models_for(journeys, settings))
    journeys = journeys.taken(journeys.conversions + journeys.values + journeys.non_conversions > 0)
    rules = [model for model in models if model in RULES]
    chains = {model: ResampledChain(journeys, MARKOV_ORDERS[model]) for model in models if model in MARKOV_ORDERS}
    pieces = [_piece(part, rules, settings, list(chains.values())) for part in journeys.chunks(rule.journeys_at_once)]
    credit = {model: np.zeros((rule.resamples, len(journeys.channels), 2), dtype=np.float32) for model in models}

    def work(start: int) -> None:
        rows = slice(start, min(start + rule.resamples_at_once, rule.resamples))
        block = _Block(pieces, chains, len(rules) * len(journeys.channels), rows.stop - rows.start)
        block.draw(np.random.default_rng([rule.seed, start]))
        for number, model in enumerate(rules):
            credit[model][rows] = block.rule_credit(number, len(journeys.channels))
        for model in chains:
            credit[model][rows] = block.chain_credit(model)

    starts = range(0, rule.resamples, rule.resamples_at_once)
    with ThreadPoolExecutor(_THREADS) as threads:
        blocks = [threads.submit(work, start) for start in starts]
        try:
            for done, block in enumerate(as_completed(blocks), start=1):
                block.result()
                if on_progress:
                    on_progress(done / len(starts))
        except BaseException:
            # Whoever is told of the progress may end it: what has not begun is not begun any more.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return ResampledCredit(channels=journeys.channels, credit=credit)


def _piece(
    part: Journeys,
    rules: Sequence[AttributionModel],
    settings: ModelSettings | None,
    chains: Sequence[ResampledChain],
) -> _Piece:
    is_converting = (part.conversions > 0) | (part.values > 0)
    converting = part.taken(is_converting)
    draws = np.maximum(converting.conversions, 1.0)
    rows, count = converting.journey_of_touches(), len(part.channels)
    shares = [
        csr_array(
            (touch_shares(converting, model, settings).weights(converting), (rows, converting.codes)),
            shape=(len(converting), count),
        )
        for model in rules
    ]
    failing = np.flatnonzero(part.non_conversions > 0)
    return _Piece(
        converting=np.flatnonzero(is_converting),
        conversion_draws=draws,
        conversions=(converting.conversions / draws).astype(np.float32),
        values=(converting.values / draws).astype(np.float32),
        shares=csr_array((hstack(shares) if shares else csr_array((len(converting), 0))).T, dtype=np.float32),
        failing=failing,
        failure_draws=part.non_conversions[failing],
        steps=tuple(chain.steps(part) for chain in chains),
        ends=tuple(chain.ends(converting) for chain in chains),
    )


class _Block:
    """A few resamples at once: what was drawn, summed to what rules and chains need."""

    def __init__(
        self, pieces: Sequence[_Piece], chains: dict[AttributionModel, ResampledChain], columns: int, size: int
    ) -> None:
        self._pieces, self._chains, self._size = pieces, chains, size
        self._rules = np.zeros((2, columns, size), dtype=np.float32)
        self._totals = np.zeros((2, size), dtype=np.float64)
        self._flows = {model: np.zeros((chain.edge_count, size), np.float32) for model, chain in chains.items()}
        self._wins = {model: np.zeros((chain.state_count, size), np.float32) for model, chain in chains.items()}

    def draw(self, generator: np.random.Generator) -> None:
        """Draws every journey for each of the resamples and sums what that gives."""
        for piece in self._pieces:
            converted = _poisson(generator, piece.conversion_draws, self._size)
            for place, amounts in enumerate((piece.conversions, piece.values)):
                weighted = converted * amounts[:, None]
                self._rules[place] += piece.shares @ weighted
                self._totals[place] += weighted.sum(axis=0)
            if self._chains:
                self._draw_chains(piece, converted * piece.conversions[:, None], generator)

    def _draw_chains(self, piece: _Piece, converted: NDArray[np.float32], generator: np.random.Generator) -> None:
        journeys = np.zeros((piece.steps[0].shape[1], self._size), dtype=np.float32)
        journeys[piece.converting] = converted
        journeys[piece.failing] += _poisson(generator, piece.failure_draws, self._size)
        for number, model in enumerate(self._chains):
            self._flows[model] += piece.steps[number] @ journeys
            self._wins[model] += piece.ends[number] @ converted

    def rule_credit(self, number: int, channel_count: int) -> NDArray[np.float32]:
        """Credit by one of the rules: resamples × channels × 2."""
        rows = slice(number * channel_count, (number + 1) * channel_count)
        return self._rules[:, rows].transpose(2, 1, 0)

    def chain_credit(self, model: AttributionModel) -> NDArray[np.float32]:
        """Credit by a Markov chain: resamples × channels × 2."""
        effects = self._chains[model].effects(self._flows[model], self._wins[model])
        return (shares_of(effects)[:, :, None] * self._totals.T[:, None, :]).astype(np.float32)


def _poisson(generator: np.random.Generator, means: Floats, count: int) -> NDArray[np.float32]:
    """Draws with these means (rows), ``count`` of each."""
    drawn = np.empty((len(means), count), dtype=np.float32)
    is_left = np.ones(len(means), dtype=bool)
    for mean in range(1, _MOST_BY_TABLE + 1):
        rows = np.flatnonzero(means == mean)
        is_left[rows] = False
        drawn[rows] = _table(mean)[generator.integers(0, 1 << 16, (len(rows), count), dtype=np.uint16)]
    drawn[is_left] = generator.poisson(means[is_left, None], (int(is_left.sum()), count))
    return drawn


@cache
def _table(mean: int) -> NDArray[np.float32]:
    """Poisson numbers for 16 random bits, by the inverse of their distribution: far faster than drawing them."""
    bits = (np.arange(1 << 16) + 0.5) / (1 << 16)
    table: NDArray[np.float32] = np.searchsorted(poisson.cdf(np.arange(60), mean), bits).astype(np.float32)
    return table
