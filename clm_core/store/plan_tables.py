"""The tables of what is planned and agreed: kept curves, budget scenarios, agreements, decisions."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text

from clm_core.store.metadata import METADATA, required

# Only added to.
curve_sets = Table(
    "curve_sets",
    METADATA,
    Column("curve_set", Integer, primary_key=True, autoincrement=False),
    required("name", Text),
    required("method", Text),
    required("outcome_of", Text),
    required("length", Text),
    Column("starts_on", Integer),
    Column("ends_on", Integer),
    Column("data_version", Integer),
    required("channels_json", Text),
    # Plain arrays, never pickled objects: nothing in a database can run when it is read.
    required("curves_npz", LargeBinary),
    required("kept_at", BigInteger),
    required("kept_by", Text),
)

budget_scenarios = Table(
    "budget_scenarios",
    METADATA,
    Column("scenario", Integer, primary_key=True, autoincrement=False),
    required("name", Text),
    required("definition_json", Text),
    Column("curve_set", ForeignKey("curve_sets.curve_set")),
    Column("data_version", Integer),
    # Counts the saves, as in scoring_versions.
    required("revision", Integer),
    required("saved_at", BigInteger),
    required("saved_by", Text),
    Column("removed_at", BigInteger),
)

agreements = Table(
    "agreements",
    METADATA,
    Column("agreement", Integer, primary_key=True, autoincrement=False),
    required("name", Text),
    required("status", Text),
    required("plan_json", Text),
    # Who changed which part last, and at which revision: only the same part is a conflict.
    required("parts_json", Text),
    Column("based_on", Integer),
    # Counts the changes of a draft, as in scoring_versions.
    required("revision", Integer),
    required("changed_at", BigInteger),
    required("changed_by", Text),
    Column("marketing_by", Text),
    Column("marketing_role", Text),
    Column("marketing_at", BigInteger),
    Column("sales_by", Text),
    Column("sales_role", Text),
    Column("sales_at", BigInteger),
    Column("data_version", Integer),
    Column("snapshot_name", Text),
    Column("replaced_by", Integer),
    Column("removed_at", BigInteger),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("decision", Integer, primary_key=True, autoincrement=False),
    required("definition_json", Text),
    required("status", Text),
    required("revision", Integer),
    required("decided_at", BigInteger),
    required("decided_by", Text),
    required("changed_at", BigInteger),
    required("changed_by", Text),
    # The data that it was decided with.
    Column("data_version", Integer),
    Column("verdict", Text),
    Column("measured_json", Text),
    Column("judged_at", BigInteger),
    Column("judged_data_version", Integer),
)
