"""A file of response curves -> ResponseCurves: one row a channel, or many rows a channel as posterior draws.

Columns channel, shape, ceiling, scale, slope, carry_over and, with draws, draw; German and English headings. For
instance typed by hand from the template, or the posterior of PyMC-Marketing or Meridian as a table.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from clm_core.errors import ClmError, RowProblem
from clm_core.importers.findings import ImportOptions
from clm_core.importers.grids import cell_text
from clm_core.importers.guesses import as_words
from clm_core.importers.raw_tables import FileReader
from clm_core.importers.tables import RawTable
from clm_core.importers.values import ColumnHints, parse_column, shown_decimal
from clm_core.records import FieldType
from clm_core.response_curves import (
    SHAPES,
    FitMethod,
    Floats,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    Saturation,
)

__all__ = ["CurveReading", "read_curve_file"]

HEADINGS: dict[str, tuple[str, ...]] = {
    "channel": ("channel", "kanal", "media", "medium"),
    "shape": ("shape", "form", "kurvenform", "saturation", "sättigung"),
    "ceiling": ("ceiling", "obergrenze", "beta", "maximum", "saturation beta"),
    "scale": ("scale", "maßstab", "massstab", "ec", "half saturation", "halbsättigung"),
    "slope": ("slope", "steigung", "hill slope", "exponent"),
    "carry_over": ("carry over", "nachwirkung", "carryover", "adstock", "adstock alpha", "alpha", "retention"),
    "draw": ("draw", "ziehung", "sample", "stichprobe"),
}
"""What each column may be called: compared after case folding, with _ - / read as spaces."""

SHAPE_WORDS: dict[str, Saturation] = {
    **{str(shape): shape for shape in Saturation},
    "exponentiell": Saturation.EXPONENTIAL,
    "logistisch": Saturation.LOGISTIC,
    "potenz": Saturation.POWER,
    "hill kurve": Saturation.HILL,
    "hill-kurve": Saturation.HILL,
    "power law": Saturation.POWER,
}
MAX_DRAWS = 4_000
MAX_PROBLEMS = 1_000
_REQUIRED = ("channel", "shape", "ceiling", "scale", "carry_over")
_NUMBERS = ("ceiling", "scale", "slope", "carry_over")


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveReading:
    """The curves, None where something is wrong; ``problems`` is all that is."""

    curves: ResponseCurves | None
    problems: tuple[RowProblem, ...]


@dataclass(slots=True, kw_only=True)
class _Draft:
    table: RawTable
    columns: dict[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, reason: str, column: str, rows: "pd.Index[int]", **values: object) -> None:
        heading = self.columns.get(column, "")
        for row in rows[:MAX_PROBLEMS]:
            cell: Any = self.table.cells.loc[row, heading] if heading else ""
            self.problems.append(
                RowProblem(
                    reason=reason,
                    sheet=self.table.sheet,
                    row=int(row),
                    column=heading,
                    value=_text(cell),
                    values=values,
                )
            )


def read_curve_file(
    file_name: str, content: bytes, outcome_of: ResponseOutcome, length: PeriodLength, options: ImportOptions
) -> CurveReading:
    """The curves of the first table that has channels and shapes, for outcome and spend of one such period.

    Raises ClmError for what is no table, or lacks a column.
    """
    known = frozenset(name for names in HEADINGS.values() for name in names)
    tables = FileReader(file_name, content, known).tables(options)
    if not tables:
        raise ClmError("importing.no_table", file=file_name)
    fitting = [table for table in tables if _columns(table.headings).keys() >= set(_REQUIRED)]
    table = (fitting or tables)[0]
    columns = _columns(table.headings)
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise ClmError("curve_file.column_missing", missing=", ".join(missing), present=", ".join(table.headings))
    draft = _Draft(table=table, columns=columns)
    rows = _rows(draft, options)
    _check(draft, rows)
    if draft.problems:
        return CurveReading(curves=None, problems=tuple(sorted(draft.problems, key=lambda one: one.row or 0)))
    return CurveReading(curves=_curves(rows, outcome_of, length), problems=())


def _columns(headings: tuple[str, ...]) -> dict[str, str]:
    words = {as_words(heading): heading for heading in reversed(headings)}
    found = {column: next((words[name] for name in names if name in words), None) for column, names in HEADINGS.items()}
    return {column: heading for column, heading in found.items() if heading is not None}


def _rows(draft: _Draft, options: ImportOptions) -> pd.DataFrame:
    """Channel, shape (place in SHAPES, −1: unknown), numbers and draw, row by row."""
    cells, columns = draft.table.cells, draft.columns
    texts = {name: cells[columns[name]].map(_text) for name in ("channel", "shape")}
    shapes = [SHAPE_WORDS.get(text.casefold().replace("_", " ")) for text in texts["shape"]]
    codes = [-1 if shape is None else SHAPES.index(shape) for shape in shapes]
    rows = pd.DataFrame({"channel": texts["channel"], "shape": codes}, index=cells.index)
    for name in _NUMBERS:
        rows[name] = _numbers(draft, name, options) if name in columns else 1.0
    has_slope = rows["shape"].isin([SHAPES.index(Saturation.HILL), SHAPES.index(Saturation.POWER)])
    rows["slope"] = rows["slope"].where(has_slope, 1.0)  # the others ignore it: a blank one is no gap
    rows["draw"] = cells[columns["draw"]].map(_text) if "draw" in columns else "1"
    return rows


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else cell_text(cell).strip()


def _numbers(draft: _Draft, name: str, options: ImportOptions) -> pd.Series:
    table, heading = draft.table, draft.columns[name]
    others = [draft.columns[one] for one in _NUMBERS if one in draft.columns]
    sign = next((one for one in (shown_decimal(table.cells[other]) for other in others) if one), None)
    parsed = parse_column(
        table.cells[heading],
        FieldType.NUMBER,
        heading,
        table.sheet,
        ColumnHints(decimal=options.decimal, file_decimal=sign),
    )
    if parsed.question:
        values = ", ".join(choice.value for choice in parsed.question.choices)
        raise ClmError("path_file.decimal_open", column=heading, values=values)
    draft.problems += parsed.problems[:MAX_PROBLEMS]
    return pd.Series(parsed.values.to_numpy(dtype=np.float64, na_value=np.nan), index=table.cells.index)


def _check(draft: _Draft, rows: pd.DataFrame) -> None:
    """What keeps rows from being curves; cells that could not be read at all are listed already."""
    listed = {(one.row, one.column) for one in draft.problems}
    draft.refuse("curve_file.problem.no_channel", "channel", rows.index[(rows["channel"] == "").to_numpy()])
    shapes = ", ".join(str(shape) for shape in Saturation)
    draft.refuse("curve_file.problem.unknown_shape", "shape", rows.index[(rows["shape"] < 0).to_numpy()], shapes=shapes)
    limits = {
        "ceiling": rows["ceiling"] >= 0,
        "scale": rows["scale"] > 0,
        "slope": rows["slope"] > 0,
        "carry_over": (rows["carry_over"] >= 0) & (rows["carry_over"] < 1),
    }
    for name, is_possible in limits.items():
        is_new = [(row, draft.columns.get(name)) not in listed for row in rows.index]
        wrong = rows.index[(~is_possible).to_numpy() & np.array(is_new, dtype=bool)]
        draft.refuse(f"curve_file.problem.{name}", name, wrong)
    twice = rows.index[rows.duplicated(["channel", "draw"]).to_numpy() & (rows["channel"] != "").to_numpy()]
    draft.refuse("curve_file.problem.twice", "draw" if "draw" in draft.columns else "channel", twice)
    counts = rows.groupby("channel", sort=False)["draw"].nunique()
    for channel, count in counts[counts < rows["draw"].nunique()].items():
        first = rows.index[(rows["channel"] == channel).to_numpy()][:1]
        draws = int(rows["draw"].nunique())
        draft.refuse("curve_file.problem.draws_missing", "channel", first, count=int(count), draws=draws)


def _curves(rows: pd.DataFrame, outcome_of: ResponseOutcome, length: PeriodLength) -> ResponseCurves:
    """Draws × channels in the file's order; of very many draws evenly every so many."""
    channels = tuple(rows["channel"].drop_duplicates())
    draws = rows["draw"].drop_duplicates().to_list()
    kept = draws[:: -(-len(draws) // MAX_DRAWS)]
    ordered = rows.set_index(["draw", "channel"])

    def array(name: str) -> Floats:
        table = ordered[name].unstack("channel").loc[kept, list(channels)]
        return table.to_numpy(dtype=np.float64)

    return ResponseCurves(
        channels=channels,
        outcome_of=outcome_of,
        length=length,
        method=FitMethod.GIVEN,
        shape=array("shape").astype(np.int8),
        **{name: array(name) for name in _NUMBERS},
    )
