"""Drafts and signed agreements: begin one, sign it for one's side, copy what is signed, see who said yes and when."""

from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.services.agreement_words import part_name, part_value
from clm_core.services.agreements import (
    SIGNING_TEAMS,
    Agreement,
    copy_agreement,
    new_draft,
    read_agreements,
    remove_draft,
    rename_agreement,
    sign,
)
from clm_core.services.target_plan import PreparedTarget
from clm_core.target_parts import changed_parts, plan_parts
from clm_core.targets import AgreementStatus
from clm_core.texts import formats
from pages.plan import targets_live
from pages.plan import targets_state as state
from pages.shared import charts, messages, session, tables
from pages.shared.tables import Column


def show(_prepared: PreparedTarget | None = None) -> None:
    """What lies on the table and its signatures, then all agreements."""
    found = state.opened()
    if found is None:
        _begin()
    else:
        _open(found)
    _all()


def _begin() -> None:
    """Puts a plan of one's own on the table for everybody."""
    texts, period = session.texts(), state.plan().target.period
    charts.heading("targets_page.versions.begin", "targets_page.versions.begin_note")
    days = f"{formats.day(period.start_on, texts.language)} – {formats.day(period.end_on, texts.language)}"
    name = st.text_input(
        texts("targets_page.versions.name"), value=texts("targets_page.versions.default", period=days), key="draft_name"
    )
    if st.button(texts("targets_page.versions.put"), type="primary", icon=":material/groups:", key="draft_begin"):
        with messages.explained_errors():
            made = new_draft(session.store(), state.plan(), name=name or "", actor=state.actor())
            state.open_agreement(made.number)
            st.rerun()


def _open(found: Agreement) -> None:
    texts = session.texts()
    st.subheader(messages.escaped(found.name), anchor=False)
    messages.note(
        f"targets_page.versions.status_{found.status}",
        by=targets_live.who(found.changed_by),
        at=formats.moment(found.changed_at, texts.language, zone=_zone()),
        revision=found.revision,
    )
    for column, team in zip(st.columns(len(SIGNING_TEAMS), gap="large"), SIGNING_TEAMS, strict=True):
        with column:
            _signature(found, team)
    if found.status is not AgreementStatus.DRAFT and found.snapshot_name:
        messages.note("targets_page.versions.frozen", snapshot=found.snapshot_name)
    if found.based_on is not None:
        _differences(found)
    _actions(found)


def _signature(found: Agreement, team: Team) -> None:
    """A side's signature, or the form for it."""
    texts = session.texts()
    with st.container(border=True, key=f"signature_{team}"):
        st.markdown(f"**{texts(f'targets_page.side.{team}')}**")
        signed = found.signatures.get(team)
        if signed is not None:
            moment = formats.moment(signed.at, texts.language, zone=_zone())
            st.markdown(messages.sentence("targets_page.versions.signed", who=signed.by, role=signed.role, at=moment))
        elif found.is_draft:
            _sign_form(found, team)
        else:
            messages.note("targets_page.versions.unsigned")


def _sign_form(found: Agreement, team: Team) -> None:
    texts = session.texts()
    with st.form(f"sign_{team}", border=False):
        by = st.text_input(texts("targets_page.versions.who"), value=state.name(), key=f"sign_{team}_name")
        role = st.text_input(
            texts("targets_page.versions.role"),
            placeholder=texts(f"targets_page.versions.role_example_{team}"),
            key=f"sign_{team}_role",
        )
        is_same = st.checkbox(texts("targets_page.versions.same_person"), key=f"sign_{team}_same")
        is_pressed = st.form_submit_button(
            texts("targets_page.versions.sign"), type="primary", icon=":material/draw:", key=f"sign_{team}_button"
        )
    if is_pressed:
        with messages.explained_errors():
            sign(
                session.store(), found, team, by=by or "", role=role or "", is_same_person_meant=is_same,
                actor=state.actor(),
            )  # fmt: skip
            st.rerun()


