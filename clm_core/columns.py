"""The frames that cross room borders: their columns and dtypes, declared once.

Facts (one frame a record type) are what files said; snapshot tables are what we make of them:
identities joined, channels ruled, money in the reporting currency. All moments are UTC.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pandas as pd

from clm_core.records import RECORD_FIELDS, FieldType, RecordType

DTYPES: dict[FieldType, str] = {
    FieldType.TEXT: "str",
    FieldType.EMAIL: "str",
    FieldType.CURRENCY: "str",
    FieldType.STAGE: "str",
    FieldType.KIND: "str",
    FieldType.TEAM: "str",
    FieldType.OUTCOME: "str",
    FieldType.MONEY: "Int64",
    FieldType.COUNT: "Int64",
    FieldType.NUMBER: "float64",
    FieldType.SHARE: "float64",
    FieldType.DATE: "datetime64[us]",
    FieldType.MOMENT: "datetime64[us, UTC]",
    FieldType.FLAG: "boolean",
}
"""dtype of a fact frame's column; a missing text is NaN, never the empty string."""

SYSTEM = "system"
SOURCE_ROW = "source_row"
PROVENANCE: dict[str, str] = {SYSTEM: "str", SOURCE_ROW: "Int64"}
"""Further columns of every fact frame: the system it comes from (its ids are unique only there), the file's row."""


def fact_dtypes(record_type: RecordType) -> dict[str, str]:
    """Column names and dtypes of one record type's fact frame, provenance last."""
    fields = {field.name: DTYPES[field.type] for field in RECORD_FIELDS[record_type]}
    return fields | PROVENANCE


class SnapshotTable(StrEnum):
    """A table of a snapshot; also the name of its Parquet file."""

    SPEND = "spend"
    TRAFFIC = "traffic"
    CHANNELS = "channels"
    CAMPAIGNS = "campaigns"
    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    TOUCHPOINTS = "touchpoints"
    STAGES = "stages"
    DEALS = "deals"
    DEAL_CONTACTS = "deal_contacts"
    UNMATCHED = "unmatched"


_DAY = "datetime64[us]"
_MOMENT = "datetime64[us, UTC]"

SNAPSHOT_COLUMNS: dict[SnapshotTable, dict[str, str]] = {
    # Money in the reporting currency; spend in a currency without a rate is left out and listed in unmatched.
    SnapshotTable.SPEND: {
        "day": _DAY,
        "channel": "str",
        "campaign": "str",
        "platform": "str",
        "spend": "float64",
        "original_spend": "float64",
        "original_currency": "str",
        "impressions": "Int64",
        "clicks": "Int64",
        "claimed_conversions": "float64",
        "claimed_value": "float64",
        "is_spread": "bool",
        "channel_rule": "str",
    },
    SnapshotTable.TRAFFIC: {
        "day": _DAY,
        "channel": "str",
        "campaign": "str",
        "sessions": "Int64",
        "users": "Int64",
        "key_events": "float64",
        "channel_rule": "str",
    },
    SnapshotTable.CHANNELS: {
        "channel": "str",  # stable key, for instance paid_search
        "label": "str",  # the user's own name; empty for built-in channels, whose names are in the catalogues
        "is_offline": "bool",
        "team": "str",
        "position": "int64",  # fixed place, so fixed colour, on every page
    },
    SnapshotTable.CAMPAIGNS: {
        "campaign": "str",
        "channel": "str",
        "platform": "str",
        "start_on": _DAY,
        "end_on": _DAY,
        "budget": "float64",
    },
    SnapshotTable.ACCOUNTS: {
        "account_key": "int64",
        "company": "str",
        "domain": "str",
        "industry": "str",
        "country": "str",
        "employees": "Int64",
        "size_band": "str",
    },
    # One row a person; first_touch_*: where the person came from; *_at: first entry into each stage.
    SnapshotTable.CONTACTS: {
        "contact_key": "int64",
        "contact_id": "str",
        "system": "str",
        "email": "str",
        "first_name": "str",
        "last_name": "str",
        "account_key": "Int64",
        "company": "str",
        "job_title": "str",
        "phone": "str",
        "country": "str",
        "language": "str",
        "industry": "str",
        "employees": "Int64",
        "size_band": "str",
        "owner": "str",
        "lead_status": "str",
        "has_consent": "boolean",
        "is_bounced": "boolean",
        "attributes": "str",
        "created_at": _MOMENT,
        "first_touch_at": _MOMENT,
        "first_touch_channel": "str",
        "first_touch_campaign": "str",
        "first_touch_rule": "str",
        "lead_at": _MOMENT,
        "mql_at": _MOMENT,
        "sal_at": _MOMENT,
        "sql_at": _MOMENT,
        "opportunity_at": _MOMENT,
        "customer_at": _MOMENT,
        "rejected_at": _MOMENT,
        "lost_at": _MOMENT,
    },
    SnapshotTable.TOUCHPOINTS: {
        "touchpoint_key": "int64",
        "contact_key": "Int64",
        "account_key": "Int64",
        "at": _MOMENT,
        "at_us": "int64",  # epoch microseconds: the portable time stamp of the reductions
        "kind": "str",
        "team": "str",
        "channel": "str",
        "campaign": "str",
        "content": "str",
        "channel_rule": "str",
    },
    SnapshotTable.STAGES: {
        "contact_key": "int64",
        "stage": "str",
        "entered_at": _MOMENT,
        "origin": "str",  # file, contact or deal: what the entry was taken from
        "note": "str",  # the file's words, such as why sales rejected a lead
    },
    SnapshotTable.DEALS: {
        "deal_key": "int64",
        "deal_id": "str",
        "system": "str",
        "deal": "str",
        "account_key": "Int64",
        "company": "str",
        "amount": "float64",
        "margin": "float64",
        "original_amount": "float64",
        "original_currency": "str",
        "created_at": _MOMENT,
        "closed_on": _DAY,
        "outcome": "str",
        "deal_stage": "str",
        "probability_share": "float64",
        "reason": "str",
        "owner": "str",
        "is_repeat": "bool",  # an earlier deal of the same account was won
        "first_touch_at": _MOMENT,
        "first_touch_channel": "str",  # of the deal's earliest touchpoint or contact source
        "first_touch_campaign": "str",
        "first_touch_rule": "str",
        "is_marketing_sourced": "bool",
        "is_marketing_influenced": "bool",
        "match_rule": "str",  # id, email, company_and_date or none: how its contacts were found
    },
    SnapshotTable.DEAL_CONTACTS: {"deal_key": "int64", "contact_key": "int64", "match_rule": "str"},
    # What could not be joined or counted, each with its reason: never guessed silently.
    SnapshotTable.UNMATCHED: {
        "record_type": "str",
        "reference": "str",  # deal id, e-mail or company as the file has it
        "reason": "str",  # catalogue key
        "system": "str",
        "source_row": "Int64",
        "amount": "float64",
    },
}


def typed_frame(data: pd.DataFrame | Mapping[str, Any], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A frame with exactly these columns, in this order and with these dtypes; missing ones are added empty."""
    frame = pd.DataFrame(data).reindex(columns=list(dtypes))
    # Only what has another dtype yet: DataFrame.astype would take every column apart and join all again.
    others: dict[str, Any] = {name: dtype for name, dtype in dtypes.items() if frame.dtypes[name] != dtype}
    return frame.assign(**{name: frame[name].astype(dtype) for name, dtype in others.items()})


def empty_frame(dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A frame of these columns without rows."""
    return typed_frame({}, dtypes)
