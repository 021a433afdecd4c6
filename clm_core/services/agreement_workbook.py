"""The agreement as a live workbook, and the way back: a changed workbook becomes parts of a draft."""

import hashlib
import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from clm_core.exports.agreement_sheet import STAGES, KnownLevel, KnownRate, LiveAgreement, SignatureLine
from clm_core.exports.agreement_workbook import agreement_workbook as written_workbook
from clm_core.selection import Period, Selection
from clm_core.services.agreements import SIGNING_TEAMS, Agreement
from clm_core.services.data import data_version, settings
from clm_core.services.export import assumption_sheet
from clm_core.services.target_plan import PreparedTarget, TargetAnswer, target_answer
from clm_core.store.workspaces import Store
from clm_core.target_parts import plain_plan
from clm_core.targets import FunnelLink, PromiseKind
from clm_core.texts import Language, Texts, formats

__all__ = ["agreement_workbook", "live_agreement", "month_shares", "rates_hash", "read_back"]

_EPOCH = date(1970, 1, 1)


def agreement_workbook(
    store: Store,
    selection: Selection,
    agreement: Agreement,
    texts: Texts,
    *,
    prepared: PreparedTarget | None,
    note: str = "",
) -> bytes:
    """The agreement with live formulas, promises, signatures and all that it rests on.

    ``prepared`` is that of the agreement's target, for all of the company; ``selection`` is the view to restore.
    Where the data cannot carry a funnel (None: no history, a period that is over), ``note`` says why.
    """
    answer = None if prepared is None else target_answer(prepared, agreement.plan)
    live = live_agreement(store, agreement, prepared, answer, texts, note)
    rows = _assumption_rows(store, agreement, prepared, texts)
    return written_workbook(live, texts, assumptions=assumption_sheet(store, selection, texts, rows))


def live_agreement(
    store: Store,
    agreement: Agreement,
    prepared: PreparedTarget | None,
    answer: TargetAnswer | None,
    texts: Texts,
    note: str = "",
) -> LiveAgreement:
    """What the workbook is written from; without ``prepared`` it has no funnel."""
    plan, period = agreement.plan, agreement.plan.target.period
    days = " – ".join(formats.day(one, texts.language) for one in (period.start_on, period.end_on))
    amount = plan.target.deal_amount
    return LiveAgreement(
        title=f"{agreement.name} · {days}",
        subtitle=texts(
            "agreement_sheet.status",
            status=texts(f"targets.status.{agreement.status}"),
            revision=agreement.revision,
            at=agreement.changed_at,
            by=agreement.changed_by,
        ),
        plan=plan,
        deal_amount=amount if prepared is None else float(prepared.base.amount),
        data_amount=float(prepared.base.amount) if prepared is not None and amount is None else None,
        rates={} if prepared is None else _rates(prepared),
        visited_share=1.0 if prepared is None else prepared.base.rates.visitors.visited_share,
        measured={} if prepared is None else _levels(prepared),
        months=() if answer is None else month_shares(answer.dates, period, texts),
        signatures=tuple(_signature(agreement, team, texts) for team in SIGNING_TEAMS),
        facts=() if answer is None else _facts(answer, settings(store).reporting_currency, texts),
        note=note,
        currency=settings(store).reporting_currency,
    )


def _rates(prepared: PreparedTarget) -> dict[FunnelLink, KnownRate]:
    """Each link's rate; none from the first on that nobody went along."""
    found = {}
    rows = {str(row["link"]): row for row in prepared.rates[prepared.rates["group"] == ""].to_dict("records")}
    for link in FunnelLink:
        row = rows[link.value]
        if not row["rate"] > 0:
            continue
        found[link] = KnownRate(
            rate=min(float(row["rate"]), 1.0),
            data=_data_rate(prepared, link),
            low=_known(row["rate_low"]),
            high=_known(row["rate_high"]),
            n=int(row["entered"]),
        )
    return found


def _data_rate(prepared: PreparedTarget, link: FunnelLink) -> float | None:
    rates = prepared.base.rates
    if link is FunnelLink.VISITOR_TO_LEAD:
        visitors = rates.visitors
        return min(visitors.leads / visitors.visitors, 1.0) if visitors.visitors else None
    return float(rates.curves[link].data_rate)


