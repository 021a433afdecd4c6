"""The rate and the lags of each link of the funnel, for all together and by channel or segment.

From MQL on the links are those of one path: MQL → SQL → the deal that came from it → won. What went on without having
had the time is handled in ``link_curves``. A group's rate is that of all × (its own + ``prior``) ÷ (those expected of
people of its ages + ``prior``), as in ``outcome_chain``. Only people who began since deals are recorded whole count.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.deal_lives import DealLives
from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.outcome_chain import ChainRules
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.target_plan.closing_chances import Closing, closing
from clm_core.analysis.target_plan.link_curves import CurveRules, LinkCurve, link_curve
from clm_core.analysis.target_plan.plan_people import PlanPeople
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats
from clm_core.target_columns import TARGET_RATES
from clm_core.targets import FunnelLink, TypedRate

_EPOCH = np.datetime64("1970-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorRate:
    """Leads of the channels that traffic is counted for ÷ visitors; ``visited_share`` is their share of all leads."""

    visitors: int
    leads: int
    visited_share: float
    typed_rate: float | None = None

    @property
    def rate(self) -> float:
        """NaN without visitors."""
        if self.typed_rate is not None:
            return self.typed_rate
        return self.leads / self.visitors if self.visitors else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FunnelRates:
    """Curves of the links (lead → MQL to opportunity → won), the visitors' rate, and of deals without an MQL."""

    people: PlanPeople
    curves: Mapping[FunnelLink, LinkCurve]
    visitors: VisitorRate
    others: LinkCurve  # opportunity → won of deals that came from no MQL
    closing: Closing

    @property
    def unknown(self) -> tuple[FunnelLink, ...]:
        """Links that nobody went along, and that nobody typed a rate for; without the visitors'."""
        return tuple(link for link, curve in self.curves.items() if not curve.rate > 0)


LINKS = tuple(FunnelLink)[1:]


def funnel_rates(
    people: PlanPeople,
    traffic: pd.DataFrame,
    lives: DealLives,
    *,
    seed: int,
    typed: tuple[TypedRate, ...] = (),
    rules: CurveRules | None = None,
) -> FunnelRates:
    """Rates and lags of these people and deals with their draws; typed rates stand instead of the data's."""
    rules, rng = rules or CurveRules(), np.random.default_rng(seed)
    curves = {link: link_curve(*link_days(people, link), today=people.today, rules=rules, rng=rng) for link in LINKS}
    others = link_curve(*_deal_days(people, ~people.of_mql), today=people.today, rules=rules, rng=rng)
    wanted = {one.link: one.rate for one in typed}
    return FunnelRates(
        people=people,
        curves={link: curve.with_rate(wanted[link]) if link in wanted else curve for link, curve in curves.items()},
        visitors=_visitor_rate(people, traffic, wanted.get(FunnelLink.VISITOR_TO_LEAD)),
        others=others,
        closing=closing(lives),
    )


def link_days(people: PlanPeople, link: FunnelLink) -> tuple[Floats, Floats, Floats]:
    """Days on which people (of the last link: deals) entered a link, went on and left; NaN where they did not."""
    if link is FunnelLink.OPPORTUNITY_TO_WON:
        return _deal_days(people, people.of_mql)
    steps = (people.lead, people.mql, people.sql, people.deal)
    place = LINKS.index(link)
    entered = np.where(people.is_whole, steps[place], np.nan)
    return entered, np.where(np.isnan(entered), np.nan, steps[place + 1]), people.ended


