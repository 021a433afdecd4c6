"""How much of the won revenue of a selection is traceable, what to work through, and marketing's part of it."""

from clm_core.analysis.loop_closure import LoopClosure, LoopReason, loop_closure
from clm_core.analysis.selected import selected_deals
from clm_core.columns import SnapshotTable
from clm_core.selection import Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.snapshots import fresh_snapshot
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = ["LoopClosure", "LoopReason", "loop_closure_view"]


def loop_closure_view(store: Store, selection: Selection) -> LoopClosure:
    """The loop-closure rate of the deals won in the selection, with its reasons and the deals behind each.

    Channels and campaigns of the selection are those of the first touch. Raises ClmError in an empty workspace.
    """
    require_days(store)
    data, snapshot = loop_data(store), fresh_snapshot(store)
    return loop_closure(
        selected_deals(data.deals, data.accounts, selection),
        read_table(snapshot, SnapshotTable.DEAL_CONTACTS),
        read_table(snapshot, SnapshotTable.TOUCHPOINTS),
        data.contacts,
        selection.period,
        zone=settings(store).reporting_zone,
    )
