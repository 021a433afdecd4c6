"""Lead scoring and hand-over: versions of the scoring model, policies, lists handed over and sales' verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_scoring_versions()
    _create_handover_policies()
    _create_handovers()
    _create_handover_leads()
    _create_lead_verdicts()


def _create_scoring_versions() -> None:
    op.create_table(
        "scoring_versions",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("definition_json", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("marketing_by", sa.Text(), nullable=True),
        sa.Column("marketing_at", sa.BigInteger(), nullable=True),
        sa.Column("sales_by", sa.Text(), nullable=True),
        sa.Column("sales_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_scoring_versions")),
    )


def _create_handover_policies() -> None:
    op.create_table(
        "handover_policies",
        sa.Column("policy_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy_json", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("policy_number", name=op.f("pk_handover_policies")),
    )


def _create_handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("handover_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("scoring_version", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scoring_version"], ["scoring_versions.version"], name=op.f("fk_handovers_scoring_version")
        ),
        sa.PrimaryKeyConstraint("handover_number", name=op.f("pk_handovers")),
    )


def _create_handover_leads() -> None:
    op.create_table(
        "handover_leads",
        sa.Column("handover_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("fit_points", sa.Double(), nullable=False),
        sa.Column("engagement_points", sa.Double(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("expected_value", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["handover_number"], ["handovers.handover_number"], name=op.f("fk_handover_leads_handover_number")
        ),
        sa.PrimaryKeyConstraint("handover_number", "position", name=op.f("pk_handover_leads")),
    )


def _create_lead_verdicts() -> None:
    op.create_table(
        "lead_verdicts",
        sa.Column("verdict_number", _ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("handover_number", sa.Integer(), nullable=True),
        sa.Column("system", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recycle_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_number"], ["handovers.handover_number"], name=op.f("fk_lead_verdicts_handover_number")
        ),
        sa.PrimaryKeyConstraint("verdict_number", name=op.f("pk_lead_verdicts")),
    )
