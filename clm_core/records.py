"""The facts that files bring and the records store keeps: one specification a record type.

Importers map headings to these fields, the store makes its tables from them, templates and the
definitions page list them. Money is held in micros (millionths of the currency, whole numbers), so
that nothing is lost in the store; analysis divides by ``MICROS``.
"""

from dataclasses import dataclass
from enum import StrEnum

MICROS = 1_000_000


class RecordType(StrEnum):
    """A kind of fact; also the name of its table."""

    SPEND = "spend_days"
    TRAFFIC = "traffic_days"
    CAMPAIGNS = "campaigns"
    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    TOUCHPOINTS = "touchpoints"
    STAGES = "stage_history"
    DEALS = "deals"
    DEAL_CONTACTS = "deal_contacts"


class Stage(StrEnum):
    """A phase of the funnel; stages can be skipped and entered again."""

    VISITOR = "visitor"
    LEAD = "lead"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    CUSTOMER = "customer"
    REJECTED = "rejected"
    RECYCLED = "recycled"
    LOST = "lost"


FUNNEL_STAGES = (Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
"""The stages of a person, in order; visitors are counted from web traffic, not as persons."""


class Team(StrEnum):
    """Whose touchpoint, promise or number it is."""

    MARKETING = "marketing"
    SALES = "sales"
    BOTH = "both"


class TouchpointKind(StrEnum):
    """What happened at a touchpoint."""

    VISIT = "visit"
    PRICING_PAGE = "pricing_page"
    FORM = "form"
    DOWNLOAD = "download"
    WEBINAR = "webinar"
    EMAIL_OPEN = "email_open"
    EMAIL_CLICK = "email_click"
    AD_CLICK = "ad_click"
    EVENT = "event"
    MAILING = "mailing"
    CALL = "call"
    MEETING = "meeting"
    REPLY = "reply"
    DEMO = "demo"
    UNSUBSCRIBE = "unsubscribe"
    BOUNCE = "bounce"
    OTHER = "other"


class DealOutcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class FieldType(StrEnum):
    """How a field's cells are read, and the dtype its column then has (see columns.py)."""

    TEXT = "text"
    EMAIL = "email"
    MONEY = "money"
    CURRENCY = "currency"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    DATE = "date"
    MOMENT = "moment"
    FLAG = "flag"
    STAGE = "stage"
    KIND = "kind"
    TEAM = "team"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a record type."""

    name: str
    type: FieldType
    is_required: bool = False


def _fields(**types: FieldType) -> tuple[Field, ...]:
    return tuple(Field(name=name, type=type_) for name, type_ in types.items())


def _required(**types: FieldType) -> tuple[Field, ...]:
    return tuple(Field(name=name, type=type_, is_required=True) for name, type_ in types.items())


_T = FieldType

RECORD_FIELDS: dict[RecordType, tuple[Field, ...]] = {
    # One row is one campaign on one day on one platform; is_spread: a longer row divided over its days.
    RecordType.SPEND: _required(day=_T.DATE, spend_micros=_T.MONEY, currency=_T.CURRENCY)
    + _fields(
        platform=_T.TEXT,
        channel=_T.TEXT,
        source=_T.TEXT,
        medium=_T.TEXT,
        campaign=_T.TEXT,
        campaign_id=_T.TEXT,
        campaign_type=_T.TEXT,
        impressions=_T.COUNT,
        clicks=_T.COUNT,
        claimed_conversions=_T.NUMBER,
        claimed_value_micros=_T.MONEY,
        is_spread=_T.FLAG,
    ),
    RecordType.TRAFFIC: _required(day=_T.DATE, sessions=_T.COUNT)
    + _fields(
        channel=_T.TEXT,
        source=_T.TEXT,
        medium=_T.TEXT,
        campaign=_T.TEXT,
        users=_T.COUNT,
        key_events=_T.NUMBER,
    ),
    RecordType.CAMPAIGNS: _required(campaign=_T.TEXT)
    + _fields(
        campaign_id=_T.TEXT,
        platform=_T.TEXT,
        channel=_T.TEXT,
        campaign_type=_T.TEXT,
        start_on=_T.DATE,
        end_on=_T.DATE,
        budget_micros=_T.MONEY,
        currency=_T.CURRENCY,
    ),
    RecordType.ACCOUNTS: _required(company=_T.TEXT)
    + _fields(
        account_id=_T.TEXT,
        domain=_T.TEXT,
        industry=_T.TEXT,
        employees=_T.COUNT,
        country=_T.TEXT,
        owner=_T.TEXT,
    ),
    # attributes: a JSON object with the further columns that the user chose to keep as fit fields.
    RecordType.CONTACTS: _fields(
        contact_id=_T.TEXT,
        email=_T.EMAIL,
        first_name=_T.TEXT,
        last_name=_T.TEXT,
        company=_T.TEXT,
        account_id=_T.TEXT,
        job_title=_T.TEXT,
        phone=_T.TEXT,
        country=_T.TEXT,
        language=_T.TEXT,
        industry=_T.TEXT,
        employees=_T.COUNT,
        source=_T.TEXT,
        medium=_T.TEXT,
        campaign=_T.TEXT,
        channel=_T.TEXT,
        created_at=_T.MOMENT,
        last_activity_at=_T.MOMENT,
        stage=_T.STAGE,
        lead_status=_T.TEXT,
        owner=_T.TEXT,
        has_consent=_T.FLAG,
        is_bounced=_T.FLAG,
        attributes=_T.TEXT,
    ),
    RecordType.TOUCHPOINTS: _required(at=_T.MOMENT)
    + _fields(
        touchpoint_id=_T.TEXT,
        contact_id=_T.TEXT,
        email=_T.EMAIL,
        company=_T.TEXT,
        kind=_T.KIND,
        team=_T.TEAM,
        channel=_T.TEXT,
        source=_T.TEXT,
        medium=_T.TEXT,
        campaign=_T.TEXT,
        content=_T.TEXT,
        page=_T.TEXT,
    ),
    RecordType.STAGES: _required(stage=_T.STAGE, entered_at=_T.MOMENT)
    + _fields(contact_id=_T.TEXT, email=_T.EMAIL, note=_T.TEXT),
    # contact_id and email: the deal's contacts as the file names them, several separated by ";".
    RecordType.DEALS: _fields(
        deal_id=_T.TEXT,
        deal=_T.TEXT,
        company=_T.TEXT,
        account_id=_T.TEXT,
        contact_id=_T.TEXT,
        email=_T.TEXT,
        deal_stage=_T.TEXT,
        pipeline=_T.TEXT,
        amount_micros=_T.MONEY,
        margin_micros=_T.MONEY,
        currency=_T.CURRENCY,
        probability_share=_T.SHARE,
        created_at=_T.MOMENT,
        closed_on=_T.DATE,
        outcome=_T.OUTCOME,
        reason=_T.TEXT,
        deal_type=_T.TEXT,
        source=_T.TEXT,
        medium=_T.TEXT,
        campaign=_T.TEXT,
        owner=_T.TEXT,
    ),
    RecordType.DEAL_CONTACTS: _required(deal_id=_T.TEXT) + _fields(contact_id=_T.TEXT, email=_T.EMAIL),
}

ROW_KEYS: dict[RecordType, tuple[tuple[str, ...], ...]] = {
    # The first group of columns that a row has all of identifies it, within the system it comes from:
    # a newer file's row with the same key replaces the older one's.
    RecordType.SPEND: (
        ("platform", "campaign_id", "day"),
        ("platform", "campaign", "day"),
        ("platform", "channel", "source", "medium", "campaign", "day"),
    ),
    RecordType.TRAFFIC: (("day", "channel", "source", "medium", "campaign"),),
    RecordType.CAMPAIGNS: (("campaign_id",), ("campaign",)),
    RecordType.ACCOUNTS: (("account_id",), ("company",)),
    RecordType.CONTACTS: (("contact_id",), ("email",), ("company", "first_name", "last_name")),
    RecordType.TOUCHPOINTS: (
        ("touchpoint_id",),
        ("contact_id", "email", "company", "at", "kind", "channel", "source", "medium", "campaign", "content", "page"),
    ),
    RecordType.STAGES: (("contact_id", "email", "stage", "entered_at"),),
    RecordType.DEALS: (("deal_id",), ("company", "deal", "created_at")),
    RecordType.DEAL_CONTACTS: (("deal_id", "contact_id", "email"),),
}
"""The last group of each type always applies; its blank columns count as empty text."""
