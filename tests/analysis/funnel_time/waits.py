"""Waits made from plain rows, and people with stage dates, for the tests of the funnel in time."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core.analysis.days import day_number
from clm_core.analysis.funnel_time.stage_waits import StagePair, StageWaits
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import Stage
from clm_core.selection import Period, Selection

AS_OF = date(2026, 10, 31)
SELECTION = Selection(period=Period(start_on=date(2026, 1, 1), end_on=AS_OF))
PAIR = StagePair(start=Stage.MQL, end=Stage.SQL)


def waits_of(rows: list[tuple[int, int, int]], groups: list[str] | None = None) -> StageWaits:
    """Each row is how many days ago somebody entered, how long it lasted and how it ended (OPEN, MOVED_ON, CLOSED)."""
    ago, waited, ending = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(3))
    return StageWaits(
        pair=PAIR,
        keys=np.arange(len(rows), dtype=np.int64),
        groups=pd.Categorical(groups or [""] * len(rows)),
        entry_day=day_number(AS_OF) - ago.astype(np.float64),
        waited_days=waited,
        ending=ending,
        out_of_order=np.zeros(len(rows), dtype=bool),
        undated_day=np.zeros(0),
        as_of_day=day_number(AS_OF),
    )


def contacts(rows: list[dict[str, str]]) -> pd.DataFrame:
    """People with the days of their stages, as mql="2026-03-01"."""
    frame = pd.DataFrame(
        [{f"{stage}_at": pd.Timestamp(day, tz="UTC") for stage, day in row.items()} for row in rows]
    ).assign(contact_key=range(1, len(rows) + 1))
    return typed_frame(frame, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])


def deals(rows: list[tuple[str | None, str | None, str, float | None]]) -> pd.DataFrame:
    """Deals as (created, closed, outcome, amount)."""
    frame = pd.DataFrame(rows, columns=["created_at", "closed_on", "outcome", "amount"])
    frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True)
    frame["closed_on"] = pd.to_datetime(frame["closed_on"])
    columns = SNAPSHOT_COLUMNS[SnapshotTable.DEALS]
    given = frame.assign(deal_key=range(1, len(rows) + 1))
    flags = {name: False for name, dtype in columns.items() if dtype == "bool"}
    return typed_frame(given.assign(**flags), columns)


def ago(days: int) -> date:
    """So many days before AS_OF."""
    return AS_OF - timedelta(days=days)
