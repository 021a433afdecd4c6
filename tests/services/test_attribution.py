"""Attribution of a selection: everything adds up to the ledger, and single conversions to each model's credit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.attribution.cut_journeys import conversion_credit
from clm_core.analysis.attribution.models import credit_table
from clm_core.columns import fact_dtypes, typed_frame
from clm_core.errors import ClmError
from clm_core.journey_options import DIRECT_CHANNELS
from clm_core.records import MICROS, RecordType
from clm_core.selection import AttributionModel, Comparison, Period, Selection
from clm_core.services.attribution import (
    AttributionView,
    ConversionKind,
    DecisionTarget,
    JourneyEntity,
    JourneyOptions,
    attribution_intervals,
    attribution_view,
    decisions,
    journeys_cut,
)
from clm_core.services.channel_roi import RoiBasis, channel_roi_view
from clm_core.services.data import loop_data
from clm_core.services.workspaces import Store, open_workspace
from tests.small_company import CHANNELS, FIRST_DAY, LAST_DAY, add_rows, deals_frame, make_company

WHOLE = Selection(
    period=Period(start_on=FIRST_DAY.date(), end_on=LAST_DAY.date()), comparison=Comparison.NONE, currency="EUR"
)
OPTIONS = [
    JourneyOptions(),
    JourneyOptions(entity=JourneyEntity.CONTACT, look_back_days=90),
    JourneyOptions(excludes_direct=True),
    JourneyOptions(conversion=ConversionKind.LEAD),
]


def touchpoints() -> pd.DataFrame:
    """Up to five touches of every contact, begun before it was a lead, of all channels and of none."""
    random = np.random.default_rng(7)
    channels = [*CHANNELS, "direct", None]
    rows = []
    for number in range(40):
        came = FIRST_DAY + (LAST_DAY - FIRST_DAY) / 40 * number - pd.Timedelta(days=30)
        for touch in range(int(random.integers(2, 7))):
            channel = channels[int(random.integers(0, len(channels)))]
            campaign = f"Campaign {channel}"[:30] if channel in CHANNELS and touch % 2 else None
            rows.append(
                {"at": (came + pd.Timedelta(days=9 * touch)).tz_localize("UTC"), "touchpoint_id": f"t{number}-{touch}",
                 "contact_id": f"c{number}", "kind": "visit", "team": "marketing", "channel": channel,
                 "campaign": campaign, "system": "test"}
            )  # fmt: skip
    return typed_frame(rows, fact_dtypes(RecordType.TOUCHPOINTS))


def more_deals() -> pd.DataFrame:
    """Won deals of other sizes with the other contacts, and two of companies that nobody is known of."""
    numbers = [number for number in range(37) if number % 4]
    rows = pd.concat([deals_frame(1)] * (len(numbers) + 2), ignore_index=True)
    came = [FIRST_DAY + (LAST_DAY - FIRST_DAY) / 40 * number for number in [*numbers, 10, 20]]
    return rows.assign(
        deal_id=[f"m{place}" for place in range(len(rows))],
        deal=[f"More {place}" for place in range(len(rows))],
        contact_id=[*(f"c{number}" for number in numbers), None, None],
        company=[*(f"Company {number}" for number in numbers), "Lost AG", "Gone SE"],
        amount_micros=[(1_000 + 700 * place) * MICROS for place in range(len(rows))],
        created_at=[(day + pd.Timedelta(days=10)).tz_localize("UTC") for day in came],
        closed_on=[(day + pd.Timedelta(days=40)).normalize() for day in came],
    )


@pytest.fixture(scope="module")
def company_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small company with touchpoints and more deals."""
    home: Path = tmp_path_factory.mktemp("attribution")
    store = open_workspace(home, make_company(home).slug)
    add_rows(store, {RecordType.TOUCHPOINTS: touchpoints(), RecordType.DEALS: more_deals()}, "more.csv")
    yield store
    store.close()


@pytest.fixture(scope="module", params=OPTIONS, ids=["deals", "contacts", "without_direct", "leads"])
def options(request: pytest.FixtureRequest) -> JourneyOptions:
    found: JourneyOptions = request.param
    return found


