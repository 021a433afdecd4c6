"""The ordered rules themselves, editable: the first that fits decides."""

import pandas as pd
import streamlit as st

from clm_core.services import channel_rules
from clm_core.services.channel_rules import ChannelRule
from pages.shared import messages, names, session

TEXT_CONDITIONS = (
    "source_list",
    "source_pattern",
    "medium_pattern",
    "campaign_pattern",
    "campaign_type_pattern",
    "name_pattern",
)
LIST_CONDITIONS = ("sources", "mediums", "names", "platforms", "kinds")


def show() -> None:
    """One line a rule; saving makes every page count anew."""
    texts, store = session.texts(), session.store()
    rules = channel_rules.channel_rules(store)
    with st.expander(texts("channel_rules.rules", count=len(rules)), icon=":material/rule:", key="rules"):
        messages.note("channel_rules.rules_note")
        lines = pd.DataFrame([_line(rule) for rule in rules])
        with st.form("rules_form", border=False):
            edited = st.data_editor(
                lines,
                num_rows="dynamic",
                hide_index=True,
                column_config=_columns(),
                key=f"rules_editor_{session.data_version()}",
            )
            saved = st.form_submit_button(texts("channel_rules.save"), type="primary")
        if saved:
            with messages.explained_errors():
                channel_rules.change_channel_rules(store, _rules(edited))
                st.rerun()
        if st.button(texts("channel_rules.restore"), type="tertiary", key="restore_rules"):
            channel_rules.change_channel_rules(store, ())
            st.rerun()


def _line(rule: ChannelRule) -> dict[str, object]:
    line: dict[str, object] = {
        "position": rule.position,
        "is_active": rule.is_active,
        "name": rule.name,
        "channel": rule.channel,
        "is_paid": rule.is_paid,
    }
    line |= {name: getattr(rule, name) for name in TEXT_CONDITIONS}
    return line | {name: ", ".join(getattr(rule, name)) for name in LIST_CONDITIONS}


def _columns() -> dict[str, object]:
    texts, config = session.texts(), st.column_config
    offered = list(channel_rules.known_channels(session.store()))
    columns: dict[str, object] = {
        "position": config.NumberColumn(texts("channel_rules.rule.position"), step=1, width="small"),
        "is_active": config.CheckboxColumn(texts("channel_rules.rule.is_active"), default=True, width="small"),
        "name": config.TextColumn(texts("channel_rules.rule.name"), required=True),
        "channel": config.SelectboxColumn(
            texts("channel_rules.rule.channel"), options=offered, format_func=names.channel, required=True
        ),
        "is_paid": config.CheckboxColumn(texts("channel_rules.rule.is_paid"), default=False, width="small"),
    }
    for name in (*TEXT_CONDITIONS, *LIST_CONDITIONS):
        columns[name] = config.TextColumn(texts(f"channel_rules.rule.{name}"))
    return columns


def _rules(edited: pd.DataFrame) -> list[ChannelRule]:
    """The rules in the order of their numbers; a new line without number comes last."""
    ordered = edited.sort_values("position", kind="stable", na_position="last").fillna(
        {"is_paid": False, "is_active": True}
    )
    rules = []
    for line in ordered.to_dict("records"):
        conditions: dict[str, object] = {
            name: str(line[name] or "") for name in TEXT_CONDITIONS if _is_given(line[name])
        }
        conditions |= {name: _listed(line[name]) for name in LIST_CONDITIONS if _is_given(line[name])}
        rules.append(
            channel_rules.new_rule(
                name=str(line["name"]),
                channel=str(line["channel"]),
                is_active=bool(line["is_active"]),
                is_paid=bool(line["is_paid"]),
                **conditions,
            )
        )
    return rules


def _is_given(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _listed(value: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(value).split(",") if part.strip())
