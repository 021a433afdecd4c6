"""The forecast as it is shown, with its back-test."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.forecast.backtest import BacktestRules
from clm_core.analysis.forecast.forecast import ForecastMeasure, ForecastRules
from clm_core.analysis.forecast.whole_forecast import WholeForecast, whole_forecast
from tests.analysis.forecast.made_company import made_company

END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def found() -> WholeForecast:
    return whole_forecast(
        *made_company(END, days=1000),
        as_of=END,
        zone="UTC",
        rules=ForecastRules(draws=500),
        backtest=BacktestRules(origins=12),
    )


def test_sources_sum_to_what_is_expected(found: WholeForecast) -> None:
    keys = ["measure", "size", "start_on"]
    summed = found.sources.groupby(keys)["expected"].sum()
    np.testing.assert_allclose(found.periods.set_index(keys)["expected"], summed[found.periods.set_index(keys).index])


def test_intervals_are_nested(found: WholeForecast) -> None:
    rows = found.periods
    assert (rows["low_90"] <= rows["low_50"]).all()
    assert (rows["low_50"] <= rows["high_50"]).all()
    assert (rows["high_50"] <= rows["high_90"]).all()
    assert (rows["low_90"] >= rows["so_far"]).all()


def test_leads_are_nearer_than_the_last_month_repeated(found: WholeForecast) -> None:
    """Recovery: with a planted season of 0.6 to 1.3 the last month is a bad forecast; ours knows the season."""
    row = found.quality.set_index(["measure", "size"]).loc[("leads", "month")]
    assert row["error_share"] < 0.6 * row["last_month_error_share"]
    assert abs(row["bias_share"]) < 0.1  # the first origins know less than a year


def test_past_forecasts_are_as_they_would_have_been_made(found: WholeForecast) -> None:
    """Oracle: the whole forecast run on the data as of a past day expects what the back-test says it expected."""
    origin = date(2026, 2, 28)
    again = whole_forecast(
        *made_company(END, days=1000), as_of=origin, zone="UTC", rules=ForecastRules(draws=500),
        backtest=BacktestRules(origins=1),
    )  # fmt: skip
    then = again.periods[again.periods["size"] == "month"].set_index(["measure", "start_on"])["expected"]
    shown = found.past[(found.past["origin_on"] == str(origin)) & (found.past["size"] == "month")].set_index(
        ["measure", "start_on"]
    )["expected"]
    assert len(shown) == 5 * 4
    np.testing.assert_allclose(shown, then[shown.index])


def test_actuals_are_counted_from_the_rows(found: WholeForecast) -> None:
    """Oracle: a month's MQLs by their dates."""
    contacts, _ = made_company(END, days=1000)
    days = contacts["mql_at"].dropna()
    for row in found.past[found.past["measure"] == "mqls"].head(10).itertuples():
        months = range(3 if row.size == "three_months" else 1)
        wanted = {(row.start_on + pd.DateOffset(months=month)).strftime("%Y-%m") for month in months}
        assert row.actual == sum(one.strftime("%Y-%m") in wanted for one in days)


def test_too_short_a_history_says_so() -> None:
    found = whole_forecast(*made_company(END, days=400), as_of=END, zone="UTC")
    assert not len(found.periods)
    assert found.unknown == tuple(ForecastMeasure)
    assert 60 < found.history_days < 120
