"""Response curves on the command line: of the workspace, of anybody's table, and what cannot be fitted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clm_core.services.response_curves import curves_preview
from clm_core.services.series_file import opened_series_file, read_series
from tests.commands.conftest import Run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two years of weeks in which search follows a curve and radio does nothing."""
    rng = np.random.default_rng(3)
    search, radio = rng.uniform(0, 10_000, 104), rng.uniform(0, 5_000, 104)
    revenue = 20_000 + 90_000 * (1 - np.exp(-search / 5_000)) + rng.normal(0, 2_000, 104)
    frame = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=104, freq="7D"), "revenue": revenue.round(2),
                          "search_S": search.round(2), "radio_S": radio.round(2)})  # fmt: skip
    path = tmp_path / "weeks.csv"
    frame.to_csv(path, index=False)
    return path


def test_a_table_is_fitted_as_by_the_service(empty: Run, table: Path) -> None:
    document = empty("curves", "--file", table, "--json").data
    observed = read_series(opened_series_file(table.name, table.read_bytes()))[1]
    assert observed is not None
    expected = curves_preview(observed).channels
    found = pd.DataFrame(document["channels"])
    assert found["marginal_return"].to_numpy() == pytest.approx(expected["marginal_return"].to_numpy())
    assert (document["periods"], document["first_on"], document["method"]) == (104, "2024-01-01", "preview")
    returns = found.set_index("channel")["mean_return"]
    assert returns["search"] > 5 > 3 * returns["radio"]


def test_the_table_of_results_comes_with_the_warning(empty: Run, table: Path) -> None:
    found = empty("curves", "--file", table, "--lang", "de")
    assert "search" in found.out
    assert "Vorsicht" in found.err


def test_everything_wrong_is_listed_and_nothing_fitted(empty: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("date,revenue,tv_S\n2026-01-05,1,ten\n2026-01-12,1,-2\n2026-01-26,,3\n")
    found = empty("curves", "--file", path)
    assert found.code == 1
    assert found.out == ""
    for said in ("This is not a number", "cannot be negative", "This is blank", "19 Jan 2026", "4 problems"):
        assert said in found.err


def test_the_workspace_says_what_its_few_weeks_do_not_carry(tiny: Run) -> None:
    document = tiny("curves", "--length", "month", "--json").data
    assert [row["trust"] for row in document["channels"]] == ["experiment"]
    assert document["findings"][0]["finding"] == "too_few_periods"
    assert "no spend" in tiny("curves", "--channel", "email").err


def test_a_file_that_is_not_there_is_named(empty: Run) -> None:
    assert "missing.csv" in empty("curves", "--file", "missing.csv").err
