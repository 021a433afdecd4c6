"""Eight leads of March 2026 whose hand-over, verdict and contacts can be followed by hand, as of 31 May 2026."""

from datetime import date

import pandas as pd

from clm_core.analysis.sales_feedback import handovers, verdicts_from_stages
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.handover import RejectionCause
from clm_core.scoring_columns import LEAD_EVENTS

AS_OF, ZONE = date(2026, 5, 31), "Europe/Berlin"
CAUSES = {"Falsche Zielgruppe": RejectionCause.NO_FIT}

LEADS = {
    # lead_at, channel, owner
    1: ("2026-03-01 08:00", "events", "Anna"),  # MQL, called after 2 hours, accepted, opportunity, won
    2: ("2026-03-01 08:00", "events", "Anna"),  # MQL, called after 30 hours, rejected
    3: ("2026-03-02 08:00", "email", "Bert"),  # MQL, accepted, later recycled
    4: ("2026-03-03 08:00", "email", "Bert"),  # never an MQL; sales accepted it after a call
    5: ("2026-03-04 08:00", None, None),  # MQL, neither called nor judged
    6: ("2026-03-05 08:00", "email", "Bert"),  # never handed over
    7: ("2026-03-06 08:00", "email", "Bert"),  # came to sales by itself: SQL and a deal
    8: ("2026-05-30 08:00", "events", "Anna"),  # MQL yesterday, called, not judged
}
STAGES = [
    (1, "mql", "2026-03-05 08:00", None),
    (1, "sal", "2026-03-05 11:00", None),
    (1, "sql", "2026-03-12 08:00", None),
    (1, "opportunity", "2026-03-20 08:00", None),
    (1, "customer", "2026-04-20 08:00", None),
    (2, "mql", "2026-03-05 08:00", None),
    (2, "rejected", "2026-03-07 08:00", "Falsche Zielgruppe"),
    (3, "mql", "2026-03-06 08:00", None),
    (3, "sal", "2026-03-06 12:00", None),
    (3, "recycled", "2026-04-06 12:00", "Frag später"),
    (4, "sal", "2026-03-10 08:00", None),
    (5, "mql", "2026-03-08 08:00", None),
    (7, "sql", "2026-03-20 08:00", None),
    (7, "opportunity", "2026-03-25 08:00", None),
    (8, "mql", "2026-05-30 20:00", None),
]
TOUCHES = [
    (1, "visit", "marketing", "2026-03-04 08:00"),
    (1, "call", "marketing", "2026-03-05 09:00"),  # marketing's call centre: not sales
    (1, "call", "sales", "2026-03-05 10:00"),
    (1, "meeting", "both", "2026-03-15 10:00"),
    (1, "call", "sales", "2026-04-15 10:00"),  # later than ATTEMPT_DAYS
    (2, "call", "sales", "2026-03-02 10:00"),  # before the hand-over
    (2, "reply", "sales", "2026-03-06 14:00"),
    (3, "email_open", "sales", "2026-03-06 10:00"),  # no contact by a person
    (4, "call", "sales", "2026-03-10 07:30"),
    (7, "call", "sales", "2026-03-26 08:00"),  # work on the deal
    (8, "call", "sales", "2026-05-31 08:00"),
    (8, "call", "sales", "2026-06-02 08:00"),  # not yet known
]


def utc(moments: pd.Series) -> pd.Series:
    return pd.to_datetime(moments).dt.tz_localize("UTC").astype("datetime64[us, UTC]")


def stages() -> pd.DataFrame:
    frame = pd.DataFrame(STAGES, columns=["contact_key", "stage", "entered_at", "note"]).assign(origin="file")
    return typed_frame(frame.assign(entered_at=utc(frame["entered_at"])), SNAPSHOT_COLUMNS[SnapshotTable.STAGES])


def contacts() -> pd.DataFrame:
    rows = [(key, *values) for key, values in LEADS.items()]
    frame = pd.DataFrame(rows, columns=["contact_key", "lead_at", "first_touch_channel", "owner"])
    entered = stages()
    first = entered.groupby(["contact_key", "stage"])["entered_at"].min().unstack().reindex(frame["contact_key"])
    first = first.add_suffix("_at").drop(columns="recycled_at").reset_index(drop=True)
    frame = pd.concat([frame.assign(lead_at=utc(frame["lead_at"])), first], axis=1)
    return typed_frame(frame, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])


def events() -> pd.DataFrame:
    frame = pd.DataFrame(TOUCHES, columns=["contact_key", "kind", "team", "at"])
    at = pd.to_datetime(frame["at"]).to_numpy().astype("datetime64[us]").astype("int64")
    return typed_frame(frame.assign(at=at, channel="", content=""), LEAD_EVENTS)


def case() -> pd.DataFrame:
    """HANDOVERS of these leads."""
    verdicts = verdicts_from_stages(stages(), CAUSES)
    return handovers(contacts(), stages(), events(), verdicts, as_of=AS_OF, zone=ZONE)
