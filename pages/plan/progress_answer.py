"""The answer: the target in a sentence, each measure's state in word, icon and colour, and who is next."""

import streamlit as st

from clm_core.decisions import Measure
from clm_core.services.progress import Pace, PacingStatus, Progress
from clm_core.texts import formats
from pages.plan import progress_words as words
from pages.shared import messages, session

_OVER = frozenset({PacingStatus.REACHED, PacingStatus.MISSED})


def show(view: Progress) -> None:
    """Headline, a tile a measure, the next step."""
    _headline(view)
    for place, one in zip(st.columns(len(view.paces)), view.paces, strict=True):
        with place:
            _tile(one, view)
    _next_step(view)


def _headline(view: Progress) -> None:
    one, language = view.pace(Measure.REVENUE), session.language()
    values = {
        "actual": words.amount(one.measure, one.actual, view.currency),
        "plan": words.amount(one.measure, one.plan, view.currency),
        "end": formats.day(view.plan.target.period.end_on, language),
        "projected": words.amount(one.measure, one.projected, view.currency),
        "low": words.amount(one.measure, one.projected_low, view.currency),
        "high": words.amount(one.measure, one.projected_high, view.currency),
    }
    period = view.plan.target.period
    values["begin"] = formats.day(period.start_on, language)
    if view.as_of < period.start_on and one.status is not PacingStatus.NO_HISTORY:
        messages.headline("progress_page.headline.not_begun", **values, chance=words.chance_word(one))
    elif one.status is PacingStatus.NO_HISTORY or one.status in _OVER:
        messages.headline(f"progress_page.headline.{one.status}", **values)
    else:
        messages.headline(f"progress_page.headline.{one.status}", **values, chance=words.chance_word(one))
    messages.note(
        "progress_page.headline_note",
        share=formats.share(one.actual / one.plan, language, decimals=0),
        usual=formats.share(one.usual_share, language, decimals=0),
        as_of=formats.day(view.as_of, language),
        begin=values["begin"],
        end=values["end"],
    )


def _tile(one: Pace, view: Progress) -> None:
    texts = session.texts()
    icon, colour = words.STATUS_ICONS[one.status]
    numbers = {
        name: words.amount(one.measure, getattr(one, name), view.currency)
        for name in ("actual", "plan", "projected", "projected_low", "projected_high")
    }
    with st.container(border=True, gap="xsmall"):
        st.caption(texts(f"decisions.measure.{one.measure}"))
        st.markdown(messages.sentence("progress_page.tile", **numbers))
        st.badge(words.status_word(one.status), icon=icon, color=colour)  # type: ignore[arg-type]
        if one.projected == one.projected and one.rest_days:
            messages.note("progress_page.tile_projected", **numbers)
            st.caption(messages.escaped(f"{numbers['projected_low']} – {numbers['projected_high']}"))


def _next_step(view: Progress) -> None:
    step = view.next_step
    if step is None:
        messages.done("progress_page.all_well")
        return
    one, texts = view.pace(step.measure), session.texts()
    key = f"progress_page.next.{step.kind}"
    messages.warning(
        key,
        who=texts(f"definitions.teams.{step.team}"),
        measure=texts(f"decisions.measure.{step.measure}"),
        needed=words.amount(one.measure, one.needed_per_week, view.currency),
        usual=words.amount(one.measure, one.usual_per_week, view.currency),
    )
