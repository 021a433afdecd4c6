"""Anybody's path file: read, checked and credited by every model that needs no time stamps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from clm_core.analysis.attribution.journeys import Journeys
from clm_core.analysis.attribution.models import NEEDS_MOMENTS
from clm_core.analysis.attribution.path_report import path_report
from clm_core.analysis.attribution.paths import SEPARATORS, PathNotes, read_paths
from clm_core.analysis.attribution.resampling import ResampleRule, resampled_credit
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.exports.tables import TableSheet, csv_file, workbook
from clm_core.importers.findings import ImportOptions
from clm_core.importers.path_files import PathTable, read_path_file
from clm_core.journey_options import PATH_SEPARATOR
from clm_core.kpis import Unit
from clm_core.result_columns import CREDIT_INTERVALS
from clm_core.selection import AttributionModel
from clm_core.services.credit_tables import credit_sheet, interval_sheet
from clm_core.texts import Texts, formats

__all__ = [
    "PATH_MODELS",
    "SEPARATORS",
    "ImportOptions",
    "PathFile",
    "PathFileNote",
    "PathFileView",
    "opened_path_file",
    "path_file_example",
    "path_file_intervals",
    "path_file_view",
    "path_file_workbook",
]

PATH_MODELS = tuple(
    model for model in AttributionModel if model not in NEEDS_MOMENTS and model is not AttributionModel.CUSTOM
)
"""The models that a path file allows: it has no time stamps."""

_MOST_ROWS_NAMED = 10
_RESAMPLES_OF_LARGE = ResampleRule(resamples=500)
_LARGE_FROM_TOUCHES = 500_000
_EXAMPLE = (
    (("paid_search", "email"), 12, 34_800.5, 140),
    (("paid_search",), 9, 21_450, 610),
    (("paid_social", "organic_search", "email"), 7, 48_900, 55),
    (("events", "paid_search", "email"), 4, 39_200, 18),
    (("paid_social", "paid_search"), 5, 17_300, 160),
    (("organic_search", "email", "paid_search"), 6, 25_120.75, 70),
    (("direct",), 3, 6_400, 480),
    (("events",), 1, 8_750, 45),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFile:
    """A path file as it was read, with everything that is wrong in it."""

    file_name: str
    table: PathTable

    @property
    def refused_rows(self) -> tuple[int, ...]:
        """The rows that cannot be credited, as the spreadsheet shows them."""
        return tuple(int(row) for row in self.table.paths.index[~self.table.is_good])


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFileNote:
    """Something to know before trusting the numbers: a sentence of the catalogues and what fills it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFileView:
    """Credit by every model. Each model's credit sums to ``conversions`` and ``conversion_value``.

    ``credit`` is result_columns.CREDIT (campaign empty); ``removal_effects`` has a row a channel and a column a
    Markov model; ``path_count`` are the rows credited.
    """

    file_name: str
    models: tuple[AttributionModel, ...]
    credit: pd.DataFrame
    removal_effects: pd.DataFrame
    journeys: Journeys
    path_count: int
    conversions: float
    conversion_value: float
    non_conversions: float
    longest_path: int
    notes: tuple[PathFileNote, ...]

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels in order of appearance."""
        return self.journeys.channels


def opened_path_file(file_name: str, content: bytes, options: ImportOptions | None = None) -> PathFile:
    """The rows of a CSV, workbook or Parquet file with paths and conversions.

    Raises ClmError for what is no table, has no such columns, or leaves a decimal sign open.
    """
    table = read_path_file(file_name, content, options or ImportOptions())
    if table.questions:
        question = table.questions[0]
        values = ", ".join(choice.value for choice in question.choices)
        raise ClmError("path_file.decimal_open", column=question.column, values=values)
    return PathFile(file_name=file_name, table=table)


def path_file_view(
    file: PathFile,
    *,
    separator: str | None = None,
    accepts_good_rows: bool = False,
    models: tuple[AttributionModel, ...] = (),
) -> PathFileView:
    """Credit of the file's paths by these models, or all that a path file allows.

    Raises ClmError for refused rows, unless the good ones are accepted; for an unknown separator; for a file
    without a path; and for a model that needs time stamps.
    """
    refused = file.refused_rows
    if refused and not accepts_good_rows:
        rows = ", ".join(str(row) for row in refused[:_MOST_ROWS_NAMED])
        rows += " …" if len(refused) > _MOST_ROWS_NAMED else ""
        raise ClmError("path_file.rows_refused", count=len(refused), rows=rows)
    for model in models:
        if model not in PATH_MODELS:
            raise ClmError("attribution.needs_moments", model=model)
    paths = file.table.paths
    journeys, left_out = read_paths(paths[file.table.is_good] if refused else paths, separator=separator)
    report = path_report(journeys, models)
    return PathFileView(
        file_name=file.file_name,
        models=report.models,
        credit=report.credit,
        removal_effects=report.removal_effects,
        journeys=journeys,
        path_count=len(journeys),
        conversions=float(journeys.conversions.sum()),
        conversion_value=float(journeys.values.sum()),
        non_conversions=float(journeys.non_conversions.sum()),
        longest_path=int(journeys.lengths.max()),
        notes=(
            *_notes_on_journeys(journeys),
            *_notes_on_models(report.left_out, len(journeys.channels)),
            *_notes_on_rows(file, left_out),
        ),
    )


def _notes_on_journeys(journeys: Journeys) -> list[PathFileNote]:
    """What the paths themselves do not allow to tell."""
    found = []
    if not journeys.conversions.sum() > 0:
        found.append(PathFileNote(key="path_file.note.no_conversions"))
    if len(journeys.channels) == 1:
        found.append(PathFileNote(key="path_file.note.one_channel", values={"channel": journeys.channels[0]}))
    elif (journeys.lengths == 1).all():
        found.append(PathFileNote(key="path_file.note.single_touches"))
    if not journeys.non_conversions.sum() > 0:
        found.append(PathFileNote(key="path_file.note.no_non_conversions"))
    if not journeys.values.sum() > 0:
        found.append(PathFileNote(key="path_file.note.no_value"))
    return found


def _notes_on_models(left_out: tuple[AttributionModel, ...], channel_count: int) -> list[PathFileNote]:
    key = "path_file.note.too_many_states"
    return [PathFileNote(key=key, values={"order": str(model)[-1], "channels": channel_count}) for model in left_out]


def _notes_on_rows(file: PathFile, left_out: PathNotes) -> list[PathFileNote]:
    """What was left out, so that nobody wonders about the sums."""
    found = []
    if left_out.blank_path_count:
        values = {"count": left_out.blank_path_count, "conversions": f"{left_out.blank_conversions:g}"}
        found.append(PathFileNote(key="path_file.note.blank_paths", values=values))
    counts = {
        "blank_steps": left_out.blank_step_count,
        "refused_rows": len(file.refused_rows),
        "skipped_rows": len([row for row in file.table.skipped if row.row > 1]),
    }
    found += [
        PathFileNote(key=f"path_file.note.{name}", values={"count": count}) for name, count in counts.items() if count
    ]
    if file.table.unused_headings:
        unused = ", ".join(file.table.unused_headings)
        found.append(PathFileNote(key="path_file.note.unused_columns", values={"columns": unused}))
    return found


def path_file_intervals(view: PathFileView, on_progress: Callable[[float], None] | None = None) -> pd.DataFrame:
    """95 % intervals of the view's credit by resampling: result_columns.CREDIT_INTERVALS.

    Takes seconds, a minute or more for a million paths, of which a quarter of the resamples says enough.
    """
    rule = _RESAMPLES_OF_LARGE if len(view.journeys.codes) > _LARGE_FROM_TOUCHES else None
    found = resampled_credit(view.journeys, view.models, rule=rule, on_progress=on_progress)
    rows = []
    for model in view.models:
        low, high = found.interval(model)
        frame = pd.DataFrame({"model": str(model), "channel": view.channels, "campaign": ""})
        for column, name in enumerate(("conversions", "conversion_value")):
            frame[f"{name}_low"], frame[f"{name}_high"] = low[:, column], high[:, column]
        rows.append(frame)
    return typed_frame(pd.concat(rows, ignore_index=True), CREDIT_INTERVALS)


def path_file_sheets(view: PathFileView, texts: Texts, intervals: pd.DataFrame | None = None) -> list[TableSheet]:
    """The tables of a view: conversions and value by model, what a channel's removal costs, intervals if known."""
    measures = ["conversions", *(["conversion_value"] if view.conversion_value > 0 else [])]
    sheets = [credit_sheet(view.credit, measure, texts) for measure in measures]
    markov = [name for name in view.removal_effects.columns if name != "channel"]
    if markov:
        headings = {"channel": texts("export.column.channel")}
        headings |= {name: texts(f"attribution.models.{name}.name") for name in markov}
        units = {headings[name]: Unit.SHARE for name in markov}
        frame = view.removal_effects.rename(columns=headings)
        sheets.append(TableSheet(title=texts("path_file.sheet.removal_effects"), frame=frame, units=units))
    if intervals is not None:
        sheets += [interval_sheet(intervals, measure, texts, unit=Unit.RATIO) for measure in measures]
    return sheets


