"""Every reduction gives the same rows on DuckDB, on SQLite and on PostgreSQL, and those that pandas gives."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, create_engine

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.journey_options import ConversionKind, ConversionValue, JourneyEnding, JourneyEntity, JourneyOptions
from clm_core.selection import Period, Segment, SegmentField
from clm_core.store import reductions
from clm_core.store.bulk import insert_rows
from clm_core.store.reductions import Reduction, reader_of
from clm_core.store.reductions.snapshot_tables import METADATA, TABLES
from clm_core.store.row_keys import sql_lists
from clm_core.store.snapshots import Snapshot, write_snapshot
from clm_core.store.workspaces import create_workspace, open_store
from tests.store.small_rows import NOON

PERIOD = Period(start_on=date(2026, 2, 10), end_on=date(2026, 4, 5))
ZONE = "Europe/Berlin"
GERMANY = Segment(field=SegmentField.COUNTRY, values=("DE", ""))
PAID = ("paid_search", "no_source")

JOURNEY_REDUCTIONS = ("journey_conversions", "journey_touches", "journey_paths")
JOURNEYS: dict[str, Any] = {
    "options": JourneyOptions(),
    "period": PERIOD,
    "as_of": date(2026, 4, 20),
    "zone": ZONE,
}
OTHER_JOURNEYS = (
    JourneyOptions(entity=JourneyEntity.CONTACT, value=ConversionValue.MARGIN, look_back_days=40),
    JourneyOptions(conversion=ConversionKind.MQL, is_marketing_only=True),
    JourneyOptions(entity=JourneyEntity.CONTACT, conversion=ConversionKind.OPPORTUNITY, excludes_direct=True),
)

CASES: dict[str, Reduction] = {
    "channel_days": reductions.channel_days(),
    "channel_days of a selection": reductions.channel_days(period=PERIOD, channels=PAID, campaigns=("A", "")),
    "traffic_days": reductions.traffic_days(period=PERIOD),
    "contact_stages": reductions.contact_stages(),
    "contact_stages of a selection": reductions.contact_stages(channels=PAID, campaigns=("A",), segment=GERMANY),
    "contact_rows": reductions.contact_rows(contact_keys=[3, 5, 99]),
    "contact_rows of nobody": reductions.contact_rows(contact_keys=[]),
    "deal_rows": reductions.deal_rows(),
    "deal_rows of a selection": reductions.deal_rows(channels=PAID, segment=GERMANY),
    "touch_counts": reductions.touch_counts(period=PERIOD, zone=ZONE),
    **{name: reductions.REDUCTIONS[name](**JOURNEYS) for name in JOURNEY_REDUCTIONS},
    **{
        f"{name} by {options.entity.value} to {options.conversion.value}": reductions.REDUCTIONS[name](
            **JOURNEYS | {"options": options, "segment": GERMANY, "margin_share": 0.3}
        )
        for name in JOURNEY_REDUCTIONS
        for options in OTHER_JOURNEYS
    },
    **{
        f"journey_contents of {ending.value}": reductions.journey_contents(**JOURNEYS, ending=ending)
        for ending in JourneyEnding
    },
    "history_touches": reductions.history_touches(contact_keys=[3, 5, 8], account_key=2),
    "lead_events": reductions.lead_events(),
    "history_touches of nobody": reductions.history_touches(contact_keys=[]),
    "touch_counts within a month": reductions.touch_counts(
        period=Period(start_on=date(2026, 3, 1), end_on=date(2026, 3, 31)), zone=ZONE, channels=PAID
    ),
}


def random_tables(row_count: int = 60) -> dict[SnapshotTable, pd.DataFrame]:
    """Small tables with every kind of value, blanks among them."""
    random = np.random.default_rng(7)
    texts = {
        "channel": ["paid_search", "email", None],
        "campaign": ["A", "B", None],
        "country": ["DE", "AT", None],
        "kind": ["visit", "form"],
        "team": ["marketing", "sales"],
        "outcome": ["won", "won", "lost", "open"],
    }

    def column(name: str, dtype: str, count: int) -> object:
        stem = name.removeprefix("first_touch_")
        if name.endswith("_key") and dtype == "int64":
            return np.arange(count)
        if dtype == "str":
            return random.choice(np.array(texts.get(stem, ["x", "Ä", None]), dtype=object), count)
        if dtype == "float64":
            return np.where(random.random(count) < 0.2, np.nan, random.integers(0, 10**6, count) / 100)
        if dtype.startswith("datetime64"):
            days = random.integers(0, 120, count) * 86_400_000_000
            moments = pd.to_datetime(
                days + (random.integers(0, 86_400_000_000, count) if "UTC" in dtype else 0), unit="us"
            )
            stamped = pd.Series(moments + pd.Timedelta(days=20_454)).where(random.random(count) > 0.2)
            return stamped.dt.tz_localize("UTC") if "UTC" in dtype else stamped
        if dtype in ("bool", "boolean"):
            return random.random(count) < 0.5
        values = pd.array(random.integers(0, row_count // 2, count), dtype="Int64")
        if dtype == "Int64":
            values[random.random(count) < 0.2] = pd.NA
        return values

    return {
        table: typed_frame({name: column(name, dtype, row_count) for name, dtype in columns.items()}, columns)
        for table, columns in SNAPSHOT_COLUMNS.items()
    } | {SnapshotTable.TOUCHPOINTS: touchpoints(random, row_count * 5)}


def touchpoints(random: np.random.Generator, count: int) -> pd.DataFrame:
    at = pd.to_datetime(1_767_225_600_000_000 + random.integers(0, 120 * 86_400_000_000, count), unit="us", utc=True)
    given = {
        "touchpoint_key": np.arange(count),
        "at": at,
        "at_us": at.astype("datetime64[us, UTC]").astype("int64"),
        "kind": random.choice(["visit", "form"], count),
        "team": random.choice(["marketing", "sales"], count),
        "channel": random.choice(np.array(["paid_search", "email", None], dtype=object), count),
        "campaign": random.choice(np.array(["A", "B", None], dtype=object), count),
        "contact_key": pd.array(random.choice(np.array([*range(50), None], dtype=object), count), dtype="Int64"),
        "account_key": pd.array(random.integers(0, 30, count), dtype="Int64"),
        "content": random.choice(np.array(["Guide", "/prices", None], dtype=object), count),
    }
    return typed_frame(given, SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS])


@pytest.fixture(scope="module")
def tables() -> dict[SnapshotTable, pd.DataFrame]:
    return random_tables()


@pytest.fixture(scope="module")
def snapshot(tables: dict[SnapshotTable, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    home = tmp_path_factory.mktemp("home")
    store = open_store(home, create_workspace(home, "Test").slug)
    written = write_snapshot(store, tables, 1, NOON)
    store.close()
    return written


@pytest.fixture(scope="module")
def sqlite_engine(tables: dict[SnapshotTable, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return filled(create_engine(f"sqlite:///{tmp_path_factory.mktemp('other') / 'tables.sqlite'}"), tables)


@pytest.fixture(scope="module")
def postgresql_engine(tables: dict[SnapshotTable, pd.DataFrame], postgresql_url: str) -> Engine:
    return filled(create_engine(postgresql_url.replace("postgresql:", "postgresql+psycopg:")), tables)


def filled(engine: Engine, tables: dict[SnapshotTable, pd.DataFrame]) -> Engine:
    with engine.begin() as connection:
        METADATA.create_all(connection)
        for name, frame in tables.items():
            insert_rows(connection, TABLES[name], sql_lists(frame, list(frame.columns)))
    return engine


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("other", ["sqlite_engine", "postgresql_engine"])
def test_engines_agree_to_the_last_digit(
    name: str, other: str, snapshot: Snapshot, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(other)
    with engine.connect() as connection:
        expected = CASES[name].frame([tuple(row) for row in connection.execute(CASES[name].query)])
    found = reader_of(snapshot).frame(CASES[name])
    assert found.dtypes.astype(str).to_dict() == dict(CASES[name].columns)
    assert len(found) or name.endswith("nobody")
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_every_reduction_has_a_case() -> None:
    assert {name.split(" ")[0] for name in CASES} == set(reductions.REDUCTIONS)


def test_channel_days_are_the_sums_of_the_selected_rows(
    snapshot: Snapshot, tables: dict[SnapshotTable, pd.DataFrame]
) -> None:
    found = reader_of(snapshot).frame(CASES["channel_days of a selection"])
    spend = tables[SnapshotTable.SPEND]
    chosen = spend[
        spend["day"].between("2026-02-10", "2026-04-05")
        & spend["channel"].fillna("no_source").isin(PAID)
        & spend["campaign"].fillna("").isin(["A", ""])
    ]
    assert 0 < len(chosen) < len(spend)
    assert found["spend"].sum() == pytest.approx(chosen["spend"].sum(), abs=1e-6)
    assert found["clicks"].sum() == chosen["clicks"].sum()
    groups = chosen.groupby(["day", "channel", "campaign"], dropna=False)
    assert len(found) == groups.ngroups


def test_touch_counts_know_the_months_of_the_reporting_zone(
    snapshot: Snapshot, tables: dict[SnapshotTable, pd.DataFrame]
) -> None:
    found = reader_of(snapshot).frame(CASES["touch_counts"])
    local = tables[SnapshotTable.TOUCHPOINTS]["at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    within = local[(local >= "2026-02-10") & (local < "2026-04-06")]
    expected = within.dt.to_period("M").dt.start_time.value_counts().sort_index()
    counted = found.groupby("month")["touch_count"].sum()
    assert counted.index.tolist() == expected.index.tolist()
    assert counted.tolist() == expected.tolist()


def test_deals_of_a_segment_are_those_of_its_companies(
    snapshot: Snapshot, tables: dict[SnapshotTable, pd.DataFrame]
) -> None:
    found = reader_of(snapshot).frame(CASES["deal_rows of a selection"])
    accounts, deals = tables[SnapshotTable.ACCOUNTS], tables[SnapshotTable.DEALS]
    inside = accounts.loc[accounts["country"].fillna("").isin(["DE", ""]), "account_key"]
    chosen = deals[deals["account_key"].isin(inside) & deals["first_touch_channel"].fillna("no_source").isin(PAID)]
    assert found["deal_key"].tolist() == chosen["deal_key"].tolist()


def test_a_snapshot_of_an_older_form_answers_with_blanks(snapshot: Snapshot, tmp_path: Path) -> None:
    for file in snapshot.folder.glob("*.parquet"):
        frame = pd.read_parquet(file)
        frame.drop(columns=["clicks"], errors="ignore").to_parquet(tmp_path / file.name)
    older = Snapshot(number=1, folder=tmp_path, created_at=NOON, facts_version=1, name="Q3")
    found = reader_of(older).frame(reductions.channel_days())
    assert found["clicks"].isna().all()
    assert found["impressions"].notna().any()
