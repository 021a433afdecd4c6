"""What Alembic runs: the migrations on the connection and within the transaction that it is given."""

from alembic import context

from clm_core.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
