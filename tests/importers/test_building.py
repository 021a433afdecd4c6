"""Spreading, summing, stages, outcomes: each against a slow obvious way or a known case."""

from datetime import date, timedelta

import pandas as pd
import pytest
from babel import dates
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.importers.building import TypedTable, built_records
from clm_core.importers.building.contacts import with_names
from clm_core.importers.building.deals import deal_contacts, stage_outcome
from clm_core.importers.building.segments import month_days, week_days
from clm_core.importers.building.spreading import spread
from clm_core.records import DealOutcome, RecordType

_AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
_ROWS = st.lists(st.tuples(_AMOUNTS, st.integers(0, 40)), min_size=1, max_size=8)


def _spend(rows: list[dict[str, object]], **kwargs: object) -> TypedTable:
    frame = pd.DataFrame(rows, index=range(2, 2 + len(rows)))
    frame["spend_micros"] = frame["spend_micros"].astype("Int64")
    for name in ("day", "period_start_on", "period_end_on"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return TypedTable(sheet="", record_type=RecordType.SPEND, system="x", columns=frame, **kwargs)  # type: ignore[arg-type]


@settings(deadline=None)
@given(_ROWS)
def test_the_days_of_a_row_sum_to_the_row(rows: list[tuple[int, int]]) -> None:
    start = pd.Series(pd.to_datetime(["2026-01-30"] * len(rows)), dtype="datetime64[us]")
    frame = pd.DataFrame({"spend_micros": pd.array([amount for amount, _ in rows], dtype="Int64")})
    last = start + pd.to_timedelta([length for _, length in rows], unit="D")
    days = spread(frame, start, last, whole=("spend_micros",), divisible=())
    for position, (amount, length) in enumerate(rows):
        part = days.loc[[position]]
        expected = [date(2026, 1, 30) + timedelta(days=offset) for offset in range(length + 1)]
        assert part["day"].dt.date.tolist() == expected
        assert part["spend_micros"].sum() == amount
        assert part["spend_micros"].iloc[:-1].nunique() <= 1
        assert set(part["is_spread"]) == {length > 0}


def test_blank_amounts_stay_blank_when_spread() -> None:
    start = pd.Series(pd.to_datetime(["2026-01-01"]))
    frame = pd.DataFrame({"clicks": pd.array([None], dtype="Int64")})
    days = spread(frame, start, start + pd.Timedelta(days=2), whole=("clicks",), divisible=())
    assert days["clicks"].isna().tolist() == [True] * 3


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(1, 3), st.integers(-1000, 1000)),
        min_size=1,
        max_size=20,
    )
)
def test_finer_rows_are_summed_to_campaign_days(rows: list[tuple[str, int, int]]) -> None:
    table = _spend(
        [
            {"campaign": name, "day": f"2026-01-0{day}", "spend_micros": amount, "currency": "EUR", "platform": "p"}
            for name, day, amount in rows
        ]
    )
    facts = built_records(table).rows[RecordType.SPEND]
    expected: dict[tuple[str, int], int] = {}
    for name, day, amount in rows:
        expected[name, day] = expected.get((name, day), 0) + amount
    keys = zip(facts["campaign"], facts["day"].dt.day, strict=True)
    assert dict(zip(keys, facts["spend_micros"], strict=True)) == expected


def test_a_renamed_campaign_stays_one_by_its_id() -> None:
    row = {"day": "2026-01-01", "spend_micros": 5, "currency": "EUR", "platform": "p", "campaign_id": "7"}
    facts = built_records(_spend([row | {"campaign": "Old"}, row | {"campaign": "New"}])).rows[RecordType.SPEND]
    assert facts[["campaign", "spend_micros"]].values.tolist() == [["New", 10]]


def test_one_name_in_two_channels_is_told_apart_so_that_neither_replaces_the_other() -> None:
    row = {"day": "2026-01-01", "spend_micros": 5, "currency": "EUR", "platform": "p", "campaign": "Spring"}
    built = built_records(_spend([row | {"channel": "display"}, row | {"channel": "events"}]))
    facts = built.rows[RecordType.SPEND]
    assert facts["campaign"].tolist() == ["Spring (display)", "Spring (events)"]
    assert facts["spend_micros"].sum() == 10
    assert [problem.reason for problem in built.problems] == ["importing.notice.campaigns_told_apart"]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2026-02-01", "2026-01-01", "importing.problem.ends_before_start"),
        ("2026-02-01", "2036-02-01", "importing.problem.period_too_long"),
        (None, "2026-02-01", "importing.problem.no_day"),
    ],
)
def test_periods_that_make_no_sense_are_refused(start: str | None, end: str, reason: str) -> None:
    row = {"period_start_on": start, "period_end_on": end, "spend_micros": 5, "currency": "EUR"}
    built = built_records(_spend([row]))
    assert [(problem.row, problem.reason) for problem in built.problems] == [(2, reason)]
    assert built.rows[RecordType.SPEND].empty


