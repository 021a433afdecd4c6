"""What journeys contain: the touches of the other reductions counted by a plain loop, for every ending."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clm_core.columns import SnapshotTable
from clm_core.journey_options import ConversionKind, JourneyEnding, JourneyEntity, JourneyOptions
from clm_core.selection import Period
from clm_core.store import reductions
from clm_core.store.reductions import SnapshotReader, reader_of
from clm_core.store.snapshots import write_snapshot
from clm_core.store.workspaces import create_workspace, open_store
from tests.store.small_rows import NOON
from tests.store.test_reductions import random_tables

JOURNEYS: dict[str, Any] = {
    "period": Period(start_on=date(2026, 2, 10), end_on=date(2026, 4, 5)),
    "as_of": date(2026, 4, 20),
    "zone": "Europe/Berlin",
}
OPTIONS = (
    JourneyOptions(),
    JourneyOptions(entity=JourneyEntity.CONTACT, look_back_days=60),
    JourneyOptions(is_marketing_only=True, excludes_direct=True),
    JourneyOptions(conversion=ConversionKind.MQL),
)

Tables = dict[SnapshotTable, pd.DataFrame]


def reader(home: Path, tables: Tables) -> SnapshotReader:
    store = open_store(home, create_workspace(home, "Test").slug)
    snapshot = write_snapshot(store, tables, 1, NOON)
    store.close()
    return reader_of(snapshot)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return random_tables()


@pytest.fixture(scope="module")
def whole(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> SnapshotReader:
    return reader(tmp_path_factory.mktemp("whole"), tables)


def as_dict(contents: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    return {(row.what, row.channel, row.item): row.journeys for row in contents.itertuples()}


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_contents_are_those_of_the_touches(options: JourneyOptions, tables: Tables, whole: SnapshotReader) -> None:
    contents = dict(zip(*(tables[SnapshotTable.TOUCHPOINTS][name] for name in ("touchpoint_key", "content"))))  # noqa: B905
    expected: dict[tuple[str, str, str], set[int]] = {}
    for touch in whole.frame(reductions.journey_touches(options=options, **JOURNEYS)).itertuples():
        items = [("journeys", "", "")]
        if isinstance(touch.campaign, str):
            items.append(("campaign", touch.channel, touch.campaign))
        if isinstance(contents.get(touch.touchpoint_key), str):
            items.append(("content", "", contents[touch.touchpoint_key]))
        for item in items:
            expected.setdefault(item, set()).add(touch.conversion_key)
    found = reductions.journey_contents(options=options, **JOURNEYS, ending=JourneyEnding.CONVERSION)
    assert as_dict(whole.frame(found)) == {item: len(journeys) for item, journeys in expected.items()}
    assert {what for what, _, _ in expected} == {"journeys", "campaign", "content"}


@pytest.mark.parametrize("options", OPTIONS[:3], ids=str)
def test_lost_deals_are_cut_like_won_ones(
    options: JourneyOptions, tables: Tables, whole: SnapshotReader, tmp_path: Path
) -> None:
    """Where won and lost are exchanged, the journeys to won deals are those to the lost ones."""
    deals = tables[SnapshotTable.DEALS]
    other = deals.assign(outcome=deals["outcome"].replace({"won": "lost", "lost": "won"}))
    exchanged = reader(tmp_path, {**tables, SnapshotTable.DEALS: other})
    lost = reductions.journey_contents(options=options, **JOURNEYS, ending=JourneyEnding.LOST_DEAL)
    won = reductions.journey_contents(options=options, **JOURNEYS, ending=JourneyEnding.CONVERSION)
    assert as_dict(whole.frame(lost)) == as_dict(exchanged.frame(won))
    assert as_dict(whole.frame(lost)) != as_dict(whole.frame(won))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_journeys_without_conversion_are_those_of_the_paths(options: JourneyOptions, whole: SnapshotReader) -> None:
    paths = whole.frame(reductions.journey_paths(options=options, **JOURNEYS))
    found = reductions.journey_contents(options=options, **JOURNEYS, ending=JourneyEnding.NONE)
    counted = as_dict(whole.frame(found))
    assert counted["journeys", "", ""] == paths["non_conversions"].sum()
    assert max(counted.values()) == counted["journeys", "", ""]


def test_lost_deals_are_the_same_whatever_the_conversion(whole: SnapshotReader) -> None:
    def lost(conversion: ConversionKind) -> pd.DataFrame:
        options = JourneyOptions(conversion=conversion)
        return whole.frame(reductions.journey_contents(options=options, **JOURNEYS, ending=JourneyEnding.LOST_DEAL))

    pd.testing.assert_frame_equal(lost(ConversionKind.MQL), lost(ConversionKind.WON_DEAL))
    assert np.array_equal(lost(ConversionKind.MQL).columns, ["what", "channel", "item", "journeys"])
