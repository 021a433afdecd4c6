"""The commands and their options; each command is a function of the opened workspace."""

import argparse
import locale
import os
import sys
from collections.abc import Sequence

from clm_core.commands import (
    attribution,
    attribution_change,
    backtest,
    curves,
    feedback,
    files,
    funnel_time,
    handover,
    loop_closure,
    report,
    results,
    roi_maturity,
    score,
    setup,
)
from clm_core.commands.options import Commands, add_view, new_command
from clm_core.commands.plan_options import add_planning
from clm_core.errors import ClmError
from clm_core.selection import Comparison
from clm_core.services.workspaces import LOCAL_USER
from clm_core.texts import Language, texts_for


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when it did what was asked, 1 with a sentence on standard error when it could not."""
    given = command_line().parse_args(arguments)
    given.texts = texts_for(_language(given.lang))
    try:
        return int(given.command(given) or 0)
    except ClmError as error:
        print(given.texts.error(error), file=sys.stderr)
        return 1


def _language(asked: str | None) -> Language:
    system = asked or os.environ.get("CLM_LANG") or locale.getlocale()[0] or ""
    return Language.DE if system.lower().startswith("de") else Language.EN


def command_line() -> argparse.ArgumentParser:
    """All commands with their options; the documentation test reads them from here."""
    parser = argparse.ArgumentParser(
        prog="python -m clm_core",
        description="Closed-loop marketing without the browser. Data live in CLM_HOME (default: .clm beside the code).",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_setup(commands)
    _add_files(commands)
    _add_snapshots(commands)
    _add_results(commands)
    _add_lead_list(commands)
    _add_backtest(commands)
    _add_feedback(commands)
    _add_curves(commands)
    add_planning(commands)
    _add_report(commands)
    return parser


def _add_setup(commands: Commands) -> None:
    new_command(commands, "setup", setup.set_up, "create the data folder and load the sample company, once")
    workspaces = new_command(commands, "workspaces", setup.list_or_create, "list workspaces, or create one")
    workspaces.add_argument("--create", metavar="TITLE", help="create an empty workspace with this title")
    settings = new_command(commands, "settings", setup.show_or_change, "show the workspace's settings, or change one")
    settings.add_argument("name", nargs="?", help="reporting_currency, reporting_zone, margin_share or exchange_rates")
    settings.add_argument("value", nargs="?", help='the new value; exchange_rates as "USD=0.92,CHF=1.05"')


def _add_files(commands: Commands) -> None:
    _add_import(commands)
    undo = new_command(commands, "undo", files.undo, "take an import back, whole")
    undo.add_argument("import_id", type=int, metavar="IMPORT")
    new_command(commands, "imports", files.list_imports, "list imports, newest first")
    problems = new_command(commands, "problems", files.list_problems, "list the row problems of an import")
    problems.add_argument("import_id", type=int, metavar="IMPORT")
    template = new_command(commands, "template", files.write_template, "write an empty workbook to fill in")
    template.add_argument("kind", choices=files.TEMPLATE_KINDS)
    template.add_argument("--out", required=True, metavar="FILE.xlsx")


def _add_import(commands: Commands) -> None:
    parser = new_command(commands, "import", files.import_files, "import files that marketing and sales have")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="say what the files are; write nothing")
    parser.add_argument("--accept-good-rows", action="store_true", help="import good rows though others are refused")
    parser.add_argument("--currency", metavar="ISO", help="currency of amounts that name none, for instance EUR")
    parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"), help="how 09/01/2026 is meant")
    parser.add_argument("--decimal", choices=(".", ","), help="the sign before decimals, for values such as 1,234")
    parser.add_argument("--zone", help="time zone of local times, for instance Europe/Berlin")
    parser.add_argument("--encoding", help="for instance utf-8, utf-16, cp1252")
    parser.add_argument("--delimiter", help="the sign between cells")
    parser.add_argument("--sheet", help="only this sheet")
    parser.add_argument("--header-row", type=int, help="row of the headings, as the spreadsheet counts")
    parser.add_argument("--record-type", choices=files.RECORD_TYPES, help="what the rows are")
    parser.add_argument("--preset", help="whose export it is, for instance google_ads")
    parser.add_argument("--system", help="short name of the system the file comes from; ids are unique in it")
    parser.add_argument(
        "--map", action="append", default=[], metavar="HEADING=FIELD", help="what a heading means; empty field: unused"
    )
    parser.add_argument("--keep", action="append", default=[], metavar="HEADING", help="keep a column as a fit field")


def _add_snapshots(commands: Commands) -> None:
    snapshots = new_command(
        commands, "snapshots", results.list_or_keep_snapshots, "list snapshots, or keep one by name"
    )
    snapshots.add_argument("--keep", metavar="NAME", help="keep the current snapshot (or --number) under this name")
    snapshots.add_argument("--number", type=int, help="the snapshot to keep")


def _add_results(commands: Commands) -> None:
    for name, function, help_text in (
        ("funnel", results.funnel, "the funnel of a period: counts and rates with n and interval"),
        (
            "funnel-time",
            funnel_time.funnel_time,
            "the funnel in time: cohorts, time in stage, velocity, win rates, why a rate moved, ageing",
        ),
        ("roi", _roi, "what each channel or campaign cost and returned"),
        (
            "loop-closure",
            loop_closure.closure,
            "how much won revenue is traceable to a touch before the deal, and why not",
        ),
        ("attribution", attribution.attribution, "which channel earned it: credit by every model, also of a path file"),
        (
            "attribution-change",
            attribution_change.attribution_change,
            "why an attribution moved since a kept snapshot, cause by cause",
        ),
        ("export", results.export, "funnel and channel ROI as one workbook"),
    ):
        parser = new_command(commands, name, function, help_text)
        add_view(parser)
        if name not in ("loop-closure", "attribution", "attribution-change"):
            groups = results.ROI_GROUPS if name == "roi" else results.GROUPS
            parser.add_argument("--by", default="channel", choices=groups, help="a row for each of these")
        if name == "export":
            parser.add_argument("--out", required=True, metavar="FILE.xlsx")
        if name == "roi":
            parser.add_argument(
                "--basis", choices=results.BASES, help="what counts as earned (default: margin if known)"
            )
            parser.add_argument(
                "--maturity", action="store_true", help="by the month of the touch, with what is to come"
            )
        if name == "loop-closure":
            parser.add_argument("--reason", choices=loop_closure.REASONS, help="list the deals of this reason")
        if name == "funnel-time":
            _add_funnel_time(parser)
        if name == "attribution":
            _add_attribution(parser)
        if name == "attribution-change":
            _add_attribution_change(parser)


def _add_lead_list(commands: Commands) -> None:
    scores = new_command(
        commands, "score", score.score, "the score of every lead on a day, or why one lead has its score"
    )
    scores.add_argument("--lead", metavar="LEAD", help="explain the score of this lead (contact id or e-mail address)")
    calls = new_command(commands, "handover", handover.handover, "the leads that sales should call now, in their order")
    calls.add_argument("--out", metavar="FILE", help="write the list to hand over (XLSX or CSV) and keep it on record")
    calls.add_argument("--layout", choices=handover.LAYOUTS, default=handover.LAYOUTS[0], help="whose columns it has")
    calls.add_argument("--mailing", metavar="FILE.csv", help="write those of them who may be mailed")
    calls.add_argument("--limit", type=int, metavar="N", help="only the first N leads")
    for parser in (scores, calls):
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="at the end of this day (default: the data's last)")
        parser.add_argument(
            "--model", type=int, metavar="VERSION", help="by this version (default: the one that counts)"
        )


def _add_backtest(commands: Commands) -> None:
    parser = new_command(commands, "backtest", backtest.backtest, "test a scoring model on the leads that were judged")
    parser.add_argument("--model", type=int, metavar="VERSION", help="this version (default: the one that counts)")
    parser.add_argument("--against", type=int, metavar="VERSION", help="compare with this version on the same leads")
    parser.add_argument("--outcome", default="opportunity", choices=backtest.OUTCOMES, help="what a good lead becomes")
    parser.add_argument("--handed-over", action="store_true", help="only leads that sales got")
    parser.add_argument("--thresholds", action="store_true", help="also where the thresholds should lie, and why")
    parser.add_argument("--weights", action="store_true", help="also the weights that the deals say; takes seconds")


def _add_feedback(commands: Commands) -> None:
    parser = new_command(
        commands, "feedback", feedback.feedback, "what sales said about the leads, and why, by channel"
    )
    parser.add_argument("--sheet", metavar="FILE", help="read a lead list that sales filled in (XLSX or CSV)")
    parser.add_argument("--dry-run", action="store_true", help="check the list; keep nothing")
    parser.add_argument("--by", default=LOCAL_USER, metavar="NAME", help="who gave the verdicts of the list")


def _add_curves(commands: Commands) -> None:
    help_text = "what the next money brings in each channel, and how far one can trust that"
    parser = new_command(commands, "curves", curves.curves, help_text)
    parser.add_argument("--outcome", choices=curves.OUTCOMES, help="what spend is to bring (default: leads)")
    parser.add_argument("--scope", choices=curves.SCOPES, default=curves.SCOPES[0], help="credited or all outcome")
    parser.add_argument("--length", choices=curves.LENGTHS, default=curves.LENGTHS[0], help="weeks or months")
    parser.add_argument("--quality", action="store_true", help="compute exactly; takes seconds to minutes")
    add_view(parser, first="first day (default: all data)")
    file = parser.add_argument_group("a table of one's own instead of a workspace")
    file.add_argument("--file", metavar="FILE", help="CSV or workbook with a row a week, month or day")
    file.add_argument("--decimal", choices=(".", ","), help="the sign before decimals, for values such as 1,234")
    file.add_argument("--delimiter", help="the sign between cells")


def _add_attribution(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", action="append", choices=attribution.MODELS, help="only this model (repeatable)")
    parser.add_argument("--intervals", action="store_true", help="95 %% intervals by resampling; takes seconds")
    file = parser.add_argument_group("a path file instead of a workspace")
    file.add_argument("--paths", metavar="FILE", help="CSV, workbook or Parquet with path, conversions, …")
    file.add_argument("--separator", help='what joins the steps of a path (default: ">" or an arrow)')
    file.add_argument("--accept-good-rows", action="store_true", help="credit good rows though others are refused")
    file.add_argument("--decimal", choices=(".", ","), help="the sign before decimals, for values such as 1,234")
    file.add_argument("--encoding", help="for instance utf-8, utf-16, cp1252")
    file.add_argument("--delimiter", help="the sign between cells")
    file.add_argument("--sheet", help="only this sheet")
    file.add_argument("--header-row", type=int, help="row of the headings, as the spreadsheet counts")
    journeys = parser.add_argument_group("journeys of a workspace")
    journeys.add_argument("--conversion", default="won_deal", choices=attribution.CONVERSIONS, help="what counts")
    journeys.add_argument("--entity", default="account", choices=attribution.ENTITIES, help="whose touches")
    journeys.add_argument("--look-back-days", type=int, default=180, metavar="DAYS", help="how far back touches count")
    journeys.add_argument("--marketing-only", action="store_true", help="only marketing's touches")
    journeys.add_argument("--without-direct", action="store_true", help="leave direct and unknown out beforehand")
    journeys.add_argument("--target-roi", type=float, metavar="ROI", help="verdicts: 0 is, the spend comes back")
    journeys.add_argument("--target-cac", type=float, metavar="MONEY", help="verdicts: what a conversion may cost")
    parser.set_defaults(model=[])


def _add_funnel_time(parser: argparse.ArgumentParser) -> None:
    kinds, groups = funnel_time.COMPARISONS, funnel_time.DEAL_GROUPS
    parser.add_argument("--compare", choices=kinds, default=kinds[0], help="velocity and bridge against this period")
    parser.add_argument("--deals-by", choices=groups, default=groups[0], help="win rates by this")
    parser.add_argument("--xlsx", metavar="FILE.xlsx", help="write the tables as a workbook too")


def _add_attribution_change(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--before", required=True, metavar="NAME", help="the kept snapshot, by its name or number")
    models, kinds = attribution_change.MODELS, attribution_change.CONVERSIONS
    parser.add_argument("--model-before", choices=models, help="the model of that time (default: that of now)")
    parser.add_argument("--model", default="first_touch", choices=models, help="the model of now")
    parser.add_argument("--conversion", default="won_deal", choices=kinds, help="what counts")


def _add_report(commands: Commands) -> None:
    parser = new_command(commands, "report", report.report, "the meeting report as one HTML file, as PDF, or both")
    parser.add_argument("--html", metavar="FILE.html", help="write one HTML file that needs nothing else")
    parser.add_argument("--pdf", metavar="FILE.pdf", help="write a PDF")
    parser.add_argument(
        "--section", action="append", default=[], choices=report.SECTION_NAMES, help="only this section (repeatable)"
    )
    comparisons = [str(one) for one in Comparison]
    parser.add_argument("--compare", choices=comparisons, default="previous", help="which earlier period to compare")
    parser.add_argument("--model", choices=report.MODELS, default="first_touch", help="the attribution model")
    add_view(parser)


def _roi(given: argparse.Namespace) -> None:
    (roi_maturity.maturity if given.maturity else results.channel_roi)(given)
