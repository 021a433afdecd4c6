"""The command of progress: how the agreed target does, and which promises were kept."""

import argparse

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_results, save_file
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.selection import Comparison, Period, Selection
from clm_core.services.agreement_words import promise_value
from clm_core.services.agreements import agreement_in_force, read_agreement
from clm_core.services.data import require_days
from clm_core.services.export import TableSheet, selection_workbook
from clm_core.services.progress import Progress, PromiseMiss, progress_misses, progress_view, proposal
from clm_core.services.workspaces import Store
from clm_core.targets import PROMISE_TEAM, TargetPlan
from clm_core.texts import Texts, formats


def progress(given: argparse.Namespace) -> None:
    """Pacing and promises of the agreement in force, of another one, or of a proposal from the data."""
    with opened_store(given) as store:
        plan = _plan(store, given)
        view = progress_view(store, plan)
        misses = progress_misses(store, plan) if given.misses else None
        if given.xlsx is not None:
            save_file(given.xlsx, _workbook(store, view, misses, given.texts))
    if given.json:
        print_json(_document(view, misses))
        return
    period, texts = plan.target.period, given.texts
    days = [formats.day(day, texts.language) for day in (period.start_on, period.end_on)]
    print(texts("commands.period", first=days[0], last=days[1], as_of=formats.day(view.as_of, texts.language)))
    for sheet in _sheets(view, misses, texts):
        print_results(sheet, view.currency, texts)


def _plan(store: Store, given: argparse.Namespace) -> TargetPlan:
    """Raises ClmError where nothing is in force and no other plan was asked for."""
    if given.agreement is not None:
        return read_agreement(store, given.agreement).plan
    if given.proposal:
        return proposal(store)
    found = agreement_in_force(store, require_days(store)[1])
    if found is None:
        raise ClmError("progress_page.nothing_in_force")
    return found.plan


def _document(view: Progress, misses: tuple[PromiseMiss, ...] | None) -> dict[str, object]:
    document: dict[str, object] = {
        "as_of": view.as_of,
        "plan": view.plan,
        "measures": [
            {"planned": planned, "pace": pace} for pace, planned in zip(view.paces, view.planned, strict=True)
        ],
        "promises": view.promises,
        "next_step": view.next_step,
    }
    return document if misses is None else document | {"misses": misses}


def _workbook(store: Store, view: Progress, misses: tuple[PromiseMiss, ...] | None, texts: Texts) -> bytes:
    """All tables, and what they rest on: the whole of the data, whatever a page would be filtered by."""
    first, last = require_days(store)
    whole = Period(start_on=first, end_on=last)
    selection = Selection(period=whole, comparison=Comparison.NONE, currency=view.currency)
    return selection_workbook(store, selection, texts, _sheets(view, misses, texts))


def _sheets(view: Progress, misses: tuple[PromiseMiss, ...] | None, texts: Texts) -> list[TableSheet]:
    sheets = [_measures(view, texts), _promises(view, texts)]
    return sheets if misses is None else [*sheets, _misses(misses, texts)]


def _sheet(rows: list[dict[str, object]], title: str, texts: Texts, shares: tuple[str, ...] = ()) -> TableSheet:
    names = {name: texts(f"progress_page.column.{name}") for name in rows[0]} if rows else {}
    units = {names[name]: Unit.SHARE for name in shares if name in names}
    return TableSheet(
        title=texts(f"progress_page.{title}"), frame=pd.DataFrame(rows).rename(columns=names), units=units
    )


def _measures(view: Progress, texts: Texts) -> TableSheet:
    rows = [
        {
            "measure": texts(f"decisions.measure.{pace.measure}"),
            "status": texts(f"progress_page.status.{pace.status}"),
            "actual": pace.actual,
            "planned_by_now": pace.planned_by_now,
            "plan": pace.plan,
            "projected": pace.projected,
            "low": pace.projected_low,
            "high": pace.projected_high,
            "chance": pace.chance,
            "source": texts(f"progress_page.source.{planned.source}"),
        }
        for pace, planned in zip(view.paces, view.planned, strict=True)
    ]
    return _sheet(rows, "course", texts, ("chance",))


def _promises(view: Progress, texts: Texts) -> TableSheet:
    rows = [
        {
            "team": texts(f"definitions.teams.{one.promise.team}"),
            "promise": texts(f"targets.promise.{one.promise.kind}"),
            "level": promise_value(one.promise, texts),
            "kept_weeks": one.kept.kept_weeks,
            "weeks": one.kept.weeks,
            "kept_share": one.kept.share,
            "kept_low": one.kept.low,
            "kept_high": one.kept.high,
            "n": one.kept.n,
        }
        for one in view.promises
    ]
    return _sheet(rows, "promises", texts, ("kept_share", "kept_low", "kept_high"))


def _misses(misses: tuple[PromiseMiss, ...], texts: Texts) -> TableSheet:
    """Won deals that go along with the missed weeks, fewer ones below zero."""
    rows = []
    for one in misses:
        deals = (None, None, None) if one.deals is None else (one.deals.value, one.deals.high, one.deals.low)
        value, low, high = (None if number is None else -number for number in deals)
        rows.append(
            {
                "team": texts(f"definitions.teams.{PROMISE_TEAM[one.kind]}"),
                "promise": texts(f"targets.promise.{one.kind}"),
                "missed_weeks": one.weeks,
                "short": one.short,
                "deals": _one_decimal(value, texts),
                "deals_low": _one_decimal(low, texts),
                "deals_high": _one_decimal(high, texts),
                "n": None if one.each is None else one.each.leads,
            }
        )
    return _sheet(rows, "misses", texts)


def _one_decimal(number: float | None, texts: Texts) -> str:
    return formats.MISSING if number is None else formats.number(number, texts.language, decimals=1)
