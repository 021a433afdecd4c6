"""Steps lead from before to now without a gap; noise is grey, groups stand out only beyond chance."""

import altair as alt
import pandas as pd
import pytest

from clm_core.charts.funnel_changes import bridge_groups, bridge_steps, velocity_steps, win_rate_points
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import RATE_BRIDGE, VELOCITY, WIN_RATES
from tests.charts.test_funnel_time import LOOK, layer_rows


def test_velocity_steps_close() -> None:
    frame = typed_frame(
        pd.DataFrame(
            {
                "lever": ["deals", "win_rate", "amount", "cycle", "velocity"],
                "value": [1.0, 1.0, 1.0, 1.0, 5_000.0],
                "value_before": [1.0, 1.0, 1.0, 1.0, 4_000.0],
                "effect": [600.0, 800.0, -500.0, 100.0, 1_000.0],
                "effect_low": [100.0, 200.0, -900.0, -50.0, 0.0],
                "effect_high": [900.0, 900.0, -100.0, 300.0, 0.0],
                "n": 5,
                "n_before": 5,
                "verdict": ["better", "better", "worse", "within_noise", "better"],
            }
        ),
        VELOCITY,
    )
    chart = velocity_steps(frame, LOOK)
    alt.LayerChart.from_dict(chart)
    rows = layer_rows(chart, 0)
    assert [row["end"] for row in rows] == [4_000, 4_600, 5_400, 4_900, 5_000, 5_000]
    assert [row["start"] for row in rows[1:5]] == [row["end"] for row in rows[:4]]
    assert [row["kind"] for row in rows] == ["whole", "better", "better", "worse", "within_noise", "whole"]
    assert rows[2]["words"].replace("\u00a0", " ") == "+800 €"


def test_bridge_steps_close() -> None:
    parts = [("mix", -0.0127, -0.02, -0.005, "worse"), ("own_rate", 0.0027, -0.01, 0.015, "within_noise")]
    chart = bridge_steps(0.08, 0.07, parts, LOOK)
    alt.LayerChart.from_dict(chart)
    rows = layer_rows(chart, 0)
    assert [row["end"] for row in rows] == pytest.approx([0.08, 0.0673, 0.07, 0.07])
    assert [row["words"].replace("\u00a0", " ") for row in rows] == ["8,0 %", "−1,27 PP", "+0,27 PP", "7,0 %"]


def test_bridge_groups_have_both_parts_and_pale_noise() -> None:
    frame = typed_frame(
        pd.DataFrame(
            {
                "group": ["email"],
                "base": 10,
                "passed": 1,
                "base_before": 10,
                "passed_before": 2,
                "mix_effect": [0.004],
                "mix_low": [0.001],
                "mix_high": [0.008],
                "mix_verdict": ["better"],
                "rate_effect": [-0.02],
                "rate_low": [-0.05],
                "rate_high": [0.01],
                "rate_verdict": ["within_noise"],
            }
        ),
        RATE_BRIDGE,
    )
    chart = bridge_groups(frame, LOOK, names=["E-Mail"])
    alt.LayerChart.from_dict(chart)
    rows = layer_rows(chart, 0)
    assert [(row["effect"], row["opacity"]) for row in rows] == [(pytest.approx(0.4), 1.0), (pytest.approx(-2.0), 0.35)]


def test_win_rates_of_groups_with_decisions() -> None:
    frame = typed_frame(
        pd.DataFrame(
            {
                "group": ["a", "b", "c"],
                "won": [12, 1, 0],
                "decided": [40, 8, 0],
                "still_open": [5, 0, 2],
                "win_rate": [0.3, 0.125, None],
                "win_rate_low": [0.18, 0.02, None],
                "win_rate_high": [0.45, 0.47, None],
                "verdict": ["better", "within_noise", "no_data"],
            }
        ),
        WIN_RATES,
    )
    chart = win_rate_points(frame, LOOK, names=["A", "B", "C"], whole=13 / 48)
    alt.LayerChart.from_dict(chart)
    assert layer_rows(chart, 0) == [{"whole": 13 / 48}]
    rows = layer_rows(chart, 1)
    assert [(row["name"], row["is_noise"]) for row in rows] == [("A", False), ("B", True)]
    assert rows[0]["label"].replace("\u00a0", " ") == "30,0 %   (12 / 40)"
