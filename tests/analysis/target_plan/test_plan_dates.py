"""When each stage must exist: against a slow day-by-day convolution, and until when volume can close a gap."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from clm_core.analysis.target_plan.plan_dates import last_day_for_volume, needed_share, plan_dates, won_by
from clm_core.analysis.target_plan.reverse_plan import ChainStage
from clm_core.selection import Period
from clm_core.targets import FunnelLink
from tests.analysis.target_plan.plan_worlds import PERIOD, REFERENCE_RATES, spread_curve, sure_rates


def _uneven() -> dict[FunnelLink, list[float]]:
    rng = np.random.default_rng(5)
    return {link: list(rng.dirichlet(np.ones(12))) for link in REFERENCE_RATES}


def _rates_with(lags: dict[FunnelLink, list[float]]):  # type: ignore[no-untyped-def]
    rates = sure_rates()
    return replace(rates, curves={link: spread_curve(REFERENCE_RATES[link], lags[link], draws=2) for link in lags})


def _slow_lag(lags: dict[FunnelLink, list[float]], links: list[FunnelLink]) -> dict[int, float]:
    """The distribution of the whole way's days, by going through every combination of single lags."""
    found = {0: 1.0}
    for link in links:
        later: dict[int, float] = {}
        for days, share in found.items():
            for lag, part in enumerate(lags[link]):
                later[days + lag] = later.get(days + lag, 0.0) + share * part
        found = later
    return found


def test_needed_shares_agree_with_a_day_by_day_convolution() -> None:
    lags = _uneven()
    way = _slow_lag(lags, [FunnelLink.MQL_TO_SQL, FunnelLink.SQL_TO_OPPORTUNITY, FunnelLink.OPPORTUNITY_TO_WON])
    curve = won_by(_rates_with(lags))[ChainStage.MQL][0]
    for day in (date(2026, 2, 27), date(2026, 3, 31), date(2026, 5, 2), date(2026, 6, 20), PERIOD.end_on):
        needed = 0.0
        for number in range(PERIOD.day_count):
            close = PERIOD.start_on + timedelta(days=number)
            needed += sum(share for days, share in way.items() if close - timedelta(days=days) <= day)
        assert needed_share(curve, PERIOD, [day])[0] == pytest.approx(needed / PERIOD.day_count, abs=1e-9)


def test_the_way_of_each_stage_ends_at_the_product_of_its_rates() -> None:
    ways = won_by(_rates_with(_uneven()))
    assert ways[ChainStage.OPPORTUNITY][0, -1] == pytest.approx(0.25)
    assert ways[ChainStage.SQL][0, -1] == pytest.approx(0.25 * 0.6)
    assert ways[ChainStage.MQL][0, -1] == pytest.approx(0.25 * 0.6 * 0.35)
    assert ways[ChainStage.LEAD][0, -1] == pytest.approx(0.25 * 0.6 * 0.35 * 0.18)


def test_with_a_sure_lag_the_last_must_exist_that_lag_before_the_end() -> None:
    ways = {stage: curve[0] for stage, curve in won_by(sure_rates(lag_days=5)).items()}
    exact = {ChainStage.WON: 90.0, ChainStage.MQL: 1000.0, ChainStage.SQL: 500.0, ChainStage.LEAD: 5000.0}
    rows = plan_dates(ways, exact, PERIOD)
    mqls = rows[rows["stage"] == "mql"].set_index("day")
    won = rows[rows["stage"] == "won"].set_index("day")
    # Fifteen days of way: what must exist by a day is what is won fifteen days later.
    for day in mqls.index[mqls["share"] < 1]:
        closes = (day.date() - PERIOD.start_on).days + 15 + 1
        assert mqls.loc[day, "share"] == pytest.approx(min(closes / PERIOD.day_count, 1.0))
    assert won.loc["2026-06-30", "needed"] == pytest.approx(90.0)
    assert rows.groupby("stage")["needed"].max().to_dict() == {"won": 90, "mql": 1000, "sql": 500, "lead": 5000}


def test_needs_never_fall_and_earlier_stages_are_needed_earlier() -> None:
    ways = {stage: curve[0] for stage, curve in won_by(_rates_with(_uneven())).items()}
    rows = plan_dates(ways, dict.fromkeys((ChainStage.WON, *ways), 1.0), PERIOD)
    wide = rows.pivot(index="day", columns="stage", values="share").fillna(0.0)
    assert (wide.diff().iloc[1:] >= -1e-12).all().all()
    for later, earlier in (("won", "opportunity"), ("opportunity", "sql"), ("sql", "mql"), ("mql", "lead")):
        assert (wide[earlier] >= wide[later] - 1e-9).all()


def test_the_last_day_for_volume_against_trying_every_day() -> None:
    rng = np.random.default_rng(2)
    chances = np.sort(rng.random(60))[::-1] * 0.1
    for gap, most in ((1.0, 5.0), (3.0, 1.0), (10.0, 1.0), (0.0, 1.0)):
        tried = [day for day in range(60) if sum(most * one for one in chances[day:]) >= gap]
        assert last_day_for_volume(chances, gap, most) == (max(tried) if tried else None)


def test_a_period_of_one_day() -> None:
    one = Period(start_on=date(2026, 5, 1), end_on=date(2026, 5, 1))
    curve = np.array([0.0, 0.0, 0.5, 0.5])
    days = [date(2026, 4, 28), date(2026, 4, 29), date(2026, 4, 30)]
    assert needed_share(curve, one, days).tolist() == [0.0, 1.0, 1.0]
