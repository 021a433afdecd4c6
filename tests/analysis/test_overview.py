"""Overview: KPIs by hand, fair comparison of running periods, trends that add up, sources and next actions."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.data_health import DataHealth, Destination, next_actions, source_freshness
from clm_core.analysis.overview import HEADLINE_KPIS, TREND_POINTS, Overview, comparable_periods, overview
from clm_core.analysis.roi import channel_roi
from clm_core.columns import typed_frame
from clm_core.kpis import KPIS, KpiName
from clm_core.result_columns import IMPORTS_SUMMARY
from clm_core.selection import Comparison, Period, Segment, SegmentField, Selection
from clm_core.texts import Language, texts_for
from tests.analysis.loop_case import AS_OF, ZONE, loop_data

YEAR = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))
HEALTHY = DataHealth(
    spend_row_count=10,
    contact_count=100,
    deal_count=50,
    deals_without_contact_count=0,
    won_deal_count=20,
    won_without_amount_count=0,
    touchpoint_count=1_000,
    unassigned_touchpoint_count=0,
    currencies_without_rate=(),
    has_margin=True,
    newest_day_on=AS_OF,
)


def seen(selection: Selection = YEAR, as_of: date = AS_OF, **options: float) -> Overview:
    return overview(loop_data(), selection, as_of=as_of, zone=ZONE, **options)


def value(result: Overview, kpi: KpiName, column: str = "value") -> float:
    return float(result.values.set_index("kpi").loc[kpi, column])


def test_headlines_agree_with_channel_roi_and_with_the_rows() -> None:
    data, result = loop_data(), seen(margin_share=0.4)
    total = channel_roi(data, YEAR, zone=ZONE, margin_share=0.4).total.iloc[0]
    for kpi in (KpiName.SPEND, KpiName.LEADS, KpiName.REVENUE, KpiName.ROI, KpiName.CAC, KpiName.WON_DEALS):
        assert value(result, kpi) == pytest.approx(total[kpi])
    assert value(result, KpiName.ROI, "low") == pytest.approx(total["roi_low"])
    closed = data.deals[data.deals["closed_on"].dt.year == 2025]
    won = closed[closed["outcome"] == "won"]
    assert value(result, KpiName.WIN_RATE) == pytest.approx(len(won) / len(closed))
    assert value(result, KpiName.WIN_RATE, "n") == len(closed)
    sourced = won.loc[won["is_marketing_sourced"], "amount"].sum()
    assert value(result, KpiName.MARKETING_SOURCED_SHARE) == pytest.approx(sourced / won["amount"].sum())
    assert value(result, KpiName.SPEND, "n") == 365


def test_every_headline_is_a_kpi_and_every_rate_has_an_interval() -> None:
    result = seen()
    assert list(result.values["kpi"]) == list(HEADLINE_KPIS)
    for kpi in HEADLINE_KPIS:
        is_rate = KPIS[kpi].unit in ("share", "ratio", "months") or kpi is KpiName.CAC
        assert np.isnan(value(result, kpi, "low")) != is_rate, kpi
        if is_rate:
            assert value(result, kpi, "low") <= value(result, kpi) <= value(result, kpi, "high")


def test_change_is_against_the_comparison_period() -> None:
    result = seen()
    before = seen(YEAR.in_period(Period(start_on=date(2024, 1, 1), end_on=date(2024, 12, 31))))
    for kpi in (KpiName.LEADS, KpiName.REVENUE, KpiName.WIN_RATE):
        assert value(result, kpi, "before") == pytest.approx(value(before, kpi))
        assert value(result, kpi, "change") == pytest.approx(value(result, kpi) - value(before, kpi))
        assert value(result, kpi, "relative_change") == pytest.approx(value(result, kpi) / value(before, kpi) - 1)


def test_before_the_data_begin_there_is_nothing_to_compare_with() -> None:
    result = seen(replace(YEAR, period=Period(start_on=date(2024, 1, 1), end_on=date(2024, 12, 31))))
    assert result.values["before"].isna().all()
    assert not result.is_comparison_covered
    assert seen().is_comparison_covered


def test_without_comparison_there_is_no_change() -> None:
    result = seen(replace(YEAR, comparison=Comparison.NONE))
    assert result.comparison is None
    assert result.values[["before", "change", "relative_change"]].isna().all(axis=None)


def test_a_running_quarter_is_compared_with_as_many_days() -> None:
    quarter = replace(YEAR, period=Period(start_on=date(2025, 10, 1), end_on=date(2025, 12, 31)))
    assert comparable_periods(quarter, date(2025, 10, 10)) == (
        Period(start_on=date(2025, 10, 1), end_on=date(2025, 10, 10)),
        Period(start_on=date(2025, 7, 1), end_on=date(2025, 7, 10)),
    )
    assert comparable_periods(quarter, AS_OF) == (quarter.period, quarter.period.previous())
    assert seen(quarter, date(2025, 10, 10)).is_running
    assert not seen(quarter).is_running


def test_trends_have_enough_points_and_sum_to_the_headline() -> None:
    result = seen()
    for kpi in (KpiName.SPEND, KpiName.LEADS, KpiName.REVENUE, KpiName.CUSTOMERS):
        points = result.series[result.series["kpi"] == kpi]
        assert len(points) == TREND_POINTS
        assert points["value"].sum() == pytest.approx(value(result, kpi))
    assert result.spend_revenue["revenue"].sum() == pytest.approx(value(result, KpiName.REVENUE))
    month = seen(replace(YEAR, period=Period(start_on=date(2025, 6, 4), end_on=date(2025, 7, 3))))
    points = month.series[month.series["kpi"] == KpiName.LEADS]
    assert len(points) == TREND_POINTS
    assert list(points["is_partial"]) == [False] * (TREND_POINTS - 1) + [True]


def test_with_a_segment_nothing_is_divided_by_spend() -> None:
    result = seen(replace(YEAR, segment=Segment(field=SegmentField.COUNTRY, values=("DE",))))
    assert not result.has_spend
    assert np.isnan([value(result, kpi) for kpi in (KpiName.SPEND, KpiName.ROI, KpiName.CAC)]).all()
    assert 0 < value(result, KpiName.LEADS) < value(seen(), KpiName.LEADS)


def imports(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["system", "file", "first_day", "last_day"])
    moment = pd.Timestamp("2025-12-30T10:00", tz="UTC")
    return typed_frame(frame.assign(imported_at=moment, rows=10, problems=1), IMPORTS_SUMMARY)


def test_freshness_and_coverage_of_each_source() -> None:
    rows = source_freshness(
        imports(
            ("ads", "a.csv", "2025-01-01", "2025-10-31"),
            ("ads", "b.csv", "2025-10-20", "2025-12-28"),
            ("crm", "c.csv", "2025-07-01", "2025-11-01"),
            ("list", "d.xlsx", None, None),
            ("web", "e.csv", "2024-01-01", "2025-12-10"),
        ),
        YEAR.period,
        as_of=AS_OF,
    ).set_index("system")
    assert dict(rows["state"]) == {"crm": "old", "web": "stale", "ads": "fresh", "list": "unknown"}
    assert list(rows.loc[["ads", "crm", "web"], "age_days"]) == [3, 60, 21]
    assert rows.loc["ads", "covered_share"] == pytest.approx(362 / 365)
    assert rows.loc["crm", "covered_share"] == pytest.approx(124 / 365)
    assert (rows.loc["ads", "files"], rows.loc["ads", "rows"], rows.loc["list", "covered_share"]) == (2, 20, 0)


def test_a_future_part_of_the_period_need_not_be_covered() -> None:
    rows = source_freshness(imports(("ads", "a.csv", "2025-01-01", "2025-06-30")), YEAR.period, as_of=date(2025, 6, 30))
    assert rows["covered_share"].iloc[0] == 1


def keys(**changes: object) -> list[str]:
    actions = next_actions(replace(HEALTHY, **changes), as_of=AS_OF)  # type: ignore[arg-type]
    for action in actions:
        for language in Language:
            assert texts_for(language)(action.key, **action.values)
    return [action.key.removeprefix("overview.action_") for action in actions]


def test_healthy_data_need_nothing() -> None:
    assert keys() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"spend_row_count": 0}, ["no_spend"]),
        ({"contact_count": 0}, ["no_contacts"]),
        ({"deal_count": 0}, ["no_deals"]),
        ({"deals_without_contact_count": 5}, []),
        ({"deals_without_contact_count": 6}, ["deals_without_contact"]),
        ({"unassigned_touchpoint_count": 100}, []),
        ({"unassigned_touchpoint_count": 101}, ["unassigned_touchpoints"]),
        ({"won_without_amount_count": 2}, ["amounts_missing"]),
        ({"currencies_without_rate": ("USD",)}, ["currency_without_rate"]),
        ({"refused_row_count": 1}, ["refused_rows"]),
        ({"later_day_count": 1, "latest_day_on": date(2062, 1, 1)}, ["later_days"]),
        ({"newest_day_on": date(2025, 12, 17)}, []),
        ({"newest_day_on": date(2025, 12, 16)}, ["data_old"]),
        ({"has_margin": False}, ["no_margin"]),
        ({"is_cohort_young": True}, ["young_cohort"]),
        (
            {"spend_row_count": 0, "has_margin": False, "refused_row_count": 3},
            ["no_spend", "refused_rows", "no_margin"],
        ),
    ],
)
def test_each_rule_gives_its_action(changes: dict[str, object], expected: list[str]) -> None:
    assert keys(**changes) == expected


def test_an_action_names_the_page_where_it_is_done() -> None:
    actions = next_actions(replace(HEALTHY, spend_row_count=0, unassigned_touchpoint_count=500), as_of=AS_OF)
    assert [action.page for action in actions] == [Destination.IMPORT, Destination.DEFINITIONS]
