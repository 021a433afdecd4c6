"""A reduction: a query, the columns it gives, and how its rows are ordered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select

from clm_core.store.reductions.snapshot_tables import DAY, MOMENT

MONEY_DECIMALS = 6
DAY_US = 86_400_000_000
CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A portable SELECT; ``columns`` are the dtypes of its frame, ``keys`` the columns that order it.

    Ordering happens here and not in SQL, because engines order text differently; only a query that
    orders itself by whole numbers (``is_ordered``) is left as it is, which spares large frames a copy.
    ``sums`` are rounded to micros: engines add floats in different orders. The dtype category is for
    texts that repeat: a small number a row, and the texts once, sorted. Where SQL is slow or differs
    between engines, the query gives ``query_columns`` and ``shape`` makes the frame of them.
    """

    query: Select[Any]
    columns: Mapping[str, str]
    keys: tuple[str, ...]
    sums: tuple[str, ...] = ()
    is_ordered: bool = False
    query_columns: Mapping[str, str] | None = None
    shape: Callable[[pd.DataFrame], pd.DataFrame] | None = None

    @property
    def raw_columns(self) -> Mapping[str, str]:
        """The dtypes of the query's own columns."""
        return self.query_columns or self.columns

    def frame(self, data: pd.DataFrame | Sequence[Any]) -> pd.DataFrame:
        """The query's raw rows as a frame with its dtypes, in its order, blanks last."""
        raw = data if isinstance(data, pd.DataFrame) else pd.DataFrame(data, columns=list(self.raw_columns))
        typed = pd.DataFrame({name: _typed(raw[name], dtype) for name, dtype in self.raw_columns.items()})
        if self.shape:
            typed = self.shape(typed)
        for name in self.sums:
            typed[name] = typed[name].round(MONEY_DECIMALS)
        if self.is_ordered:
            return typed
        return typed.sort_values(list(self.keys), na_position="last", kind="stable", ignore_index=True)


def _typed(values: pd.Series, dtype: str) -> pd.Series:
    plain: Any = values
    if dtype in (DAY, MOMENT):
        micros = plain.astype("Int64") * (DAY_US if dtype == DAY else 1)
        plain = pd.to_datetime(micros, unit="us", utc=dtype == MOMENT)
    elif dtype == CATEGORY:
        plain = plain.astype(CATEGORY)
        plain = plain.cat.set_categories(plain.cat.categories.astype("str").sort_values())
    elif dtype == "bool":
        plain = plain.astype("boolean")  # SQLite answers 0 and 1
    typed: pd.Series = plain.astype(dtype)
    return typed
