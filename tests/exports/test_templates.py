"""Templates: what is filled in comes back as it was, in either language, without a question."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from clm_core.exports.templates import TemplateKind, template, template_columns
from clm_core.importers.findings import ImportOptions
from clm_core.importers.presets import PRESETS
from clm_core.importers.recognition import RecognisedFile, recognise_file
from clm_core.importers.words import folded, meanings
from clm_core.records import DealOutcome, RecordType, Stage, Team, TouchpointKind
from clm_core.texts import Language, texts_for

_EVERY = pytest.mark.parametrize("kind", TemplateKind)
_LANGUAGES = pytest.mark.parametrize("language", Language)


def _workbook(kind: TemplateKind, language: Language) -> Workbook:
    return load_workbook(BytesIO(template(kind, language)))


def _recognised(workbook: Workbook) -> RecognisedFile:
    content = BytesIO()
    workbook.save(content)
    return recognise_file(
        "template.xlsx",
        content.getvalue(),
        options=ImportOptions(),
        profiles=(),
        zone="Europe/Berlin",
        reporting_currency="EUR",
    )


@_EVERY
@_LANGUAGES
def test_a_filled_template_comes_back_without_a_question(kind: TemplateKind, language: Language) -> None:
    workbook = _workbook(kind, language)
    sheet = workbook.worksheets[0]
    example = [cell.value for cell in sheet[2]]
    sheet.append([*example[:-1], None])
    file = _recognised(workbook)
    (table,) = file.tables
    assert (table.preset, table.questions, table.problems) == (f"own_{kind}", (), ())
    main = table.rows[PRESETS[f"own_{kind}"].record_type]
    # The example row above stays out; what was typed below it is row 3.
    assert set(main["source_row"]) == {3}
    mapped = {column.field for column in table.mapping if column.field}
    assert mapped == {column.field for column in template_columns(kind)}


@_EVERY
@_LANGUAGES
def test_an_empty_template_brings_no_rows(kind: TemplateKind, language: Language) -> None:
    tables = _recognised(_workbook(kind, language)).tables
    assert sum(len(rows) for table in tables for rows in table.rows.values()) == 0


@_EVERY
@_LANGUAGES
def test_headings_are_those_that_the_preset_reads(kind: TemplateKind, language: Language) -> None:
    headings = [cell.value for cell in _workbook(kind, language).worksheets[0][1]]
    preset = PRESETS[f"own_{kind}"]
    assert preset.matches(headings)
    assert len(preset.mapping(headings)) == len(template_columns(kind))


@_EVERY
@_LANGUAGES
def test_every_column_is_explained_and_lists_are_offered(kind: TemplateKind, language: Language) -> None:
    workbook = _workbook(kind, language)
    data, notes, lists = workbook.worksheets
    explained = {row[0].value for row in notes.iter_rows()}
    assert {cell.value for cell in data[1]} - explained == {texts_for(language)("fields.template.note")}
    assert (data.freeze_panes, lists.sheet_state) == ("A2", "hidden")
    validated = {rule.type for rule in data.data_validations.dataValidation}
    assert {"list", "date"} <= validated


def test_money_dates_and_moments_are_read_as_typed() -> None:
    workbook = _workbook(TemplateKind.DEALS, Language.DE)
    sheet = workbook.worksheets[0]
    sheet.append([*[cell.value for cell in sheet[2]][:-1], None])
    deals = _recognised(workbook).tables[0].rows[RecordType.DEALS].iloc[0]
    assert (deals["amount_micros"], deals["outcome"], deals["probability_share"]) == (24_000_000_000, "won", 1.0)
    assert str(deals["closed_on"].date()) == "2026-06-30"


@_LANGUAGES
def test_every_word_offered_is_understood(language: Language) -> None:
    texts = texts_for(language)
    offered = {
        "kind": tuple(TouchpointKind),
        "team": tuple(Team),
        "outcome": tuple(DealOutcome),
        "stage": (
            Stage.LEAD,
            Stage.MQL,
            Stage.SAL,
            Stage.SQL,
            Stage.OPPORTUNITY,
            Stage.CUSTOMER,
            Stage.REJECTED,
            Stage.LOST,
        ),
    }
    for topic, values in offered.items():
        for value in values:
            assert meanings(topic)[folded(texts(f"fields.choice.{topic}_{value}"))] == value
    assert [meanings("flag")[folded(texts(f"fields.choice.flag_{flag}"))] for flag in ("true", "false")] == [
        "yes",
        "no",
    ]
