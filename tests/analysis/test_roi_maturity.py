"""ROI by maturity: hand-computed cohorts, the method as an obvious loop, sums that add up, intervals that cover."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.deal_credit import first_touch_credit
from clm_core.analysis.deal_forecast import ForecastRules
from clm_core.analysis.intervals import BootstrapRule
from clm_core.analysis.roi_maturity import RoiMaturity, RoiMaturityRules, roi_maturity
from clm_core.analysis.roi_maturity_rows import MaturityRule
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.analysis.selected import LoopData
from clm_core.selection import Period, Segment, SegmentField, Selection
from tests.analysis.loop_case import loop_data
from tests.analysis.maturity_case import (
    AS_OF,
    QUARTER,
    ZONE,
    Truth,
    company,
    contacts_frame,
    deals_frame,
    hand_company,
    random_company,
    spend_frame,
)
from tests.analysis.slow_maturity import slow_cells

FEW = RoiMaturityRules(
    forecast=ForecastRules(min_comparable=1, min_channel_lags=5, prior_deals=3, prior_appeared=2),
    bootstrap=BootstrapRule(resamples=50),
)
ADDED_UP = ["spend", "won_deals", "lost_deals", "open_deals", "deals", "deals_to_come", "realised", "expected_open",
            "expected_to_come", "mature_return"]  # fmt: skip


def matured(data: LoopData, selection: Selection = QUARTER, **options: object) -> RoiMaturity:
    options = {"as_of": AS_OF, "zone": ZONE, "rules": FEW} | options
    return roi_maturity(data, selection, **options)  # type: ignore[arg-type]


def month_of(result: RoiMaturity, month: str, channel: str = "") -> pd.Series:
    rows = result.cohorts[(result.cohorts["channel"] == channel) & (result.cohorts["month"] == month)]
    return rows.iloc[0]


def test_two_cohorts_by_hand() -> None:
    """Deals appear half within 10 and half within 60 days: of March's leads as many are to come as were seen.

    Of six deals a sixth is won and a sixth lost by day 10, a third each by day 20; the one then still observed is
    won on day 29. So a new deal is won with 2/3, one open for 20 days surely. A win is worth 2 000 on average.
    """
    result = matured(hand_company())
    assert (result.lag_horizon_days, result.close_horizon_days) == (89, 29)
    january, march = month_of(result, "2025-01-01"), month_of(result, "2025-03-01")
    assert january[["realised", "expected_open", "expected_to_come", "deals_to_come"]].tolist() == [6_000, 0, 0, 0]
    assert (january["mature_roi"], january["closed_share"], january["is_mature"]) == (5, 1, True)
    assert march["deals_to_come"] == pytest.approx(2)
    assert march[["realised", "expected_open"]].tolist() == pytest.approx([0, 500])
    assert march["expected_to_come"] == pytest.approx(2 * 2 / 3 * 2_000)
    assert march["realised_roi"] == -1
    assert march["mature_roi"] == pytest.approx((500 + 8_000 / 3 - 1_000) / 1_000)
    assert march["closed_share"] == pytest.approx(1 / 4)
    assert not march["is_mature"]
    rates = result.win_rates.iloc[0]
    assert rates[["decided_deals", "won_deals", "win_rate"]].tolist() == [5, 3, 0.6]
    assert rates[["win_rate_low", "win_rate_high"]].tolist() == pytest.approx([0.2307, 0.8824], abs=1e-4)
    assert rates["win_chance"] == pytest.approx(2 / 3)


def test_won_revenue_is_what_the_parts_sum_to() -> None:
    deals = deals_frame(
        [
            ("2024-12-31", "2025-01-05", "2025-02-01", "won", 100.0),
            ("2025-01-01", "2025-01-05", "2025-02-01", "won", 20.0),
            ("2025-03-01", "2025-03-05", "2025-03-09", "won", None),
            (None, "2025-01-05", "2025-02-01", "won", 3.0),
            ("2025-03-31", "2025-03-31", "2025-03-31", "won", 0.4),
        ]
    )
    february = replace(QUARTER, period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 3, 30)))
    result = matured(company(deals, contacts_frame([None]), spend_frame([])), february)
    assert dict(zip(result.parts["part"], result.parts["realised"], strict=True)) == pytest.approx(
        {"before": 100, "period": 20, "after": 0.4, "undated": 3}
    )
    assert result.parts["won_deals"].tolist() == [1, 2, 1, 1]
    assert result.total["realised"].item() == 20
    assert {"roi_maturity.note_undated", "roi.note_deals_without_amount", "roi.note_no_spend"} <= set(result.notes)


@pytest.mark.parametrize("basis", RoiBasis)
@pytest.mark.parametrize("seed", [0, 1])
def test_everything_adds_up(basis: RoiBasis, seed: int) -> None:
    data = loop_data(seed=seed, people=600)
    deals = data.deals.assign(margin=data.deals["amount"] * 0.3)
    selection = Selection(period=Period(start_on=date(2024, 4, 1), end_on=date(2025, 9, 30)))
    result = matured(replace(data, deals=deals), selection, as_of=date(2025, 12, 31), basis=basis)
    total = result.total.iloc[0]
    everyone = result.cohorts[result.cohorts["channel"] == ""]
    split = result.cohorts[result.cohorts["channel"] != ""]
    for name in ADDED_UP:
        for rows in (result.channels, result.campaigns, everyone, split):
            assert rows[name].sum() == pytest.approx(total[name]), name
    won = deals[deals["outcome"] == "won"]
    earned = (won["margin"] if basis is RoiBasis.MARGIN else won["amount"]).sum()
    assert result.parts["realised"].sum() == pytest.approx(earned)
    assert result.parts["won_deals"].sum() == len(won)
    assert result.parts.set_index("part").loc["period", "realised"] == pytest.approx(total["realised"])


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_cells_agree_with_the_obvious_loop(seed: int) -> None:
    """Two channels with two campaigns, several touches a deal, missing amounts and dates."""
    random = np.random.default_rng(seed)
    data = random_company(random, leads=90, days=150, channels=2, truth=Truth(lag_days=25, close_days=20))
    deals = data.deals.assign(
        amount=data.deals["amount"].mask(random.random(len(data.deals)) < 0.1),
        first_touch_at=data.deals["first_touch_at"].mask(random.random(len(data.deals)) < 0.1),
    )
    credit = first_touch_credit(deals)
    second = credit.assign(
        channel=random.choice(["channel 0", "channel 1", "no_source"], len(credit)),
        at=credit["at"] + pd.to_timedelta(random.integers(0, 9, len(credit)), unit="D"),
        share=0.4,
    )
    credit = pd.concat([credit.assign(share=0.6), second], ignore_index=True)
    result = matured(replace(data, deals=deals), credit=credit)
    slow = slow_cells(replace(data, deals=deals), credit, QUARTER.period, AS_OF, FEW.forecast)
    rows = result.campaigns.set_index(["channel", "campaign"])
    assert set(rows.index) == {(channel, campaign) for channel, campaign, _ in slow}
    for (channel, campaign), row in rows.iterrows():
        own = [values for key, values in slow.items() if key[:2] == (channel, campaign)]
        for place, name in enumerate(("realised", "expected_open", "deals_to_come", "expected_to_come")):
            assert row[name] == pytest.approx(sum(values[place] for values in own), abs=1e-6), (channel, campaign, name)


def test_a_filter_shows_the_same_rows() -> None:
    data = random_company(np.random.default_rng(3), leads=600, days=300, channels=2)
    whole, part = matured(data), matured(data, replace(QUARTER, channels=("channel 1",)))
    own = whole.channels[whole.channels["channel"] == "channel 1"].reset_index(drop=True)
    pd.testing.assert_frame_equal(part.channels, own)
    assert part.total[ADDED_UP].iloc[0].tolist() == pytest.approx(own[ADDED_UP].iloc[0].tolist())
    campaign = matured(data, replace(QUARTER, campaigns=("a",)))
    assert campaign.total["mature_return"].item() == pytest.approx(
        whole.campaigns.loc[whole.campaigns["campaign"] == "a", "mature_return"].sum()
    )


def test_segments_have_returns_and_no_spend() -> None:
    data = random_company(np.random.default_rng(4), leads=600, days=300)
    contacts = data.contacts.assign(country="DE")
    chosen = replace(QUARTER, segment=Segment(field=SegmentField.COUNTRY, values=("DE",)))
    result = matured(replace(data, contacts=contacts), chosen)
    inside = data.deals["account_key"].isin(data.accounts.loc[data.accounts["country"] == "DE", "account_key"])
    own = matured(replace(data, deals=data.deals[inside]))
    assert result.total["realised"].item() == pytest.approx(own.total["realised"].item())
    assert np.isnan(result.total[["spend", "mature_roi"]].iloc[0].astype(float)).all()
    assert "roi.note_segment_without_spend" in result.notes


def test_lifetime_value_credits_later_deals_to_the_first() -> None:
    """Fair wins the customer in January; the repeat purchase of March came by search; search's other deal is lost."""
    deals = deals_frame(
        [
            ("2025-01-02", "2025-01-10", "2025-01-20", "won", 1_000.0),
            ("2025-03-01", "2025-03-05", "2025-03-10", "won", 400.0),
            ("2025-01-03", "2025-01-05", "2025-01-09", "lost", 50.0),
        ],
        account_key=pd.array([1, 1, 1], dtype="Int64"),
        first_touch_channel=["fair", "search", "search"],
    )
    data = company(deals, contacts_frame([None]), spend_frame([("2025-01-02", "fair", "brand", 200.0)]))
    own = matured(data).channels.set_index("channel")["realised"]
    assert own.to_dict() == {"fair": 1_000, "search": 400}
    lifetime = matured(data, basis=RoiBasis.LIFETIME_VALUE)
    values = lifetime.channels.set_index("channel")
    assert values["realised"].to_dict() == {"fair": 1_400, "search": 0}
    assert values.loc["search", "lost_deals"] == 1
    assert month_of(lifetime, "2025-01-01", "fair")["realised_roi"] == 6
    assert "roi_maturity.note_lifetime_value" in lifetime.notes


