"""Everything that the order of channels alone says about a set of journeys: credit by all models, removal effects."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.attribution.journeys import Floats, Journeys
from clm_core.analysis.attribution.markov import TOO_MANY_STATES, removal_effects, shares_of
from clm_core.analysis.attribution.models import MARKOV_ORDERS, credit_table, models_for
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.result_columns import CREDIT
from clm_core.selection import AttributionModel


@dataclass(frozen=True, slots=True, kw_only=True)
class PathReport:
    """Credit of all models that need no time stamps, and what each channel's removal would cost.

    ``credit`` is result_columns.CREDIT; ``removal_effects`` has a row a channel and a column a Markov model,
    0 to 1. ``left_out`` are the models of higher order for which there are too many channels that follow each other.
    """

    models: tuple[AttributionModel, ...]
    credit: pd.DataFrame
    removal_effects: pd.DataFrame
    left_out: tuple[AttributionModel, ...] = ()


def path_report(journeys: Journeys, models: tuple[AttributionModel, ...] = ()) -> PathReport:
    """Credit by these models, or by all that the journeys allow. Raises ClmError for one that needs time stamps."""
    effects: dict[AttributionModel, Floats] = {}
    left_out = []
    wanted = models or models_for(journeys)
    for model in wanted:
        if model in MARKOV_ORDERS:
            try:
                effects[model] = removal_effects(journeys, MARKOV_ORDERS[model])
            except ClmError as too_large:
                if too_large.key != TOO_MANY_STATES:
                    raise
                left_out.append(model)
    used = tuple(model for model in wanted if model not in left_out)
    totals = journeys.amounts.sum(axis=0)
    rules = [model for model in used if model not in MARKOV_ORDERS]
    by_rules = credit_table(journeys, rules) if rules else None
    rows = []
    for model in used:
        if model in MARKOV_ORDERS:
            credit = np.outer(shares_of(effects[model]), totals)
            frame = pd.DataFrame({"channel": journeys.channels, "campaign": "", "model": str(model)})
            rows.append(frame.assign(conversions=credit[:, 0], conversion_value=credit[:, 1]))
        elif by_rules is not None:
            rows.append(by_rules[by_rules["model"] == model])
    return PathReport(
        models=used,
        credit=typed_frame(pd.concat(rows, ignore_index=True), CREDIT),
        removal_effects=pd.DataFrame(
            {"channel": journeys.channels, **{str(model): effect for model, effect in effects.items()}}
        ),
        left_out=tuple(left_out),
    )
