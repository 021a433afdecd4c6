"""An exported workbook dropped back in: the view that it was made with."""

from collections.abc import Mapping

from clm_core.errors import ClmError
from clm_core.importers.exported_view import exported_view
from clm_core.selection import Selection

__all__ = ["exported_view", "restored_selection"]


def restored_selection(view: Mapping[str, list[str]], default: Selection) -> Selection | None:
    """The selection of an exported view; None where it says nothing that can be read."""
    try:
        found = Selection.from_query(view, default)
    except ClmError:
        return None
    return found if view else None
