"""The funnel: Olist's published counts, hand-made people, an obvious loop, and sums that add up."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.funnel import (
    CohortFunnel,
    cohort_funnel,
    comparison_as_of,
    funnel_activity,
    funnel_comparison,
    funnel_contacts,
)
from clm_core.analysis.funnel_people import FunnelGroup, Standing
from clm_core.analysis.funnel_steps import CohortMaturityRule
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.errors import ClmError
from clm_core.records import FUNNEL_STAGES, Stage
from clm_core.selection import Comparison, Period, Segment, SegmentField, Selection
from tests.analysis.loop_case import AS_OF, ZONE, loop_data

YEAR = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))
OLIST = Selection(period=Period(start_on=date(2017, 6, 1), end_on=date(2018, 5, 31)))
OLIST_WON_AND_MQL = {
    "organic_search": (271, 2296),
    "paid_search": (195, 1586),
    "social": (75, 1350),
    "unknown": (179, 1099),
    "direct_traffic": (56, 499),
    "email": (15, 493),
    "referral": (24, 284),
    "other": (4, 150),
    "display": (6, 118),
    "other_publicities": (3, 65),
    "no_source": (14, 60),
}


def contacts(*people: dict[str, str]) -> pd.DataFrame:
    """People by their stage days, written in the reporting zone: {"lead": "2025-01-03", "channel": "email"}."""
    columns = SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]
    frame = pd.DataFrame([{_column(name): value for name, value in person.items()} for person in people])
    frame["contact_key"] = range(len(people))
    for column in frame.columns:
        if column.endswith("_at"):
            frame[column] = pd.to_datetime(frame[column], format="ISO8601").dt.tz_localize(ZONE).dt.tz_convert("UTC")
    return typed_frame(frame, columns)


def _column(name: str) -> str:
    return {"channel": "first_touch_channel", "campaign": "first_touch_campaign", "country": "country"}.get(
        name, f"{name}_at"
    )


def cohort(frame: pd.DataFrame, selection: Selection = YEAR, as_of: date = AS_OF) -> CohortFunnel:
    return cohort_funnel(frame, selection, as_of=as_of, zone=ZONE)


def reached(funnel: CohortFunnel) -> dict[str, int]:
    return dict(zip(funnel.total["stage"], funnel.total["reached"], strict=True))


@pytest.fixture(scope="module")
def olist(shared_data: Path) -> pd.DataFrame:
    """Olist's people as resolution makes them: MQL on first contact, customer when won."""
    folder = shared_data / "olist_funnel"
    leads = pd.read_csv(folder / "olist_marketing_qualified_leads_dataset.csv", parse_dates=["first_contact_date"])
    deals = pd.read_csv(folder / "olist_closed_deals_dataset.csv", parse_dates=["won_date"])
    rows = leads.merge(deals[["mql_id", "won_date"]], on="mql_id", how="left")
    frame = {"contact_key": range(len(rows)), "contact_id": rows["mql_id"], "first_touch_channel": rows["origin"]}
    for column, days in {"mql_at": rows["first_contact_date"], "customer_at": rows["won_date"]}.items():
        frame[column] = days.dt.tz_localize(ZONE).dt.tz_convert("UTC")
    return typed_frame(frame, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])


def test_olist_counts_rates_and_days(olist: pd.DataFrame) -> None:
    funnel = cohort(olist, OLIST, date(2018, 11, 30))
    assert funnel.stages == (Stage.MQL, Stage.CUSTOMER)
    assert funnel.unrecorded == (Stage.LEAD, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY)
    assert reached(funnel) == {"mql": 8_000, "customer": 842}
    assert funnel.total["step_rate"].iloc[1] == pytest.approx(0.10525)
    step = funnel.steps.iloc[0]
    assert (step["lag_median_days"], step["lag_max_days"], step["out_of_order"]) == (14, 427, 1)
    assert (step["lag_mean_days"], step["lag_min_days"]) == (pytest.approx(48.44, abs=0.005), -2)
    assert step["lag_count"] == 842


