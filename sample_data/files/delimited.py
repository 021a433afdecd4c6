"""Text files byte for byte as told: encoding, separator, line ends, German numbers."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd


def write_text(path: Path, lines: Iterable[str], *, encoding: str, line_end: str = "\r\n") -> None:
    """These lines as a file; the encodings utf-8-sig and utf-16 bring their byte order mark."""
    path.write_bytes((line_end.join(lines) + line_end).encode(encoding))


def lines_of(frame: pd.DataFrame, separator: str) -> list[str]:
    """Each row as a line, quoted where the text holds the separator, a quote or a line end."""
    columns = [_quoted(frame[name], separator) for name in frame.columns]
    return [separator.join(cells) for cells in zip(*columns, strict=True)]


def line(cells: Sequence[str], separator: str) -> str:
    """One line of cells."""
    return separator.join(_quoted(pd.Series(cells, dtype="str"), separator))


def _quoted(cells: pd.Series, separator: str) -> list[str]:
    texts = cells.fillna("").astype("str")
    needs = texts.str.contains(separator, regex=False) | texts.str.contains('"', regex=False)
    return texts.where(~needs, '"' + texts.str.replace('"', '""', regex=False) + '"').tolist()


def german(values: np.ndarray | pd.Series, decimals: int = 2) -> list[str]:
    """1.234,56"""
    return [f"{value:,.{decimals}f}".translate(_GERMAN) for value in np.asarray(values, dtype="float64").tolist()]


_GERMAN = str.maketrans({",": ".", ".": ","})


def english(values: np.ndarray | pd.Series, decimals: int = 2) -> list[str]:
    """1,234.56"""
    return [f"{value:,.{decimals}f}" for value in np.asarray(values, dtype="float64").tolist()]


def plain(values: np.ndarray | pd.Series, decimals: int = 2) -> list[str]:
    """1234.56"""
    return [f"{value:.{decimals}f}" for value in np.asarray(values, dtype="float64").tolist()]


def stamps(moments: pd.Series | np.ndarray, pattern: str) -> pd.Series:
    """Moments as text, blank where missing."""
    return pd.Series(pd.to_datetime(np.asarray(moments))).dt.strftime(pattern).fillna("")


def american_days(days: pd.Series) -> list[str]:
    """10/31/2026, without leading zeros on every system."""
    moments = pd.DatetimeIndex(days)
    return [f"{m}/{d}/{y}" for m, d, y in zip(moments.month, moments.day, moments.year, strict=True)]