def summed(credit: pd.DataFrame, *keys: str) -> pd.DataFrame:
    return credit.groupby([*keys], sort=True)[["conversions", "conversion_value"]].sum()


def test_the_company_has_journeys_worth_testing(company_store: Store) -> None:
    view = attribution_view(company_store, WHOLE)
    assert 0 < view.traced_conversions < view.conversions
    assert view.has_non_conversions
    assert len(view.channel_credit["channel"].unique()) >= 4
    wide = view.channel_credit.pivot(index="channel", columns="model", values="conversion_value")
    assert len(wide.T.round(6).drop_duplicates()) > 6, "the models must differ, or nothing is tested"


def test_credit_and_what_cannot_be_traced_are_the_ledgers_revenue(company_store: Store) -> None:
    view = attribution_view(company_store, WHOLE)
    ledger = channel_roi_view(company_store, WHOLE, RoiBasis.REVENUE).now.total.iloc[0]
    assert view.conversion_value == pytest.approx(ledger["revenue"])
    assert view.conversions == ledger["won_deals"] == 37
    untraced = journeys_cut(company_store, WHOLE, JourneyOptions()).conversions.query("touch_count == 0")
    for model in view.models:
        credited = view.credit[view.credit["model"] == model]
        assert credited["conversion_value"].sum() + untraced["value"].sum() == pytest.approx(
            ledger["revenue"], abs=1e-6
        )
        assert credited["conversions"].sum() + untraced["conversions"].sum() == pytest.approx(37, abs=1e-9)


def test_campaigns_sum_to_channels_and_channels_to_the_whole(company_store: Store, options: JourneyOptions) -> None:
    view = attribution_view(company_store, WHOLE, options)
    by_campaign = summed(view.credit, "model", "channel")
    by_channel = summed(view.channel_credit, "model", "channel")
    pd.testing.assert_frame_equal(by_campaign, by_channel)
    assert np.abs(summed(view.channel_credit, "model")["conversions"] - view.traced_conversions).max() < 1e-9
    if options.excludes_direct:
        assert not set(view.credit["channel"]) & set(DIRECT_CHANNELS)


def test_the_selection_shows_some_channels_but_credit_is_divided_among_all(company_store: Store) -> None:
    whole = attribution_view(company_store, WHOLE)
    part = attribution_view(company_store, replace(WHOLE, channels=("email",)))
    assert part.channel_credit["channel"].unique().tolist() == ["email"]
    expected = whole.channel_credit[whole.channel_credit["channel"] == "email"].reset_index(drop=True)
    pd.testing.assert_frame_equal(part.channel_credit, expected)
    assert (part.conversions, part.traced_value) == (whole.conversions, whole.traced_value)
    named = attribution_view(company_store, replace(WHOLE, campaigns=("Campaign email",)))
    assert set(named.credit["campaign"]) == {"Campaign email", ""}


@pytest.mark.parametrize("model", [model for model in AttributionModel if model is not AttributionModel.CUSTOM])
def test_shares_of_single_conversions_reproduce_the_credit(
    company_store: Store, model: AttributionModel, options: JourneyOptions
) -> None:
    cut = journeys_cut(company_store, WHOLE, options)
    shares = conversion_credit(cut, model)
    whole = shares.groupby("conversion_key")["share"].sum()
    assert set(whole.index) == set(cut.traced["conversion_key"])
    assert np.abs(whole - 1).max() < 1e-9
    rows = shares.merge(cut.traced[["conversion_key", "conversions", "value"]], on="conversion_key")
    # Money is what Markov's shares are fitted to; where there is none, conversions are.
    amount, name = ("value", "conversion_value") if rows["value"].sum() > 0 else ("conversions", "conversions")
    found = (rows["share"] * rows[amount]).groupby(rows["channel"]).sum()
    credit = credit_table(cut.journeys, [model]).groupby("channel")[name].sum()
    both = pd.concat([found, credit], axis=1).fillna(0.0)
    assert np.abs(both.iloc[:, 0] - both.iloc[:, 1]).max() < 1e-6 * max(credit.sum(), 1)