def _levels(prepared: PreparedTarget) -> dict[PromiseKind, KnownLevel]:
    return {
        one.promise.kind: KnownLevel(level=one.promise.level, low=_known(one.low), high=_known(one.high), n=one.n)
        for one in prepared.measured
    }


def _known(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def month_shares(dates: pd.DataFrame, period: Period, texts: Texts) -> tuple[tuple[str, Mapping[str, float]], ...]:
    """What falls on each month of the period by stage, and before it what must exist when it begins."""
    ends = _month_ends(period)
    before = period.start_on - timedelta(days=1)
    shares = {stage: _shares_by(dates[dates["stage"] == stage], [before, *ends]) for stage in STAGES}
    shares["visitor"] = shares["lead"]
    first = formats.month(period.start_on, texts.language)
    names = [texts("agreement_sheet.before", month=first), *(formats.month(end, texts.language) for end in ends)]
    return tuple(
        (name, {stage: float(own[place]) for stage, own in shares.items()}) for place, name in enumerate(names)
    )


def _month_ends(period: Period) -> list[date]:
    ends, day = [], period.start_on
    while day <= period.end_on:
        last = day.replace(day=monthrange(day.year, day.month)[1])
        ends.append(min(last, period.end_on))
        day = last + timedelta(days=1)
    return ends


def _shares_by(rows: pd.DataFrame, days: list[date]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The share of a stage that falls between these days; all of it by the last one."""
    if rows.empty:
        by_day = np.array([0.0] * (len(days) - 1) + [1.0])
    else:
        known = (rows["day"].to_numpy(dtype="datetime64[D]") - np.datetime64(_EPOCH)).astype(np.int64)
        by_day = np.interp([(day - _EPOCH).days for day in days], known, rows["share"].to_numpy(), left=0.0)
        by_day[-1] = 1.0
    return np.diff(by_day, prepend=0.0)


def _signature(agreement: Agreement, team: object, texts: Texts) -> SignatureLine:
    name = texts(f"definitions.teams.{team}")
    signed = agreement.signatures.get(team)  # type: ignore[call-overload]
    if signed is None:
        return SignatureLine(team=name)
    return SignatureLine(
        team=name, by=signed.by, role=signed.role, at=formats.moment(signed.at, texts.language) + " UTC"
    )


def _facts(answer: TargetAnswer, currency: str, texts: Texts) -> tuple[tuple[str, str], ...]:
    language: Language = texts.language
    chance = answer.chance
    expected, low, high = (
        formats.short_money(one, currency, language) for one in (chance.expected, chance.low, chance.high)
    )
    return (
        (texts("agreement_sheet.chance"), formats.share(chance.chance, language, decimals=0)),
        (
            texts("agreement_sheet.outcome"),
            texts("agreement_sheet.outcome_value", expected=expected, low=low, high=high),
        ),
    )


def _assumption_rows(
    store: Store, agreement: Agreement, prepared: PreparedTarget | None, texts: Texts
) -> list[tuple[str, str]]:
    plan = agreement.plan
    version = agreement.data_version or data_version(store)
    values = {
        "agreement": f"{agreement.number}: {agreement.name}",
        "data": str(version),
        "snapshot": agreement.snapshot_name or formats.MISSING,
        "hash": rates_hash(prepared),
        "scoring": str(plan.scoring_version or formats.MISSING),
        "scenario": str(plan.budget_scenario or formats.MISSING),
        "plan": read_back(store, agreement, prepared),
    }
    return [(texts(f"agreement_sheet.assumption.{name}"), value) for name, value in values.items()]


def read_back(store: Store, agreement: Agreement, prepared: PreparedTarget | None) -> str:
    """The line from which an uploaded workbook restores the agreement."""
    values = {
        "agreement": str(agreement.number),
        "name": agreement.name,
        "revision": str(agreement.revision),
        "data": str(data_version(store)),
        "hash": rates_hash(prepared),
        "plan": json.dumps(plain_plan(agreement.plan), separators=(",", ":")),
    }
    return "?" + urlencode(values)


def rates_hash(prepared: PreparedTarget | None) -> str:
    """Twelve signs that differ as soon as a rate, an interval or the mean deal does."""
    if prepared is None:
        return formats.MISSING
    rows = prepared.rates.select_dtypes("number").to_numpy(dtype=np.float64)
    digest = hashlib.sha256(np.round(rows, 12).tobytes())
    digest.update(np.float64(prepared.base.amount).tobytes())
    return digest.hexdigest()[:12]
