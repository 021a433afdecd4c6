"""Workspaces: each company's rows are its own, and the sample's never mix with anybody's."""

from pathlib import Path

import pytest

from clm_core.errors import ClmError
from clm_core.services.data import covered_days, loop_data
from clm_core.services.workspaces import PROJECT_FOLDER, create_workspace, home_folder, open_workspace, workspaces
from tests.small_company import make_company
from tests.tiny_company import DEALS, import_text, import_tiny_company


def test_rows_stay_in_their_workspace(tmp_path: Path) -> None:
    sample = make_company(tmp_path, "Sample")
    first, second = (open_workspace(tmp_path, create_workspace(tmp_path, title).slug) for title in ("Wien", "Zürich"))
    import_tiny_company(first)
    import_text(second, "deals.csv", DEALS)
    opened = open_workspace(tmp_path, sample.slug)
    counts = [
        (len(data.spend), len(data.contacts), len(data.deals)) for data in map(loop_data, (opened, first, second))
    ]
    assert counts == [(75, 40, 8), (4, 5, 4), (0, 0, 4)]
    for store in (opened, first, second):
        store.close()


def test_the_sample_comes_first_then_titles(tmp_path: Path) -> None:
    for title, is_sample in (("Zürich", False), ("Sample", True), ("Aachen", False)):
        create_workspace(tmp_path, title, is_sample=is_sample)
    assert [workspace.title for workspace in workspaces(tmp_path)] == ["Sample", "Aachen", "Zürich"]


def test_an_empty_workspace_covers_no_days(store) -> None:
    assert covered_days(store) is None


def test_an_unknown_workspace_names_those_there_are(tmp_path: Path) -> None:
    create_workspace(tmp_path, "Wien")
    with pytest.raises(ClmError, match=r"store\.unknown_workspace") as caught:
        open_workspace(tmp_path, "graz")
    assert caught.value.values == {"slug": "graz", "known": "wien"}


def test_the_data_folder_is_where_clm_home_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLM_HOME", str(tmp_path / "data"))
    assert home_folder() == tmp_path / "data"
    monkeypatch.setenv("CLM_HOME", "  ")
    assert home_folder() == PROJECT_FOLDER / ".clm"
