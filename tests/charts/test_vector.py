"""Charts as vector graphics: words stay words, text from data stays text, nothing is fetched."""

import xml.etree.ElementTree as ElementTree

import pytest

from clm_core.charts.vector import vector_graphic


def bars(names: list[str]) -> dict[str, object]:
    values = [{"name": name, "n": 3} for name in names]
    return {
        "data": {"values": values},
        "mark": "bar",
        "encoding": {"y": {"field": "name", "type": "nominal"}, "x": {"field": "n", "type": "quantitative"}},
        "width": "container",
    }


def words(graphic: str) -> set[str]:
    return {element.text or "" for element in ElementTree.fromstring(graphic).iter() if element.tag.endswith("text")}


def test_words_are_words_and_hostile_ones_too() -> None:
    hostile = "<script>alert(1)</script> & Größe"
    graphic = vector_graphic(bars([hostile, "E-Mail"]), 300)
    assert {hostile, "E-Mail"} <= words(graphic)
    assert "<script" not in graphic


def test_the_plot_is_as_wide_as_asked() -> None:
    narrow, wide = (float(ElementTree.fromstring(vector_graphic(bars(["a"]), px)).attrib["width"]) for px in (200, 500))
    assert wide - narrow == pytest.approx(300)


def test_nothing_is_fetched() -> None:
    with pytest.raises(ValueError, match="not allowed"):
        vector_graphic({**bars([]), "data": {"url": "http://evil.example/data.csv"}}, 100)
