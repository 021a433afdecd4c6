"""From a revenue target back to deals, opportunities, SQLs, MQLs, leads and visitors; rounded up once, at the end."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.target_plan.funnel_rates import LINKS, FunnelRates, group_names, link_days, rate_rows
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.response_curves import Floats
from clm_core.target_columns import TARGET_CHAIN
from clm_core.targets import FunnelLink

_MOST = 1e15
"""No chain asks for more: rates next to nothing were typed, and whole numbers end somewhere."""
_WHOLE = 1e-9
_INTERVAL = (0.025, 0.975)


class ChainStage(StrEnum):
    """What is counted along the chain, backwards."""

    WON = "won"
    OPPORTUNITY = "opportunity"
    SQL = "sql"
    MQL = "mql"
    LEAD = "lead"
    VISITOR = "visitor"


_LINK_BEFORE = dict(zip(tuple(ChainStage)[1:], reversed(FunnelLink), strict=True))
"""The link by whose rate the stage before it is divided."""


def chain_counts(
    deals: float | Floats, rates: Mapping[FunnelLink, float | Floats], *, visited_share: float = 1.0
) -> dict[ChainStage, float | Floats]:
    """How many of each stage these won deals need, exactly; without the stages before a link whose rate is unknown.

    ``visited_share`` is the share of leads that come by a visit. Raises ClmError for a rate that is not above 0 and at
    most 1.
    """
    counts: dict[ChainStage, float | Floats] = {ChainStage.WON: deals}
    needed = deals
    for stage, link in _LINK_BEFORE.items():
        rate = rates.get(link)
        if rate is None or np.isnan(rate).all():
            break
        if not np.all((np.asarray(rate) > 0) & (np.asarray(rate) <= 1)):
            raise ClmError("targets.rate_outside", rate=f"{float(np.min(rate)):g}")
        needed = needed / rate * (visited_share if stage is ChainStage.VISITOR else 1.0)
        counts[stage] = needed
    return counts


def needed_chain(
    marketing_revenue: float,
    amount: float,
    rates: FunnelRates,
    *,
    shares: pd.DataFrame | None = None,
    amount_draws: Floats | None = None,
    quality_factor: float = 1.0,
) -> pd.DataFrame:
    """TARGET_CHAIN for revenue that marketing's leads are to bring at this mean amount of a deal.

    ``shares`` are ``group_shares``: each stage is divided as the groups' people and rates would bring it, so that the
    parts sum to the whole. ``quality_factor`` is the promised rate from MQL to SQL ÷ today's. Raises ClmError
    ``target_plan.stage_not_reached`` where a link leads nowhere.
    """
    whole = exact_chain(marketing_revenue / amount, rates, quality_factor=quality_factor)
    counts = {stage: min(float(np.asarray(count)), _MOST) for stage, count in whole.items()}
    ends = _ends(marketing_revenue / (amount if amount_draws is None else amount_draws), rates, quality_factor)
    rows: list[dict[str, object]] = [
        {
            "stage": stage.value,
            "group": "",
            "exact": count,
            "count": whole_count(count),
            "count_low": ends.get(stage, (np.nan, np.nan))[0],
            "count_high": ends.get(stage, (np.nan, np.nan))[1],
        }
        for stage, count in counts.items()
    ]
    if shares is not None:
        for row in tuple(rows):
            rows.extend(_parts(row, shares))
    return typed_frame(pd.DataFrame(rows), TARGET_CHAIN)


def exact_chain(deals: float, rates: FunnelRates, *, quality_factor: float = 1.0) -> dict[ChainStage, float | Floats]:
    """How many of each stage these won deals need by the funnel's own rates, not rounded.

    Raises ClmError ``target_plan.stage_not_reached`` where a link leads nowhere.
    """
    if rates.unknown:
        raise ClmError(f"target_plan.stage_not_reached.{rates.unknown[0]}")
    visitors = rates.visitors
    known: dict[FunnelLink, float | Floats] = {link: curve.rate for link, curve in rates.curves.items()}
    known[FunnelLink.VISITOR_TO_LEAD] = min(visitors.rate, 1.0)
    known[FunnelLink.MQL_TO_SQL] = min(known[FunnelLink.MQL_TO_SQL] * quality_factor, 1.0)
    return chain_counts(deals, known, visited_share=visitors.visited_share)


def whole_count(exact: float) -> int:
    """Rounded up; what is a whole number but for the last digits of the arithmetic stays that number."""
    return int(np.ceil(exact * (1 - _WHOLE)))


def _ends(deals: float | Floats, rates: FunnelRates, quality_factor: float) -> dict[ChainStage, tuple[float, float]]:
    """95 % interval of each count by the draws of rates and amounts; visitors as leads."""
    drawn: dict[FunnelLink, float | Floats] = {
        link: np.maximum(curve.rate_draws, _WHOLE) for link, curve in rates.curves.items()
    }
    drawn[FunnelLink.MQL_TO_SQL] = np.minimum(drawn[FunnelLink.MQL_TO_SQL] * quality_factor, 1.0)
    drawn[FunnelLink.VISITOR_TO_LEAD] = min(rates.visitors.rate, 1.0)
    found = {}
    for stage, counts in chain_counts(deals, drawn, visited_share=rates.visitors.visited_share).items():
        if np.ndim(counts) and np.ptp(counts) > 0:
            low, high = np.quantile(counts, _INTERVAL)
            found[stage] = (float(low), float(high))
    return found


def group_shares(rates: FunnelRates, by: NDArray[np.object_]) -> pd.DataFrame:
    """Stages × groups: each group's share of a stage, by its leads of late and its own rates; rows sum to 1."""
    people = rates.people
    entered, _, _ = link_days(people, FunnelLink.LEAD_TO_MQL)
    is_late = entered > people.today - 365
    names = group_names(people, FunnelLink.LEAD_TO_MQL, by)[is_late]
    leads = pd.Series(names).value_counts().sort_index().astype(np.float64)
    own = rate_rows(rates, by).set_index(["link", "group"])["rate"]
    shares = {ChainStage.LEAD: leads / leads.sum()}
    shares[ChainStage.VISITOR] = shares[ChainStage.LEAD]
    volume = leads
    for link, stage in zip(LINKS, reversed(tuple(ChainStage)[:4]), strict=True):
        whole = float(own[(link.value, "")])
        volume = volume * [float(own.get((link.value, name), whole)) for name in volume.index]
        shares[stage] = volume / volume.sum()
    return pd.DataFrame(shares).T


def _parts(row: Mapping[str, object], shares: pd.DataFrame) -> list[dict[str, object]]:
    share = shares.loc[ChainStage(str(row["stage"]))]
    exact = float(row["exact"]) * share  # type: ignore[arg-type]
    counts = summing_counts(exact.to_numpy(), int(row["count"]))  # type: ignore[call-overload]
    return [
        {**row, "group": str(name), "exact": part, "count": count, "count_low": np.nan, "count_high": np.nan}
        for name, part, count in zip(shares.columns, exact, counts, strict=True)
    ]


def summing_counts(exact: Floats, whole: int) -> NDArray[np.int64]:
    """Whole numbers near ``exact`` that sum to ``whole``: the largest remainders are rounded up first."""
    scaled = exact * (whole / exact.sum()) if exact.sum() > 0 else exact
    floors = np.floor(scaled + _WHOLE).astype(np.int64)
    order = np.argsort(-(scaled - floors), kind="stable")
    floors[order[: whole - int(floors.sum())]] += 1
    return floors