def test_olist_by_channel_keeps_blank_apart_from_unknown(olist: pd.DataFrame) -> None:
    rows = cohort(olist, OLIST, date(2018, 11, 30)).groups
    won = rows[rows["stage"] == "customer"].set_index("group")
    assert {name: (row["reached"], row["step_base"]) for name, row in won.iterrows()} == OLIST_WON_AND_MQL


def test_olist_wins_a_month(olist: pd.DataFrame) -> None:
    wins = []
    for month in range(1, 7):
        days = Period(start_on=date(2018, month, 1), end_on=date(2018, month + 1, 1) - timedelta(days=1))
        rows = funnel_activity(olist, Selection(period=days), as_of=date(2018, 11, 30), zone=ZONE)
        wins.append(rows.loc[rows["stage"] == "customer", "entries"].sum())
    assert wins == [73, 113, 147, 207, 122, 57]


def test_a_skipped_stage_counts_as_passed_and_is_reported() -> None:
    funnel = cohort(
        contacts(
            {"lead": "2025-02-01", "mql": "2025-02-03", "sql": "2025-02-10"},
            {"lead": "2025-02-01", "sql": "2025-02-05"},
            {"lead": "2025-02-02"},
        )
    )
    assert reached(funnel) == {"lead": 3, "mql": 2, "sql": 2}
    assert list(funnel.total["skipped"]) == [0, 1, 0]
    assert list(funnel.total["step_base"]) == [0, 3, 2]


def test_what_became_of_people_at_a_stage() -> None:
    people = contacts(
        {"lead": "2025-02-01", "mql": "2025-02-03"},
        {"lead": "2025-02-01", "rejected": "2025-02-20"},
        {"lead": "2025-02-05T14:00", "rejected": "2025-02-05"},  # the same day counts as after
        {"lead": "2025-02-01", "lost": "2025-03-01"},
        {"lead": "2025-02-01", "rejected": "2025-01-10"},  # came back after the rejection
        {"lead": "2025-12-01"},
    )
    step = cohort(people).steps.iloc[0]
    assert [step[name] for name in ("entered", "moved_on", "still_open", "rejected", "lost")] == [6, 1, 2, 2, 1]
    assert step["open_median_days"] == np.median([333, 30])
    behind = funnel_contacts(people, YEAR, Stage.LEAD, as_of=AS_OF, zone=ZONE, standing=Standing.REJECTED)
    assert list(behind) == [1, 2]


def test_the_cohort_is_who_entered_on_the_periods_days_in_the_reporting_zone() -> None:
    people = contacts(
        {"lead": "2024-12-31T23:59"}, {"lead": "2025-01-01T00:00"}, {"lead": "2025-12-31T23:59"}, {"lead": "2026-01-01"}
    )
    assert reached(cohort(people)) == {"lead": 2}


def test_later_entries_have_not_happened_yet() -> None:
    people = contacts({"lead": "2025-02-01", "mql": "2025-03-01"}, {"lead": "2025-06-01"})
    assert reached(cohort(people, as_of=date(2025, 2, 28))) == {"lead": 1, "mql": 0}
    assert reached(cohort(people, as_of=date(2025, 3, 1))) == {"lead": 1, "mql": 1}


def slow_reached(frame: pd.DataFrame, selection: Selection) -> dict[tuple[str, str], int]:
    """The obvious loop: who started in the period, and which stages have they passed."""
    counts: dict[tuple[str, str], int] = {}
    for person in frame.to_dict("records"):
        moments = {s: person[f"{s}_at"] for s in FUNNEL_STAGES if not pd.isna(person[f"{s}_at"])}
        if not moments:
            continue
        start = next(iter(moments.values())).tz_convert(ZONE).date()
        if not selection.period.start_on <= start <= selection.period.end_on:
            continue
        furthest = max(FUNNEL_STAGES.index(stage) for stage in moments)
        channel = person["first_touch_channel"] if isinstance(person["first_touch_channel"], str) else "no_source"
        for stage in FUNNEL_STAGES[: furthest + 1]:
            counts[channel, stage] = counts.get((channel, stage), 0) + 1
    return counts


