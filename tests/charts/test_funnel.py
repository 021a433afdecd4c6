"""Funnel charts of cohorts in which something is missing."""

import pandas as pd
import pytest

from clm_core.charts.funnel import drop_out, funnel_bars, funnel_rates, time_in_stage
from clm_core.charts.palette import Mode
from clm_core.charts.theme import Look, look
from clm_core.columns import empty_frame
from clm_core.result_columns import FUNNEL_STAGES, FUNNEL_STEPS
from clm_core.texts import Language, texts_for


@pytest.fixture(scope="module")
def german() -> Look:
    return look(texts_for(Language.DE), Mode.LIGHT, "EUR", pd.DataFrame({"channel": [], "label": [], "position": []}))


@pytest.mark.parametrize(
    ("chart", "columns"),
    [
        (funnel_bars, FUNNEL_STAGES),
        (funnel_rates, FUNNEL_STAGES),
        (drop_out, FUNNEL_STEPS),
        (time_in_stage, FUNNEL_STEPS),
    ],
)
def test_nothing_to_draw_is_an_empty_chart(chart, columns: dict[str, str], german: Look) -> None:
    specification = chart(empty_frame(columns), german)
    assert [rows for rows in specification["datasets"].values() if rows] == []
