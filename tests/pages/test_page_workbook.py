"""All tables of a page in one workbook, as they are shown, and the workbook dropped on the import page."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from clm_core.selection import Comparison, Period, Selection
from clm_core.services.export import TableSheet, page_workbook
from clm_core.services.workspaces import open_workspace
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp

WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}
LABEL = {"de": "Alle Tabellen dieser Seite als Excel", "en": "All tables of this page as Excel"}
SELECTION = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 12, 31)), comparison=Comparison.NONE)


def offered(app) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


@pytest.mark.parametrize(
    ("language", "page"),
    [
        ("de", "understand/funnel.py"),
        ("en", "understand/channel_roi.py"),
        ("de", "understand/attribution.py"),
    ],
)
def test_pages_offer_all_their_tables(open_app: OpenApp, company: Path, language: str, page: str) -> None:
    app = open_app(page, language=language, **WHOLE_TIME)
    assert not app.exception
    assert offered(app).count(LABEL[language]) == 1
    assert offered(app)[-1] == LABEL[language], "after everything else"


def test_pages_about_data_do_not(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/import_files.py")
    assert LABEL["de"] not in offered(app)


def workbook_of(company: Path) -> bytes:
    store = open_workspace(company, "testfirma")
    sheets = [
        TableSheet(title=title, frame=pd.DataFrame({"Name": ["=1+1", "b"], "n": [1, 2]})) for title in ("Eins", "Zwei")
    ]
    content = page_workbook(store, SELECTION, texts_for(Language.DE), sheets, page="Funnel")
    store.close()
    return content


def test_a_sheet_a_table_and_what_they_rest_on(company: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook_of(company)))
    assert book.sheetnames == ["Eins", "Zwei", "Annahmen"]
    rows = list(book["Annahmen"].iter_rows(values_only=True))
    assert ("Seite", "Funnel") in rows
    assert ("Tabelle", "Eins (2 Zeilen)") in rows
    assert ("Zeitraum", "01.01.2024 – 31.12.2025") in rows
    assert book["Eins"]["A2"].data_type == "s"


def test_dropped_on_the_import_page_it_restores_the_view(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/import_files.py")
    app.file_uploader[0].set_value([("export.xlsx", workbook_of(company), "application/octet-stream")]).run()
    said = " ".join(one.value.replace("\\", "") for one in app.markdown)
    assert "„export.xlsx“ ist ein Export dieses Programms" in said
    assert "Jan. 2024 – Dez. 2025" in said
    app.button(key="restore_view").click().run()
    assert app.query_params["from"] in ("2024-01-01", ["2024-01-01"])
    assert app.query_params["compare"] in ("none", ["none"])
