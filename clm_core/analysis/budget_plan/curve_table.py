"""The mean curve of each channel as a table of polynomials: what a workbook's formulas can compute by themselves.

The mean over all draws and periods has no closed form. On the logarithm of the amount it is so smooth that a spline
of the fifth degree through a few values a decade meets it to ``TOLERANCE``: with p = (ln amount − ln 1) ÷ step,
i = ⌊p⌋ and t = p − i the outcome is c0 + c1 t + … + c5 t⁵ with the coefficients of row i. Below one unit of money it is
proportional, beyond the last row it stays.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import PPoly, make_interp_spline

from clm_core.budget_columns import CURVE_TABLE
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats

TOLERANCE = 1e-8
"""How far the table may lie from the curve between its rows, relative to the outcome there."""
_DEGREE = 5
_STEPS_PER_DECADE = (8, 16, 32, 64, 128)

Outcomes = Callable[[Floats], Floats]
"""Amounts … × channels to their mean outcomes, as PlanReturns.outcomes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurveTable:
    """Rows of coefficients by channel (CURVE_TABLE, a channel's rows together and in order), ``step`` apart in ln."""

    rows: pd.DataFrame
    step: float
    row_count: int  # a channel
    largest: float  # amount at the end of the last row

    def outcomes(self, amounts: Floats) -> Floats:
        """What the workbook's formulas give for one amount a channel."""
        place = np.clip(np.log(np.maximum(amounts, 1.0)) / self.step, 0.0, self.row_count)
        number = np.minimum(np.floor(place).astype(np.int64), self.row_count - 1)
        rows = self.rows[[f"c{power}" for power in range(_DEGREE + 1)]].to_numpy()
        terms = rows[np.arange(len(amounts)) * self.row_count + number]
        found: Floats = np.polynomial.polynomial.polyval(place - number, terms.T, tensor=False)
        return found * np.clip(amounts, 0.0, 1.0)


def curve_table(channels: tuple[str, ...], outcomes: Outcomes, largest: float) -> CurveTable:
    """The table for amounts up to ``largest`` a channel, as coarse as the tolerance allows."""
    decades = max(1.0, float(np.log10(max(largest, 10.0))))
    for density in _STEPS_PER_DECADE:
        count = max(_DEGREE + 1, int(np.ceil(decades * density)))
        places = np.linspace(0.0, decades * np.log(10.0), count + 1)
        values = _values(outcomes, np.exp(places), len(channels))
        splines = [PPoly.from_spline(make_interp_spline(np.arange(count + 1.0), one, k=_DEGREE)) for one in values.T]
        table = _table(channels, splines, places)
        between = np.exp((places[:-1] + places[1:]) / 2)
        if _error(table, outcomes, between) <= TOLERANCE:
            break
    return table


def _values(outcomes: Outcomes, amounts: Floats, channel_count: int) -> Floats:
    found: Floats = outcomes(np.repeat(amounts[:, None], channel_count, axis=1))
    return found


def _table(channels: tuple[str, ...], splines: list[PPoly], places: Floats) -> CurveTable:
    count = len(places) - 1
    parts = []
    for channel, spline in zip(channels, splines, strict=True):
        # The knots of a not-a-knot spline leave out two places at either end: each row is expanded where it begins.
        starts = np.arange(count, dtype=np.float64)
        scaled = {
            f"c{power}": spline.derivative(power)(starts) / np.prod(np.arange(1, power + 1))
            if power
            else spline(starts)
            for power in range(_DEGREE + 1)
        }
        parts.append(pd.DataFrame({"channel": channel, "amount": np.exp(places[:-1]), **scaled}))
    return CurveTable(
        rows=typed_frame(pd.concat(parts, ignore_index=True), CURVE_TABLE),
        step=float(places[1]),
        row_count=count,
        largest=float(np.exp(places[-1])),
    )


def _error(table: CurveTable, outcomes: Outcomes, amounts: Floats) -> float:
    channel_count = len(table.rows) // table.row_count
    exact = _values(outcomes, amounts, channel_count)
    read = np.array([table.outcomes(np.full(channel_count, amount)) for amount in amounts])
    top = np.abs(exact).max(axis=0, initial=0.0)
    return float(
        (np.abs(read - exact) / np.maximum(np.abs(exact), 1e-9 * np.where(top > 0, top, 1.0))).max(initial=0.0)
    )
