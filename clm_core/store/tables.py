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
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from clm_core.records import RECORD_FIELDS, FieldType, RecordType

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""Only a column declared INTEGER is SQLite's own row number."""

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


def _required(name: str, type_: Any) -> Column[Any]:
    return Column(name, type_, nullable=False)


imports = Table(
    "imports",
    METADATA,
    Column("import_id", _ROW_NUMBER, primary_key=True, autoincrement=False),
    _required("file_name", Text),
    _required("content_hash", Text),
    Column("preset", Text),
    _required("system", Text),
    _required("options_json", Text),
    _required("actor", Text),
    _required("imported_at", BigInteger),
    _required("problem_count", Integer),
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
    _required("sighted_rows", Text),
    _required("added", Integer),
    _required("changed", Integer),
    _required("unchanged", Integer),
    _required("merged", Integer),
)

import_problems = Table(
    "import_problems",
    METADATA,
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _required("reason", Text),
    _required("severity", Text),
    _required("sheet", Text),
    Column("row_number", Integer),
    _required("heading", Text),
    _required("value", Text),
    _required("values_json", Text),
)

channels = Table(
    "channels",
    METADATA,
    Column("channel", Text, primary_key=True),
    _required("label", Text),
    _required("is_offline", Boolean),
    _required("team", Text),
    _required("position", Integer),
)

channel_rules = Table(
    "channel_rules",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    _required("name", Text),
    _required("channel", Text),
    _required("conditions_json", Text),
)

channel_aliases = Table(
    "channel_aliases", METADATA, Column("alias", Text, primary_key=True), _required("channel", Text)
)

campaign_aliases = Table(
    "campaign_aliases", METADATA, Column("alias", Text, primary_key=True), _required("campaign", Text)
)

mapping_profiles = Table(
    "mapping_profiles",
    METADATA,
    Column("name", Text, primary_key=True),
    _required("headings_json", Text),
    _required("record_type", Text),
    _required("mapping_json", Text),
    _required("system", Text),
    _required("options_json", Text),
)

annotations = Table(
    "annotations",
    METADATA,
    Column("annotation_id", Integer, primary_key=True, autoincrement=False),
    _required("day", Integer),
    _required("channel", Text),
    _required("text", Text),
)

settings = Table("settings", METADATA, Column("name", Text, primary_key=True), _required("value_json", Text))

counters = Table("counters", METADATA, Column("name", Text, primary_key=True), _required("value", BigInteger))

audit = Table(
    "audit",
    METADATA,
    Column("audit_id", _ROW_NUMBER, primary_key=True, autoincrement=False),
    _required("at", BigInteger),
    _required("actor", Text),
    _required("action", Text),
    _required("details_json", Text),
)

snapshots = Table(
    "snapshots",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _required("created_at", BigInteger),
    _required("facts_version", BigInteger),
    _required("schema_version", Text),
    Column("name", Text),
)


scoring_versions = Table(
    "scoring_versions",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _required("name", Text),
    _required("status", Text),
    _required("definition_json", Text),
    Column("based_on", Integer),
    # Counts the changes of a draft: who saves says which one was changed, so that nobody overwrites unseen work.
    _required("revision", Integer),
    _required("changed_at", BigInteger),
    _required("changed_by", Text),
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
    _required("policy_json", Text),
    _required("saved_at", BigInteger),
    _required("saved_by", Text),
)

handovers = Table(
    "handovers",
    METADATA,
    Column("handover_number", Integer, primary_key=True, autoincrement=False),
    _required("at", BigInteger),
    _required("actor", Text),
    Column("scoring_version", ForeignKey("scoring_versions.version")),
    _required("as_of", Integer),
    _required("layout", Text),
)

handover_leads = Table(
    "handover_leads",
    METADATA,
    Column("handover_number", ForeignKey("handovers.handover_number"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("system", Text),
    Column("contact_id", Text),
    Column("email", Text),
    _required("owner", Text),
    _required("fit_points", Double),
    _required("engagement_points", Double),
    _required("grade", Text),
    Column("expected_value", Double),
)

# Only added to: the latest verdict on a lead counts.
lead_verdicts = Table(
    "lead_verdicts",
    METADATA,
    Column("verdict_number", _ROW_NUMBER, primary_key=True, autoincrement=False),
    Column("handover_number", ForeignKey("handovers.handover_number")),
    Column("system", Text),
    Column("contact_id", Text),
    Column("email", Text),
    _required("verdict", Text),
    _required("reason", Text),
    Column("recycle_on", Integer),
    _required("note", Text),
    _required("origin", Text),
    _required("given_by", Text),
    _required("given_at", BigInteger),
    # Of the list it was read from, so that the same list again adds nothing.
    Column("content_hash", Text),
)

# Only added to.
curve_sets = Table(
    "curve_sets",
    METADATA,
    Column("curve_set", Integer, primary_key=True, autoincrement=False),
    _required("name", Text),
    _required("method", Text),
    _required("outcome_of", Text),
    _required("length", Text),
    Column("starts_on", Integer),
    Column("ends_on", Integer),
    Column("data_version", Integer),
    _required("channels_json", Text),
    # Plain arrays, never pickled objects: nothing in a database can run when it is read.
    _required("curves_npz", LargeBinary),
    _required("kept_at", BigInteger),
    _required("kept_by", Text),
)

budget_scenarios = Table(
    "budget_scenarios",
    METADATA,
    Column("scenario", Integer, primary_key=True, autoincrement=False),
    _required("name", Text),
    _required("definition_json", Text),
    Column("curve_set", ForeignKey("curve_sets.curve_set")),
    Column("data_version", Integer),
    # Counts the saves, as in scoring_versions.
    _required("revision", Integer),
    _required("saved_at", BigInteger),
    _required("saved_by", Text),
    Column("removed_at", BigInteger),
)


def _fact_table(record_type: RecordType) -> Table:
    name = record_type.value
    columns = [
        Column("row_id", _ROW_NUMBER, primary_key=True, autoincrement=False),
        # No foreign key: checking it for every row takes a quarter of an import's time.
        _required("import_id", BigInteger),
        _required("row_key", Text),
        _required("content_hash", BigInteger),
        _required("is_current", Boolean),
        _required("is_withdrawn", Boolean),
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
