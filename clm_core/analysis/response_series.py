"""A company's weekly or monthly series for response curves: spend by channel, and the outcome that began then.

Outcomes stand in the period in which they began: a lead, and the MQL or SQL that it became, when it became a lead; a
new customer's won deal at its first touch. What spend of a week brought is then beside that spend, however long sales
took; the carry-over that is left is that of advertising. Repeat business is not counted: it follows from the product
and from an older first touch.

Late outcomes need time to appear. How long it takes is learnt of the data (``appeared_share``); the youngest
periods, of whose outcome less than ``RIPE_SHARE`` has usually appeared by now, are left out, and what the others show
is divided by the share that has usually appeared at their age.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.selected import LoopData, channel_keys, selected
from clm_core.analysis.survival import appeared_share, day_counts
from clm_core.analysis.trend import BucketSize, TimeBuckets, buckets_of, plain_days, utc_moments, zone_days
from clm_core.errors import ClmError
from clm_core.records import DealOutcome
from clm_core.response_curves import Floats, PeriodLength, ResponseOutcome, ResponseScope, ResponseSeries
from clm_core.selection import Period, Selection

RIPE_SHARE = 0.8
"""A period of whose outcome less than this share has usually appeared by now is left out."""
LEAST_PERIODS_WITH_SPEND = 4
"""A channel that spent in fewer periods has no curve; its spend and outcome are left out and named."""
TODAY_PERIODS = {PeriodLength.WEEK: 13, PeriodLength.MONTH: 3}
"""Today's spend is the mean of so many newest periods."""

