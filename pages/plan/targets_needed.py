"""What the target needs: how many of each stage, by when, from which channel, with which capacity and budget."""

import pandas as pd
import streamlit as st

from clm_core.charts import targets as target_charts
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.selection import SegmentField
from clm_core.services.target_budget import needed_budget
from clm_core.services.target_plan import ChainStage, PreparedTarget, TargetAnswer
from clm_core.services.target_words import budget_sentence, coverage_sentence
from clm_core.texts import formats
from pages.plan import targets_goal
from pages.plan import targets_state as state
from pages.shared import charts, inputs, looks, messages, navigation, session, tables
from pages.shared.one_run import one_run
from pages.shared.tables import Column

_CHANNEL = "channel"


def show(prepared: PreparedTarget) -> None:
    """The chain backwards, the dates, the parts by channel."""
    try:
        found = state.answer()
    except ClmError as problem:
        messages.error(problem)
        return
    _headline(found)
    _chain(found)
    _dates(found, prepared)
    _groups(found)
    targets_goal.show_rates(prepared, found.plan)
    _coverage(found)
    _budget(found, prepared)


def _headline(found: TargetAnswer) -> None:
    language, gap = session.language(), found.gap
    messages.headline(
        "targets_page.milestone",
        count=formats.number(gap.milestone_count, language),
        of=formats.number(gap.milestone_of, language),
        on=formats.long_day(gap.milestone_on, language),
    )
    messages.note("targets_page.milestone_there", there=formats.number(gap.milestone_there, language))
    key = "targets_page.milestone_note" if gap.volume_until is not None else "targets_page.milestone_late"
    messages.note(key, most=formats.number(gap.most_per_week, language))


def _chain(found: TargetAnswer) -> None:
    charts.heading("targets_page.chain", "targets_page.chain_note")
    whole = found.chain[found.chain["group"] == ""]
    charts.show_chart(
        target_charts.needed_bars(whole, looks.chart_look()),
        alt=session.texts()("targets_page.chain_alt"),
        key="target_chain",
    )


def _dates(found: TargetAnswer, prepared: PreparedTarget) -> None:
    """By when how many of a stage must exist."""
    texts = session.texts()
    charts.heading("targets_page.dates", "targets_page.dates_note")
    stages = list(dict.fromkeys(found.dates["stage"]))
    default = [ChainStage.MQL.value, *(one for one in stages if one != ChainStage.MQL.value)]
    stage = inputs.switch(
        texts("targets_page.stage_choice"),
        [one for one in default if one in stages],
        words=lambda one: texts(f"targets_page.stage.{one}"),
        name="stage",
    )
    rows = found.dates[found.dates["stage"] == stage]
    charts.show_chart(
        target_charts.date_line(rows, prepared.base.as_of, looks.chart_look()),
        alt=texts("targets_page.dates_alt"),
        key="target_dates",
    )
    table = rows.assign(count=rows["needed"].round())
    columns = {
        "day": Column(label=texts("targets_page.chart.day")),
        "count": Column(label=texts("targets_page.chart.needed"), unit=Unit.COUNT),
        "share": Column(label=texts("targets_page.share_of_all"), unit=Unit.SHARE, decimals=0),
    }
    with st.expander(texts("targets_page.dates_table"), icon=":material/table_rows:"):
        tables.show_table(table, columns, key="target_dates_table", title=texts("targets_page.dates"))


def _groups(found: TargetAnswer) -> None:
    """Each channel's or segment's part of every stage; the parts sum to the whole."""
    texts = session.texts()
    charts.heading("targets_page.by_group", "targets_page.by_group_note")
    by = inputs.switch(
        texts("targets_page.group_choice"),
        [_CHANNEL, *SegmentField],
        words=lambda one: texts("targets_page.channel" if one == _CHANNEL else f"filters.segment.fields.{one}"),
        name="group",
    )
    parts = _parts(found, by)
    if parts.empty:
        messages.note("targets_page.no_groups")
        return
    wide = parts.pivot(index="group", columns="stage", values="count").reset_index()
    stages = [one.value for one in reversed(ChainStage) if one.value in wide.columns]
    wide = wide.sort_values(stages[0], ascending=False, ignore_index=True)
    label = looks.chart_look().channel_label
    wide["name"] = [
        label(one) if by == _CHANNEL else one or texts("targets_page.unknown_group") for one in wide["group"]
    ]
    columns = {"name": Column(label=texts("targets_page.group_choice"), is_pinned=True)}
    columns |= {one: Column(label=texts(f"targets_page.stage.{one}"), unit=Unit.COUNT) for one in stages}
    tables.show_table(wide, columns, key="target_groups", title=texts("targets_page.by_group"))


def _segment_name(value: str) -> str:
    return value or session.texts()("targets_page.unknown_group")


def _parts(found: TargetAnswer, by: str) -> pd.DataFrame:
    chain = found.chain if by == _CHANNEL else state.answer_by(SegmentField(by)).chain
    return chain[chain["group"] != ""] if by == _CHANNEL else chain.iloc[chain["stage"].nunique() :]


def _coverage(found: TargetAnswer) -> None:
    """Open pipeline against what is still to be won."""
    charts.heading("targets_page.coverage")
    st.markdown(coverage_sentence(found, session.texts()))


@st.fragment
@one_run()
def _budget(found: TargetAnswer, prepared: PreparedTarget) -> None:
    """What the MQLs that are still needed cost, by the response curves: worked out when somebody asks."""
    texts = session.texts()
    charts.heading("targets_page.budget", "targets_page.budget_note")
    if not st.button(texts("targets_page.budget_button"), icon=":material/payments:", key="target_budget"):
        return
    with messages.explained_errors(), st.spinner(texts("targets_page.budget_running")):
        needed = session.computed(needed_budget, state.whole_selection(), prepared, found)
        st.markdown(budget_sentence(needed, texts))
        navigation.link("budget_plan", "targets_page.budget_link")
