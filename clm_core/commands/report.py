"""The command of the meeting report: one HTML file, a PDF, or both."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from clm_core.commands.output import print_json, save_file
from clm_core.commands.results import asked
from clm_core.errors import ClmError
from clm_core.selection import AttributionModel, Comparison

if TYPE_CHECKING:
    from clm_core.services.report import Report

SECTION_NAMES = (
    "numbers", "funnel", "channels", "budget", "targets", "progress", "decisions", "definitions", "assumptions",
)  # fmt: skip
"""The report's sections, named here once more so that no other command has to load what draws them; a test compares."""
MODELS = [str(one) for one in AttributionModel if one is not AttributionModel.CUSTOM]


def report(given: argparse.Namespace) -> None:
    """Writes the report where it was asked for. Raises ClmError where no file is named, or one cannot be written."""
    if not given.html and not given.pdf:
        raise ClmError("commands.report_without_file")
    # Only here: charts take longer to load than most commands to answer.
    from clm_core.services.report import meeting_report, report_html, report_pdf

    wanted = tuple(given.section) or SECTION_NAMES
    with asked(given) as (store, selection):
        view = replace(
            selection,
            comparison=Comparison(given.compare),
            attribution_model=AttributionModel(given.model),
        )
        made = meeting_report(store, view, given.texts, wanted=wanted, on_progress=_progress(given))
    files = {name: write for name, write in ((given.html, report_html), (given.pdf, report_pdf)) if name}
    for name, write in files.items():
        save_file(name, write(made))
    if given.json:
        print_json({"files": list(files), "sections": _document(made)})
        return
    for one in files:
        print(given.texts("commands.written", file=one))


def _progress(given: argparse.Namespace) -> Callable[[float], None]:
    """Percent on standard error where somebody watches."""
    if given.json or not sys.stderr.isatty():
        return lambda _share: None
    return lambda share: print(f"\r{share:4.0%}", end="\r", file=sys.stderr, flush=True)


def _document(made: "Report") -> list[dict[str, str]]:
    return [{"name": one.name, "title": one.title} for one in made.sections]
