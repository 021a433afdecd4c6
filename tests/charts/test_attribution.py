"""Attribution charts: what is drawn is what was credited, in the reader's words, and valid Vega-Lite."""

from typing import Any

import altair as alt
import pandas as pd
import pytest

from clm_core.analysis.attribution_ranges import credit_ranges, model_difference
from clm_core.charts.attribution import MAX_CHANNELS, credit_range_dots, model_difference_bars
from clm_core.charts.palette import Mode
from clm_core.charts.theme import Look
from clm_core.columns import empty_frame
from clm_core.result_columns import CREDIT
from clm_core.texts import Language
from tests.charts.gallery import reader

CREDIT_OF = {"email": (10.0, 60.0), "events": (70.0, 0.0), "paid_search": (20.0, 40.0)}


def credit() -> pd.DataFrame:
    """CREDIT of three channels by two models."""
    rows = [
        {"model": model, "channel": channel, "campaign": "", "conversions": one / 10, "conversion_value": one}
        for channel, credited in CREDIT_OF.items()
        for model, one in zip(("first_touch", "linear"), credited, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(CREDIT))


def intervals() -> pd.DataFrame:
    """Ten less and ten more than each credit."""
    frame = credit()
    ends = {
        f"{amount}_{end}": frame[amount] + sign * 10
        for amount in ("conversions", "conversion_value")
        for end, sign in (("low", -1), ("high", 1))
    }
    return frame[["model", "channel", "campaign"]].assign(**ends)


def layers(specification: dict[str, Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Mark and rows of each layer, from the bottom."""
    return [
        (layer["mark"], specification["datasets"][layer["data"]["name"]])
        for layer in specification["layer"]
        if "data" in layer
    ]


@pytest.fixture(params=list(Language))
def seen(request: pytest.FixtureRequest) -> Look:
    return reader(request.param, Mode.LIGHT)


def test_each_model_is_a_dot_on_the_bar_from_least_to_most(seen: Look) -> None:
    amount = "conversion_value"
    drawn = credit_range_dots(credit(), credit_ranges(credit(), amount), seen, amount=amount, model="linear")
    bars, others, chosen = (rows for _, rows in layers(drawn))
    assert [(row["least"], row["most"]) for row in bars] == [(10, 60), (0, 70), (20, 40)]
    assert [row["amount"] for row in others] == [10, 70, 20]
    assert [row["amount"] for row in chosen] == [60, 0, 40]
    assert [row["name"] for row in chosen] == [seen.texts(f"channels.{key}") for key in CREDIT_OF]
    assert chosen[0]["share_text"] == seen.share(0.6)
    assert {row["model_name"] for row in chosen} == {seen.texts("attribution.models.linear.name")}
    alt.Chart.from_dict(drawn, validate=True)


def test_intervals_are_those_of_the_chosen_model_and_have_room(seen: Look) -> None:
    amount, ranges = "conversions", credit_ranges(credit(), "conversions")
    drawn = credit_range_dots(credit(), ranges, seen, amount=amount, model="linear", intervals=intervals())
    whiskers = next(rows for mark, rows in layers(drawn) if mark["type"] == "rule")
    assert [(row["low"], row["high"]) for row in whiskers] == [(-4, 16), (-10, 10), (-6, 14)]
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["domain"][1] >= 16
    alt.Chart.from_dict(drawn, validate=True)


def test_a_difference_points_to_who_gains(seen: Look) -> None:
    rows = model_difference(credit(), "conversion_value", "linear", "first_touch")
    drawn = model_difference_bars(rows, seen, amount="conversion_value")
    bars = next(rows for _, rows in layers(drawn))
    assert [(row["difference"], row["colour"]) for row in bars] == [
        (50, seen.ink.earned),
        (20, seen.ink.earned),
        (-70, seen.ink.spent),
    ]
    assert [row["label"][0] for row in bars] == ["+", "+", "−"]
    alt.Chart.from_dict(drawn, validate=True)


def test_many_channels_are_cut_to_the_largest(seen: Look) -> None:
    rows = [
        {"model": "linear", "channel": f"channel {one:02}", "campaign": "", "conversions": one, "conversion_value": one}
        for one in range(MAX_CHANNELS + 5)
    ]
    many = pd.DataFrame(rows)
    drawn = credit_range_dots(many, credit_ranges(many, "conversions"), seen, amount="conversions", model="linear")
    assert min(row["amount"] for _, rows in layers(drawn)[-1:] for row in rows) == 5


def test_nothing_to_draw_is_an_empty_chart(seen: Look) -> None:
    nothing = empty_frame(CREDIT)
    ranges = credit_ranges(nothing, "conversions")
    drawn = credit_range_dots(nothing, ranges, seen, amount="conversions", model="linear")
    assert [rows for rows in drawn["datasets"].values() if rows] == []
