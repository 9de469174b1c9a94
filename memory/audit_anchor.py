"""Keeps, apart from the database, how far the audit chain was last seen to reach.

`audit-end.json` in the configuration directory: {"format": 1, "ends": {database: {"seq", "hash"}}}.
Rows cut off the end, a chain written anew and a database put back to an older state show against
it. Called by `memory.store`; it is moved on only along a chain that still holds what was seen.
"""

import asyncio
import hashlib
import json
import logging
import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from memory import audit, jsonl
from memory.checkin import Audited
from memory.database import Database

ANCHOR_FILE = "audit-end.json"
_log = logging.getLogger(__name__)


class AnchorError(Exception):
    """The file cannot be read; nothing can be said of the chain's end."""


class Anchor:
    """The end of one database's chain as this machine knows it. All methods block."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.path = folder / ANCHOR_FILE
        address = database.engine.url.render_as_string(hide_password=True)
        self._database = hashlib.sha256(address.encode()).hexdigest()[:16]

    def end(self) -> audit.End | None:
        """The last row that was seen, None where this machine never saw one.

        Raises:
            AnchorError: the file is damaged.
        """
        kept = self._read().get(self._database)
        return None if kept is None else audit.End(*kept)

    def set(self, end: audit.End) -> None:
        """Takes this row for the end from now on, whatever was known before."""
        ends = self._read()
        ends[self._database] = (end.seq, end.hash)
        stored = {name: {"seq": seq, "hash": each} for name, (seq, each) in ends.items()}
        whole = json.dumps({"format": jsonl.FORMAT, "ends": stored}, indent=1)
        half = self.path.with_name(f".{ANCHOR_FILE}.{os.getpid()}.{end.seq}")
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(whole)
        half.replace(self.path)

    def reset(self, end: audit.End) -> None:
        """As `set`, also where the file is damaged: then ends of other databases are lost."""
        try:
            self.set(end)
        except AnchorError:
            self.path.unlink(missing_ok=True)
            self.set(end)

    def move_on(self, end: audit.End) -> None:
        """Takes this row for the end, unless a later one is known already."""
        known = self.end()
        if known is None or known.seq < end.seq:
            self.set(end)

    def _read(self) -> dict[str, tuple[int, str]]:
        try:
            stored = json.loads(self.path.read_bytes())
            return {
                name: (int(kept["seq"]), str(kept["hash"])) for name, kept in stored["ends"].items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise AnchorError(f"{self.path} cannot be read: {error}") from error


class Log:
    """Adds to the chain within one transaction; remembers its new end."""

    def __init__(self, session: AsyncSession, known: audit.End | None, *, readable: bool) -> None:
        self._session = session
        self._known = known
        self._readable = readable
        self.end: audit.End | None = None

    async def append(self, mark: str, audited: Iterable[Audited]) -> None:
        """As `audit.append`; the end is only remembered if the chain holds what was known."""
        decisions = tuple(audited)
        if not decisions:
            return
        holds = self._readable and await self._holds()
        end = await audit.append(self._session, mark, decisions)
        if holds:
            self.end = end
        else:
            # The talk goes on; that rows are missing stays visible to `coach audit --verify`.
            _log.error("the audit chain does not hold what was seen of it")

    async def _holds(self) -> bool:
        if self._known is None:
            return True
        return await audit.holds(self._session, self._known)


@asynccontextmanager
async def auditing(
    database: Database, anchor: Anchor
) -> AsyncGenerator[tuple[AsyncSession, Log], None]:
    """A writing transaction with a log; the anchor is moved on once it is committed.

    Raises:
        StaleError: as `Database.writing`.
    """
    known, readable = await asyncio.to_thread(_known, anchor)
    async with database.writing() as session:
        log = Log(session, known, readable=readable)
        yield session, log
    if log.end is not None:
        await asyncio.to_thread(_moved_on, anchor, log.end)


def _known(anchor: Anchor) -> tuple[audit.End | None, bool]:
    try:
        return anchor.end(), True
    except AnchorError:
        return None, False


def _moved_on(anchor: Anchor, end: audit.End) -> None:
    try:
        anchor.move_on(end)
    except (OSError, AnchorError) as error:
        # A full disk must not cost anyone their check-in; the anchor catches up with the next row.
        _log.error("the end of the audit could not be kept", extra={"error": type(error).__name__})


async def checked(database: Database, anchor: Anchor) -> audit.AuditReport:
    """Walks the whole chain and holds its end against what was last seen here."""
    try:
        known, seen = await asyncio.to_thread(anchor.end), True
    except AnchorError:
        known, seen = None, False
    async with database.reading() as session:
        rows = await audit.chain(session)
    found = audit.check(rows)
    end = audit.End(rows[-1].seq, rows[-1].hash) if rows else None
    return audit.AuditReport(found, end, audit.vouched(rows, known) if seen else None, known)


async def accepted(database: Database, anchor: Anchor, now: datetime) -> None:
    """Takes the chain as it is for whole, and adds that this was done.

    A row that does not hold stays what it is: only the end is vouched for anew.
    """
    decision = Audited(at=now, kind="end accepted", rule_id="", policy_version="")
    async with database.writing() as session:
        end = await audit.append(session, "", [decision])
    if end is not None:
        await asyncio.to_thread(anchor.reset, end)


async def counted(database: Database) -> list[audit.Count]:
    """How often each rule decided what."""
    async with database.reading() as session:
        return await audit.counts(session)


async def holds(database: Database, end: audit.End) -> bool:
    """Whether the chain has this very row."""
    async with database.reading() as session:
        return await audit.holds(session, end)