def test_margin_is_taken_where_it_is_known() -> None:
    data = hand_company()
    assert matured(data).basis is RoiBasis.REVENUE
    assumed = matured(data, margin_share=0.5)
    assert (assumed.basis, assumed.total["realised"].item()) == (RoiBasis.MARGIN, 3_000)


def test_without_people_days_stand_for_leads() -> None:
    """455 days since 2 January 2024 made six deals: 395 wholly, 50 half, the last 10 not at all: 1 deal in 70 days.

    Of March's days 10 and half of 21 are still to make theirs; 0.15 deals were due by now and 2 are there.
    """
    data = hand_company()
    result = matured(replace(data, contacts=data.contacts.iloc[:0]))
    assert "roi_maturity.note_without_people" in result.notes
    expected = 20.5 / 70 * (2 + 2) / (10.5 / 70 + 2)
    assert month_of(result, "2025-03-01")["deals_to_come"] == pytest.approx(expected)


def test_the_verdict_says_what_is_missing() -> None:
    data = random_company(np.random.default_rng(5), leads=4_000, days=500)
    year = Selection(period=Period(start_on=date(2024, 1, 1), end_on=AS_OF))
    rules = RoiMaturityRules(bootstrap=BootstrapRule(resamples=50))
    result = matured(data, year, rules=rules)
    last, first = month_of(result, "2025-03-01"), month_of(result, "2024-02-01")
    assert (last["verdict"], last["recommendation"]) == ("too_little", "roi_maturity.advice_too_young")
    assert (result.total["verdict"].item(), result.total["recommendation"].item()) == (
        "little", "roi_maturity.advice_young",
    )  # fmt: skip
    assert first["is_mature"]
    easy = replace(rules, maturity=MaturityRule(mature_from_share=0.5))
    assert matured(data, year, rules=easy).total["recommendation"].item() == "roi.advice_enough"


