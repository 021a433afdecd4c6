"""What the agreement's workbook computes with, and where its cells lie.

Every row that can be read back has its identity in the column ``id``: a part of the plan (see target_parts), or
``chain.…`` for what formulas compute.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format

from clm_core.targets import FunnelLink, PromiseKind, TargetPlan

COLUMNS = ("what", "value", "data", "low", "high", "n", "team", "id")
PROMISE_COLUMNS = ("what", "value", "within", "attempts", "owner", "data", "low", "high", "n", "team", "id")
"""The columns from left to right; agreement_sheet.column.* are their headings."""
HEADER_ROW = 3
PERIOD_START, PERIOD_END = "period.start", "period.end"
CHAIN = "chain."
QUALITY = "chain.quality"
VISITED = "chain.visited"
STAGES = ("won", "opportunity", "sql", "mql", "lead", "visitor")
"""Backwards along the chain, as target_plan.reverse_plan computes it."""
LINK_OF_STAGE = dict(zip(STAGES[1:], reversed(FunnelLink), strict=True))
"""The link by whose rate the stage before it is divided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRate:
    """A rate as the plan uses it and as the data say it, with its 95 % interval; None where the data say nothing."""

    rate: float
    data: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLevel:
    """Where a promise stands today, with its 95 % interval."""

    level: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """One side's signature in words; empty where it has not signed."""

    team: str
    by: str = ""
    role: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveAgreement:
    """What the workbook is written from.

    ``rates`` is empty where no chain can be computed; ``visited_share`` is the share of leads that come by a visit.
    ``months`` are the columns of the months' sheet: a heading, and of each stage the share that falls on it.
    """

    title: str
    subtitle: str
    plan: TargetPlan
    deal_amount: float | None
    data_amount: float | None
    rates: Mapping[FunnelLink, KnownRate]
    visited_share: float
    measured: Mapping[PromiseKind, KnownLevel]
    months: tuple[tuple[str, Mapping[str, float]], ...]
    signatures: tuple[SignatureLine, ...]
    facts: tuple[tuple[str, str], ...]
    note: str
    currency: str

    @property
    def is_live(self) -> bool:
        """Whether the chain can be computed."""
        return bool(self.rates) and self.deal_amount is not None

    @property
    def quality_today(self) -> float | None:
        """The measured quality of MQLs that a promised one is set against."""
        known = self.measured.get(PromiseKind.MQL_QUALITY)
        rate = self.rates.get(FunnelLink.MQL_TO_SQL)
        return known.level if known is not None else rate.rate if rate is not None else None


def chain(live: LiveAgreement) -> dict[str, float]:
    """How many of each stage the target needs, exactly: what the formulas say at the values of the export."""
    target = live.plan.target
    assert live.deal_amount is not None
    needed = target.revenue * target.marketing_share / live.deal_amount
    counts = {STAGES[0]: needed}
    for stage, link in LINK_OF_STAGE.items():
        if link not in live.rates:
            break
        factor = quality_factor(live) if link is FunnelLink.MQL_TO_SQL else 1.0
        needed = needed / min(live.rates[link].rate * factor, 1.0)
        needed *= live.visited_share if link is FunnelLink.VISITOR_TO_LEAD else 1.0
        counts[stage] = needed
    return counts


def quality_factor(live: LiveAgreement) -> float:
    """The promised share of MQLs that become SQLs ÷ today's; 1 without a promise."""
    promise, today = live.plan.promise(PromiseKind.MQL_QUALITY), live.quality_today
    return promise.level / today if promise is not None and today else 1.0


def sheet_formats(book: xlsxwriter.Workbook, currency: str) -> dict[str, Format]:
    """How cells look, by name; those to be typed in are yellow."""
    typed = {"bg_color": "#FFF4CC", "border": 1, "border_color": "#C9A227"}
    kinds = {
        "money": f'#,##0 "{currency}"',
        "share": "0.0%",
        "number": "#,##0.0",
        "count": "#,##0",
        "small": "0.00%",
        "date": "yyyy-mm-dd",
        "factor": "0.000",
    }
    looks: dict[str, dict[str, object]] = {name: {"num_format": pattern} for name, pattern in kinds.items()}
    looks |= {f"typed_{name}": {"num_format": pattern, **typed} for name, pattern in kinds.items()}
    looks |= {
        "typed": typed,
        "title": {"bold": True, "font_size": 16},
        "section": {"bold": True, "font_size": 12, "font_color": "#0B5FA5"},
        "note": {"italic": True, "font_color": "#55606B"},
        "heading": {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"},
        "id": {"font_color": "#8D949E", "font_size": 9},
        "total": {"bold": True, "num_format": kinds["count"]},
        "sign": {"bottom": 1},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def empty_frame() -> pd.DataFrame:
    """The frame of a sheet that is written cell by cell."""
    return pd.DataFrame()
