"""The page Report: it makes the files of the view, says when the view has changed since, and needs data."""

import time
from pathlib import Path

import pytest

from clm_core.services.workspaces import create_workspace
from tests.pages.conftest import OpenApp

WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}


def labels(app) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


def made(app, seconds: float = 60):
    """The page once its report is made."""
    for _ in range(int(seconds)):
        if labels(app):
            return app
        time.sleep(1)
        app.run()
    raise AssertionError("no report")


@pytest.mark.parametrize(
    ("language", "button", "expected"),
    [("de", "Bericht erstellen", "PDF herunterladen"), ("en", "Make the report", "Download PDF")],
)
def test_the_report_is_made_and_offered(
    open_app: OpenApp, company: Path, language: str, button: str, expected: str
) -> None:
    app = open_app("overview/report.py", language=language, **WHOLE_TIME)
    assert labels(app) == []
    made(next(one for one in app.button if one.label == button).click().run())
    assert labels(app)[0] == expected
    said = " ".join(one.value for one in app.markdown)
    assert ("Das Wichtigste" if language == "de" else "In short") in said
    assert not app.exception


def test_other_sections_make_another_report(open_app: OpenApp, company: Path) -> None:
    app = open_app("overview/report.py", language="en", **WHOLE_TIME)
    app.pills(key="report_sections").set_value(["funnel"]).run()
    made(next(one for one in app.button if one.label == "Make the report").click().run())
    app.pills(key="report_sections").set_value(["funnel", "definitions"]).run()
    assert labels(app) == []
    assert any("have changed" in one.value for one in app.info)


def test_without_data_the_way_to_the_import(open_app: OpenApp, home: Path) -> None:
    create_workspace(home, "Leer")
    app = open_app("overview/report.py")
    assert not app.exception
    assert not app.button