def _deal_days(people: PlanPeople, which: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    entered = np.where(which & (people.created >= people.first_day), people.created, np.nan)
    won = np.where(people.is_won, people.decided, np.nan)
    return entered, won, np.where(people.is_won, np.nan, people.decided)


def _visitor_rate(people: PlanPeople, traffic: pd.DataFrame, typed: float | None) -> VisitorRate:
    counted = traffic["users"].fillna(traffic["sessions"]).fillna(0).to_numpy(dtype=np.float64)
    day = (traffic["day"].to_numpy(dtype="datetime64[D]") - _EPOCH).astype(np.int64)
    past = day <= people.today
    if not past.any():
        return VisitorRate(visitors=0, leads=0, visited_share=1.0, typed_rate=typed)
    first, last = day[past].min(), day[past].max()
    began = (people.lead >= first) & (people.lead <= last)
    visited = np.isin(people.channel, channel_keys(traffic["channel"]).unique()) & began
    share = float(visited.sum()) / max(int(began.sum()), 1)
    return VisitorRate(
        visitors=int(counted[past].sum()), leads=int(visited.sum()), visited_share=share, typed_rate=typed
    )


def rate_rows(rates: FunnelRates, by: NDArray[np.object_] | None = None, prior: float | None = None) -> pd.DataFrame:
    """TARGET_RATES: the visitors' link and each other, of all together; with ``by`` (a group a contact) of groups."""
    low, high = wilson_interval(rates.visitors.leads, max(rates.visitors.visitors, rates.visitors.leads))
    is_typed = rates.visitors.typed_rate is not None
    is_unknown = is_typed or rates.visitors.visitors < rates.visitors.leads
    rows: list[dict[str, object]] = [
        {
            "link": FunnelLink.VISITOR_TO_LEAD.value,
            "group": "",
            "entered": rates.visitors.visitors,
            "reached": rates.visitors.leads,
            "rate": rates.visitors.rate,
            "rate_low": np.nan if is_unknown else float(low),
            "rate_high": np.nan if is_unknown else float(high),
            "is_typed": is_typed,
        }
    ]
    for link, curve in rates.curves.items():
        ends = curve.interval
        rows.append(
            {
                "link": link.value,
                "group": "",
                "entered": curve.entered,
                "reached": curve.reached,
                "rate": curve.rate,
                "rate_low": ends[0],
                "rate_high": ends[1],
                "median_days": curve.lag_quantile(0.5),
                "late_days": curve.lag_quantile(0.9),
                "is_typed": curve.typed_rate is not None,
            }
        )
        if by is not None:
            rows.extend(_group_rows(rates, link, by, ChainRules().prior if prior is None else prior))
    return typed_frame(pd.DataFrame(rows), TARGET_RATES)


def _group_rows(rates: FunnelRates, link: FunnelLink, by: NDArray[np.object_], prior: float) -> list[dict[str, object]]:
    curve = rates.curves[link]
    entered, reached, _ = link_days(rates.people, link)
    names = group_names(rates.people, link, by)
    rows = []
    for name in sorted(set(names[~np.isnan(entered)])):
        own = (names == name) & ~np.isnan(entered)
        age = np.clip(rates.people.today - entered[own], 0, curve.horizon_days).astype(np.int64)
        expected = float(curve.reached_by[0, age].sum())
        went_on = int((reached[own] - entered[own] <= curve.horizon_days).sum())
        # Relative to the data's own rate, so that a typed rate moves every group alike.
        known = expected if curve.typed_rate is None else expected * curve.data_rate / max(curve.rate, 1e-12)
        factor = (went_on + prior) / (known + prior)
        rows.append(
            {
                "link": link.value,
                "group": name,
                "entered": int(own.sum()),
                "reached": went_on,
                "rate": min(curve.rate * factor, 1.0),
                "is_typed": curve.typed_rate is not None,
            }
        )
    return rows


def group_names(people: PlanPeople, link: FunnelLink, by: NDArray[np.object_]) -> NDArray[np.object_]:
    """The group of each person, of the last link that of the contact each deal came from."""
    if link is not FunnelLink.OPPORTUNITY_TO_WON:
        return by
    return np.where(people.of_mql, by[np.maximum(people.origin, 0)] if len(by) else "", "")
