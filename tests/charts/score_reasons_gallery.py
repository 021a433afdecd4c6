"""The chart of one lead's score, with everything that can be in it."""

from typing import Any

import pandas as pd

from clm_core.charts.score_reasons import score_reason_bars
from clm_core.charts.theme import Look
from clm_core.columns import typed_frame
from clm_core.scoring_columns import SCORE_REASONS


def reasons(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """SCORE_REASONS of these labels with their points now and before decay."""
    named = [
        {"label": label, "points": points, "full_points": full, "sentence": f"<b>{label}", "part": "fit", "touches": 0}
        for label, points, full in rows
    ]
    return typed_frame(pd.DataFrame(named, columns=list(SCORE_REASONS)), SCORE_REASONS)


def score_reasons_gallery(seen: Look) -> dict[str, dict[str, Any]]:
    """By name, as the page draws it."""
    rows = reasons(
        ("Demo", 32.5, 40), ("Land: DE", 10, 10), ("Land: DE", 5, 5), ("Karriere", -12, -20), ("Kappe", -3, -3)
    )
    return {"score_reason_bars": score_reason_bars(rows, seen)}
