"""Commands that answer: snapshots, funnel, channel ROI, export."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_results, print_table, save_file
from clm_core.errors import ClmError
from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import Comparison, Period, Selection
from clm_core.services import snapshots
from clm_core.services.channel_roi import RoiBasis, channel_roi_view
from clm_core.services.data import require_days, settings
from clm_core.services.export import own_labels, results_workbook, table_sheet
from clm_core.services.funnel import FunnelGroup, funnel_view
from clm_core.services.workspaces import Store
from clm_core.texts import formats

GROUPS = [str(group) for group in FunnelGroup]
ROI_GROUPS = [str(FunnelGroup.CHANNEL), str(FunnelGroup.CAMPAIGN)]
BASES = [str(basis) for basis in RoiBasis]
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_FUNNEL_COLUMNS = ["stage", "reached", "step_base", "step_rate", "step_low", "step_high"]
_ROI_COLUMNS = [
    "spend",
    "leads",
    "mqls",
    "sqls",
    "customers",
    "won_deals",
    "revenue",
    "roi",
    "roi_low",
    "roi_high",
    "cac",
]


def list_or_keep_snapshots(given: argparse.Namespace) -> None:
    """The snapshots there are, after keeping one under a name."""
    with opened_store(given) as store:
        newest = snapshots.fresh_snapshot(store)
        if given.keep is not None:
            snapshots.keep_snapshot(store, newest.number if given.number is None else given.number, given.keep)
        frame = snapshots.snapshots_frame(store)
    if given.json:
        print_json(frame)
    else:
        headings = {name: given.texts(f"commands.column.{name}") for name in frame}
        print_table(frame.rename(columns=headings), given.texts)


@contextmanager
def asked(given: argparse.Namespace) -> Iterator[tuple[Store, Selection]]:
    """The store, at the snapshot asked for if there is one, and what of it is to be looked at."""
    with opened_store(given) as store:
        looked_at = store if given.snapshot is None else snapshots.store_at(store, given.snapshot)
        yield looked_at, _selection(given, looked_at)


def _selection(given: argparse.Namespace, store: Store) -> Selection:
    first_on, last_on = require_days(store)
    usual = preset_period(PeriodPreset.LAST_12_MONTHS, first_on=first_on, last_on=last_on)
    period = Period(
        start_on=asked_day(given.start_on) if given.start_on else usual.start_on,
        end_on=asked_day(given.end_on) if given.end_on else usual.end_on,
    )
    return Selection(
        period=period,
        comparison=Comparison.NONE,
        channels=tuple(given.channel),
        campaigns=tuple(given.campaign),
        currency=settings(store).reporting_currency,
    )


def asked_day(text: str) -> date:
    """The day that was asked for. Raises ClmError for anything else, and for years that no company's data have."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ClmError("commands.not_a_day", text=text) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ClmError("commands.not_a_day", text=text)
    return day


def funnel(given: argparse.Namespace) -> None:
    """Counts and rates of the cohort, whole and by group."""
    with asked(given) as (store, selection):
        view, labels = funnel_view(store, selection, FunnelGroup(given.by)), own_labels(store)
    cohort, texts = view.cohort, given.texts
    if given.json:
        print_json(
            {
                "period": cohort.period,
                "as_of": cohort.as_of,
                "size": cohort.size,
                "is_young": cohort.is_young,
                "visitors": cohort.visitors,
                "total": cohort.total,
                "by": cohort.by,
                "groups": cohort.groups,
                "steps": cohort.steps,
                "activity": view.activity,
            }
        )
        return
    print_period(given, selection, cohort.as_of)
    topic = "channels" if cohort.by is FunnelGroup.CHANNEL else ""
    groups = table_sheet(
        "funnel_groups", cohort.groups[["group", *_FUNNEL_COLUMNS]], texts, group_topic=topic, labels=labels
    )
    for sheet in (table_sheet("funnel", cohort.total[_FUNNEL_COLUMNS], texts), groups):
        print_results(sheet, selection.currency, texts)
    if cohort.is_young:
        print(texts("export.young_cohort"), file=sys.stderr)


def channel_roi(given: argparse.Namespace) -> None:
    """Cost and return a channel, or a campaign with ``--by campaign``."""
    with asked(given) as (store, selection):
        result, labels = channel_roi_view(store, selection, asked_basis(given)).now, own_labels(store)
        as_of = require_days(store)[1]
    is_by_campaign, texts = given.by == FunnelGroup.CAMPAIGN, given.texts
    rows = result.campaigns if is_by_campaign else result.channels
    if given.json:
        print_json(
            {
                "period": result.period,
                "currency": result.currency,
                "basis": result.basis,
                "total": result.total,
                "rows": rows,
                "claims": result.claims,
                "notes": result.notes,
            }
        )
        return
    print_period(given, selection, as_of)
    keys = ["channel", "campaign"] if is_by_campaign else ["channel"]
    name = "roi_campaigns" if is_by_campaign else "roi_channels"
    print_results(table_sheet(name, rows[[*keys, *_ROI_COLUMNS]], texts, labels=labels), result.currency, texts)
    print_results(table_sheet("roi_total", result.total[_ROI_COLUMNS], texts), result.currency, texts)
    for note in result.notes:
        print(texts(note), file=sys.stderr)


def asked_basis(given: argparse.Namespace) -> RoiBasis | None:
    """What is to count as earned; None where nothing was said."""
    return None if given.basis is None else RoiBasis(given.basis)


def print_period(given: argparse.Namespace, selection: Selection, as_of: date) -> None:
    """The line that says which days are looked at, and how far the data reach."""
    days = (selection.period.start_on, selection.period.end_on)
    first, last = (formats.day(one, given.texts.language) for one in days)
    print(given.texts("commands.period", first=first, last=last, as_of=as_of))


def export(given: argparse.Namespace) -> None:
    """Funnel and channel ROI as a workbook with its assumptions."""
    with asked(given) as (store, selection):
        content = results_workbook(store, selection, given.texts, FunnelGroup(given.by))
    write_file(given, content)


def write_file(given: argparse.Namespace, content: bytes) -> None:
    """Writes the file asked for with ``--out`` and says so. Raises ClmError where that is impossible."""
    save_file(given.out, content)
    if given.json:
        print_json({"file": given.out})
    else:
        print(given.texts("commands.written", file=given.out))
