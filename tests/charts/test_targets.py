"""Pictures of the target meeting: what reaches the target stands out, sure amounts have no range, words have room."""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import pytest

from clm_core.charts.palette import Mode
from clm_core.charts.targets import date_line, needed_bars, outcome_picture, source_bars, worth_bars
from clm_core.columns import typed_frame
from clm_core.target_columns import PROMISE_WORTH, TARGET_CHAIN, TARGET_DATES, TARGET_HISTOGRAM, TARGET_SOURCES
from clm_core.texts import Language
from tests.charts.gallery import reader

DE, EN = reader(Language.DE, Mode.LIGHT), reader(Language.EN, Mode.DARK)


def texts_of(specification: dict[str, Any]) -> list[str]:
    alt.Chart.from_dict(specification)
    return [one["words"] for one in specification["data"]["values"]]


def test_what_reaches_the_target_stands_out_and_the_target_is_named() -> None:
    rows = typed_frame(
        {
            "revenue_from": [0.8e6, 1.0e6, 1.2e6],
            "revenue_to": [1.0e6, 1.2e6, 1.4e6],
            "share": [0.3, 0.5, 0.2],
            "is_reached": [False, False, True],
        },
        TARGET_HISTOGRAM,
    )
    specification = outcome_picture(rows, 1.2e6, DE)
    assert [one["reached"] for one in specification["data"]["values"]] == ["no", "no", "yes"]
    assert specification["layer"][1]["data"]["values"][0]["words"] == "Ziel 1,2\u00a0Mio.\u00a0€"
    alt.Chart.from_dict(specification)


def test_a_sure_amount_has_no_range() -> None:
    rows = typed_frame(
        {
            "source": ["won_so_far", "open_pipeline"],
            "deals": [4.0, 6.0],
            "revenue": [200_000.0, 300_000.0],
            "revenue_low": [200_000.0, 250_000.0],
            "revenue_high": [200_000.0, 350_000.0],
        },
        TARGET_SOURCES,
    )
    assert texts_of(source_bars(rows, EN)) == ["€200k", "€300k (€250k – €350k)"]


def test_the_chain_begins_with_the_first_stage_and_has_its_ranges() -> None:
    rows = typed_frame(
        {
            "stage": ["won", "mql"],
            "group": ["", ""],
            "exact": [22.5, 428.57],
            "count": [23, 429],
            "count_low": [20.0, float("nan")],
            "count_high": [26.0, float("nan")],
        },
        TARGET_CHAIN,
    )
    specification = needed_bars(rows, DE)
    assert texts_of(specification) == ["429", "23 (20 – 26)"]


def worth(chances: list[float]) -> pd.DataFrame:
    return typed_frame(
        {
            "first": ["capacity", "mqls_per_week"],
            "second": ["", ""],
            "level": [40.0, 30.0],
            "step": [4.0, 3.0],
            "chance_change": chances,
            "change_low": [one - 0.01 for one in chances],
            "change_high": [one + 0.01 for one in chances],
            "revenue_change": [30_000.0, 10_000.0],
        },
        PROMISE_WORTH,
    )


@pytest.mark.parametrize(("chances", "first"), [([0.031, 0.012], 0.031), ([0.0, 0.0], 30_000.0)])
def test_steps_are_drawn_in_chance_and_where_that_stands_still_in_money(chances: list[float], first: float) -> None:
    names = {"capacity": "Kapazität +4", "mqls_per_week": "MQLs +3"}
    specification = worth_bars(worth(chances), names, DE)
    rows = specification["data"]["values"]
    assert rows[0]["change"] == first
    assert [one["team"] for one in rows] == ["Vertrieb", "Marketing"]
    sign = "+3,1" if chances[0] else "0,0"
    assert rows[0]["words"] == f"{sign} Punkte · +30,0\u00a0Tsd.\u00a0€"
    assert specification["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > max(one["end"] for one in rows)
    alt.Chart.from_dict(specification)


def test_the_line_of_dates_says_where_today_is() -> None:
    rows = typed_frame(
        {
            "stage": ["mql", "mql"],
            "day": pd.to_datetime(["2027-01-03", "2027-01-10"]),
            "needed": [100.0, 120.0],
            "share": [0.8, 1.0],
        },
        TARGET_DATES,
    )
    specification = date_line(rows, date(2027, 1, 5), EN)
    assert specification["layer"][1]["data"]["values"] == [{"day": "2027-01-05T00:00:00", "words": "today"}]
    assert texts_of(specification) == ["100", "120"]
