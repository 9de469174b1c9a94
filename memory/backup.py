"""Copies a store into two files and back: portable between SQLite and PostgreSQL.

`nightjar-backup.jsonl` holds every row (`jsonl`), lines {"table", "row"}, sealed values as they
are, in base64; header: made_at, schema (the migration it is at), rows (a count per table).
`nightjar-keys.jsonl` holds the people's keys, still wrapped by the master key, which is in neither.
Restores into an empty store only, never anyone who was erased, and nothing that was forgotten.
"""

import asyncio
import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, Date, Time, Uuid, func, insert, inspect, select, text
from sqlalchemy import Table as SQLTable
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel.sql.sqltypes import UTCDateTime

from memory import audit, facts_kept, jsonl
from memory.checkin import Audited
from memory.ledger import KEYS_FILE, read_keys
from memory.sealed import Ciphertext, PersonCipher, Sealed
from memory.store import Store
from memory.tables import Table

DATA_FILE = "nightjar-backup.jsonl"
DATA_KIND = "backup"
_FITTING = {"0002": frozenset({"0001"}), "0003": frozenset({"0001", "0002"})}
"""By migration, the earlier ones whose rows it takes as they are: only tables came since."""
_APART = ("person_key", "tombstone", "audit")

Row = dict[str, object]


class RestoreError(Exception):
    """A backup was not restored, and nothing was written; says why and what to do."""


@dataclass(frozen=True)
class BackupReport:
    """What was written: the two files, the people whose keys are in the second, rows per table."""

    data_file: Path
    keys_file: Path
    persons: int
    rows: Mapping[str, int]


@dataclass(frozen=True)
class RestoreReport:
    """What was restored. `erased` people were refused; `without_key` ones have lost theirs."""

    persons: int
    erased: int
    without_key: int
    rows: Mapping[str, int]


async def backup(store: Store, folder: Path, now: datetime) -> BackupReport:
    """Writes both files into `folder`, replacing earlier ones; a folder holds one backup.

    The folder is remembered, so that an erasure finds the keys in it.
    """
    lines: list[jsonl.Line] = []
    counts: Counter[str] = Counter()
    keys: dict[UUID, bytes] = {}
    async with store.database.reading() as session:
        schema = await _schema(session)
        for table in _tables():
            for found in (await session.execute(select(table))).mappings():
                if table.name == "person_key":
                    keys[found["person_id"]] = found["wrapped"].blob
                else:
                    counts[table.name] += 1
                    row = {name: _encoded(value) for name, value in found.items()}
                    lines.append({"table": table.name, "row": row})
    header: Row = {"made_at": now.astimezone(UTC).isoformat(), "schema": schema, "rows": counts}
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    # Keys first: a person's key never changes, so newer keys fit older rows if we are cut here.
    kept = await asyncio.to_thread(store.ledger.write_keys, folder, keys, now)
    await asyncio.to_thread(jsonl.write, folder / DATA_FILE, DATA_KIND, header, lines)
    return BackupReport(folder / DATA_FILE, folder / KEYS_FILE, kept, dict(counts))


async def restore(store: Store, folder: Path, now: datetime) -> RestoreReport:
    """Fills an empty store from the two files in `folder`, in one transaction.

    Whoever has a tombstone, in this database, in the backup or in the configuration directory,
    is left out, and so is whoever has no key in the second file. A store from which everyone was
    erased counts as empty; its audit chain is kept and must be a part of the backup's, or it of it.

    Raises:
        DamagedFileError: a file is missing, cut or changed.
        RestoreError: the store is not empty, or is at another migration, or was another store.
        MasterKeyError: the master key is not the one the keys were wrapped with.
    """
    header, lines = await asyncio.to_thread(jsonl.read, folder / DATA_FILE, DATA_KIND)
    _, keys = await asyncio.to_thread(read_keys, folder / KEYS_FILE)
    stored = _decoded(folder / DATA_FILE, header, lines)
    erased = await asyncio.to_thread(store.ledger.erased)
    forgotten = await asyncio.to_thread(store.ledger.forgotten)
    graves = {_id(row): cast("datetime", row["erased_at"]) for row in stored["tombstone"]} | erased
    async with store.database.writing() as session:
        await _refuse_unfit(session, header)
        here = {_id(row): row["erased_at"] for row in await _all(session, "tombstone")}
        graves |= cast("dict[UUID, datetime]", here)
        people = {_id(row) for row in stored["person"]}
        living = {who for who in people if who in keys and who not in graves}
        opened = {who: store.keys.proved(who, Ciphertext(keys[who])) for who in living}
        counts = await _fill(session, stored, living)
        for who in living & forgotten.keys():
            cipher = PersonCipher(who, opened[who])
            await facts_kept.forget_again(session, cipher, forgotten[who])
        await _insert(
            session,
            "person_key",
            [{"person_id": who, "wrapped": Ciphertext(keys[who])} for who in living],
        )
        await _insert(
            session,
            "tombstone",
            [{"person_id": who, "erased_at": graves[who]} for who in graves if who not in here],
        )
        await _join_chains(session, stored["audit"])
        restored = Audited(at=now, kind="restored", rule_id="", policy_version="")
        end = await audit.append(session, "", [restored])
    if end is not None:
        await asyncio.to_thread(store.anchor.set, end)
    await asyncio.to_thread(store.ledger.bury_all, graves)
    return RestoreReport(
        persons=len(living),
        erased=len(people & set(graves)),
        without_key=len(people - set(graves) - set(keys)),
        rows=counts,
    )


