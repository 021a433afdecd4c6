"""Everything that happened with some people or a company, in order."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from clm_core.columns import SnapshotTable
from clm_core.journey_columns import HISTORY_TOUCHES
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import TABLES

_TOUCHPOINTS = TABLES[SnapshotTable.TOUCHPOINTS]


def history_touches(*, contact_keys: Sequence[int], account_key: int | None = None) -> Reduction:
    """HISTORY_TOUCHES: the touchpoints of these people, and those that only the account is known of, in order."""
    columns = _TOUCHPOINTS.c
    is_theirs: ColumnElement[bool] = columns.contact_key.in_(tuple(int(key) for key in contact_keys))
    if account_key is not None:
        is_stranger = and_(columns.contact_key.is_(None), columns.account_key == int(account_key))
        is_theirs = or_(is_theirs, is_stranger)
    names = (*HISTORY_TOUCHES,)
    selected = [columns.at_us.label("at") if name == "at" else columns[name] for name in names]
    return Reduction(
        query=select(*selected).where(is_theirs).order_by(columns.at_us, columns.touchpoint_key),
        columns=HISTORY_TOUCHES,
        keys=("at", "touchpoint_key"),
        is_ordered=True,
    )
