"""The one definition of each KPI: its arithmetic here, its name, formula and meaning in the catalogues (kpi.*)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import overload

import numpy as np
import pandas as pd

from clm_core.records import Team


class Unit(StrEnum):
    """How a KPI is written."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"  # 0 to 1, written as percent
    RATIO = "ratio"  # for instance ROAS 4.2
    MONTHS = "months"


class Better(StrEnum):
    """Which direction of change is good news."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class KpiName(StrEnum):
    """Every KPI of the product; labels and formulas are kpi.<name>.label / .formula / .meaning."""

    SPEND = "spend"
    VISITORS = "visitors"
    LEADS = "leads"
    MQLS = "mqls"
    SALS = "sals"
    SQLS = "sqls"
    OPPORTUNITIES = "opportunities"
    CUSTOMERS = "customers"
    WON_DEALS = "won_deals"
    REVENUE = "revenue"
    MARKETING_SOURCED_SHARE = "marketing_sourced_share"
    MARKETING_INFLUENCED_SHARE = "marketing_influenced_share"
    ROI = "roi"
    ROAS = "roas"
    CPL = "cpl"
    COST_PER_MQL = "cost_per_mql"
    CAC = "cac"
    PAYBACK_MONTHS = "payback_months"
    WIN_RATE = "win_rate"
    CLAIMED_CONVERSIONS = "claimed_conversions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """How a KPI is written, who answers for it and which direction is good."""

    name: KpiName
    unit: Unit
    owner: Team
    better: Better = Better.HIGHER


def _kpi(name: KpiName, unit: Unit, owner: Team, better: Better = Better.HIGHER) -> Kpi:
    return Kpi(name=name, unit=unit, owner=owner, better=better)


KPIS: dict[KpiName, Kpi] = {
    kpi.name: kpi
    for kpi in (
        _kpi(KpiName.SPEND, Unit.MONEY, Team.MARKETING, Better.NEITHER),
        _kpi(KpiName.VISITORS, Unit.COUNT, Team.MARKETING),
        _kpi(KpiName.LEADS, Unit.COUNT, Team.MARKETING),
        _kpi(KpiName.MQLS, Unit.COUNT, Team.MARKETING),
        _kpi(KpiName.SALS, Unit.COUNT, Team.SALES),
        _kpi(KpiName.SQLS, Unit.COUNT, Team.SALES),
        _kpi(KpiName.OPPORTUNITIES, Unit.COUNT, Team.SALES),
        _kpi(KpiName.CUSTOMERS, Unit.COUNT, Team.SALES),
        _kpi(KpiName.WON_DEALS, Unit.COUNT, Team.SALES),
        _kpi(KpiName.REVENUE, Unit.MONEY, Team.SALES),
        _kpi(KpiName.MARKETING_SOURCED_SHARE, Unit.SHARE, Team.MARKETING),
        _kpi(KpiName.MARKETING_INFLUENCED_SHARE, Unit.SHARE, Team.MARKETING),
        _kpi(KpiName.ROI, Unit.SHARE, Team.BOTH),
        _kpi(KpiName.ROAS, Unit.RATIO, Team.MARKETING),
        _kpi(KpiName.CPL, Unit.MONEY, Team.MARKETING, Better.LOWER),
        _kpi(KpiName.COST_PER_MQL, Unit.MONEY, Team.MARKETING, Better.LOWER),
        _kpi(KpiName.CAC, Unit.MONEY, Team.BOTH, Better.LOWER),
        _kpi(KpiName.PAYBACK_MONTHS, Unit.MONTHS, Team.BOTH, Better.LOWER),
        _kpi(KpiName.WIN_RATE, Unit.SHARE, Team.SALES),
        _kpi(KpiName.CLAIMED_CONVERSIONS, Unit.COUNT, Team.MARKETING, Better.NEITHER),
    )
}


@overload
def ratio(part: float, whole: float) -> float: ...
@overload
def ratio(part: pd.Series, whole: pd.Series) -> pd.Series: ...
def ratio(part: float | pd.Series, whole: float | pd.Series) -> float | pd.Series:
    """part ÷ whole, NaN where whole is zero: a rate of nothing is not a number, and never an error."""
    if isinstance(part, pd.Series) or isinstance(whole, pd.Series):
        return part / pd.Series(whole).where(lambda base: base != 0)
    return part / whole if whole else float("nan")


@overload
def roi(earned: float, spend: float) -> float: ...
@overload
def roi(earned: pd.Series, spend: pd.Series) -> pd.Series: ...
def roi(earned: float | pd.Series, spend: float | pd.Series) -> float | pd.Series:
    """(revenue or margin − spend) ÷ spend; NaN without spend."""
    return ratio(earned - spend, spend)  # type: ignore[arg-type]


def payback_months(cac: float, margin_per_customer_month: float) -> float:
    """Months until a customer's margin has repaid what winning the customer cost; NaN if it never does."""
    return cac / margin_per_customer_month if margin_per_customer_month > 0 else float(np.nan)