def test_too_few_deals_expect_nothing_new_and_say_so() -> None:
    result = matured(hand_company(), rules=RoiMaturityRules(bootstrap=BootstrapRule(resamples=20)))
    assert "roi_maturity.note_too_few_lags" in result.notes
    assert result.total["deals_to_come"].item() == 0
    assert not result.cohorts["is_mature"].any()


def test_nothing_imported_gives_empty_tables() -> None:
    data = hand_company()
    empty = replace(data, deals=data.deals.iloc[:0], contacts=data.contacts.iloc[:0], spend=data.spend.iloc[:0])
    result = matured(empty)
    assert (len(result.channels), len(result.campaigns), len(result.cohorts)) == (0, 0, 0)
    assert result.total[["spend", "realised", "mature_return"]].iloc[0].tolist() == [0, 0, 0]
    assert result.parts["realised"].sum() == 0


def test_intervals_hold_the_value_and_never_change() -> None:
    data = random_company(np.random.default_rng(6), leads=1_500, days=400, channels=2)
    first, again = matured(data), matured(replace(data, deals=data.deals.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(first.channels, again.channels)
    rows = pd.concat([first.channels, first.campaigns])
    rows = rows[rows["spend"] > 0]
    assert len(rows) == 4
    assert (rows["mature_roi_low"] < rows["mature_roi"]).all()
    assert (rows["mature_roi"] < rows["mature_roi_high"]).all()


def test_intervals_cover_the_planted_return() -> None:
    """In 50 worlds the 95 % interval holds what the leads of the last quarter bring on average, as often as it says.

    And the estimate has no tilt, though most of those deals do not exist yet.
    """
    truth, covered, ratios = Truth(), 0, []
    rules = RoiMaturityRules(
        forecast=ForecastRules(horizon_days=240, min_channel_lags=10_000), bootstrap=BootstrapRule(resamples=150)
    )
    for seed in range(50):
        data = random_company(np.random.default_rng(seed), leads=1_600, days=400, truth=truth)
        result = matured(data, rules=rules)
        row = result.total.iloc[0]
        leads = data.contacts["first_touch_at"].dt.tz_convert(ZONE).dt.date.between(date(2025, 1, 1), AS_OF).sum()
        appears = 1 - np.exp(-(result.lag_horizon_days + 1) / truth.lag_days)
        closes = 1 - np.exp(-(result.close_horizon_days + 1) / truth.close_days)
        planted = leads * truth.deal_rate * appears * truth.win_rate * closes * truth.amount_mean
        covered += row["mature_return_low"] <= planted <= row["mature_return_high"]
        ratios.append(row["mature_return"] / planted)
    assert 43 <= covered <= 50
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.07)