_SIZES = {PeriodLength.WEEK: BucketSize.WEEK, PeriodLength.MONTH: BucketSize.MONTH}
_DEAL_OUTCOMES = (ResponseOutcome.WON_DEALS, ResponseOutcome.REVENUE, ResponseOutcome.MARGIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesNote:
    """Something to know about a series: a sentence of the catalogues and what fills it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ObservedSeries:
    """A series to fit, and the spend that came after it.

    ``later_spend`` (periods × channels) are complete periods after the series' last one, whose outcome is not known
    yet. ``outcome_count`` is how many leads or deals the outcome of the series consists of; None where a file does
    not say.
    """

    series: ResponseSeries
    later_spend: Floats
    outcome_count: int | None
    notes: tuple[SeriesNote, ...] = ()

    @property
    def spend_before(self) -> Floats:
        """All known spend, periods × channels, oldest first: what carries over into a plan that begins now."""
        return np.concatenate([self.series.spend, self.later_spend])

    @property
    def spend_today(self) -> Floats:
        """Spend a period by channel now: the mean of the newest 13 weeks or 3 months."""
        today: Floats = self.spend_before[-TODAY_PERIODS[self.series.length] :].mean(axis=0)
        return today


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesQuestion:
    """What the series is to hold."""

    outcome: ResponseOutcome = ResponseOutcome.LEADS
    scope: ResponseScope = ResponseScope.CREDITED
    length: PeriodLength = PeriodLength.WEEK


def company_series(
    data: LoopData,
    selection: Selection,
    question: SeriesQuestion,
    *,
    zone: str,
    as_of: date,
    margin_share: float | None,
) -> ObservedSeries:
    """The series of the selection's period: complete ISO weeks or months from the first spend to the last.

    With total scope channels and campaigns of the selection are passed over, because what the others bring would be
    taken for theirs. Raises ClmError where there is no spend, no complete period, or no outcome to count.
    """
    is_total = question.scope is ResponseScope.TOTAL
    narrowed = _narrowed(data, selection) if is_total else selected(data, selection)
    buckets, notes = _buckets(narrowed.spend, selection.period, question.length, zone, as_of)
    spend = _spend(narrowed.spend, buckets)
    spend, left_out = _with_enough_spend(spend)
    begun = begun_outcomes(narrowed, question.outcome, zone, margin_share)
    begun = begun.assign(bucket=buckets.index_of_moments(begun["began_at"]))
    ripe = _ripe_share(begun, buckets, _first_day(narrowed.spend, question.length), as_of)
    ripe_count = int((ripe >= RIPE_SHARE).sum())  # the share falls towards the present
    if not ripe_count:
        raise ClmError("response_series.nothing_ripe", outcome=question.outcome)
    counted = begun[begun["bucket"].between(0, ripe_count - 1)]
    outcome, own_count = _outcome(counted, spend, ripe[:ripe_count], is_total=is_total)
    if own_count == 0:
        raise ClmError("response_series.no_outcome", outcome=question.outcome)
    series = ResponseSeries(
        starts_on=buckets.starts[:ripe_count],
        length=question.length,
        channels=tuple(map(str, spend)),
        spend=spend.to_numpy(dtype=np.float64)[:ripe_count],
        outcome=outcome,
        outcome_of=question.outcome,
        is_credited=not is_total,
    )
    notes += _notes(selection, question, begun, ripe, left_out, own_count, len(counted))
    return ObservedSeries(
        series=series,
        later_spend=spend.to_numpy(dtype=np.float64)[ripe_count:],
        outcome_count=own_count,
        notes=tuple(notes),
    )


def _narrowed(data: LoopData, selection: Selection) -> LoopData:
    """Only the segment of the selection."""
    return selected(data, Selection(period=selection.period, segment=selection.segment))


def _buckets(
    spend: pd.DataFrame, period: Period, length: PeriodLength, zone: str, as_of: date
) -> tuple[TimeBuckets, list[SeriesNote]]:
    """Complete weeks or months within the period in which spend is known, and what was cut off."""
    days = spend.loc[spend["spend"] > 0, "day"]
    known = days[days.between(pd.Timestamp(period.start_on), pd.Timestamp(min(period.end_on, as_of)))]
    if known.empty:
        raise ClmError("response_series.no_spend")
    # Spend of a week may be entered on its last or its first day: only the period itself ends before the week does.
    last_on = min(period.end_on, as_of)
    whole = buckets_of(
        Period(start_on=known.min().date(), end_on=min(last_on, known.max().date())), zone, size=_SIZES[length]
    )
    begins_late = whole.edges[0] < max(period.start_on, _first_day(spend, length))
    ends_early = whole.edges[-1] - timedelta(days=1) > last_on
    edges = whole.edges[int(begins_late) : len(whole.edges) - int(ends_early)]
    if len(edges) < 2:
        raise ClmError("response_series.no_complete_period")
    cut = [whole.starts[0]] * begins_late + [whole.starts[-1]] * ends_early
    notes = [
        SeriesNote(key=f"response_series.note.incomplete_{length}", values={"count": len(cut), "days": tuple(cut)})
    ]
    return TimeBuckets(size=whole.size, edges=edges, zone=zone), notes if cut else []


def _first_day(spend: pd.DataFrame, length: PeriodLength) -> date:
    """The first day of which spend is known at all; a weekly or monthly amount covers its week or month."""
    first = spend.loc[spend["spend"] > 0, "day"].min().date()
    start: date = first.replace(day=1) if length is PeriodLength.MONTH and first.day <= 7 else first
    return start


def _spend(spend: pd.DataFrame, buckets: TimeBuckets) -> pd.DataFrame:
    """Spend by bucket (rows) and channel (columns, highest spend first)."""
    rows = pd.DataFrame(
        {
            "bucket": buckets.index_of_days(spend["day"]),
            "channel": channel_keys(spend["channel"]),
            "spend": spend["spend"].fillna(0.0),
        }
    )
    rows = rows[rows["bucket"] >= 0]
    table = rows.pivot_table(index="bucket", columns="channel", values="spend", aggfunc="sum", fill_value=0.0)
    table = table.reindex(range(buckets.count), fill_value=0.0)
    sums = table.sum().sort_values(ascending=False, kind="stable")
    return table[sums.index[sums > 0]]


def _with_enough_spend(spend: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float]]:
    """The channels that may have a curve, and the spend of those that may not."""
    is_enough = (spend > 0).sum() >= min(LEAST_PERIODS_WITH_SPEND, len(spend))
    left_out = spend.loc[:, ~is_enough].sum()
    if not is_enough.any():
        raise ClmError("response_series.no_spend")
    return spend.loc[:, is_enough], {str(channel): float(amount) for channel, amount in left_out.items()}


def begun_outcomes(data: LoopData, outcome: ResponseOutcome, zone: str, margin_share: float | None) -> pd.DataFrame:
    """One row a lead or deal that counts: channel, campaign, began_at (UTC), lag_days until it was one, amount.

    Raises ClmError where margins are not known.
    """
    if outcome not in _DEAL_OUTCOMES:
        return _leads(data.contacts, outcome, zone)
    deals = data.deals
    won = deals[(deals["outcome"] == DealOutcome.WON) & ~deals["is_repeat"] & deals["closed_on"].notna()]
    began_at = won["first_touch_at"].fillna(won["created_at"])
    closed = plain_days(won["closed_on"]).astype("datetime64[D]").astype(np.float64)
    return pd.DataFrame(
        {
            "channel": channel_keys(won["first_touch_channel"]),
            "campaign": won["first_touch_campaign"],
            "began_at": began_at,
            "lag_days": closed - zone_days(utc_moments(began_at), zone),
            "amount": _amounts(won, outcome, margin_share),
        }
    ).dropna(subset=["began_at"])


def _amounts(won: pd.DataFrame, outcome: ResponseOutcome, margin_share: float | None) -> pd.Series:
    if outcome is ResponseOutcome.WON_DEALS:
        return pd.Series(1.0, index=won.index)
    if outcome is ResponseOutcome.REVENUE:
        return won["amount"].fillna(0.0)
    if margin_share is None and not won["margin"].notna().any():
        raise ClmError("response_series.no_margin")
    estimated = won["amount"] * (np.nan if margin_share is None else margin_share)
    return won["margin"].fillna(estimated).fillna(0.0)


def _leads(contacts: pd.DataFrame, outcome: ResponseOutcome, zone: str) -> pd.DataFrame:
    reached = contacts[{ResponseOutcome.MQLS: "mql_at", ResponseOutcome.SQLS: "sql_at"}.get(outcome, "lead_at")]
    people = contacts[reached.notna()]
    reached = reached[reached.notna()]
    # Whoever became an MQL without ever being called a lead began then.
    began_at = people["lead_at"].fillna(reached)
    return pd.DataFrame(
        {
            "channel": channel_keys(people["first_touch_channel"]),
            "campaign": people["first_touch_campaign"],
            "began_at": began_at,
            "lag_days": zone_days(utc_moments(reached), zone) - zone_days(utc_moments(began_at), zone),
            "amount": 1.0,
        }
    )


def _ripe_share(begun: pd.DataFrame, buckets: TimeBuckets, first_on: date, as_of: date) -> NDArray[np.float64]:
    """What share of a bucket's outcome has usually appeared by now; the younger a bucket the smaller it is.

    Learnt from all that began since ``first_on``, also before or after the buckets: of older ones often only those
    are on record that took very long.
    """
    days = zone_days(utc_moments(begun["began_at"]), buckets.zone)
    is_own = (days >= day_number(first_on)) & (days <= day_number(as_of))
    limits = day_number(as_of) - days[is_own]
    lags = np.clip(begun["lag_days"].to_numpy(dtype=np.float64)[is_own], 0, limits)
    if not lags.any():  # a lead is there the moment it begins
        return np.ones(buckets.count)
    last_day = day_number(as_of) - day_number(first_on)
    share = appeared_share(day_counts(lags, last_day), day_counts(limits, last_day))
    middles = [start + (end - start) / 2 for start, end in zip(buckets.starts, buckets.edges[1:], strict=True)]
    ages = np.array([(as_of - middle).days for middle in middles], dtype=np.int64)
    ripe: NDArray[np.float64] = share[np.clip(ages, 0, last_day)]
    return ripe


def _outcome(
    counted: pd.DataFrame, spend: pd.DataFrame, ripe: NDArray[np.float64], *, is_total: bool
) -> tuple[Floats, int]:
    """Outcome by period and series, filled up to what will have appeared; and how many leads or deals it is of."""
    columns = {str(channel): place for place, channel in enumerate(spend)}
    places = counted["channel"].map(columns).to_numpy(dtype=np.float64) if not is_total else np.zeros(len(counted))
    own = ~np.isnan(places)
    outcome = np.zeros((len(ripe), 1 if is_total else len(columns)))
    rows = counted["bucket"].to_numpy()[own]
    np.add.at(outcome, (rows, places[own].astype(np.int64)), counted["amount"].to_numpy(dtype=np.float64)[own])
    return outcome / ripe[:, None], int(own.sum())


def _notes(
    selection: Selection,
    question: SeriesQuestion,
    begun: pd.DataFrame,
    ripe: NDArray[np.float64],
    left_out: Mapping[str, float],
    own_count: int,
    counted_count: int,
) -> list[SeriesNote]:
    """What was left out and what is meant, so that nobody wonders about the sums."""
    unripe = int((ripe < RIPE_SHARE).sum())
    young = begun[begun["bucket"] >= len(ripe) - unripe]
    found: list[tuple[str, Mapping[str, object], bool]] = [
        (f"unripe_{question.length}", {"count": unripe, "outcomes": len(young), "share": RIPE_SHARE}, unripe > 0),
        ("filled_up", {"share": float(1 / ripe[ripe >= RIPE_SHARE].min() - 1)}, bool((ripe < 1).any())),
        (
            "channels_left_out",
            {"channels": tuple(left_out), "count": len(left_out), "amount": sum(left_out.values())},
            bool(left_out),
        ),
        ("without_spend", {"count": counted_count - own_count, "all": counted_count}, counted_count > own_count),
        ("new_customers_only", {}, question.outcome in _DEAL_OUTCOMES),
        ("segment", {}, selection.segment is not None),
        (
            "filter_passed_over",
            {},
            question.scope is ResponseScope.TOTAL and bool(selection.channels or selection.campaigns),
        ),
    ]
    return [SeriesNote(key=f"response_series.note.{key}", values=values) for key, values, applies in found if applies]