def path_file_workbook(view: PathFileView, texts: Texts, intervals: pd.DataFrame | None = None) -> bytes:
    """The tables of a view as a workbook; file, sums, models and notes are its last sheet."""
    language = texts.language
    facts = {
        "file": view.file_name,
        "paths": formats.number(view.path_count, language),
        "conversions": formats.number(view.conversions, language, decimals=2),
        "value": formats.number(view.conversion_value, language, decimals=2),
        "non_conversions": formats.number(view.non_conversions, language, decimals=2),
        "longest": formats.number(view.longest_path, language),
    }
    rows = [(texts(f"path_file.fact.{name}"), value) for name, value in facts.items()]
    rows += [
        (texts(f"attribution.models.{model}.name"), texts(f"attribution.models.{model}.says")) for model in view.models
    ]
    rows += [(texts("export.assumption_of.note"), texts(note.key, **note.values)) for note in view.notes]
    frame = pd.DataFrame(rows, columns=[texts("export.assumption"), texts("export.value")])
    assumptions = TableSheet(title=texts("export.sheet.assumptions"), frame=frame)
    return workbook(path_file_sheets(view, texts, intervals), currency="", assumptions=assumptions)


def path_file_example(texts: Texts) -> bytes:
    """A small path file as CSV to fill in, with the headings and numbers of the reader's language."""
    names = ("path", "conversions", "conversion_value", "non_conversions")
    headings = [texts(f"path_file.heading.{name}") for name in names]
    rows = [
        (PATH_SEPARATOR.join(texts(f"channels.{channel}") for channel in channels), *amounts)
        for channels, *amounts in _EXAMPLE
    ]
    return csv_file(pd.DataFrame(rows, columns=headings), texts.language)
