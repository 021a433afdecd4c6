"""A table as pages show it: numbers written in the session's language."""

import pandas as pd

from clm_core.kpis import Unit
from pages.shared.tables import Column, show_table

frame = pd.DataFrame(
    {
        "channel": ["b", "a", "c"],
        "spend": [1234.56, 99.5, 20_000.0],
        "roi": [0.123, float("nan"), 12.0],
        "leads": pd.array([5, None, 1000], dtype="Int64"),
        "day": pd.to_datetime(["2025-01-03", "2025-11-30", None]),
    }
)
columns = {
    "channel": Column(label="Kanal", is_pinned=True),
    "spend": Column(label="Ausgaben", unit=Unit.MONEY, decimals=2),
    "roi": Column(label="ROI", unit=Unit.SHARE),
    "leads": Column(label="Leads", unit=Unit.COUNT),
    "day": Column(label="Tag"),
}
show_table(frame, columns, key="probe", title="Kanaele")
