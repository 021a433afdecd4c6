"""How fresh and complete each source is, and the next sensible actions, decided by plain rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core.columns import typed_frame
from clm_core.result_columns import SOURCE_FRESHNESS
from clm_core.selection import Period


class Freshness(StrEnum):
    """How old a source's newest day is."""

    FRESH = "fresh"
    STALE = "stale"
    OLD = "old"
    UNKNOWN = "unknown"


class Destination(StrEnum):
    """The page on which a next action is done."""

    IMPORT = "import"
    UNMATCHED = "unmatched"
    FUNNEL = "funnel"
    CHANNEL_ROI = "channel_roi"
    DEFINITIONS = "definitions"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRule:
    """From when on the data need attention."""

    stale_after_days: int = 14
    old_after_days: int = 45
    max_unmatched_deals_share: float = 0.1
    max_unassigned_touchpoints_share: float = 0.1
    max_without_amount_share: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class DataHealth:
    """What there is and what is wrong with it, counted over all data of the workspace.

    ``later_day_count`` are the entries dated after the newest import, the last of them on ``latest_day_on``.
    """

    spend_row_count: int
    contact_count: int
    deal_count: int
    deals_without_contact_count: int
    won_deal_count: int
    won_without_amount_count: int
    touchpoint_count: int
    unassigned_touchpoint_count: int
    currencies_without_rate: tuple[str, ...]
    has_margin: bool
    newest_day_on: date | None
    is_cohort_young: bool = False
    refused_row_count: int = 0
    later_day_count: int = 0
    latest_day_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """One thing to do next: the sentence's key, what fills it, and the page where it is done."""

    key: str
    page: Destination
    values: Mapping[str, object] = field(default_factory=dict)


def source_freshness(
    imports: pd.DataFrame, period: Period, *, as_of: date, rule: HealthRule | None = None
) -> pd.DataFrame:
    """One row a system (result_columns.SOURCE_FRESHNESS), the oldest first; takes IMPORTS_SUMMARY rows."""
    rule = rule or HealthRule()
    rows = imports.groupby("system", as_index=False).agg(
        files=("file", "nunique"),
        imported_at=("imported_at", "max"),
        first_day=("first_day", "min"),
        last_day=("last_day", "max"),
        rows=("rows", "sum"),
        problems=("problems", "sum"),
    )
    rows["age_days"] = (pd.Timestamp(as_of) - rows["last_day"]).dt.days.clip(lower=0).astype("Int64")
    rows["covered_share"] = [_covered_share(imports, name, period, as_of) for name in rows["system"]]
    rows["state"] = [_state(age, rule) for age in rows["age_days"].to_numpy(dtype=np.float64, na_value=np.nan)]
    return typed_frame(
        rows.sort_values(["age_days", "system"], ascending=[False, True], ignore_index=True), SOURCE_FRESHNESS
    )


def _covered_share(imports: pd.DataFrame, system: str, period: Period, as_of: date) -> float:
    end_on = min(period.end_on, as_of)
    if end_on < period.start_on:
        return float("nan")
    wanted = pd.date_range(period.start_on, end_on)
    covered = pd.Series(False, index=wanted)
    spans = imports.loc[imports["system"] == system, ["first_day", "last_day"]].dropna()
    for first_day, last_day in spans.itertuples(index=False):
        covered |= (wanted >= first_day) & (wanted <= last_day)
    return float(covered.mean())


def _state(age_days: float, rule: HealthRule) -> Freshness:
    if np.isnan(age_days):
        return Freshness.UNKNOWN
    if age_days > rule.old_after_days:
        return Freshness.OLD
    return Freshness.STALE if age_days > rule.stale_after_days else Freshness.FRESH


def next_actions(health: DataHealth, *, as_of: date, rule: HealthRule | None = None) -> tuple[NextAction, ...]:
    """What to do next, most important first; empty when nothing needs attention."""
    rule = rule or HealthRule()
    return (*_missing_data(health), *_broken_data(health, rule), *_reading_advice(health, as_of, rule))


def _missing_data(health: DataHealth) -> list[NextAction]:
    missing = {
        "overview.action_no_contacts": health.contact_count == 0,
        "overview.action_no_deals": health.deal_count == 0,
        "overview.action_no_spend": health.spend_row_count == 0,
    }
    return [NextAction(key=key, page=Destination.IMPORT) for key, is_missing in missing.items() if is_missing]


def _broken_data(health: DataHealth, rule: HealthRule) -> list[NextAction]:
    actions = []
    if health.currencies_without_rate:
        values = {"currencies": ", ".join(health.currencies_without_rate), "count": len(health.currencies_without_rate)}
        actions.append(
            NextAction(key="overview.action_currency_without_rate", page=Destination.SETTINGS, values=values)
        )
    if health.refused_row_count:
        values = {"count": health.refused_row_count}
        actions.append(NextAction(key="overview.action_refused_rows", page=Destination.IMPORT, values=values))
    if health.later_day_count:
        values = {"count": health.later_day_count, "day": health.latest_day_on}
        actions.append(NextAction(key="overview.action_later_days", page=Destination.IMPORT, values=values))
    shares = (
        (
            "overview.action_deals_without_contact",
            health.deals_without_contact_count,
            health.deal_count,
            rule.max_unmatched_deals_share,
            Destination.UNMATCHED,
        ),
        (
            "overview.action_unassigned_touchpoints",
            health.unassigned_touchpoint_count,
            health.touchpoint_count,
            rule.max_unassigned_touchpoints_share,
            Destination.DEFINITIONS,
        ),
        (
            "overview.action_amounts_missing",
            health.won_without_amount_count,
            health.won_deal_count,
            rule.max_without_amount_share,
            Destination.IMPORT,
        ),
    )
    for key, part, whole, limit, page in shares:
        if whole and part / whole > limit:
            actions.append(NextAction(key=key, page=page, values={"count": part, "total": whole}))
    return actions


def _reading_advice(health: DataHealth, as_of: date, rule: HealthRule) -> list[NextAction]:
    actions = []
    if health.newest_day_on and as_of - health.newest_day_on > timedelta(days=rule.stale_after_days):
        values = {"count": (as_of - health.newest_day_on).days, "day": health.newest_day_on}
        actions.append(NextAction(key="overview.action_data_old", page=Destination.IMPORT, values=values))
    if health.won_deal_count and not health.has_margin:
        actions.append(NextAction(key="overview.action_no_margin", page=Destination.SETTINGS))
    if health.is_cohort_young:
        actions.append(NextAction(key="overview.action_young_cohort", page=Destination.FUNNEL))
    return actions
