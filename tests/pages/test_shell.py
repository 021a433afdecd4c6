"""The frame around every page: languages, workspaces, filters, definitions, and pages of an empty workspace."""

import gc
import tomllib
from pathlib import Path

import pytest

from clm_core.kpis import KPIS
from clm_core.services import workspaces
from clm_core.texts import Language, texts_for
from pages.shared.navigation import PAGES
from tests.pages.conftest import MENU, OpenApp

REPOSITORY = MENU.parents[1]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_every_page_runs_with_data_and_without(open_app: OpenApp, company: Path, entry, language: str) -> None:
    created = workspaces.create_workspace(company, "Leer")
    for slug in ("testfirma", created.slug):
        app = open_app(entry.file, language=language, ws=slug)
        assert not app.exception
        assert [one.value for one in app.error] == []
        assert app.header or app.title, "a page has a title"


def test_an_empty_workspace_shows_the_way_to_the_import(open_app: OpenApp, company: Path) -> None:
    created = workspaces.create_workspace(company, "Leer")
    app = open_app("understand/funnel.py", ws=created.slug)
    assert any(texts_for(Language.DE)("shell.no_data.title") in one.value for one in app.header)


def test_definitions_name_every_kpi_in_both_languages(open_app: OpenApp, company: Path) -> None:
    for language in Language:
        app = open_app("data/definitions.py", language=language.value)
        shown = "\n".join(one.value for one in app.markdown)
        texts = texts_for(language)
        for name in KPIS:
            assert f"**{texts(f'kpi.{name}.label')}**" in shown


def test_definitions_are_searched(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/definitions.py", language="en")
    app.text_input("definition_search").set_value("payback").run()
    shown = "\n".join(one.value for one in app.markdown)
    assert "**Payback**" in shown
    assert "**ROAS**" not in shown


def test_own_data_open_in_an_empty_workspace_beside_the_sample(open_app: OpenApp, company: Path) -> None:
    app = open_app()
    app.button("use_own_data").click().run()
    assert not app.exception
    titles = [(one.title, one.is_sample) for one in workspaces.workspaces(company)]
    assert titles == [("Testfirma", True), ("Meine Firma", False)]
    assert app.selectbox("workspace_switch").value == "meine-firma"


def test_a_new_workspace_is_made_and_named_problems_are_said(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/workspaces.py")
    next(one for one in app.button if one.label == "Anlegen und öffnen").click().run()
    assert [one.value for one in app.error] == [texts_for(Language.DE)("store.workspace_without_title")]


def test_imports_are_frozen_out_of_the_collection_after_every_run(open_app: OpenApp, company: Path) -> None:
    gc.unfreeze()
    open_app()
    frozen = gc.get_freeze_count()
    assert frozen > 100_000, "pandas and Streamlit alone hold more objects than that"


def test_the_menu_is_short() -> None:
    assert len(MENU.read_text("utf-8").splitlines()) < 80


def test_the_committed_configuration_keeps_everything_on_this_machine() -> None:
    settings = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "localhost"
    assert settings["server"]["showEmailPrompt"] is False
    assert set(settings["server"]["allowedHosts"]) == {"localhost", "127.0.0.1", "::1"}
    assert settings["client"]["showErrorDetails"] == "none"
    for face in settings["theme"]["fontFaces"]:
        assert (REPOSITORY / "static" / face["url"].removeprefix("/assets/")).is_file()


def test_both_themes_are_fully_defined_and_readable() -> None:
    theme = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert set(theme["light"]) == set(theme["dark"])
    assert not [name for name in theme if name.endswith("Color")], "colours in [theme] leak into the dark theme"
    for mode in ("light", "dark"):
        ground, field = theme[mode]["backgroundColor"], theme[mode]["secondaryBackgroundColor"]
        for name in ("textColor", "linkColor", "redTextColor", "orangeTextColor", "blueTextColor", "grayTextColor"):
            assert contrast(theme[mode][name], ground) >= 4.5, (mode, name)
            assert contrast(theme[mode][name], field) >= 4.5, (mode, name)
        assert contrast("#FFFFFF", theme[mode]["primaryColor"]) >= 4.5, "buttons are written in white"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG defines it."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
