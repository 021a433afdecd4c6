"""Importing 200 000 touchpoints from CSV against pandas reading the same file without understanding it."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.services import importing
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.store.imports import NewImport, write_import
from tests.benchmarks.measured import Measured, seconds_of, seconds_once

ROWS = 200_000
ROUNDS = 3


def measured(folder: Path) -> Iterator[Measured]:
    """Recognising, checking and writing with the commit; and, for the whole wait, the snapshot after it."""
    content = _log_file().encode()
    stores = [_empty_store(folder, f"Company {number}") for number in range(ROUNDS)]
    waiting = iter(stores)
    seconds = seconds_of(
        {
            "ours": lambda: _recognise_and_write(next(waiting), content),
            "pandas": lambda: pd.read_csv(io.BytesIO(content)),
        },
        rounds=ROUNDS,
    )
    yield Measured(
        what=f"import {ROWS:,} touchpoints from CSV, committed",
        seconds=seconds["ours"],
        yardstick="pandas.read_csv",
        yardstick_seconds=seconds["pandas"],
        goal="≤ 10",
    )
    yield Measured(
        what="the same, recognition and checks alone",
        seconds=seconds_once(lambda: importing.recognised_file(stores[0], "touchpoints.csv", content)),
        yardstick="pandas.read_csv",
        yardstick_seconds=seconds["pandas"],
    )
    yield Measured(
        what="joining them and writing the snapshot",
        seconds=seconds_once(lambda: fresh_snapshot(stores[0])),
        yardstick="pandas.read_csv",
        yardstick_seconds=seconds["pandas"],
    )
    for store in stores:
        store.close()


def _empty_store(folder: Path, title: str) -> Store:
    return open_workspace(folder, create_workspace(folder, title).slug)


def _recognise_and_write(store: Store, content: bytes) -> None:
    """What services.importing.import_file does, up to the commit."""
    file = importing.recognised_file(store, "touchpoints.csv", content)
    new = NewImport(
        file_name=file.file_name,
        content_hash=file.content_hash,
        preset=file.tables[0].preset,
        system=file.tables[0].system,
        options_json="{}",
        actor="benchmark",
        imported_at=datetime.now(UTC),
    )
    written = write_import(store, new, file.tables[0].rows, file.tables[0].problems, None)
    if sum(written.counts.added.values()) != ROWS:
        raise RuntimeError(f"{ROWS} rows should have been added: {written}")


def _log_file() -> str:
    """A touchpoint log as our template has it: thirteen columns, one in three rows with a campaign."""
    generator = np.random.default_rng(11)
    person = generator.integers(0, ROWS // 10, ROWS)
    seconds = np.sort(generator.integers(0, 730 * 86_400, ROWS))
    sources = pd.DataFrame(
        [("google", "cpc"), ("google", "organic"), ("linkedin", "paid_social"), ("newsletter", "email"), ("", "")],
        columns=["Source", "Medium"],
    ).iloc[generator.integers(0, 5, ROWS)]
    campaign = generator.integers(0, 900, ROWS)
    return pd.DataFrame(
        {
            "Touchpoint ID": [f"T{number:07d}" for number in range(ROWS)],
            "Moment": (pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s")).strftime("%Y-%m-%d %H:%M:%S"),
            "Contact ID": [f"C{number:06d}" for number in person],
            "E-mail": [f"person{number}@company{number % 4000}.example" for number in person],
            "Company": [f"Company {number % 4000}" for number in person],
            "Kind": np.array(["visit", "form", "download", "email_click", "webinar"])[generator.integers(0, 5, ROWS)],
            "Team": "marketing",
            "Channel": "",
            "Source": sources["Source"].to_numpy(),
            "Medium": sources["Medium"].to_numpy(),
            "Campaign": [f"Campaign {number}" if number < 300 else "" for number in campaign],
            "Content": "",
            "Page": [f"/products/{number}" for number in campaign],
        }
    ).to_csv(index=False)
