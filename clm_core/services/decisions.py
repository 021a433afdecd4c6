"""Decisions as pages and the command line use them: decided, changed, withdrawn, and judged when the data have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from clm_core.analysis.decision_record import AdviceRecord, HitRate, advice_record, hit_rate, hit_rates
from clm_core.analysis.decision_rows import outcome_rows, ripening
from clm_core.analysis.decision_verdict import Surroundings, judgement
from clm_core.columns import typed_frame
from clm_core.decision_columns import DECISIONS
from clm_core.decisions import Action, Decision, DecisionStatus, DecisionVerdict, ExpectedEffect, Judgement, Measure
from clm_core.services.data import data_version, loop_data, require_days, settings
from clm_core.services.snapshots import StoreAt
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import decisions as records
from clm_core.store.decisions import KeptDecision, read_decision, read_decisions
from clm_core.store.workspaces import Store

__all__ = [
    "AdviceRecord",
    "DecisionProposal",
    "DecisionsView",
    "HitRate",
    "KeptDecision",
    "change",
    "check_proposal",
    "decide",
    "decisions_view",
    "judge_due",
    "read_decision",
    "verdict_from",
    "withdraw",
]

SYSTEM = "system"
_USUAL_WEEKS = {Measure.WON_DEALS: 13, Measure.REVENUE: 13}
_WEEKS = 8
_FINAL = (DecisionVerdict.CAME_TRUE, DecisionVerdict.DID_NOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionProposal:
    """A piece of advice as the beginning of a decision; people fill in what is missing and change what they like.

    ``change`` with ``low`` and ``high`` is the expected change of the measure a week; NaN where the advice has none.
    ``weeks`` is how long it is to be watched, None the usual time of its measure. ``owner`` is empty where the advice
    names nobody.
    """

    title: str
    action: Action
    measure: Measure
    change: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    channels: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    weeks: int | None = None
    owner: str = ""
    origin: str = ""
    advice: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionsView:
    """All decisions, the newest first, and how often they came true.

    ``rows`` are DECISIONS, ``rates`` HIT_RATES; ``as_of`` is the last day of the data.
    """

    kept: tuple[KeptDecision, ...]
    rows: pd.DataFrame
    rates: pd.DataFrame
    hits: HitRate
    advice: AdviceRecord
    as_of: date

    @property
    def open(self) -> tuple[KeptDecision, ...]:
        """Those that wait for their verdict, the next check first."""
        waiting = [one for one in self.kept if one.status is DecisionStatus.OPEN]
        return tuple(sorted(waiting, key=lambda one: (one.decision.check_on, one.number)))

    @property
    def judged(self) -> tuple[KeptDecision, ...]:
        """Those with a verdict, the last check first."""
        found = [one for one in self.kept if one.status is DecisionStatus.JUDGED]
        return tuple(sorted(found, key=lambda one: (one.decision.check_on, one.number), reverse=True))


def decide(store: Store, decision: Decision, *, actor: str = LOCAL_USER) -> KeptDecision:
    """The decision, kept with the data it was made with."""
    return records.add_decision(store, decision, data_version=data_version(store), actor=actor, at=datetime.now(UTC))


def change(store: Store, seen: KeptDecision, decision: Decision, *, actor: str = LOCAL_USER) -> KeptDecision:
    """The entry with another decision. Raises ClmError when it was changed since ``seen`` or is judged."""
    now = datetime.now(UTC)
    return records.change_decision(store, seen.number, decision, revision=seen.revision, actor=actor, at=now)


def withdraw(store: Store, seen: KeptDecision, *, actor: str = LOCAL_USER) -> KeptDecision:
    """The decision as withdrawn. Raises ClmError when it was changed since ``seen`` or is judged."""
    now = datetime.now(UTC)
    return records.withdraw_decision(store, seen.number, revision=seen.revision, actor=actor, at=now)


def judge_due(store: Store, *, actor: str = SYSTEM) -> tuple[KeptDecision, ...]:
    """All decisions, after each that was not judged with the present data was.

    That something came true or did not stays said; what could not be told is looked at again with newer data. Of a
    store opened at an old snapshot nothing is judged.
    """
    kept = read_decisions(store)
    if isinstance(store, StoreAt) or not kept:
        return kept
    version = data_version(store)
    return tuple(_judged(store, one, kept, version, actor) if _is_due(one, version) else one for one in kept)


def _is_due(kept: KeptDecision, version: int) -> bool:
    is_final = kept.judgement is not None and kept.judgement.verdict in _FINAL
    return kept.status is not DecisionStatus.WITHDRAWN and not is_final and kept.judged_data_version != version


def _judged(store: Store, one: KeptDecision, others: Sequence[KeptDecision], version: int, actor: str) -> KeptDecision:
    as_of, known = require_days(store)[1], settings(store)
    around = Surroundings(
        first_on=_first_whole_day(store),
        as_of=as_of,
        zone=known.reporting_zone,
        margin_share=known.margin_share,
        also_changed=_also_changed(one, others),
    )
    found = judgement(loop_data(store), one.decision, around)
    now = datetime.now(UTC)
    return records.record_judgement(
        store, one.number, found, revision=one.revision, data_version=version, actor=actor, at=now
    )


def _also_changed(own: KeptDecision, others: Sequence[KeptDecision]) -> tuple[str, ...]:
    """Channels that other decisions changed within the weeks compared: no comparison for this one."""
    start, end = own.decision.takes_effect_on, own.decision.check_on
    begins = start - (end - start)
    changed = {
        channel
        for other in others
        if other.number != own.number and other.status is not DecisionStatus.WITHDRAWN
        for channel in other.decision.channels
        if begins <= other.decision.takes_effect_on < end
    }
    return tuple(sorted(changed - set(own.decision.channels)))


def decisions_view(store: Store, *, is_judging: bool = True) -> DecisionsView:
    """All decisions with their verdicts, those that are due judged first, and the record.

    Raises ClmError in an empty workspace.
    """
    as_of = require_days(store)[1]
    kept = (judge_due(store) if is_judging else read_decisions(store))[::-1]
    judged = [
        (one.decision, one.judgement)
        for one in kept
        if one.status is DecisionStatus.JUDGED and one.judgement is not None
    ]
    return DecisionsView(
        kept=kept,
        rows=_rows(kept),
        rates=hit_rates(judged),
        hits=hit_rate([found for _, found in judged]),
        advice=advice_record(judged),
        as_of=as_of,
    )


def check_proposal(store: Store, measure: Measure, weeks: int | None = None) -> tuple[date, date]:
    """From which day a decision could hold and when to check it: whole weeks from the day after the data.

    ``weeks`` is how long it is to be watched, None the usual time of its measure.
    Raises ClmError in an empty workspace.
    """
    start = require_days(store)[1] + timedelta(days=1)
    return start, start + timedelta(weeks=weeks or _USUAL_WEEKS.get(measure, _WEEKS))


def verdict_from(store: Store, measure: Measure, check_on: date) -> date | None:
    """The first day whose data can carry a verdict: outcomes need their usual time; None where that is not known."""
    effect = ExpectedEffect(measure=measure, change=0.0)
    anything = Decision(
        title="–", action=Action.ANOTHER, owner="–", effect=effect, takes_effect_on=date.min, check_on=check_on
    )
    first_on, as_of, known = _first_whole_day(store), require_days(store)[1], settings(store)
    rows = outcome_rows(loop_data(store), anything, zone=known.reporting_zone, margin_share=known.margin_share)
    ripe = ripening(rows, first_on=first_on, as_of=as_of)
    return None if ripe is None else max(check_on, check_on + timedelta(days=ripe.days - 1))


def _first_whole_day(store: Store) -> date:
    """The first day with spend, where there is any: of what began before often only the survivors are on record."""
    spend = loop_data(store).spend
    days = spend.loc[spend["spend"] > 0, "day"]
    return require_days(store)[0] if days.empty else days.min().date()


def _rows(kept: Sequence[KeptDecision]) -> pd.DataFrame:
    return typed_frame(pd.DataFrame([_row(one) for one in kept], columns=list(DECISIONS)), DECISIONS)


def _row(one: KeptDecision) -> dict[str, object]:
    decision, effect = one.decision, one.decision.effect
    found: Judgement | None = one.judgement
    measured = None if found is None else found.measured
    return {
        "decision": one.number,
        "title": decision.title,
        "action": decision.action.value,
        "owner": decision.owner,
        "status": one.status.value,
        "verdict": "" if found is None else found.verdict.value,
        "reason": "" if found is None else found.reason.value,
        "measure": effect.measure.value,
        "expected_change": effect.change,
        "expected_low": effect.low,
        "expected_high": effect.high,
        "measured_change": None if measured is None else measured.change,
        "measured_low": None if measured is None else measured.low,
        "measured_high": None if measured is None else measured.high,
        "takes_effect_on": decision.takes_effect_on,
        "check_on": decision.check_on,
        "possible_from": None if found is None else found.possible_from,
        "origin": decision.origin,
    }
