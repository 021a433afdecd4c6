"""The agreement as a workbook that goes on computing: target, funnel, months, promises, signatures, assumptions."""

from collections.abc import Mapping
from dataclasses import replace

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell as cell_name
from xlsxwriter.worksheet import Worksheet

from clm_core.exports.agreement_sheet import (
    CHAIN,
    COLUMNS,
    HEADER_ROW,
    LINK_OF_STAGE,
    PERIOD_END,
    PERIOD_START,
    PROMISE_COLUMNS,
    QUALITY,
    STAGES,
    VISITED,
    LiveAgreement,
    chain,
    empty_frame,
    quality_factor,
    sheet_formats,
)
from clm_core.exports.tables import TableSheet, workbook
from clm_core.target_parts import RATE, promise_part
from clm_core.targets import PROMISE_TEAM, WEEKLY_PROMISES, FunnelLink, PromiseKind
from clm_core.texts import Texts

__all__ = ["agreement_workbook"]

_CHART_SIZE = {"width": 720, "height": 320}
_COLOURS = {"opportunity": "#0072B2", "sql": "#009E73", "mql": "#D55E00", "won": "#924986"}
_CHARTED = ("mql", "sql", "opportunity", "won")
Formats = Mapping[str, Format]


def agreement_workbook(live: LiveAgreement, texts: Texts, *, assumptions: TableSheet) -> bytes:
    """An XLSX file in which rates, amounts and promises can be changed; the funnel and the months follow."""
    names = {one: texts(f"agreement_sheet.sheet.{one}") for one in ("target", "months", "promises", "signatures")}
    writer = _Writer(live, texts, names)
    sheets = [
        TableSheet(title=names["target"], frame=empty_frame(), finish=writer.target),
        TableSheet(title=names["months"], frame=empty_frame(), finish=writer.months),
        TableSheet(title=names["promises"], frame=empty_frame(), finish=writer.promises),
        TableSheet(title=names["signatures"], frame=empty_frame(), finish=writer.signatures),
    ]
    used = sheets if live.is_live else [sheets[0], *sheets[2:]]
    return workbook(used, currency=live.currency, assumptions=replace(assumptions, finish=_wrapped))


