"""Where people drop out of a cohort and after how long, and whether the cohort is old enough to judge."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.funnel_people import People, Standing
from clm_core.analysis.trend import zone_days
from clm_core.columns import typed_frame
from clm_core.result_columns import FUNNEL_MATURITY, FUNNEL_STEPS
from clm_core.selection import Period

_LAG_QUANTILES = {"lag_q1_days": 0.25, "lag_median_days": 0.5, "lag_q3_days": 0.75, "lag_p90_days": 0.9}
_MOVED_ON, _STILL_OPEN = (list(Standing).index(standing) for standing in (Standing.MOVED_ON, Standing.STILL_OPEN))


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortMaturityRule:
    """When a cohort is too young for its rates to be final.

    Nine in ten of those who ever get to a stage got there within the 90th percentile of the lags of
    older data. A cohort of which more than ``max_younger_share`` has not had that long is young. With
    fewer than ``min_reference_count`` known lags nothing is said.
    """

    min_reference_count: int = 20
    max_younger_share: float = 0.2


def step_rows(cohort: People, groups: pd.Categorical) -> pd.DataFrame:
    """One row a group and stage that can be left (result_columns.FUNNEL_STEPS)."""
    step_count = len(cohort.stages) - 1
    if step_count < 1:
        return typed_frame({}, FUNNEL_STEPS)
    # One cell a step and group, so that every measure is one pass over all of them.
    people = pd.concat([_people_at(cohort, groups, position) for position in range(step_count)], ignore_index=True)
    cell_count = len(groups.categories) * step_count
    columns: dict[str, object] = {
        "group": np.tile(np.asarray(groups.categories, dtype=object), step_count),
        "stage": np.repeat([str(stage) for stage in cohort.stages[:-1]], len(groups.categories)),
        "next_stage": np.repeat([str(stage) for stage in cohort.stages[1:]], len(groups.categories)),
        "entered": np.bincount(people["cell"], minlength=cell_count),
    }
    for code, standing in enumerate(Standing):
        is_so = people["standing"] == code
        columns[standing] = np.bincount(people.loc[is_so, "cell"], minlength=cell_count)
    columns["out_of_order"] = np.bincount(people.loc[people["lag"] < 0, "cell"], minlength=cell_count)
    return typed_frame(pd.DataFrame(columns).join(_lags(people)).fillna({"lag_count": 0}), FUNNEL_STEPS)


def _people_at(cohort: People, groups: pd.Categorical, position: int) -> pd.DataFrame:
    """The people who reached a stage: their cell, standing, days to the next stage or days waited so far."""
    here, following = (zone_days(cohort.times[:, place], cohort.zone) for place in (position, position + 1))
    standing = np.asarray(cohort.standing(position).codes)
    rows = pd.DataFrame(
        {
            "cell": groups.codes.astype(np.int64) + position * len(groups.categories),
            "standing": standing,
            "lag": np.where(standing == _MOVED_ON, following - here, np.nan),
            "waiting": np.where(standing == _STILL_OPEN, day_number(cohort.as_of) - here, np.nan),
        }
    )
    return rows[standing >= 0]


def _lags(people: pd.DataFrame) -> pd.DataFrame:
    lags = people.groupby("cell")["lag"]
    table = pd.DataFrame({"lag_count": lags.count(), "lag_mean_days": lags.mean()})
    table["lag_min_days"], table["lag_max_days"] = lags.min(), lags.max()
    quantiles = lags.quantile(np.array(list(_LAG_QUANTILES.values()))).unstack()
    for name, share in _LAG_QUANTILES.items():
        table[name] = quantiles.get(share, np.nan)
    table["open_median_days"] = people.groupby("cell")["waiting"].median()
    return table


def maturity(cohort: People, everybody: People, period: Period, rule: CohortMaturityRule) -> pd.DataFrame:
    """One row a stage after the first (result_columns.FUNNEL_MATURITY).

    The reference is people who entered before the period; where they are too few, everybody.
    """
    started = zone_days(everybody.start_at, everybody.zone)
    is_older = started < day_number(period.start_on)
    age = cohort.age_days()
    rows = []
    for position, stage in enumerate(everybody.stages[1:], start=1):
        lag = zone_days(everybody.times[:, position], everybody.zone) - started
        rows.append({"stage": stage} | _maturity_row(lag, is_older, age, rule))
    return typed_frame(pd.DataFrame(rows), FUNNEL_MATURITY)


def _maturity_row(
    lag: NDArray[np.float64], is_older: NDArray[np.bool_], age: NDArray[np.float64], rule: CohortMaturityRule
) -> dict[str, object]:
    known = lag[~np.isnan(lag)]
    older = lag[is_older & ~np.isnan(lag)]
    reference = older if len(older) >= rule.min_reference_count else known
    row: dict[str, object] = {"reference_count": len(reference)}
    if len(reference) < rule.min_reference_count or not len(age):
        return row | {"is_young": pd.NA}
    median, p90 = np.quantile(reference, [0.5, 0.9])
    younger_share = float(np.mean(age < p90))
    return row | {
        "lag_median_days": median,
        "lag_p90_days": p90,
        "younger_than_median_share": float(np.mean(age < median)),
        "younger_than_p90_share": younger_share,
        "is_young": younger_share > rule.max_younger_share,
    }
