"""What a workbook of ours says of itself: cells that are written like the end of an address, ?name=value&…"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs

from clm_core.errors import ClmError
from clm_core.importers.findings import ImportOptions
from clm_core.importers.reading import read_sheets
from clm_core.importers.sheets import RawSheet


def cell_queries(sheets: Sequence[RawSheet]) -> Iterator[dict[str, list[str]]]:
    """What such cells say, in their order."""
    for sheet in sheets:
        for column in sheet.cells:
            for cell in sheet.cells[column]:
                if isinstance(cell, str) and cell.startswith("?"):
                    yield parse_qs(cell.removeprefix("?"))


def view_among(queries: Sequence[Mapping[str, list[str]]]) -> Mapping[str, list[str]]:
    """The one that describes a view, as parameters of a link; empty without one."""
    return next((one for one in queries if "from" in one and "to" in one), {})


def exported_view(file_name: str, content: bytes) -> Mapping[str, list[str]]:
    """The view that a workbook of ours was made with; empty for any other file, and for one that cannot be read.

    Our workbooks end with their assumptions, so the last sheet is looked at alone.
    """
    try:
        sheets = read_sheets(file_name, content, ImportOptions())
    except ClmError:
        return {}
    return view_among(list(cell_queries(sheets[-1:])))
