"""Many rows at once: inserting them as fast as each database can, and staging keys to join with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, Select, Table, Text

CHUNK_ROWS = 20_000
FETCHED_ROWS = 100_000
_SQLITE_PARAMETERS = 999
"""What a statement may have in every version of SQLite."""

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
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, int | bool] | None = None,
    on_rows: Callable[[int], None] = lambda _count: None,
) -> None:
    """Writes rows given as one sequence a column; ``constants`` are the same in every row.

    Goes to the driver itself: for many rows SQLAlchemy's own way takes twice the time.
    ``on_rows`` hears how many rows each chunk added.
    """
    total = len(next(iter(columns.values())))
    write = _copy if connection.dialect.name == "postgresql" else _execute_many
    rows = zip(*columns.values(), strict=True)
    for start in range(0, total, CHUNK_ROWS):
        count = min(CHUNK_ROWS, total - start)
        write(connection, table, list(columns), constants or {}, islice(rows, count))
        on_rows(count)


def _execute_many(
    connection: Connection,
    table: Table,
    columns: list[str],
    constants: Mapping[str, int | bool],
    rows: Iterator[tuple[Any, ...]],
) -> None:
    names = ", ".join(_quoted(connection, [*columns, *constants]))
    marks = ", ".join(["?"] * len(columns) + [str(int(value)) for value in constants.values()])
    insert = f"INSERT INTO {_quoted(connection, [table.name])[0]} ({names}) VALUES "
    driver: Any = connection.connection.driver_connection
    # Several rows a statement save a fifth of the time; what is left over goes row by row.
    together = max(1, _SQLITE_PARAMETERS // len(columns))
    chunk = list(rows)
    left = len(chunk) % together
    values = chain.from_iterable(chunk[: len(chunk) - left])
    statements = iter(lambda: tuple(islice(values, together * len(columns))), ())
    driver.executemany(insert + ", ".join([f"({marks})"] * together), statements)
    driver.executemany(f"{insert}({marks})", chunk[len(chunk) - left :])


def _copy(
    connection: Connection,
    table: Table,
    columns: list[str],
    constants: Mapping[str, int | bool],
    rows: Iterator[tuple[Any, ...]],
) -> None:
    names = ", ".join(_quoted(connection, [*columns, *constants]))
    same = tuple(constants.values())
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {_quoted(connection, [table.name])[0]} ({names}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row + same)


def _quoted(connection: Connection, names: Iterable[str]) -> list[str]:
    return [connection.dialect.identifier_preparer.quote(name) for name in names]


def fetched(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query without parameters as the driver gives them, some at a time."""
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    cursor.execute(str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
    while rows := cursor.fetchmany(FETCHED_ROWS):
        yield rows
    cursor.close()


@contextmanager
def staged(connection: Connection, numbers: Sequence[int], keys: Sequence[str] | None = None) -> Iterator[Table]:
    """A temporary table of numbers and keys, seen by this transaction only and gone afterwards."""
    _STAGED.create(connection)
    insert_rows(connection, _STAGED, {"number": numbers} | ({"key": keys} if keys else {}))
    if connection.dialect.name == "postgresql":
        # Without statistics it would be taken for a small table, and joined by loops.
        connection.exec_driver_sql("ANALYZE staged_rows")
    yield _STAGED
    _STAGED.drop(connection)
