"""The plan's sheet of the live workbook: amounts to change, and formulas that say what they bring.

A formula reads its channel's rows of the curve sheet: with p = ln(amount) ÷ step and the row ⌊p⌋ it is a polynomial of
the fifth degree in what is left of p. That is analysis/budget_plan/curve_table.py, so workbook and page agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell as cell_name
from xlsxwriter.worksheet import Worksheet

from clm_core.response_curves import ResponseOutcome
from clm_core.texts import Texts

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
CURVE_FIRST_ROW = 3
STEP_CELL = "$B$1"
"""Of the curve sheet."""
READ_BACK = ("channel", "amount")
"""The columns that an uploaded plan must have; budget_plan_sheet.column.* are their headings."""
NEXT_MONEY = 1_000.0
"""The next return is said of so much money."""

_ORDER = (
    "channel", "today", "amount", "change", "minimum", "maximum", "observed", "check",
    "outcome_today", "outcome", "outcome_change", "next_return",
)  # fmt: skip
_PLACE_COLUMNS = ("row_today", "rest_today", "row_amount", "rest_amount")
_MONEY = ("today", "amount", "change", "minimum", "maximum", "observed")
_MONEY_OUTCOMES = (ResponseOutcome.REVENUE.value, ResponseOutcome.MARGIN.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LivePlan:
    """What the live workbook computes with.

    ``plan`` is BUDGET_ROWS, ``names`` the channels in words in its order, ``table`` CURVE_TABLE with ``row_count`` rows
    a channel, ``step`` apart. ``factors`` (channels × outcomes) say how many of each outcome come with one of
    ``outcome_of``. ``observed`` is the largest amount ever seen of each channel over a plan's length.
    ``facts`` are lines of text and values below the plan, as they were when it was exported.
    """

    title: str
    plan: pd.DataFrame
    names: tuple[str, ...]
    table: pd.DataFrame
    step: float
    row_count: int
    factors: pd.DataFrame
    observed: tuple[float, ...]
    outcome_of: ResponseOutcome
    budget: float | None
    currency: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def channel_count(self) -> int:
        return len(self.plan)

    @property
    def later_outcomes(self) -> tuple[str, ...]:
        """The outcomes beside the plan's own that are known for every channel."""
        known = [str(one) for one in self.factors.columns[self.factors.notna().all(axis=0)]]
        return tuple(one for one in known if one != self.outcome_of.value)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the plan's sheet from left to right."""
        return (*_ORDER, *self.later_outcomes, *_PLACE_COLUMNS)

    def place(self, column: str) -> int:
        """The column's number from 0."""
        return self.columns.index(column)


