"""Shapley values: what a channel adds, averaged over all orders in which channels could have joined.

With the usual worth of a set of channels, all conversions of journeys that use no other channel, the value has
a closed form: every converting journey is divided equally among its distinct channels (Zhao, Mahboobi and
Bagheri 2018, "simplified Shapley"). That takes any number of channels in linear time.
"""

from collections.abc import Mapping
from math import factorial

import numpy as np

from clm_core.analysis.attribution.journeys import Floats, Journeys
from clm_core.analysis.attribution.rules import TouchShares
from clm_core.errors import ClmError

MOST_PLAYERS = 20


def by_distinct_channel(journeys: Journeys) -> TouchShares:
    """Each distinct channel of a journey the same, divided equally among the channel's touches in it."""
    count = len(journeys.channels)
    cell = journeys.journey_of_touches() * count + journeys.codes
    if len(journeys) * count <= 8 * len(journeys.codes) + 1_000_000:
        touches = np.bincount(cell, minlength=len(journeys) * count)
        channels = np.count_nonzero(touches.reshape(len(journeys), count), axis=1)
        same = touches[cell]
    else:  # many channels: a table of all cells would be mostly empty
        _, place, counts = np.unique(cell, return_inverse=True, return_counts=True)
        same = counts[place]
        first = np.unique(cell) // count
        channels = np.bincount(first, minlength=len(journeys))
    return TouchShares(each=1.0 / (np.repeat(channels, journeys.lengths) * same))


def shapley_game(worth: Mapping[frozenset[str], float]) -> dict[str, float]:
    """The Shapley value of each player of any game; the worth of every non-empty set must be given.

    Raises ClmError for a missing set or more than ``MOST_PLAYERS`` players.
    """
    players = sorted(frozenset[str]().union(*worth))
    if len(players) > MOST_PLAYERS:
        raise ClmError("attribution.too_many_players", count=len(players), most=MOST_PLAYERS)
    bit = {player: 1 << place for place, player in enumerate(players)}
    values = np.full(1 << len(players), np.nan)
    values[0] = worth.get(frozenset(), 0.0)
    for group, value in worth.items():
        values[sum(bit[player] for player in group)] = value
    if np.isnan(values).any():
        raise ClmError("attribution.set_without_worth", players=_named(int(np.isnan(values).argmax()), players))
    sets = np.arange(len(values), dtype=np.uint32)
    sizes = np.bitwise_count(sets)
    n = len(players)
    weight = np.array([factorial(size) * factorial(n - size - 1) / factorial(n) for size in range(n)])
    return {player: float(_added(values, sets, sizes, weight, np.uint32(bit[player]))) for player in players}


def _added(values: Floats, sets: np.ndarray, sizes: np.ndarray, weight: Floats, own: np.uint32) -> float:
    without = sets[(sets & own) == 0]
    return float(np.sum(weight[sizes[without]] * (values[without | own] - values[without])))


def _named(group: int, players: list[str]) -> str:
    return ", ".join(player for place, player in enumerate(players) if group >> place & 1)
