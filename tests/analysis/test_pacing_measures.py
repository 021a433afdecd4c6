"""The paced measures of a small company by hand, and lags against Kaplan–Meier's published case."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.pacing_measures import paced_series, sql_kernel, won_kernel
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.decisions import Measure
from clm_core.promise_columns import PROMISE_LEADS
from tests.analysis import feedback_case
from tests.analysis.promises.test_facts import facts

MARCH = date(2026, 3, 1)


def deals(rows: list[tuple[str, str | None, str, float | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["created_at", "closed_on", "outcome", "amount"])
    created_at = pd.to_datetime(frame["created_at"]).dt.tz_localize("UTC")
    frame = frame.assign(created_at=created_at, closed_on=pd.to_datetime(frame["closed_on"]), deal_key=range(len(rows)))
    texts = SNAPSHOT_COLUMNS[SnapshotTable.DEALS] | {"deal_id": "object"}
    filled = {name: False for name, dtype in texts.items() if dtype == "bool"}
    return typed_frame(frame.assign(**filled), SNAPSHOT_COLUMNS[SnapshotTable.DEALS])


SOLD = [
    ("2026-03-02", "2026-03-12", "won", 1_000.0),
    ("2026-03-02", "2026-03-12", "won", None),
    ("2026-03-02", "2026-03-22", "lost", 500.0),
    ("2026-03-02", "2026-09-30", "open", 9_000.0),
]


def test_each_measure_counts_on_its_day() -> None:
    found = paced_series(feedback_case.contacts(), deals(SOLD), facts(), first_on=MARCH)
    days = {
        measure: {
            str(one.first_on + pd.Timedelta(days=int(day))): one.values[day] for day in np.flatnonzero(one.values)
        }
        for measure, one in found.items()
    }
    assert days[Measure.LEADS] == {
        "2026-03-01": 2, "2026-03-02": 1, "2026-03-03": 1, "2026-03-04": 1, "2026-03-05": 1, "2026-03-06": 1,
        "2026-05-30": 1,
    }  # fmt: skip
    assert days[Measure.MQLS] == {"2026-03-05": 2, "2026-03-06": 1, "2026-03-08": 1, "2026-05-30": 1}
    assert days[Measure.SQLS] == {"2026-03-12": 1, "2026-03-20": 1}, "first as SQL, whatever follows"
    assert days[Measure.WON_DEALS] == days[Measure.REVENUE] == {"2026-03-12": 2}
    revenue = found[Measure.REVENUE]
    assert revenue.day_amounts is not None
    assert revenue.day_amounts.sum() == 1_000.0, "a deal without an amount brings none"
    assert revenue.amounts is not None
    assert revenue.amounts.tolist() == [1_000.0]
    assert all(str(one.last_on) == "2026-05-31" for one in found.values())


def test_deals_are_won_lost_or_still_open() -> None:
    """Two of four won after ten days, one of the two left lost after twenty: half is won, all of it at day ten."""
    kernel = won_kernel(deals(SOLD), facts(), MARCH)
    assert np.flatnonzero(kernel).tolist() == [10]
    assert kernel[10] == pytest.approx(0.5)
    younger = [*SOLD, ("2026-05-26", None, "open", 1.0)]
    assert won_kernel(deals(younger), facts(), MARCH)[10] == pytest.approx(0.5), "five days old: says nothing of day 10"
    assert won_kernel(deals(SOLD), facts(), date(2026, 4, 1)).sum() == 0.0, "created before the records are whole"


def test_mqls_become_sqls_as_kaplan_meier_says() -> None:
    case = [(5, 1), (8, 1), (12, 0), (15, 1), (20, 0), (20, 0), (25, 1), (30, 0), (40, 0), (45, 0)]
    frame = pd.DataFrame({"age_days": [float(max(day, 45 * sql)) for day, sql in case]})
    frame["sql_days"] = [float(day) if sql else np.nan for day, sql in case]
    filled = dict.fromkeys(("contact_key", "may_be_mailed", "is_complete"), 0)
    leads = typed_frame(frame.assign(**filled), PROMISE_LEADS)
    share = np.cumsum(sql_kernel(replace(facts(), leads=leads)))
    assert share[[4, 5, 8, 15, 25, 180]].tolist() == pytest.approx(
        [0, 0.1, 0.2, 0.314286, 0.485714, 0.485714], abs=1e-6
    )
