"""Verdicts know the list they were read from: the same list again adds nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("lead_verdicts", sa.Column("content_hash", sa.Text(), nullable=True))
