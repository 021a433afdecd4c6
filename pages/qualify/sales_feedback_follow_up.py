"""What late follow-up goes along with: rates by waiting time, and the association with all else equal."""

import streamlit as st

from clm_core.charts.sales_feedback import bucket_name, follow_up_points
from clm_core.kpis import Unit
from clm_core.services.sales_feedback import (
    LATEST_DAYS,
    MIN_OUTCOMES,
    PROMPT_HOURS,
    FollowUp,
    FollowUpEffect,
    LeadOutcome,
    SalesFeedback,
    follow_up_view,
)
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.interval_columns import and_ends, with_interval
from pages.shared.tables import Column, show_table

_OUTCOMES = (LeadOutcome.OPPORTUNITY, LeadOutcome.SQL, LeadOutcome.WON)


def show(view: SalesFeedback, state: tuple[int, ...]) -> None:
    """The outcome chosen, the sentence, the chart with its table, and what is counted."""
    if view.times["contacted"].iloc[0] == 0:
        return
    texts, look = session.texts(), looks.chart_look()
    charts.heading("sales_feedback.follow_up")
    outcome = LeadOutcome(
        inputs.switch(
            texts("sales_feedback.outcome"),
            [str(one) for one in _OUTCOMES],
            words=lambda one: texts(f"sales_feedback.outcome_of.{one}"),
            name="feedback_outcome",
        )
    )
    found = session.computed(follow_up_view, session.selection(), outcome, state)
    if found.effect is None:
        _too_few(found)
    else:
        _answer(found, found.effect)
    if found.leads == 0:
        return
    specification = session.drawn(follow_up_points, found.buckets, look, outcome=str(outcome))
    charts.show_chart(specification, alt=texts("sales_feedback.follow_up_alt"), key="follow_up")
    if found.effect is not None:
        _base(found)
    _table(found)


def _answer(found: FollowUp, effect: FollowUpEffect) -> None:
    texts, change = session.texts(), effect.change_share
    word = texts(f"sales_feedback.outcome_of.{found.outcome}")
    if not effect.is_clear:
        low, high = (_worded(value) for value in (change.low, change.high))
        st.markdown(messages.sentence("sales_feedback.effect_unclear", outcome=word, low=low, high=high))
    else:
        ends = sorted(abs(value) for value in (change.low, change.high))
        key = "sales_feedback.effect_less" if change.value < 0 else "sales_feedback.effect_more"
        amount, low, high = (_percent(value) for value in (abs(change.value), *ends))
        st.markdown(messages.sentence(key, change=amount, outcome=word, low=low, high=high))
    if effect.is_clear and change.value < 0 and effect.late_count:
        more = effect.additional
        st.markdown(
            messages.sentence(
                "sales_feedback.what_if",
                late=effect.late_count,
                hours=int(PROMPT_HOURS),
                additional=_whole(more.value),
                outcome=word,
                low=_whole(more.low),
                high=_whole(more.high),
            )
        )


def _base(found: FollowUp) -> None:
    """How the answer was found: odds, also within sellers, and who is counted."""
    effect = found.effect
    if effect is None:
        return
    odds = {f"all_{name}": _odds(getattr(effect.odds_ratio, name)) for name in ("low", "high")}
    odds["all_odds"] = _odds(effect.odds_ratio.value)
    if effect.within_sellers is None:
        messages.note("sales_feedback.same_chance", **odds)
    else:
        own = effect.within_sellers
        own_odds = {"odds": _odds(own.value), "low": _odds(own.low), "high": _odds(own.high)}
        messages.note("sales_feedback.within_sellers", **own_odds, **odds)
    messages.note(
        "sales_feedback.follow_up_base",
        leads=found.leads,
        window=found.window_days,
        young=found.young,
        undated=found.undated,
        uncontacted=found.uncontacted,
        latest=LATEST_DAYS,
        before=found.converted_before,
    )


def _too_few(found: FollowUp) -> None:
    messages.hint(
        "sales_feedback.too_few",
        converted=found.converted,
        leads=found.leads,
        needed=MIN_OUTCOMES,
        young=found.young,
        window=found.window_days,
        undated=found.undated,
        uncontacted=found.uncontacted,
        latest=LATEST_DAYS,
    )


def _table(found: FollowUp) -> None:
    texts, look, rows = session.texts(), looks.chart_look(), found.buckets
    rates = rows[["rate", "rate_low", "rate_high"]].itertuples(index=False)
    frame = rows.assign(
        name=[bucket_name(row.hours_from, row.hours_to, look) for row in rows.itertuples()],
        rate_text=[formats.share_within(*rate, texts.language) for rate in rates],
    )
    columns = {
        "name": Column(label=texts("sales_feedback.column.wait"), is_pinned=True),
        "leads": Column(label=texts("sales_feedback.column.leads"), unit=Unit.COUNT),
        "converted": Column(label=texts("sales_feedback.column.converted"), unit=Unit.COUNT),
        "rate": Column(label=texts("sales_feedback.column.share"), unit=Unit.SHARE),
    }
    show_table(
        frame,
        columns | {"rate": with_interval(columns["rate"], "rate_text")},
        key="follow_up_table",
        title=texts("sales_feedback.follow_up"),
        downloaded=and_ends(columns, "rate"),
    )


def _percent(value: float) -> str:
    return formats.share(value, session.language())


def _worded(value: float) -> str:
    """12 % weniger, 3 % mehr."""
    texts = session.texts()
    return texts("sales_feedback.less_share" if value < 0 else "sales_feedback.more_share", share=_percent(abs(value)))


def _whole(value: float) -> str:
    return formats.number(value, session.language())


def _odds(value: float) -> str:
    return formats.number(value, session.language(), decimals=2)
