"""A scoring model as three tables that people can edit, and back, with every mistake named at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pandas as pd

from clm_core.analysis.scoring.first_model import GROUPS
from clm_core.errors import ClmError, RowProblem
from clm_core.records import TouchpointKind
from clm_core.scoring_model import (
    Decay,
    EngagementCriterion,
    EngagementGroup,
    FitCriterion,
    FitTest,
    ScoringModel,
)
from clm_core.services.cell_lists import joined_cell, listed_cell
from clm_core.services.scoring_words import group_name
from clm_core.texts import Language, Texts, formats

FIT_COLUMNS = ("name", "field", "test", "values", "at_least", "at_most", "points")
ENGAGEMENT_COLUMNS = ("name", "group", "kinds", "contents", "channels", "points")
_USUAL_HALF_LIFE = EngagementGroup(name="usual").half_life_days
GROUP_COLUMNS = ("name", "decay", "half_life_days", "window_days", "cap_points")


_MOST = 1e15
OWN_GROUPS = tuple(group.name for group in GROUPS)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelTables:
    """The model's criteria and groups, one row each; numbers as the language writes them, lists as lists."""

    fit: pd.DataFrame
    engagement: pd.DataFrame
    groups: pd.DataFrame


def model_tables(model: ScoringModel, texts: Texts) -> ModelTables:
    """The tables of a model."""

    def written(number: float | None) -> str:
        return "" if number is None else _written(number, texts.language)

    fit = [
        (
            one.name,
            one.field,
            one.test.value,
            joined_cell(one.values),
            written(one.at_least),
            written(one.at_most),
            written(one.points),
        )
        for one in model.fit
    ]
    engagement = [
        (
            one.name,
            one.group,
            [kind.value for kind in one.kinds],
            joined_cell(one.contents),
            list(one.channels),
            written(one.points),
        )
        for one in model.engagement
    ]
    groups = [
        (
            group_name(one.name, texts),
            one.decay.value,
            written(None if one.decay is Decay.NONE else one.half_life_days),
            written(one.window_days),
            written(one.cap_points),
        )
        for one in model.groups
    ]
    return ModelTables(
        fit=pd.DataFrame(fit, columns=list(FIT_COLUMNS)),
        engagement=pd.DataFrame(engagement, columns=list(ENGAGEMENT_COLUMNS)),
        groups=pd.DataFrame(groups, columns=list(GROUP_COLUMNS)),
    )


def model_of_tables(
    tables: ModelTables, model: ScoringModel, texts: Texts
) -> tuple[ScoringModel | None, tuple[RowProblem, ...]]:
    """The model with these criteria and groups, else every row that cannot be; wholly blank rows are skipped.

    What stands in no table (thresholds, grid, cap of the whole) stays as it is in ``model``.
    """
    problems: list[RowProblem] = []
    language = texts.language
    # Our own groups are shown in the reader's language and known by their key.
    keys = {group_name(name, texts): name for name in (*OWN_GROUPS, *(group.name for group in model.groups))}
    known = {group.name: group.half_life_days for group in model.groups}
    fit = _made("fit", tables.fit, lambda row: _fit(row, language), problems)
    engagement = _made("engagement", tables.engagement, lambda row: _engagement(row, language), problems)
    groups = _made("groups", tables.groups, lambda row: _group(row, keys, known, language), problems)
    if problems:
        return None, tuple(problems)
    try:
        changed = replace(model, fit=tuple(fit), engagement=tuple(engagement), groups=tuple(groups))
    except ClmError as problem:
        return None, (RowProblem(reason=problem.key, values=problem.values),)
    return changed, ()


def _made(
    sheet: str, rows: pd.DataFrame, make: Callable[[Mapping[str, Any]], Made], problems: list[RowProblem]
) -> list[Made]:
    made = []
    for number, row in enumerate(rows.to_dict("records"), start=1):
        if not any(_is_given(value) for name, value in row.items() if name not in ("test", "decay")):
            continue
        try:
            made.append(make({str(name): value for name, value in row.items()}))
        except ClmError as problem:
            problems.append(RowProblem(reason=problem.key, sheet=sheet, row=number, values=problem.values))
    return made


def _fit(row: Mapping[str, Any], language: Language) -> FitCriterion:
    return FitCriterion(
        name=_text(row["name"]),
        field=_text(row["field"]),
        test=FitTest(_text(row["test"]) or FitTest.IS_ONE_OF),
        values=_list(row["values"]),
        at_least=_number(row["at_least"], language),
        at_most=_number(row["at_most"], language),
        points=_number(row["points"], language) or 0.0,
    )


def _engagement(row: Mapping[str, Any], language: Language) -> EngagementCriterion:
    return EngagementCriterion(
        name=_text(row["name"]),
        group=_text(row["group"]),
        kinds=tuple(TouchpointKind(kind) for kind in _list(row["kinds"])),
        contents=_list(row["contents"]),
        channels=_list(row["channels"]),
        points=_number(row["points"], language) or 0.0,
    )


def _group(
    row: Mapping[str, Any], keys: Mapping[str, str], known: Mapping[str, float], language: Language
) -> EngagementGroup:
    """A group without decay shows no half-life; it keeps the one that it had."""
    name, decay = keys.get(_text(row["name"]), _text(row["name"])), Decay(_text(row["decay"]) or Decay.HALF_LIFE)
    window = _number(row["window_days"], language)
    half_life = _number(row["half_life_days"], language)
    if half_life is None:
        half_life = known.get(name, _USUAL_HALF_LIFE) if decay is Decay.NONE else _USUAL_HALF_LIFE
    return EngagementGroup(
        name=name,
        decay=decay,
        half_life_days=half_life,
        window_days=None if window is None else round(window),
        cap_points=_number(row["cap_points"], language),
    )


def _list(value: object) -> tuple[str, ...]:
    parts = list(value) if isinstance(value, (list, tuple)) else listed_cell(_text(value))
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _number(value: object, language: Language) -> float | None:
    text = _text(value).replace("−", "-")
    if not text:
        return None
    number = float(formats.parsed_decimal(text, language))
    if not abs(number) < _MOST:
        raise ClmError("formats.not_a_decimal", text=text, example=formats.number(1234.56, language, decimals=2))
    return number


def _written(number: float, language: Language) -> str:
    places = next(places for places in (0, 1, 2, 3, 6) if places == 6 or round(number, places) == number)
    return formats.number(number, language, decimals=places).replace("−", "-")


def _text(value: object) -> str:
    return str(value).strip() if _is_given(value) else ""


def _is_given(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return bool(value)
    return value is not None and value is not pd.NA and value == value and str(value).strip() != ""
