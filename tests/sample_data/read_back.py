"""Reads the sample files with nothing but the csv module and openpyxl: independent of the product's importers."""

import csv
import io
from decimal import Decimal
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

Row = dict[str, str]


def table(text: str, separator: str, first_heading: str) -> list[Row]:
    """The rows under the line that begins with this heading, up to a blank line or the end."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(first_heading))
    end = next((number for number in range(start, len(lines)) if not lines[number]), len(lines))
    return list(csv.DictReader(io.StringIO("\n".join(lines[start:end])), delimiter=separator))


@cache
def google(folder: Path) -> list[Row]:
    rows = table((folder / "Kampagnenbericht.csv").read_text("utf-8-sig"), ",", "Tag,")
    return [row for row in rows if row["Tag"][0].isdigit()]


@cache
def linkedin(folder: Path) -> list[Row]:
    text = next(folder.glob("account_*.csv")).read_text("utf-16")
    return [row for row in table(text, "\t", "Start Date") if row["Start Date (in UTC)"]]


@cache
def microsoft(folder: Path) -> list[Row]:
    return table((folder / "Campaign_performance_report.csv").read_text("utf-8-sig"), ",", "Gregorian date")


@cache
def meta(folder: Path) -> list[dict[str, object]]:
    """With the summary row, which has no campaign."""
    return sheet(next(folder.glob("Nordwieck-Kampagnen-*.xlsx")), "Berichtsbeginn")


@cache
def contacts(folder: Path) -> list[Row]:
    text = next(folder.glob("hubspot-*.csv")).read_text("utf-8-sig")
    return table(text, ",", "Record ID")


@cache
def leads(folder: Path) -> list[Row]:
    return table(next(folder.glob("report*.csv")).read_text("cp1252"), ",", "Lead ID")


@cache
def deals(folder: Path) -> list[dict[str, object]]:
    return sheet(next(folder.glob("report*.xlsx")), "Opportunity ID")


@cache
def touchpoints(folder: Path) -> list[Row]:
    return table((folder / "Touchpoints.csv").read_text("utf-8-sig"), ";", "Touchpoint-ID")


@cache
def stages(folder: Path) -> list[Row]:
    return table((folder / "Phasenverlauf.csv").read_text("cp1252"), ";", "Kontakt-ID")


def sheet(path: Path, first_heading: str) -> list[dict[str, object]]:
    """The rows of the only sheet under this heading, up to an empty row."""
    book = load_workbook(path, read_only=True)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    start = next(number for number, row in enumerate(rows) if row and row[0] == first_heading)
    heading = [str(name) for name in rows[start]]
    found = []
    for row in rows[start + 1 :]:
        if not any(value is not None for value in row):
            break
        found.append(dict(zip(heading, row + [None] * (len(heading) - len(row)), strict=False)))
    return found


def german_cents(text: str) -> int:
    """1.234,56 -> 123456"""
    return int(Decimal(text.replace(".", "").replace(",", ".")) * 100)


def english_cents(text: object) -> int:
    """1,234.56 -> 123456"""
    return int((Decimal(str(text).replace(",", "")) * 100).to_integral_value())
