"""The whole model as tables: criteria, groups and the grid, to add, change and delete rows."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.errors import ClmError, RowProblem
from clm_core.records import TouchpointKind
from clm_core.scoring_model import GRADE_CELLS, Decay, FitTest, ScoringModel
from clm_core.services.scoring import scoring_facts
from clm_core.services.scoring_table import ModelTables, model_of_tables, model_tables
from clm_core.services.scoring_words import field_name, group_name, kind_name
from pages.qualify import scoring_state
from pages.shared import charts, messages, names, session

_PROBLEMS = "scoring_table_problems"
_BOUNDS = 3
_FIELD_PIXELS, _VALUES_PIXELS, _NUMBER_PIXELS = 130, 310, 85


def show() -> None:
    """Three tables in one form; what is wrong in them is listed by row, and nothing is lost."""
    texts, model = session.texts(), scoring_state.working()
    tables, version = model_tables(model, texts), scoring_state.epoch()
    with st.form("scoring_tables", border=False):
        charts.heading("lead_scoring.table.fit", "lead_scoring.table.fit_note")
        fit = _edited(tables.fit, _fit_columns(), f"fit_{version}")
        charts.heading("lead_scoring.table.engagement", "lead_scoring.table.engagement_note")
        engagement = _edited(tables.engagement, _engagement_columns(model), f"engagement_{version}")
        charts.heading("lead_scoring.table.groups", "lead_scoring.table.groups_note")
        groups = _edited(tables.groups, _group_columns(), f"groups_{version}")
        charts.heading("lead_scoring.table.grid", "lead_scoring.table.grid_note")
        grid = _grid(model)
        taken = st.form_submit_button(texts("lead_scoring.table.take"), type="primary")
    if taken:
        _take(ModelTables(fit=fit, engagement=engagement, groups=groups), model, grid)


def _edited(frame: pd.DataFrame, columns: dict[str, Any], key: str) -> pd.DataFrame:
    edited: pd.DataFrame = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        column_config=columns,
        column_order=list(columns),
        key=f"scoring_table_{key}",
        width="stretch",
    )
    return edited


def _fit_columns() -> dict[str, Any]:
    texts, config = session.texts(), st.column_config
    offered = list(session.computed(scoring_facts).fields)
    return {
        "field": config.SelectboxColumn(
            texts("lead_scoring.table.field"),
            width=_FIELD_PIXELS,
            options=offered,
            format_func=lambda one: field_name(one, texts),
            required=True,
        ),
        "test": config.SelectboxColumn(
            texts("lead_scoring.table.test"),
            options=[test.value for test in FitTest],
            format_func=lambda one: texts(f"lead_scoring.test.{one}"),
            default=FitTest.IS_ONE_OF.value,
            required=True,
        ),
        "values": config.TextColumn(texts("lead_scoring.table.values"), width=_VALUES_PIXELS),
        "at_least": config.TextColumn(texts("lead_scoring.table.at_least"), width=_NUMBER_PIXELS),
        "at_most": config.TextColumn(texts("lead_scoring.table.at_most"), width=_NUMBER_PIXELS),
        "points": config.TextColumn(texts("lead_scoring.table.points"), width=_NUMBER_PIXELS, required=True),
        "name": config.TextColumn(texts("lead_scoring.table.name"), help=texts("lead_scoring.table.name_help")),
    }


def _engagement_columns(model: ScoringModel) -> dict[str, Any]:
    texts, config = session.texts(), st.column_config
    channels = list(session.choices().channels["channel"])
    return {
        "group": config.SelectboxColumn(
            texts("lead_scoring.table.group"),
            options=[group.name for group in model.groups],
            format_func=lambda one: group_name(one, texts),
            required=True,
        ),
        "kinds": config.MultiselectColumn(
            texts("lead_scoring.table.kinds"),
            options=[kind.value for kind in TouchpointKind],
            format_func=lambda one: kind_name(one, texts),
        ),
        "contents": config.TextColumn(texts("lead_scoring.table.contents")),
        "channels": config.MultiselectColumn(
            texts("lead_scoring.table.channels"), options=channels, format_func=names.channel
        ),
        "points": config.TextColumn(texts("lead_scoring.table.points"), width=_NUMBER_PIXELS, required=True),
        "name": config.TextColumn(texts("lead_scoring.table.name"), help=texts("lead_scoring.table.name_help")),
    }


def _group_columns() -> dict[str, Any]:
    texts, config = session.texts(), st.column_config
    return {
        "name": config.TextColumn(texts("lead_scoring.table.group"), required=True),
        "decay": config.SelectboxColumn(
            texts("lead_scoring.table.decay"),
            options=[decay.value for decay in Decay],
            format_func=lambda one: texts(f"lead_scoring.decay.{one}"),
            default=Decay.HALF_LIFE.value,
            required=True,
        ),
        "half_life_days": config.TextColumn(texts("lead_scoring.half_life")),
        "window_days": config.TextColumn(texts("lead_scoring.table.window_days")),
        "cap_points": config.TextColumn(texts("lead_scoring.table.cap_points")),
    }


def _grid(model: ScoringModel) -> dict[str, tuple[str, ...]]:
    """The cells that decide instead of the thresholds, and the bounds of the grades, as typed."""
    texts, version = session.texts(), scoring_state.epoch()
    chosen: dict[str, tuple[str, ...]] = {}
    for name, column in zip(("mql_cells", "sql_cells"), st.columns(2), strict=True):
        given = column.multiselect(
            texts(f"lead_scoring.table.{name}"),
            GRADE_CELLS,
            default=getattr(model, name),
            placeholder=texts("lead_scoring.table.no_cells"),
            key=f"scoring_{name}_{version}",
        )
        chosen[name] = tuple(given)
    for name, column in zip(("fit_bounds", "engagement_bounds"), st.columns(2), strict=True):
        bounds = "; ".join(f"{bound:g}" for bound in getattr(model, name))
        typed = column.text_input(texts(f"lead_scoring.table.{name}"), bounds, key=f"scoring_{name}_{version}")
        chosen[name] = tuple(str(typed).split(";"))
    return chosen


def _take(tables: ModelTables, model: ScoringModel, grid: dict[str, tuple[str, ...]]) -> None:
    found, problems = model_of_tables(tables, model, session.texts())
    if found is None:
        _show_problems(problems)
        return
    with messages.explained_errors():
        scoring_state.change(_with_grid(found, grid))
        st.rerun()


def _with_grid(model: ScoringModel, grid: dict[str, tuple[str, ...]]) -> ScoringModel:
    bounds = {name: _bounds(grid[name]) for name in ("fit_bounds", "engagement_bounds")}
    return replace(
        model,
        mql_cells=grid["mql_cells"],
        sql_cells=grid["sql_cells"],
        fit_bounds=bounds["fit_bounds"],
        engagement_bounds=bounds["engagement_bounds"],
    )


def _bounds(parts: tuple[str, ...]) -> tuple[float, float, float]:
    try:
        first, second, third = (float(part.replace("−", "-").replace(",", ".")) for part in parts)
    except ValueError as problem:
        raise ClmError("lead_scoring.table.bounds_unreadable", count=_BOUNDS, given=";".join(parts)) from problem
    return first, second, third


def _show_problems(problems: tuple[RowProblem, ...]) -> None:
    """Every row that cannot be, with its table and number."""
    texts = session.texts()
    lines = []
    for problem in problems:
        place = (
            texts("lead_scoring.table.place", table=texts(f"lead_scoring.table.{problem.sheet}"), row=problem.row)
            if problem.row
            else ""
        )
        lines.append(f"- {place} {messages.sentence(problem.reason, **problem.values)}")
    st.error("\n".join(lines), icon=":material/error:")
