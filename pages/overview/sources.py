"""How fresh and complete each source is."""

import pandas as pd

from clm_core.kpis import Unit
from pages.shared import charts, messages, session
from pages.shared.tables import Column, show_table

DESTINATIONS = {"definitions": "channel_rules"}
"""Pages on which something is done that has no page of its own."""


def show(sources: pd.DataFrame) -> None:
    """One line a system: newest day, share of the period covered, rows and problems."""
    texts = session.texts()
    charts.heading("overview.sources")
    messages.note("overview.sources_note")
    frame = sources.assign(
        name=[system_name(system) for system in sources["system"]],
        status=[texts(f"overview.state.{state}") for state in sources["state"]],
    )
    columns = {
        "name": Column(label=texts("overview.source.name"), is_pinned=True),
        "status": Column(label=texts("overview.source.status")),
        "last_day": Column(label=texts("overview.source.last_day")),
        "first_day": Column(label=texts("overview.source.first_day")),
        "covered_share": Column(label=texts("overview.source.covered_share"), unit=Unit.SHARE, decimals=0),
        "rows": Column(label=texts("overview.source.rows"), unit=Unit.COUNT),
        "problems": Column(label=texts("overview.source.problems"), unit=Unit.COUNT),
    }
    show_table(frame, columns, key="sources", title=texts("overview.sources"))


def system_name(system: str) -> str:
    """The system as people call it; a name of the user's own stays as it is."""
    texts = session.texts()
    return texts(f"overview.system.{system}") if texts.has(f"overview.system.{system}") else system
