"""The workbook that is handed out: its numbers are the view's, its words the reader's, its text only text."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.export import results_workbook
from clm_core.services.funnel import FunnelGroup, funnel_view
from clm_core.services.workspaces import Store
from clm_core.texts import Language, texts_for
from tests.services.conftest import QUARTER
from tests.tiny_company import SPEND, import_text

SHEETS = {
    Language.DE: ["Funnel", "Funnel nach Gruppe", "Ausstieg und Dauer", "Kanal-ROI", "Kampagnen-ROI", "ROI je Monat",
                  "Plattform-Angaben", "Annahmen"],
    Language.EN: ["Funnel", "Funnel by group", "Drop-out and lags", "Channel ROI", "Campaign ROI", "ROI by month",
                  "Platform claims", "Assumptions"],
}  # fmt: skip


def rows(book, sheet: str) -> list[dict[str, object]]:
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.mark.parametrize("language", list(Language))
def test_the_workbook_holds_the_numbers_of_the_views(tiny: Store, language: Language) -> None:
    texts = texts_for(language)
    book = load_workbook(BytesIO(results_workbook(tiny, QUARTER, texts, FunnelGroup.CHANNEL)))
    assert book.sheetnames == SHEETS[language]
    spend, channel = texts("kpi.spend.label"), texts("export.column.channel")
    roi = channel_roi_view(tiny, QUARTER).now
    shown = rows(book, texts("export.sheet.roi_channels"))
    assert [row[spend] for row in shown] == roi.channels["spend"].tolist()
    assert [row[channel] for row in shown] == [texts(f"channels.{key}") for key in roi.channels["channel"]]
    funnel = funnel_view(tiny, QUARTER).cohort
    reached, stage = texts("export.column.reached"), texts("export.column.stage")
    shown = rows(book, texts("export.sheet.funnel"))
    assert [row[reached] for row in shown] == funnel.total["reached"].tolist()
    assert shown[0][stage] == texts("stages.lead")
    months = rows(book, texts("export.sheet.roi_months"))
    assert sum(row[spend] for row in months if not row[channel]) == 1500  # type: ignore[misc]


def test_what_the_numbers_rest_on_is_said(tiny: Store) -> None:
    texts = texts_for(Language.EN)
    book = load_workbook(BytesIO(results_workbook(tiny, QUARTER, texts, FunnelGroup.COUNTRY)))
    said = [(row["What"], row["Value"]) for row in rows(book, "Assumptions")]
    known = dict(said)
    assert known["Period"] == "1 Jan 2026 – 31 Mar 2026"
    assert (known["Data up to"], known["Currency"], known["Time zone of days"]) == (
        "25 Mar 2026",
        "EUR",
        "Europe/Berlin",
    )
    assert any("from=2026-01-01" in str(value) for _, value in said)
    assert [value for what, value in said if what == "Note"] == [
        texts("roi.note_revenue_basis"),
        texts("roi.note_deals_without_amount"),
    ]


def test_text_from_files_stays_text_and_own_channels_keep_their_name(tiny: Store) -> None:
    evil = SPEND.replace("Hannover Messe", "=1+1").replace("Events", "Plakate & Co")
    import_text(tiny, "evil.csv", evil)
    texts = texts_for(Language.DE)
    book = load_workbook(BytesIO(results_workbook(tiny, QUARTER, texts, FunnelGroup.CHANNEL)))
    sheet = book["Kampagnen-ROI"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert "Plakate & Co" in {row["Kanal"] for row in rows(book, "Kanal-ROI")}
