"""Which promise buys the most chance: a stated step of each, alone and in pairs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.charts import targets as target_charts
from clm_core.services.agreement_words import part_name
from clm_core.services.target_plan import PreparedTarget, promise_steps
from clm_core.target_parts import promise_part
from clm_core.targets import WEEKLY_PROMISES, PromiseKind, TargetPlan
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session, tables
from pages.shared.tables import Column


def show(prepared: PreparedTarget, plan: TargetPlan) -> None:
    """The picture of single steps with its sentence; pairs as a table that opens."""
    charts.heading("targets_page.worth", "targets_page.worth_note")
    alone = session.drawn(_steps, prepared, (plan,), has_pairs=False)
    if alone.empty:
        messages.hint("targets_page.worth_nothing")
        return
    _sentence(alone)
    names = {row["first"]: _step(row) for row in alone.to_dict("records")}
    charts.show_chart(
        target_charts.worth_bars(alone, names, looks.chart_look()),
        alt=session.texts()("targets_page.worth_alt"),
        key="target_worth",
    )
    if len(alone) > 1:
        # Worked out only when somebody looks: it takes longer than all the rest of a moved slider.
        box = st.expander(
            session.texts()("targets_page.pairs"), icon=":material/join:", key="target_pairs_box", on_change="rerun"
        )
        if box.open:
            with box:
                worth = session.drawn(_steps, prepared, (plan,), has_pairs=True)
                _pairs(worth[worth["second"] != ""].reset_index(drop=True), names)


def _steps(prepared: PreparedTarget, asked: tuple[TargetPlan], *, has_pairs: bool) -> pd.DataFrame:
    return promise_steps(prepared, asked[0], has_pairs=has_pairs)


def _sentence(alone: pd.DataFrame) -> None:
    best = alone.iloc[0]
    if best["change_low"] <= 0:
        messages.hint("targets_page.worth_little")
        return
    texts, language = session.texts(), session.language()
    kind = PromiseKind(best["first"])
    st.markdown(
        messages.sentence(
            "targets_page.worth_best",
            promise=part_name(promise_part(kind), texts),
            step=_amount(best.to_dict()),
            points=formats.number(100 * best["chance_change"], language, decimals=1),
        )
    )


def _step(row: Mapping[Any, Any]) -> str:
    """The promise and its step: "First contact +5 points"."""
    return f"{part_name(promise_part(PromiseKind(str(row['first']))), session.texts())} {_amount(row)}"


def _amount(row: Mapping[Any, Any]) -> str:
    language, step = session.language(), float(row["step"])
    if PromiseKind(str(row["first"])) in WEEKLY_PROMISES:
        return f"+{formats.few(step, language)}"
    return session.texts()("targets_page.chart.points", points=f"+{formats.few(100 * step, language)}")


def _pairs(pairs: pd.DataFrame, names: dict[str, str]) -> None:
    texts, language = session.texts(), session.language()

    def points(values: pd.Series) -> list[str]:
        return [f"{'+' if one > 0.0005 else ''}{formats.number(100 * one, language, decimals=1)}" for one in values]

    rows = pd.DataFrame(
        {
            "pair": [f"{names[one]} + {names[two]}" for one, two in zip(pairs["first"], pairs["second"], strict=True)],
            "change": pairs["chance_change"],
            "change_words": points(pairs["chance_change"]),
            "interaction": pairs["interaction"],
            "interaction_words": points(pairs["interaction"]),
        }
    )
    columns = {
        "pair": Column(label=texts("targets_page.pair"), width="large"),
        "change": Column(label=texts("targets_page.pair_change"), text_of="change_words"),
        "interaction": Column(
            label=texts("targets_page.pair_interaction"),
            text_of="interaction_words",
            help_text=texts("targets_page.pair_interaction_help"),
        ),
    }
    tables.show_table(rows, columns, key="target_pairs", title=texts("targets_page.pairs"))
