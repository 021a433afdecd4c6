"""Attribution: which channel earned a conversion, by every model at once.

The functions named *_credit take a frame of paths (see ``paths``) and give ``channel``, ``conversions`` and
``conversion_value``; credit sums to the total of the paths.
"""

import pandas as pd

from clm_core.analysis.attribution.journeys import Floats, Journeys
from clm_core.analysis.attribution.markov import removal_effects
from clm_core.analysis.attribution.models import MARKOV_ORDERS, ModelSettings, channel_credit
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.analysis.attribution.rules import RoleShares
from clm_core.analysis.attribution.shapley import shapley_game
from clm_core.errors import ClmError
from clm_core.selection import AttributionModel

__all__ = [
    "first_touch_credit",
    "last_non_direct_credit",
    "last_touch_credit",
    "linear_credit",
    "markov_credit",
    "path_credit",
    "position_based_credit",
    "shapley_credit",
    "shapley_game",
]


def path_credit(paths: pd.DataFrame, model: AttributionModel, settings: ModelSettings | None = None) -> pd.DataFrame:
    """channel, conversions, conversion_value by any model that needs no time stamps, in order of appearance."""
    return _table(journeys := journeys_of_paths(paths), channel_credit(journeys, model, settings))


def markov_credit(paths: pd.DataFrame, order: int = 1) -> pd.DataFrame:
    """Credit by removal effect (with the column removal_effect), order 1, 2 or 3."""
    model = next((model for model, known in MARKOV_ORDERS.items() if known == order), None)
    if model is None:
        raise ClmError("attribution.order_unknown", order=order)
    journeys = journeys_of_paths(paths)
    table = _table(journeys, channel_credit(journeys, model))
    return table.assign(removal_effect=removal_effects(journeys, order))


def shapley_credit(paths: pd.DataFrame) -> pd.DataFrame:
    """Credit by Shapley value: every converting path divided equally among its distinct channels."""
    return path_credit(paths, AttributionModel.SHAPLEY)


def first_touch_credit(paths: pd.DataFrame) -> pd.DataFrame:
    """All credit to the first channel."""
    return path_credit(paths, AttributionModel.FIRST_TOUCH)


def last_touch_credit(paths: pd.DataFrame) -> pd.DataFrame:
    """All credit to the last channel."""
    return path_credit(paths, AttributionModel.LAST_TOUCH)


def last_non_direct_credit(paths: pd.DataFrame) -> pd.DataFrame:
    """All credit to the last channel that is not direct."""
    return path_credit(paths, AttributionModel.LAST_NON_DIRECT)


def linear_credit(paths: pd.DataFrame) -> pd.DataFrame:
    """The same credit to every touch."""
    return path_credit(paths, AttributionModel.LINEAR)


def position_based_credit(paths: pd.DataFrame, shares: RoleShares | None = None) -> pd.DataFrame:
    """40 % to the first, 40 % to the last, 20 % to those between, or the shares given."""
    settings = ModelSettings(position_based=shares) if shares else ModelSettings()
    return path_credit(paths, AttributionModel.POSITION_BASED, settings)


def _table(journeys: Journeys, credit: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {"channel": list(journeys.channels), "conversions": credit[:, 0], "conversion_value": credit[:, 1]}
    )
