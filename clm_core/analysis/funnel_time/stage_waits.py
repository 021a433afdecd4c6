"""How long each person or deal has been in a stage, and how that ended: what all curves in time are made of.

Method, assumptions and limits: docs/methods/funnel-time.md.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.funnel_people import People
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.survival import EndedCurve, Floats, ended_curve, first_day, waiting_share
from clm_core.analysis.trend import Moments, plain_days, utc_moments, zone_days
from clm_core.records import DealOutcome, Stage

OPEN, MOVED_ON, CLOSED = 0, 1, 2
"""Ways in which a wait stands: still under way, came on, or was rejected or lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePair:
    """Two stages of the funnel, the second after the first."""

    start: Stage
    end: Stage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StageWaits:
    """Arrays with one entry a person (or deal) that has entered the first stage of a pair.

    ``waited_days`` is the time until it ended, or until as_of. One dated before the stage it came from has waited
    0 days and is counted in ``out_of_order``. Those who must have been in the stage without a date of it are left out,
    because nobody can say how long they waited: ``undated_day`` has the day on which each of them began (NaN: unknown).
    """

    pair: StagePair
    keys: NDArray[np.int64]
    groups: pd.Categorical
    entry_day: Floats  # days since 1970
    waited_days: NDArray[np.int64]
    ending: NDArray[np.int64]
    out_of_order: NDArray[np.bool_]
    undated_day: Floats
    as_of_day: int
    amounts: Floats = field(default_factory=lambda: np.zeros(0))  # of deals; empty for people

    @property
    def age_days(self) -> NDArray[np.int64]:
        """Days from entering the stage to as_of."""
        age: NDArray[np.int64] = np.maximum(self.as_of_day - self.entry_day, 0).astype(np.int64)
        return age

    @property
    def same_day_count(self) -> int:
        """How many came on the day they entered, in order."""
        return int(((self.ending == MOVED_ON) & (self.waited_days == 0) & ~self.out_of_order).sum())

    @property
    def undated_count(self) -> int:
        """How many are left out."""
        return len(self.undated_day)

    @property
    def last_day(self) -> int:
        """The longest wait, so the last day of its curves."""
        return int(self.waited_days.max(initial=0))

    def where(self, mask: NDArray[np.bool_]) -> "StageWaits":
        """Only these."""
        return StageWaits(
            pair=self.pair,
            keys=self.keys[mask],
            groups=self.groups[mask],
            entry_day=self.entry_day[mask],
            waited_days=self.waited_days[mask],
            ending=self.ending[mask],
            out_of_order=self.out_of_order[mask],
            undated_day=self.undated_day,
            as_of_day=self.as_of_day,
            amounts=self.amounts[mask] if len(self.amounts) else self.amounts,
        )

    def entered_between(self, first_on: date, last_on: date) -> "StageWaits":
        """Only those who entered the stage on these days."""
        first, last = day_number(first_on), day_number(last_on)
        entered = self.where((self.entry_day >= first) & (self.entry_day <= last))
        is_undated_here = (self.undated_day >= first) & (self.undated_day <= last)
        return replace(entered, undated_day=self.undated_day[is_undated_here])

    def within(self, window_days: int) -> "StageWaits":
        """Only those who entered the stage at most so many days ago."""
        return self.where(self.age_days <= window_days)

    def counts(self, last_day: int | None = None) -> tuple[Floats, Floats, Floats]:
        """How many came on, closed and are open by day, from day 0 to the longest wait."""
        days = self.last_day if last_day is None else last_day
        moved, closed, still_open = (
            np.bincount(self.waited_days[self.ending == way], minlength=days + 1)[: days + 1].astype(np.float64)
            for way in (MOVED_ON, CLOSED, OPEN)
        )
        return moved, closed, still_open

    def conversion(self) -> EndedCurve:
        """The share that has come on by each day; who was rejected or lost never does (Aalen–Johansen)."""
        return ended_curve(*self.counts())


def stage_pairs(stages: tuple[Stage, ...]) -> tuple[StagePair, ...]:
    """Each step between recorded stages, then the whole way; whether sales has accepted a lead is no step."""
    steps = [stage for stage in stages if stage is not Stage.SAL]
    pairs = [StagePair(start=start, end=end) for start, end in pairwise(steps)]
    return (*pairs, StagePair(start=steps[0], end=steps[-1])) if len(pairs) > 1 else tuple(pairs)


