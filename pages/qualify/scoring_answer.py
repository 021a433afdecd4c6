"""What the working model would have done, in two sentences and with what it rests on."""

import streamlit as st

from clm_core.services.scoring import ScoringBase, ThresholdResult
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import messages, session


def show(result: ThresholdResult, base: ScoringBase) -> None:
    """The headline and the line below it."""
    language, outcome = session.language(), scoring_state.outcome()
    # Without a single MQL that is old enough there is no rate to speak of.
    key = f"lead_scoring.answer.{outcome}" if result.decided_mqls else "lead_scoring.answer_unknown"
    messages.headline(
        key,
        per_week=formats.number(result.mqls_per_week, language, decimals=1),
        rate=formats.share(result.rate, language, decimals=0),
        rate_of_all=formats.share(result.rate_of_all, language, decimals=0),
    )
    parts = [
        messages.sentence(
            "lead_scoring.rests_on",
            interval=formats.interval(result.rate_low, result.rate_high, language, decimals=0),
            decided=formats.number(result.decided_mqls, language),
            leads=formats.number(result.leads, language),
            first=formats.day(base.first_on, language),
            last=formats.day(base.as_of, language),
        ),
        messages.sentence(
            f"lead_scoring.missed.{outcome}",
            missed=formats.number(result.missed, language),
            converted=formats.number(result.converted, language),
        ),
    ]
    if scoring_state.is_changed():
        parts.append(f"**{session.texts()('lead_scoring.unsaved')}**")
    st.caption(" ".join(parts))
