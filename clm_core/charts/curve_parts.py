"""What the charts of response curves share: returns as people say them, where the next money brings itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from clm_core.charts.theme import Look
from clm_core.response_curves import MONEY_OUTCOMES, ResponseOutcome, return_scale

DASHES = [6, 5]
"""How what was never observed is drawn."""


def break_even(look: Look) -> dict[str, Any]:
    """Where the next euro brings back exactly itself."""
    return {
        "data": {"values": [{"one": 1.0}]},
        "mark": {"type": "rule", "color": look.ink.muted, "strokeDash": DASHES},
        "encoding": {"x": {"field": "one", "type": "quantitative"}},
    }


def return_text(value: float, look: Look, outcome: ResponseOutcome) -> str:
    """2,40 for money (per unit of money), 8,9 for counts (per thousand)."""
    return look.number(value, decimals=2 if outcome in MONEY_OUTCOMES or value < 1 else 1)


def finite(value: float) -> float:
    return value if value == value and abs(value) < float("inf") else float("nan")


def top_of(values: Sequence[float]) -> float:
    """The largest of the finite values, but not far beyond most of them: one endless interval hides all others."""
    finite = sorted(value for value in values if value == value and value < float("inf"))
    if not finite:
        return 1.0
    most = finite[int(0.85 * (len(finite) - 1))]
    return min(finite[-1], 2.5 * most) or 1.0


def next_title(look: Look, outcome: ResponseOutcome) -> str:
    """Leads per €1,000 more; revenue per €1 more."""
    what = look.texts(f"curve_charts.outcome_of.{outcome}")
    return look.texts("curve_charts.per_more", outcome=what, unit=look.money(return_scale(outcome)))


def tooltip_lines(look: Look, lines: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"field": field, "type": "nominal", "title": look.texts(f"curve_charts.{word}")}
        for field, word in lines.items()
    ]
