"""A made-up company whose sales accepts, rejects and calls its leads by a plain rule, for tests of pages."""

from pathlib import Path

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import RecordType
from clm_core.store.workspaces import create_workspace, open_store
from tests.small_company import add_rows

CHANNELS = ("paid_search", "display")


def rows_of(record_type: RecordType, rows: list[dict[str, object]]) -> pd.DataFrame:
    return typed_frame(pd.DataFrame(rows).assign(system="test"), fact_dtypes(record_type))


def make_leads(home: Path, count: int = 240, *, judged_every: int = 1) -> None:
    """Leads from March 2025 on, one a day: every second by display, which sales rejects three times in four; the others
    once in eight. Called after 2 hours, or after 100 if the number is a multiple of three. Accepted ones that were
    called early get into a deal two times in three, the others one time in six. Sales says nothing of all but
    each ``judged_every``-th."""
    workspace = create_workspace(home, "Musterfirma", is_sample=True)
    contacts, stages, touches = [], [], []
    for number in range(count):
        key, is_late = f"c{number}", number % 3 == 0
        mql_at = pd.Timestamp("2025-03-03 08:00", tz="UTC") + pd.Timedelta(hours=24 * 240 / count * number)
        called_at = mql_at + pd.Timedelta(hours=100 if is_late else 2)
        is_rejected = number % 8 < 6 if number % 2 else number % 16 == 0
        contacts.append(
            {"contact_id": key, "email": f"{key}@example.org", "channel": CHANNELS[number % 2], "stage": "lead",
             "owner": ("Anna", "Bert")[number // 2 % 2], "first_name": "Lead", "last_name": str(number),
             "company": f"Company {number}", "created_at": mql_at - pd.Timedelta(days=5)}
        )  # fmt: skip
        entries = [("mql", mql_at, None)]
        if is_rejected:
            entries.append(
                ("rejected", called_at + pd.Timedelta(days=2), "Falsche Zielgruppe" if number % 4 else "Pfui")
            )
        else:
            entries.append(("sal", called_at + pd.Timedelta(hours=1), None))
            if number % 6 == 1 or (not is_late and number % 3 == 1) or number % 12 == 8:
                entries.append(("opportunity", called_at + pd.Timedelta(days=20), None))
        if number % judged_every:
            entries = entries[:1]
        stages += [{"contact_id": key, "stage": stage, "entered_at": at, "note": note} for stage, at, note in entries]
        touches.append({"contact_id": key, "at": called_at, "kind": "call", "team": "sales"})
    store = open_store(home, workspace.slug)
    frames = {RecordType.CONTACTS: contacts, RecordType.STAGES: stages, RecordType.TOUCHPOINTS: touches}
    add_rows(store, {kind: rows_of(kind, rows) for kind, rows in frames.items()}, "leads.csv")
    store.close()