def test_spend_is_the_ledgers_and_touches_are_counted_once_a_conversion(company_store: Store) -> None:
    view = attribution_view(company_store, WHOLE)
    ledger = channel_roi_view(company_store, WHOLE, RoiBasis.REVENUE).now
    for keys in (["channel"], ["channel", "campaign"]):
        wanted = (ledger.channels if keys == ["channel"] else ledger.campaigns).query("spend > 0")
        rows = view.spend[(view.spend["campaign"] == "") == (keys == ["channel"])]
        pd.testing.assert_series_equal(
            rows.set_index(keys)["spend"].sort_index(), wanted.set_index(keys)["spend"].sort_index(), check_dtype=False
        )
    cut = journeys_cut(company_store, WHOLE, JourneyOptions())
    size = dict(zip(cut.traced["conversion_key"], cut.traced["conversions"], strict=True))
    seen: dict[str, set[int]] = {}
    for touch in cut.touches.itertuples():
        seen.setdefault(str(touch.channel), set()).add(int(touch.conversion_key))
    wanted_touched = {channel: sum(size[key] for key in keys) for channel, keys in seen.items()}
    of_channels = view.touched[view.touched["campaign"] == ""].set_index("channel")["touched_conversions"]
    assert of_channels.to_dict() == wanted_touched


def test_intervals_hold_the_credit_of_channels_and_campaigns(company_store: Store) -> None:
    shares: list[float] = []
    intervals = attribution_intervals(company_store, WHOLE, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    view = attribution_view(company_store, WHOLE)
    credit = pd.concat([view.channel_credit, view.credit[view.credit["campaign"] != ""]])
    both = intervals.merge(credit, on=["model", "channel", "campaign"])
    assert len(both) == len(intervals)
    outside = (both["conversion_value_low"] > both["conversion_value"] + 1) | (
        both["conversion_value_high"] < both["conversion_value"] - 1
    )
    assert outside.mean() < 0.02
    campaigns = intervals[intervals["campaign"] != ""]
    assert not campaigns["model"].str.startswith("markov").any()


def test_decisions_are_about_what_money_was_spent_on(company_store: Store) -> None:
    view = attribution_view(company_store, WHOLE)
    intervals = attribution_intervals(company_store, WHOLE)
    found = decisions(view, intervals, DecisionTarget(min_conversions=1))
    assert set(found.channels["channel"]) == set(view.spend["channel"])
    assert (found.channels["campaign"] == "").all()
    assert (found.campaigns["campaign"] != "").all()
    assert found.channels["model_count"].max() == len(view.models)
    strict = decisions(view, intervals, DecisionTarget(min_conversions=1_000))
    assert set(strict.channels["verdict"]) == {"too_little_data"}


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError):
        attribution_view(store, WHOLE)


def test_a_period_without_conversions_has_no_credit(company_store: Store) -> None:
    early = replace(WHOLE, period=Period(start_on=date(2020, 1, 1), end_on=date(2020, 2, 1)))
    view: AttributionView = attribution_view(company_store, early)
    assert (view.conversions, view.traced_value) == (0, 0)
    assert view.credit["conversions"].sum() == 0


def test_journeys_that_begin_before_what_they_show_are_counted(company_store: Store) -> None:
    assert attribution_view(company_store, WHOLE, JourneyOptions(look_back_days=3650)).begun_before_share == 0.0
    short = JourneyOptions(look_back_days=60)
    cut = journeys_cut(company_store, WHOLE, short)
    deals = loop_data(company_store).deals.set_index("deal_key")["first_touch_at"]
    shown = cut.touches.groupby("conversion_key")["at"].min()
    before = [deals[row.deal_key] < shown[row.conversion_key] for row in cut.traced.itertuples()]
    assert 0 < np.mean(before) == pytest.approx(attribution_view(company_store, WHOLE, short).begun_before_share)
