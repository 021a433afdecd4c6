"""The same spend from exports with and without campaign ids: counted once, in whatever order they come.

A campaign's day with an id always wins over the same day known by name only. Rows by name are not
lost: they stay in the store, not current, and count again when the rows with ids are undone.
"""

import pandas as pd
from sqlalchemy import Connection, select, update

from clm_core.columns import SOURCE_ROW
from clm_core.errors import RowProblem
from clm_core.records import RecordType
from clm_core.store.bulk import staged
from clm_core.store.row_keys import name_keys
from clm_core.store.tables import FACT_TABLES, NAME_KEY

_SPEND = FACT_TABLES[RecordType.SPEND]


def with_campaign_ids(connection: Connection, frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """Spend rows with NAME_KEY, and with the id where their campaign's day is known by exactly one.

    A row without id whose name, platform and day belong to several ids (in the file or the store)
    is refused: nobody can tell which of them it repeats.
    """
    is_named = frame["platform"].notna() & frame["campaign"].notna()
    names = name_keys(frame).where(is_named)
    lacks_id = is_named & frame["campaign_id"].isna()
    frame = frame.assign(**{NAME_KEY: names})
    problems: tuple[RowProblem, ...] = ()
    if lacks_id.any():
        known = _known_ids(connection, frame, names[lacks_id].unique().tolist())
        id_count = names.map(known.groupby(NAME_KEY)["campaign_id"].nunique()).fillna(0)
        only_id = names.map(known.drop_duplicates(NAME_KEY).set_index(NAME_KEY)["campaign_id"])
        frame["campaign_id"] = frame["campaign_id"].where(~(lacks_id & (id_count == 1)), only_id).astype("str")
        is_refused = lacks_id & (id_count > 1)
        problems = _ambiguous(frame[is_refused], id_count[is_refused])
        frame = frame[~is_refused].reset_index(drop=True)
    frame[NAME_KEY] = frame[NAME_KEY].where(frame["campaign_id"].notna())
    return frame, problems


def _known_ids(connection: Connection, frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Pairs of name key and campaign id, of the file and of all versions in the store that still count."""
    in_file = frame.loc[frame["campaign_id"].notna(), [NAME_KEY, "campaign_id"]]
    with staged(connection, range(len(names)), names) as keys:
        query = (
            select(_SPEND.c[NAME_KEY], _SPEND.c.campaign_id)
            .join(keys, keys.c.key == _SPEND.c[NAME_KEY])
            .where(~_SPEND.c.is_withdrawn)
            .distinct()
        )
        rows = connection.execute(query).all()
    in_store = pd.DataFrame(rows, columns=[NAME_KEY, "campaign_id"], dtype="str")
    return pd.concat([in_file, in_store], ignore_index=True).drop_duplicates()


def _ambiguous(refused: pd.DataFrame, id_count: pd.Series) -> tuple[RowProblem, ...]:
    return tuple(
        RowProblem(
            reason="store.ambiguous_campaign",
            row=None if pd.isna(row) else int(row),
            column="campaign",
            value=campaign,
            values={"day": day.date(), "count": int(count)},
        )
        for row, campaign, day, count in zip(
            refused[SOURCE_ROW], refused["campaign"], refused["day"], id_count, strict=True
        )
    )


def set_names_aside(connection: Connection, first_row_id: int) -> None:
    """Spend known by name only is no longer current where rows from this id on know it by id."""
    added = _SPEND.alias()
    names = select(added.c[NAME_KEY]).where(added.c.row_id >= first_row_id, added.c[NAME_KEY].is_not(None))
    connection.execute(update(_SPEND).where(_SPEND.c.is_current, _SPEND.c.row_key.in_(names)).values(is_current=False))
