"""Which plan is followed: a signed agreement, a draft, or a proposal where nothing is agreed yet."""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.agreements import Agreement, agreement_in_force, read_agreements
from clm_core.services.data import require_days
from clm_core.services.progress import proposal
from clm_core.services.progress_timeline import timeline_state
from clm_core.services.sales_feedback import feedback_state
from clm_core.targets import AgreementStatus, TargetPlan
from clm_core.texts import formats
from pages.shared import inputs, messages, navigation, session

PROPOSAL = "proposal"
_NAME = "followed"
_LOOKS = "progress_looks_at_proposal"


def state() -> tuple[int, ...]:
    """What answers depend on beside the data: verdicts, policy and scoring model on record."""
    return feedback_state(session.store())


def record_state() -> tuple[int, ...]:
    """What the time line depends on beside the data: agreements, decisions and imports on record."""
    return timeline_state(session.store())


def chosen_plan() -> TargetPlan | None:
    """The plan to follow, with where it stands; None where nothing was signed and nobody asked to look at others."""
    known = {str(one.number): one for one in read_agreements(session.store())}
    signed = [one for one in known.values() if one.status is not AgreementStatus.DRAFT]
    if not signed and not _looks():
        return None
    options = _ordered(known)
    chosen = _picked(options, known)
    if chosen != PROPOSAL:
        _say_where_it_stands(known[chosen])
        return known[chosen].plan
    messages.hint("progress_page.is_proposal")
    try:
        return session.computed(proposal)
    except ClmError as problem:
        messages.error(problem)
        st.stop()


def nothing_agreed() -> None:
    """The designed state of a workspace without a signed agreement, with the way to one."""
    navigation.empty_state(
        "progress_page.empty.title", "progress_page.empty.text", leads_to="targets", link_key="progress_page.empty.link"
    )
    with st.container(horizontal_alignment="center"):
        label = session.texts()("progress_page.empty.look")
        if st.button(label, icon=":material/visibility:", type="tertiary", key="look_at_proposal"):
            session.keep(_LOOKS, True)
            st.rerun()


def _looks() -> bool:
    return bool(session.kept(_LOOKS)) or st.query_params.get(_NAME, "") != ""


def _ordered(known: dict[str, Agreement]) -> list[str]:
    """What is in force first, then the others that were signed, drafts and the proposal; the newest first."""
    in_force = agreement_in_force(session.store(), require_days(session.store())[1])
    first = [] if in_force is None else [str(in_force.number)]
    newest = sorted(known.values(), key=lambda one: (one.status is AgreementStatus.DRAFT, -one.number))
    signed_or_not = [str(one.number) for one in newest if str(one.number) not in first]
    return [*first, *signed_or_not, PROPOSAL]


def _picked(options: list[str], known: dict[str, Agreement]) -> str:
    texts = session.texts()

    def words(option: str) -> str:
        if option == PROPOSAL:
            return texts("progress_page.proposal")
        one = known[option]
        return f"{one.name} · {texts(f'targets.status.{one.status}')}"

    if len(options) == 1:
        return options[0]
    left, _ = st.columns([1, 1])
    with left:
        return inputs.pick(texts("progress_page.followed"), options, words=words, name=_NAME)


def _say_where_it_stands(agreement: Agreement) -> None:
    language = session.language()
    if not agreement.signatures or agreement.is_draft:
        messages.hint("progress_page.is_draft", name=agreement.name)
        return
    signed = list(agreement.signatures.values())
    messages.note(
        "progress_page.is_signed",
        who=" · ".join(f"{one.by} ({one.role})" for one in signed),
        on=formats.day(max(one.at for one in signed).date(), language),
    )
