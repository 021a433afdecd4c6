"""The tables of the records store; those of facts are made from records.RECORD_FIELDS.

Facts are never changed or deleted: every row is one version of one thing (``row_key``), written by
one import. ``is_current`` marks the version that counts, ``is_withdrawn`` versions whose imports were
all undone. Moments are whole microseconds since 1970 in UTC, days whole days since 1970, money whole
micros: exact, fast, and the same in both databases.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from clm_core.records import RECORD_FIELDS, FieldType, RecordType
from clm_core.store.metadata import METADATA, ROW_NUMBER, required
from clm_core.store.plan_tables import agreements, budget_scenarios, curve_sets, decisions

__all__ = [
    "FACT_TABLES",
    "METADATA",
    "NAME_KEY",
    "agreements",
    "annotations",
    "audit",
    "budget_scenarios",
    "campaign_aliases",
    "channel_aliases",
    "channel_rules",
    "channels",
    "counters",
    "curve_sets",
    "decisions",
    "handover_leads",
    "handover_policies",
    "handovers",
    "import_problems",
    "import_rows",
    "imports",
    "lead_verdicts",
    "mapping_profiles",
    "scoring_versions",
    "settings",
    "snapshots",
]

_SQL_TYPES: dict[FieldType, Any] = {
    FieldType.TEXT: Text,
    FieldType.EMAIL: Text,
    FieldType.CURRENCY: Text,
    FieldType.STAGE: Text,
    FieldType.KIND: Text,
    FieldType.TEAM: Text,
    FieldType.OUTCOME: Text,
    FieldType.MONEY: BigInteger,
    FieldType.COUNT: BigInteger,
    FieldType.NUMBER: Double,
    FieldType.SHARE: Double,
    FieldType.DATE: Integer,
    FieldType.MOMENT: BigInteger,
    FieldType.FLAG: Boolean,
}

NAME_KEY = "name_key"
"""Of spend rows with a campaign id: the row key they would have without it."""

imports = Table(
    "imports",
    METADATA,
    Column("import_id", ROW_NUMBER, primary_key=True, autoincrement=False),
    required("file_name", Text),
    required("content_hash", Text),
    Column("preset", Text),
    required("system", Text),
    required("options_json", Text),
    required("actor", Text),
    required("imported_at", BigInteger),
    required("problem_count", Integer),
    Column("undone_at", BigInteger),
    Column("undone_by", Text),
    Column("rows_hash", Text),
    Index("ix_imports_content_hash", "content_hash"),
)

import_rows = Table(
    "import_rows",
    METADATA,
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True),
    Column("record_type", Text, primary_key=True),
    Column("first_row_id", BigInteger),
    Column("last_row_id", BigInteger),
    # Row ids of versions that the file contained unchanged, as "1-5,9": they stay when their own import goes.
    required("sighted_rows", Text),
    required("added", Integer),
    required("changed", Integer),
    required("unchanged", Integer),
    required("merged", Integer),
)

import_problems = Table(
    "import_problems",
    METADATA,
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    required("reason", Text),
    required("severity", Text),
    required("sheet", Text),
    Column("row_number", Integer),
    required("heading", Text),
    required("value", Text),
    required("values_json", Text),
)

channels = Table(
    "channels",
    METADATA,
    Column("channel", Text, primary_key=True),
    required("label", Text),
    required("is_offline", Boolean),
    required("team", Text),
    required("position", Integer),
)

channel_rules = Table(
    "channel_rules",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    required("name", Text),
    required("channel", Text),
    required("conditions_json", Text),
)

channel_aliases = Table("channel_aliases", METADATA, Column("alias", Text, primary_key=True), required("channel", Text))

campaign_aliases = Table(
    "campaign_aliases", METADATA, Column("alias", Text, primary_key=True), required("campaign", Text)
)

mapping_profiles = Table(
    "mapping_profiles",
    METADATA,
    Column("name", Text, primary_key=True),
    required("headings_json", Text),
    required("record_type", Text),
    required("mapping_json", Text),
    required("system", Text),
    required("options_json", Text),
)

annotations = Table(
    "annotations",
    METADATA,
    Column("annotation_id", Integer, primary_key=True, autoincrement=False),
    required("day", Integer),
    required("channel", Text),
    required("text", Text),
)

settings = Table("settings", METADATA, Column("name", Text, primary_key=True), required("value_json", Text))

counters = Table("counters", METADATA, Column("name", Text, primary_key=True), required("value", BigInteger))

audit = Table(
    "audit",
    METADATA,
    Column("audit_id", ROW_NUMBER, primary_key=True, autoincrement=False),
    required("at", BigInteger),
    required("actor", Text),
    required("action", Text),
    required("details_json", Text),
)

snapshots = Table(
    "snapshots",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    required("created_at", BigInteger),
    required("facts_version", BigInteger),
    required("schema_version", Text),
    Column("name", Text),
)


scoring_versions = Table(
    "scoring_versions",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    required("name", Text),
    required("status", Text),
    required("definition_json", Text),
    Column("based_on", Integer),
    # Counts the changes of a draft: who saves says which one was changed, so that nobody overwrites unseen work.
    required("revision", Integer),
    required("changed_at", BigInteger),
    required("changed_by", Text),
    Column("marketing_by", Text),
    Column("marketing_at", BigInteger),
    Column("sales_by", Text),
    Column("sales_at", BigInteger),
    Column("published_by", Text),
    Column("published_at", BigInteger),
    Column("retired_at", BigInteger),
)

# Only added to: the newest one counts.
handover_policies = Table(
    "handover_policies",
    METADATA,
    Column("policy_number", Integer, primary_key=True, autoincrement=False),
    required("policy_json", Text),
    required("saved_at", BigInteger),
    required("saved_by", Text),
)

handovers = Table(
    "handovers",
    METADATA,
    Column("handover_number", Integer, primary_key=True, autoincrement=False),
    required("at", BigInteger),
    required("actor", Text),
    Column("scoring_version", ForeignKey("scoring_versions.version")),
    required("as_of", Integer),
    required("layout", Text),
)

handover_leads = Table(
    "handover_leads",
    METADATA,
    Column("handover_number", ForeignKey("handovers.handover_number"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("system", Text),
    Column("contact_id", Text),
    Column("email", Text),
    required("owner", Text),
    required("fit_points", Double),
    required("engagement_points", Double),
    required("grade", Text),
    Column("expected_value", Double),
)

# Only added to: the latest verdict on a lead counts.
lead_verdicts = Table(
    "lead_verdicts",
    METADATA,
    Column("verdict_number", ROW_NUMBER, primary_key=True, autoincrement=False),
    Column("handover_number", ForeignKey("handovers.handover_number")),
    Column("system", Text),
    Column("contact_id", Text),
    Column("email", Text),
    required("verdict", Text),
    required("reason", Text),
    Column("recycle_on", Integer),
    required("note", Text),
    required("origin", Text),
    required("given_by", Text),
    required("given_at", BigInteger),
    # Of the list it was read from, so that the same list again adds nothing.
    Column("content_hash", Text),
)


def _fact_table(record_type: RecordType) -> Table:
    name = record_type.value
    columns = [
        Column("row_id", ROW_NUMBER, primary_key=True, autoincrement=False),
        # No foreign key: checking it for every row takes a quarter of an import's time.
        required("import_id", BigInteger),
        required("row_key", Text),
        required("content_hash", BigInteger),
        required("is_current", Boolean),
        required("is_withdrawn", Boolean),
        Column("system", Text),
        Column("source_row", BigInteger),
        *(Column(field.name, _SQL_TYPES[field.type]) for field in RECORD_FIELDS[record_type]),
    ]
    if record_type is RecordType.SPEND:
        columns.append(Column(NAME_KEY, Text))
    table = Table(name, METADATA, *columns)
    current, row_key = table.c.is_current, table.c.row_key
    # Written out, because SQLite uses a partial index only for a condition that reads the same.
    Index(f"ux_{name}_current", row_key, unique=True, sqlite_where=text("is_current = 1"), postgresql_where=current)
    # Few rows are old versions: a second small index finds them when an import is undone.
    Index(f"ix_{name}_old", row_key, sqlite_where=text("is_current = 0"), postgresql_where=~current)
    if record_type is RecordType.SPEND:
        named = table.c[NAME_KEY].is_not(None)
        Index(f"ix_{name}_{NAME_KEY}", table.c[NAME_KEY], sqlite_where=named, postgresql_where=named)
    return table


FACT_TABLES: dict[RecordType, Table] = {record_type: _fact_table(record_type) for record_type in RecordType}
