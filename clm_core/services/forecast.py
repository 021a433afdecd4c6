"""The forecast of leads, MQLs, SQLs, won deals and revenue for a selection, how good it has been, and what is open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from clm_core.analysis.forecast.forecast import ForecastMeasure, ForecastRules, ForecastSource, PeriodSize
from clm_core.analysis.forecast.whole_forecast import WholeForecast, whole_forecast
from clm_core.analysis.selected import selected_contacts, selected_deals
from clm_core.selection import Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.store.workspaces import Store
from clm_core.texts import Texts

__all__ = [
    "NEEDED_DAYS",
    "ForecastMeasure",
    "ForecastSource",
    "ForecastView",
    "PeriodSize",
    "WholeForecast",
    "forecast_view",
    "open_deal_rows",
]

NEEDED_DAYS = ForecastRules().min_days
"""Days of whole history without which nothing is forecast."""
_YEAR_DAYS = 365
_OF_DEAL = ["deal_key", "deal_id", "deal", "company", "owner", "deal_stage", "created_at", "closed_on"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForecastView:
    """The forecast and the open deals with what the CRM says of them: never change its frames.

    ``open_deals`` is OPEN_DEALS with deal_id, deal, company, owner, deal_stage, created_at and closed_on (the day that
    the CRM plans), the most expected first.
    """

    forecast: WholeForecast
    open_deals: pd.DataFrame
    currency: str

    def months(self, measure: ForecastMeasure, size: PeriodSize = PeriodSize.MONTH) -> pd.DataFrame:
        """FORECAST_PERIODS of one measure."""
        rows = self.forecast.periods
        return rows[(rows["measure"] == measure.value) & (rows["size"] == size.value)].reset_index(drop=True)

    def sources(self, measure: ForecastMeasure, size: PeriodSize = PeriodSize.MONTH) -> pd.DataFrame:
        """FORECAST_SOURCES of one measure."""
        rows = self.forecast.sources
        return rows[(rows["measure"] == measure.value) & (rows["size"] == size.value)].reset_index(drop=True)

    def quality(self, measure: ForecastMeasure, size: PeriodSize = PeriodSize.MONTH) -> pd.DataFrame:
        """FORECAST_QUALITY of one measure: one row, or none where nothing could be compared."""
        rows = self.forecast.quality
        return rows[(rows["measure"] == measure.value) & (rows["size"] == size.value)].reset_index(drop=True)

    def history(self, measure: ForecastMeasure) -> pd.DataFrame:
        """FORECAST_HISTORY of one measure."""
        rows = self.forecast.history
        return rows[rows["measure"] == measure.value].reset_index(drop=True)

    def past(self, measure: ForecastMeasure, months_ahead: int) -> pd.DataFrame:
        """FORECAST_BACKTEST of single months, so many months ahead, oldest first."""
        rows = self.forecast.past
        is_so = (rows["measure"] == measure.value) & (rows["size"] == PeriodSize.MONTH.value)
        return rows[is_so & (rows["months_ahead"] == months_ahead)].reset_index(drop=True)

    def limits(self, texts: Texts) -> list[tuple[str, dict[str, object]]]:
        """What the data cannot carry: keys of sentences with their values; the same on page, command and workbook."""
        found = self.forecast
        values: dict[str, object] = {"days": found.history_days, "needed": NEEDED_DAYS}
        if not self.known:
            return [(f"forecast.{'empty' if found.history_days < NEEDED_DAYS else 'empty_events'}.text", values)]
        said: list[tuple[str, dict[str, object]]] = []
        if not found.is_calibrated:
            said.append(("forecast.untested", {}))
        if not found.has_season:
            said.append(("forecast.no_season", values))
        elif found.history_days < _YEAR_DAYS:
            said.append(("forecast.short_season", values))
        if not found.has_open_deals:
            said.append(("forecast.no_open_deals", {}))
        if found.unknown:
            names = ", ".join(texts(f"forecast.measure_of.{one}") for one in found.unknown)
            said.append(("forecast.unknown", {"measures": names}))
        return said

    @property
    def known(self) -> Sequence[ForecastMeasure]:
        """The measures that are forecast; none where the data are too short."""
        return [one for one in ForecastMeasure if one not in self.forecast.unknown]


def forecast_view(
    store: Store, selection: Selection, on_progress: Callable[[float], None] = lambda share: None
) -> ForecastView:
    """The forecast for the people and deals of the selection's channels, campaigns and segment; its period is ignored.

    The back-test takes a few seconds. Raises ClmError in an empty workspace.
    """
    as_of, known = require_days(store)[1], settings(store)
    data = loop_data(store)
    deals = selected_deals(data.deals, data.accounts, selection)
    found = whole_forecast(
        selected_contacts(data.contacts, selection),
        deals,
        as_of=as_of,
        zone=known.reporting_zone,
        on_progress=on_progress,
    )
    return ForecastView(
        forecast=found, open_deals=open_deal_rows(found.deals, deals), currency=known.reporting_currency
    )


def open_deal_rows(chances: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """OPEN_DEALS with what the CRM says of each deal, the most expected first."""
    rows = chances.merge(deals[_OF_DEAL], on="deal_key", how="left")
    return rows.sort_values(["expected", "deal_key"], ascending=[False, True], ignore_index=True)
