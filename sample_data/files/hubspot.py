"""HubSpot's contact export, with a property that sales fills after the hand-over: the trap for every score."""

from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.records import Stage
from sample_data.files import delimited as text
from sample_data.files.records import Records
from sample_data.world.history import World
from sample_data.world.randomness import part
from sample_data.world.streams import STREAMS

LEAKING_PROPERTY = "Budget bestätigt"
FIT_PROPERTIES = ("Anzahl Maschinen",)
_LEAK_IF_OPPORTUNITY, _LEAK_IF_SQL_LOST = 0.93, 0.10
_SOURCES = {"paid_search": "Paid Search", "display": "Other Campaigns", "paid_social": "Paid Social",
            "email": "Email Marketing", "organic_search": "Organic Search", "direct": "Direct Traffic",
            "referral": "Referrals", "organic_social": "Organic Social"}  # fmt: skip
_LIFECYCLE = {Stage.LEAD: "Lead", Stage.MQL: "Marketing Qualified Lead", Stage.SQL: "Sales Qualified Lead",
              Stage.OPPORTUNITY: "Opportunity", Stage.CUSTOMER: "Customer"}  # fmt: skip
_BECAME = {Stage.LEAD: "Became a lead date", Stage.MQL: "Became a marketing qualified lead date",
           Stage.SQL: "Became a sales qualified lead date", Stage.OPPORTUNITY: "Became an opportunity date",
           Stage.CUSTOMER: "Became a customer date"}  # fmt: skip
_MINUTE = "%Y-%m-%d %H:%M"


def hubspot_file(world: World, known: Records, folder: Path) -> None:
    """All contacts that HubSpot knows; duplicates follow with their mail address in another case."""
    table = contact_rows(world, known)
    path = folder / f"hubspot-crm-exports-alle-kontakte-{world.horizon.until:%Y-%m-%d}.csv"
    lines = [text.line(list(table.columns), ","), *text.lines_of(table, ",")]
    text.write_text(path, lines, encoding="utf-8-sig", line_end="\n")


def contact_rows(world: World, known: Records) -> pd.DataFrame:
    """The export's rows and headings."""
    contacts = world.contacts
    first_entries = world.stages.pivot_table(index="contact", columns="stage", values="at", aggfunc="min")
    entries = {stage: first_entries[stage].reindex(contacts.index) for stage in (*_LIFECYCLE, Stage.REJECTED)}
    lifecycle = pd.Series("Lead", index=contacts.index)
    for stage, label in _LIFECYCLE.items():
        lifecycle = lifecycle.mask(entries[stage].notna(), label)
    last = world.touches.groupby("contact")["at"].max().reindex(contacts.index)
    channel = np.array([stream.channel for stream in STREAMS])[contacts["stream"]]
    table = pd.DataFrame(
        {
            "Record ID": known.hubspot_id,
            "First Name": contacts["first_name"],
            "Last Name": contacts["last_name"],
            "Email": known.email,
            "Company Name": contacts["company"],
            "Job Title": contacts["job_title"],
            "Contact owner": contacts["owner"],
            "Lifecycle Stage": lifecycle,
            "Lead Status": _lead_status(contacts, entries),
            "Create Date": text.stamps(contacts["lead_at"], _MINUTE),
            "Original Source": pd.Series(channel).map(_SOURCES).fillna("Offline Sources"),
            "Country/Region": contacts["country"],
            "Industry": contacts["industry"],
            "Number of Employees": contacts["employees"].astype(str),
            "Preferred language": contacts["language"],
            "Unsubscribed from all email": np.where(contacts["has_consent"], "false", "true"),
            "Email hard bounce reason": np.where(contacts["is_bounced"], "UNKNOWN_USER", ""),
            FIT_PROPERTIES[0]: contacts["machine_count"].astype(int).astype(str),
            LEAKING_PROPERTY: leak(world),
            **{_BECAME[stage]: text.stamps(entries[stage], _MINUTE) for stage in _BECAME},
            "Last Activity Date": text.stamps(last, _MINUTE),
        }
    )
    return pd.concat([table[known.hubspot_id != ""], _duplicates(table, world, known)], ignore_index=True)


def leak(world: World) -> pd.Series:
    """Ja for most opportunities and a few others at SQL, from the day they were SQL; otherwise blank.

    It looks like the best predictor there is, and nobody knows it when a lead has to be scored.
    """
    draw = part(world.seed, "leak").random(len(world.contacts))
    reached = world.stages[world.stages["stage"] == Stage.SQL.value]["contact"].unique()
    is_sql = world.contacts.index.isin(reached)
    share = np.where(world.contacts["is_opportunity"], _LEAK_IF_OPPORTUNITY, _LEAK_IF_SQL_LOST)
    return pd.Series(np.where(is_sql & (draw < share), "Ja", ""))


def _lead_status(contacts: pd.DataFrame, entries: dict[Stage, pd.Series]) -> np.ndarray:
    return np.select(
        [
            entries[Stage.CUSTOMER].notna(),
            entries[Stage.OPPORTUNITY].notna(),
            entries[Stage.REJECTED].notna(),
            entries[Stage.SQL].notna(),
            contacts["is_handed_over"],
        ],
        ["Connected", "Open deal", "Unqualified", "In progress", "Attempted to contact"],
        "New",
    )


def _duplicates(table: pd.DataFrame, world: World, known: Records) -> pd.DataFrame:
    rng = part(world.seed, "duplicate records")
    rows = table.loc[list(known.duplicate_id)].copy()
    rows["Record ID"] = list(known.duplicate_id.values())
    local = rows["Email"].str.split("@", n=1).str
    rows["Email"] = np.where(
        rng.random(len(rows)) < 0.5, rows["Email"].str.upper(), local[0].str.title() + "@" + local[1]
    )
    # The second record was made later, from an imported list: it knows little and is only a lead.
    again = pd.to_datetime(rows["Create Date"]).to_numpy() + rng.integers(2, 40, len(rows)).astype("timedelta64[D]")
    rows["Create Date"] = text.stamps(again, _MINUTE).to_numpy()
    rows["Lifecycle Stage"], rows["Lead Status"], rows["Original Source"] = "Lead", "New", "Offline Sources"
    rows[[*_BECAME.values(), LEAKING_PROPERTY, "Last Activity Date", "Job Title"]] = ""
    rows[_BECAME[Stage.LEAD]] = rows["Create Date"]
    return rows
