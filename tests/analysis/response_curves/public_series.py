"""Public series in our terms: Robyn's simulated weekly data and Meridian's national data."""

import csv
from datetime import date
from pathlib import Path

import numpy as np

from clm_core.response_curves import PeriodLength, ResponseOutcome, ResponseSeries


def robyn_series(shared_data: Path) -> ResponseSeries:
    """208 weeks of revenue, five channels, the competitor's sales as a control."""
    rows = read(shared_data / "mmm_robyn" / "dt_simulated_weekly.csv")
    revenue = column(rows, "revenue")
    spend = ("tv_S", "ooh_S", "print_S", "search_S", "facebook_S")
    return weekly_revenue(rows, "DATE", spend, revenue, ("competitor_sales_B",))


def meridian_series(shared_data: Path) -> ResponseSeries:
    """156 weeks of revenue, five channels, two controls."""
    rows = read(shared_data / "mmm_meridian" / "national_all_channels.csv")
    revenue = column(rows, "conversions") * column(rows, "revenue_per_conversion")
    spend = tuple(f"Channel{number}_spend" for number in range(5))
    return weekly_revenue(rows, "time", spend, revenue, ("competitor_sales_control", "sentiment_score_control"))


def weekly_revenue(
    rows: list[dict[str, str]], day: str, spend: tuple[str, ...], revenue: np.ndarray, controls: tuple[str, ...]
) -> ResponseSeries:
    return ResponseSeries(
        starts_on=tuple(date.fromisoformat(row[day]) for row in rows),
        length=PeriodLength.WEEK,
        channels=tuple(name.removesuffix("_spend").removesuffix("_S") for name in spend),
        spend=np.column_stack([column(rows, name) for name in spend]),
        outcome=revenue[:, None],
        outcome_of=ResponseOutcome.REVENUE,
        control_names=controls,
        controls=np.column_stack([column(rows, name) for name in controls]),
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])
