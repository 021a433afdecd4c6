"""Fit: which criteria each lead meets. The points are applied later, so that moving one needs no look at the leads."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.scoring.leads import LeadFacts, LeadField
from clm_core.scoring_model import FitCriterion, FitTest

Matrix: TypeAlias = NDArray[np.float32]

_NO_FIELD = LeadField(codes=np.zeros(0, dtype=np.int32), values=())


def fit_matrix(facts: LeadFacts, criteria: Sequence[FitCriterion]) -> Matrix:
    """leads × criteria, 1 where a lead meets a criterion, else 0; column by column in memory.

    A field that the data do not have is blank for everybody.
    """
    matrix = np.zeros((len(facts), len(criteria)), dtype=np.float32, order="F")
    for column, criterion in enumerate(criteria):
        field = facts.fields.get(criterion.field, _NO_FIELD)
        codes = field.codes if len(field.codes) else np.full(len(facts), -1, dtype=np.int32)
        # The last place is the blank, to which code -1 points.
        matrix[:, column] = _holds(field.values, criterion)[codes]
    return matrix


def _holds(values: Sequence[str], criterion: FitCriterion) -> NDArray[np.bool_]:
    """Whether each value meets the criterion, the blank last."""
    if criterion.test is FitTest.IS_KNOWN:
        return np.array([*(True for _ in values), False])
    if criterion.test is FitTest.IS_MISSING:
        return np.array([*(False for _ in values), True])
    if criterion.test is FitTest.BETWEEN:
        numbers = numbers_in(values)
        low = -np.inf if criterion.at_least is None else criterion.at_least
        high = np.inf if criterion.at_most is None else criterion.at_most
        return np.append((numbers >= low) & (numbers <= high), False)
    wanted = [value.strip().casefold() for value in criterion.values if value.strip()]
    if criterion.test is FitTest.IS_ONE_OF:
        return np.array([*(value.casefold() in wanted for value in values), False])
    return np.array([*(any(part in value.casefold() for part in wanted) for value in values), False])


def numbers_in(values: Sequence[str]) -> NDArray[np.float64]:
    """The values as numbers, a comma being a decimal one where no point stands; what is no number is NaN."""
    texts = pd.Series(values, dtype="str")
    has_comma = texts.str.contains(",", regex=False) & ~texts.str.contains(".", regex=False)
    plain = texts.mask(has_comma, texts.str.replace(",", ".", regex=False))
    numbers: NDArray[np.float64] = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64)
    return numbers


def unreadable_count(field: LeadField) -> int:
    """How many leads have something in this field that is no number, which a "between" cannot see."""
    is_text = np.append(np.isnan(numbers_in(field.values)), False)
    return int(is_text[field.codes].sum())
