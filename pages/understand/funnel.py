"""Funnel: how far have people come, where do they drop out, after how long, and who are they?"""

import streamlit as st

from clm_core.records import Stage
from clm_core.services.funnel import FunnelGroup, FunnelView, funnel_view
from clm_core.texts import formats
from pages.shared import filters, inputs, messages, navigation, session
from pages.understand import funnel_activity, funnel_cohort, funnel_groups, funnel_people

texts = session.texts()


def show_answer(view: FunnelView) -> None:
    """How many came through, and the step at which most were lost."""
    cohort, language = view.cohort, texts.language
    last = cohort.total.iloc[-1]
    rates = cohort.total[cohort.total["step_base"] > 0]
    weakest = rates.loc[rates["step_rate"].idxmin()]
    before = cohort.stages[cohort.stages.index(Stage(weakest["stage"])) - 1]
    messages.headline(
        "funnel.answer",
        period=filters.period_text(cohort.period, language),
        size=cohort.size,
        start=texts(f"stages.plural.{cohort.stages[0]}"),
        reached=int(last["reached"]),
        end=texts(f"stages.plural.{last['stage']}"),
        rate=formats.share(last["start_rate"], language),
    )
    messages.note(
        "funnel.weakest",
        step=f"{texts(f'stages.{before}')} → {texts('stages.' + weakest['stage'])}",
        rate=formats.share(weakest["step_rate"], language),
        interval=formats.interval(weakest["step_low"], weakest["step_high"], language),
        interval_of_end=formats.interval(last["start_low"], last["start_high"], language),
        count=int(weakest["step_base"]),
    )
    if cohort.is_young:
        messages.hint("funnel.young", day=view.as_of)
    elif not cohort.is_maturity_known:
        messages.hint("funnel.maturity_unknown")


def choose(name: str, options: list[str]) -> str:
    """A switch of this page: its words are funnel.<name> and funnel.<name>_of.<option>."""
    return inputs.switch(
        texts(f"funnel.{name}"), options, words=lambda option: texts(f"funnel.{name}_of.{option}"), name=name
    )


navigation.stop_without_data()
messages.page_title("shell.pages.funnel")
with st.container(horizontal=True, gap="large"):
    look_at = choose("view", ["cohort", "activity"])
    by = FunnelGroup(choose("group", [str(group) for group in FunnelGroup]))
view = session.computed(funnel_view, session.selection(), by)
if view.cohort.size == 0:
    navigation.empty_state("funnel.empty.title", "funnel.empty.text", leads_to="import", link_key="funnel.empty.link")
elif look_at == "activity":
    funnel_activity.show(view)
else:
    show_answer(view)
    funnel_cohort.show(view)
    funnel_groups.show(view)
    funnel_people.show(view)
