"""Persons of the snapshot: recorded contacts, and those whom only touchpoints or stages name."""

import pandas as pd

from clm_core.analysis.accounts import size_bands
from clm_core.analysis.channels import NO_SOURCE, UNKNOWN_CHANNELS
from clm_core.analysis.identity import merged_persons
from clm_core.analysis.references import looked_up
from clm_core.analysis.sourcing import Sourcing
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, fact_dtypes, typed_frame
from clm_core.records import RecordType


def people_of(contacts: pd.DataFrame, strangers: pd.DataFrame) -> pd.DataFrame:
    """One row a person, by contact_key, with is_recorded; both frames have contact_key and account."""
    recorded = merged_persons(contacts)
    dtypes = fact_dtypes(RecordType.CONTACTS) | {"contact_key": "int64", "account": "Int64"}
    others = merged_persons(typed_frame(strangers[strangers["is_stranger"]], dtypes))
    people = pd.concat([recorded.assign(is_recorded=True), others.assign(is_recorded=False)])
    return people.astype({"created_at": "datetime64[us, UTC]", "account": "Int64", "is_recorded": "bool"})


def record_sources(contacts: pd.DataFrame, people: pd.DataFrame, sourcing: Sourcing) -> pd.DataFrame:
    """channel, campaign and created_at of the source in each person's record, by contact_key.

    Of several records the earliest one that names a source counts.
    """
    rows = contacts[["contact_key", "created_at"]].join(sourcing.of(contacts))
    rows = rows.assign(is_unknown=rows["channel"].isin(UNKNOWN_CHANNELS))
    rows = rows.sort_values(["contact_key", "is_unknown", "created_at"], kind="stable").drop_duplicates("contact_key")
    sources = rows.set_index("contact_key")[["channel", "campaign", "channel_rule"]]
    sources = sources.reindex(people.index).fillna({"channel": NO_SOURCE})
    return sources.assign(created_at=people["created_at"])


def contact_table(
    people: pd.DataFrame, accounts: pd.DataFrame, first_touches: pd.DataFrame, entries: pd.DataFrame
) -> pd.DataFrame:
    """The snapshot's contacts; company facts that the person's record lacks come from its account."""
    by_key = accounts.set_index("account_key")
    employees = looked_up(people["account"], by_key["employees"]).fillna(people["employees"])
    table = people.assign(
        account_key=people["account"],
        company=people["company"].fillna(looked_up(people["account"], by_key["company"])),
        industry=people["industry"].fillna(looked_up(people["account"], by_key["industry"])),
        country=people["country"].fillna(looked_up(people["account"], by_key["country"])),
        employees=employees,
        size_band=size_bands(employees),
    )
    table = table.join(first_touches).join(entries).rename_axis("contact_key").reset_index()
    return typed_frame(table, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])
