"""Funnel: how far have people come, where do they drop out, after how long, and who are they?"""

from clm_core.records import Stage
from clm_core.services.funnel import FunnelGroup, FunnelView, funnel_view
from clm_core.texts import formats
from pages.shared import filters, inputs, messages, navigation, session
from pages.understand import (
    funnel_activity,
    funnel_cohort,
    funnel_groups,
    funnel_people,
    funnel_time_ageing,
    funnel_time_bridge,
    funnel_time_cohorts,
    funnel_time_deals,
    funnel_time_stay,
    funnel_time_velocity,
)

texts = session.texts()
IN_TIME = {
    "cohorts": funnel_time_cohorts.show,
    "stay": funnel_time_stay.show,
    "velocity": funnel_time_velocity.show,
    "win_rates": funnel_time_deals.show,
    "bridge": funnel_time_bridge.show,
    "ageing": funnel_time_ageing.show,
}


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


def show_people(is_activity: bool) -> None:
    """Who began in the period and how far they came, or what happened in it."""
    by = FunnelGroup(choose("group", [str(group) for group in FunnelGroup]))
    view = session.computed(funnel_view, session.selection(), by)
    if view.cohort.size == 0:
        navigation.empty_state(
            "funnel.empty.title", "funnel.empty.text", leads_to="import", link_key="funnel.empty.link"
        )
    elif is_activity:
        funnel_activity.show(view)
    else:
        show_answer(view)
        funnel_cohort.show(view)
        funnel_groups.show(view)
        funnel_people.show(view)


navigation.stop_without_data()
messages.page_title("shell.pages.funnel")
look_at = choose("view", ["cohort", "activity", *IN_TIME])
if look_at in IN_TIME:
    with messages.explained_errors():
        IN_TIME[look_at]()
else:
    show_people(look_at == "activity")
