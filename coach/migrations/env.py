"""What Alembic runs around the migrations; it is given an open connection, never a URL."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from memory.sealed import Sealed
from memory.tables import Table

_LOCK = 0x4E494A42
"""PostgreSQL's advisory lock number: two migrations at once wait for each other."""


def rendered(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """A sealed column is bytes to the database: a migration must not depend on our code."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, Sealed) else False


def run(connection: Connection) -> None:
    """Runs what was asked for in one transaction, also on SQLite."""
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        render_item=rendered,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        context.run_migrations()


run(context.config.attributes["connection"])
