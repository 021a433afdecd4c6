"""Charts of journeys, drawn from a small random world and one invented history."""

from typing import Any

import numpy as np
import pandas as pd

from clm_core.analysis.journey_contents import content_differences
from clm_core.analysis.journey_patterns import PathForm, commonest_paths
from clm_core.analysis.journey_roles import channel_roles
from clm_core.analysis.journey_spread import DAY_WIDTHS, TOUCH_WIDTHS, spread
from clm_core.analysis.journey_steps import first_steps
from clm_core.charts import journey_history, journey_steps, journeys
from clm_core.charts.theme import Look
from clm_core.columns import typed_frame
from clm_core.journey_columns import HISTORY_MARKS, HISTORY_TOUCHES, JOURNEY_CONTENTS
from tests.analysis.journey_worlds import OneJourney, journeys_of, random_world

NAMES = ("paid_search", "paid_social", "email", "field_sales")


def world() -> list[OneJourney]:
    """A random world in which channels are ones that everybody knows."""
    known = {f"channel_{letter}": name for letter, name in zip("abcd", NAMES, strict=True)}
    return [
        OneJourney(
            steps=tuple(known[step] for step in one.steps) * (2 if number % 9 == 0 else 1),
            conversions=one.conversions,
            value=one.value * 1_000,
            lost=one.lost,
        )
        for number, one in enumerate(random_world(2, count=60))
    ]


def contents(total: int, counts: list[int]) -> pd.DataFrame:
    rows = [("journeys", "", "", total)]
    rows += [("content", "", f"Whitepaper {number}", count) for number, count in enumerate(counts)]
    return typed_frame(pd.DataFrame(rows, columns=list(JOURNEY_CONTENTS)), JOURNEY_CONTENTS)


def touches() -> pd.DataFrame:
    """Thirty touches in forty days, of both teams and of nobody's."""
    at = pd.date_range("2025-03-01 09:00", periods=30, freq="32h", tz="Europe/Berlin")
    frame = pd.DataFrame(
        {
            "touchpoint_key": range(30),
            "at": at,
            "team": (["marketing", "sales", None] * 10),
            "kind": "call",
            "channel": [*NAMES, None] * 6,
            "campaign": ["Spring", None] * 15,
            "content": [None, "Guide"] * 15,
        }
    )
    typed = typed_frame(frame.assign(at=frame["at"].dt.tz_convert("UTC")), HISTORY_TOUCHES)
    return typed.assign(at=at, person="Ada", kind_name="Call")


def marks() -> pd.DataFrame:
    """A lead becomes a customer by a deal of 12 345 euros."""
    at = pd.to_datetime(["2025-03-02", "2025-03-20", "2025-04-08", "2025-04-08"], utc=True).astype(
        "datetime64[us, UTC]"
    )
    names = ["lead", "deal_created", "customer", "deal_won"]
    frame = pd.DataFrame({"at": at, "mark": names, "name": "Ada", "amount": [np.nan, 12_345.0, np.nan, 12_345.0]})
    return typed_frame(frame, HISTORY_MARKS).assign(mark_name=names)


def journey_gallery(seen: Look) -> dict[str, dict[str, Any]]:
    """The specification of every chart of journeys by name."""
    cut = journeys_of(world())
    steps = first_steps(cut, 4, max_channels=3)
    days = spread(np.array([1.5, 3, 20, 90, 91, 92, 140]), DAY_WIDTHS)
    counts = spread(cut.converting.lengths.astype(float), TOUCH_WIDTHS)
    differences = content_differences(contents(400, list(range(10, 250, 13))), contents(700, list(range(280, 0, -14))))
    return {
        "path_tiles": journeys.path_tiles(commonest_paths(cut, PathForm.ENDS), seen),
        "path_tiles_whole": journeys.path_tiles(commonest_paths(cut, PathForm.WHOLE), seen),
        "step_stream": journey_steps.step_stream(steps.nodes, steps.links, steps.channels, seen, converted="✓"),
        "days_to_convert": journeys.spread_bars(days.bins, days.q1, days.median, days.q3, seen, unit="days_to_convert"),
        "touches_to_convert": journeys.spread_bars(
            counts.bins, counts.q1, counts.median, counts.q3, seen, unit="touches_to_convert"
        ),
        "role_points": journeys.role_points(channel_roles(cut), seen),
        "content_points": journeys.content_points(differences, seen),
        "history_lanes": journey_history.history_lanes(touches(), marks(), seen),
    }
