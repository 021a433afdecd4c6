"""The time line: the clock of the reporting zone, a lane a team, the latest touches."""

import pandas as pd

from clm_core.charts.journey_history import TOUCHES_SHOWN, history_lanes
from clm_core.charts.palette import Mode
from clm_core.columns import empty_frame
from clm_core.journey_columns import HISTORY_MARKS
from clm_core.texts import Language
from tests.charts.gallery import reader
from tests.charts.journey_gallery import marks, touches

SEEN = reader(Language.DE, Mode.LIGHT)


def rows_with(specification: dict, field: str) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows if field in row]


def test_touches_stand_on_their_team_s_lane_at_the_zone_s_clock() -> None:
    points = rows_with(history_lanes(touches(), marks(), SEEN), "kind_name")
    assert [point["lane"] for point in points[:3]] == ["Marketing", "Vertrieb", "Ohne Angabe"]
    assert points[0]["at"] == "2025-03-01T09:00:00"
    assert points[0]["when"] == "01.03.2025, 09:00"
    lines = [row for row in rows_with(history_lanes(touches(), marks(), SEEN), "at") if set(row) == {"at", "colour"}]
    assert len(lines) == 2, "the deal's beginning and end"


def test_a_very_long_history_shows_its_latest_touches() -> None:
    long = pd.concat([touches()] * 30, ignore_index=True)
    specification = history_lanes(long.assign(touchpoint_key=range(900)), marks(), SEEN)
    assert len(rows_with(specification, "kind_name")) == TOUCHES_SHOWN


def test_touches_without_marks_and_marks_without_touches_are_drawn() -> None:
    no_marks = empty_frame(HISTORY_MARKS).assign(mark_name=pd.Series(dtype="str"))
    assert len(rows_with(history_lanes(touches(), no_marks, SEEN), "kind_name")) == 30
    assert len(rows_with(history_lanes(touches().head(0), marks(), SEEN), "mark_name")) == 4
