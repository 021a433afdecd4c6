"""The limits of a plan as tables: minimum, maximum, contract and step a channel, groups, and what sales can work."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.budget_limits import LIMIT_COLUMNS, read_groups, read_limits
from clm_core.services.budget_plan import PlanBase
from clm_core.services.budget_words import channel_name, horizon, worded
from clm_core.texts import formats
from pages.plan import budget_plan_state as state
from pages.plan import budget_plan_view
from pages.shared import charts, inputs, messages, session

_TAKEN = "budget_limits_taken"
_AMOUNT_PIXELS = 120


def show(base: PlanBase) -> None:
    """The tables in one form; what cannot be read is said by channel and column, and nothing is lost."""
    texts = session.texts()
    if session.kept(_TAKEN):
        session.forget(_TAKEN)
        messages.done("budget_plan_page.limits.taken")
    budget_plan_view.answered(base)
    messages.note("budget_plan_page.limits.intro")
    now = state.limit_set(base)
    has_capacity, sqls = _capacity(base, now)
    with st.form("budget_limits", border=False):
        edited = st.data_editor(
            _table(base, now),
            hide_index=True,
            disabled=["name", "today"],
            column_config=_columns(),
            key=f"budget_limits_{base.terms.length}_{base.terms.periods}_{base.terms.outcome}_{base.curve_number}",
            width="stretch",
        )
        charts.heading("budget_plan_page.limits.groups", "budget_plan_page.limits.groups_note")
        groups = st.data_editor(
            _groups(now),
            num_rows="dynamic",
            hide_index=True,
            column_config={
                name: st.column_config.TextColumn(texts(f"budget_plan_page.limits.{name}"))
                for name in ("group", "minimum", "maximum")
            },
            key=f"budget_groups_{base.terms.length}_{base.terms.periods}_{base.terms.outcome}",
        )
        is_taken = st.form_submit_button(texts("budget_plan_page.limits.take"), type="primary")
    if is_taken:
        _take(base, edited, groups, sqls if has_capacity else None)
    if st.button(texts("budget_plan_page.limits.clear"), key="budget_limits_clear", type="tertiary"):
        _apply(base, state.LimitSet())


def _capacity(base: PlanBase, now: state.LimitSet) -> tuple[bool, float]:
    """Whether sales' capacity counts, and how many SQLs it is."""
    texts = session.texts()
    if not base.sqls_per_outcome:
        return False, 0.0
    has_capacity = st.checkbox(
        texts("budget_plan_page.limits.capacity"), value=now.sqls is not None, key="budget_capacity"
    )
    if not has_capacity:
        return False, 0.0
    proposed = Decimal(round(base.capacity_sqls if now.sqls is None else now.sqls))
    typed = inputs.decimal_input(
        texts("budget_plan_page.limits.capacity_sqls"),
        key=f"budget_sqls_{base.terms.length}_{base.terms.periods}",
        value=proposed,
        minimum=Decimal(0),
        decimals=0,
    )
    messages.note(
        "budget_plan_page.limits.capacity_note",
        sqls=formats.number(base.capacity_sqls, session.language()) + " SQLs",
        horizon=horizon(base, texts),
    )
    return typed is not None, float(typed or 0)


def _table(base: PlanBase, now: state.LimitSet) -> pd.DataFrame:
    texts, language = session.texts(), session.language()
    rows = [
        {
            "name": channel_name(channel, texts, state.labels()),
            "today": formats.money(amount, base.currency, language),
            **{column: now.typed.get(channel, {}).get(column, "") for column in LIMIT_COLUMNS},
        }
        for channel, amount in zip(base.channels, base.today, strict=True)
    ]
    return pd.DataFrame(rows).astype("object")


def _groups(now: state.LimitSet) -> pd.DataFrame:
    return pd.DataFrame(now.typed_groups, columns=["group", "minimum", "maximum"]).astype("object")


def _columns() -> dict[str, object]:
    texts, config = session.texts(), st.column_config
    words = {name: texts(f"budget_plan_page.limits.{name}") for name in LIMIT_COLUMNS}
    return {
        "name": config.TextColumn(texts("budget_plan_page.column.channel")),
        "today": config.TextColumn(texts("budget_plan_page.column.today"), width=_AMOUNT_PIXELS),
        **{name: config.TextColumn(word, width=_AMOUNT_PIXELS) for name, word in words.items()},
    }


def _take(base: PlanBase, edited: pd.DataFrame, groups: pd.DataFrame, sqls: float | None) -> None:
    texts, names = session.texts(), state.labels()
    typed = {
        channel: {column: str(row[column] or "") for column in LIMIT_COLUMNS}
        for channel, row in zip(base.channels, edited.to_dict("records"), strict=True)
    }
    typed_groups = tuple(
        (str(one["group"] or ""), str(one["minimum"] or ""), str(one["maximum"] or ""))
        for one in groups.fillna("").to_dict("records")
    )
    try:
        limits = read_limits(base, typed, texts, names)
        found = read_groups(base, typed, typed_groups, texts)
    except ClmError as problem:
        messages.error(worded(problem, base, texts, names))
        return
    given = state.LimitSet(limits=limits, groups=found, sqls=sqls, typed=typed, typed_groups=typed_groups)
    _apply(base, given)


def _apply(base: PlanBase, limits: state.LimitSet) -> None:
    state.apply_limits(base, limits)
    session.keep(_TAKEN, True)
    st.rerun()
