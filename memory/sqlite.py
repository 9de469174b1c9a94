"""The connection to a SQLite file: each statement is one trip to the driver's thread and back.

Called by `memory.database`. The driver alone goes there up to four times for a statement (to make a
cursor, run it, fetch, close), and all the while a person waits for the coach.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import NamedTuple, Self

import aiosqlite
from sqlalchemy import URL

_Columns = tuple[tuple[str, None, None, None, None, None, None], ...]
_CHUNK = 64


class _Outcome(NamedTuple):
    """What a statement left when its cursor was closed, in the terms of the DB-API."""

    description: _Columns | None = None
    rows: tuple[tuple[object, ...], ...] = ()
    rowcount: int = -1
    lastrowid: int | None = None


class WholeCursor:
    """What SQLAlchemy's asyncio adapter asks of a cursor; the rows are there when it has run."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._outcome = _Outcome()

    @property
    def description(self) -> _Columns | None:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[object] = ()) -> Self:
        def act(cursor: sqlite3.Cursor) -> None:
            cursor.execute(sql, tuple(parameters))

        self._outcome = await self._connection.whole(act)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[object]]) -> Self:
        def act(cursor: sqlite3.Cursor) -> None:
            cursor.executemany(sql, [tuple(each) for each in parameters])

        self._outcome = await self._connection.whole(act)
        return self

    async def fetchall(self) -> tuple[tuple[object, ...], ...]:
        return self._outcome.rows

    async def close(self) -> None:
        """Nothing is open: the driver's own cursor lives for one statement."""


class Connection(aiosqlite.Connection):
    """The driver's connection, with cursors of one trip each."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, _CHUNK)
        # A connection that nobody closed must not keep the process alive.
        self._thread.daemon = True

    def cursor(self) -> WholeCursor:  # type: ignore[override]  # SQLAlchemy's shape, not aiosqlite's
        return WholeCursor(self)

    async def rollback(self) -> None:
        """Rolls back what is open; without a transaction there is nothing to wait for."""
        if self.in_transaction:
            await super().rollback()

    async def whole(self, act: Callable[[sqlite3.Cursor], None]) -> _Outcome:
        """Runs one statement with a cursor of its own, and fetches all it gave."""

        def run() -> _Outcome:
            with closing(self._conn.cursor()) as cursor:
                act(cursor)
                rows = tuple(cursor.fetchall()) if cursor.description else ()
                return _Outcome(cursor.description, rows, cursor.rowcount, cursor.lastrowid)

        outcome: _Outcome = await self._execute(run)  # type: ignore[no-untyped-call]  # aiosqlite's
        return outcome


async def connect(url: URL) -> Connection:
    """A connection to the file of a SQLAlchemy URL, with the URL's own options."""

    def opened() -> sqlite3.Connection:
        # In the connection's own thread: looking up where a file lies can block.
        places, options = url.get_dialect()().create_connect_args(url)
        return sqlite3.connect(places[0], **options)

    connection = Connection(opened)
    await connection
    return connection
