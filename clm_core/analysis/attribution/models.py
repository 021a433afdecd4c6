"""The catalogue of attribution models: every one gives credit to channels, and all credit sums to the total."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.attribution import rules
from clm_core.analysis.attribution.journeys import Floats, Journeys
from clm_core.analysis.attribution.markov import removal_effects, shares_of
from clm_core.analysis.attribution.rules import FULL_PATH, POSITION_BASED, W_SHAPED, RoleShares, TouchShares
from clm_core.analysis.attribution.shapley import by_distinct_channel
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.result_columns import CREDIT
from clm_core.selection import AttributionModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """What can be set about the models; position, W-shaped, full path and your own are sets of weights as data.

    Without ``custom`` there is no model with your own weights.
    """

    half_life_days: float = 7.0
    position_based: RoleShares = POSITION_BASED
    w_shaped: RoleShares = W_SHAPED
    full_path: RoleShares = FULL_PATH
    custom: RoleShares | None = None


Rule = Callable[[Journeys, ModelSettings], TouchShares]

RULES: dict[AttributionModel, Rule] = {
    AttributionModel.FIRST_TOUCH: lambda journeys, _: rules.first_touch(journeys),
    AttributionModel.LAST_TOUCH: lambda journeys, _: rules.last_touch(journeys),
    AttributionModel.LAST_NON_DIRECT: lambda journeys, _: rules.last_non_direct_touch(journeys),
    AttributionModel.LINEAR: lambda journeys, _: rules.linear(journeys),
    AttributionModel.POSITION_BASED: lambda journeys, known: rules.by_role(journeys, known.position_based),
    AttributionModel.TIME_DECAY: lambda journeys, known: rules.time_decay(journeys, known.half_life_days),
    AttributionModel.W_SHAPED: lambda journeys, known: rules.by_role(journeys, known.w_shaped),
    AttributionModel.FULL_PATH: lambda journeys, known: rules.by_role(journeys, known.full_path),
    AttributionModel.CUSTOM: lambda journeys, known: rules.by_role(journeys, known.custom or POSITION_BASED),
    AttributionModel.SHAPLEY: lambda journeys, _: by_distinct_channel(journeys),
}
"""Models that divide each journey among its touches."""

MARKOV_ORDERS: dict[AttributionModel, int] = {
    AttributionModel.MARKOV_1: 1,
    AttributionModel.MARKOV_2: 2,
    AttributionModel.MARKOV_3: 3,
}
"""Models that look at all journeys at once."""

NEEDS_MOMENTS = frozenset({AttributionModel.TIME_DECAY, AttributionModel.W_SHAPED, AttributionModel.FULL_PATH})
"""Models that need to know when things happened, not only in which order."""


def models_for(journeys: Journeys, settings: ModelSettings | None = None) -> tuple[AttributionModel, ...]:
    """The models that these journeys and settings allow, in the order of the catalogue."""
    left_out: set[AttributionModel] = set()
    if journeys.moments is None:
        left_out |= NEEDS_MOMENTS
    if settings is None or settings.custom is None:
        left_out.add(AttributionModel.CUSTOM)
    return tuple(model for model in AttributionModel if model not in left_out)


def touch_shares(journeys: Journeys, model: AttributionModel, settings: ModelSettings | None = None) -> TouchShares:
    """How a rule divides each journey.

    Raises ClmError where the model needs time stamps that a path file does not have.
    """
    if model in NEEDS_MOMENTS and journeys.moments is None:
        raise ClmError("attribution.needs_moments", model=model)
    return RULES[model](journeys, settings or ModelSettings())


def channel_credit(journeys: Journeys, model: AttributionModel, settings: ModelSettings | None = None) -> Floats:
    """Credited conversions and value (columns) of each channel (rows, by code)."""
    if model in MARKOV_ORDERS:
        shares = shares_of(removal_effects(journeys, MARKOV_ORDERS[model]))
        return np.outer(shares, journeys.amounts.sum(axis=0))
    return _rule_credit(journeys, model, settings, by_source=False)


def source_credit(journeys: Journeys, model: AttributionModel, settings: ModelSettings | None = None) -> Floats:
    """The same for each source (channel and campaign), so that campaigns sum to their channel.

    Markov knows channels only: a channel's credit goes to its campaigns as linear credit divides it.
    """
    if journeys.source_codes is None:
        return channel_credit(journeys, model, settings)
    if model not in MARKOV_ORDERS:
        return _rule_credit(journeys, model, settings, by_source=True)
    linear = _rule_credit(journeys, AttributionModel.LINEAR, settings, by_source=True)
    channel = np.array([journeys.channels.index(name) for name, _ in journeys.sources], dtype=np.int64)
    whole = np.column_stack([np.bincount(channel, column, len(journeys.channels)) for column in linear.T])[channel]
    shares: Floats = np.divide(linear, whole, out=np.zeros_like(linear), where=whole > 0)
    shares *= channel_credit(journeys, model, settings)[channel]
    return shares


def _rule_credit(
    journeys: Journeys, model: AttributionModel, settings: ModelSettings | None, *, by_source: bool
) -> Floats:
    count = len(journeys.sources) if by_source else len(journeys.channels)
    total = np.zeros((count, 2))
    for whole in journeys.chunks():
        part = whole.converting  # the others have nothing to divide
        codes = part.source_codes if by_source and part.source_codes is not None else part.codes
        total += touch_shares(part, model, settings).credit(part, codes, count)
    return total


def credit_table(
    journeys: Journeys, models: Sequence[AttributionModel] | None = None, settings: ModelSettings | None = None
) -> pd.DataFrame:
    """Credit of each model, channel and campaign: result_columns.CREDIT."""
    sources = journeys.sources or tuple((channel, "") for channel in journeys.channels)
    converting = journeys.converting
    parts = []
    for model in models or models_for(journeys, settings):
        conversions, values = source_credit(converting if model in RULES else journeys, model, settings).T
        rows = pd.DataFrame(sources, columns=["channel", "campaign"])
        parts.append(rows.assign(model=str(model), conversions=conversions, conversion_value=values))
    return typed_frame(pd.concat(parts, ignore_index=True), CREDIT)
