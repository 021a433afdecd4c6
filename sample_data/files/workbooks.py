"""Workbooks whose bytes depend on their content only."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import pandas as pd
import xlsxwriter

DATE, MOMENT, MONEY = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0.00"
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class SheetFile:
    """A workbook of one sheet, written row by row; closes itself as a context manager."""

    def __init__(self, path: Path, sheet: str, author: str = "") -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self._book.set_properties({"created": _CREATED, "author": author})
        self._sheet = self._book.add_worksheet(sheet)
        self._bold = self._book.add_format({"bold": True})
        self._formats = {pattern: self._book.add_format({"num_format": pattern}) for pattern in (DATE, MOMENT, MONEY)}
        self.row = 0

    def __enter__(self) -> "SheetFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def line(self, cells: Sequence[object], *, is_bold: bool = False) -> None:
        """One row of texts and numbers; None leaves the cell out."""
        for column, value in enumerate(cells):
            if value is not None:
                self._sheet.write(self.row, column, value, self._bold if is_bold else None)
        self.row += 1

    def table(self, frame: pd.DataFrame, patterns: dict[str, str], widths: int = 18) -> None:
        """The frame with its heading; missing values and empty texts leave the cell out."""
        self.line(list(frame.columns), is_bold=True)
        self._sheet.set_column(0, len(frame.columns) - 1, widths)
        for column, name in enumerate(frame.columns):
            cell_format = self._formats.get(patterns.get(name, ""))
            write = self._sheet.write_datetime if patterns.get(name) in (DATE, MOMENT) else self._sheet.write
            values = frame[name].astype(object)
            for offset, value in enumerate(values.where(values.notna(), None).tolist()):
                if value is not None and value != "":
                    write(self.row + offset, column, value, cell_format)
        self.row += len(frame)
