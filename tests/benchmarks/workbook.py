"""Reading a workbook of 100 000 rows and 20 columns, against the readers beneath and against openpyxl."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import fastexcel
import numpy as np
import openpyxl
import python_calamine
import xlsxwriter

from clm_core.importers.findings import ImportOptions
from clm_core.importers.reading import read_sheets
from tests.benchmarks.measured import Measured, seconds_of, seconds_once

ROWS = 100_000
COLUMNS = 20


def measured(folder: Path) -> Iterator[Measured]:
    """Our reader, which also keeps row numbers and cell types, against raw readers of the same bytes."""
    path = folder / "campaigns.xlsx"
    _write_workbook(path)
    content = path.read_bytes()
    seconds = seconds_of(
        {
            "ours": lambda: read_sheets(path.name, content, ImportOptions()),
            "fastexcel": lambda: fastexcel.read_excel(content).load_sheet(0).to_pandas(),
            "python-calamine": lambda: (
                python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
            ),
        },
        rounds=3,
    )
    what = f"read a workbook of {ROWS:,} × {COLUMNS}"
    faster = min("fastexcel", "python-calamine", key=seconds.__getitem__)
    yield Measured(
        what=what,
        seconds=seconds["ours"],
        yardstick=f"{faster}, raw (the faster one)",
        yardstick_seconds=seconds[faster],
        goal="≤ 1.5",
    )
    yield Measured(
        what=what,
        seconds=seconds["ours"],
        yardstick="openpyxl, read-only",
        yardstick_seconds=seconds_once(lambda: _read_with_openpyxl(content)),
        goal="≥ 8",
    )


def _read_with_openpyxl(content: bytes) -> int:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return sum(len(row) for row in sheet.iter_rows(values_only=True))


def _write_workbook(path: Path) -> None:
    """A campaign report as ad platforms write it: a date, six texts, thirteen numbers."""
    generator = np.random.default_rng(7)
    texts = [[f"{name} {index:03d}" for index in range(300)] for name in ("Campaign", "Ad set", "Ad", "Region")]
    numbers = generator.gamma(2.0, 40.0, size=(ROWS, COLUMNS - 7)).round(2)
    picks = generator.integers(0, 300, size=(ROWS, len(texts)))
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = workbook.add_worksheet("Report")
    headings = ["Day", "Platform", "Currency", "Campaign", "Ad set", "Ad", "Region"]
    sheet.write_row(0, 0, headings + [f"Measure {number}" for number in range(COLUMNS - len(headings))])
    for row in range(ROWS):
        named = [column[pick] for column, pick in zip(texts, picks[row], strict=True)]
        sheet.write_datetime(row + 1, 0, datetime(2024, 1, 1) + timedelta(days=row % 730))
        sheet.write_row(row + 1, 1, ["Meta", "EUR", *named, *numbers[row].tolist()])
    workbook.close()