def test_a_week_that_the_report_cuts_covers_only_the_days_inside() -> None:
    row = {"week": "2026-W01", "spend_micros": 8, "currency": "EUR"}
    table = _spend([row], period=(date(2026, 1, 1), date(2026, 1, 31)))
    days = built_records(table).rows[RecordType.SPEND]["day"].dt.date.tolist()
    assert (days[0], days[-1], len(days)) == (date(2026, 1, 1), date(2026, 1, 4), 4)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_way_to_name_a_week_gives_its_seven_days(day: date) -> None:
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    names = (f"{year}-W{week:02d}", f"KW {week} {year}", f"KW {week:02d}/{year}", f"Week {week}, {year}", str(monday))
    for name in names:
        assert week_days(name) == (monday, monday + timedelta(days=6)), name


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_way_to_name_a_month_gives_its_days(day: date) -> None:
    months = [dates.get_month_names("wide", locale="de")[month] for month in range(1, 13)]
    names = (f"{day:%Y-%m}", f"{day:%m/%Y}", f"{day:%B %Y}", f"{day:%b %Y}", f"{months[day.month - 1]} {day.year}")
    for name in names:
        first, last = month_days(name) or (None, None)
        assert first == day.replace(day=1), name
        assert last is not None
        assert (last.month, (last + timedelta(days=1)).day) == (day.month, 1), name


@pytest.mark.parametrize("text", ["last week", "KW 60 2026", "2026-W54", "KW 3", "13"])
def test_weeks_that_cannot_be_placed(text: str) -> None:
    assert week_days(text) is None


@pytest.mark.parametrize("text", ["Januar", "13/2026", "2026-13", "Q1 2026", "Foo 2026"])
def test_months_that_cannot_be_placed(text: str) -> None:
    assert month_days(text) is None


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Ada Lovelace", "Ada", "Lovelace"), ("Lovelace, Ada", "Ada", "Lovelace"), ("Lovelace", None, "Lovelace")],
)
def test_full_names_are_divided(name: str, first: str | None, last: str) -> None:
    row = with_names(pd.DataFrame({"full_name": pd.Series([name], dtype="str")})).iloc[0]
    assert (None if pd.isna(row["first_name"]) else row["first_name"], row["last_name"]) == (first, last)


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("closedwon", DealOutcome.WON),
        ("Closed Won", DealOutcome.WON),
        ("Abgeschlossen und gewonnen", DealOutcome.WON),
        ("closedlost", DealOutcome.LOST),
        ("Abgeschlossen und verloren", DealOutcome.LOST),
        ("Negotiation", DealOutcome.OPEN),
        ("Wonderful prospects", DealOutcome.OPEN),
    ],
)
def test_stage_names_say_the_outcome(stage: str, outcome: DealOutcome) -> None:
    assert stage_outcome(stage) is outcome


def test_several_contacts_of_a_deal_become_rows() -> None:
    frame = pd.DataFrame(
        {"deal_id": ["1", "2"], "contact_id": ["7; 8", None], "email": ["a@x.de", "B@x.de; c@x.de"]}, dtype="str"
    )
    links = deal_contacts(frame).fillna("")
    assert sorted(map(tuple, links.to_numpy())) == [
        ("1", "", "a@x.de"),
        ("1", "7", ""),
        ("1", "8", ""),
        ("2", "", "b@x.de"),
        ("2", "", "c@x.de"),
    ]


def _contacts(**columns: list[object]) -> TypedTable:
    frame = pd.DataFrame(columns, index=range(2, 2 + len(next(iter(columns.values())))))
    for name in frame:
        dtype = "datetime64[us, UTC]" if str(name).endswith("_at") else "str"
        frame[name] = (
            pd.to_datetime(frame[name], utc=True).astype(dtype) if dtype != "str" else frame[name].astype(dtype)
        )
    return TypedTable(sheet="", record_type=RecordType.CONTACTS, system="x", columns=frame)


def test_a_stage_without_any_date_is_not_given_one() -> None:
    built = built_records(_contacts(contact_id=["1", "2"], stage=["mql", "mql"], last_activity_at=[None, "2026-03-01"]))
    stages = built.rows[RecordType.STAGES]
    assert stages[["contact_id", "stage", "note"]].values.tolist() == [["2", "mql", "dated_by_last_activity"]]
    assert [(problem.reason, problem.values["count"]) for problem in built.problems] == [
        ("importing.notice.stage_dated_by_activity", 1),
        ("importing.notice.stage_without_date", 1),
    ]
    assert built.rows[RecordType.CONTACTS]["stage"].tolist() == ["mql", "mql"]


def test_the_input_of_building_is_left_alone() -> None:
    table = _contacts(contact_id=["1"], stage=["lead"], created_at=["2026-01-01"])
    before = table.columns.copy(deep=True)
    built_records(table)
    pd.testing.assert_frame_equal(table.columns, before)
