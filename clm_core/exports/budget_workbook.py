"""The budget plan as a workbook that goes on computing: plan, scenarios, curves and what it all rests on."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from clm_core.exports.budget_sheet import (
    CURVE_FIRST_ROW,
    FIRST_ROW,
    HEADER_ROW,
    LivePlan,
    sheet_formats,
    write_plan_sheet,
)
from clm_core.exports.tables import TableSheet, workbook
from clm_core.texts import Texts

__all__ = ["LivePlan", "live_workbook"]

_NOTHING = pd.DataFrame()
_CHART_SIZE = {"width": 720, "height": 360}
_DRAWN_FROM = 0.004
"""Curves are drawn from this share of their last amount on: below it rows lie closer than a line is wide."""
_TODAY_COLOUR, _PLAN_COLOUR = "#9AA5B1", "#0072B2"


def live_workbook(
    live: LivePlan,
    texts: Texts,
    *,
    scenarios: Sequence[TableSheet],
    assumptions: TableSheet,
    colours: Mapping[str, str],
) -> bytes:
    """An XLSX file whose amounts can be changed; outcomes, sums and charts follow in any spreadsheet program.

    ``colours`` are those of the channels, by their names in words.
    """
    curve_title = texts("budget_plan_sheet.curves")
    curve_sheet = "'" + curve_title.replace("'", "''") + "'"

    def write_plan(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        formats = sheet_formats(book, live.currency)
        write_plan_sheet(sheet, live, texts, formats, curve_sheet)
        line = FIRST_ROW + live.channel_count + 7 + len(live.facts)
        sheet.insert_chart(line, 0, _split_chart(book, live, texts, sheet.get_name()))
        sheet.insert_chart(line, live.place("check"), _curve_chart(book, live, texts, curve_title, colours))

    def write_curves(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        _write_curves(sheet, live, texts, sheet_formats(book, live.currency))

    plan = TableSheet(title=texts("budget_plan_sheet.plan"), frame=_NOTHING, finish=write_plan)
    curves = TableSheet(title=curve_title, frame=_NOTHING, finish=write_curves)
    return workbook([plan, *scenarios, curves], currency=live.currency, assumptions=assumptions)


def _write_curves(sheet: Worksheet, live: LivePlan, texts: Texts, formats: Mapping[str, Format]) -> None:
    sheet.write_string(0, 0, texts("budget_plan_sheet.step"))
    sheet.write_number(0, 1, live.step)
    sheet.write_string(1, 0, texts("budget_plan_sheet.curves_note"), formats["note"])
    headings = [texts(f"budget_plan_sheet.curve_column.{one}") for one in ("channel", "amount", "outcome")]
    # The outcome at the row's amount is also c0, which the formulas read; it stands twice to be drawn and read.
    for place, heading in enumerate([*headings, *(f"c{power}" for power in range(6))]):
        sheet.write_string(2, place, heading, formats["heading"])
    names = dict(zip(live.plan["channel"], live.names, strict=True))
    coefficients = [f"c{power}" for power in range(6)]
    for line, row in enumerate(live.table.to_dict("records"), start=CURVE_FIRST_ROW):
        sheet.write_string(line, 0, names[row["channel"]])
        sheet.write_number(line, 1, row["amount"], formats["money"])
        sheet.write_number(line, 2, row["c0"], formats["number"])
        for place, name in enumerate(coefficients, start=3):
            sheet.write_number(line, place, row[name])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 8, 14)
    sheet.freeze_panes(CURVE_FIRST_ROW, 1)


def _drawn_to(live: LivePlan) -> float:
    """A round amount beyond all of today and the plan: what lies far beyond would press the curves together."""
    largest = 1.5 * max(float(live.plan["today"].max()), float(live.plan["amount"].max()), 1.0)
    unit = 10.0 ** floor(log10(largest))
    return float(ceil(largest / unit) * unit)


def _split_chart(book: xlsxwriter.Workbook, live: LivePlan, texts: Texts, plan_title: str) -> object:
    chart = book.add_chart({"type": "column"})
    last = FIRST_ROW + live.channel_count - 1
    for column, colour in (("today", _TODAY_COLOUR), ("amount", _PLAN_COLOUR)):
        place = live.place(column)
        chart.add_series(
            {
                "name": [plan_title, HEADER_ROW, place],
                "categories": [plan_title, FIRST_ROW, 0, last, 0],
                "values": [plan_title, FIRST_ROW, place, last, place],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_title({"name": texts("budget_plan_sheet.chart_split"), "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}}})
    chart.set_legend({"position": "top"})
    chart.set_size(_CHART_SIZE)
    return chart


def _curve_chart(
    book: xlsxwriter.Workbook, live: LivePlan, texts: Texts, curve_title: str, colours: Mapping[str, str]
) -> object:
    chart = book.add_chart({"type": "scatter", "subtype": "smooth"})
    for number, name in enumerate(live.names):
        own = live.table.iloc[number * live.row_count : (number + 1) * live.row_count]
        skipped = int((own["amount"] < _DRAWN_FROM * own["amount"].max()).sum())
        first = CURVE_FIRST_ROW + number * live.row_count + skipped
        last = CURVE_FIRST_ROW + (number + 1) * live.row_count - 1
        chart.add_series(
            {
                "name": name,
                "categories": [curve_title, first, 1, last, 1],
                "values": [curve_title, first, 2, last, 2],
                "line": {"color": colours.get(name, _PLAN_COLOUR), "width": 2},
            }
        )
    outcome = texts(f"budget_plan_sheet.outcome.{live.outcome_of}")
    chart.set_title({"name": texts("budget_plan_sheet.chart_curves"), "name_font": {"size": 12}})
    chart.set_x_axis(
        {"name": texts("budget_plan_sheet.chart_amount"), "num_format": "#,##0", "min": 0, "max": _drawn_to(live)}
    )
    chart.set_y_axis({"name": outcome, "num_format": "#,##0", "min": 0, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "right"})
    chart.set_size(_CHART_SIZE)
    return chart
