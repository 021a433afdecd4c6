"""Every change of the records' schema, in order; Alembic runs them (see clm_core/store/migration.py)."""
