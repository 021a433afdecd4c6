"""Journeys of small random worlds against plain loops, what must add up, and hand-made cases of each rule."""

from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.journey_options import ConversionKind, ConversionValue, JourneyEntity, JourneyOptions
from clm_core.selection import Period, Segment, SegmentField
from clm_core.store import reductions
from clm_core.store.reductions import SnapshotReader, reader_of, running
from clm_core.store.snapshots import Snapshot
from tests.store.journey_loops import Found, World, journeys_by_loops
from tests.store.small_rows import NOON

ZONE = "Europe/Berlin"
PERIOD = Period(start_on=date(2026, 3, 1), end_on=date(2026, 4, 10))  # the clock changes on 29 March
AS_OF = date(2026, 4, 20)
WORLDS = 6
CHANNELS = np.array(["paid_search", "email", "direct", "unassigned", "no_source", None], dtype=object)
GERMANY = Segment(field=SegmentField.COUNTRY, values=("DE", ""))


def micros(day: str, time: str = "12:00", zone: str = ZONE) -> int:
    moment = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=ZoneInfo(zone))
    return round(moment.timestamp() * 1_000_000)


def random_world(seed: int) -> World:
    """A few people and companies with many coincidences: equal moments, day borders, blanks, shared deals."""
    random = np.random.default_rng(seed)
    noons = [micros(str(date(2025, 12, 20) + timedelta(days=int(day)))) for day in random.integers(0, 125, 25)]
    borders = [micros(f"2026-{day}", "00:00") - late for day in ("03-01", "03-30", "04-11", "04-21") for late in (0, 1)]
    moments = np.array(noons + borders)

    def chosen(values: Any, count: int, blank_share: float = 0.0) -> list[Any]:
        picked = random.choice(np.array([*values], dtype=object), count)
        return [None if random.random() < blank_share else value for value in picked]

    people, deals, touches = 12, 14, 90
    contacts = {
        "contact_key": list(range(people)),
        "account_key": chosen(range(4), people, 0.3),
        "country": chosen(["DE", "AT", None], people),
        "created_at": chosen(moments, people, 0.1),
        "first_touch_at": chosen(moments, people, 0.5),
        "first_touch_channel": chosen(CHANNELS, people),
        "first_touch_campaign": chosen(["A", None], people),
        **{f"{stage}_at": chosen(moments, people, 0.3) for stage in ("lead", "mql", "sql", "opportunity")},
    }
    days = [date(2026, 1, 10) + timedelta(days=int(day)) for day in random.integers(0, 100, 6)]
    won = {
        "deal_key": list(range(deals)),
        "account_key": chosen(range(5), deals, 0.4),
        "amount": chosen([100.1, 2_000.0, 33.33], deals, 0.2),
        "margin": chosen([10.0, 70.7], deals, 0.5),
        "created_at": chosen(moments, deals, 0.2),
        "closed_on": chosen([*days, PERIOD.start_on, PERIOD.end_on], deals, 0.1),
        "outcome": chosen(["won", "won", "won", "lost", "open"], deals),
    }
    pairs = {(deal, contact) for deal, contact in random.integers(0, [deals - 2, people], (20, 2)).tolist()}
    log = {
        "touchpoint_key": random.permutation(touches).tolist(),
        "contact_key": chosen(range(people - 3), touches, 0.15),
        "account_key": chosen(range(5), touches, 0.3),
        "at_us": chosen(moments, touches),
        "team": chosen(["marketing", "sales"], touches),
        "channel": chosen(CHANNELS, touches),
        "campaign": chosen(["A", "B", None], touches),
    }
    return {
        SnapshotTable.ACCOUNTS: rows({"account_key": range(4), "country": ["DE", "AT", None, "DE"]}),
        SnapshotTable.CHANNELS: rows({"channel": ["email", "paid_search"], "team": ["sales", "marketing"]}),
        SnapshotTable.CONTACTS: rows(contacts),
        SnapshotTable.DEALS: rows(won),
        SnapshotTable.DEAL_CONTACTS: [{"deal_key": deal, "contact_key": contact} for deal, contact in sorted(pairs)],
        SnapshotTable.TOUCHPOINTS: rows(log),
    }


