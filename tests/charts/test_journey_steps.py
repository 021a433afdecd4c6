"""The stream of first steps: bands fill the nodes that they leave and reach."""

import pytest

from clm_core.analysis.journey_steps import first_steps
from clm_core.charts.journey_steps import step_stream
from clm_core.charts.palette import Mode
from clm_core.texts import Language
from tests.analysis.journey_worlds import journeys_of
from tests.charts.gallery import reader
from tests.charts.journey_gallery import world


def drawn(step_count: int) -> tuple[list[dict], list[dict]]:
    """The nodes and the points of the bands."""
    steps = first_steps(journeys_of(world()), step_count, max_channels=3)
    seen = reader(Language.EN, Mode.LIGHT)
    specification = step_stream(steps.nodes, steps.links, steps.channels, seen, converted="won")
    rows = [row for rows in specification["datasets"].values() for row in rows]
    return [row for row in rows if "right" in row], [row for row in rows if "x" in row]


@pytest.mark.parametrize("step_count", [3, 6])
def test_bands_fill_the_nodes(step_count: int) -> None:
    nodes, points = drawn(step_count)
    for node in nodes:
        height = node["bottom"] - node["top"]
        for x in (node["right"], node["step"]):
            touching = [one for one in points if one["x"] == pytest.approx(x) and node["top"] - 1e-9 <= one["top"]]
            within = [one for one in touching if one["bottom"] <= node["bottom"] + 1e-9]
            if within:
                assert sum(one["bottom"] - one["top"] for one in within) == pytest.approx(height)
        is_last = node["step"] == step_count or node["name"] == "won"
        assert is_last or any(one["x"] == pytest.approx(node["right"]) for one in points)


def test_nodes_of_a_step_do_not_cover_each_other() -> None:
    nodes, _ = drawn(5)
    for left in nodes:
        for right in nodes:
            if left is not right and left["step"] == right["step"]:
                assert left["bottom"] <= right["top"] or right["bottom"] <= left["top"]
    first = [node for node in nodes if node["step"] == 1]
    assert sum(node["bottom"] - node["top"] for node in first) == pytest.approx(1)
