"""The report's sections about what was agreed: targets and promises, progress, decisions."""

import pandas as pd

from clm_core.charts.progress import pacing_curve
from clm_core.charts.targets import needed_bars
from clm_core.decisions import DecisionStatus, Measure
from clm_core.errors import ClmError
from clm_core.exports.report import Block, Bullets, Section, Sentence, Tone, WordTable
from clm_core.selection import Comparison, Selection
from clm_core.services.agreement_words import promise_value
from clm_core.services.agreements import Agreement, present_agreement
from clm_core.services.decision_words import expected_text, hits_sentence, verdict_sentence
from clm_core.services.decisions import KeptDecision, decisions_view
from clm_core.services.progress import Pace, PacingStatus, Progress, progress_view
from clm_core.services.report_base import ReportBase
from clm_core.services.target_plan import PreparedTarget, prepared_target, proposed_plan, target_answer
from clm_core.services.target_words import chance_words, target_sentences
from clm_core.targets import AgreementStatus, TargetPlan
from clm_core.texts import formats

__all__ = ["decisions_section", "progress_section", "targets_section"]

_OVER = frozenset({PacingStatus.REACHED, PacingStatus.MISSED})


def targets_section(base: ReportBase) -> Section:
    """The target with its chance, the funnel that it needs and both sides' promises; a proposal where none is agreed.

    A target is the company's, whatever the report's filters. Raises ClmError where the data carry none.
    """
    agreed = present_agreement(base.store)
    whole = _whole(base)
    plan = proposed_plan(base.store, whole) if agreed is None else agreed.plan
    source = Sentence(text=_source(base, agreed), tone=Tone.NOTE)
    try:
        prepared = prepared_target(base.store, whole, plan.target)
    except ClmError as problem:
        # What was agreed is told also where its chance cannot be.
        reason = Sentence(text=base.texts.error(problem), tone=Tone.HINT)
        blocks: tuple[Block, ...] = (source, reason, _promises(base, plan, None))
    else:
        answer = target_answer(prepared, plan)
        head, *others = target_sentences(prepared, answer, base.texts)
        needed = answer.chain[answer.chain["group"] == ""]
        blocks = (
            Sentence(text=head, tone=Tone.LEAD),
            source,
            Bullets(lines=tuple(others)),
            base.picture("report.needed", "report.needed_alt", needed_bars(needed, base.look)),
            _promises(base, plan, prepared),
        )
    return Section(name="targets", title=base.word("section.targets"), blocks=blocks)


def _whole(base: ReportBase) -> Selection:
    return Selection(period=base.selection.period, comparison=Comparison.NONE, currency=base.selection.currency)


def _source(base: ReportBase, agreed: Agreement | None) -> str:
    if agreed is None:
        return base.word("target_proposed")
    signed = ", ".join(f"{one.by} ({one.role})" for one in agreed.signatures.values())
    status = base.texts(f"targets.status.{agreed.status}")
    key = "target_agreed" if agreed.status is AgreementStatus.SIGNED else "target_draft"
    return base.word(key, name=agreed.name, status=status, who=signed or agreed.changed_by, at=agreed.changed_at)


def _promises(base: ReportBase, plan: TargetPlan, prepared: PreparedTarget | None) -> WordTable:
    measured = {} if prepared is None else {one.promise.kind: one for one in prepared.measured}
    rows = [
        {
            "team": base.texts(f"definitions.teams.{one.team}"),
            "promise": base.texts(f"targets.promise.{one.kind}"),
            "owner": one.owner or formats.MISSING,
            "level": promise_value(one, base.texts),
            "today": promise_value(measured[one.kind].promise, base.texts) if one.kind in measured else formats.MISSING,
        }
        for one in plan.promises
    ]
    names = ("team", "promise", "owner", "level", "today")
    columns = {name: base.word(f"promise_column.{name}") for name in names}
    return base.table(base.word("promises"), columns, pd.DataFrame(rows, columns=list(names)), words=3)


