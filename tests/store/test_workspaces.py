"""Workspaces: a folder each, with a name that every file system and database takes."""

import re
from pathlib import Path

import pytest

from clm_core.errors import ClmError
from clm_core.store import connection
from clm_core.store.workspaces import create_workspace, list_workspaces, open_store
from clm_core.texts.catalogue import Language, catalogue

STORE = Path(connection.__file__).parent


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Müller & Söhne GmbH", "mueller-soehne-gmbh"),
        ("  Café  ", "cafe"),
        ("../../etc", "etc"),
        ("CON", "con-data"),
        ("東京", "workspace"),
        ("x" * 90, "x" * 40),
    ],
)
def test_a_slug_is_safe_and_the_title_stays_the_users(tmp_path: Path, title: str, slug: str) -> None:
    workspace = create_workspace(tmp_path, title)
    assert (workspace.slug, workspace.title) == (slug, title.strip())
    assert workspace.folder == tmp_path / "workspaces" / slug
    assert len(connection.schema_name(slug)) < 63


def test_equal_titles_are_different_workspaces(tmp_path: Path) -> None:
    created = [create_workspace(tmp_path, "Kunde", is_sample=sample) for sample in (True, False, False)]
    assert [workspace.slug for workspace in created] == ["kunde", "kunde-2", "kunde-3"]
    assert list_workspaces(tmp_path) == tuple(created)
    assert [workspace.is_sample for workspace in list_workspaces(tmp_path)] == [True, False, False]


def test_there_are_none_before_the_first(tmp_path: Path) -> None:
    assert list_workspaces(tmp_path / "nowhere") == ()
    with pytest.raises(ClmError, match=r"store\.workspace_without_title"):
        create_workspace(tmp_path, "  ")


def test_opening_what_does_not_exist_names_what_does(tmp_path: Path) -> None:
    create_workspace(tmp_path, "Kunde")
    with pytest.raises(ClmError, match=r"store\.unknown_workspace.*kunde"):
        open_store(tmp_path, "customer")


def test_sqlite_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    store = open_store(tmp_path, create_workspace(tmp_path, "Kunde").slug)
    with store.engine.connect() as opened:
        found = {name: opened.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}
        assert opened.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_everything_that_the_store_says_is_in_both_catalogues() -> None:
    keys = {key for path in STORE.rglob("*.py") for key in re.findall(r'"(store\.\w+)"', path.read_text("utf-8"))}
    assert len(keys) > 10
    for language in Language:
        known = {key for key in catalogue(language) if key.startswith("store.")}
        assert known == keys, language