def sheet_formats(book: xlsxwriter.Workbook, currency: str) -> dict[str, Format]:
    """How cells look, by name."""
    money = f'#,##0 "{currency}"'
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14},
        "note": {"italic": True, "font_color": "#55606B"},
        "heading": {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"},
        "text": {},
        "money": {"num_format": money},
        "typed": {"num_format": money, "bg_color": "#FFF4CC", "border": 1, "border_color": "#C9A227"},
        "number": {"num_format": "#,##0.0"},
        "place": {"num_format": "0.0000", "font_color": "#8D949E"},
        "warning": {"font_color": "#B42318", "bold": True},
        "total": {"bold": True, "top": 1, "num_format": "#,##0.0"},
        "total_money": {"bold": True, "top": 1, "num_format": money},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def write_plan_sheet(
    sheet: Worksheet, live: LivePlan, texts: Texts, formats: Mapping[str, Format], curve_sheet: str
) -> None:
    """Headings, a row a channel with live formulas, the sums, and what the plan gains."""
    sheet.write_string(0, 0, live.title, formats["title"])
    sheet.write_string(1, 0, texts("budget_plan_sheet.how_to"), formats["note"])
    for place, column in enumerate(live.columns):
        sheet.write_string(HEADER_ROW, place, _heading(column, live, texts), formats["heading"])
    for number, row in enumerate(live.plan.to_dict("records")):
        _write_channel(sheet, live, texts, formats, curve_sheet, number, {str(key): one for key, one in row.items()})
    _write_total(sheet, live, texts, formats)
    _write_summary(sheet, live, texts, formats)
    _set_up(sheet, live, texts, formats)


def _heading(column: str, live: LivePlan, texts: Texts) -> str:
    outcome = texts(f"budget_plan_sheet.outcome.{live.outcome_of}")
    if column in live.later_outcomes:
        return texts(f"budget_plan_sheet.outcome.{column}")
    money = f"{NEXT_MONEY:.0f} {live.currency}"
    return texts(f"budget_plan_sheet.column.{column}", outcome=outcome, money=money)


def _write_channel(
    sheet: Worksheet, live: LivePlan, texts: Texts, formats: Mapping[str, Format], curve_sheet: str,
    number: int, row: Mapping[str, float],
) -> None:  # fmt: skip
    place, line = live.place, FIRST_ROW + number
    sheet.write_string(line, 0, live.names[number], formats["text"])
    for column, look in (("today", "money"), ("amount", "typed"), ("minimum", "money")):
        sheet.write_number(line, place(column), float(row[column]), formats[look])
    for column, most in (("maximum", row["maximum"]), ("observed", live.observed[number])):
        if most < float("inf"):
            sheet.write_number(line, place(column), float(most), formats["money"])
    cells = {column: cell_name(line, place(column)) for column in live.columns}
    change = f"={cells['amount']}-{cells['today']}"
    sheet.write_formula(line, place("change"), change, formats["money"], row["amount"] - row["today"])
    check = _check(cells, live, texts)
    sheet.write_formula(line, place("check"), check, formats["warning"], _checked(row, live.observed[number], texts))
    curves = _CurveCells(sheet=curve_sheet, first=CURVE_FIRST_ROW + number * live.row_count, count=live.row_count)
    for amount, outcome, ended in (("today", "outcome_today", "today"), ("amount", "outcome", "amount")):
        for kind, formula in curves.places(cells[amount], cells[f"row_{ended}"]).items():
            sheet.write_formula(
                line, place(f"{kind}_{ended}"), formula, formats["place"], _place(row[amount], live, kind)
            )
        formula = curves.outcome(cells[amount], cells[f"row_{ended}"], cells[f"rest_{ended}"])
        sheet.write_formula(line, place(outcome), formula, formats[_own_look(live)], row[outcome])
    change = f"={cells['outcome']}-{cells['outcome_today']}"
    sheet.write_formula(
        line, place("outcome_change"), change, formats[_own_look(live)], row["outcome"] - row["outcome_today"]
    )
    following = curves.next_return(cells["amount"], cells["row_amount"], cells["rest_amount"])
    sheet.write_formula(
        line, place("next_return"), following, formats[_own_look(live)], NEXT_MONEY * min(row["marginal_return"], 1e12)
    )
    for later in live.later_outcomes:
        factor = float(live.factors[later].iloc[number])
        formula = f"={cells['outcome']}*{factor!r}"
        sheet.write_formula(line, place(later), formula, formats[_look(later)], row["outcome"] * factor)


def _look(outcome: str) -> str:
    return "money" if outcome in _MONEY_OUTCOMES else "number"


def _own_look(live: LivePlan) -> str:
    return _look(live.outcome_of.value)


def _check(cells: Mapping[str, str], live: LivePlan, texts: Texts) -> str:
    """What is wrong with an amount, in a word; nothing where all is well."""
    too_little, too_much, unseen, no_number = (
        texts(f"budget_plan_sheet.check.{one}").replace('"', '""')
        for one in ("too_little", "too_much", "unseen", "no_number")
    )
    amount, least, most, seen = (cells[one] for one in ("amount", "minimum", "maximum", "observed"))
    beyond_seen = f'IF(AND(ISNUMBER({seen}),{amount}>{seen}*1.000001),"{unseen}","")'
    beyond_most = f'IF(AND(ISNUMBER({most}),{amount}>{most}+0.005),"{too_much}",{beyond_seen})'
    return f'=IF(NOT(ISNUMBER({amount})),"{no_number}",IF({amount}<{least}-0.005,"{too_little}",{beyond_most}))'


def _checked(row: Mapping[str, float], observed: float, texts: Texts) -> str:
    found = ""
    if row["amount"] < row["minimum"] - 0.005:
        found = "too_little"
    elif row["amount"] > row["maximum"] + 0.005:
        found = "too_much"
    elif row["amount"] > observed * 1.000001:
        found = "unseen"
    return texts(f"budget_plan_sheet.check.{found}") if found else ""


def _place(amount: float, live: LivePlan, kind: str) -> float:
    at = min(max(log(max(amount, 1.0)) / live.step, 0.0), live.row_count)
    row = min(floor(at), live.row_count - 1)
    return float(row + 1) if kind == "row" else at - row


@dataclass(frozen=True, slots=True, kw_only=True)
class _CurveCells:
    """The rows of a channel on the curve sheet, as formulas read them."""

    sheet: str
    first: int
    count: int

    def _column(self, power: int) -> str:
        letter = "DEFGHI"[power]
        return f"{self.sheet}!${letter}${self.first + 1}:${letter}${self.first + self.count}"

    def places(self, amount: str, row: str) -> dict[str, str]:
        """Formulas of the row of an amount (from 1) and of what is left of its place beyond the row's beginning."""
        at = f"MIN(MAX(LN(MAX({amount},1))/{self.sheet}!{STEP_CELL},0),{self.count})"
        return {"row": f"=MIN(INT({at}),{self.count - 1})+1", "rest": f"={at}-({row}-1)"}

    def _terms(self, row: str) -> list[str]:
        return [f"INDEX({self._column(power)},{row})" for power in range(6)]

    def outcome(self, amount: str, row: str, rest: str) -> str:
        """The formula of an amount's outcome."""
        terms = self._terms(row)
        nested = terms[5]
        for term in terms[4::-1]:
            nested = f"({term}+{rest}*{nested})"
        return f"=IF({amount}<=0,0,MIN({amount},1)*{nested})"

    def next_return(self, amount: str, row: str, rest: str) -> str:
        """The formula of what the next money brings: the polynomial's slope by the amount."""
        terms = [f"{power}*{term}" if power > 1 else term for power, term in enumerate(self._terms(row)) if power]
        nested = terms[4]
        for term in terms[3::-1]:
            nested = f"({term}+{rest}*{nested})"
        return f"=IF({amount}<1,{self._terms(row)[0]},{nested}/({self.sheet}!{STEP_CELL}*{amount}))*{NEXT_MONEY:.0f}"


def _write_total(sheet: Worksheet, live: LivePlan, texts: Texts, formats: Mapping[str, Format]) -> None:
    line = FIRST_ROW + live.channel_count
    sheet.write_string(line, 0, texts("budget_plan_sheet.total"), formats["total"])
    plan = live.plan
    sums: dict[str, float] = {name: float(plan[name].sum()) for name in ("today", "amount", "outcome_today", "outcome")}
    sums["change"] = sums["amount"] - sums["today"]
    sums["outcome_change"] = sums["outcome"] - sums["outcome_today"]
    for later in live.later_outcomes:
        sums[later] = float((plan["outcome"].to_numpy() * live.factors[later].to_numpy()).sum())
    for column, value in sums.items():
        place = live.place(column)
        formula = f"=SUM({cell_name(FIRST_ROW, place)}:{cell_name(line - 1, place)})"
        is_own_money = column.startswith("outcome") and live.outcome_of.value in _MONEY_OUTCOMES
        look = "total_money" if column in (*_MONEY, *_MONEY_OUTCOMES) or is_own_money else "total"
        sheet.write_formula(line, place, formula, formats[look], value)


def _write_summary(sheet: Worksheet, live: LivePlan, texts: Texts, formats: Mapping[str, Format]) -> None:
    line, total = FIRST_ROW + live.channel_count + 2, FIRST_ROW + live.channel_count
    sums = {column: cell_name(total, live.place(column)) for column in ("amount", "outcome", "outcome_today")}
    place = live.place("amount")
    if live.budget is not None:
        spent = float(live.plan["amount"].sum())
        sheet.write_string(line, 0, texts("budget_plan_sheet.budget"))
        sheet.write_number(line, place, live.budget, formats["typed"])
        sheet.write_string(line + 1, 0, texts("budget_plan_sheet.left"))
        left = f"={cell_name(line, place)}-{sums['amount']}"
        sheet.write_formula(line + 1, place, left, formats["money"], live.budget - spent)
        line += 2
    gain = float((live.plan["outcome"] - live.plan["outcome_today"]).sum())
    outcome = texts(f"budget_plan_sheet.outcome.{live.outcome_of}")
    sheet.write_string(line, 0, texts("budget_plan_sheet.gain", outcome=outcome))
    sheet.write_formula(line, place, f"={sums['outcome']}-{sums['outcome_today']}", formats[_own_look(live)], gain)
    for label, value in live.facts:
        line += 1
        sheet.write_string(line, 0, label, formats["note"])
        sheet.write_string(line, place, value, formats["note"])


def _set_up(sheet: Worksheet, live: LivePlan, texts: Texts, formats: Mapping[str, Format]) -> None:
    last, place = FIRST_ROW + live.channel_count - 1, live.place
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, place("observed"), 13)
    sheet.set_column(place("check"), place("check"), 24)
    sheet.set_column(place("outcome_today"), place(_PLACE_COLUMNS[0]) - 1, 13)
    sheet.set_column(place(_PLACE_COLUMNS[0]), place(_PLACE_COLUMNS[-1]), 9, None, {"level": 1, "hidden": True})
    sheet.set_row(HEADER_ROW, 46)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.data_validation(
        FIRST_ROW, place("amount"), last, place("amount"),
        {
            "validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning",
            "error_title": texts("budget_plan_sheet.typed_title"),
            "error_message": texts("budget_plan_sheet.typed_wrong"),
        },
    )  # fmt: skip
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.set_paper(9)
