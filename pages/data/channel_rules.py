"""Channel rules: what became which channel and why, a place to try a source, and the rules themselves."""

import streamlit as st

from clm_core.kpis import Unit
from clm_core.records import TouchpointKind
from clm_core.services import channel_rules
from pages.data import rule_editor
from pages.overview.sources import system_name
from pages.shared import messages, names, navigation, session
from pages.shared.tables import Column, show_table

texts, store = session.texts(), session.store()
UNKNOWN = ("unassigned", "no_source")


def show_trial() -> None:
    """What would a link with these parameters count as?"""
    st.subheader(texts("channel_rules.trial"), anchor=False)
    columns = st.columns(3)
    source, medium, campaign = (
        str(column.text_input(texts(f"channel_rules.{name}"), key=f"trial_{name}", placeholder=example))
        for column, (name, example) in zip(
            columns, {"source": "google", "medium": "cpc", "campaign": "DE_Search_Brand"}.items(), strict=True
        )
    )
    if source or medium or campaign:
        channel, rule = channel_rules.ruled_channel(store, source=source, medium=medium, campaign=campaign)
        messages.done("channel_rules.trial_result", channel=names.channel(channel), rule=names.channel_rule(rule))


def show_sources() -> None:
    """The distinct sources of the data; a selected one can be given to another channel."""
    ruled = session.computed(channel_rules.ruled_sources)
    if ruled.empty:
        navigation.stop_without_data()
    unknown = ruled[ruled["channel_key"].isin(UNKNOWN)]
    if len(unknown):
        messages.headline(
            "channel_rules.unknown", count=int(unknown["row_count"].sum()), total=int(ruled["row_count"].sum())
        )
    else:
        messages.headline("channel_rules.all_known", count=int(ruled["row_count"].sum()))
    only_unknown = st.toggle(texts("channel_rules.only_unknown"), key="only_unknown", disabled=unknown.empty)
    shown = (unknown if only_unknown else ruled).reset_index(drop=True)
    kinds = {kind: texts(f"fields.choice.kind_{kind}") for kind in TouchpointKind}
    frame = shown.assign(
        what=[texts(f"fields.{one}.label") for one in shown["record_type"]],
        becomes=[names.channel(one) for one in shown["channel_key"]],
        kind=shown["kind"].map(kinds, na_action="ignore"),
        platform=shown["platform"].map(system_name, na_action="ignore"),
        because=[names.channel_rule(one) for one in shown["channel_rule"]],
    )
    shown_columns = ("what", "channel", "source", "medium", "campaign", "platform", "kind", "becomes", "because")
    columns = {
        name: Column(label=texts(f"channel_rules.column.{name}")) for name in shown_columns if frame[name].notna().any()
    }
    columns["row_count"] = Column(label=texts("channel_rules.column.row_count"), unit=Unit.COUNT)
    selected = show_table(
        frame, columns, key="ruled_sources", title=texts("channel_rules.title"), is_selectable=True, height=380
    )
    for position in selected:
        show_assignment(str(frame["source"].fillna("")[position]), str(frame["medium"].fillna("")[position]))


def show_assignment(source: str, medium: str) -> None:
    """Gives the selected source to a channel."""
    if not source and not medium:
        messages.hint("channel_rules.nothing_to_assign")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        offered = channel_rules.known_channels(store)
        chosen = st.selectbox(
            texts("channel_rules.assign", source=messages.escaped(" / ".join(one for one in (source, medium) if one))),
            list(offered),
            index=None,
            format_func=lambda key: names.channel(key, offered[key]),
            placeholder=texts("channel_rules.choose_channel"),
            key="assigned_channel",
        )
        if st.button(texts("channel_rules.save"), type="primary", disabled=chosen is None, key="save_assignment"):
            channel_rules.assign_source(store, source=source, medium=medium, channel=str(chosen))
            st.rerun()


messages.page_title("shell.pages.channel_rules")
messages.note("channel_rules.intro")
show_sources()
show_trial()
rule_editor.show()
