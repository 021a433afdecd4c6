"""Weekly and monthly series of a company: by hand, against a slow count, and what is left out."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.response_series import (
    RIPE_SHARE,
    ObservedSeries,
    SeriesQuestion,
    company_series,
)
from clm_core.analysis.selected import LoopData
from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome, ResponseScope
from clm_core.selection import Period, Segment, SegmentField, Selection
from tests.analysis.loop_case import AS_OF, ZONE, loop_data

YEARS = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 12, 31)))


def series_of(
    data: LoopData | None = None, selection: Selection = YEARS, margin_share: float | None = 0.4, **question: object
) -> ObservedSeries:
    asked = SeriesQuestion(**question)  # type: ignore[arg-type]
    return company_series(data or loop_data(), selection, asked, zone=ZONE, as_of=AS_OF, margin_share=margin_share)


def notes_of(found: ObservedSeries) -> dict[str, dict[str, object]]:
    return {note.key.rpartition(".")[2]: dict(note.values) for note in found.notes}


def monday(moment: pd.Timestamp) -> date:
    day = moment.tz_convert(ZoneInfo(ZONE)).date()
    return day - timedelta(days=day.weekday())


def test_weekly_leads_and_spend_are_those_that_a_slow_count_finds() -> None:
    found, data = series_of(), loop_data()
    leads = Counter(
        (str(row.first_touch_channel), monday(row.lead_at))
        for row in data.contacts.itertuples()
        if row.lead_at == row.lead_at
    )
    spent: Counter[tuple[str, date]] = Counter()
    for row in data.spend.itertuples():
        spent[row.channel, row.day.date() - timedelta(days=row.day.weekday())] += row.spend
    series = found.series
    for column, channel in enumerate(series.channels):
        assert series.outcome[:, column].tolist() == [leads[channel, start] for start in series.starts_on]
        assert series.spend[:, column] == pytest.approx([spent[channel, start] for start in series.starts_on])
    assert series.starts_on[0] == date(2024, 1, 1)
    assert series.starts_on[-1] == date(2025, 12, 22)  # the week of 29 December is not over
    assert notes_of(found)["incomplete_week"] == {"count": 1, "days": (date(2025, 12, 29),)}
    assert set(np.diff(np.array(series.starts_on)).tolist()) == {timedelta(days=7)}


def test_months_of_the_total_hold_every_lead() -> None:
    found = series_of(length=PeriodLength.MONTH, scope=ResponseScope.TOTAL)
    assert found.series.outcome.sum() == loop_data().contacts["lead_at"].notna().sum() == found.outcome_count
    assert found.series.spend.sum() == pytest.approx(loop_data().spend["spend"].sum())
    assert len(found.series.starts_on) == 24
    assert not found.notes


def test_credited_leads_and_those_of_channels_without_spend_are_all_leads() -> None:
    found, whole = series_of(), series_of(scope=ResponseScope.TOTAL)
    left = notes_of(found)["without_spend"]
    assert found.outcome_count + left["count"] == left["all"] == whole.outcome_count


def test_deals_count_at_their_first_touch_and_the_unripe_end_is_left_out() -> None:
    """Deals take months here: the last weeks cannot show theirs yet, and the last ones shown are filled up a little."""
    found = series_of(outcome=ResponseOutcome.WON_DEALS, scope=ResponseScope.TOTAL)
    deals = loop_data().deals
    won = deals[(deals["outcome"] == "won") & ~deals["is_repeat"]]
    counts = Counter(monday(one) for one in won["first_touch_at"])
    seen = np.array([counts[start] for start in found.series.starts_on], dtype=float)
    values = found.series.outcome[:, 0]
    assert found.outcome_count == seen.sum()
    assert (values[seen == 0] == 0).all()
    raised = values[seen > 0] / seen[seen > 0]
    assert raised[0] < 1.02
    assert (np.diff(raised) >= -1e-12).all()
    assert 1.05 < raised[-1] <= 1 / RIPE_SHARE
    assert len(found.later_spend) == notes_of(found)["unripe_week"]["count"] > 4
    assert len(found.spend_before) == len(series_of().series.starts_on)


def test_what_is_filled_up_is_what_comes_in_the_end() -> None:
    """The same leads looked at half a year earlier: the filled-up MQLs come close to those that there are now."""
    data, then = loop_data(), date(2025, 6, 30)
    at = pd.Timestamp(then, tz="UTC")
    contacts = data.contacts[data.contacts["lead_at"] < at]
    young = replace(data, contacts=contacts.assign(mql_at=contacts["mql_at"].where(contacts["mql_at"] < at)))
    selection = Selection(period=Period(start_on=date(2024, 1, 1), end_on=then))
    asked = SeriesQuestion(outcome=ResponseOutcome.MQLS, scope=ResponseScope.TOTAL)
    earlier = company_series(young, selection, asked, zone=ZONE, as_of=then, margin_share=None).series.outcome
    later = series_of(outcome=ResponseOutcome.MQLS, scope=ResponseScope.TOTAL).series.outcome[: len(earlier)]
    assert earlier[-6:].sum() == pytest.approx(later[-6:].sum(), rel=0.12)
    assert earlier.sum() == pytest.approx(later.sum(), rel=0.02)


def test_today_is_the_newest_spend_though_its_outcome_is_unknown() -> None:
    late, leads = series_of(outcome=ResponseOutcome.REVENUE), series_of()
    order = [leads.series.channels.index(channel) for channel in late.series.channels]
    assert late.spend_today == pytest.approx(leads.spend_today[order])
    assert leads.spend_today == pytest.approx(leads.series.spend[-13:].mean(axis=0))


def test_filters_narrow_both_sides_but_never_the_total() -> None:
    one = replace(YEARS, channels=("events",))
    assert series_of(selection=one).series.channels == ("events",)
    total = series_of(selection=one, scope=ResponseScope.TOTAL)
    assert len(total.series.channels) > 1
    assert "filter_passed_over" in notes_of(total)
    austria = replace(YEARS, segment=Segment(field=SegmentField.COUNTRY, values=("AT",)))
    found = series_of(selection=austria, scope=ResponseScope.TOTAL)
    assert found.outcome_count < series_of(scope=ResponseScope.TOTAL).outcome_count
    assert found.series.spend.sum() == pytest.approx(series_of().series.spend.sum())
    assert "segment" in notes_of(found)


def test_a_channel_that_hardly_spent_has_no_curve_and_is_named() -> None:
    data = loop_data()
    fair = data.spend.tail(1).assign(
        channel="trade_fair", campaign="Fair", spend=5_000.0, day=pd.Timestamp("2025-03-03")
    )
    found = series_of(replace(data, spend=pd.concat([data.spend, fair], ignore_index=True)))
    assert "trade_fair" not in found.series.channels
    assert notes_of(found)["channels_left_out"] == {"channels": ("trade_fair",), "count": 1, "amount": 5_000.0}


def test_margin_needs_a_margin() -> None:
    with pytest.raises(ClmError, match="no_margin"):
        series_of(outcome=ResponseOutcome.MARGIN, margin_share=None)
    revenue = series_of(outcome=ResponseOutcome.REVENUE).series.outcome
    assert series_of(outcome=ResponseOutcome.MARGIN).series.outcome == pytest.approx(0.4 * revenue)


def test_too_little_is_said() -> None:
    week = Selection(period=Period(start_on=date(2025, 3, 4), end_on=date(2025, 3, 9)))
    with pytest.raises(ClmError, match="no_complete_period"):
        series_of(selection=week)
    with pytest.raises(ClmError, match="no_spend"):
        series_of(selection=replace(YEARS, channels=("direct",)))
    with pytest.raises(ClmError, match="no_outcome"):
        series_of(selection=replace(YEARS, channels=("audio",)))
    december = Selection(period=Period(start_on=date(2025, 12, 1), end_on=date(2025, 12, 31)))
    with pytest.raises(ClmError, match="nothing_ripe"):
        series_of(selection=december, outcome=ResponseOutcome.REVENUE)