def progress_section(base: ReportBase) -> Section | None:
    """How the agreement that counts does by the last day of the data; nothing before anything is agreed."""
    agreed = present_agreement(base.store)
    if agreed is None:
        return None
    view = progress_view(base.store, agreed.plan)
    revenue = view.pace(Measure.REVENUE)
    blocks: list[Block] = [
        Sentence(text=_paced(base, view, revenue), tone=Tone.LEAD),
        base.picture(
            "report.course", "progress_page.course_alt", pacing_curve(revenue.curve, base.look, is_money=True)
        ),
        _paces(base, view),
        _kept(base, view),
    ]
    return Section(name="progress", title=base.word("section.progress"), blocks=tuple(blocks))


def _paced(base: ReportBase, view: Progress, one: Pace) -> str:
    """The sentence of the page Progress: how the target does, and what is to be expected of its end."""
    period = view.plan.target.period
    is_told = one.status is PacingStatus.NO_HISTORY or one.status in _OVER
    has_begun = view.as_of >= period.start_on or one.status is PacingStatus.NO_HISTORY
    return base.texts(
        f"progress_page.headline.{one.status if has_begun else 'not_begun'}",
        begin=formats.day(period.start_on, base.language),
        end=formats.day(period.end_on, base.language),
        actual=base.short_money(one.actual),
        plan=base.short_money(one.plan),
        projected=base.short_money(one.projected),
        low=base.short_money(one.projected_low),
        high=base.short_money(one.projected_high),
        chance="" if is_told and has_begun else chance_words(one.chance, base.texts),
    )


def _paces(base: ReportBase, view: Progress) -> WordTable:
    def written(one: Pace, value: float) -> str:
        return base.short_money(value) if one.measure is Measure.REVENUE else base.number(value)

    rows = [
        {
            "measure": base.texts(f"decisions.measure.{one.measure}"),
            "status": base.texts(f"progress_page.status.{one.status}"),
            "actual": written(one, one.actual),
            "plan": written(one, one.plan),
            "projected": written(one, one.projected),
            "range": base.word("from_to", low=written(one, one.projected_low), high=written(one, one.projected_high)),
            "chance": formats.MISSING if one.chance != one.chance else chance_words(one.chance, base.texts),
        }
        for one in view.paces
    ]
    columns = {name: base.word(f"pace_column.{name}") for name in rows[0]}
    return base.table(base.word("paces"), columns, pd.DataFrame(rows), words=2)


def _kept(base: ReportBase, view: Progress) -> WordTable:
    """Promises with the weeks in which they were kept."""
    rows = [
        {
            "team": base.texts(f"definitions.teams.{one.promise.team}"),
            "promise": base.texts(f"targets.promise.{one.promise.kind}"),
            "level": promise_value(one.promise, base.texts),
            "kept": base.word("of_weeks", kept=one.kept.kept_weeks, count=one.kept.weeks)
            if one.kept.weeks
            else base.word("no_week"),
            "range": base.interval(one.kept.low, one.kept.high, decimals=0),
        }
        for one in view.promises
    ]
    names = ("team", "promise", "level", "kept", "range")
    columns = {name: base.word(f"kept_column.{name}") for name in names}
    return base.table(base.word("kept"), columns, pd.DataFrame(rows, columns=list(names)), words=2)


def decisions_section(base: ReportBase) -> Section | None:
    """What was decided, what was expected of it, and what the data say; how often decisions came true."""
    # A report tells, it does not judge: verdicts are given on the page, with somebody looking.
    view = decisions_view(base.store, is_judging=False)
    kept = [one for one in view.kept if one.status is not DecisionStatus.WITHDRAWN]
    if not kept:
        return None
    blocks: tuple[Block, ...] = (
        Sentence(text=hits_sentence(view.hits, base.texts), tone=Tone.LEAD),
        _decisions(base, kept),
    )
    return Section(name="decisions", title=base.word("section.decisions"), blocks=blocks)


def _decisions(base: ReportBase, kept: list[KeptDecision]) -> WordTable:
    currency = base.selection.currency
    rows = [
        {
            "title": one.decision.title,
            "owner": one.decision.owner,
            "check": formats.day(one.decision.check_on, base.language),
            "expected": expected_text(one.decision.effect, currency, base.texts),
            "verdict": verdict_sentence(one, currency, base.texts),
        }
        for one in kept
    ]
    columns = {name: base.word(f"decision_column.{name}") for name in rows[0]}
    return base.table(base.word("decisions"), columns, pd.DataFrame(rows), words=5)
