"""The answer of the lead list: how many leads to call now, what they are worth, and what that rests on."""

import streamlit as st

from clm_core.services import handover_words
from clm_core.services.handover import ChanceBasis
from clm_core.services.handover_policy import read_policy
from clm_core.texts import formats
from pages.qualify import lead_list_state
from pages.shared import messages, navigation, session


def show() -> None:
    """Headline, everything that waits, what the scores and chances are from, and what is not agreed yet."""
    found, language = lead_list_state.found(), session.language()
    if not lead_list_state.every_lead().empty:
        key, values = handover_words.calls(found, language)
        messages.headline(key, **values)
    waiting = handover_words.backlog(found, language)
    if waiting:
        st.markdown(" ".join(messages.sentence(key, **values) for key, values in waiting))
    _say_basis()


def _say_basis() -> None:
    """The day, the threshold, the model, and what nobody has agreed on yet."""
    found, used, texts = lead_list_state.found(), lead_list_state.model(), session.texts()
    cells, points = ", ".join(used.model.mql_cells), formats.number(used.model.mql_points, texts.language)
    by_cells, by_points = "lead_list.threshold_cells", "lead_list.threshold_points"
    threshold = texts(by_cells, cells=cells) if cells else texts(by_points, points=points)
    said = [messages.sentence("lead_list.as_of", day=found.as_of, threshold=threshold)]
    if used.version is None:
        said.append(messages.sentence("lead_list.model.starting"))
    elif used.is_published:
        said.append(messages.sentence("lead_list.model.published", name=used.version.name))
    else:
        said.append(messages.sentence("lead_list.model.draft", name=used.version.name))
    st.caption(" ".join([*said, *_sellers()]))
    if not used.is_published:
        navigation.link("lead_scoring", "lead_list.model.link")


def _sellers() -> list[str]:
    sellers = lead_list_state.policy().sellers
    if not sellers:
        return [messages.sentence("lead_list.policy_state.no_sellers")]
    if read_policy(session.store()) is None:
        hours = formats.number(sellers[0].hours_per_week, session.language())
        return [messages.sentence("lead_list.policy_state.proposed", hours=hours)]
    return []


def say_chance() -> None:
    """What the chances were learned from, and how the list is ordered; or that nothing orders it."""
    found, language = lead_list_state.found(), session.language()
    chance = found.chance
    if len(found.leads) > 1 and found.leads["score"].nunique() == 1:
        messages.hint("lead_list.same_score", count=len(found.leads))
        return
    said = messages.sentence(
        f"lead_list.chance.{chance.basis}",
        converted=chance.converted,
        leads=chance.leads,
        rate=formats.share(chance.win_rate, language),
        deals=chance.deals,
    )
    ordered = "" if chance.basis is ChanceBasis.NONE else messages.sentence("lead_list.order.text")
    st.caption(f"{ordered} {said}".strip())
