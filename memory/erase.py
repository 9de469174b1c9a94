"""Erases a person from the database: the key first, then every row, then the traces on disk.

Called by `memory.store`. Tables are found by their `person_id`, so that a new one is not forgotten.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Table as SQLTable
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory import audit
from memory.audit_anchor import Log
from memory.checkin import Audited
from memory.database import BEGIN, Database
from memory.keys import KeyRing, MasterKeyError
from memory.sealed import Ciphertext
from memory.tables import PersonKeyRow, Table, TombstoneRow

_TRIES = 20
_BETWEEN_TRIES_S = 0.1


class ErasureIncompleteError(Exception):
    """The person's rows are gone, but a trace may be left; says what to do. Erase again after."""


async def erase_rows(
    session: AsyncSession, person_id: UUID, now: datetime, keys: KeyRing, log: Log
) -> Ciphertext | None:
    """Deletes the key and every row, leaves a tombstone and an audit row.

    Returns the wrapped key that was deleted, None when it was gone before.
    """
    query = select(col(PersonKeyRow.wrapped)).where(col(PersonKeyRow.person_id) == person_id)
    wrapped = await session.scalar(query.with_for_update())
    for table in [PersonKeyRow.metadata.tables["person_key"], *_tables()]:
        await session.execute(delete(table).where(table.c.person_id == person_id))
    if await session.get(TombstoneRow, person_id) is None:
        await session.execute(insert(TombstoneRow).values(person_id=person_id, erased_at=now))
    if wrapped is not None:
        try:
            mark = audit.person_mark(keys.unwrap(person_id, wrapped))
        except MasterKeyError:
            mark = ""  # A lost master key must not keep anyone from being erased.
        erased = Audited(at=now, kind="erased", rule_id="", policy_version="")
        await log.append(mark, [erased])
    return wrapped


async def verify_rows(session: AsyncSession, person_id: UUID) -> None:
    """Looks for the person in every table.

    Raises:
        ErasureIncompleteError: a row is left.
    """
    for table in _tables():
        query = select(func.count()).select_from(table).where(table.c.person_id == person_id)
        if await session.scalar(query):
            raise ErasureIncompleteError(
                f"rows of the person are left in {table.name}: erase again"
            )


async def clean_disk(database: Database, wrapped: Ciphertext | None) -> None:
    """Removes what deleting leaves on disk, and looks for the wrapped key in the files.

    SQLite: deleted pages are overwritten with zeros, then the write-ahead log is emptied.
    PostgreSQL: the key table is rewritten, because deleted rows stay in it; its server's own log
    and archives are beyond us.

    Raises:
        ErasureIncompleteError: another process holds the log, or the server refused.
    """
    if database.file is None:
        await _alone(database, "VACUUM FULL person_key", "AUTOCOMMIT")
        return
    busy = 1
    for _ in range(_TRIES):
        busy = await _alone(database, "PRAGMA wal_checkpoint(TRUNCATE)", None)
        if not busy:
            break
        # Another talk of this process reads for a moment at a time.
        await asyncio.sleep(_BETWEEN_TRIES_S)
    if busy or await asyncio.to_thread(_is_left, database.file, wrapped):
        raise ErasureIncompleteError(
            f"the rows are gone and the key with them, but {database.file} is being read, so a "
            "trace may be left in its log: close other Nightjar processes and erase again"
        )


async def _alone(database: Database, statement: str, isolation_level: str | None) -> int:
    """Runs a statement outside any transaction; the first number it answers, 0 if none."""
    options = {BEGIN: ""} | ({"isolation_level": isolation_level} if isolation_level else {})
    try:
        async with database.engine.execution_options(**options).connect() as connection:
            result = await connection.execute(text(statement))
            return int(result.scalar_one()) if result.returns_rows else 0
    except DBAPIError as error:
        raise ErasureIncompleteError(
            f"the rows are gone, but {statement!r} failed: {error.orig}. Run it by hand"
        ) from error


def _is_left(file: Path, wrapped: Ciphertext | None) -> bool:
    if wrapped is None:
        return False
    files = [file, file.with_name(f"{file.name}-wal")]
    return any(wrapped.blob in path.read_bytes() for path in files if path.exists())


def _tables() -> list[SQLTable]:
    """Every table that holds people's rows, in an order in which they can be emptied."""
    return [
        table
        for table in reversed(Table.metadata.sorted_tables)
        if "person_id" in table.c and table.name != "tombstone"
    ]