class _Writer:
    """Writes the sheets of one agreement; rows are found again by their identity."""

    def __init__(self, live: LiveAgreement, texts: Texts, names: Mapping[str, str]) -> None:
        self._live, self._texts, self._names = live, texts, names
        self._row_of: dict[str, int] = {}
        promises = list(PromiseKind)
        self._promise_rows = {kind: HEADER_ROW + 1 + place for place, kind in enumerate(promises)}
        # One set of formats a workbook: each new one would be written again into the file.
        self._kept: Formats | None = None

    def _formats(self, book: xlsxwriter.Workbook) -> Formats:
        if self._kept is None:
            self._kept = sheet_formats(book, self._live.currency)
        return self._kept

    def _word(self, key: str, **values: object) -> str:
        return self._texts(f"agreement_sheet.{key}", **values)

    def _cell(self, identity: str, column: str = "value") -> str:
        row = self._row_of[identity]
        name: str = cell_name(row, COLUMNS.index(column), row_abs=True, col_abs=True)
        return name

    def target(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        """Target, rates and the funnel needed, with live formulas and a chart."""
        formats, live = self._formats(book), self._live
        sheet.write_string(0, 0, live.title, formats["title"])
        sheet.write_string(1, 0, live.subtitle, formats["note"])
        sheet.write_string(2, 0, self._word("how_to"), formats["note"])
        self._headings(sheet, COLUMNS, formats)
        row = self._write_target(sheet, HEADER_ROW + 1, formats)
        if live.is_live:
            row = self._write_rates(sheet, row + 1, formats)
            row = self._write_chain(sheet, row + 1, formats)
            sheet.insert_chart(row + 2, 0, self._funnel_chart(book, sheet.get_name()))
        else:
            sheet.write_string(row + 1, 0, live.note, formats["note"])
        for at, (label, value) in enumerate(live.facts, start=row + (19 if live.is_live else 3)):
            sheet.write_string(at, 0, label, formats["note"])
            sheet.write_string(at, 1, value, formats["note"])
        sheet.set_column(0, 0, 62)
        sheet.set_column(1, 5, 14)
        sheet.set_column(6, 6, 24)
        sheet.set_column(7, 7, 20)
        _page(sheet)

    def _headings(self, sheet: Worksheet, columns: tuple[str, ...], formats: Formats) -> None:
        for place, column in enumerate(columns):
            sheet.write_string(HEADER_ROW, place, self._word(f"column.{column}"), formats["heading"])
        sheet.freeze_panes(HEADER_ROW + 1, 1)

    def _label(self, sheet: Worksheet, row: int, identity: str, words: str, team: str, formats: Formats) -> None:
        self._row_of[identity] = row
        sheet.write_string(row, 0, words)
        sheet.write_string(row, COLUMNS.index("team"), self._texts(f"definitions.teams.{team}"))
        sheet.write_string(row, COLUMNS.index("id"), identity, formats["id"])

    def _write_target(self, sheet: Worksheet, row: int, formats: Formats) -> int:
        target, live = self._live.plan.target, self._live
        for identity, day in ((PERIOD_START, target.period.start_on), (PERIOD_END, target.period.end_on)):
            self._label(sheet, row, identity, self._word(identity.replace(".", "_")), "both", formats)
            sheet.write_datetime(row, 1, day, formats["typed_date"])
            row += 1
        for identity, value, look in (
            ("revenue", target.revenue, "money"),
            ("marketing_share", target.marketing_share, "share"),
            ("deal_amount", live.deal_amount, "money"),
        ):
            self._label(sheet, row, identity, self._texts(f"agreements.part.{identity}"), "both", formats)
            if value is None:
                sheet.write_blank(row, 1, None, formats[f"typed_{look}"])
            else:
                sheet.write_number(row, 1, value, formats[f"typed_{look}"])
            row += 1
        if live.data_amount is not None:
            sheet.write_number(row - 1, COLUMNS.index("data"), live.data_amount, formats["money"])
        return row

    def _write_rates(self, sheet: Worksheet, row: int, formats: Formats) -> int:
        sheet.write_string(row, 0, self._word("rates"), formats["section"])
        for link, known in self._live.rates.items():
            row += 1
            team = "marketing" if link in (FunnelLink.VISITOR_TO_LEAD, FunnelLink.LEAD_TO_MQL) else "sales"
            look = "small" if link is FunnelLink.VISITOR_TO_LEAD else "share"
            self._label(sheet, row, RATE + link.value, self._texts(f"targets.link.{link}"), team, formats)
            sheet.write_number(row, 1, known.rate, formats[f"typed_{look}"])
            for column, value in (("data", known.data), ("low", known.low), ("high", known.high)):
                if value is not None:
                    sheet.write_number(row, COLUMNS.index(column), value, formats[look])
            sheet.write_number(row, COLUMNS.index("n"), known.n, formats["count"])
        return row + 1

    def _write_chain(self, sheet: Worksheet, row: int, formats: Formats) -> int:
        live = self._live
        sheet.write_string(row, 0, self._word("chain"), formats["section"])
        sheet.write_string(row, COLUMNS.index("data"), self._word("rounded"), formats["heading"])
        row += 1
        self._label(sheet, row, QUALITY, self._word("quality"), "marketing", formats)
        sheet.write_formula(row, 1, self._quality_formula(), formats["factor"], quality_factor(live))
        row += 1
        self._label(sheet, row, VISITED, self._word("visited"), "marketing", formats)
        sheet.write_number(row, 1, live.visited_share, formats["share"])
        counts = chain(live)
        for stage, count in counts.items():
            row += 1
            team = "marketing" if stage in ("mql", "lead", "visitor") else "sales"
            self._label(sheet, row, CHAIN + stage, self._word(f"stage.{stage}"), team, formats)
            sheet.write_formula(row, 1, self._chain_formula(stage), formats["number"], count)
            rounded = f"=ROUNDUP({cell_name(row, 1)}*(1-1E-9),0)"
            sheet.write_formula(row, COLUMNS.index("data"), rounded, formats["total"], _rounded_up(count))
        return row + 1

    def _quality_formula(self) -> str:
        """The promised quality ÷ today's, read from the promises' sheet; 1 where nothing is promised."""
        if self._live.quality_today is None:
            return "=1"
        sheet = "'" + self._names["promises"].replace("'", "''") + "'!"
        promised = sheet + cell_name(self._promise_rows[PromiseKind.MQL_QUALITY], 1, row_abs=True, col_abs=True)
        today = repr(float(self._live.quality_today))
        return f"=IF(ISNUMBER({promised}),{promised}/{today},1)"

    def _chain_formula(self, stage: str) -> str:
        if stage == STAGES[0]:
            return f"={self._cell('revenue')}*{self._cell('marketing_share')}/{self._cell('deal_amount')}"
        link = LINK_OF_STAGE[stage]
        before = self._cell(CHAIN + STAGES[STAGES.index(stage) - 1])
        rate = self._cell(RATE + link.value)
        if link is FunnelLink.MQL_TO_SQL:
            rate = f"{rate}*{self._cell(QUALITY)}"
        formula = f"={before}/MIN({rate},1)"
        return f"{formula}*{self._cell(VISITED)}" if link is FunnelLink.VISITOR_TO_LEAD else formula

    def _funnel_chart(self, book: xlsxwriter.Workbook, title: str) -> object:
        chart = book.add_chart({"type": "bar"})
        rows = [self._row_of[CHAIN + stage] for stage in STAGES if CHAIN + stage in self._row_of and stage != "visitor"]
        chart.add_series(
            {
                "name": self._word("chain"),
                "categories": [title, rows[0], 0, rows[-1], 0],
                "values": [title, rows[0], COLUMNS.index("data"), rows[-1], COLUMNS.index("data")],
                "fill": {"color": "#0B5FA5"},
                "gap": 45,
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )
        chart.set_title({"name": self._word("chain"), "name_font": {"size": 12}})
        chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": False}})
        chart.set_legend({"none": True})
        chart.set_size(_CHART_SIZE)
        return chart

    def months(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        """What must come about in which month, by stage and team: shares of the data × the live funnel."""
        formats, live = self._formats(book), self._live
        sheet.write_string(0, 0, self._names["months"], formats["title"])
        sheet.write_string(1, 0, self._word("months_how_to"), formats["note"])
        headings = [self._word("column.what"), self._word("column.team"), *(name for name, _ in live.months)]
        for place, heading in enumerate([*headings, self._word("column.total")]):
            sheet.write_string(HEADER_ROW, place, heading, formats["heading"])
        stages = list(chain(live))
        first, shares_at = HEADER_ROW + 1, HEADER_ROW + len(stages) + 4
        sheet.write_string(shares_at - 1, 0, self._word("shares"), formats["section"])
        for place, stage in enumerate(stages):
            self._month_row(sheet, first + 1 + place, shares_at + place, stage, formats)
        self._month_row(sheet, first, shares_at, "revenue", formats)
        sheet.insert_chart(shares_at + len(stages) + 1, 0, self._month_chart(book, sheet.get_name(), stages))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 3 + len(live.months), 14)
        sheet.freeze_panes(first, 2)
        _page(sheet)

    def _month_row(self, sheet: Worksheet, row: int, share_row: int, stage: str, formats: Formats) -> None:
        """One stage's months; revenue falls on them as the won deals do."""
        live, is_revenue = self._live, stage == "revenue"
        words = self._texts("agreements.part.revenue") if is_revenue else self._word(f"stage.{stage}")
        team = "both" if is_revenue else "marketing" if stage in ("mql", "lead", "visitor") else "sales"
        sheet.write_string(row, 0, words)
        sheet.write_string(row, 1, self._texts(f"definitions.teams.{team}"))
        target_sheet = "'" + self._names["target"].replace("'", "''") + "'!"
        total = target_sheet + self._cell("revenue" if is_revenue else CHAIN + stage)
        whole = live.plan.target.revenue if is_revenue else chain(live)[stage]
        look = formats["money" if is_revenue else "number"]
        if not is_revenue:
            sheet.write_string(share_row, 0, words)
        for place, (_, shares) in enumerate(live.months, start=2):
            share = shares["won" if is_revenue else stage]
            if not is_revenue:
                sheet.write_number(share_row, place, share, formats["share"])
            formula = f"={total}*{cell_name(share_row, place, row_abs=True)}"
            sheet.write_formula(row, place, formula, look, whole * share)
        last = len(live.months) + 1
        formula = f"=SUM({cell_name(row, 2)}:{cell_name(row, last)})"
        sheet.write_formula(row, last + 1, formula, look, whole)

    def _month_chart(self, book: xlsxwriter.Workbook, title: str, stages: list[str]) -> object:
        chart = book.add_chart({"type": "column"})
        last = len(self._live.months) + 1
        for stage in (one for one in _CHARTED if one in stages):
            row = HEADER_ROW + 2 + stages.index(stage)
            chart.add_series(
                {
                    "name": [title, row, 0],
                    "categories": [title, HEADER_ROW, 2, HEADER_ROW, last],
                    "values": [title, row, 2, row, last],
                    "fill": {"color": _COLOURS[stage]},
                }
            )
        chart.set_title({"name": self._names["months"], "name_font": {"size": 12}})
        chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}}})
        chart.set_legend({"position": "top"})
        chart.set_size(_CHART_SIZE)
        return chart

    def promises(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        """A row a promise, marketing's first; an empty level: nothing is promised."""
        formats, live = self._formats(book), self._live
        sheet.write_string(0, 0, self._names["promises"], formats["title"])
        sheet.write_string(1, 0, self._word("promises_how_to"), formats["note"])
        self._headings(sheet, PROMISE_COLUMNS, formats)
        for kind, row in self._promise_rows.items():
            promise, known = live.plan.promise(kind), live.measured.get(kind)
            look = "number" if kind in WEEKLY_PROMISES else "share"
            sheet.write_string(row, 0, self._word(f"promise.{kind}"))
            for column, value, form in (
                ("value", promise and promise.level, f"typed_{look}"),
                ("within", promise and promise.within, "typed_number"),
                ("attempts", promise and promise.attempts, "typed_count"),
                ("data", known and known.level, look),
                ("low", known and known.low, look),
                ("high", known and known.high, look),
                ("n", known and known.n, "count"),
            ):
                place = PROMISE_COLUMNS.index(column)
                if value is not None:
                    sheet.write_number(row, place, value, formats[form])
                elif column == "value":
                    sheet.write_blank(row, place, None, formats[form])
            sheet.write_string(row, PROMISE_COLUMNS.index("owner"), promise.owner if promise else "", formats["typed"])
            team = self._texts(f"definitions.teams.{PROMISE_TEAM[kind]}")
            sheet.write_string(row, PROMISE_COLUMNS.index("team"), team)
            sheet.write_string(row, PROMISE_COLUMNS.index("id"), promise_part(kind), formats["id"])
        sheet.set_column(0, 0, 72)
        sheet.set_column(1, 10, 13)
        sheet.set_column(10, 10, 24)
        _page(sheet)

    def signatures(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        """Who signed for which side, in which role and when; blank lines to sign on paper otherwise."""
        formats = self._formats(book)
        sheet.write_string(0, 0, self._names["signatures"], formats["title"])
        sheet.write_string(1, 0, self._word("signatures_note"), formats["note"])
        for place, column in enumerate(("team", "by", "role", "at")):
            sheet.write_string(HEADER_ROW, place, self._word(f"column.{column}"), formats["heading"])
        for row, one in enumerate(self._live.signatures, start=HEADER_ROW + 1):
            for place, words in enumerate((one.team, one.by, one.role, one.at)):
                sheet.write_string(row, place, words, formats["sign"])
            sheet.set_row(row, 36)
        sheet.set_column(0, 3, 28)
        _page(sheet)


def _wrapped(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    """The long line that restores the agreement goes down its cell, not over many printed pages."""
    sheet.set_column(1, 1, 90, book.add_format({"text_wrap": True, "valign": "top"}))
    _page(sheet)


def _rounded_up(exact: float) -> int:
    return -int(-(exact * (1 - 1e-9)) // 1)


def _page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)
