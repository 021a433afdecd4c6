"""What the open deals bring within the period, in each draw: won or not, with the amount that they have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.target_plan.funnel_rates import FunnelRates
from clm_core.analysis.target_plan.link_curves import LinkCurve, later_chances
from clm_core.response_curves import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenPipeline:
    """One column an open deal: amount, whether it came from an MQL, and draws × deals chances of a win in time."""

    amount: Floats
    of_mql: NDArray[np.bool_]
    chances: Floats


def open_pipeline(rates: FunnelRates, first_left: int, last_left: int) -> OpenPipeline:
    """Open deals with the chance to be won after the first so many days from today, within the last so many.

    By their age and by whether they came from an MQL: those still open after so many days are won as often as others
    were that were open as long.
    """
    people = rates.people
    is_open = ~people.is_decided
    age, of_mql = people.today - people.created[is_open], people.of_mql[is_open]
    win = rates.curves[tuple(rates.curves)[-1]]
    chances = np.zeros((win.reached_by.shape[0], len(age)))
    for which, curve in ((of_mql, win), (~of_mql, rates.others)):
        chances[:, which] = _between(curve, age[which], first_left, last_left)
    return OpenPipeline(amount=people.amount[is_open], of_mql=of_mql, chances=chances[1:])


def _between(curve: LinkCurve, ages: Floats, first_left: int, last_left: int) -> Floats:
    at_once = np.ones((len(curve.reached_by), 1))
    until_last = later_chances(curve, at_once, ages, last_left)
    return until_last - later_chances(curve, at_once, ages, first_left)


def pipeline_revenue(pipeline: OpenPipeline, inner: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Revenue in each draw (``inner`` to each row of chances): of deals that came from MQLs, and of all others."""
    draws = len(pipeline.chances)
    found = np.zeros((2, draws * inner))
    worth = np.stack([pipeline.amount * pipeline.of_mql, pipeline.amount * ~pipeline.of_mql], axis=1)
    for row in range(draws):
        is_won = rng.random((inner, len(pipeline.amount))) < pipeline.chances[row]
        found[:, row * inner : (row + 1) * inner] = (is_won @ worth).T
    return found[0], found[1]
