"""Agreements of marketing and sales on targets and promises, and decisions with their verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("agreement", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("plan_json", sa.Text(), nullable=False),
        sa.Column("parts_json", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("marketing_by", sa.Text(), nullable=True),
        sa.Column("marketing_role", sa.Text(), nullable=True),
        sa.Column("marketing_at", sa.BigInteger(), nullable=True),
        sa.Column("sales_by", sa.Text(), nullable=True),
        sa.Column("sales_role", sa.Text(), nullable=True),
        sa.Column("sales_at", sa.BigInteger(), nullable=True),
        sa.Column("data_version", sa.Integer(), nullable=True),
        sa.Column("snapshot_name", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("agreement", name=op.f("pk_agreements")),
    )
    op.create_table(
        "decisions",
        sa.Column("decision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition_json", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("measured_json", sa.Text(), nullable=True),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.Column("judged_data_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("decision", name=op.f("pk_decisions")),
    )