def test_counts_agree_with_the_obvious_loop() -> None:
    frame = loop_data(people=800).contacts
    rows = cohort(frame).groups
    fast = {(r.group, r.stage): r.reached for r in rows.itertuples() if r.reached}
    assert fast == slow_reached(frame, YEAR)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 3), st.sampled_from(FunnelGroup), st.dates(date(2025, 1, 1), AS_OF))
def test_parts_sum_to_the_whole_and_stages_nest(seed: int, by: FunnelGroup, as_of: date) -> None:
    frame = loop_data(seed=seed, people=150).contacts
    funnel = cohort_funnel(frame, YEAR, as_of=as_of, zone=ZONE, by=by)
    parts = funnel.groups.groupby("stage")[["reached", "skipped", "step_base", "start_base"]].sum()
    whole = funnel.total.set_index("stage")[parts.columns]
    pd.testing.assert_frame_equal(parts.reindex(whole.index, fill_value=0), whole)
    assert (np.diff(funnel.total["reached"]) <= 0).all()
    endings = funnel.group_steps[["moved_on", "still_open", "rejected", "lost"]].sum(axis=1)
    assert list(endings) == list(funnel.group_steps["entered"])
    assert list(funnel.steps["moved_on"]) == list(funnel.total["reached"].iloc[1:])
    behind = funnel_contacts(frame, YEAR, Stage.MQL, as_of=as_of, zone=ZONE, by=by)
    assert len(behind) == reached(funnel)["mql"] == behind.nunique()


def test_channels_of_the_filter_sum_to_no_filter() -> None:
    frame = loop_data().contacts
    names = frame["first_touch_channel"].dropna().unique()
    parts = [cohort(frame, replace(YEAR, channels=(name,))).size for name in [*names, "no_source"]]
    assert sum(parts) == cohort(frame).size


def test_a_segment_keeps_only_its_people() -> None:
    frame = loop_data().contacts
    chosen = cohort(frame, replace(YEAR, segment=Segment(field=SegmentField.COUNTRY, values=("AT", ""))))
    by_country = cohort_funnel(frame, YEAR, as_of=AS_OF, zone=ZONE, by=FunnelGroup.COUNTRY).groups
    leads = by_country[by_country["stage"] == "lead"].set_index("group")["reached"]
    assert chosen.size == leads["AT"] + leads[""]


def test_a_young_cohort_is_flagged_from_older_lags() -> None:
    older = [
        {"lead": f"2024-{m:02}-01", "customer": f"2024-{m:02}-{1 + d:02}"} for m in (1, 2, 3) for d in range(10, 20)
    ]
    young = [{"lead": "2025-12-20"}] * 6 + [{"lead": "2025-01-20"}] * 4
    row = cohort(contacts(*older, *young)).maturity.iloc[0]
    assert (row["reference_count"], row["lag_median_days"]) == (30, 14.5)
    assert row["lag_p90_days"] == pytest.approx(np.quantile(list(range(10, 20)) * 3, 0.9))
    assert row["younger_than_p90_share"] == 0.6
    assert bool(row["is_young"])
    aged = cohort(contacts(*older, *young), as_of=date(2026, 1, 20))
    assert not aged.is_young
    assert aged.is_maturity_known


def test_without_older_lags_nothing_is_said_about_age() -> None:
    funnel = cohort_funnel(
        contacts({"lead": "2025-01-01", "mql": "2025-01-05"}),
        YEAR,
        as_of=AS_OF,
        zone=ZONE,
        rule=CohortMaturityRule(min_reference_count=2),
    )
    assert not funnel.is_maturity_known


