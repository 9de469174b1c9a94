"""Opens the database: which driver, which pragmas, and how a transaction begins.

Called by `memory.store`. On SQLite a write transaction takes the lock at its start, because a
deferred one loses updates between processes.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from memory.checkin import StaleError
from memory.sqlite import connect

BUSY_TIMEOUT_MS = 10_000
BEGIN = "nightjar_begin"
"""Execution option: the statement that begins a transaction on SQLite, "" for none."""

_LOST_RACES = {"23505", "23503", "40P01"}
"""SQLSTATEs of PostgreSQL: unique violation, foreign key violation, deadlock."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def async_url(url: str) -> URL:
    """The URL with the driver we use: aiosqlite, or psycopg 3.

    Raises:
        ValueError: neither SQLite nor PostgreSQL, or SQLite without a file.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise ValueError("the SQLite database must be a file: sqlite:////folder/nightjar.db")
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"{backend!r} is not supported: use sqlite:/// or postgresql://")


def sqlite_file(url: str) -> Path | None:
    """The database file, None on PostgreSQL."""
    parsed = async_url(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


class Database:
    """One engine for one event loop; nothing is connected before the first transaction.

    `file` is the SQLite file, None on PostgreSQL.

    Raises:
        ValueError: as `async_url`.
    """

    def __init__(self, url: str) -> None:
        parsed = async_url(url)
        self.file = sqlite_file(url)
        if self.file is None:
            self.engine = create_async_engine(parsed, pool_pre_ping=True)
        else:
            self.engine = create_async_engine(parsed, async_creator=partial(connect, parsed))
            event.listen(self.engine.sync_engine, "connect", _prepare)
            event.listen(self.engine.sync_engine, "begin", _begin)
        self._writer = self.engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        self._snapshot = (
            self.engine.execution_options(isolation_level="REPEATABLE READ")
            if self.file is None
            else self.engine
        )

    async def aclose(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession, None]:
        """A transaction that sees one moment and only reads; takes no write lock on SQLite."""
        async with AsyncSession(self._snapshot, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession, None]:
        """A transaction that holds SQLite's write lock from its start.

        Raises:
            StaleError: another process won a race that only PostgreSQL allows.
        """
        try:
            async with (
                AsyncSession(self._writer, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _LOST_RACES:
                raise StaleError("another process wrote this first") from error
            raise

    async def empty_log(self) -> bool:
        """Empties SQLite's write-ahead log, where deleted rows linger; False if somebody reads.

        What lingers is sealed and goes with the next emptying at the latest.
        """
        if self.file is None:
            return True
        async with self.engine.execution_options(**{BEGIN: ""}).connect() as connection:
            result = await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            return int(result.scalar_one()) == 0


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would begin deferred ones.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get(BEGIN, "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)