def _differences(found: Agreement) -> None:
    """What differs from the agreement that this one was copied from."""
    texts, currency = session.texts(), session.settings().reporting_currency
    before = next((one for one in read_agreements(session.store()) if one.number == found.based_on), None)
    if before is None:
        return
    old, new = plan_parts(before.plan), plan_parts(found.plan)
    changed = changed_parts(before.plan, found.plan)
    charts.heading("targets_page.versions.changes")
    if not changed:
        messages.note("targets_page.versions.same", name=before.name)
        return
    rows = pd.DataFrame(
        [
            {
                "part": part_name(part, texts),
                "old": part_value(part, old.get(part), currency, texts),
                "new": part_value(part, new.get(part), currency, texts),
            }
            for part in changed
        ]
    )
    labels = {"part": texts("targets_page.versions.part"), "old": before.name, "new": found.name}
    columns = {name: Column(label=label) for name, label in labels.items()}
    tables.show_table(rows, columns, key="target_changes", title=texts("targets_page.versions.changes"))


def _actions(found: Agreement) -> None:
    texts, store = session.texts(), session.store()
    with st.container(horizontal=True):
        with st.popover(texts("targets_page.versions.copy"), icon=":material/content_copy:"):
            name = st.text_input(
                texts("targets_page.versions.name"),
                value=texts("targets_page.versions.copy_of", name=found.name),
                key=f"copy_name_{found.number}",
            )
            if st.button(texts("targets_page.versions.copy_now"), type="primary", key="draft_copy"):
                with messages.explained_errors():
                    made = copy_agreement(store, found.number, name=name or "", actor=state.actor())
                    state.open_agreement(made.number)
                    st.rerun()
        with st.popover(texts("targets_page.versions.rename"), icon=":material/edit:"):
            new = st.text_input(texts("targets_page.versions.name"), value=found.name, key=f"new_name_{found.number}")
            if st.button(texts("targets_page.versions.rename_now"), type="primary", key="draft_rename"):
                with messages.explained_errors():
                    rename_agreement(store, found.number, new or "", actor=state.actor())
                    st.rerun()
        if found.is_draft:
            st.button(
                texts("targets_page.versions.remove"),
                icon=":material/delete:",
                key="draft_remove",
                on_click=partial(_remove, found),
            )


def _remove(found: Agreement) -> None:
    try:
        remove_draft(session.store(), found, actor=state.actor())
    except ClmError as problem:
        session.keep("targets_problem", problem)
    else:
        state.keep_own(found.plan)


def _all() -> None:
    """Every agreement with its period, target and standing; a click opens it."""
    texts, language = session.texts(), session.language()
    agreements = list(reversed(read_agreements(session.store())))
    charts.heading("targets_page.versions.all")
    problem = session.kept("targets_problem")
    if problem is not None:
        messages.error(problem)
        session.forget("targets_problem")
    if not agreements:
        messages.note("targets_page.versions.none")
        return
    currency = session.settings().reporting_currency
    rows = pd.DataFrame(
        [
            {
                "name": one.name,
                "status": texts(f"targets.status.{one.status}"),
                "period": part_value("period", one.plan.target.period, currency, texts),
                "revenue": formats.money(one.plan.target.revenue, currency, language),
                "changed": formats.moment(one.changed_at, language, zone=_zone()),
                "by": targets_live.who(one.changed_by),
                "signed": ", ".join(signature.by for signature in one.signatures.values()) or formats.MISSING,
            }
            for one in agreements
        ]
    )
    columns = {name: Column(label=texts(f"targets_page.versions.column_{name}")) for name in rows.columns}
    chosen = tables.show_table(
        rows, columns, key="agreements", title=texts("targets_page.versions.all"), is_selectable=True
    )
    messages.note("targets_page.versions.open_note")
    opened = state.opened()
    if chosen and (opened is None or agreements[chosen[0]].number != opened.number):
        state.open_agreement(agreements[chosen[0]].number)
        st.rerun()


def _zone() -> ZoneInfo:
    return ZoneInfo(session.settings().reporting_zone)
