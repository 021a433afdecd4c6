"""Versions of the model: save what was tried, compare, let both teams sign, publish."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.records import Team
from clm_core.scoring_changes import ModelChange, model_changes
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, ModelStatus, ScoringModel
from clm_core.services import scoring_versions
from clm_core.services.scoring import compared_models
from clm_core.services.scoring_versions import SIGNING_TEAMS, ScoringVersion
from clm_core.services.scoring_words import engagement_name, fit_name, group_name
from clm_core.services.workspaces import LOCAL_USER
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import charts, inputs, messages, session, tables
from pages.shared.one_run import forget_one
from pages.shared.tables import Column

_SEEN = "scoring_version_seen"
_TRIED, _BEFORE = "tried", "before"


def show() -> None:
    """What counts now, what is being tried, and every version with who agreed to it."""
    versions = scoring_versions.read_scoring_versions(session.store())
    _say_what_counts()
    _save_tried()
    if versions:
        _list(versions)
        _one(versions)


def _say_what_counts() -> None:
    published = scoring_versions.published_version(session.store())
    if published is None:
        messages.headline("lead_scoring.versions.none_published")
        messages.note("lead_scoring.versions.steps")
    else:
        messages.headline(
            "lead_scoring.versions.published",
            name=published.name,
            version=published.version,
            at=formats.moment(published.published_at, session.language()),
        )


def _save_tried() -> None:
    """Keeps the model that is being tried: as a new draft, or in the draft that it began as."""
    texts, version = session.texts(), scoring_state.version()
    with st.container(border=True):
        _say_what_is_tried(version)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                texts("lead_scoring.versions.name"), key=f"scoring_version_name_{scoring_state.epoch()}", width=320
            )
            if st.button(texts("lead_scoring.versions.save_new"), type="primary", key="scoring_save_new"):
                _do(lambda: _saved_new(name, version))
            if version is not None and version.status is ModelStatus.DRAFT and scoring_state.is_changed():
                label = texts("lead_scoring.versions.save_into", name=messages.escaped(version.name))
                if st.button(label, key="scoring_save"):
                    _do(lambda: scoring_versions.change_draft(session.store(), version, scoring_state.working()))
            if scoring_state.is_changed() and st.button(texts("lead_scoring.versions.discard"), type="tertiary"):
                scoring_state.open_version(version.version if version else None)
                st.rerun()


def _say_what_is_tried(version: ScoringVersion | None) -> None:
    if scoring_state.is_changed():
        messages.note("lead_scoring.versions.tried_changed")
    elif version is None:
        messages.note("lead_scoring.versions.tried_proposal")
    else:
        messages.note("lead_scoring.versions.tried", version=version.version, name=version.name)


def _saved_new(name: str, version: ScoringVersion | None) -> ScoringVersion:
    store, model = session.store(), scoring_state.working()
    if version is None:
        return scoring_versions.new_draft(store, model, name=name)
    return scoring_versions.copy_version(store, version.version, name=name, model=model)


def _do(action: Callable[[], ScoringVersion]) -> None:
    """Does it and shows the version that came of it; what cannot be is said, and nothing is lost."""
    with messages.explained_errors():
        done = action()
        scoring_state.open_version(done.version)
        forget_one("scoring_version")
        st.rerun()


def _list(versions: tuple[ScoringVersion, ...]) -> None:
    texts = session.texts()
    charts.heading("lead_scoring.versions.all")
    rows = pd.DataFrame(
        [
            {
                "version": one.version,
                "name": one.name,
                "status": texts(f"lead_scoring.status.{one.status}"),
                "based_on": one.based_on,
                "changed_at": formats.day(one.changed_at, session.language()),
                "changed_by": _who(one.changed_by),
                **{team.value: _signature(one, team) for team in SIGNING_TEAMS},
            }
            for one in reversed(versions)
        ]
    ).astype({"based_on": "Int64"})
    columns = {
        "version": Column(label=texts("lead_scoring.versions.version"), unit=Unit.COUNT, width=65),
        "name": Column(label=texts("lead_scoring.versions.name"), is_pinned=True, width=125),
        "status": Column(label=texts("lead_scoring.versions.status"), width=90),
        "based_on": Column(label=texts("lead_scoring.versions.based_on"), unit=Unit.COUNT, width=80),
        "changed_at": Column(label=texts("lead_scoring.versions.changed_at"), width=95),
        "changed_by": Column(label=texts("lead_scoring.versions.changed_by"), width=145),
        "marketing": Column(label=texts("lead_scoring.versions.marketing"), width=175),
        "sales": Column(label=texts("lead_scoring.versions.sales"), width=175),
    }
    tables.show_table(rows, columns, key="scoring_versions", title=texts("lead_scoring.versions.all"))


def _who(actor: str) -> str:
    """Without accounts it is known only that it was done here."""
    return session.texts()("lead_scoring.versions.local_user") if actor == LOCAL_USER else actor


def _signature(version: ScoringVersion, team: Team) -> str:
    signature = version.agreed.get(team)
    return "" if signature is None else f"{signature.by}, {formats.day(signature.at, session.language())}"


def _one(versions: tuple[ScoringVersion, ...]) -> None:
    """One version: open it, see what differs, sign it, publish it."""
    texts, begun = session.texts(), scoring_state.version()
    numbers = [one.version for one in reversed(versions)]
    named = {
        one.version: texts("lead_scoring.versions.numbered", version=one.version, name=one.name) for one in versions
    }
    chosen = st.selectbox(
        texts("lead_scoring.versions.look_at"),
        numbers,
        index=numbers.index(begun.version) if begun is not None and begun.version in numbers else 0,
        format_func=named.__getitem__,
        key=f"scoring_version_chosen_{scoring_state.epoch()}",
    )
    version = next(one for one in versions if one.version == chosen)
    seen = _as_seen(version)
    with st.container(horizontal=True):
        if (begun is None or begun.version != version.version) and st.button(
            texts("lead_scoring.versions.open"), key="scoring_open"
        ):
            scoring_state.open_version(version.version)
            st.rerun()
        if version.status is ModelStatus.AGREED and st.button(
            texts("lead_scoring.versions.publish"), type="primary", key="scoring_publish"
        ):
            _do(lambda: scoring_versions.publish(session.store(), seen))
    if version.is_open:
        _sign(version, seen)
    _compare(version)
    session.keep(_SEEN, version)


def _as_seen(version: ScoringVersion) -> ScoringVersion:
    """The version as it was shown when the reader clicked: what somebody changed since is not what is signed."""
    shown: ScoringVersion | None = session.kept(_SEEN)
    return version if shown is None or shown.version != version.version else shown


def _sign(version: ScoringVersion, seen: ScoringVersion) -> None:
    """Both teams sign what they see; a later change takes the signatures away."""
    texts = session.texts()
    messages.note("lead_scoring.versions.sign_note")
    for team, column in zip(SIGNING_TEAMS, st.columns(len(SIGNING_TEAMS)), strict=True):
        with column, st.container(border=True):
            if version.agreed.get(team) is not None:
                messages.done(f"lead_scoring.versions.signed_{team.value}", who=_signature(version, team))
                continue
            used, field = f"scoring_signed_{team.value}", f"scoring_sign_{team.value}_by"
            by = st.text_input(
                texts(f"lead_scoring.versions.who_{team.value}"), value=session.kept(used) or "", key=field
            )
            if st.button(texts(f"lead_scoring.versions.sign_{team.value}"), key=f"scoring_sign_{team.value}"):
                # Whoever signs several versions need not type the name again.
                session.keep(used, by)
                _do(partial(scoring_versions.agree, session.store(), seen, team, by=by))


def _compare(version: ScoringVersion) -> None:
    """What differs from the model that is being tried, or from the version that counted before; in words and leads."""
    texts, before = session.texts(), scoring_versions.in_force_before(session.store(), version)
    charts.heading("lead_scoring.versions.changes")
    ways = [_TRIED] if before is None else [_TRIED, _BEFORE]
    way = inputs.switch(
        texts("lead_scoring.versions.compare_with"),
        ways,
        words=lambda one: texts(f"lead_scoring.versions.compare_with_{one}", version=before.version if before else ""),
        name="compare",
    )
    own = texts("lead_scoring.versions.version_of", version=version.version)
    if way == _BEFORE and before is not None:
        other = texts("lead_scoring.versions.version_of", version=before.version)
        _differences(before.model, version.model, other, own)
    else:
        _differences(version.model, scoring_state.working(), own, texts("lead_scoring.versions.tried_model"))


def _differences(old: ScoringModel, new: ScoringModel, old_name: str, new_name: str) -> None:
    texts, changes = session.texts(), model_changes(old, new)
    if not changes:
        messages.note("lead_scoring.versions.same")
        return
    rows = pd.DataFrame([_change_row(one) for one in changes])
    labels = {name: texts(f"lead_scoring.change.{name}") for name in ("part", "criterion", "what")}
    labels |= {"old": old_name, "new": new_name}
    columns = {name: Column(label=label) for name, label in labels.items()}
    tables.show_table(rows, columns, key="scoring_changes", title=texts("lead_scoring.versions.changes"))
    moved = session.computed(compared_models, old, new)
    messages.note(
        "lead_scoring.versions.moved",
        old=old_name,
        new=new_name,
        before=int(moved["is_mql_before"].sum()),
        after=int(moved["is_mql_after"].sum()),
        gained=int((moved["is_mql_after"] & ~moved["is_mql_before"]).sum()),
        lost=int((moved["is_mql_before"] & ~moved["is_mql_after"]).sum()),
    )


def _change_row(change: ModelChange) -> dict[str, str]:
    texts = session.texts()
    return {
        "part": texts(f"lead_scoring.change_part.{change.part}"),
        "criterion": _criterion(change),
        "what": texts(f"lead_scoring.change_what.{change.what}"),
        "old": _value(change.old),
        "new": _value(change.new),
    }


def _criterion(change: ModelChange) -> str:
    texts, criterion = session.texts(), change.criterion
    if isinstance(criterion, FitCriterion):
        return fit_name(criterion, texts, scoring_state.channel_labels())
    if isinstance(criterion, EngagementCriterion):
        return engagement_name(criterion, texts, scoring_state.channel_labels())
    return group_name(criterion.name, texts) if isinstance(criterion, EngagementGroup) else ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return session.texts()(f"lead_scoring.change_value.{'yes' if value else 'no'}")
    if isinstance(value, float | int):
        return formats.number(value, session.language(), decimals=0 if value == int(value) else 1)
    if isinstance(value, tuple | list):
        return ", ".join(_value(one) for one in value) or formats.MISSING
    return formats.MISSING if value is None else str(value)
