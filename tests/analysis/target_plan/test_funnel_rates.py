"""Rates of all and of groups: by hand, drawn towards all where few, typed ones marked."""

from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.target_plan.funnel_rates import funnel_rates, rate_rows
from clm_core.analysis.target_plan.link_curves import CurveRules
from clm_core.targets import FunnelLink, TypedRate
from tests.analysis.target_plan.plan_worlds import TODAY, no_forecast, people, traffic

RULES = CurveRules(horizon_days=100, min_at_risk=5, draws=20)


def _world():  # type: ignore[no-untyped-def]
    """420 MQLs in two groups; of paid_search every second went on to SQL after 3 days, of events every fourth."""
    who = people()
    place = np.arange(len(who.mql))
    goes_on = np.where(who.channel == "paid_search", place % 4 == 0, place % 8 == 1)
    sql = np.where(goes_on & (who.mql + 3 <= TODAY), who.mql + 3, np.nan)
    return replace(who, sql=sql, ended=np.full(len(place), np.nan))


def _rates(**options):  # type: ignore[no-untyped-def]
    return funnel_rates(_world(), traffic(), no_forecast().lives, seed=1, rules=RULES, **options)


def test_groups_are_drawn_towards_all_by_the_stated_rule() -> None:
    rates = _rates()
    who, curve = rates.people, rates.curves[FunnelLink.MQL_TO_SQL]
    rows = rate_rows(rates, who.channel).set_index(["link", "group"])["rate"]
    assert curve.rate == pytest.approx(3 / 8, abs=0.01)
    for group in ("paid_search", "events"):
        own = who.channel == group
        reached = int(np.isfinite(who.sql[own]).sum())
        expected = sum(curve.reached_by[0, min(int(TODAY - day), curve.horizon_days)] for day in who.mql[own])
        assert rows[("mql_to_sql", group)] == pytest.approx(curve.rate * (reached + 20) / (expected + 20))
    assert rows[("mql_to_sql", "paid_search")] > curve.rate > rows[("mql_to_sql", "events")]


def test_a_typed_rate_moves_groups_alike_and_is_marked() -> None:
    usual, typed = _rates(), _rates(typed=(TypedRate(link=FunnelLink.MQL_TO_SQL, rate=0.75),))
    frames = [rate_rows(one, one.people.channel).set_index(["link", "group"]) for one in (usual, typed)]
    own = [frame.loc["mql_to_sql"] for frame in frames]
    assert own[1].loc["", "rate"] == 0.75
    assert own[1]["is_typed"].all()
    assert not own[0]["is_typed"].any()
    shares = [frame["rate"].drop("") / frame.loc["", "rate"] for frame in own]
    assert shares[1].tolist() == pytest.approx(np.minimum(shares[0], 1 / 0.75).tolist())
    assert np.isnan(own[1].loc["", "rate_low"])


def test_unknown_links_are_named() -> None:
    assert _rates().unknown == (FunnelLink.SQL_TO_OPPORTUNITY,)
    assert _rates(typed=(TypedRate(link=FunnelLink.SQL_TO_OPPORTUNITY, rate=0.5),)).unknown == ()


def test_visitors_are_held_against_leads_of_channels_with_traffic() -> None:
    """One day of a thousand visitors of paid search; on it began four leads, two of them by paid search."""
    rates = _rates()
    day = (np.datetime64("2025-06-01") - np.datetime64("1970-01-01")).astype(int)
    began = rates.people.lead == day
    known = int((began & (rates.people.channel == "paid_search")).sum())
    assert (rates.visitors.visitors, rates.visitors.leads) == (1000, known)
    assert rates.visitors.rate == pytest.approx(known / 1000)


def test_old_leads_do_not_count() -> None:
    who = replace(_world(), first_day=TODAY - 200.0)
    rates = funnel_rates(who, traffic(), no_forecast().lives, seed=1, rules=RULES)
    assert rates.curves[FunnelLink.MQL_TO_SQL].entered == int((who.lead >= TODAY - 200).sum())
