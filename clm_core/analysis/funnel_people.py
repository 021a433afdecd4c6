"""People with their stage entries as arrays: who started when, came how far and stands where."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.selected import channel_keys, selected_contacts
from clm_core.analysis.trend import Moments, day_start, utc_moments, zone_days
from clm_core.records import FUNNEL_STAGES, Stage
from clm_core.selection import Period, Selection


class FunnelGroup(StrEnum):
    """By what a funnel is split: the contact column is in GROUP_COLUMNS."""

    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    COUNTRY = "country"
    INDUSTRY = "industry"
    SIZE_BAND = "size_band"


GROUP_COLUMNS: dict[FunnelGroup, str] = {
    FunnelGroup.CHANNEL: "first_touch_channel",
    FunnelGroup.CAMPAIGN: "first_touch_campaign",
    FunnelGroup.COUNTRY: "country",
    FunnelGroup.INDUSTRY: "industry",
    FunnelGroup.SIZE_BAND: "size_band",
}


class Standing(StrEnum):
    """What became of somebody at a stage they reached."""

    MOVED_ON = "moved_on"
    STILL_OPEN = "still_open"
    REJECTED = "rejected"
    LOST = "lost"


_STANDINGS: pd.CategoricalDtype = pd.CategoricalDtype([str(standing) for standing in Standing])


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Arrays with one row a person; the columns of the matrices are ``stages``."""

    stages: tuple[Stage, ...]
    keys: NDArray[np.int64]
    groups: pd.Categorical
    times: Moments  # first entry into each stage, not-a-time where there is none up to as_of
    reached: NDArray[np.bool_]  # at least this stage
    rejected_at: Moments
    lost_at: Moments
    zone: str
    as_of: date

    @property
    def start_at(self) -> Moments:
        """When people entered the funnel: the entry into the earliest stage they have one for."""
        if not len(self.keys):
            return self.times[:, :1].ravel()
        first = np.argmax(~np.isnat(self.times), axis=1)
        start: Moments = self.times[np.arange(len(first)), first]
        return start

    def where(self, mask: NDArray[np.bool_]) -> "People":
        """Only these people."""
        return People(
            stages=self.stages,
            keys=self.keys[mask],
            groups=self.groups[mask],
            times=self.times[mask],
            reached=self.reached[mask],
            rejected_at=self.rejected_at[mask],
            lost_at=self.lost_at[mask],
            zone=self.zone,
            as_of=self.as_of,
        )

    def started_in(self, period: Period) -> "People":
        """The cohort: people who entered the funnel on the period's days."""
        start = self.start_at
        after = day_start(period.end_on + timedelta(days=1), self.zone)
        return self.where((start >= day_start(period.start_on, self.zone)) & (start < after))

    def age_days(self) -> NDArray[np.float64]:
        """Days from entering the funnel to as_of."""
        return day_number(self.as_of) - zone_days(self.start_at, self.zone)

    def standing(self, position: int) -> pd.Categorical:
        """What became of everybody at a stage; missing for those who never reached it.

        A rejection or loss counts where it is not older than the entry into the stage: who came back
        after being rejected is open again.
        """
        reached = self.reached[:, position]
        moved = self.reached[:, position + 1] if position + 1 < len(self.stages) else np.zeros_like(reached)
        entered = zone_days(self.times[:, position], self.zone)
        rejected, lost = (_closed_day(days, entered, self.zone) for days in (self.rejected_at, self.lost_at))
        is_lost = ~np.isnan(lost) & ~(rejected > lost)
        code = np.select([~reached, moved, is_lost, ~np.isnan(rejected)], [-1, 0, 3, 2], default=1)
        return pd.Categorical.from_codes(code, dtype=_STANDINGS)


def _closed_day(closed_at: Moments, entered: NDArray[np.float64], zone: str) -> NDArray[np.float64]:
    days = zone_days(closed_at, zone)
    return np.where(days >= entered, days, np.nan)


def recorded_stages(contacts: pd.DataFrame) -> tuple[Stage, ...]:
    """The stages that anybody has an entry for: a funnel starts where the data start."""
    return tuple(stage for stage in FUNNEL_STAGES if contacts[f"{stage}_at"].notna().any())


def people(
    contacts: pd.DataFrame, selection: Selection, *, as_of: date, zone: str, by: FunnelGroup = FunnelGroup.CHANNEL
) -> People:
    """The selected people as known at the end of as_of; later entries have not happened yet."""
    stages = recorded_stages(contacts)
    rows = selected_contacts(contacts, selection)
    after = day_start(as_of + timedelta(days=1), zone)
    times = _known_times(rows, [f"{stage}_at" for stage in stages], after)
    in_funnel = np.flatnonzero(~np.isnat(times).all(axis=1))
    rows, times = rows.iloc[in_funnel], times[in_funnel]
    closing = _known_times(rows, ["rejected_at", "lost_at"], after)
    return People(
        stages=stages,
        keys=rows["contact_key"].to_numpy(dtype=np.int64),
        groups=group_values(rows, by),
        times=times,
        reached=np.logical_or.accumulate(~np.isnat(times)[:, ::-1], axis=1)[:, ::-1],
        rejected_at=closing[:, 0],
        lost_at=closing[:, 1],
        zone=zone,
        as_of=as_of,
    )


def _known_times(rows: pd.DataFrame, columns: list[str], after: np.datetime64) -> Moments:
    times = np.full((len(rows), len(columns)), np.datetime64("NaT", "us"))
    for position, column in enumerate(columns):
        times[:, position] = utc_moments(rows[column])
    times[times >= after] = np.datetime64("NaT", "us")
    return times


def group_values(rows: pd.DataFrame, by: FunnelGroup) -> pd.Categorical:
    """Each person's group; nobody is left out, a blank is a group of its own."""
    values = rows[GROUP_COLUMNS[by]]
    return pd.Categorical(channel_keys(values) if by is FunnelGroup.CHANNEL else values.fillna(""))
