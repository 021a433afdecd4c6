"""What is negotiated: the agreement that lies on the table, or a plan that nobody else sees yet; and its changes.

``seen`` is the agreement as this browser shows it: whoever saves says what was seen, so nobody overwrites unseen work.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import streamlit as st

from clm_core.errors import ClmError
from clm_core.selection import Comparison, SegmentField, Selection
from clm_core.services.agreements import (
    Agreement,
    ConflictError,
    LatestChange,
    latest_change,
    present_agreement,
    read_agreement,
    read_agreements,
    set_parts,
)
from clm_core.services.sales_feedback import feedback_state
from clm_core.services.target_plan import PreparedTarget, TargetAnswer, prepared_target, proposed_plan, target_answer
from clm_core.services.workspaces import LOCAL_USER, Store
from clm_core.target_parts import PartValue, changed_parts, plan_with
from clm_core.targets import Target, TargetPlan
from pages.shared import session
from pages.shared.one_run import forget_one, once

OWN = "own"
"""Stands in the address for a plan that nobody else sees."""

_ADDRESS = "agreement"


def name() -> str:
    """Who sits at this browser; empty until somebody said so."""
    return str(session.kept("meeting_name") or "").strip()


def actor() -> str:
    """Under whose name changes are saved."""
    return name() or LOCAL_USER


def open_agreement(number: int | None) -> None:
    """Lays an agreement on the table; None: a plan of one's own."""
    st.query_params[_ADDRESS] = OWN if number is None else str(number)
    session.forget(_kept("conflict"))
    if number is None:
        session.forget(_kept("seen"))
        session.forget(_kept("latest"))
    forget_one("agreement")


def opened() -> Agreement | None:
    """The agreement that the address names, else the one that a meeting opens with; None for a plan of one's own."""
    return once("agreement", _opened)


def _opened() -> Agreement | None:
    asked = st.query_params.get(_ADDRESS, "")
    if asked == OWN:
        return None
    store, before, numbers = session.store(), seen(), {str(one.number) for one in read_agreements(session.store())}
    if before is not None and str(before.number) not in numbers and asked in ("", str(before.number)):
        # What was agreed on so far is not lost with the draft: from here on it is a plan of one's own.
        keep_own(before.plan)
        _tell(ClmError("targets_page.removed_meanwhile", name=before.name))
        return None
    found = read_agreement(store, int(asked)) if asked in numbers else present_agreement(store)
    if asked and asked not in numbers:
        open_agreement(None if found is None else found.number)
        _tell(ClmError("targets_page.not_there"))
    if found is not None:
        _show(found, own=())
    return found


def _tell(problem: ClmError) -> None:
    session.keep(_kept("told"), problem)


def is_to_tell() -> bool:
    """Whether something happened to what lies on the table that this browser does not say yet."""
    return session.kept(_kept("told")) is not None


def to_tell() -> ClmError | None:
    """What became of what lay on the table, or why a change of it was not saved; told once."""
    problem: ClmError | None = session.kept(_kept("told"))
    session.forget(_kept("told"))
    return problem


def _show(found: Agreement, *, own: Collection[str]) -> None:
    """From now on this is what the browser shows; parts that others set since then are news."""
    before = seen()
    if before is not None and before.number == found.number and before.revision < found.revision:
        changed = changed_parts(before.plan, found.plan)
        theirs = [(found, part, value) for part, value in changed.items() if part not in own]
        session.keep(_kept("news"), [*(session.kept(_kept("news")) or ()), *theirs])
    session.keep(_kept("seen"), found)
    session.keep(_kept("latest"), latest_change(session.store(), found.number))


def news() -> list[tuple[Agreement, str, PartValue]]:
    """What others set since this was asked last: the agreement, the part and its value."""
    found: list[tuple[Agreement, str, PartValue]] = session.kept(_kept("news")) or []
    session.forget(_kept("news"))
    return found


def latest_shown() -> LatestChange | None:
    """The change up to which this browser shows the open agreement; None for a plan of one's own."""
    shown: LatestChange | None = session.kept(_kept("latest"))
    return None if st.query_params.get(_ADDRESS, "") == OWN else shown


def seen() -> Agreement | None:
    """The agreement as this browser showed it last."""
    shown: Agreement | None = session.kept(_kept("seen"))
    return shown


def is_fixed() -> bool:
    """Whether what lies on the table can no longer be changed."""
    found = opened()
    return found is not None and not found.is_draft


def plan() -> TargetPlan:
    """The plan on the table; to begin with the proposal from the data. Raises ClmError where the data carry none."""
    found = opened()
    if found is not None:
        return found.plan
    own: TargetPlan | None = session.kept(_kept("own"))
    return own or session.computed(proposed_plan, whole_selection())


def whole_selection() -> Selection:
    """A target is the company's: all channels, campaigns and segments, whatever is filtered elsewhere."""
    return Selection(
        period=session.default_selection().period,
        comparison=Comparison.NONE,
        currency=session.default_selection().currency,
    )


def prepared() -> PreparedTarget:
    """All that stays while promises are moved. Raises ClmError for a target that the data cannot carry.

    The amount and marketing's share of it change nothing of it, so they are left out of what it is kept under.
    """
    return session.computed(_prepared, *_basis())


def _basis() -> tuple[Selection, Target, tuple[int, ...]]:
    target = replace(plan().target, revenue=1.0, marketing_share=1.0)
    return whole_selection(), target, feedback_state(session.store())


def _prepared(
    store: Store, selection: Selection, target: Target, state: tuple[int, ...], segment: SegmentField | None = None
) -> PreparedTarget:
    return prepared_target(store, selection, target, segment=segment, state=state)


def answer() -> TargetAnswer:
    """What the plan on the table comes to."""
    return session.drawn(_answered, prepared(), (plan(),))


def answer_by(segment: SegmentField) -> TargetAnswer:
    """The same with the chain's parts by a property of people and companies."""
    return session.drawn(_answered_by, session.computed(_prepared, *_basis(), segment), (plan(),))


def _answered_by(base: PreparedTarget, asked: tuple[TargetPlan]) -> TargetAnswer:
    return target_answer(base, asked[0], by_segment=True)


def _answered(base: PreparedTarget, asked: tuple[TargetPlan]) -> TargetAnswer:
    return target_answer(base, asked[0])


def change(parts: Mapping[str, PartValue]) -> None:
    """Saves these parts of the plan; where somebody else set one of them meanwhile, both values are kept and told."""
    shown = seen()
    if opened() is None or shown is None:
        session.keep(_kept("own"), plan_with(plan(), parts))
        return
    try:
        _show(set_parts(session.store(), shown, parts, actor=actor()), own=parts)
        session.forget(_kept("conflict"))
    except ConflictError as problem:
        session.keep(_kept("conflict"), problem)
    except ClmError as problem:  # signed or removed meanwhile
        _tell(problem)
    forget_one("agreement")


def conflict() -> ConflictError | None:
    """What could not be saved because somebody else had set the same part."""
    problem: ConflictError | None = session.kept(_kept("conflict"))
    return problem


def settle(*, with_mine: bool) -> None:
    """Ends a conflict: with one's own values after all, or with theirs."""
    problem = conflict()
    session.forget(_kept("conflict"))
    if with_mine and problem is not None:
        opened()
        change({one.part: one.yours for one in problem.conflicts})


def keep_own(own: TargetPlan) -> None:
    """Makes this the plan that nobody else sees, and lays it on the table."""
    session.keep(_kept("own"), own)
    open_agreement(None)


def _kept(part: str) -> str:
    return f"targets_{part}_{session.workspace().slug}"
