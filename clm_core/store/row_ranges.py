"""Sets of row ids as short text: "1-5,9" for 1, 2, 3, 4, 5 and 9."""

from collections.abc import Iterable

import numpy as np


def ranges_text(row_ids: np.ndarray) -> str:
    """The ids, in any order, as ascending ranges; empty text for none."""
    ids = np.unique(row_ids)
    if not len(ids):
        return ""
    breaks = np.flatnonzero(np.diff(ids) > 1)
    firsts = ids[np.r_[0, breaks + 1]].tolist()
    lasts = ids[np.r_[breaks, len(ids) - 1]].tolist()
    return ",".join(
        str(first) if first == last else f"{first}-{last}" for first, last in zip(firsts, lasts, strict=True)
    )


def row_ids(text: str) -> np.ndarray:
    """The ids that such a text stands for, ascending."""
    spans = [span.partition("-") for span in text.split(",") if span]
    return span_ids((int(first), int(last or first)) for first, _, last in spans)


def span_ids(spans: Iterable[tuple[int, int]]) -> np.ndarray:
    """All ids of spans whose first and last id are given."""
    parts = [np.arange(first, last + 1, dtype=np.int64) for first, last in spans]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
