"""Charts of journeys: long paths are shortened, colours are the channels', what cannot be compared is left out."""

import pandas as pd
import pytest

from clm_core.charts.journeys import content_points, path_tiles, role_points, spread_bars
from clm_core.charts.palette import Mode
from clm_core.columns import empty_frame, typed_frame
from clm_core.journey_columns import CHANNEL_ROLES, CONTENT_DIFFERENCES, JOURNEY_PATHS, SPREAD_BINS
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)


def rows_with(specification: dict, field: str) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows if field in row]


def test_a_long_path_shows_its_first_and_last_channels_in_their_colours() -> None:
    path = " > ".join(["email", "direct"] * 4 + ["field_sales"])
    paths = pd.DataFrame([{"path": path, "converted": 3, "non_conversions": 1, "rate": 0.75, "conversion_value": 9.0}])
    specification = path_tiles(typed_frame(paths, JOURNEY_PATHS), SEEN)
    tiles = rows_with(specification, "edge")
    assert [tile["name"] for tile in tiles] == ["E-Mail", "Direkt", "E-Mail", "Direkt", "…", "Außendienst"]
    assert tiles[-1]["colour"] == SEEN.channel_colour("field_sales")
    assert max(tile["right"] for tile in tiles) < rows_with(specification, "bar")[0]["bar"]
    assert rows_with(specification, "path")[0]["path"].count("→") == 8


def test_paths_that_never_converted_are_not_shown() -> None:
    paths = pd.DataFrame({"path": ["email", "direct"], "converted": [2, 0], "non_conversions": [5, 50]})
    specification = path_tiles(typed_frame(paths, JOURNEY_PATHS), SEEN)
    assert [row["path"] for row in rows_with(specification, "path")] == ["E-Mail"]


def test_items_that_are_not_compared_are_not_drawn() -> None:
    rows = [
        {"item": f"Item {number}", "difference": number / 100, "difference_low": 0.0, "difference_high": 0.3,
         "won": 2, "won_base": 10, "won_share": 0.2, "lost": 1, "lost_base": 10, "lost_share": 0.1,
         "verdict": "no_data" if number == 3 else "better"}
        for number in range(20, 0, -1)
    ]  # fmt: skip
    specification = content_points(typed_frame(pd.DataFrame(rows), CONTENT_DIFFERENCES), SEEN)
    shown = [row["name"] for row in rows_with(specification, "name")]
    assert shown == [f"Item {number}" for number in (20, 19, 18, 17, 16, 15, 7, 6, 5, 4, 2, 1)]


@pytest.mark.parametrize(
    ("chart", "columns"),
    [(path_tiles, JOURNEY_PATHS), (role_points, CHANNEL_ROLES), (content_points, CONTENT_DIFFERENCES)],
)
def test_nothing_to_draw_is_an_empty_chart(chart, columns: dict[str, str]) -> None:
    specification = chart(empty_frame(columns), SEEN)
    assert [row for rows in specification["datasets"].values() for row in rows if set(row) != {"zero"}] == []


def test_without_journeys_a_distribution_has_no_bars() -> None:
    nothing = float("nan")
    specification = spread_bars(empty_frame(SPREAD_BINS), nothing, nothing, nothing, SEEN, unit="days_to_convert")
    assert not rows_with(specification, "begin")
