"""Several rows for one record in one file: the newest counts."""

import pandas as pd

from clm_core.errors import RowProblem
from clm_core.importers.building.typed_table import TypedTable


def newest_first_key(frame: pd.DataFrame, keys: tuple[tuple[str, ...], ...]) -> pd.Series:
    """The text that identifies each row: the first group of columns of which it has all; missing where none."""
    identity = pd.Series(None, index=frame.index, dtype="str")
    for group in keys:
        present = [name for name in group if name in frame]
        if len(present) < len(group):
            continue
        texts = frame[list(group)].astype("str").apply(lambda column: column.str.casefold())
        joined = (
            texts.iloc[:, 0].str.cat([texts[name] for name in group[1:]], sep="\x1f")
            if len(group) > 1
            else texts[group[0]]
        )
        identity = identity.fillna("\x1f".join(group) + "\x1f" + joined)
    return identity


def newest_rows(
    frame: pd.DataFrame,
    table: TypedTable,
    keys: tuple[tuple[str, ...], ...],
    *,
    may_differ: tuple[str, ...] = (),
) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """One row a record, with a notice for each that came more than once.

    The last modified row counts, without such a date the last in the file. Rows that differ in nothing
    but ``may_differ`` (the contacts of a deal, one a row) are silent.
    """
    identity = newest_first_key(frame, keys)
    ordered = frame.assign(_identity=identity)
    if "modified_at" in ordered:
        ordered = ordered.sort_values("modified_at", kind="stable", na_position="first")
    is_double = ordered["_identity"].notna() & ordered.duplicated("_identity", keep=False)
    if not is_double.any():
        return frame, ()
    kept = ordered[ordered["_identity"].isna() | ~ordered.duplicated("_identity", keep="last")]
    doubles = ordered[is_double]
    compared = [name for name in doubles.columns if name not in {*may_differ, "_identity"}]
    notices = []
    for _, rows in doubles.groupby("_identity", sort=False):
        if may_differ and len(rows[compared].drop_duplicates()) == 1:
            continue
        last = int(rows.index[-1])
        others = ", ".join(str(row) for row in sorted(rows.index[:-1]))
        notices.append(table.notice(last, "importing.notice.last_row_counts", rows=others, kept=last))
    return kept.drop(columns="_identity").sort_index(), tuple(notices)