def stage_waits(everybody: People, pair: StagePair) -> StageWaits:
    """The waits of everybody who has a date of the first stage."""
    first, last = (everybody.stages.index(stage) for stage in (pair.start, pair.end))
    days = _days(everybody.times, everybody.zone)
    entry = days[:, first]
    arrived = np.where(np.isnan(days[:, last]), _earliest(days[:, last:]), days[:, last])
    closed = _closed(everybody, days)
    has_moved, has_closed = everybody.reached[:, last], ~np.isnan(closed) & ~everybody.reached[:, last]
    as_of_day = day_number(everybody.as_of)
    until = np.select([has_moved, has_closed], [arrived, closed], default=as_of_day)
    is_known = ~np.isnan(entry)
    waited = (until - entry)[is_known]
    return StageWaits(
        pair=pair,
        keys=everybody.keys[is_known],
        groups=everybody.groups[is_known],
        entry_day=entry[is_known],
        waited_days=np.maximum(waited, 0).astype(np.int64),
        ending=np.select([has_moved, has_closed], [MOVED_ON, CLOSED], default=OPEN)[is_known],
        out_of_order=waited < 0,
        undated_day=_earliest(days)[everybody.reached[:, first] & ~is_known],
        as_of_day=as_of_day,
    )


def _days(times: Moments, zone: str) -> Floats:
    return zone_days(times.ravel(), zone).reshape(times.shape)


def _earliest(days: Floats) -> Floats:
    earliest: Floats = np.where(np.isnan(days), np.inf, days).min(axis=1)
    return earliest


def _closed(everybody: People, days: Floats) -> Floats:
    """When somebody was rejected or lost, unless they have entered a stage since: then they came back."""
    latest = np.where(np.isnan(days), -np.inf, days).max(axis=1, initial=-np.inf)
    ends = np.column_stack([zone_days(at, everybody.zone) for at in (everybody.rejected_at, everybody.lost_at)])
    first = _earliest(np.where(ends >= latest[:, None], ends, np.nan))
    return np.where(np.isinf(first), np.nan, first)


def deal_waits(deals: pd.DataFrame, *, as_of: date, zone: str) -> StageWaits:
    """The same of deals, from their creation to won or lost; groups are first-touch channels.

    Deals without a date of creation, and decided ones without a day of closing, are in ``undated_day``. What is
    decided after as_of is still open, what is created after it has not happened.
    """
    after = day_number(as_of)
    created = zone_days(utc_moments(deals["created_at"]), zone)
    closed = zone_days(plain_days(deals["closed_on"]), "UTC")
    outcome = deals["outcome"].to_numpy(dtype=object)
    is_decided = (outcome != DealOutcome.OPEN) & ~(closed > after)
    is_dated = ~np.isnan(created) & ~(is_decided & np.isnan(closed))
    known = is_dated & ~(created > after)
    ending = np.select([is_decided & (outcome == DealOutcome.WON), is_decided], [MOVED_ON, CLOSED], default=OPEN)
    waited = (np.where(is_decided, closed, after) - created)[known]
    return StageWaits(
        pair=StagePair(start=Stage.OPPORTUNITY, end=Stage.CUSTOMER),
        keys=deals["deal_key"].to_numpy(dtype=np.int64)[known],
        groups=pd.Categorical(channel_keys(deals["first_touch_channel"]))[known],
        entry_day=created[known],
        waited_days=np.maximum(waited, 0).astype(np.int64),
        ending=ending[known],
        out_of_order=waited < 0,
        undated_day=np.where(np.isnan(created), closed, created)[~is_dated],
        as_of_day=after,
        amounts=deals["amount"].to_numpy(dtype=np.float64)[known],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EverRule:
    """What "those who ever come on" rests on.

    Who entered the stage within the last ``window_days``: what was usual longer ago is not, and of old times data often
    hold only those who became customers. "Ever" reaches to the last day at which at least ``min_at_risk`` people and
    ``min_at_risk_share`` of all were still under way. With fewer than ``min_converted`` who came on nothing is said.
    """

    window_days: int = 730
    min_at_risk: int = 20
    min_at_risk_share: float = 0.05
    min_converted: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToConvert:
    """How long those take who ever come on; days are NaN where too few are known."""

    horizon_days: float
    converted: int
    median_days: float
    p90_days: float
    later_chance: Floats = field(default_factory=lambda: np.zeros(0))
    """By days waited, the chance to come on within the horizon of somebody still waiting; 0 beyond it."""


def time_to_convert(everybody: StageWaits, rule: EverRule) -> TimeToConvert:
    """From the conversion curve, so people who are still under way count for as long as they have been."""
    waits = everybody.within(rule.window_days)
    curve = waits.conversion()
    needed = max(rule.min_at_risk, rule.min_at_risk_share * len(waits.keys))
    enough = np.flatnonzero(curve.at_risk >= needed)
    converted = int((waits.ending == MOVED_ON).sum())
    if not len(enough) or converted < rule.min_converted or curve.share[enough[-1]] <= 0:
        return TimeToConvert(horizon_days=np.nan, converted=converted, median_days=np.nan, p90_days=np.nan)
    share = curve.share[: enough[-1] + 1]
    moved, closed, still_open = waits.counts()
    waiting = waiting_share(moved + closed, still_open)[: len(share)]
    rest = share[-1] - share
    return TimeToConvert(
        horizon_days=float(enough[-1]),
        converted=converted,
        median_days=float(first_day(share / share[-1], 0.5)),
        p90_days=float(first_day(share / share[-1], 0.9)),
        later_chance=np.divide(rest, waiting, out=np.zeros_like(rest), where=waiting > 0),
    )
