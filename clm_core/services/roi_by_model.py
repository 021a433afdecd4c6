"""What each channel returned under every attribution model."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from clm_core.analysis.roi_by_model import channel_returns, roi_ranges
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.selection import AttributionModel, Selection
from clm_core.services.credited import credited_data
from clm_core.services.data import require_days, settings
from clm_core.store.workspaces import Store

__all__ = ["COMPARED_MODELS", "RoiByModel", "roi_by_model"]

COMPARED_MODELS = tuple(one for one in AttributionModel if one is not AttributionModel.CUSTOM)
"""All models that need nothing set by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiByModel:
    """ROI of each channel by each model, and its range over all of them."""

    returns: pd.DataFrame  # result_columns.ROI_BY_MODEL
    ranges: pd.DataFrame  # result_columns.ROI_RANGES


def roi_by_model(
    store: Store, selection: Selection, basis: RoiBasis, on_progress: Callable[[float], None] | None = None
) -> RoiByModel:
    """The selection's returns under every model; takes seconds. Raises ClmError in an empty workspace."""
    require_days(store)
    known, found = settings(store), {}
    for place, model in enumerate(COMPARED_MODELS):
        if on_progress is not None:
            on_progress(place / len(COMPARED_MODELS))
        found[str(model)] = channel_returns(
            credited_data(store, replace(selection, attribution_model=model)),
            selection,
            model=str(model),
            zone=known.reporting_zone,
            margin_share=known.margin_share,
            basis=basis,
        )
    return RoiByModel(returns=pd.concat(found.values(), ignore_index=True), ranges=roi_ranges(found))
