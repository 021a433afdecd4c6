"""The funnel in two honest views: how far a cohort has come, and what happened in a period.

*Cohort*: people who entered the funnel in the period, followed up to as_of. Reaching a stage implies
having passed the ones before it, so the stages nest and rates are shares of people. *Activity*:
stage entries that fall into the period; the people of different stages differ, so there are no rates.
Method, assumptions and limits: docs/methods/funnel.md.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.funnel_people import FunnelGroup, People, Standing, group_values, people
from clm_core.analysis.funnel_steps import CohortMaturityRule, maturity, step_rows
from clm_core.analysis.intervals import rate_difference, wilson_interval
from clm_core.analysis.selected import channel_keys, selected_contacts
from clm_core.analysis.trend import are_days_in, are_moments_in
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.records import FUNNEL_STAGES as PERSON_STAGES
from clm_core.records import Stage
from clm_core.result_columns import FUNNEL_ACTIVITY, FUNNEL_COMPARISON, FUNNEL_STAGES
from clm_core.selection import Period, Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Visitors of the period's web traffic, and the leads of the channels that traffic was counted for.

    Visitors are devices per day, leads are people: the rate is a ratio of two counts, not a nested share.
    """

    visitors: int
    leads: int
    rate: float
    low: float
    high: float
    is_sessions: bool  # the source counts sessions only


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFunnel:
    """How far the people who entered the funnel in a period have come until as_of."""

    period: Period
    as_of: date
    by: FunnelGroup
    size: int
    stages: tuple[Stage, ...]
    unrecorded: tuple[Stage, ...]  # stages of which the data know nothing at all
    total: pd.DataFrame  # result_columns.FUNNEL_STAGES, group empty
    groups: pd.DataFrame  # the same a group; counts sum to the total
    steps: pd.DataFrame  # result_columns.FUNNEL_STEPS, group empty
    group_steps: pd.DataFrame
    maturity: pd.DataFrame  # result_columns.FUNNEL_MATURITY
    visitors: Visitors | None

    @property
    def is_young(self) -> bool:
        """Whether much of the cohort has not had the time to reach the last stage; False also if unknown."""
        last = self.maturity["is_young"].tail(1)
        return bool(last.fillna(False).any())

    @property
    def is_maturity_known(self) -> bool:
        return bool(self.maturity["is_young"].tail(1).notna().any())


def cohort_funnel(
    contacts: pd.DataFrame,
    selection: Selection,
    *,
    as_of: date,
    zone: str,
    by: FunnelGroup = FunnelGroup.CHANNEL,
    traffic: pd.DataFrame | None = None,
    rule: CohortMaturityRule | None = None,
) -> CohortFunnel:
    """The cohort of the selection's period: counts, rates with n and interval, lags and what became of people."""
    everybody = people(contacts, selection, as_of=as_of, zone=zone, by=by)
    cohort = everybody.started_in(selection.period)
    return CohortFunnel(
        period=selection.period,
        as_of=as_of,
        by=by,
        size=len(cohort.keys),
        stages=cohort.stages,
        unrecorded=tuple(stage for stage in PERSON_STAGES if stage not in cohort.stages),
        total=_stage_rows(cohort, _one_group(cohort)),
        groups=_stage_rows(cohort, cohort.groups.remove_unused_categories()),
        steps=step_rows(cohort, _one_group(cohort)),
        group_steps=step_rows(cohort, cohort.groups.remove_unused_categories()),
        maturity=maturity(cohort, everybody, selection.period, rule or CohortMaturityRule()),
        visitors=None if traffic is None else _visitors(contacts, traffic, selection, zone),
    )


_WHOLE: pd.CategoricalDtype = pd.CategoricalDtype([""])


def _one_group(cohort: People) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(len(cohort.keys), dtype=np.int64), dtype=_WHOLE)


def _stage_rows(cohort: People, groups: pd.Categorical) -> pd.DataFrame:
    if not cohort.stages:
        return typed_frame({}, FUNNEL_STAGES)
    names, codes = list(groups.categories), groups.codes
    reached = _counts(cohort.reached, codes, len(names))
    own = _counts(~np.isnat(cohort.times), codes, len(names))
    before = np.column_stack([np.zeros(len(names), dtype=np.int64), reached[:, :-1]])
    start = np.broadcast_to(reached[:, :1], reached.shape)
    rows = pd.DataFrame(
        {
            "group": np.repeat(np.array(names, dtype=object), len(cohort.stages)),
            "stage": [str(stage) for stage in cohort.stages] * len(names),
            "reached": reached.ravel(),
            "skipped": (reached - own).ravel(),
            "step_base": before.ravel(),
            "start_base": start.ravel(),
        }
    )
    is_first = np.tile(np.arange(len(cohort.stages)) == 0, len(names))
    for kind in ("step", "start"):
        base = rows[f"{kind}_base"].where(~is_first, 0)
        low, high = wilson_interval(rows["reached"].where(~is_first, 0), base)
        rows[f"{kind}_rate"] = rows["reached"] / base.where(base > 0)
        rows[f"{kind}_low"], rows[f"{kind}_high"] = low, high
    return typed_frame(rows, FUNNEL_STAGES)


def _counts(flags: NDArray[np.bool_], codes: NDArray[np.integer], group_count: int) -> NDArray[np.int64]:
    columns = [np.bincount(codes[flags[:, i]], minlength=group_count) for i in range(flags.shape[1])]
    return np.column_stack(columns)


