"""Deals as their credited touches see them: which cohort each belongs to, how long it took, what it is worth."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import deal_days
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.trend import TimeBuckets, plain_days, utc_moments, zone_days
from clm_core.records import DealOutcome
from clm_core.selection import Period

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CELL = ["channel", "campaign", "bucket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedDeals:
    """One entry a deal and credited touch, in the order of deal_key; days are numbers since 1970, NaN if unknown."""

    rows: pd.DataFrame  # CELL, deal (number from 0), share, outcome, value, touch_day, created_day, closed_day
    deal_count: int
    as_of_day: float
    observed_from: float  # deals with touches from this day on are all in the data

    @property
    def lag(self) -> Floats:
        """Days from the touch to the deal's creation; a deal entered before its touch appeared at once."""
        days = self.rows["created_day"].to_numpy() - self.rows["touch_day"].to_numpy()
        return np.where(days < 0, 0.0, days)

    @property
    def limit(self) -> Floats:
        """Days from the touch to now: a longer lag could not have been seen."""
        return self.as_of_day - self.rows["touch_day"].to_numpy()

    @property
    def age(self) -> Floats:
        """Days from creation to the close, or to now while a deal is open."""
        closed = np.where(self.outcome_is(DealOutcome.OPEN), self.as_of_day, self.rows["closed_day"].to_numpy())
        days = closed - self.rows["created_day"].to_numpy()
        return np.where(days < 0, 0.0, days)

    def outcome_is(self, outcome: DealOutcome) -> NDArray[np.bool_]:
        return (self.rows["outcome"] == outcome.value).to_numpy(dtype=bool)


def credited_deals(
    deals: pd.DataFrame, credit: pd.DataFrame, value: pd.Series, buckets: TimeBuckets, period: Period,
    *, as_of_day: float, start_quantile: float,
) -> CreditedDeals:  # fmt: skip
    """The deals (SNAPSHOT_COLUMNS) with their credit (DEAL_CREDIT) and what each is worth.

    A deal that the credit lacks is kept without channel and touch, so nothing won is lost. ``bucket`` is the
    month of the touch, −1 outside the period's days or where no touch is known.
    """
    created = zone_days(utc_moments(deals["created_at"]), buckets.zone)
    facts = pd.DataFrame(
        {
            "deal_key": deals["deal_key"].to_numpy(),
            "outcome": deals["outcome"].to_numpy(),
            "value": value.to_numpy(dtype=np.float64),
            "created_day": np.where(np.isnan(created), _days(deal_days(deals, buckets.zone)), created),
            "closed_day": _days(deals["closed_on"]),
        }
    ).sort_values("deal_key", ignore_index=True)
    rows = facts.assign(deal=np.arange(len(facts))).merge(credit, on="deal_key", how="left")
    rows["share"] = rows["share"].fillna(1.0)
    rows["channel"], rows["campaign"] = channel_keys(rows["channel"]), rows["campaign"].fillna("")
    rows["touch_day"] = zone_days(utc_moments(rows["at"]), buckets.zone)
    rows = rows.sort_values(["deal", "touch_day", "channel", "campaign"], kind="stable", ignore_index=True)
    rows["bucket"] = buckets_of_days(rows["touch_day"].to_numpy(), buckets, period)
    return CreditedDeals(
        rows=rows, deal_count=len(facts), as_of_day=as_of_day, observed_from=_observed_from(facts, start_quantile)
    )


def _observed_from(facts: pd.DataFrame, start_quantile: float) -> float:
    """The day from which on both creation and decision of deals are in the data, whichever an export was cut by."""
    is_decided = facts["outcome"] != DealOutcome.OPEN.value
    starts = [facts["created_day"].dropna(), facts.loc[is_decided, "closed_day"].dropna()]
    known = [float(days.quantile(start_quantile, interpolation="lower")) for days in starts if len(days)]
    return max(known, default=float("nan"))


def lead_touches(contacts: pd.DataFrame, buckets: TimeBuckets, period: Period, as_of_day: float) -> pd.DataFrame:
    """CELL, touch_day and contact_key of each person's first touch up to now: what deals can still come from."""
    day = zone_days(utc_moments(contacts["first_touch_at"]), buckets.zone)
    frame = pd.DataFrame(
        {
            "channel": channel_keys(contacts["first_touch_channel"]).to_numpy(),
            "campaign": contacts["first_touch_campaign"].fillna("").to_numpy(),
            "bucket": buckets_of_days(day, buckets, period),
            "touch_day": day,
            "contact_key": contacts["contact_key"].to_numpy(),
        }
    )
    return frame[day <= as_of_day].reset_index(drop=True)


def calendar_touches(
    channels: list[str], buckets: TimeBuckets, period: Period, first_day: float, as_of_day: float
) -> pd.DataFrame:
    """CELL and touch_day of one touch a channel and day, for data without people."""
    days = np.arange(first_day, as_of_day + 1)
    bucket = buckets_of_days(days, buckets, period)
    frame = pd.DataFrame(
        {
            "channel": np.repeat(np.array(channels, dtype=object), len(days)),
            "campaign": "",
            "bucket": np.tile(bucket, len(channels)),
            "touch_day": np.tile(days, len(channels)),
        }
    )
    return frame.astype({"channel": "str", "campaign": "str"})


def buckets_of_days(days: Floats, buckets: TimeBuckets, period: Period) -> Ints:
    """The number of each day's bucket, −1 outside the period's days or where no day is known."""
    edges = np.array(buckets.edges, dtype="datetime64[D]").astype(np.int64)
    first, last = (float(np.datetime64(day, "D").astype(np.int64)) for day in (period.start_on, period.end_on))
    is_in = (days >= first) & (days <= last)
    place = np.searchsorted(edges, np.where(is_in, days, first), side="right") - 1
    return np.where(is_in, place, -1).astype(np.int64)


def _days(days: pd.Series) -> Floats:
    values = plain_days(days).astype("datetime64[D]")
    return np.where(np.isnat(values), np.nan, values.astype(np.int64).astype(np.float64))
