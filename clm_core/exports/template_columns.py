"""The columns of each downloadable template, with an example of what belongs in them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clm_core.records import RECORD_FIELDS, FieldType, RecordType

Example = str | int | float | date | None


class TemplateKind(StrEnum):
    """A workbook to fill in; also its topic in the catalogue ``fields`` unless it is a record type's."""

    SPEND = "spend"
    CONTACTS = "contacts"
    TOUCHPOINTS = "touchpoints"
    DEALS = "deals"
    OFFLINE_EVENTS = "offline_events"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """A column: its field, how it is typed, an example; a text example is a key of ``fields.example``."""

    field: str
    type: FieldType
    example: Example = None
    example_key: str = ""
    is_required: bool = False
    is_channel: bool = False


TEXT_TOPICS: dict[TemplateKind, str] = {
    TemplateKind.SPEND: RecordType.SPEND,
    TemplateKind.CONTACTS: RecordType.CONTACTS,
    TemplateKind.TOUCHPOINTS: RecordType.TOUCHPOINTS,
    TemplateKind.DEALS: RecordType.DEALS,
    TemplateKind.OFFLINE_EVENTS: "offline_events",
}
"""Where the catalogue ``fields`` holds the template's labels."""

_RECORD_TYPES = {
    TemplateKind.SPEND: RecordType.SPEND,
    TemplateKind.CONTACTS: RecordType.CONTACTS,
    TemplateKind.TOUCHPOINTS: RecordType.TOUCHPOINTS,
    TemplateKind.DEALS: RecordType.DEALS,
    TemplateKind.OFFLINE_EVENTS: RecordType.TOUCHPOINTS,
}
# Fields of a template that are no field of its record type: the importers turn them into facts.
_HELPERS = {
    "period_end_on": FieldType.DATE,
    "full_name": FieldType.TEXT,
    **dict.fromkeys(
        ("lead_at", "mql_at", "sal_at", "sql_at", "opportunity_at", "customer_at", "rejected_at", "lost_at"),
        FieldType.DATE,
    ),
}
_ONLY_DAYS = {"created_at", "last_activity_at"}
_REQUIRED = {
    TemplateKind.SPEND: {"day", "spend_micros", "currency"},
    TemplateKind.CONTACTS: {"email"},
    TemplateKind.TOUCHPOINTS: {"at", "email"},
    TemplateKind.DEALS: {"deal_id", "currency"},
    TemplateKind.OFFLINE_EVENTS: {"campaign", "at", "company"},
}
_MAIL = "anna@example.com"
_PERSON: dict[str, Example] = {
    "contact_id": "K-1001",
    "email": _MAIL,
    "first_name": "=",
    "last_name": "=",
    "company": "=",
    "job_title": "=",
    "phone": "+49 511 555 0100",
    "country": "=",
    "language": "=",
    "industry": "=",
    "employees": 250,
}

# In the order of the columns; "=" takes the example of the field's name from the catalogue.
_EXAMPLES: dict[TemplateKind, dict[str, Example]] = {
    TemplateKind.SPEND: {
        "day": date(2026, 3, 1),
        "period_end_on": date(2026, 3, 7),
        "channel": "paid_search",
        "source": "=",
        "medium": "cpc",
        "campaign": "=",
        "spend_micros": 1234.50,
        "currency": "EUR",
        "platform": "=",
        "impressions": 45000,
        "clicks": 820,
        "claimed_conversions": 12,
        "claimed_value_micros": 9600,
    },
    TemplateKind.CONTACTS: {
        **_PERSON,
        "channel": "events",
        "source": None,
        "medium": None,
        "campaign": "=",
        "created_at": date(2026, 3, 2),
        "last_activity_at": date(2026, 4, 20),
        "stage": "mql",
        "lead_at": date(2026, 3, 2),
        "mql_at": date(2026, 3, 16),
        "sal_at": None,
        "sql_at": None,
        "opportunity_at": None,
        "customer_at": None,
        "rejected_at": None,
        "lost_at": None,
        "lead_status": "=",
        "owner": "=",
        "has_consent": True,
        "is_bounced": False,
    },
    TemplateKind.TOUCHPOINTS: {
        "at": datetime(2026, 3, 2, 14, 30),  # noqa: DTZ001 - spreadsheets know no zones
        "contact_id": "K-1001",
        "email": _MAIL,
        "company": "=",
        "kind": "webinar",
        "team": "marketing",
        "channel": "email",
        "source": None,
        "medium": None,
        "campaign": "=",
        "content": None,
        "page": None,
        "touchpoint_id": None,
    },
    TemplateKind.DEALS: {
        "deal_id": "D-2001",
        "deal": "=",
        "company": "=",
        "contact_id": "K-1001",
        "email": _MAIL,
        "amount_micros": 24000,
        "margin_micros": 7200,
        "currency": "EUR",
        "created_at": date(2026, 4, 1),
        "closed_on": date(2026, 6, 30),
        "outcome": "won",
        "deal_stage": "=",
        "pipeline": "=",
        "probability_share": 1.0,
        "reason": "=",
        "deal_type": "=",
        "source": None,
        "medium": None,
        "campaign": None,
        "owner": "=",
    },
    TemplateKind.OFFLINE_EVENTS: {
        "campaign": "event",
        "at": date(2026, 4, 20),
        "channel": "events",
        "company": "=",
        "email": _MAIL,
        "full_name": "contact",
        "content": "=",
    },
}


def template_columns(kind: TemplateKind) -> tuple[TemplateColumn, ...]:
    """The columns of a template, in order."""
    types = {field.name: field.type for field in RECORD_FIELDS[_RECORD_TYPES[kind]]} | _HELPERS
    return tuple(_column(kind, name, types[name], example) for name, example in _EXAMPLES[kind].items())


def _column(kind: TemplateKind, name: str, type_: FieldType, example: Example) -> TemplateColumn:
    is_day = name in _ONLY_DAYS or (name == "at" and kind is TemplateKind.OFFLINE_EVENTS)
    is_channel = name == "channel"
    is_key = type_ is FieldType.TEXT and isinstance(example, str) and not is_channel
    key = (name if example == "=" else str(example)) if is_key and (example == "=" or _is_word(kind, name)) else ""
    return TemplateColumn(
        field=name,
        type=FieldType.DATE if is_day else type_,
        example=None if key else example,
        example_key=key,
        is_required=name in _REQUIRED[kind],
        is_channel=is_channel,
    )


def _is_word(kind: TemplateKind, name: str) -> bool:
    """Whether the example is a word of the catalogue under another name than the field's."""
    return kind is TemplateKind.OFFLINE_EVENTS and name in {"campaign", "full_name"}
