"""Run one set of migrations in one schema, over the connection that the caller opened."""

from alembic import context

options = context.config.attributes
context.configure(
    connection=options["connection"],
    version_table=options["version_table"],
    version_table_schema=options["schema"],
)
with context.begin_transaction():
    context.run_migrations()
