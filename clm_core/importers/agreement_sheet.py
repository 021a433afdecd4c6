"""An agreement that comes back as a workbook: its cells by identity, and what the workbook says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.importers.exported_view import cell_queries, view_among
from clm_core.importers.findings import ImportOptions
from clm_core.importers.grids import cell_text
from clm_core.importers.headings import folded
from clm_core.importers.reading import read_sheets
from clm_core.importers.sheets import RawSheet

_SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWords:
    """The headings that a sheet can have for each column, the one to show first; case and spaces do not count."""

    headings: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One identified row; ``cells`` by column as they lie in the file, ``headings`` as the file writes them."""

    sheet: str
    row: int
    cells: Mapping[str, object]
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedCells:
    """The identified rows, rows whose identity stands twice, and what stands as ?name=value in a cell."""

    rows: Mapping[str, AgreementRow]
    problems: tuple[RowProblem, ...]
    queries: tuple[Mapping[str, list[str]], ...]

    def facts(self) -> dict[str, str]:
        """What the agreement's own line says; empty where it is gone."""
        found = next((one for one in self.queries if "agreement" in one), {})
        return {name: values[0] for name, values in found.items()}

    def view(self) -> Mapping[str, list[str]]:
        """The view that the workbook was made with, as the parameters of a link; empty where it is gone."""
        return view_among(self.queries)


def read_agreement_cells(file_name: str, content: bytes, words: AgreementWords) -> ReturnedCells:
    """The identified rows of an uploaded agreement. Raises ClmError for a file without them, naming its sheets."""
    sheets = read_sheets(file_name, content, ImportOptions())
    rows: dict[str, AgreementRow] = {}
    problems = []
    for identity, row in (found for sheet in sheets for found in _rows(sheet, words)):
        if identity in rows:
            problems.append(_twice(identity, row, rows[identity].row))
        else:
            rows[identity] = row
    if not rows:
        expected = ", ".join(words.headings[one][0] for one in ("what", "value", "id"))
        names = ", ".join(sheet.name for sheet in sheets)
        raise ClmError("agreement_sheet.refused.no_agreement_sheet", file=file_name, expected=expected, sheets=names)
    return ReturnedCells(rows=rows, problems=tuple(problems), queries=tuple(cell_queries(sheets)))


def _rows(sheet: RawSheet, words: AgreementWords) -> Iterator[tuple[str, AgreementRow]]:
    """Each row below the headings that has an identity."""
    known = {folded(heading): name for name, headings in words.headings.items() for heading in headings}
    for header in range(min(len(sheet.cells), _SEARCHED_ROWS)):
        texts = [cell_text(cell) for cell in sheet.cells.iloc[header]]
        places = {known[folded(text)]: place for place, text in enumerate(texts) if folded(text) in known}
        if {"value", "id"} <= places.keys():
            break
    else:
        return
    headings = {name: texts[place] for name, place in places.items()}
    for number in range(header + 1, len(sheet.cells)):
        cells = sheet.cells.iloc[number]
        identity = cell_text(cells.iloc[places["id"]]).strip()
        if identity:
            found = {name: cells.iloc[place] for name, place in places.items()}
            yield identity, AgreementRow(sheet=sheet.name, row=number + 1, cells=found, headings=headings)


def _twice(identity: str, row: AgreementRow, first: int) -> RowProblem:
    return RowProblem(
        reason="agreement_sheet.problem.id_twice",
        sheet=row.sheet,
        row=row.row,
        column=row.headings["id"],
        value=identity,
        severity=Severity.REFUSED,
        values={"row": first},
    )
