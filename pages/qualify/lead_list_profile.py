"""One lead: why it has its score, who calls it and why, what was said, and its whole history."""

from typing import Any

import streamlit as st

from clm_core.charts.score_reasons import score_reason_bars
from clm_core.services.journey_history import Subject
from clm_core.services.score_reasons import ScoreReasons, score_reasons
from clm_core.texts import formats
from pages.qualify import lead_list_state, lead_list_verdict
from pages.shared import charts, looks, messages, session
from pages.understand import journey_history

_LINES = ("job_title", "email", "phone", "industry", "size_band", "country", "language", "channel", "campaign", "stage")


def show() -> None:
    """The chosen lead, and how to choose another one."""
    lead = lead_list_state.chosen()
    if lead is None:
        return
    messages.note("lead_list.profile.choose")
    with st.container(border=True, key="lead_profile"):
        title = " · ".join(text for text in (lead["person"], lead["company"]) if isinstance(text, str) and text)
        st.subheader(messages.escaped(title), anchor=False)
        why, who = st.columns([3, 2], gap="large")
        with why:
            _why(lead)
        with who:
            _who(lead)
            lead_list_verdict.show(lead)
    journey_history.show_one(Subject.CONTACT, int(lead["contact_key"]), has_title=False)


def _why(lead: Any) -> None:
    texts, language = session.texts(), session.language()
    found: ScoreReasons = session.computed(
        score_reasons, lead_list_state.model().model, int(lead["contact_key"]), texts, lead_list_state.found().as_of
    )
    points = {name: formats.number(lead[name], language) for name in ("fit_points", "engagement_points", "score")}
    st.markdown(f"**{messages.sentence('lead_list.profile.why', score=points['score'])}**")
    messages.note(
        "lead_list.profile.sums", fit=points["fit_points"], engagement=points["engagement_points"], grade=lead["grade"]
    )
    if found.rows.empty:
        messages.note("lead_list.profile.nothing_counts")
        return
    st.markdown("\n".join(f"- {messages.escaped(sentence)}" for sentence in found.rows["sentence"]))
    charts.show_chart(
        session.drawn(score_reason_bars, found.rows, looks.chart_look()),
        alt=texts("lead_list.profile.chart_alt", name=str(lead["person"])),
        key="lead_reasons",
    )


def _who(lead: Any) -> None:
    texts, language, currency = session.texts(), session.language(), lead_list_state.found().currency
    if lead["expected_value"] == lead["expected_value"]:
        chance, low, high = (lead[name] for name in ("win_chance", "win_chance_low", "win_chance_high"))
        st.markdown(
            messages.sentence(
                "lead_list.profile.worth",
                chance=formats.share(chance, language),
                range=formats.interval(low, high, language, decimals=0),
                value=formats.money(lead["deal_value"], currency, language),
                expected=formats.money(lead["expected_value"], currency, language),
            )
        )
    for key, values in _routing(lead):
        messages.note(key, **values)
    lines = [f"{texts(f'lead_list.profile.line.{name}')}: **{messages.escaped(_word(lead, name))}**"
             for name in _LINES if isinstance(lead[name], str) and lead[name]]  # fmt: skip
    st.markdown("  \n".join(lines))
    messages.note(_mail(lead), consent=texts(f"lead_sheet.consent.{lead['consent']}"))


def _routing(lead: Any) -> list[tuple[str, dict[str, object]]]:
    """Since when it waits, who calls it and why, and whether this week."""
    if not lead["is_open"]:
        return []
    days, owner = int(lead["waiting_days"]), lead["owner"]
    said: list[tuple[str, dict[str, object]]] = [
        ("lead_list.profile.waiting", {"count": days}) if days else ("lead_list.profile.waiting_today", {})
    ]
    if not owner:
        return [*said, ("lead_list.profile.routing.nobody", {})]
    said.append((f"lead_list.profile.routing.{lead['routing_way']}", {"owner": owner}))
    if lead["routing_rule"] and lead["routing_way"] != "handed_over":
        said.append(("lead_list.profile.routing.rule", {"rule": lead["routing_rule"]}))
    return said if lead["is_this_week"] else [*said, ("lead_list.profile.routing.later", {})]


def _word(lead: Any, name: str) -> str:
    if name == "channel":
        return looks.chart_look().channel_label(lead[name])
    return session.texts()(f"stages.{lead[name]}") if name == "stage" else str(lead[name])


def _mail(lead: Any) -> str:
    if lead["may_be_mailed"]:
        return "lead_list.profile.mail.yes"
    has_address = isinstance(lead["email"], str) and bool(lead["email"])
    return "lead_list.profile.mail.no" if has_address else "lead_list.profile.mail.no_address"
