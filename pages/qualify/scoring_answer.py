"""What the working model would have done, in two sentences and with what it rests on."""

import streamlit as st

from clm_core.services.scoring import ScoringBase, ThresholdResult
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import messages, session


def show(result: ThresholdResult, base: ScoringBase) -> None:
    """The headline and the line below it."""
    language, outcome = session.language(), scoring_state.outcome()
    messages.headline(
        _headline(result),
        per_week=formats.number(result.mqls_per_week, language, decimals=1),
        rate=formats.share(result.rate, language, decimals=0),
        rate_of_all=formats.share(result.rate_of_all, language, decimals=0),
    )
    parts = [
        messages.sentence(
            "lead_scoring.rests_on" if result.decided_mqls else "lead_scoring.rests_on_leads",
            interval=formats.interval(result.rate_low, result.rate_high, language, decimals=0),
            decided=formats.number(result.decided_mqls, language),
            leads=formats.number(result.leads, language),
            first=formats.day(base.first_on, language),
            last=formats.day(base.as_of, language),
        ),
        messages.sentence(
            f"lead_scoring.{'missed' if result.converted else 'nobody_converted'}.{outcome}",
            missed=formats.number(result.missed, language),
            converted=formats.number(result.converted, language),
        ),
    ]
    if scoring_state.is_changed():
        parts.append(f"**{session.texts()('lead_scoring.unsaved')}**")
    st.caption(" ".join(parts))


def _headline(result: ThresholdResult) -> str:
    """What can be said: a rate only where MQLs are old enough for one."""
    model = scoring_state.working()
    if not model.fit and not model.engagement:
        return "lead_scoring.answer_without_criteria"
    if not result.mqls:
        return "lead_scoring.answer_nobody"
    return f"lead_scoring.answer.{scoring_state.outcome()}" if result.decided_mqls else "lead_scoring.answer_unknown"
