"""Paths as anybody's file has them, checked and turned into journeys.

A long frame with ``path`` (channels in order, joined by " > "), ``conversions``, ``conversion_value`` and
``non_conversions``; the last two may be missing. What cannot be credited is refused with the reason.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from clm_core.analysis.attribution.journeys import Codes, Floats, Journeys, code_dtype, offsets_of
from clm_core.errors import ClmError

PATH = "path"
AMOUNTS = ("conversions", "conversion_value", "non_conversions")
_CHUNK_PATHS = 50_000
SEPARATORS = (">", "→", "|", ";", ",", "/", "\t")
"""What steps are joined by in the files we know; the first is the usual one."""

_ARROWS = ("->", "=>", ">>")
_UNLIKELY_IN_NAMES = ("&gt;", "→", "»", "|", ";", "\t")
_LIKELY_IN_NAMES = (",", "/")  # as in "google / cpc"
_SAMPLE_PATHS = 10_000
_MOST_ROWS_NAMED = 10
_THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathNotes:
    """What had to be left out of a path file, so that nobody wonders about the sums."""

    blank_path_count: int
    blank_conversions: float
    blank_step_count: int
    has_non_conversions: bool


def journeys_of_paths(paths: pd.DataFrame, *, separator: str | None = None) -> Journeys:
    """The paths of a frame as journeys, one a row with a path.

    Without a ``separator`` it is ">", or an arrow that ends in it. Raises ClmError for missing columns, an unknown
    separator, counts that are negative, missing or no number, and a file without any path.
    """
    return read_paths(paths, separator=separator)[0]


def read_paths(paths: pd.DataFrame, *, separator: str | None = None) -> tuple[Journeys, PathNotes]:
    """Journeys and what was left out: blank paths cannot be credited, blank steps are passed over."""
    if PATH not in paths:
        raise ClmError("attribution.column_missing", column=PATH, present=", ".join(map(str, paths.columns)))
    if "conversions" not in paths:
        raise ClmError("attribution.column_missing", column="conversions", present=", ".join(map(str, paths.columns)))
    amounts = {name: _amounts(paths, name) for name in AMOUNTS}
    texts = _texts(paths[PATH])
    codes, lengths, channels, blank_step_count = _split(texts, separator or _usual_separator(texts))
    is_path = lengths > 0
    if not is_path.any():
        raise ClmError("attribution.no_paths")
    blank_conversions = float(amounts["conversions"][~is_path].sum())
    if not is_path.all():
        lengths, amounts = lengths[is_path], {name: numbers[is_path] for name, numbers in amounts.items()}
    journeys = Journeys(
        channels=channels,
        codes=codes,
        offsets=offsets_of(lengths),
        conversions=amounts["conversions"],
        values=amounts["conversion_value"],
        non_conversions=amounts["non_conversions"],
    )
    return journeys, PathNotes(
        blank_path_count=int((~is_path).sum()),
        blank_conversions=blank_conversions,
        blank_step_count=blank_step_count,
        has_non_conversions=bool(journeys.non_conversions.sum() > 0),
    )


def _texts(column: pd.Series) -> pa.ChunkedArray:
    found = pa.array(column.astype("str"), from_pandas=True)  # pandas keeps text as Arrow: nothing is copied
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])


def _amounts(paths: pd.DataFrame, name: str) -> Floats:
    if name not in paths:
        return np.zeros(len(paths))
    numbers = pd.to_numeric(paths[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    is_wrong = ~(np.isfinite(numbers) & (numbers >= 0))
    if is_wrong.any():
        rows = np.flatnonzero(is_wrong)
        raise ClmError(
            "attribution.count_wrong",
            column=name,
            count=len(rows),
            rows=", ".join(str(row + 2) for row in rows[:_MOST_ROWS_NAMED]),
            value=str(paths[name].iloc[rows[0]]),
        )
    return numbers


def _usual_separator(texts: pa.ChunkedArray) -> str:
    """ ">", or the arrow that every ">" is part of.

    A file in which hardly a path has a second step is one of single touches, or joined by something else:
    then it is refused, because a wrong result would look like a right one.
    """
    usual = SEPARATORS[0]
    share = _share_with(texts, usual)
    for other in _UNLIKELY_IN_NAMES:
        if share < 0.05 and _share_with(texts, other) > 0.5:
            raise ClmError("attribution.separator_unknown", found=other, separator=usual)
    for other in _LIKELY_IN_NAMES:
        if share == 0 and _share_with(texts, other) > 0.5:
            raise ClmError("attribution.separator_unknown", found=other, separator=usual)
    sample = texts.slice(0, _SAMPLE_PATHS)
    in_sample = _share_with(sample, usual)
    arrows = (arrow for arrow in _ARROWS if in_sample > 0 and _share_with(sample, arrow) >= in_sample)
    return next(arrows, usual)


def _share_with(texts: pa.ChunkedArray, sign: str) -> float:
    found = pc.sum(pc.match_substring(texts, sign)).as_py() or 0
    return float(found / max(len(texts), 1))


def _split(texts: pa.ChunkedArray, separator: str) -> tuple[Codes, Codes, tuple[str, ...], int]:
    """Codes of all steps, steps of each path, the channels by code, and how many blank steps were passed over."""
    known: dict[str, int] = {}
    codes, lengths, blank_step_count = [], [], 0
    starts = range(0, len(texts), _CHUNK_PATHS)
    with ThreadPoolExecutor(_THREADS) as threads:
        for step, names, count in threads.map(
            lambda start: _steps(texts.slice(start, _CHUNK_PATHS), separator), starts
        ):
            code_of = np.array([known.setdefault(name, len(known)) if name else -1 for name in names], dtype=np.int32)
            code = code_of.astype(code_dtype(len(known)))[step]
            if (code_of < 0).any():
                code, kept = _without_blanks(code, count)
                blank_step_count += int((count - kept)[kept > 0].sum())
                count = kept
            codes.append(code)
            lengths.append(count)
    nothing = np.empty(0, dtype=np.int32)
    joined = np.concatenate(codes or [nothing]).astype(code_dtype(len(known)), copy=False)
    return joined, np.concatenate(lengths or [nothing]), tuple(known), blank_step_count


def _steps(texts: pa.ChunkedArray, separator: str) -> tuple[Codes, list[str], Codes]:
    """Each step as the number of its name, the names, and the steps of each path."""
    steps = pc.split_pattern(pc.fill_null(texts.combine_chunks(), ""), separator)
    encoded = pc.dictionary_encode(steps.flatten())
    # Trimmed by dictionary: a few names instead of millions of steps.
    names = [name.strip() for name in encoded.dictionary.to_pylist()]
    numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(code_dtype(len(names)))
    return numbers, names, np.diff(steps.offsets.to_numpy())


def _without_blanks(codes: Codes, count: Codes) -> tuple[Codes, Codes]:
    journey = np.repeat(np.arange(len(count)), count)
    return codes[codes >= 0], count - np.bincount(journey[codes < 0], minlength=len(count))
