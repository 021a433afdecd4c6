"""What all tables of the records store share: their catalogue, and two kinds of columns."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""Only a column declared INTEGER is SQLite's own row number."""


def required(name: str, type_: Any) -> Column[Any]:
    """A column that every row has."""
    return Column(name, type_, nullable=False)
