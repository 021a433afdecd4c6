"""Commands that answer: snapshots, funnel, channel ROI, export."""

import argparse
from datetime import date
from pathlib import Path

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_table
from clm_core.errors import ClmError
from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import Comparison, Period, Selection
from clm_core.services import snapshots
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import require_days, settings
from clm_core.services.export import results_workbook
from clm_core.services.funnel import FunnelGroup, funnel_view
from clm_core.services.workspaces import Store

GROUPS = [str(group) for group in FunnelGroup]


def list_or_keep_snapshots(given: argparse.Namespace) -> None:
    """The snapshots there are, after keeping one under a name."""
    with opened_store(given) as store:
        number = given.number or snapshots.fresh_snapshot(store).number
        if given.keep is not None:
            snapshots.keep_snapshot(store, number, given.keep)
        print_snapshots = print_json if given.json else print_table
        print_snapshots(snapshots.snapshots_frame(store))


def _selection(given: argparse.Namespace, store: Store) -> Selection:
    first_on, last_on = require_days(store)
    usual = preset_period(PeriodPreset.LAST_12_MONTHS, first_on=first_on, last_on=last_on)
    period = Period(
        start_on=_day(given.start_on) if given.start_on else usual.start_on,
        end_on=_day(given.end_on) if given.end_on else usual.end_on,
    )
    return Selection(
        period=period,
        comparison=Comparison.NONE,
        channels=tuple(given.channel),
        campaigns=tuple(given.campaign),
        currency=settings(store).reporting_currency,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ClmError("commands.not_a_day", text=text) from None


def funnel(given: argparse.Namespace) -> None:
    """Counts and rates of the cohort, whole and by group."""
    with opened_store(given) as store:
        view = funnel_view(store, _selection(given, store), FunnelGroup(given.by))
    cohort = view.cohort
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
    else:
        print_table(cohort.total.drop(columns="group"))


def channel_roi(given: argparse.Namespace) -> None:
    """Cost and return a channel, or a campaign with ``--by campaign``."""
    with opened_store(given) as store:
        result = channel_roi_view(store, _selection(given, store)).now
    rows = result.campaigns if given.by == FunnelGroup.CAMPAIGN else result.channels
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
    else:
        columns = ["channel", "campaign", "spend", "leads", "mqls", "sqls", "customers", "revenue", "roi", "cac"]
        print_table(rows[columns])


def export(given: argparse.Namespace) -> None:
    """Funnel and channel ROI as a workbook with its assumptions."""
    with opened_store(given) as store:
        content = results_workbook(store, _selection(given, store), given.texts, FunnelGroup(given.by))
    Path(given.out).write_bytes(content)
    if given.json:
        print_json({"file": given.out})
