"""Markov attribution: what share of the conversions would be lost if a channel could not be reached.

Journeys are a chain: start, then states that are the last one, two or three channels, then conversion or
none. The removal effect of a channel is 1 − P(conversion without it) ÷ P(conversion); conversions are divided
in proportion to it (Anderl et al. 2016). Everything is solved, nothing simulated: order 1 by one matrix
inverse, higher orders by a fixed point over all channels at once, or a sparse direct solve where that is slow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import splu

from clm_core.analysis.attribution.grams import GramSums, grams_of
from clm_core.analysis.attribution.journeys import Floats, Journeys

ORDERS = (1, 2, 3)
_MAX_SWEEPS = 400
_CHECK_EVERY = 10
_EXACT = 1e-15
_BLOCK_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """States and the flow of journeys between them.

    A state's channel is the last one it remembers. ``flow[edge]`` journeys went from state ``origin[edge]``
    to ``target[edge]``; ``starts``, ``wins`` and ``losses`` are the journeys that begin, convert and end
    without conversion in each state.
    """

    state_channels: NDArray[np.int64]
    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    flow: Floats
    starts: Floats
    wins: Floats
    losses: Floats


def removal_effects(journeys: Journeys, order: int) -> Floats:
    """The removal effect of each channel, 0 to 1; zeros where nothing converted."""
    chain = chain_of(journeys, order)
    solve = first_order_effects if order == 1 else higher_order_effects
    return solve(chain, len(journeys.channels))


def shares_of(effects: Floats) -> Floats:
    """Removal effects as shares of the whole; all zero where there are none."""
    total = effects.sum(axis=-1, keepdims=True)
    shares: Floats = np.divide(effects, total, out=np.zeros_like(effects), where=total > 0)
    return shares


def chain_of(journeys: Journeys, order: int) -> Chain:
    """The chain whose states are the last ``order`` channels, or all so far where a journey is younger."""
    base = len(journeys.channels) + 1
    edges, wins, losses = GramSums(base ** (order + 1)), GramSums(base**order), GramSums(base**order)
    for part in journeys.chunks():
        gram = grams_of(part, order + 1)
        edges.add(gram, np.repeat(part.conversions + part.non_conversions, part.lengths))
        last = gram[part.offsets[1:] - 1] % base**order
        wins.add(last, part.conversions)
        losses.add(last, part.non_conversions)
    keys, flow = edges.result()
    origin, target = keys // base, keys % base**order
    states = np.unique(target)
    is_start = origin == 0
    starts = np.zeros(len(states))
    starts[np.searchsorted(states, target[is_start])] = flow[is_start]
    return Chain(
        state_channels=states % base - 1,
        origin=np.searchsorted(states, origin[~is_start]),
        target=np.searchsorted(states, target[~is_start]),
        flow=flow[~is_start],
        starts=starts,
        wins=_at(states, *wins.result()),
        losses=_at(states, *losses.result()),
    )


def _at(states: NDArray[np.int64], keys: NDArray[np.int64], sums: Floats) -> Floats:
    placed = np.zeros(len(states))
    placed[np.searchsorted(states, keys)] = sums
    return placed


def first_order_effects(chain: Chain, channel_count: int) -> Floats:
    """Removal effects by one inverse: who ever comes through a channel, times who converts from there.

    With N = (I − Q)⁻¹ the share (starts · N)ᵢ ÷ Nᵢᵢ of the journeys ever reaches channel i, and from there
    (N · wins)ᵢ convert. starts · N is how often a channel was visited, which has been counted.
    """
    effects = np.zeros(channel_count)
    if not chain.wins.sum() > 0:
        return effects
    visits = _visits(chain)
    count = len(visits)
    inner = np.zeros((count, count))
    inner[chain.origin, chain.target] = chain.flow / visits[chain.origin]
    inverse = np.linalg.inv(np.eye(count) - inner)
    winning = inverse @ (chain.wins / visits)
    effects[chain.state_channels] = visits / np.diagonal(inverse) * winning / chain.wins.sum()
    return np.clip(effects, 0.0, 1.0)


def higher_order_effects(chain: Chain, channel_count: int) -> Floats:
    """Removal effects where a channel has many states: a journey is lost when it first enters one of them."""
    effects = np.zeros(channel_count)
    total = chain.starts.sum()
    winning = chain.wins.sum() / total if total > 0 else 0.0
    if not winning > 0:
        return effects
    visits = _visits(chain)
    size = len(visits)
    moves = csr_array((chain.flow / visits[chain.origin], (chain.origin, chain.target)), shape=(size, size))
    wins = chain.wins / visits
    present = np.unique(chain.state_channels)
    width = max(1, _BLOCK_CELLS // size)
    for start in range(0, len(present), width):
        removed = present[start : start + width]
        is_open = chain.state_channels[:, None] != removed
        won = _won_without(moves, wins, is_open)
        effects[removed] = 1.0 - chain.starts @ won / total / winning
    return np.clip(effects, 0.0, 1.0)


def _visits(chain: Chain) -> Floats:
    """How often each state was left: for another state, or for good."""
    return np.bincount(chain.origin, chain.flow, minlength=len(chain.wins)) + chain.wins + chain.losses


def _won_without(moves: csr_array, wins: Floats, is_open: NDArray[np.bool_]) -> Floats:
    """P(conversion) from each state (rows), if the states that are not open (columns: cases) are dead ends."""
    direct = np.where(is_open, wins[:, None], 0.0)
    won = direct
    for sweep in range(_MAX_SWEEPS):
        further = np.where(is_open, moves @ won, 0.0) + direct
        if sweep % _CHECK_EVERY == 0 and np.abs(further - won).max() < _EXACT:
            return further
        won = further
    return np.column_stack([_solved(moves, wins, is_open[:, case]) for case in range(is_open.shape[1])])


def _solved(moves: csr_array, wins: Floats, is_open: NDArray[np.bool_]) -> Floats:
    """The same for one case by a sparse direct solve, for chains that hardly end."""
    won = np.zeros(len(wins))
    if is_open.any():
        inner = moves[is_open][:, is_open]
        won[is_open] = splu((eye_array(inner.shape[0]) - inner).tocsc()).solve(wins[is_open])
    return won
