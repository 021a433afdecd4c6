"""What both teams agree on: who has how much time, what a lead costs, who gets which, and why leads go back."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.errors import ClmError
from clm_core.handover import HandoverPolicy, RejectionCause, RejectionReason, RoutingRule, Seller
from clm_core.kpis import Unit
from clm_core.scoring_model import TEXT_FIELDS
from clm_core.services.cell_lists import joined_cell, listed_cell
from clm_core.services.handover_policy import guessed_cause, save_policy
from clm_core.services.scoring import scoring_facts
from clm_core.services.scoring_words import field_name
from clm_core.texts import Language, formats
from pages.qualify import lead_list_state
from pages.shared import charts, inputs, messages, session
from pages.shared.tables import Column, show_table

_SAVED = "handover_policy_saved"


def show() -> None:
    """Time and cost, sellers with their load, rules and reasons; saving makes the list count anew."""
    texts, policy = session.texts(), lead_list_state.policy()
    messages.note("lead_list.policy.note")
    if session.kept(_SAVED):
        session.forget(_SAVED)
        messages.done("lead_list.policy.saved")
    effort, cost = _effort(policy)
    sellers, load = st.columns(2, gap="large")
    with sellers:
        charts.heading("lead_list.policy.sellers", "lead_list.policy.sellers_note")
        people = _sellers(policy)
    with load:
        _load()
    charts.heading("lead_list.policy.rules", "lead_list.policy.rules_note")
    rules = _rules(policy)
    charts.heading("lead_list.policy.reasons", "lead_list.policy.reasons_note")
    reasons = _reasons(policy)
    if st.button(texts("lead_list.policy.save"), type="primary", key="save_policy"):
        with messages.explained_errors():
            wanted = HandoverPolicy(
                sellers=tuple(_read_sellers(people)),
                hours_per_lead=float(effort),
                cost_per_lead=float(cost),
                rules=tuple(_read_rules(rules)),
                reasons=tuple(_read_reasons(reasons)),
            )
            save_policy(session.store(), wanted)
            session.keep(_SAVED, True)
            st.rerun()


def _effort(policy: HandoverPolicy) -> tuple[Decimal, Decimal]:
    texts, (left, right, _) = session.texts(), st.columns([1, 1, 2])
    before = (Decimal(str(policy.hours_per_lead)), Decimal(str(policy.cost_per_lead)))
    with left:
        effort = inputs.decimal_input(
            texts("lead_list.policy.hours_per_lead"),
            key=lead_list_state.own_key("hours_per_lead"),
            value=before[0],
            decimals=2,
        )
    with right:
        cost = inputs.decimal_input(
            texts("lead_list.policy.cost_per_lead"), key=lead_list_state.own_key("cost_per_lead"), value=before[1],
            unit=session.settings().reporting_currency,
        )  # fmt: skip
    return before[0] if effort is None else effort, before[1] if cost is None else cost


def _editor(lines: list[dict[str, object]], columns: Mapping[str, Any], name: str) -> pd.DataFrame:
    """A table to type in; it begins anew when the agreement or the language changes."""
    frame = pd.DataFrame(lines, columns=list(columns)).astype("str")
    key = f"policy_{name}_{session.language()}_{abs(hash(lead_list_state.policy()))}"
    edited: pd.DataFrame = st.data_editor(
        frame, num_rows="dynamic", hide_index=True, column_config=dict(columns), key=key
    )
    return edited


def _sellers(policy: HandoverPolicy) -> pd.DataFrame:
    texts, language, config = session.texts(), session.language(), st.column_config
    lines: list[dict[str, object]] = [
        {"name": one.name, "hours_per_week": _written(one.hours_per_week, language)} for one in policy.sellers
    ]
    columns = {
        "name": config.TextColumn(texts("lead_list.policy.name"), required=True),
        "hours_per_week": config.TextColumn(texts("lead_list.policy.hours_per_week"), required=True),
    }
    return _editor(lines, columns, "sellers")


def _load() -> None:
    texts, loads = session.texts(), lead_list_state.found().loads
    charts.heading("lead_list.policy.loads", "lead_list.policy.loads_note")
    names = ("owner", "leads_per_week", "this_week", "leads")
    columns = {
        name: Column(label=texts(f"lead_list.policy.load.{name}"), unit=None if name == "owner" else Unit.COUNT)
        for name in names
    }
    show_table(loads, columns, key="seller_loads", title=texts("lead_list.policy.loads"), has_downloads=False)


def _rules(policy: HandoverPolicy) -> pd.DataFrame:
    texts, config = session.texts(), st.column_config
    fields = [*TEXT_FIELDS, *(name for name in scoring_facts(session.store()).fields if name not in TEXT_FIELDS)]
    lines: list[dict[str, object]] = [
        {"name": one.name, "field": one.field, "values": joined_cell(one.values), "sellers": joined_cell(one.sellers)}
        for one in policy.rules
    ]
    columns = {
        "name": config.TextColumn(texts("lead_list.policy.rule"), required=True),
        "field": config.SelectboxColumn(
            texts("lead_list.policy.field"), options=fields, required=True,
            format_func=lambda name: field_name(str(name), texts),
        ),
        "values": config.TextColumn(texts("lead_list.policy.values"), required=True),
        "sellers": config.TextColumn(texts("lead_list.policy.rule_sellers"), required=True),
    }  # fmt: skip
    return _editor(lines, columns, "rules")


def _reasons(policy: HandoverPolicy) -> pd.DataFrame:
    texts, config = session.texts(), st.column_config
    lines: list[dict[str, object]] = [{"text": one.text, "cause": str(one.cause)} for one in policy.reasons]
    columns = {
        "text": config.TextColumn(texts("lead_list.policy.reason"), required=True),
        "cause": config.SelectboxColumn(
            texts("lead_list.policy.cause"), options=[str(one) for one in RejectionCause],
            format_func=lambda cause: texts(f"handover.cause.cause_{cause}"),
        ),
    }  # fmt: skip
    return _editor(lines, columns, "reasons")


def _read_sellers(lines: pd.DataFrame) -> Iterator[Seller]:
    for line in _given(lines, "name"):
        yield Seller(name=line["name"], hours_per_week=_hours(line["hours_per_week"], session.language()))


def _read_rules(lines: pd.DataFrame) -> Iterator[RoutingRule]:
    for line in _given(lines, "name"):
        yield RoutingRule(
            name=line["name"],
            field=line["field"],
            values=listed_cell(line["values"]),
            sellers=listed_cell(line["sellers"]),
        )


def _read_reasons(lines: pd.DataFrame) -> Iterator[RejectionReason]:
    for line in _given(lines, "text"):
        cause = RejectionCause(line["cause"]) if line["cause"] else guessed_cause(line["text"])
        yield RejectionReason(text=line["text"], cause=cause)


def _given(lines: pd.DataFrame, needed: str) -> Iterator[dict[str, str]]:
    """The lines that say something, their cells as trimmed text."""
    for line in lines.astype(object).where(lines.notna(), "").to_dict("records"):
        texts = {str(name): str(value).strip() for name, value in line.items()}
        if texts[needed]:
            yield texts


def _hours(text: str, language: Language) -> float:
    try:
        return float(formats.parsed_decimal(text, language))
    except ClmError as problem:
        raise ClmError("lead_list.policy.hours_unreadable", text=text) from problem


def _written(hours: float, language: Language) -> str:
    return formats.number(hours, language, decimals=0 if hours == int(hours) else 2)
