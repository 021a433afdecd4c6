"""Why a curve carries advice or not, in words, and the experiment that would settle it."""

import math

import pandas as pd
import streamlit as st

from clm_core.charts.theme import Look
from clm_core.response_curves import CurveFinding, PeriodLength
from clm_core.services.response_curves import CurvesView
from clm_core.texts import formats
from pages.plan import response_curves_words as words
from pages.shared import messages, session
from pages.shared.charts import heading

_SHARES = (CurveFinding.TOO_LITTLE_VARIATION, CurveFinding.FOLLOWS_SEASON)
_TIMES = (CurveFinding.WIDE_INTERVAL, CurveFinding.MOVES_WITH)


def show(view: CurvesView, look: Look) -> None:
    """Findings by channel, those about the whole series first; then experiments."""
    heading("response_curves_page.why")
    findings = view.fit.findings
    if findings.empty:
        messages.note("response_curves_page.all_carry")
    trusts, lines = dict(zip(view.channels["channel"], view.channels["trust"], strict=True)), []
    for channel in dict.fromkeys(findings["channel"]):
        own = findings[findings["channel"] == channel]
        reasons = " ".join(_reason(row, view, look) for row in own.to_dict("records"))
        if channel:
            word = session.texts()(f"response_curves_page.trust.{trusts[channel]}")
            lines.append(f"- **{messages.escaped(look.channel_label(channel))}** ({word}): {reasons}")
        else:
            lines.append(f"- {reasons}")
    st.markdown("\n".join(lines))
    if len(view.experiments):
        _experiments(view, look)


def _reason(row: dict[object, object], view: CurvesView, look: Look) -> str:
    finding, language = CurveFinding(str(row["finding"])), session.language()

    def written(value: float) -> str:
        if finding in _SHARES:
            return formats.share(value, language, decimals=0)
        if finding in _TIMES or (finding is CurveFinding.NOT_CONVERGED and value < 2):
            return formats.number(value, language, decimals=1 if finding is CurveFinding.WIDE_INTERVAL else 2)
        return formats.number(value, language)

    return messages.sentence(
        f"response_curves_page.finding.{finding}",
        value=written(float(str(row["value"]))),
        limit=written(float(str(row["limit"]))),
        other=look.channel_label(str(row["other_channel"])),
        periods=words.period_words(view.curves.length),
    )


def _experiments(view: CurvesView, look: Look) -> None:
    st.markdown(f"**{messages.sentence('response_curves_page.experiment.title')}**")
    messages.note("response_curves_page.experiment.note")
    lines = [_experiment(row, view, look) for _, row in view.experiments.iterrows()]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _experiment(row: pd.Series, view: CurvesView, look: Look) -> str:
    change, outcome = float(row["change_share"]), view.curves.outcome_of
    kind = "pause" if change <= -1 else "less" if change < 0 else "begin" if math.isinf(change) else "more"
    return messages.sentence(
        f"response_curves_page.experiment.{kind}",
        channel=look.channel_label(row["channel"]),
        periods=int(row["periods"]),
        period_word=session.texts()(f"response_curves_page.length_word.{PeriodLength(view.curves.length)}"),
        change=formats.share(abs(change), session.language(), decimals=0),
        money=words.money(abs(float(row["spend_change"]))),
        power=formats.share(float(row["power"]), session.language(), decimals=0),
        detectable=session.texts()(
            "response_curves_page.experiment.per",
            returned=words.returned(float(row["detectable_return"]), outcome),
            unit=words.unit(outcome),
        ),
    )
