"""Bringing the records to the present schema, with a copy of an old file kept first."""

from clm_core.store.connection import Store


def migrate(store: Store) -> None:
    """Runs the migrations that the database lacks."""
    raise NotImplementedError
