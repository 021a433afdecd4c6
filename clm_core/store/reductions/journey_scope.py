"""Which journeys are asked for, as conditions of a query."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BigInteger, ColumnElement, Table, case, cast, literal

from clm_core.journey_options import JourneyEntity, JourneyOptions
from clm_core.records import DealOutcome
from clm_core.selection import Period, Segment
from clm_core.store.moments import as_days
from clm_core.store.reductions.filters import day_start, value_among
from clm_core.store.reductions.reduction import DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyScope:
    """Which journeys are asked for; touches after the day ``as_of`` are not known yet.

    ``outcome``: of the deals that journeys lead to; lost deals are cut by the same rules as won ones.
    """

    options: JourneyOptions
    period: Period
    as_of: date
    zone: str
    segment: Segment | None
    margin_share: float | None
    outcome: DealOutcome = DealOutcome.WON

    @property
    def is_by_account(self) -> bool:
        return self.options.entity is JourneyEntity.ACCOUNT

    @property
    def look_back_us(self) -> int:
        return self.options.look_back_days * DAY_US

    @property
    def period_start_us(self) -> int:
        return day_start(self.period.start_on, self.zone)

    @property
    def period_end_us(self) -> int:
        """The first microsecond after the period."""
        return day_start(self.period.end_on + timedelta(days=1), self.zone)

    @property
    def known_until_us(self) -> int:
        """The first microsecond after the day as_of."""
        return day_start(self.as_of + timedelta(days=1), self.zone)

    def in_segment(self, table: Table) -> list[ColumnElement[bool]]:
        """Conditions that a table's rows have a chosen value of the segment's field; none without a segment."""
        if self.segment is None:
            return []
        return [value_among(table.c[self.segment.field.value], self.segment.values)]

    def day_end(self, day: ColumnElement[int]) -> ColumnElement[int]:
        """The last microsecond of a day in the reporting zone.

        Engines know no zones, so the changes of the clock come in as bounds: exact for the days that touches
        of the period's journeys can lie on, an hour off elsewhere, where only the order of conversions matters.
        """
        first = self.period.start_on - timedelta(days=self.options.look_back_days + 2)
        last = max(self.period.end_on, self.as_of) + timedelta(days=1)
        changes = _clock_changes(first, last, self.zone)
        bounds = [(day < as_days(until), offset_us) for until, offset_us in changes[:-1]]
        offset = case(*bounds, else_=changes[-1][1]) if bounds else literal(changes[-1][1], BigInteger)
        return (cast(day, BigInteger) + 1) * DAY_US + offset - 1


def _clock_changes(first: date, last: date, zone: str) -> list[tuple[date, int]]:
    """What to add to a day's end in UTC to get its end in the zone, each with the first day it no longer holds."""
    changes: list[tuple[date, int]] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        offset_us = day_start(day + timedelta(days=1), zone) - (as_days(day) + 1) * DAY_US
        if changes and changes[-1][1] == offset_us:
            changes.pop()
        changes.append((day + timedelta(days=1), offset_us))
    return changes
