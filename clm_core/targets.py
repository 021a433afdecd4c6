"""What marketing and sales agree on: a target for a period, each side's promises, and the signed agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.selection import Period


class FunnelLink(StrEnum):
    """One step of the chain from visitor to won deal, as a rate; in order."""

    VISITOR_TO_LEAD = "visitor_to_lead"
    LEAD_TO_MQL = "lead_to_mql"
    MQL_TO_SQL = "mql_to_sql"
    SQL_TO_OPPORTUNITY = "sql_to_opportunity"
    OPPORTUNITY_TO_WON = "opportunity_to_won"


class PromiseKind(StrEnum):
    """What one side commits to; the level of a promise is a number a week or a share (0 to 1)."""

    MQLS_PER_WEEK = "mqls_per_week"  # new MQLs a week
    MQL_QUALITY = "mql_quality"  # the share of MQLs that become SQLs
    CONSENT = "consent"  # the share of new MQLs that may be mailed
    COMPLETE_DATA = "complete_data"  # the share of new MQLs whose agreed fields are filled
    FIRST_CONTACT = "first_contact"  # the share of handed-over leads contacted within so many hours
    ATTEMPTS = "attempts"  # the share of unreached leads with so many attempts within so many days
    VERDICT = "verdict"  # the share of handed-over leads with verdict and reason within so many weeks
    CAPACITY = "capacity"  # handed-over leads that sales works a week


PROMISE_TEAM: Mapping[PromiseKind, Team] = {
    PromiseKind.MQLS_PER_WEEK: Team.MARKETING,
    PromiseKind.MQL_QUALITY: Team.MARKETING,
    PromiseKind.CONSENT: Team.MARKETING,
    PromiseKind.COMPLETE_DATA: Team.MARKETING,
    PromiseKind.FIRST_CONTACT: Team.SALES,
    PromiseKind.ATTEMPTS: Team.SALES,
    PromiseKind.VERDICT: Team.SALES,
    PromiseKind.CAPACITY: Team.SALES,
}
"""Whose promise it is."""

WEEKLY_PROMISES = frozenset({PromiseKind.MQLS_PER_WEEK, PromiseKind.CAPACITY})
"""Promises whose level is a number a week; that of all others is a share."""

TIMED_PROMISES = frozenset({PromiseKind.FIRST_CONTACT, PromiseKind.ATTEMPTS, PromiseKind.VERDICT})
"""Promises that hold within a time: hours, days and weeks, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One commitment of one side.

    ``level`` is a number a week or a share, as WEEKLY_PROMISES says. ``within`` is the time of a timed promise in hours
    (first contact), days (attempts) or weeks (verdict), ``attempts`` the number of a promise of attempts. ``owner`` is
    who answers for it. Raises ClmError for a level, time or number that cannot be.
    """

    kind: PromiseKind
    level: float
    within: float | None = None
    attempts: int | None = None
    owner: str = ""

    def __post_init__(self) -> None:
        highest = float("inf") if self.kind in WEEKLY_PROMISES else 1.0
        if not isfinite(self.level) or not 0 <= self.level <= highest:
            raise ClmError(f"targets.level_outside.{'weekly' if self.kind in WEEKLY_PROMISES else 'share'}")
        if (self.kind in TIMED_PROMISES) != (self.within is not None and 0 < self.within < float("inf")):
            raise ClmError("targets.promise_without_time")
        if (self.kind is PromiseKind.ATTEMPTS) != (self.attempts is not None and self.attempts >= 1):
            raise ClmError("targets.promise_without_attempts")

    @property
    def team(self) -> Team:
        """Whose promise it is."""
        return PROMISE_TEAM[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRate:
    """A rate that somebody sets instead of what the data say, as a share."""

    link: FunnelLink
    rate: float

    def __post_init__(self) -> None:
        if not 0 < self.rate <= 1:
            raise ClmError("targets.rate_outside", rate=f"{self.rate:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Revenue to be won within a period (deals closed on its days), in the reporting currency.

    ``marketing_share`` is the share of it that marketing's leads are to bring. ``rates`` and ``deal_amount`` replace
    what the data say. Raises ClmError for an amount or share that cannot be and for a rate that stands twice.
    """

    period: Period
    revenue: float
    marketing_share: float = 1.0
    rates: tuple[TypedRate, ...] = ()
    deal_amount: float | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.revenue) or self.revenue <= 0:
            raise ClmError("targets.revenue_outside")
        if not 0 < self.marketing_share <= 1:
            raise ClmError("targets.marketing_share_outside")
        if self.deal_amount is not None and not 0 < self.deal_amount < float("inf"):
            raise ClmError("targets.deal_amount_outside")
        links = [one.link for one in self.rates]
        if len(set(links)) < len(links):
            raise ClmError("targets.rate_twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPlan:
    """What is negotiated: the target, at most one promise of each kind, and what it rests on.

    ``budget_scenario`` and ``scoring_version`` are the numbers of a saved scenario and of a version of the scoring
    model. Raises ClmError for a promise that stands twice.
    """

    target: Target
    promises: tuple[Promise, ...] = ()
    budget_scenario: int | None = None
    scoring_version: int | None = None

    def __post_init__(self) -> None:
        kinds = [one.kind for one in self.promises]
        if len(set(kinds)) < len(kinds):
            raise ClmError("targets.promise_twice")

    def promise(self, kind: PromiseKind) -> Promise | None:
        """The promise of this kind, where there is one."""
        return next((one for one in self.promises if one.kind is kind), None)


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    SIGNED = "signed"  # by both sides: frozen
    REPLACED = "replaced"  # by a later signed one whose period overlaps
