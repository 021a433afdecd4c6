"""A reduction: a query, the columns it gives, and how its rows are ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select

from clm_core.store.reductions.snapshot_tables import DAY, MOMENT

MONEY_DECIMALS = 6
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A portable SELECT; ``columns`` are the dtypes of its frame, ``keys`` the columns that order it.

    Ordering happens here and not in SQL, because engines order text differently. ``sums`` are
    rounded to micros: engines add floats in different orders.
    """

    query: Select[Any]
    columns: Mapping[str, str]
    keys: tuple[str, ...]
    sums: tuple[str, ...] = ()

    def frame(self, data: pd.DataFrame | Sequence[Any]) -> pd.DataFrame:
        """The query's raw rows as a frame with its dtypes, in its order, blanks last."""
        raw = data if isinstance(data, pd.DataFrame) else pd.DataFrame(data, columns=list(self.columns))
        typed = pd.DataFrame({name: _typed(raw[name], dtype) for name, dtype in self.columns.items()})
        for name in self.sums:
            typed[name] = typed[name].round(MONEY_DECIMALS)
        return typed.sort_values(list(self.keys), na_position="last", kind="stable", ignore_index=True)


def _typed(values: pd.Series, dtype: str) -> pd.Series:
    plain: Any = values
    if dtype in (DAY, MOMENT):
        micros = plain.astype("Int64") * (DAY_US if dtype == DAY else 1)
        plain = pd.to_datetime(micros, unit="us", utc=dtype == MOMENT)
    elif dtype == "bool":
        plain = plain.astype("boolean")  # SQLite answers 0 and 1
    typed: pd.Series = plain.astype(dtype)
    return typed
