"""A chart as a vector graphic, for reports that are printed or read without us."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from clm_core.charts.theme import sized

FONTS = Path(__file__).resolve().parent / "fonts"
"""Inter in the two weights of reports, with the letters of Latin, Greek and Cyrillic (OFL, see the licence beside)."""


def vector_graphic(specification: Mapping[str, Any], width: int) -> str:
    """The chart as SVG, this many pixels wide beside the words of its axes, which are measured in our own font.

    Nothing is ever fetched: raises ValueError for a specification that names an address.
    """
    _know_our_font()
    graphic: str = vl_convert.vegalite_to_svg(sized(specification, width), allowed_base_urls=[])
    return graphic


@cache
def _know_our_font() -> None:
    vl_convert.register_font_directory(str(FONTS))
