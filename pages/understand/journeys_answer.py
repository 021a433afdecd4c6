"""The answer in a sentence, what it rests on, and what to know before relying on it."""

import math

from clm_core.services.journeys import OLDEST_PART, JourneysView
from clm_core.texts import formats
from pages.shared import filters, looks, messages, session

_CUT_OFF_FROM = 0.2
"""A tenth of the journeys begins in the oldest tenth of the window by itself; twice as many say that it cuts."""


def show(view: JourneysView) -> None:
    """How many touches and days it takes, where journeys begin and end."""
    texts, language, look = session.texts(), session.language(), looks.chart_look()
    selection = session.selection()
    messages.headline(
        "journeys.answer",
        period=filters.period_text(selection.period, language),
        subject=texts(f"journeys.subject.{view.options.conversion}"),
        touches=texts("journeys.median_touches", count=round(view.touches.median)),
        days=texts("journeys.median_days", count=round(view.days.median)),
        first=look.channel_label(view.first_channel),
        first_share=formats.share(view.first_share, language, decimals=0),
        last=look.channel_label(view.last_channel),
        last_share=formats.share(view.last_share, language, decimals=0),
    )
    messages.note(
        "journeys.rests_on",
        count=formats.number(view.converted_count, language),
        others=formats.number(view.non_conversions, language),
        untraced=formats.number(view.untraced_count, language),
        entity=texts(f"attribution_page.entity_of.{view.options.entity}"),
        days=view.options.look_back_days,
    )
    if selection.channels:
        messages.hint("journeys.filtered")
    if not math.isnan(view.cut_off_share) and view.cut_off_share >= _CUT_OFF_FROM:
        messages.hint(
            "journeys.cut_off",
            share=formats.share(view.cut_off_share, language, decimals=0),
            days=view.options.look_back_days,
            oldest=math.ceil(view.options.look_back_days * OLDEST_PART),
        )
