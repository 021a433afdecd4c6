"""What leads become: old leads by plain division, young ones filled up, few drawn to all, and nothing invented."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.outcome_chain import ChainRules, chain_factors, outcome_chain, return_arrival
from clm_core.budget_columns import OUTCOME_CHAIN, RETURN_ARRIVAL
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.response_curves import ResponseOutcome

ZONE = "Europe/Berlin"
AS_OF = date(2026, 12, 31)
PLAIN = ChainRules(prior=0, min_comparable=1)
NOON = pd.Timestamp("2024-01-01 12:00", tz="UTC")


def contacts_frame(channel: list[str], lead_at: pd.Series, sql_at: pd.Series) -> pd.DataFrame:
    given = {"first_touch_channel": channel, "lead_at": lead_at, "sql_at": sql_at}
    return typed_frame(pd.DataFrame(given), SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS] | {"contact_key": "Int64"})


def deals_frame(
    channel: list[str], first: pd.Series, closed: pd.Series, amount: list[float], outcome: list[str] | str = "won"
) -> pd.DataFrame:
    given = {
        "first_touch_channel": channel, "first_touch_at": first, "created_at": first, "amount": amount,
        "closed_on": closed.dt.tz_localize(None).dt.normalize(), "outcome": outcome, "is_repeat": False,
    }  # fmt: skip
    known = SNAPSHOT_COLUMNS[SnapshotTable.DEALS]
    flags = {"deal_key": "Int64", "is_marketing_sourced": "boolean", "is_marketing_influenced": "boolean"}
    return typed_frame(pd.DataFrame(given), known | flags)


def old_company() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ten leads of search of which four became SQLs and two were won (100 and 300); ten of social: one, one of 500."""
    began = pd.Series([NOON] * 20)
    after = pd.Series([NOON + pd.Timedelta(days=10)] * 20)
    sql_at = after.where(pd.Series([True] * 4 + [False] * 6 + [True] + [False] * 9))
    contacts = contacts_frame(["search"] * 10 + ["social"] * 10, began, sql_at)
    # The lost one is older than all: from its day on deals are recorded.
    first = pd.Series([NOON - pd.Timedelta(days=40), *began[:3]])
    closed = pd.Series([NOON - pd.Timedelta(days=20), *(after[:3] + pd.Timedelta(days=20))])
    outcomes = ["lost", "won", "won", "won"]
    return contacts, deals_frame(["search"] * 2 + ["search", "social"], first, closed, [9, 100, 300, 500], outcomes)


def test_old_leads_are_plain_shares() -> None:
    contacts, deals = old_company()
    chain = outcome_chain(contacts, deals, as_of=AS_OF, zone=ZONE, margin_share=0.25, rules=PLAIN)
    assert {name: str(kind) for name, kind in chain.dtypes.items()} == OUTCOME_CHAIN
    rows = chain.set_index("channel")
    assert rows.index.tolist() == ["", "search", "social"]
    assert rows["leads"].tolist() == [20, 10, 10]
    assert rows["sqls"].tolist() == [5, 4, 1]
    assert rows["sql_rate"].tolist() == pytest.approx([0.25, 0.4, 0.1])
    assert rows["won_rate"].tolist() == pytest.approx([0.15, 0.2, 0.1])
    assert rows["revenue_per_deal"].tolist() == pytest.approx([300, 200, 500])
    assert rows["margin_per_deal"].tolist() == pytest.approx([75, 50, 125])
    assert rows["mql_rate"].isna().all(), "nobody ever was one: not recorded, not none"


def test_few_are_drawn_to_all() -> None:
    contacts, deals = old_company()
    rules = ChainRules(prior=20, min_comparable=1)
    rows = outcome_chain(contacts, deals, as_of=AS_OF, zone=ZONE, margin_share=None, rules=rules).set_index("channel")
    assert rows.loc["search", "sql_rate"] == pytest.approx(0.25 * (4 + 20) / (2.5 + 20))
    assert rows.loc["social", "revenue_per_deal"] == pytest.approx((500 + 20 * 300) / 21)
    assert rows["margin_per_deal"].isna().all(), "no margin is known"


def test_young_leads_count_by_what_has_usually_appeared() -> None:
    """Leads arrive evenly, each third one is won after 0 to 200 days: the youngest half has hardly had the time."""
    rng = np.random.default_rng(3)
    count = 6000
    began = pd.Series(pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(rng.uniform(0, 364, count), unit="D"))
    wins = rng.random(count) < 1 / 3
    won_at = began + pd.to_timedelta(rng.uniform(0, 200, count), unit="D")
    seen = pd.Series(wins) & (won_at < pd.Timestamp("2026-12-31", tz="UTC"))
    contacts = contacts_frame(["search"] * count, began, pd.Series([pd.NaT] * count, dtype=began.dtype))
    deals = deals_frame(["search"] * int(seen.sum()), began[seen], won_at[seen], [1.0] * int(seen.sum()))
    chain = outcome_chain(contacts, deals, as_of=AS_OF, zone=ZONE, margin_share=None)
    assert seen.mean() < 0.26, "what was seen is far too little"
    assert chain["won_rate"].iloc[0] == pytest.approx(1 / 3, rel=0.04)
    arrival = return_arrival(deals, as_of=AS_OF, zone=ZONE)
    assert {name: str(kind) for name, kind in arrival.dtypes.items()} == RETURN_ARRIVAL
    at = arrival.set_index("months_later")
    planted = min(3 * 365.25 / 12 / 200, 1.0)
    assert at.loc[3, "share"] == pytest.approx(planted, abs=0.03)
    assert at.loc[3, "share_low"] < planted < at.loc[3, "share_high"]
    assert at["share"].is_monotonic_increasing
    assert at["share"].iloc[-1] == pytest.approx(1.0)


