"""Imports know their rows by a hash: the same file is the same, whoever supplied what it is read with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("imports", sa.Column("rows_hash", sa.Text(), nullable=True))