def test_the_comparison_cohort_is_looked_at_when_it_was_as_old() -> None:
    quarter = Selection(period=Period(start_on=date(2025, 4, 1), end_on=date(2025, 6, 30)))
    assert comparison_as_of(quarter, date(2025, 7, 10)) == date(2025, 4, 11)
    year = replace(quarter, comparison=Comparison.YEAR_BEFORE)
    assert comparison_as_of(year, date(2025, 7, 10)) == date(2024, 7, 10)
    with pytest.raises(ClmError, match=r"funnel\.no_comparison"):
        comparison_as_of(replace(quarter, comparison=Comparison.NONE), AS_OF)


def test_comparison_has_both_rates_and_says_what_is_noise() -> None:
    now = contacts(*[{"lead": "2025-05-01", "mql": "2025-05-02"}] * 60, *[{"lead": "2025-05-01"}] * 40)
    before = contacts(*[{"lead": "2025-05-01", "mql": "2025-05-02"}] * 30, *[{"lead": "2025-05-01"}] * 70)
    rows = funnel_comparison(cohort(now).total, cohort(before).total).set_index("stage")
    assert rows.loc["mql", "difference"] == pytest.approx(0.3)
    assert rows.loc["mql", "verdict"] == "better"
    same = funnel_comparison(cohort(now).total, cohort(now).total).set_index("stage")
    assert same.loc["mql", "verdict"] == "within_noise"
    assert (rows.loc["lead", "reached"], rows.loc["lead", "verdict"]) == (100, "no_data")


def test_comparison_keeps_groups_of_either_period() -> None:
    now = cohort(contacts({"lead": "2025-05-01", "mql": "2025-05-02", "channel": "email"}))
    before = cohort(contacts({"lead": "2025-05-01", "mql": "2025-05-02", "channel": "events"}))
    rows = funnel_comparison(now.groups, before.groups)
    assert sorted(rows["group"].unique()) == ["email", "events"]
    assert rows.loc[rows["stage"] == "mql", "verdict"].tolist() == ["no_data", "no_data"]


def test_activity_counts_entries_of_the_period_and_visitors() -> None:
    data = loop_data()
    rows = funnel_activity(data.contacts, YEAR, as_of=AS_OF, zone=ZONE, traffic=data.traffic)
    local = data.contacts["sql_at"].dt.tz_convert(ZONE)
    assert rows.loc[rows["stage"] == "sql", "entries"].sum() == (local.dt.year == 2025).sum()
    in_year = data.traffic[data.traffic["day"].dt.year == 2025]
    assert rows.loc[rows["stage"] == "visitor", "entries"].sum() == in_year["users"].sum()


def test_visitors_stand_beside_the_leads_of_their_channels_only() -> None:
    data = loop_data()
    funnel = cohort_funnel(data.contacts, YEAR, as_of=AS_OF, zone=ZONE, traffic=data.traffic)
    in_year = data.contacts[data.contacts["lead_at"].dt.tz_convert(ZONE).dt.year == 2025]
    online = in_year["first_touch_channel"].isin(["paid_search", "paid_social", "organic_search", "direct"]).sum()
    assert funnel.visitors is not None
    assert funnel.visitors.leads == online < len(in_year)
    assert funnel.visitors.low < funnel.visitors.rate == online / funnel.visitors.visitors < funnel.visitors.high


def test_no_people_no_rows_and_a_stage_nobody_recorded_is_refused() -> None:
    empty = typed_frame({}, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])
    funnel = cohort(empty)
    assert (funnel.size, len(funnel.total), len(funnel.steps), funnel.stages) == (0, 0, 0, ())
    assert funnel_activity(empty, YEAR, as_of=AS_OF, zone=ZONE).empty
    with pytest.raises(ClmError, match=r"funnel\.stage_not_recorded"):
        funnel_contacts(empty, YEAR, Stage.SQL, as_of=AS_OF, zone=ZONE)


def test_the_input_is_left_as_it_was() -> None:
    frame = loop_data(people=100).contacts
    copy = frame.copy(deep=True)
    cohort(frame)
    pd.testing.assert_frame_equal(frame, copy)
