"""Names of points: beside their point, never cut off, never on top of each other where there is room."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from clm_core.charts.name_places import LETTER_WIDTH, LINE_HEIGHT, name_places

WIDTH = 860.0


def boxes(x: list[float], y: list[float], names: list[str], places) -> list[tuple[float, float, float, float]]:  # type: ignore[no-untyped-def]
    """Left, right, top and bottom of each name as Vega draws it."""
    drawn = []
    for a, b, name, place in zip(x, y, names, places, strict=True):
        length = len(name) * LETTER_WIDTH
        left = a + place.dx - {"left": 0.0, "right": length, "center": length / 2}[place.align]
        drawn.append((left, left + length, b + place.dy - LINE_HEIGHT / 2, b + place.dy + LINE_HEIGHT / 2))
    return drawn


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def test_a_lonely_name_stands_on_the_right_and_at_the_edge_on_the_left() -> None:
    alone, edge = name_places([100, 850], [50, 300], [10, 10], ["Display", "Messen"], WIDTH)
    assert (alone.align, alone.dx, alone.dy) == ("left", 16, 0)
    assert (edge.align, edge.dx, edge.dy) == ("right", -16, 0)


def test_two_channels_side_by_side_do_not_cover_each_other() -> None:
    """As paid search and paid social lay in the sample company: the name of one ran over the other."""
    x, y, names = [440.0, 370.0], [270.0, 276.0], ["Bezahlte Suche", "Bezahlte soziale Medien"]
    places = name_places(x, y, [22, 20], names, WIDTH)
    first, second = boxes(x, y, names, places)
    assert not overlap(first, second)
    assert not overlap(second, (418, 462, 248, 292)), "nor the other point"


@given(st.lists(st.tuples(st.floats(0, 800), st.floats(0, 400), st.floats(5, 22)), min_size=1, max_size=12))
def test_no_name_is_cut_off(points: list[tuple[float, float, float]]) -> None:
    x, y, radius = (list(values) for values in zip(*points, strict=True))
    names = ["Organische Suche"] * len(points)
    for left, right, _, _ in boxes(x, y, names, name_places(x, y, radius, names, WIDTH)):
        assert left >= 0
        assert right <= WIDTH


def test_names_with_room_keep_apart() -> None:
    x, y = [100.0, 300.0, 500.0, 110.0, 310.0], [50.0, 50.0, 50.0, 80.0, 80.0]
    names = ["Online-Seminare"] * 5
    drawn = boxes(x, y, names, name_places(x, y, [8.0] * 5, names, WIDTH))
    assert not any(overlap(one, other) for one, other in combinations(drawn, 2))
