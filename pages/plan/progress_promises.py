"""The promises of both sides as two equal columns: week by week kept or missed, and what to talk about."""

import pandas as pd
import streamlit as st

from clm_core.charts.progress import promise_strip
from clm_core.kpis import Unit
from clm_core.records import Team
from clm_core.services.agreement_words import promise_value
from clm_core.services.progress import KeptShare, MissedRun, Progress, PromiseProgress
from clm_core.targets import WEEKLY_PROMISES, PromiseKind
from clm_core.texts import formats
from pages.plan import progress_decide
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table

_SIDES = (Team.MARKETING, Team.SALES)


def show(view: Progress) -> None:
    """The sentence, alerts, both columns, and the table with n and intervals."""
    if not view.promises:
        charts.heading("progress_page.promises")
        messages.hint("progress_page.no_promises")
        return
    charts.heading("progress_page.promises", "progress_page.promises_note")
    _answer(view)
    for one in view.promises:
        if one.run is not None:
            text, button = st.columns([5, 2], vertical_alignment="center")
            with text:
                _alert(one.run)
            with button:
                progress_decide.of_alert(one, view)
    for place, team in zip(st.columns(2, gap="large"), _SIDES, strict=True):
        with place:
            _side(team, view)
    with st.expander(session.texts()("progress_page.promises_table")):
        _table(view)


def _answer(view: Progress) -> None:
    language, texts = session.language(), session.texts()
    parts = []
    for team in _SIDES:
        kept, weeks = view.kept_of(team)
        who = texts(f"definitions.teams.{team}")
        if weeks:
            share = formats.share(kept / weeks, language, decimals=0)
            parts.append(messages.sentence("progress_page.kept_answer", who=who, kept=kept, weeks=weeks, share=share))
        elif view.of_team(team):
            parts.append(messages.sentence("progress_page.kept_none", who=who))
    st.markdown(" ".join(parts))


def _alert(run: MissedRun) -> None:
    low, high = (_level(run.promise.kind, value) for value in (run.lowest, run.highest))
    messages.warning(
        "progress_page.alert",
        weeks=run.weeks,
        promise=session.texts()(f"targets.promise.{run.promise.kind}"),
        level=promise_value(run.promise, session.texts()),
        who=session.texts()(f"definitions.teams.{run.promise.team}"),
        reach=low if low == high else f"{low} – {high}",
    )


def _side(team: Team, view: Progress) -> None:
    texts, mine = session.texts(), view.of_team(team)
    st.markdown(f"**{texts(f'definitions.teams.{team}')}**")
    if not mine:
        messages.note("progress_page.side_empty")
        return
    specification = session.drawn(_drawn, view, str(team), looks.chart_look())
    charts.show_chart(specification, alt=texts("progress_page.strip_alt"), key=f"strip_{team}")


def _drawn(view: Progress, team: str, look: looks.Look) -> dict[str, object]:
    mine = view.of_team(Team(team))
    rows = pd.concat([one.weeks for one in mine], ignore_index=True)
    names = {
        str(
            one.promise.kind
        ): f"{look.texts(f'targets.promise.{one.promise.kind}')}|{promise_value(one.promise, look.texts)}"
        for one in mine
    }
    values = [_level(PromiseKind(row["kind"]), row["value"]) for row in rows.to_dict("records")]
    return promise_strip(rows, look, names=names, weeks_from=view.weeks_from, values=values)


def _level(kind: PromiseKind, value: float) -> str:
    language = session.language()
    return formats.few(value, language) if kind in WEEKLY_PROMISES else formats.share(value, language)


def _table(view: Progress) -> None:
    texts = session.texts()
    frame = pd.DataFrame([_row(one) for one in view.promises])
    texts_of = {"kept_share": "kept_text", "value": "value_text"}
    shown = ("team", "promise", "level", "kept", "kept_share", "value", "n", "before")
    columns = {
        name: Column(
            label=texts(f"progress_page.column.{name}"), text_of=texts_of.get(name), is_pinned=name == "promise"
        )
        for name in shown
    }
    handed_out = {name: Column(label=texts(f"progress_page.column.{name}")) for name in ("team", "promise", "level")}
    handed_out |= {
        name: Column(label=texts(f"progress_page.column.{name}"), unit=Unit.COUNT)
        for name in ("kept_weeks", "weeks", "n")
    }
    handed_out |= {
        name: Column(label=texts(f"progress_page.column.{name}"))
        for name in ("kept_share", "kept_low", "kept_high", "value", "value_low", "value_high")
    }
    title = texts("progress_page.promises_table")
    show_table(frame, columns, key="promises_table", title=title, downloaded=handed_out)
    messages.note("progress_page.promises_table_note")


def _row(one: PromiseProgress) -> dict[str, object]:
    texts, language, kept = session.texts(), session.language(), one.kept
    return {
        "team": texts(f"definitions.teams.{one.promise.team}"),
        "promise": texts(f"targets.promise.{one.promise.kind}"),
        "level": promise_value(one.promise, texts),
        "kept": _of(kept),
        "kept_weeks": kept.kept_weeks,
        "weeks": kept.weeks,
        "kept_share": kept.share,
        "kept_low": kept.low,
        "kept_high": kept.high,
        "kept_text": formats.share_within(kept.share, kept.low, kept.high, language) if kept.weeks else formats.MISSING,
        "value": kept.value,
        "value_low": kept.value_low,
        "value_high": kept.value_high,
        "value_text": _value(one),
        "n": kept.n,
        "before": _of(one.before),
    }


def _of(kept: KeptShare) -> str:
    return session.texts()("progress_page.kept_of", kept=kept.kept_weeks, weeks=kept.weeks)


def _value(one: PromiseProgress) -> str:
    kept, language = one.kept, session.language()
    if kept.value != kept.value:
        return formats.MISSING
    if one.promise.kind not in WEEKLY_PROMISES:
        return formats.share_within(kept.value, kept.value_low, kept.value_high, language)
    value, low, high = (formats.few(number, language) for number in (kept.value, kept.value_low, kept.value_high))
    return f"{value} ({low} – {high})"
