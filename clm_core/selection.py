"""What the reader is looking at: one frozen value for every service, link and export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self, TypeVar

from clm_core.errors import ClmError

Choice = TypeVar("Choice", bound=StrEnum)


class Comparison(StrEnum):
    """Which earlier period a number is compared with."""

    NONE = "none"
    PREVIOUS_PERIOD = "previous"
    YEAR_BEFORE = "year"


class AttributionModel(StrEnum):
    """The rule that divides a deal among its touchpoints."""

    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"
    LAST_NON_DIRECT = "last_non_direct"
    LINEAR = "linear"
    POSITION_BASED = "position_based"
    TIME_DECAY = "time_decay"
    W_SHAPED = "w_shaped"
    FULL_PATH = "full_path"
    MARKOV_1 = "markov_1"
    MARKOV_2 = "markov_2"
    MARKOV_3 = "markov_3"
    SHAPLEY = "shapley"
    CUSTOM = "custom"


class SegmentField(StrEnum):
    """A property of people and companies by which numbers can be narrowed or split."""

    COUNTRY = "country"
    INDUSTRY = "industry"
    SIZE_BAND = "size_band"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from start_on to end_on, both included, in the reporting zone."""

    start_on: date
    end_on: date

    def __post_init__(self) -> None:
        if self.end_on < self.start_on:
            raise ClmError("selection.period_reversed", start=self.start_on, end=self.end_on)

    @property
    def day_count(self) -> int:
        return (self.end_on - self.start_on).days + 1

    def previous(self) -> "Period":
        """The equally long period right before this one; whole months before whole months."""
        months = self._whole_months()
        if months:
            start = _months_earlier(self.start_on, months)
            return Period(start_on=start, end_on=self.start_on - timedelta(days=1))
        span = timedelta(days=self.day_count)
        return Period(start_on=self.start_on - span, end_on=self.end_on - span)

    def year_before(self) -> "Period":
        """The same days a year earlier (29 February becomes the 28th)."""
        return Period(start_on=_months_earlier(self.start_on, 12), end_on=_year_earlier_end(self.end_on))

    def _whole_months(self) -> int:
        after = self.end_on + timedelta(days=1)
        if self.start_on.day != 1 or after.day != 1:
            return 0
        return (after.year - self.start_on.year) * 12 + after.month - self.start_on.month


def months_on(day: date, months: int) -> date:
    """The first day of the month that comes so many months after a day's; before it where negative."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _months_earlier(day: date, months: int) -> date:
    first = months_on(day, -months)
    last = months_on(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _year_earlier_end(day: date) -> date:
    # A month's last day stays a month's last day, so February compares with February in leap years too.
    after = day + timedelta(days=1)
    if after.day == 1:
        return _months_earlier(after, 12) - timedelta(days=1)
    return _months_earlier(day, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Only people and companies with one of these values."""

    field: SegmentField
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The shared filters as one value; empty channels or campaigns mean all of them.

    Together with the data version it is the key of every cache, and it round-trips through the
    address bar by ``to_query`` and ``from_query``.
    """

    period: Period
    comparison: Comparison = Comparison.PREVIOUS_PERIOD
    channels: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    segment: Segment | None = None
    currency: str = "EUR"
    attribution_model: AttributionModel = AttributionModel.FIRST_TOUCH

    def comparison_period(self) -> Period | None:
        """The period to compare with, or None when comparison is off."""
        if self.comparison is Comparison.PREVIOUS_PERIOD:
            return self.period.previous()
        if self.comparison is Comparison.YEAR_BEFORE:
            return self.period.year_before()
        return None

    def in_period(self, period: Period) -> Self:
        """The same selection for another period, without comparison."""
        return replace(self, period=period, comparison=Comparison.NONE)

    def to_query(self) -> dict[str, list[str]]:
        """The selection as query parameters of a link; whatever equals the default is left out."""
        query = {"from": [self.period.start_on.isoformat()], "to": [self.period.end_on.isoformat()]}
        if self.comparison is not Comparison.PREVIOUS_PERIOD:
            query["compare"] = [self.comparison.value]
        if self.channels:
            query["channel"] = list(self.channels)
        if self.campaigns:
            query["campaign"] = list(self.campaigns)
        if self.segment:
            query["by"] = [self.segment.field.value]
            query["segment"] = list(self.segment.values)
        if self.attribution_model is not AttributionModel.FIRST_TOUCH:
            query["model"] = [self.attribution_model.value]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], default: Self) -> Self:
        """The selection that a link describes; parts it lacks or has wrong are taken from ``default``."""
        return replace(
            default,
            period=_period_from(query, default.period),
            comparison=_choice(Comparison, query.get("compare"), default.comparison),
            channels=tuple(query.get("channel", default.channels)),
            campaigns=tuple(query.get("campaign", default.campaigns)),
            segment=_segment_from(query, default.segment),
            attribution_model=_choice(AttributionModel, query.get("model"), default.attribution_model),
        )


def _period_from(query: Mapping[str, Sequence[str]], default: Period) -> Period:
    try:
        return Period(start_on=date.fromisoformat(query["from"][0]), end_on=date.fromisoformat(query["to"][0]))
    except (KeyError, IndexError, ValueError, ClmError):
        return default


def _segment_from(query: Mapping[str, Sequence[str]], default: Segment | None) -> Segment | None:
    values = tuple(query.get("segment", ()))
    try:
        return Segment(field=SegmentField(query["by"][0]), values=values) if values else default
    except (KeyError, IndexError, ValueError):
        return default


def _choice(kind: type[Choice], given: Sequence[str] | None, default: Choice) -> Choice:
    try:
        return kind(given[0]) if given else default
    except ValueError:
        return default
