"""What could not be joined or counted, each row with its reason: nothing is guessed or left out silently."""

from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.records import RecordType

_COLUMNS = SNAPSHOT_COLUMNS[SnapshotTable.UNMATCHED]


class Reason(StrEnum):
    """Why a row is listed; the value is the sentence's key in the catalogues."""

    # Deals whose contacts were not found
    DEAL_WITHOUT_REFERENCE = "resolution.deal_without_reference"
    DEAL_ID_UNKNOWN = "resolution.deal_id_unknown"
    DEAL_EMAIL_UNKNOWN = "resolution.deal_email_unknown"
    DEAL_COMPANY_UNKNOWN = "resolution.deal_company_unknown"
    DEAL_BEFORE_CONTACTS = "resolution.deal_before_contacts"
    DEAL_WITHOUT_DATE = "resolution.deal_without_date"
    # Rows that name somebody or something that no other file knows
    DEAL_CONTACT_UNKNOWN = "resolution.deal_contact_unknown"
    DEAL_OF_CONTACT_UNKNOWN = "resolution.deal_of_contact_unknown"
    STAGE_WITHOUT_PERSON = "resolution.stage_without_person"
    TOUCHPOINT_WITHOUT_PERSON = "resolution.touchpoint_without_person"
    SHARED_MAILBOX = "resolution.shared_mailbox"
    # Notices: counted, but by an assumption
    CONTACT_FROM_TOUCHPOINT = "resolution.contact_from_touchpoint"
    STAGE_DATE_ASSUMED = "resolution.stage_date_assumed"
    LEAD_WITHOUT_DATE = "resolution.lead_without_date"
    # Money without a rate
    CURRENCY_WITHOUT_RATE = "resolution.currency_without_rate"
    CURRENCY_UNKNOWN = "resolution.currency_unknown"


def unmatched_rows(
    record_type: RecordType,
    rows: pd.DataFrame,
    reason: Reason,
    *references: str,
    amount: pd.Series | None = None,
) -> pd.DataFrame:
    """One listed row for each of ``rows``; the reference is the first of the named columns that it has."""
    reference = pd.Series(None, index=rows.index, dtype="str")
    for column in references:
        reference = reference.fillna(rows[column])
    data = {"reference": reference, "system": rows["system"], "source_row": rows["source_row"]}
    frame = pd.DataFrame(data, index=rows.index).assign(record_type=record_type.value, reason=reason.value)
    return typed_frame(frame.assign(amount=amount if amount is not None else float("nan")), _COLUMNS)


def unmatched_table(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All listed rows, in a fixed order."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return empty_frame(_COLUMNS)
    return pd.concat(filled).sort_values(list(_COLUMNS), kind="stable").reset_index(drop=True)
