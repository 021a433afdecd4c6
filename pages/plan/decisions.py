"""Decisions: did what we decided bring what we expected?"""

import streamlit as st

from clm_core.decisions import Action, Measure
from clm_core.services.decision_words import advice_sentence, hits_sentence
from clm_core.services.decisions import DecisionProposal, DecisionsView, decisions_view
from pages.plan import decisions_list, decisions_record
from pages.shared import decide, messages, navigation, session

OWN_IDEA = DecisionProposal(title="", action=Action.ANOTHER, measure=Measure.LEADS)


def show_answer(view: DecisionsView) -> None:
    """How many came true, how sure that is, and how the product's own advice fared."""
    texts = session.texts()
    hits = view.hits
    if hits.told:
        messages.headline("decisions_page.answer", hits=hits.came_true, count=hits.told)
    else:
        messages.headline("decisions_page.nothing_told")
    waiting = messages.sentence("decisions_page.waiting", count=len(view.open))
    st.markdown(f"{messages.escaped(hits_sentence(hits, texts))} {waiting}")
    own = advice_sentence(view.advice, texts)
    if own:
        st.markdown(messages.escaped(own))
    messages.note("decisions_page.note", as_of=view.as_of)


def show_none() -> None:
    """What a decision is good for, and where advice comes from."""
    navigation.empty_state(
        "decisions_page.empty.title",
        "decisions_page.empty.text",
        leads_to="attribution",
        link_key="decisions_page.empty.link",
    )


navigation.stop_without_data()
messages.page_title("shell.pages.decisions")
texts = session.texts()
with st.spinner(texts("decisions_page.judging")):
    view = decisions_view(session.store())
if not view.kept:
    show_none()
    decide.button(OWN_IDEA, key="own_idea", label_key="decisions_page.new")
else:
    show_answer(view)
    decide.button(OWN_IDEA, key="own_idea", label_key="decisions_page.new")
    decisions_record.show_picture(view)
    decisions_list.show_open(view)
    decisions_list.show_judged(view)
    decisions_record.show_tables(view)
