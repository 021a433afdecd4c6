"""How much of what was won can be traced to a touch before the deal began, and why the rest cannot.

Each won deal has exactly one reason, the first that applies, so reasons sum to all deals and to all revenue. And
what marketing began or had a part in, month by month. Definitions: docs/methods/loop-closure.md.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core import kpis
from clm_core.analysis.channels import UNKNOWN_CHANNELS
from clm_core.analysis.days import deal_days, local_day
from clm_core.analysis.intervals import BootstrapRule, share_interval, wilson_interval
from clm_core.analysis.linking import COMPANY_AND_DATE
from clm_core.analysis.references import looked_up
from clm_core.analysis.sourced_revenue import sourced_months, sourced_total
from clm_core.analysis.trend import are_days_in
from clm_core.columns import typed_frame
from clm_core.loop_columns import LOOP_CLOSURE, LOOP_DEALS
from clm_core.records import DealOutcome
from clm_core.selection import Period


class LoopReason(StrEnum):
    """Whether a won deal is traceable, else the first of these that keeps it from being so.

    no_contact: nobody at the deal nor in its company is known. contact_later: nobody at the deal, and people of
    its company became known only after it began. company_only: its people are guessed from the company's name,
    whatever they did. no_touches: its people have none. only_after: they have some, all later. no_source: of the
    earlier ones no channel is known.
    """

    TRACEABLE = "traceable"
    NO_CONTACT = "no_contact"
    CONTACT_LATER = "contact_later"
    COMPANY_ONLY = "company_only"
    NO_TOUCHES = "no_touches"
    ONLY_AFTER = "only_after"
    NO_SOURCE = "no_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopClosureRules:
    """How intervals of revenue shares are resampled."""

    bootstrap: BootstrapRule = field(default_factory=BootstrapRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopClosure:
    """The won deals of a period by how well they are joined to what came before."""

    period: Period
    reasons: pd.DataFrame  # loop_columns.LOOP_CLOSURE: a row for every reason, traceable first
    deals: pd.DataFrame  # loop_columns.LOOP_DEALS, dearest first
    months: pd.DataFrame  # loop_columns.SOURCED_MONTHS, every month of the period
    total: pd.DataFrame  # loop_columns.SOURCED_MONTHS, one row for the whole period, month missing
    without_date: int  # won deals that belong to no period because nobody wrote down when

    @property
    def traceable_share(self) -> float:
        """The loop-closure rate: the share of the won revenue that is traceable; NaN without revenue."""
        return float(self.reasons["revenue_share"].iloc[0])

    def deals_to_work_through(self, reason: LoopReason) -> pd.DataFrame:
        """The deals of one reason (LOOP_DEALS), dearest first."""
        return self.deals[self.deals["reason"] == reason.value].reset_index(drop=True)


def loop_closure(
    deals: pd.DataFrame,
    deal_contacts: pd.DataFrame,
    touchpoints: pd.DataFrame,
    contacts: pd.DataFrame,
    period: Period,
    *,
    zone: str,
    rules: LoopClosureRules | None = None,
) -> LoopClosure:
    """The won deals that closed on the period's days (snapshot tables; ``deals`` already narrowed to a selection).

    A touch counts if a contact named at the deal had it up to the day the deal was created (or closed, if nobody
    wrote down when it was created) and its channel is known.
    """
    rule = (rules or LoopClosureRules()).bootstrap
    is_won = deals["outcome"].eq(DealOutcome.WON.value).to_numpy(dtype=bool)
    won = deals[is_won & are_days_in(deals["closed_on"], period)].sort_values("deal_key")
    rows = won.drop(columns="first_touch_at").join(_evidence(won, deal_contacts, touchpoints, zone), on="deal_key")
    rows["is_company_known"] = rows["account_key"].notna() & rows["account_key"].isin(contacts["account_key"].dropna())
    rows["reason"] = _reasons(rows)
    dearest = rows.sort_values(["amount", "deal_key"], ascending=[False, True], na_position="last")
    return LoopClosure(
        period=period,
        reasons=_by_reason(rows, rule),
        deals=typed_frame(dearest.reset_index(drop=True), LOOP_DEALS),
        months=sourced_months(won, period, zone, rule),
        total=sourced_total(won, rule),
        without_date=int((is_won & deals["closed_on"].isna()).sum()),
    )


def _evidence(won: pd.DataFrame, deal_contacts: pd.DataFrame, touchpoints: pd.DataFrame, zone: str) -> pd.DataFrame:
    """By deal_key: contacts, is_company_only, touches, in_time and traceable (numbers of touches), first_touch_at."""
    pairs = deal_contacts[deal_contacts["deal_key"].isin(won["deal_key"])]
    pairs = pairs.assign(is_guessed=pairs["match_rule"] == COMPANY_AND_DATE)
    known = pairs.groupby("deal_key").agg(contacts=("contact_key", "size"), is_company_only=("is_guessed", "all"))
    touches = touchpoints.loc[touchpoints["contact_key"].isin(pairs["contact_key"]), ["contact_key", "at", "channel"]]
    rows = pairs[["deal_key", "contact_key"]].merge(touches.astype({"contact_key": "int64"}), on="contact_key")
    limit = looked_up(rows["deal_key"], deal_days(won, zone).set_axis(won["deal_key"]))
    is_in_time = local_day(rows["at"], zone) <= limit
    is_sourced = rows["channel"].notna() & ~rows["channel"].isin(UNKNOWN_CHANNELS)
    rows = rows.assign(in_time=is_in_time, traceable=is_in_time & is_sourced)
    counts = rows.groupby("deal_key").agg(
        touches=("at", "size"), in_time=("in_time", "sum"), traceable=("traceable", "sum"), first_touch_at=("at", "min")
    )
    found = known.join(counts).reindex(won["deal_key"])
    numbers = found[["contacts", "touches", "in_time", "traceable"]].fillna(0).astype("int64")
    return found.assign(**numbers, is_company_only=found["is_company_only"].eq(True).astype(bool))


def _reasons(rows: pd.DataFrame) -> NDArray[np.str_]:
    checks = {
        LoopReason.CONTACT_LATER: (rows["contacts"] == 0) & rows["is_company_known"],
        LoopReason.NO_CONTACT: rows["contacts"] == 0,
        LoopReason.COMPANY_ONLY: rows["is_company_only"],
        LoopReason.TRACEABLE: rows["traceable"] > 0,
        LoopReason.NO_TOUCHES: rows["touches"] == 0,
        LoopReason.ONLY_AFTER: rows["in_time"] == 0,
    }
    names = [reason.value for reason in checks]
    return np.select([check.to_numpy(dtype=bool) for check in checks.values()], names, LoopReason.NO_SOURCE.value)


def _by_reason(rows: pd.DataFrame, rule: BootstrapRule) -> pd.DataFrame:
    amount = rows["amount"].fillna(0.0)
    whole, count = float(amount.sum()), len(rows)
    found = []
    for reason in LoopReason:
        is_own = (rows["reason"] == reason.value).to_numpy(dtype=bool)
        low, high = share_interval(amount, is_own, rule)
        revenue = float(amount[is_own].sum())
        found.append(
            {
                "reason": reason.value,
                "won_deals": int(is_own.sum()),
                "revenue": revenue,
                "revenue_share": kpis.ratio(revenue, whole),
                "revenue_share_low": low,
                "revenue_share_high": high,
            }
        )
    frame = pd.DataFrame(found)
    frame["deal_share"] = kpis.ratio(frame["won_deals"], pd.Series(float(count), index=frame.index))
    low_shares, high_shares = wilson_interval(frame["won_deals"], np.full(len(frame), count))
    return typed_frame(frame.assign(deal_share_low=low_shares, deal_share_high=high_shares), LOOP_CLOSURE)