async def _refuse_unfit(session: AsyncSession, header: Mapping[str, object]) -> None:
    for table in _tables():
        if table.name in {"tombstone", "audit"}:
            continue
        if await session.scalar(select(func.count()).select_from(table)):
            raise RestoreError(
                f"the store is not empty ({table.name} has rows): restore into a new one"
            )
    schema = await _schema(session)
    if header.get("schema") not in {schema, *_FITTING.get(schema or "", ())}:
        raise RestoreError(
            f"the backup is at migration {header.get('schema')!r}, this store at {schema!r}: "
            "restore with the Nightjar that made it, then migrate"
        )


async def _fill(
    session: AsyncSession, stored: Mapping[str, Sequence[Row]], living: set[UUID]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in _tables():
        if table.name not in _APART:
            kept = [row for row in stored[table.name] if _id(row) in living]
            await _insert(session, table.name, kept)
            counts[table.name] = len(kept)
    return counts


async def _join_chains(session: AsyncSession, chain: Sequence[Row]) -> None:
    """Continues the audit chain here with the backup's, where one is the beginning of the other."""
    here = await audit.chain(session)
    for mine, theirs in zip(here, chain, strict=False):
        if mine.hash != theirs["hash"]:
            raise RestoreError(
                f"this store's audit differs from the backup's at row {mine.seq}: it is another "
                "store's backup. Restore into a new store"
            )
    await _insert(session, "audit", chain[len(here) :])


async def _insert(session: AsyncSession, name: str, rows: Sequence[Row]) -> None:
    if rows:
        await session.execute(insert(Table.metadata.tables[name]), list(rows))


async def _all(session: AsyncSession, name: str) -> list[Row]:
    found = await session.execute(select(Table.metadata.tables[name]))
    return [dict(row) for row in found.mappings()]


async def _schema(session: AsyncSession) -> str | None:
    def known(connection: Connection) -> bool:
        return inspect(connection).has_table("alembic_version")

    if not await (await session.connection()).run_sync(known):
        return None
    version = await session.scalar(text("SELECT version_num FROM alembic_version"))
    return None if version is None else str(version)


def _tables() -> list[SQLTable]:
    return list(Table.metadata.sorted_tables)


def _id(row: Row) -> UUID:
    return cast("UUID", row["person_id"])  # decoded by its column's type


def _encoded(value: object) -> object:
    if isinstance(value, Ciphertext):
        return base64.b64encode(value.blob).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (UUID, date, time)):
        return str(value)
    return value


def _decoded(path: Path, header: Row, lines: Iterable[jsonl.Line]) -> dict[str, list[Row]]:
    """The rows of each table, in Python types.

    Raises:
        DamagedFileError: a table or value we do not know, or not as many rows as the header says.
    """
    stored: dict[str, list[Row]] = {table.name: [] for table in _tables()}
    try:
        for line in lines:
            table = Table.metadata.tables[str(line["table"])]
            row = cast("Row", line["row"])
            stored[table.name].append(
                {name: _value(table.c[name].type, value) for name, value in row.items()}
            )
    except (KeyError, ValueError, AttributeError) as error:
        raise jsonl.DamagedFileError(
            f"{path} holds what this version cannot read: {error}"
        ) from error
    if {name: len(found) for name, found in stored.items() if found} != header.get("rows"):
        raise jsonl.DamagedFileError(f"{path} does not hold as many rows as it says")
    stored["audit"].sort(key=lambda row: cast("int", row["seq"]))
    return stored


def _value(kind: object, value: object) -> object:
    if value is None:
        return None
    if isinstance(kind, Sealed):
        return Ciphertext(base64.b64decode(str(value), validate=True))
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(str(value))
    if isinstance(kind, Uuid):
        return UUID(str(value))
    if isinstance(kind, Date):
        return date.fromisoformat(str(value))
    return time.fromisoformat(str(value)) if isinstance(kind, Time) else value
