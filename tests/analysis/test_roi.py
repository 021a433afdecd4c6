"""Channel ROI: hand-computed numbers, an obvious loop, sums that add up and seeds that stay put."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.roi import ChannelRoi, RoiRules, SufficiencyRule, channel_roi
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.analysis.selected import LoopData
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.errors import ClmError
from clm_core.selection import Period, Segment, SegmentField, Selection
from tests.analysis.loop_case import ZONE, loop_data

YEAR = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))
SUMMED = ["leads", "mqls", "sqls", "customers", "won_deals", "deals_without_amount"]


def table(kind: SnapshotTable, **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    for column, dtype in SNAPSHOT_COLUMNS[kind].items():
        if column in frame and dtype.startswith("datetime64[us, UTC"):
            frame[column] = pd.to_datetime(frame[column]).dt.tz_localize(ZONE).dt.tz_convert("UTC")
        elif column in frame and dtype.startswith("datetime"):
            frame[column] = pd.to_datetime(frame[column])
        elif column not in frame and dtype == "bool":
            frame[column] = False
    return typed_frame(frame, SNAPSHOT_COLUMNS[kind])


def case(**changes: pd.DataFrame) -> LoopData:
    """Search: 1 000 spent, 4 leads, 2 MQLs, two first deals and a repeat one. Fair: spend only. Post: a deal only."""
    data = LoopData(
        contacts=table(
            SnapshotTable.CONTACTS,
            contact_key=range(5),
            first_touch_channel=["search"] * 4 + [None],
            first_touch_campaign=["brand", "brand", "generic", None, None],
            account_key=[1, 2, 3, 4, 5],
            country=["DE", "AT", "DE", "DE", "DE"],
            lead_at=["2025-03-01"] * 5,
            mql_at=["2025-03-05", "2025-03-06", None, None, None],
        ),
        deals=table(
            SnapshotTable.DEALS,
            deal_key=range(6),
            account_key=[1, 2, 1, 9, None, 3],
            amount=[3_000, 1_000, 500, 700, np.nan, 9_000],
            margin=[1_500, 400, 250, 350, np.nan, np.nan],
            closed_on=["2025-04-01", "2025-05-01", "2025-06-01", "2025-06-02", "2025-07-01", "2025-07-01"],
            outcome=["won"] * 5 + ["lost"],
            is_repeat=[False, False, True, False, False, False],
            first_touch_at=["2025-03-01"] * 6,
            first_touch_channel=["search", "search", "search", "post", None, "search"],
            first_touch_campaign=["brand", "generic", "brand", None, None, "brand"],
        ),
        spend=table(
            SnapshotTable.SPEND,
            day=["2025-01-01", "2025-12-31", "2026-01-01", "2025-02-01"],
            channel=["search", "search", "search", "fair"],
            campaign=["brand", "generic", "brand", None],
            spend=[600.0, 400.0, 77.0, 5_000.0],
            claimed_conversions=[8.0, 4.0, 99.0, np.nan],
            claimed_value=[800.0, 400.0, 9.0, np.nan],
        ),
        traffic=table(SnapshotTable.TRAFFIC, day=["2025-02-01"], sessions=[10]),
        accounts=table(
            SnapshotTable.ACCOUNTS, account_key=[1, 2, 3, 4, 5, 9], country=["DE", "AT", "DE", "DE", "DE", "CH"]
        ),
    )
    return replace(data, **changes)


def returns(data: LoopData, selection: Selection = YEAR, **options: object) -> ChannelRoi:
    return channel_roi(data, selection, zone=ZONE, **options)  # type: ignore[arg-type]


def row_of(frame: pd.DataFrame, channel: str) -> pd.Series:
    return frame[frame["channel"] == channel].iloc[0]


def test_one_channel_by_hand() -> None:
    result = returns(case())
    search = row_of(result.channels, "search")
    assert result.basis is RoiBasis.MARGIN
    assert (search["spend"], search["leads"], search["mqls"]) == (1_000, 4, 2)
    assert (search["won_deals"], search["customers"], search["revenue"]) == (3, 2, 4_500)
    assert search["margin"] == 2_150
    assert search["roi"] == pytest.approx(1.15)
    assert search["roas"] == pytest.approx(4.5)
    assert (search["cpl"], search["cost_per_mql"], search["cac"]) == (250, 500, 500)
    assert search["payback_months"] == pytest.approx(500 / (2_150 / 3 / 12))


def test_roi_takes_revenue_where_margins_are_missing_and_says_so() -> None:
    data = case()
    deals = data.deals.assign(margin=np.nan)
    result = returns(replace(data, deals=deals))
    assert result.basis is RoiBasis.REVENUE
    assert row_of(result.channels, "search")["roi"] == pytest.approx(3.5)
    assert np.isnan(row_of(result.channels, "search")["margin"])
    assert "roi.note_revenue_basis" in result.notes
    assumed = returns(replace(data, deals=deals), margin_share=0.4)
    assert row_of(assumed.channels, "search")["roi"] == pytest.approx(0.8)


def test_spend_without_deals_and_deals_without_spend_both_appear() -> None:
    rows = returns(case()).channels
    assert list(rows["channel"]) == ["fair", "search", "post", "no_source"]
    fair, post, unknown = (row_of(rows, name) for name in ("fair", "post", "no_source"))
    assert (fair["roi"], fair["cac_high"], fair["recommendation"]) == (-1, np.inf, "roi.advice_no_wins")
    assert (post["revenue"], post["verdict"]) == (700, "no_spend")
    assert np.isnan(post["roi"])
    assert (unknown["won_deals"], unknown["deals_without_amount"], unknown["revenue"]) == (1, 1, 0)


def test_a_company_is_won_once() -> None:
    data = case()
    twice = data.deals.assign(account_key=pd.array([1] * 6, dtype="Int64"), is_repeat=False)
    assert returns(replace(data, deals=twice)).total["customers"].iloc[0] == 1
    strangers = data.deals.assign(account_key=pd.array([None] * 6, dtype="Int64"), is_repeat=False)
    assert returns(replace(data, deals=strangers)).total["customers"].iloc[0] == 5


def test_without_any_deal_customers_come_from_the_contacts_stage() -> None:
    data = case()
    contacts = data.contacts.assign(customer_at=data.contacts["mql_at"])
    result = returns(replace(data, contacts=contacts, deals=data.deals.iloc[:0]))
    assert result.total["customers"].iloc[0] == 2
    assert "roi.note_customers_from_contacts" in result.notes


def test_a_won_deal_without_a_date_is_noted() -> None:
    data = case()
    deals = data.deals.assign(closed_on=data.deals["closed_on"].where(data.deals["deal_key"] != 0))
    result = returns(replace(data, deals=deals))
    assert result.total["won_deals"].iloc[0] == 4
    assert "roi.note_won_without_date" in result.notes


def test_spend_is_not_divided_among_segments() -> None:
    chosen = replace(YEAR, segment=Segment(field=SegmentField.COUNTRY, values=("DE",)))
    result = returns(case(), chosen)
    total = result.total.iloc[0]
    assert np.isnan([total["spend"], total["roi"], total["cpl"], total["cac"]]).all()
    assert (total["leads"], total["revenue"]) == (4, 3_500)
    assert "roi.note_segment_without_spend" in result.notes


def test_claims_stand_beside_what_the_crm_confirms() -> None:
    claims = returns(case()).claims
    assert list(claims["channel"]) == ["search"]
    assert claims.iloc[0][["claimed_conversions", "leads", "customers"]].tolist() == [12, 4, 2]
    assert claims.iloc[0][["claimed_per_lead", "claimed_per_customer"]].tolist() == [3, 6]


def test_lag_from_first_touch_to_won() -> None:
    lag = returns(case()).lag
    assert (lag.deal_count, lag.median_days) == (5, np.median([31, 61, 92, 93, 122]))


def slow_sums(data: LoopData, selection: Selection) -> dict[str, tuple[float, int, int, float]]:
    """The obvious loop: spend, leads, won deals and revenue a channel."""
    period, sums = selection.period, {}

    def add(channel: object, place: int, value: float) -> None:
        row = sums.setdefault(channel if isinstance(channel, str) else "no_source", [0.0, 0, 0, 0.0])
        row[place] += value

    for row in data.spend.to_dict("records"):
        if period.start_on <= row["day"].date() <= period.end_on:
            add(row["channel"], 0, row["spend"])
    for row in data.contacts.to_dict("records"):
        lead_at = row["lead_at"]
        if not pd.isna(lead_at) and period.start_on <= lead_at.tz_convert(ZONE).date() <= period.end_on:
            add(row["first_touch_channel"], 1, 1)
    for row in data.deals.to_dict("records"):
        if row["outcome"] == "won" and period.start_on <= row["closed_on"].date() <= period.end_on:
            add(row["first_touch_channel"], 2, 1)
            add(row["first_touch_channel"], 3, 0.0 if pd.isna(row["amount"]) else row["amount"])
    return {channel: tuple(values) for channel, values in sums.items()}


def test_sums_agree_with_the_obvious_loop() -> None:
    data = loop_data(people=1_000)
    fast = returns(data).channels.set_index("channel")
    slow = slow_sums(data, YEAR)
    assert set(slow) <= set(fast.index)
    for channel, values in slow.items():
        measured = fast.loc[channel, ["spend", "leads", "won_deals", "revenue"]].astype(float)
        assert list(measured) == pytest.approx(values)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2), st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_channels_campaigns_and_months_sum_to_the_total(seed: int, start_on: date) -> None:
    selection = replace(YEAR, period=Period(start_on=start_on, end_on=date(2025, 7, 15)))
    result = returns(loop_data(seed=seed, people=400), selection, margin_share=0.3)
    total = result.total.iloc[0]
    everyone = result.months[result.months["channel"] == ""]
    for name in SUMMED:
        assert result.channels[name].sum() == result.campaigns[name].sum() == total[name]
    for name in ("spend", "revenue"):
        sums = [result.channels[name].sum(), result.campaigns[name].sum(), everyone[name].sum()]
        assert sums == pytest.approx([total[name]] * 3)
    assert result.months["won_deals"].sum() == 2 * total["won_deals"]


def test_filtered_channels_sum_to_the_unfiltered_revenue() -> None:
    data = loop_data()
    whole = returns(data)
    parts = [
        returns(data, replace(YEAR, channels=(name,))).total["revenue"].iloc[0] for name in whole.channels["channel"]
    ]
    assert sum(parts) == pytest.approx(whole.total["revenue"].iloc[0])


def test_intervals_hold_the_value_and_never_change() -> None:
    data = loop_data()
    first, again = returns(data, margin_share=0.4), returns(data, margin_share=0.4)
    pd.testing.assert_frame_equal(first.channels, again.channels)
    shuffled = replace(data, deals=data.deals.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(first.channels, returns(shuffled, margin_share=0.4).channels)
    rows = first.channels[first.channels["roi_low"].notna()]
    assert len(rows) >= 3
    assert (rows["roi_low"] < rows["roi"]).all()
    assert (rows["roi"] < rows["roi_high"]).all()
    costs = first.channels[first.channels["cac"].notna()]
    assert (costs["cac_low"] < costs["cac"]).all()
    assert (costs["cac"] < costs["cac_high"]).all()


@pytest.mark.parametrize(
    ("wins", "advice"), [(0, "no_wins"), (9, "too_few_wins"), (10, "few_wins"), (29, "few_wins"), (30, "enough")]
)
def test_the_verdict_follows_the_number_of_won_deals(wins: int, advice: str) -> None:
    deals = table(
        SnapshotTable.DEALS,
        deal_key=range(wins),
        amount=[100.0] * wins,
        closed_on=["2025-04-01"] * wins,
        outcome=["won"] * wins,
        first_touch_at=["2025-03-01"] * wins,
        first_touch_channel=["search"] * wins,
    )
    assert row_of(returns(case(deals=deals)).channels, "search")["recommendation"] == f"roi.advice_{advice}"


def test_missing_amounts_outweigh_the_number_of_deals() -> None:
    data = case()
    rule = RoiRules(sufficiency=SufficiencyRule(little_from=1, enough_from=2))
    deals = data.deals.assign(amount=data.deals["amount"].where(data.deals["deal_key"] != 2))
    row = row_of(returns(replace(data, deals=deals), rules=rule).channels, "search")
    assert (row["verdict"], row["recommendation"]) == ("too_little", "roi.advice_amounts_missing")


def test_the_trend_is_of_trailing_quarters_also_at_its_start() -> None:
    data = loop_data()
    summer = returns(data, replace(YEAR, period=Period(start_on=date(2025, 6, 1), end_on=date(2025, 8, 31)))).months
    june = summer[(summer["channel"] == "") & (summer["month"] == "2025-06-01")].iloc[0]
    spring = replace(YEAR, period=Period(start_on=date(2025, 4, 1), end_on=date(2025, 6, 30)))
    quarter = returns(data, spring, basis=RoiBasis.REVENUE).total.iloc[0]
    assert june["roi"] == pytest.approx(quarter["roi"])
    assert (june["roi_low"], june["roi_high"]) == pytest.approx((quarter["roi_low"], quarter["roi_high"]))
    assert june["trailing_won_deals"] == quarter["won_deals"]


def test_nothing_imported_gives_empty_tables() -> None:
    empty = LoopData(
        **{
            kind.value: typed_frame({}, SNAPSHOT_COLUMNS[kind])
            for kind in (
                SnapshotTable.CONTACTS,
                SnapshotTable.DEALS,
                SnapshotTable.SPEND,
                SnapshotTable.TRAFFIC,
                SnapshotTable.ACCOUNTS,
            )
        }
    )
    result = returns(empty)
    assert (len(result.channels), len(result.campaigns), len(result.claims)) == (0, 0, 0)
    assert result.total["spend"].iloc[0] == 0
    assert "roi.note_no_spend" in result.notes


def test_lifetime_value_is_a_matter_of_cohorts() -> None:
    with pytest.raises(ClmError, match=r"roi\.lifetime_value_needs_cohorts"):
        returns(case(), basis=RoiBasis.LIFETIME_VALUE)
