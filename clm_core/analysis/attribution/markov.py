"""Markov attribution: what share of the conversions would be lost if a channel could not be reached.

Journeys are a chain: start, then states that are the last one, two or three channels, then conversion or
none. The removal effect of a channel is 1 − P(conversion without it) ÷ P(conversion); conversions are divided
in proportion to it (Anderl et al. 2016). Everything is solved, nothing simulated: order 1 by one matrix
inverse, higher orders by a fixed point over all channels at once, or a sparse direct solve where that is slow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from clm_core.analysis.attribution.grams import GramSums, grams_of
from clm_core.analysis.attribution.journeys import Codes, Floats, Journeys
from clm_core.errors import ClmError

ORDERS = (1, 2, 3)
TOO_MANY_STATES = "attribution.too_many_states"
_MAX_SWEEPS = 400
_CHECK_EVERY = 10
_EXACT = 1e-15
_BLOCK_CELLS = 4_000_000
_MOST_DENSE_CELLS = 16_000_000
_MOST_SPARSE_CELLS = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """States and the flow of journeys between them.

    ``states`` and ``edges`` are the numbers of ``grams_of``; a state's channel is the last one it remembers.
    ``flow[edge]`` journeys came from state ``origin[edge]``, or began where that is −1, and went to
    ``target[edge]``; ``wins`` of them converted in each state.
    """

    states: Codes
    state_channels: NDArray[np.int64]
    edges: Codes
    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    flow: Floats
    wins: Floats

    @property
    def visits(self) -> Floats:
        """How often each state was reached, and so left again."""
        visits: Floats = np.bincount(self.target, self.flow, minlength=len(self.states)).astype(np.float64)
        return visits


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
    flow, wins = GramSums(base ** (order + 1)), GramSums(base**order)
    for part in journeys.chunks():
        gram = grams_of(part, order + 1)
        flow.add(gram, np.repeat(part.conversions + part.non_conversions, part.lengths))
        wins.add(gram[part.offsets[1:] - 1] % base**order, part.conversions)
    edges, flows = flow.result()
    states = np.unique(edges % base**order)
    winning, won = wins.result()
    placed = np.zeros(len(states))
    placed[np.searchsorted(states, winning)] = won
    origin = edges // base
    return Chain(
        states=states,
        state_channels=states % base - 1,
        edges=edges,
        origin=np.where(origin == 0, -1, np.searchsorted(states, origin)),
        target=np.searchsorted(states, edges % base**order),
        flow=flows,
        wins=placed,
    )


def first_order_effects(chain: Chain, channel_count: int) -> Floats:
    """Removal effects by one inverse: who ever comes through a channel, times who converts from there.

    With N = (I − Q)⁻¹ the share (starts · N)ᵢ ÷ Nᵢᵢ of the journeys ever reaches channel i, and from there
    (N · wins)ᵢ convert. starts · N is how often a channel was visited, which has been counted.
    """
    effects = np.zeros(channel_count)
    if not chain.wins.sum() > 0:
        return effects
    visits, count = chain.visits, len(chain.states)
    inner = np.zeros((count, count))
    is_move = chain.origin >= 0
    origin = chain.origin[is_move]
    inner[origin, chain.target[is_move]] = chain.flow[is_move] / visits[origin]
    inverse = np.linalg.inv(np.eye(count) - inner)
    winning = inverse @ (chain.wins / visits)
    effects[chain.state_channels] = visits / np.diagonal(inverse) * winning / chain.wins.sum()
    return np.clip(effects, 0.0, 1.0)


def higher_order_effects(chain: Chain, channel_count: int) -> Floats:
    """Removal effects where a channel has many states: a journey is lost when it first enters one of them."""
    effects = np.zeros(channel_count)
    if not chain.wins.sum() > 0:
        return effects
    moves, starts, wins = shares_of_flow(chain, chain.flow, chain.wins)
    present = np.unique(chain.state_channels)
    if len(wins) * len(present) > _MOST_DENSE_CELLS:
        lost: Floats = starts @ _lost_without(moves, wins, chain.state_channels, channel_count)
        effects[:] = lost / (chain.wins.sum() / chain.flow[chain.origin < 0].sum())
        return np.clip(effects, 0.0, 1.0)
    width = max(1, _BLOCK_CELLS // len(wins))
    for first in range(0, len(present), width):
        removed = present[first : first + width]
        is_open = chain.state_channels[:, None] != removed
        won = won_without(moves, wins, is_open)
        effects[removed] = 1.0 - starts @ won / (chain.wins.sum() / chain.flow[chain.origin < 0].sum())
    return np.clip(effects, 0.0, 1.0)


def shares_of_flow(chain: Chain, flow: Floats, wins: Floats) -> tuple[csr_array, Floats, Floats]:
    """What flowed as probabilities: of each move between states, of beginning in a state, of converting in it."""
    size = len(chain.states)
    visits = np.bincount(chain.target, flow, minlength=size)
    visits[visits == 0] = 1.0
    is_move = chain.origin >= 0
    origin, target = chain.origin[is_move], chain.target[is_move]
    moves = csr_array((flow[is_move] / visits[origin], (origin, target)), shape=(size, size))
    begun = flow[~is_move]
    starts = np.bincount(chain.target[~is_move], begun, minlength=size) / begun.sum()
    return moves, starts, wins / visits


def won_without(moves: csr_array, wins: Floats, is_open: NDArray[np.bool_]) -> Floats:
    """P(conversion) from each state (rows), if the states that are not open (columns: cases) are dead ends."""
    direct = np.where(is_open, wins[:, None], 0.0)
    won = direct
    for sweep in range(_MAX_SWEEPS):
        further = np.where(is_open, moves @ won, 0.0) + direct
        if sweep % _CHECK_EVERY == 0 and np.abs(further - won).max() < _EXACT:
            return further
        won = further
    return np.column_stack([_solved(moves, wins, is_open[:, case]) for case in range(is_open.shape[1])])


def _lost_without(moves: csr_array, wins: Floats, state_channels: NDArray[np.int64], channel_count: int) -> csr_array:
    """What P(conversion) from each state (rows) loses without each channel (columns), where both are many.

    From a channel's own states everything is lost; from another what is lost after its next step. Most states
    never come to most channels, so nearly all cells stay empty. Raises ClmError where they do not.
    """
    size = len(wins)
    everyone = np.ones((size, 1), dtype=bool)
    won = won_without(moves, wins, everyone)[:, 0]
    own = csr_array((won, (np.arange(size), state_channels)), shape=(size, channel_count))
    staying = moves.diagonal()  # repeats of one channel end slowly: they are summed up at once
    steps = (diags_array(1.0 / (1.0 - staying)) @ (moves - diags_array(staying))).tocsr()
    steps.eliminate_zeros()
    lost = own
    for _ in range(_MAX_SWEEPS):
        further = steps @ lost
        row = np.repeat(np.arange(size), np.diff(further.indptr))
        further.data[further.indices == state_channels[row]] = 0.0
        further = further + own
        if further.nnz > _MOST_SPARSE_CELLS:
            break
        if abs(further - lost).max() < _EXACT:
            return further
        lost = further
    raise ClmError(TOO_MANY_STATES, states=size, channels=channel_count)


def _solved(moves: csr_array, wins: Floats, is_open: NDArray[np.bool_]) -> Floats:
    """The same for one case by a sparse direct solve, for chains that hardly end."""
    won = np.zeros(len(wins))
    if is_open.any():
        inner = moves[is_open][:, is_open]
        won[is_open] = splu((eye_array(inner.shape[0]) - inner).tocsc()).solve(wins[is_open])
    return won
