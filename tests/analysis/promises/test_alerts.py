"""Runs of missed weeks: three at the end are told, a kept one ends them, empty and young weeks are passed over."""

from datetime import date

import pandas as pd
import pytest

from clm_core.analysis.promises.alerts import missed_run
from clm_core.columns import typed_frame
from clm_core.promise_columns import PROMISE_WEEKS
from clm_core.targets import Promise, PromiseKind

CONTACT = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.8, within=24)


def weeks(statuses: str) -> pd.DataFrame:
    words = {"k": "kept", "m": "missed", "e": "too_early", "n": "nothing"}
    frame = pd.DataFrame({"status": [words[one] for one in statuses]})
    frame["week"] = pd.date_range("2026-08-03", periods=len(frame), freq="7D")
    frame["value"] = [0.9 if one == "k" else 0.1 * place for place, one in enumerate(statuses)]
    filled = {name: 0 for name, dtype in PROMISE_WEEKS.items() if dtype == "int64"} | {"is_clear": False}
    return typed_frame(frame.assign(**filled), PROMISE_WEEKS)


@pytest.mark.parametrize(("statuses", "count"), [("kmmm", 3), ("mmmm", 4), ("mkmnmme", 3)])
def test_runs_at_the_end(statuses: str, count: int) -> None:
    run = missed_run(CONTACT, weeks(statuses))
    assert run is not None
    assert run.weeks == count


@pytest.mark.parametrize("statuses", ["", "mm", "mmmk", "kmm", "eee", "nnn"])
def test_no_run(statuses: str) -> None:
    assert missed_run(CONTACT, weeks(statuses)) is None


def test_what_is_told() -> None:
    run = missed_run(CONTACT, weeks("kmnmme"))
    assert run is not None
    assert (run.first_week, run.last_week) == (date(2026, 8, 10), date(2026, 8, 31))
    assert (run.lowest, run.highest) == (pytest.approx(0.1), pytest.approx(0.4))
