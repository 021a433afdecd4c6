"""Loading the sample company: once, quickly the second time, and going on where it was cut short."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import sample_data.company
from clm_core.services.data import loop_data
from clm_core.services.importing import imports
from clm_core.services.sample import OPTIONS_FILE, ensure_sample_workspace
from clm_core.services.workspaces import open_workspace, workspaces
from tests.tiny_company import CONTACTS, SPEND

Generated = Callable[..., None]


@pytest.fixture
def generated(monkeypatch: pytest.MonkeyPatch) -> Generated:
    """Lets the generator write these texts instead of the real sample; a text None is a crash."""

    def use(**files: str | None) -> None:
        def generate(folder: Path) -> tuple[Path, ...]:
            paths = [folder / f"{name}.csv" for name in files]
            for path, text in zip(paths, files.values(), strict=True):
                if text is not None:
                    path.write_text(text, "utf-8")
            (folder / OPTIONS_FILE).write_text(json.dumps({"contacts": {"system": "crm"}}), "utf-8")
            return tuple(paths)

        monkeypatch.setattr(sample_data.company, "generate", generate)

    return use


def test_a_second_time_nothing_is_done(home: Path, generated: Generated) -> None:
    heard: list[float] = []
    generated(spend=SPEND, contacts=CONTACTS)
    first = ensure_sample_workspace(home, heard.append)
    assert (first.is_sample, heard[-1], heard) == (True, 1.0, sorted(heard))
    generated(spend=None)  # would crash if it were asked again
    assert ensure_sample_workspace(home) == first
    assert [workspace.slug for workspace in workspaces(home)] == [first.slug, "empty", "tiny"]
    store = open_workspace(home, first.slug)
    assert set(imports(store)["actor"]) == {"sample"}
    assert set(loop_data(store).contacts["system"]) == {"crm"}
    store.close()


def test_a_load_that_was_cut_short_goes_on(home: Path, generated: Generated) -> None:
    generated(spend=SPEND, contacts=None)
    with pytest.raises(FileNotFoundError):
        ensure_sample_workspace(home)
    generated(spend=SPEND, contacts=CONTACTS)
    workspace = ensure_sample_workspace(home)
    store = open_workspace(home, workspace.slug)
    data = loop_data(store)
    assert (len(imports(store)), data.spend["spend"].sum(), len(data.contacts)) == (2, 1600.0, 5)
    assert len([one for one in workspaces(home) if one.is_sample]) == 1
    store.close()
