"""Where people drop out of a cohort and after how long, and whether the cohort is old enough to judge."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.funnel_people import People, Standing, day_number
from clm_core.analysis.trend import zone_days
from clm_core.columns import typed_frame
from clm_core.result_columns import FUNNEL_MATURITY, FUNNEL_STEPS
from clm_core.selection import Period

_LAG_QUANTILES = {"lag_q1_days": 0.25, "lag_median_days": 0.5, "lag_q3_days": 0.75, "lag_p90_days": 0.9}


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
    days = [zone_days(cohort.times[:, position], cohort.zone) for position in range(len(cohort.stages))]
    steps = []
    for position in range(len(cohort.stages) - 1):
        standing = cohort.standing(position)
        rows = pd.DataFrame({"group": groups, "standing": standing})
        rows["lag"] = np.where(standing == Standing.MOVED_ON, days[position + 1] - days[position], np.nan)
        rows["waiting"] = np.where(standing == Standing.STILL_OPEN, day_number(cohort.as_of) - days[position], np.nan)
        step = _step(rows[~standing.isna()])
        steps.append(step.assign(stage=cohort.stages[position], next_stage=cohort.stages[position + 1]))
    table = pd.concat(steps, ignore_index=True) if steps else pd.DataFrame()
    return typed_frame(table, FUNNEL_STEPS)


def _step(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby("group", observed=False)
    lags = grouped["lag"]
    step = pd.DataFrame({"entered": grouped.size()})
    for standing in Standing:
        step[standing] = (rows["standing"] == standing).groupby(rows["group"], observed=False).sum()
    step["lag_count"] = lags.count()
    step["out_of_order"] = (rows["lag"] < 0).groupby(rows["group"], observed=False).sum()
    step["lag_mean_days"], step["lag_min_days"], step["lag_max_days"] = lags.mean(), lags.min(), lags.max()
    for name, share in _LAG_QUANTILES.items():
        step[name] = lags.quantile(share)
    step["open_median_days"] = grouped["waiting"].median()
    return step.reset_index()


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
