"""Same seed, same bytes: in another process, with other hash seeds; another seed, another company."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from sample_data.world.calendar import Horizon
from sample_data.world.campaigns import campaigns
from sample_data.world.randomness import part
from sample_data.world.spend import spending
from tests.conftest import REPOSITORY


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_command_line_writes_the_same_bytes_again(company: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    command = [sys.executable, "-m", "sample_data", "--out", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, capture_output=True, timeout=300)
    assert _hashes(tmp_path) == _hashes(company)


def test_another_seed_or_end_is_another_company() -> None:
    def spent(seed: int, until: date) -> int:
        horizon = Horizon(until)
        rows = spending(horizon, campaigns(horizon, part(seed, "campaigns")), seed).rows
        return int(rows["cents"].sum())

    end = date(2026, 10, 31)
    assert spent(2026, end) == spent(2026, end)
    assert len({spent(2026, end), spent(7, end), spent(2026, date(2026, 9, 30))}) == 3


def test_the_period_is_24_months_and_weeks_begin_on_monday() -> None:
    horizon = Horizon(date(2026, 10, 31))
    assert horizon.start_on == date(2024, 11, 1)
    assert horizon.days[0].astype(date).weekday() == 0
    assert Horizon(date(2026, 2, 28)).start_on == date(2024, 3, 1)
