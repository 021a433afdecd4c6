"""The joined data under the selection's attribution model: won deals divided among what the model credits."""

from dataclasses import replace
from functools import lru_cache

from clm_core.analysis.attribution.cut_journeys import CutJourneys, conversion_credit
from clm_core.analysis.deal_parts import deals_in_parts
from clm_core.analysis.selected import LoopData
from clm_core.journey_options import JourneyOptions
from clm_core.selection import AttributionModel, Period, Selection
from clm_core.services.attribution import journeys_cut
from clm_core.services.data import loop_data, require_days
from clm_core.store.workspaces import Store

_KEPT = 6


def credited_data(store: Store, selection: Selection) -> LoopData:
    """The data whose deals the selection's model credits; with first touch each deal is its first touch's.

    Journeys of all days decide, not of the selection's only: a deal's parts are the same in every period, and the
    comparison period is divided by the same rule. Shared between readers: never change it.
    """
    data = loop_data(store)
    if selection.attribution_model is AttributionModel.FIRST_TOUCH:
        return data
    first_on, last_on = require_days(store)
    whole = Selection(period=Period(start_on=first_on, end_on=last_on))
    return _credited(data, journeys_cut(store, whole, JourneyOptions()), selection.attribution_model)


@lru_cache(maxsize=_KEPT)
def _credited(data: LoopData, cut: CutJourneys, model: AttributionModel) -> LoopData:
    return replace(data, deals=deals_in_parts(data.deals, conversion_credit(cut, model)))
