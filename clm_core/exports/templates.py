"""Workbooks to fill in: headings, one example row, checked cells, and a sheet that explains every column."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from clm_core.exports.template_columns import TEXT_TOPICS, TemplateColumn, TemplateKind, template_columns
from clm_core.records import FUNNEL_STAGES, DealOutcome, FieldType, Stage, Team, TouchpointKind
from clm_core.texts import Language, Texts, texts_for

__all__ = ["TemplateKind", "template", "template_columns"]

CellValue = str | int | float | date | None

_LAST_ROW = 5000
_CURRENCIES = ("EUR", "CHF", "USD", "GBP", "PLN", "CZK", "SEK", "DKK", "NOK")
_CHANNELS = (
    *("paid_search", "paid_social", "display", "paid_video", "paid_shopping", "cross_network", "paid_other"),
    *("organic_search", "organic_social", "organic_video", "organic_shopping", "referral", "direct", "email"),
    *("affiliates", "audio", "sms", "mobile_push", "ai_assistant", "events", "direct_mail", "field_sales"),
    *("call_centre", "partners", "content_syndication"),
)
_LISTED: dict[FieldType, tuple[str, ...]] = {
    FieldType.STAGE: (*FUNNEL_STAGES, Stage.REJECTED, Stage.LOST),
    FieldType.KIND: tuple(TouchpointKind),
    FieldType.TEAM: tuple(Team),
    FieldType.OUTCOME: tuple(DealOutcome),
    FieldType.FLAG: ("true", "false"),
}
_NUMBER_FORMATS = {
    FieldType.MONEY: "#,##0.00",
    FieldType.NUMBER: "#,##0.##",
    FieldType.COUNT: "#,##0",
    FieldType.SHARE: "0%",
}
_DAY_FORMATS = {Language.DE: "DD.MM.YYYY", Language.EN: "YYYY-MM-DD"}
_HEADER = PatternFill("solid", start_color="1F4E79")
_REQUIRED_HEADER = PatternFill("solid", start_color="C55A11")
_EXAMPLE = PatternFill("solid", start_color="EDEDED")


def template(kind: TemplateKind, language: Language) -> bytes:
    """The workbook of a template in a language, as XLSX: filled in, it imports without a question."""
    texts = texts_for(language)
    columns = template_columns(kind)
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = texts(f"fields.{TEXT_TOPICS[kind]}.label")
    _write_headings(sheet, kind, columns, texts)
    _write_example(sheet, columns, texts)
    _write_notes(workbook.create_sheet(texts("fields.template.notes_sheet")), kind, columns, texts)
    lists = workbook.create_sheet(texts("fields.template.lists_sheet"))
    lists.sheet_state = "hidden"
    _add_validations(workbook, sheet, lists, columns, texts)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _write_headings(sheet: Worksheet, kind: TemplateKind, columns: Iterable[TemplateColumn], texts: Texts) -> None:
    headings = [(texts(f"fields.{TEXT_TOPICS[kind]}.{column.field}.label"), column.is_required) for column in columns]
    for position, (heading, is_required) in enumerate([*headings, (texts("fields.template.note"), False)], start=1):
        cell = sheet.cell(row=1, column=position, value=heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _REQUIRED_HEADER if is_required else _HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(position)].width = max(14, min(34, len(heading) + 4))
    sheet.column_dimensions[get_column_letter(len(headings) + 1)].width = 34
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"


def _write_example(sheet: Worksheet, columns: tuple[TemplateColumn, ...], texts: Texts) -> None:
    for position, column in enumerate(columns, start=1):
        letter = get_column_letter(position)
        number_format = _number_format(column.type, texts.language)
        if number_format:
            # The whole column is formatted, so that what is typed below looks like the example.
            sheet.column_dimensions[letter].number_format = number_format
        cell = sheet.cell(row=2, column=position)
        cell.value = _example(column, texts)
        cell.number_format = number_format or "General"
        _as_example(cell)
    mark = sheet.cell(row=2, column=len(columns) + 1, value=texts("fields.template.example"))
    _as_example(mark)


def _as_example(cell: Cell | MergedCell) -> None:
    cell.fill = _EXAMPLE
    cell.font = Font(italic=True, color="7F7F7F")


def _number_format(type_: FieldType, language: Language) -> str | None:
    if type_ is FieldType.DATE:
        return _DAY_FORMATS[language]
    if type_ is FieldType.MOMENT:
        return _DAY_FORMATS[language] + " HH:MM"
    return _NUMBER_FORMATS.get(type_)


def _example(column: TemplateColumn, texts: Texts) -> CellValue:
    if column.example_key:
        return texts(f"fields.example.{column.example_key}")
    if column.example is None:
        return None
    if column.is_channel:
        return _channel_name(str(column.example), texts)
    if column.type in _LISTED:
        return texts(f"fields.choice.{column.type}_{str(column.example).lower()}")
    return column.example


def _write_notes(sheet: Worksheet, kind: TemplateKind, columns: Iterable[TemplateColumn], texts: Texts) -> None:
    topic = TEXT_TOPICS[kind]
    intro = (
        texts(f"fields.{topic}.help"),
        texts("fields.template.fill_in", sheet=texts(f"fields.{topic}.label")),
        texts("fields.template.example_note"),
        texts("fields.template.headings_note"),
        texts("fields.template.again_note"),
    )
    for sentence in intro:
        sheet.append([sentence])
    sheet.append([])
    sheet.append([texts(f"fields.template.{name}") for name in ("column", "required", "meaning")])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for column in columns:
        label = texts(f"fields.{topic}.{column.field}.label")
        required = texts("fields.template.yes" if column.is_required else "fields.template.no")
        sheet.append([label, required, texts(f"fields.{topic}.{column.field}.help")])
    for letter, width in (("A", 34), ("B", 12), ("C", 100)):
        sheet.column_dimensions[letter].width = width


def _add_validations(
    workbook: Workbook, sheet: Worksheet, lists: Worksheet, columns: tuple[TemplateColumn, ...], texts: Texts
) -> None:
    for position, column in enumerate(columns, start=1):
        choices = _choices(column, texts)
        rule = _list_rule(workbook, lists, column, choices) if choices else _type_rule(column.type)
        if rule:
            letter = get_column_letter(position)
            rule.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(rule)


def _choices(column: TemplateColumn, texts: Texts) -> list[str]:
    if column.is_channel:
        return [_channel_name(channel, texts) for channel in _CHANNELS]
    if column.type is FieldType.CURRENCY:
        return list(_CURRENCIES)
    if column.type not in _LISTED:
        return []
    return [texts(f"fields.choice.{column.type}_{choice}") for choice in _LISTED[column.type]]


def _channel_name(channel: str, texts: Texts) -> str:
    return texts(f"channels.{channel}") if texts.has(f"channels.{channel}") else channel


def _list_rule(workbook: Workbook, lists: Worksheet, column: TemplateColumn, choices: list[str]) -> DataValidation:
    """A drop-down; other currencies and the user's own channels are allowed, other words are not."""
    position = lists.max_column + (1 if lists.cell(row=1, column=1).value else 0)
    for row, choice in enumerate(choices, start=1):
        lists.cell(row=row, column=position, value=choice)
    letter = get_column_letter(position)
    name = f"list_{column.field}"
    workbook.defined_names[name] = DefinedName(name, attr_text=f"'{lists.title}'!${letter}$1:${letter}${len(choices)}")
    is_open = column.is_channel or column.type is FieldType.CURRENCY
    return DataValidation(type="list", formula1=f"={name}", allow_blank=True, showErrorMessage=not is_open)


def _type_rule(type_: FieldType) -> DataValidation | None:
    if type_ in {FieldType.DATE, FieldType.MOMENT}:
        # 36526 is 1 January 2000: whatever is older is a number typed into a column of dates.
        return DataValidation(
            type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True
        )
    if type_ in {FieldType.MONEY, FieldType.NUMBER, FieldType.COUNT, FieldType.SHARE}:
        return DataValidation(
            type="decimal",
            operator="greaterThan",
            formula1="-1000000000000",
            allow_blank=True,
            showErrorMessage=True,
        )
    return None
