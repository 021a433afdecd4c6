"""The forecast on the command line gives what the service gives, and says what data cannot carry."""

from pathlib import Path

import openpyxl
import pytest

from clm_core.commands.output import plain
from clm_core.records import RecordType
from clm_core.services.forecast import forecast_view
from clm_core.services.workspaces import open_workspace
from clm_core.store.workspaces import open_store
from tests.commands.conftest import Run
from tests.forecast_company import forecast_frames
from tests.services.conftest import QUARTER
from tests.small_company import add_rows


def test_too_little_is_said(tiny: Run) -> None:
    outcome = tiny("forecast")
    assert outcome.code == 0
    assert "fewer than 20" in outcome.out or "complete for" in outcome.out


def test_it_equals_the_service(tiny: Run, home: Path, tmp_path: Path) -> None:
    store = open_store(home, "tiny", None)
    contacts, deals = forecast_frames()
    add_rows(store, {RecordType.CONTACTS: contacts, RecordType.DEALS: deals}, "months.csv")
    store.close()
    file = tmp_path / "forecast.xlsx"
    shown = tiny("forecast", "--json", "--xlsx", file).data
    store = open_workspace(home, "tiny")
    view = forecast_view(store, QUARTER)
    store.close()
    assert shown["periods"] == plain(view.forecast.periods)
    assert shown["quality"] == plain(view.forecast.quality)
    assert len(shown["open_deals"]) == len(view.open_deals) > 0
    book = openpyxl.load_workbook(file, read_only=True)
    assert book.sheetnames[:2] == ["Forecast by period", "Where it comes from"]
    first = next(book["Forecast by period"].iter_rows(min_row=2, max_row=2, values_only=True))
    assert first[4] == pytest.approx(view.forecast.periods["expected"].iloc[0])