def test_leads_before_deals_were_recorded_whole_are_left_out() -> None:
    """Of the years before an export, it has only those leads that became something."""
    contacts, deals = old_company()
    early = contacts_frame(["search"], pd.Series([pd.Timestamp("2017-05-01", tz="UTC")]), pd.Series([NOON]))
    chain = outcome_chain(pd.concat([early, contacts]), deals, as_of=AS_OF, zone=ZONE, margin_share=None, rules=PLAIN)
    assert chain["leads"].tolist() == [20, 10, 10]


def test_factors_start_at_any_outcome_and_unknown_channels_are_like_all() -> None:
    contacts, deals = old_company()
    chain = outcome_chain(contacts, deals, as_of=AS_OF, zone=ZONE, margin_share=0.25, rules=PLAIN)
    leads = chain_factors(chain, ("social", "new"), ResponseOutcome.LEADS)
    assert leads.index.tolist() == ["social", "new"]
    assert leads.columns.tolist() == [str(one) for one in ResponseOutcome]
    assert leads.loc["social"].drop("mqls").tolist() == pytest.approx([1, 0.1, 0.1, 50, 12.5])
    assert leads.loc["new", "revenue"] == pytest.approx(45)
    margin = chain_factors(chain, ("social",), ResponseOutcome.MARGIN).loc["social"]
    assert margin.drop("mqls").tolist() == pytest.approx([0.08, 0.008, 0.008, 4, 1])


def test_without_a_deal_nothing_is_known_of_deals() -> None:
    contacts, deals = old_company()
    chain = outcome_chain(contacts, deals.head(0), as_of=AS_OF, zone=ZONE, margin_share=0.5, rules=PLAIN)
    assert chain[["won_rate", "revenue_per_deal", "margin_per_deal"]].isna().all(axis=None)
    factors = chain_factors(chain, ("search",), ResponseOutcome.LEADS)
    assert factors[["won_deals", "revenue", "margin"]].isna().all(axis=None)
    assert factors.loc["search", "sqls"] == pytest.approx(0.4)
    assert return_arrival(deals.head(0), as_of=AS_OF, zone=ZONE).empty
    nothing = outcome_chain(contacts.head(0), deals.head(0), as_of=AS_OF, zone=ZONE, margin_share=None)
    assert nothing["leads"].tolist() == [0]


@pytest.mark.parametrize("seed", range(3))
def test_rates_are_as_an_obvious_loop_finds_them(seed: int) -> None:
    """Lynden-Bell's estimate lag by lag, and each channel's leads one by one."""
    rng = np.random.default_rng(seed)
    count, today = 60, pd.Timestamp(AS_OF)
    ages = rng.integers(0, 50, count)
    channel = rng.choice(["a", "b", "c"], count)
    began = pd.Series([today.tz_localize("UTC") + pd.Timedelta(hours=9) - pd.Timedelta(days=int(age)) for age in ages])
    lags = rng.integers(0, 30, count)
    seen = pd.Series((rng.random(count) < 0.6) & (lags <= ages))
    sql_at = (began + pd.to_timedelta(lags, unit="D")).where(seen)
    contacts = contacts_frame(list(channel), began, sql_at)
    _, deals = old_company()
    rules = ChainRules(prior=3, min_comparable=1)
    chain = outcome_chain(contacts, deals, as_of=AS_OF, zone=ZONE, margin_share=None, rules=rules).set_index("channel")
    share, whole = slow_share(lags[seen], ages[seen])
    ready = [share[min(age, len(share) - 1)] for age in ages]
    whole = seen.sum() / sum(ready)
    assert chain.loc["", "sql_rate"] == pytest.approx(whole)
    for one in "abc":
        expected = whole * sum(part for part, own in zip(ready, channel, strict=True) if own == one)
        own = sum(1 for is_seen, named in zip(seen, channel, strict=True) if is_seen and named == one)
        assert chain.loc[one, "sql_rate"] == pytest.approx(whole * (own + 3) / (expected + 3))


def slow_share(lags: np.ndarray, limits: np.ndarray) -> tuple[list[float], int]:
    """By day, the share that has appeared: from the last day backwards, what was not seen a day earlier."""
    longest = int(limits.max())
    risk = [
        sum(1 for lag, limit in zip(lags, limits, strict=True) if lag <= day <= limit) for day in range(longest + 1)
    ]
    last = max(day for day in range(longest + 1) if risk[day] >= 1)
    share = [1.0] * (last + 1)
    for day in range(last, 0, -1):
        at_risk = sum(1 for lag, limit in zip(lags, limits, strict=True) if lag <= day <= min(limit, last))
        share[day - 1] = share[day] * (1 - sum(1 for lag in lags if lag == day) / at_risk if at_risk else 1)
    return share, last
