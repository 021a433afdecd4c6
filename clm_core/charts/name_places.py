"""Where the names of points stand, so that they cover neither each other nor other points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LETTER_WIDTH, LINE_HEIGHT, GAP = 7.6, 17.0, 6.0
"""Pixels of our font at the charts' size; the gap between a point and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePlace:
    """How a name is aligned at its point, and by how many pixels it is moved."""

    align: str
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float

    def overlap(self, other: "_Box") -> float:
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


def name_places(
    x: Sequence[float], y: Sequence[float], radius: Sequence[float], names: Sequence[str], width: float
) -> list[NamePlace]:
    """A place for each name, all in pixels: right of its point, else left, above or below.

    The first of these that covers nothing and stays within the ``width``; where all cover something, the one
    that covers least. Names of large points choose first.
    """
    points = [_Box(a - r, a + r, b - r, b + r) for a, b, r in zip(x, y, radius, strict=True)]
    taken: list[_Box] = []
    places: dict[int, NamePlace] = {}
    for number in np.argsort([-r for r in radius], kind="stable"):
        others = [*points[:number], *points[number + 1 :], *taken]
        options = _options(x[number], y[number], radius[number], len(names[number]) * LETTER_WIDTH)
        covered = [sum(box.overlap(one) for one in others) + _outside(box, width) for _, box in options]
        place, box = options[int(np.argmin(covered))]
        places[int(number)] = place
        taken.append(box)
    return [places[number] for number in range(len(points))]


def _options(x: float, y: float, radius: float, length: float) -> list[tuple[NamePlace, _Box]]:
    aside, half = radius + GAP, LINE_HEIGHT / 2
    above = radius + half + 2
    return [
        (NamePlace(align="left", dx=aside, dy=0), _Box(x + aside, x + aside + length, y - half, y + half)),
        (NamePlace(align="right", dx=-aside, dy=0), _Box(x - aside - length, x - aside, y - half, y + half)),
        *(
            (
                NamePlace(align="center", dx=0, dy=dy),
                _Box(x - length / 2, x + length / 2, y + dy - half, y + dy + half),
            )
            for dy in (-above, above)
        ),
    ]


def _outside(box: _Box, width: float) -> float:
    beyond = max(0.0, -box.left) + max(0.0, box.right - width)
    # Cut off is worse than covered.
    return 1_000 * beyond * LINE_HEIGHT
