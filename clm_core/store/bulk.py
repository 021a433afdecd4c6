"""Many rows at once: inserting them as fast as each database can, and staging keys to join with."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text

CHUNK_ROWS = 20_000

_STAGED = Table(
    "staged_rows",
    MetaData(),
    Column("number", BigInteger),
    Column("key", Text),
    prefixes=["TEMPORARY"],
)


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    lists: Sequence[Sequence[Any]],
    on_rows: Callable[[int], None] = lambda _count: None,
) -> None:
    """Writes rows given as one list a column; ``on_rows`` hears how many each chunk added."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    rows = zip(*lists, strict=True)
    write = _copy if connection.dialect.name == "postgresql" else _execute_many
    while chunk := list(islice(rows, CHUNK_ROWS)):
        write(connection, quote(table.name), names, len(columns), chunk)
        on_rows(len(chunk))


def _execute_many(connection: Connection, table: str, names: str, width: int, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * width)
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _copy(connection: Connection, table: str, names: str, _width: int, rows: list[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def staged(connection: Connection, numbers: Sequence[int], keys: Sequence[str | None] | None = None) -> Iterator[Table]:
    """A temporary table of numbers and keys, seen by this transaction only and gone afterwards."""
    _STAGED.create(connection)
    insert_rows(connection, _STAGED, ["number", "key"], [numbers, keys or [None] * len(numbers)])
    if connection.dialect.name == "postgresql":
        # Without statistics it would be taken for a small table, and joined by loops.
        connection.exec_driver_sql("ANALYZE staged_rows")
    yield _STAGED
    _STAGED.drop(connection)