def _visitors(contacts: pd.DataFrame, traffic: pd.DataFrame, selection: Selection, zone: str) -> Visitors | None:
    visits = visits_in(traffic, selection)
    if visits.empty:
        return None
    counted = visits["users"].fillna(visits["sessions"])
    rows = selected_contacts(contacts, selection)
    is_lead = are_moments_in(rows["lead_at"], selection.period, zone)
    came_by = channel_keys(rows["first_touch_channel"]).isin(channel_keys(visits["channel"]).unique())
    leads, count = int((is_lead & came_by).sum()), int(counted.sum())
    low, high = wilson_interval(leads, count) if count >= leads else (np.array(np.nan), np.array(np.nan))
    return Visitors(
        visitors=count,
        leads=leads,
        rate=leads / count if count else float("nan"),
        low=float(low),
        high=float(high),
        is_sessions=bool(visits["users"].isna().any()),
    )


def visits_in(traffic: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Traffic of the period and the selected channels and campaigns; it knows no segments."""
    rows = traffic[are_days_in(traffic["day"], selection.period)]
    if selection.channels:
        rows = rows[channel_keys(rows["channel"]).isin(selection.channels)]
    return rows[rows["campaign"].isin(selection.campaigns)] if selection.campaigns else rows


def funnel_activity(
    contacts: pd.DataFrame,
    selection: Selection,
    *,
    as_of: date,
    zone: str,
    by: FunnelGroup = FunnelGroup.CHANNEL,
    traffic: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Stage entries in the period a group (result_columns.FUNNEL_ACTIVITY); visitors too where split by source."""
    everybody = people(contacts, selection, as_of=as_of, zone=zone, by=by)
    parts = []
    for position, stage in enumerate(everybody.stages):
        moments = pd.Series(everybody.times[:, position])
        entered = everybody.groups[are_moments_in(moments, selection.period, zone)]
        parts.append(_entries(pd.Series(entered).value_counts(), stage))
    if traffic is not None and by in (FunnelGroup.CHANNEL, FunnelGroup.CAMPAIGN):
        parts.insert(0, _visitor_entries(traffic, selection, by))
    return typed_frame(pd.concat(parts, ignore_index=True) if parts else {}, FUNNEL_ACTIVITY)


def _visitor_entries(traffic: pd.DataFrame, selection: Selection, by: FunnelGroup) -> pd.DataFrame:
    visits = visits_in(traffic, selection)
    sources = visits.rename(columns={"channel": "first_touch_channel", "campaign": "first_touch_campaign"})
    counted = visits["users"].fillna(visits["sessions"]).to_numpy(dtype=np.float64)
    return _entries(pd.Series(counted).groupby(np.asarray(group_values(sources, by))).sum(), Stage.VISITOR)


def _entries(counts: pd.Series, stage: Stage) -> pd.DataFrame:
    counts = counts[counts > 0].sort_index()
    return pd.DataFrame({"group": counts.index.astype(str), "stage": str(stage), "entries": counts.to_numpy()})


def comparison_as_of(selection: Selection, as_of: date) -> date:
    """The day on which the comparison cohort was as old as the present one is on as_of.

    Comparing a young cohort with one that had a year more to convert would always flatter the older.
    """
    before = selection.comparison_period()
    if before is None:
        raise ClmError("funnel.no_comparison")
    return as_of - (selection.period.start_on - before.start_on)


def funnel_comparison(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Step rates of two cohorts side by side (result_columns.FUNNEL_COMPARISON).

    Takes ``total`` or ``groups`` of two CohortFunnels of the same stages; groups of either appear.
    """
    columns = ["group", "stage", "reached", "step_base", "step_rate"]
    rows = now[columns].merge(before[columns], on=["group", "stage"], how="outer", suffixes=("", "_before"), sort=False)
    counts = ["reached", "step_base", "reached_before", "step_base_before"]
    rows[counts] = rows[counts].fillna(0).astype("int64")
    has_step = rows["step_base"].gt(0) | rows["step_base_before"].gt(0)
    passed, passed_before = rows["reached"].where(has_step, 0), rows["reached_before"].where(has_step, 0)
    difference = rate_difference(passed, rows["step_base"], passed_before, rows["step_base_before"])
    rows["difference"], rows["difference_low"], rows["difference_high"] = (
        difference.value,
        difference.low,
        difference.high,
    )
    rows["verdict"] = difference.verdicts()
    rows["position"] = rows["stage"].map({stage: place for place, stage in enumerate(PERSON_STAGES)})
    return typed_frame(rows.sort_values(["group", "position"], ignore_index=True), FUNNEL_COMPARISON)


def funnel_contacts(
    contacts: pd.DataFrame,
    selection: Selection,
    stage: Stage,
    *,
    as_of: date,
    zone: str,
    by: FunnelGroup = FunnelGroup.CHANNEL,
    group: str | None = None,
    standing: Standing | None = None,
) -> pd.Series:
    """The contact keys behind a bar: the cohort's people who reached a stage, in a group, with a standing."""
    cohort = people(contacts, selection, as_of=as_of, zone=zone, by=by).started_in(selection.period)
    if stage not in cohort.stages:
        raise ClmError("funnel.stage_not_recorded", stage=stage, stages=", ".join(cohort.stages))
    position = cohort.stages.index(stage)
    behind = cohort.reached[:, position].copy()
    if group is not None:
        behind &= np.asarray(cohort.groups == group)
    if standing is not None:
        behind &= np.asarray(cohort.standing(position) == standing)
    return pd.Series(cohort.keys[behind], name="contact_key")
