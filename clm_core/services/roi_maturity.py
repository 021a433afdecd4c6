"""What the touches of a selection's months cost, have brought and are expected to bring."""

import pandas as pd

from clm_core.analysis.roi_maturity import ReturnPart, RoiMaturity, roi_maturity
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.selection import Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.store.workspaces import Store

__all__ = ["ReturnPart", "RoiBasis", "RoiMaturity", "roi_maturity_view"]


def roi_maturity_view(
    store: Store, selection: Selection, basis: RoiBasis | None = None, credit: pd.DataFrame | None = None
) -> RoiMaturity:
    """Realised, expected and mature ROI by cohort, channel and campaign. Raises ClmError in an empty workspace.

    ``credit`` (loop_columns.DEAL_CREDIT) is what an attribution model gives each deal's touches; without it the
    first touch has it all.
    """
    as_of = require_days(store)[1]
    known = settings(store)
    return roi_maturity(
        loop_data(store),
        selection,
        as_of=as_of,
        zone=known.reporting_zone,
        credit=credit,
        margin_share=known.margin_share,
        basis=basis,
    )