def rows(columns: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def reader_for(world: World, folder: Path) -> SnapshotReader:
    """The world as a snapshot."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, dtypes in SNAPSHOT_COLUMNS.items():
        frame = pd.DataFrame(world.get(table, []), columns=list(dtypes))
        for name, dtype in dtypes.items():
            if dtype == "datetime64[us, UTC]":
                frame[name] = pd.to_datetime(pd.array(frame[name], dtype="Int64"), unit="us", utc=True)
            elif dtype in ("bool", "int64"):
                frame[name] = frame[name].fillna(0)
        typed_frame(frame, dtypes).to_parquet(folder / f"{table.value}.parquet")
    return reader_of(Snapshot(number=1, folder=folder, created_at=NOON, facts_version=1, name=None))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[World, SnapshotReader]]:
    made = [random_world(seed) for seed in range(WORLDS)]
    return [(world, reader_for(world, tmp_path_factory.mktemp("world"))) for world in made]


CHOICES = [
    JourneyOptions(
        entity=entity,
        conversion=conversion,
        is_marketing_only=is_marketing_only,
        excludes_direct=excludes_direct,
        look_back_days=look_back_days,
        value=(ConversionValue.MARGIN if is_marketing_only else ConversionValue.REVENUE),
    )
    for entity, conversion, is_marketing_only, excludes_direct, look_back_days in product(
        JourneyEntity, ConversionKind, (False, True), (False, True), (20, 90)
    )
]


def frames(reader: SnapshotReader, **choices: Any) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Conversions, touches and paths."""
    given = {"period": PERIOD, "as_of": AS_OF, "zone": ZONE} | choices
    conversions, touches, paths = (
        reader.frame(reductions.REDUCTIONS[f"journey_{name}"](**given)) for name in ("conversions", "touches", "paths")
    )
    return conversions, touches, paths


def plain_rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as tuples: moments in microseconds, blanks as None."""
    columns = [
        series.astype("int64").where(series.notna(), pd.NA).astype("Int64")
        if isinstance(series.dtype, pd.DatetimeTZDtype)
        else series
        for _, series in frame.items()
    ]
    return [tuple(None if pd.isna(value) else value for value in row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("number", range(len(CHOICES)))
def test_journeys_are_those_that_loops_find(worlds: list[tuple[World, SnapshotReader]], number: int) -> None:
    world, reader = worlds[number % WORLDS]
    choices = {
        "options": CHOICES[number],
        "segment": GERMANY if number // 3 % 3 == 0 else None,
        "margin_share": 0.25 if number % 2 else None,
    }
    conversions, touches, paths = frames(reader, **choices)
    found: Found = journeys_by_loops(world, period=PERIOD, as_of=AS_OF, zone=ZONE, **choices)
    assert plain_rows(conversions) == found.conversions
    assert plain_rows(touches) == found.touches
    assert paths["path"].tolist() == [row[0] for row in found.paths]
    sums = np.array([row[1:3] for row in found.paths]).reshape(-1, 2)
    np.testing.assert_allclose(paths[["conversions", "conversion_value"]], sums, rtol=1e-12)
    assert plain_rows(paths[["non_conversions", "touch_count", "journeys"]]) == [row[3:] for row in found.paths]


TO_DEALS = [JourneyOptions(entity=entity, look_back_days=30) for entity in JourneyEntity]


def test_the_worlds_hold_what_the_rules_are_about(worlds: list[tuple[World, SnapshotReader]]) -> None:
    """Else the comparison above would prove little."""
    everything = [
        journeys_by_loops(world, options=options, period=PERIOD, as_of=AS_OF, zone=ZONE)
        for (world, _), options in product(worlds, TO_DEALS)
    ]
    conversions = [row for found in everything for row in found.conversions]
    assert {row[10] > 0 for row in conversions} == {True, False}
    assert any(row[1] is None for row in conversions), "a deal that nobody is linked to"
    assert any(row[5] not in (1.0, 0.5) for row in conversions), "a deal of three people"
    touches = [row for found in everything for row in found.touches]
    assert any(row[2] < 0 for row in touches), "a first touch of a record"
    assert any(row[3] is None for row in touches), "somebody unknown at a known company"
    assert sum(row[3] for found in everything for row in found.paths) > 20, "journeys without conversion"


@pytest.mark.parametrize("options", TO_DEALS)
def test_no_deal_is_lost_or_counted_twice(worlds: list[tuple[World, SnapshotReader]], options: JourneyOptions) -> None:
    for world, reader in worlds:
        conversions, touches, paths = frames(reader, options=options)
        won = [
            deal["amount"] or 0
            for deal in world[SnapshotTable.DEALS]
            if deal["outcome"] == "won" and deal["closed_on"] and PERIOD.start_on <= deal["closed_on"] <= PERIOD.end_on
        ]
        assert conversions["conversions"].sum() == pytest.approx(len(won), abs=1e-9)
        assert conversions["value"].sum() == pytest.approx(sum(won), abs=1e-9)
        untraceable = conversions[conversions["touch_count"] == 0]
        for column, of_path in (("conversions", "conversions"), ("value", "conversion_value")):
            whole = paths[of_path].sum() + untraceable[column].sum()
            assert whole == pytest.approx(conversions[column].sum(), abs=1e-9)
        counted = touches.groupby("conversion_key").size().reindex(conversions["conversion_key"], fill_value=0)
        assert counted.tolist() == conversions["touch_count"].tolist()


@pytest.mark.parametrize("options", TO_DEALS)
def test_paths_are_the_touches_joined(worlds: list[tuple[World, SnapshotReader]], options: JourneyOptions) -> None:
    for _, reader in worlds:
        conversions, touches, paths = frames(reader, options=options)
        joined = touches.groupby("conversion_key")["channel"].agg(" > ".join)
        expected = (
            conversions.set_index("conversion_key")
            .loc[joined.index]
            .groupby(joined)["conversions"]
            .agg(["sum", "size"])
        )
        found = paths[paths["conversions"] > 0].set_index("path")
        assert found.index.tolist() == expected.index.tolist()
        np.testing.assert_allclose(found["conversions"], expected["sum"], rtol=1e-12)
        assert (found["journeys"] - found["non_conversions"]).tolist() == expected["size"].tolist()
        assert found["touch_count"].tolist() == [path.count(" > ") + 1 for path in found.index]


def test_one_company_by_hand(tmp_path: Path) -> None:
    """Two people, two deals of one day and one later, a lost customer's late visit."""
    visits = [
        (1, 1, "2026-03-02", "events"),
        (2, 2, "2026-03-05", None),
        (3, 1, "2026-03-31", "email"),  # later on the closing day, so still before its end
        (4, 2, "2026-04-02", "direct"),
        (5, 1, "2026-04-09", "email"),  # after the last deal
    ]
    deals = [(1, date(2026, 3, 31), 100.0), (2, date(2026, 3, 31), 50.0), (3, date(2026, 4, 3), 10.0)]
    world: World = {
        SnapshotTable.ACCOUNTS: [{"account_key": 7}],
        SnapshotTable.CONTACTS: [{"contact_key": 1, "account_key": 7}, {"contact_key": 2}],
        SnapshotTable.DEALS: [
            {
                "deal_key": key,
                "account_key": 7,
                "amount": amount,
                "outcome": "won",
                "closed_on": day,
            }
            for key, day, amount in deals
        ],
        SnapshotTable.DEAL_CONTACTS: [{"deal_key": 1, "contact_key": 2}],
        SnapshotTable.TOUCHPOINTS: [
            {"touchpoint_key": key, "contact_key": person, "at_us": micros(day, "23:59"), "channel": channel}
            for key, person, day, channel in visits
        ],
    }
    reader = reader_for(world, tmp_path)
    conversions, _, paths = frames(reader, options=JourneyOptions())
    assert conversions["touch_count"].tolist() == [3, 3, 1]
    first = "events > no_source > email"
    assert plain_rows(paths) == [
        ("direct", 1.0, 10.0, 0, 1, 1),
        ("email", 0.0, 0.0, 1, 1, 1),
        (first, 2.0, 150.0, 0, 3, 2),
    ]
    alone, _, paths = frames(reader, options=JourneyOptions(entity=JourneyEntity.CONTACT, excludes_direct=True))
    assert alone["touch_count"].tolist() == [0, 0, 0]  # person 2 had no source at all, the other deals nobody
    assert plain_rows(paths) == [("events > email > email", 0.0, 0.0, 1, 3, 1)]


def test_a_company_without_a_log_has_journeys(tmp_path: Path) -> None:
    """The first touch of the record stands in; not that of people who are in the log."""
    contact = {"first_touch_channel": "events", "first_touch_campaign": "Fair", "mql_at": micros("2026-03-20")}
    world: World = {
        SnapshotTable.CONTACTS: [
            contact | {"contact_key": 1, "created_at": micros("2026-03-04")},
            contact | {"contact_key": 2, "created_at": micros("2026-03-04"), "first_touch_channel": "no_source"},
            contact | {"contact_key": 3, "created_at": micros("2026-03-04")},
        ],
        SnapshotTable.TOUCHPOINTS: [{"touchpoint_key": 1, "contact_key": 3, "at_us": micros("2026-03-19")}],
    }
    conversions, touches, _ = frames(reader_for(world, tmp_path), options=JourneyOptions(conversion=ConversionKind.MQL))
    assert conversions["touch_count"].tolist() == [1, 0, 1]
    assert plain_rows(touches) == [
        (1, 1, -2, 1, micros("2026-03-04"), "events", "Fair"),
        (3, 1, 1, 3, micros("2026-03-19"), "no_source", None),
    ]


def test_no_data_give_empty_frames_of_the_same_form(tmp_path: Path) -> None:
    reader = reader_for({}, tmp_path)
    for name, frame in zip(("conversions", "touches", "paths"), frames(reader, options=JourneyOptions()), strict=True):
        expected = reductions.REDUCTIONS[f"journey_{name}"](
            options=JourneyOptions(), period=PERIOD, as_of=AS_OF, zone=ZONE
        ).columns
        assert frame.empty
        assert frame.dtypes.astype(str).to_dict() == dict(expected)


def test_what_does_not_fit_the_memory_limit_is_answered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 200_000
    log = {"touchpoint_key": np.arange(count), "contact_key": np.arange(count) % 50_000, "channel": "email"}
    at = pd.to_datetime(micros("2026-03-05") + np.arange(count), unit="us", utc=True)
    frame = pd.DataFrame(log | {"at": at, "at_us": at.as_unit("us").asi8})
    reader_for({SnapshotTable.CONTACTS: [{"contact_key": key} for key in range(50_000)]}, tmp_path)
    dtypes = SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS]
    typed_frame(frame, dtypes).to_parquet(tmp_path / "touchpoints.parquet")
    monkeypatch.setattr(running, "MEMORY_LIMIT", "12MB")
    reader = reader_of(Snapshot(number=2, folder=tmp_path, created_at=NOON, facts_version=1, name=None))
    with reader.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_setting('memory_limit')").scalar() == "11.4 MiB"
    assert plain_rows(frames(reader, options=JourneyOptions())[2]) == [
        ("email > email > email > email", 0.0, 0.0, 50_000, 4, 50_000)
    ]
    with reader.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_setting('memory_limit')").scalar() == "5.5 GiB"
