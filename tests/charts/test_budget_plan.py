"""Pictures of a budget plan: amounts in words, steps that end where they should, nothing cut off."""

import altair as alt
import numpy as np
import pytest

from clm_core.budget_columns import BUDGET_ROWS, RETURN_ARRIVAL
from clm_core.charts.budget_plan import arrival_line, change_waterfall, from_to_bars
from clm_core.charts.palette import Mode
from clm_core.columns import typed_frame
from clm_core.texts import Language
from tests.charts.gallery import reader

DE, EN = reader(Language.DE, Mode.LIGHT), reader(Language.EN, Mode.DARK)
ROWS = typed_frame(
    {
        "channel": ["events", "email", "display", "direct"],
        "today": [200_000.0, 10_000.0, 50_000.0, 5_000.0],
        "amount": [150_000.0, 60_000.0, 40_000.0, 5_000.0],
        "change": [-50_000.0, 50_000.0, -10_000.0, 0.0],
        "is_extrapolated": [False, True, False, False],
        **{name: np.zeros(4) for name, kind in BUDGET_ROWS.items() if kind == "float64" and name not in
           ("today", "amount", "change")},
    },
    BUDGET_ROWS,
)  # fmt: skip


def test_from_to_says_both_amounts_and_has_room_for_them() -> None:
    specification = from_to_bars(ROWS, DE)
    rows = specification["data"]["values"]
    assert rows[0]["words"] == "200\u00a0Tsd.\u00a0€ → 150\u00a0Tsd.\u00a0€"
    assert "→" not in rows[3]["words"], "nothing moves"
    assert [row["end"] for row in rows] == [200_000, 60_000, 50_000, 5_000]
    top = specification["layer"][0]["encoding"]["x"]["scale"]["domain"][1]
    assert top >= 1.5 * 200_000
    alt.Chart.from_dict(specification)


def test_the_waterfall_ends_at_the_plans_change() -> None:
    specification = change_waterfall(ROWS, EN)
    steps = specification["data"]["values"]
    assert [one["name"] for one in steps[:-1]] == [EN.channel_label(one) for one in ("events", "display", "email")]
    assert [(one["start"], one["end"]) for one in steps] == [
        (0, -50_000), (-50_000, -60_000), (-60_000, -10_000), (0, -10_000),
    ]  # fmt: skip
    assert steps[2]["words"].startswith("+")
    assert steps[-1]["is_total"]
    alt.Chart.from_dict(specification)
    nothing = change_waterfall(ROWS.assign(change=0.0), EN)
    assert len(nothing["data"]["values"]) == 1


def test_the_arrival_has_its_interval_in_words() -> None:
    arrival = typed_frame(
        {"months_later": [0, 6], "share": [0.0, 0.57], "share_low": [0.0, 0.52], "share_high": [0.0, 0.62]},
        RETURN_ARRIVAL,
    )
    rows = arrival_line(arrival, DE)["data"]["values"]
    assert rows[1]["text"] == "57\u00a0%"
    assert rows[1]["range"] == "52–62\u00a0%"
    assert rows[1]["share"] == pytest.approx(0.57)
    alt.Chart.from_dict(arrival_line(arrival, DE))
