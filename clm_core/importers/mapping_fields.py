"""What a heading can be mapped to: the fields of a record type and the helpers that building turns into them."""

from functools import cache

from clm_core.records import RECORD_FIELDS, Field, FieldType, RecordType, Stage

_T = FieldType


def _optional(**types: FieldType) -> tuple[Field, ...]:
    return tuple(Field(name=name, type=type_) for name, type_ in types.items())


STAGE_MOMENTS: dict[str, Stage] = {
    "lead_at": Stage.LEAD,
    "mql_at": Stage.MQL,
    "sal_at": Stage.SAL,
    "sql_at": Stage.SQL,
    "opportunity_at": Stage.OPPORTUNITY,
    "customer_at": Stage.CUSTOMER,
    "rejected_at": Stage.REJECTED,
    "lost_at": Stage.LOST,
}
"""Helpers of a contact that each give an entry of its stage history."""

HELPER_FIELDS: dict[RecordType, tuple[Field, ...]] = {
    # A longer row than a day: from period_start_on to period_end_on, or a named week or month.
    RecordType.SPEND: _optional(
        spend_in_micros=_T.NUMBER,
        claimed_value_in_micros=_T.NUMBER,
        period_start_on=_T.DATE,
        period_end_on=_T.DATE,
        week=_T.TEXT,
        month=_T.TEXT,
    ),
    RecordType.TRAFFIC: _optional(source_medium=_T.TEXT),
    RecordType.CAMPAIGNS: _optional(spend_micros=_T.MONEY),
    RecordType.CONTACTS: _optional(
        full_name=_T.TEXT,
        is_opted_out=_T.FLAG,
        bounce_reason=_T.TEXT,
        modified_at=_T.MOMENT,
        is_converted=_T.FLAG,
        converted_at=_T.MOMENT,
        converted_deal_id=_T.TEXT,
        **dict.fromkeys(STAGE_MOMENTS, _T.MOMENT),
    ),
    RecordType.TOUCHPOINTS: _optional(full_name=_T.TEXT, first_name=_T.TEXT, last_name=_T.TEXT),
    RecordType.DEALS: _optional(
        associated_contacts=_T.TEXT,
        is_closed=_T.FLAG,
        is_won=_T.FLAG,
        won_on=_T.DATE,
        modified_at=_T.MOMENT,
    ),
}

_MADE_BY_US = {(RecordType.SPEND, "is_spread"), (RecordType.CONTACTS, "attributes")}


@cache
def mapping_fields(record_type: RecordType) -> dict[str, Field]:
    """Every field that a heading of such a table can be mapped to, by name."""
    fields = RECORD_FIELDS[record_type] + HELPER_FIELDS.get(record_type, ())
    return {field.name: field for field in fields if (record_type, field.name) not in _MADE_BY_US}
