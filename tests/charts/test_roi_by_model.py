"""The picture of ROI by model: bars from least to most, one far channel does not press the others together."""

import pandas as pd

from clm_core.charts.palette import Mode
from clm_core.charts.roi_by_model import roi_model_dots
from clm_core.columns import typed_frame
from clm_core.result_columns import ROI_BY_MODEL, ROI_RANGES
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
ROI = {"paid_search": (1.0, 2.0), "email": (20.0, 140.0), "events": (-1.0, 9.0)}


def drawn() -> dict:
    rows = [
        {"channel": channel, "model": model, "spend": 10.0, "won_deals": 1, "earned": 1.0, "roi": value}
        for channel, values in ROI.items()
        for model, value in zip(("first_touch", "linear"), values, strict=True)
    ]
    ranges = [
        {"channel": channel, "spend": 10.0, "least": low, "median": low, "most": high, "model_count": 2}
        for channel, (low, high) in ROI.items()
    ]
    return roi_model_dots(typed_frame(rows, ROI_BY_MODEL), typed_frame(ranges, ROI_RANGES), SEEN, model="first_touch")


def values(specification: dict, number: int) -> list[dict]:
    return specification["layer"][number]["data"]["values"]


def test_a_far_channel_is_cut_off_with_an_arrow() -> None:
    bars, arrows = values(drawn(), 0), values(drawn(), 4)
    assert {one["name"]: one["most"] for one in bars} == {
        "Bezahlte Suche": 2.0,
        "E-Mail": 9.0,
        "Messen und Veranstaltungen": 9.0,
    }
    assert arrows == [{"name": "E-Mail", "end": 9.0}]


def test_the_chosen_model_is_drawn_large_in_the_channel_s_colour() -> None:
    others, chosen = values(drawn(), 2), values(drawn(), 3)
    assert [one["roi"] for one in chosen] == [1.0, -1.0], "what lies outside the picture is not drawn"
    assert [one["roi"] for one in others] == [2.0, 9.0]
    assert chosen[0]["colour"] == SEEN.channel_colour("paid_search")


def test_nothing_to_compare_is_an_empty_picture() -> None:
    empty = roi_model_dots(
        typed_frame(pd.DataFrame(columns=list(ROI_BY_MODEL)), ROI_BY_MODEL),
        typed_frame(pd.DataFrame(columns=list(ROI_RANGES)), ROI_RANGES),
        SEEN,
        model="first_touch",
    )
    assert values(empty, 0) == []
