"""Keeps the facts of a person: what one utterance changed is written whole or not at all.

A part of `memory.store`. Adding never collides; what changes a fact that somebody else changed
meanwhile is refused, and whoever asked looks again. Forgetting leaves no words behind.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.checkin import StaleError, UnknownPersonError
from memory.database import Database
from memory.fact import Change, Fact
from memory.fact_rows import Stored, Vector, fact_columns, fact_of, sealed_vector, vector_of
from memory.forgetting import FORGOTTEN, unsay
from memory.keys import KeyRing
from memory.ledger import Ledger
from memory.sealed import Ciphertext, PersonCipher
from memory.tables import FactRow, PersonRow, Table
from memory.writes import live_cipher

__all__ = ["FORGOTTEN", "FactsKept"]

_FACT = Table.metadata.tables["fact"]
_THEIRS = select(
    col(FactRow.id),
    col(FactRow.version),
    col(FactRow.said_at),
    col(FactRow.status),
    col(FactRow.body),
).where(col(FactRow.person_id) == bindparam("person"))
"""Without the vectors, and in no order: a check-in waits for it."""

_KNOWN = select(col(FactRow.id)).where(
    col(FactRow.person_id) == bindparam("person"),
    col(FactRow.id).in_(bindparam("facts", expanding=True)),
)
_ALONE = (
    select(col(PersonRow.version))
    .where(col(PersonRow.person_id) == bindparam("person"))
    .with_for_update()
)
_ADD = insert(_FACT)
_SET = update(_FACT).where(
    _FACT.c.id == bindparam("key"),
    _FACT.c.person_id == bindparam("person"),
    _FACT.c.version == bindparam("seen"),
)
_FORGET = delete(_FACT).where(
    _FACT.c.id == bindparam("key"), _FACT.c.person_id == bindparam("person")
)
_VECTORS = select(col(FactRow.id), col(FactRow.vector)).where(
    col(FactRow.person_id) == bindparam("person"),
    col(FactRow.embed_revision) == bindparam("revision"),
)
_SET_VECTOR = (
    update(_FACT)
    .where(_FACT.c.id == bindparam("key"), _FACT.c.person_id == bindparam("person"))
    .values(vector=bindparam("sealed"), embed_revision=bindparam("revision"))
)
_SWEEP = delete(_FACT).where(_FACT.c.retention_until < bindparam("today"))
_UTMOST = timedelta(hours=12)
"""How far the day begins later than in UTC where it begins last."""


class FactsKept:
    """The facts in one database; made by `Store`."""

    def __init__(self, database: Database, keys: KeyRing, ledger: Ledger) -> None:
        self._database = database
        self._keys = keys
        self._ledger = ledger

    async def of(self, person_id: UUID) -> tuple[Fact, ...]:
        """All that is known of a person and no one else, in the order it was said; () of nobody."""
        async with self._database.reading() as session:
            try:
                cipher = await self._cipher(session, person_id)
            except UnknownPersonError:
                return ()
            return await facts_of(session, cipher)

    async def learn(self, person_id: UUID, change: Change) -> None:
        """Writes what one utterance changed. The same change again adds nothing twice.

        Raises:
            StaleError: a fact was changed since it was seen; look again and derive anew.
            UnknownPersonError: nobody with this id is kept here.
            ValueError: a fact is somebody else's.
        """
        if any(fact.person_id != person_id for fact in (*change.added, *change.changed)):
            raise ValueError(f"a change to the facts of {person_id} holds somebody else's")
        async with self._database.writing() as session:
            cipher = await live_cipher(session, self._keys, person_id)
            gone = await learn(session, change, cipher)
        if change.forgets:
            await self.leave_no_trace(person_id, gone)

    async def leave_no_trace(self, person_id: UUID, said_at: Collection[datetime]) -> None:
        """What has to follow a forgetting: no backup may bring it back, and the log is emptied."""
        if said_at:
            await asyncio.to_thread(self._ledger.forget, person_id, said_at)
        await self._database.empty_log()

    async def vectors(self, person_id: UUID, revision: str) -> dict[UUID, Vector]:
        """The vectors of one embedder's revision, by fact."""
        asked = {"person": person_id, "revision": revision}
        async with self._database.reading() as session:
            found = (await session.execute(_VECTORS, asked)).all()
            if not found:
                return {}
            cipher = await self._cipher(session, person_id)
        return {
            fact_id: vector_of(fact_id, sealed, cipher)
            for fact_id, sealed in found
            if isinstance(sealed, Ciphertext)
        }

    async def set_vectors(
        self, person_id: UUID, vectors: Mapping[UUID, Vector], revision: str
    ) -> None:
        """Keeps vectors beside their facts; of a fact that is gone nothing is kept."""
        async with self._database.writing() as session:
            cipher = await live_cipher(session, self._keys, person_id)
            values = [
                {
                    "key": fact_id,
                    "person": person_id,
                    "sealed": sealed_vector(fact_id, vector, cipher),
                    "revision": revision,
                }
                for fact_id, vector in vectors.items()
            ]
            if values:
                await session.execute(_SET_VECTOR, values)

    async def sweep(self, now: datetime) -> int:
        """Deletes of everyone what may no longer be kept; returns how many facts that were.

        A fact is kept until its last day is over everywhere on earth.
        """
        today = (now.astimezone(UTC) - _UTMOST).date()
        async with self._database.writing() as session:
            swept = await session.execute(_SWEEP, {"today": today})
            assert isinstance(swept, CursorResult)  # noqa: S101 - what SQLAlchemy gives for DML
            count = swept.rowcount
        if count:
            await self._database.empty_log()
        return count

    async def _cipher(self, session: AsyncSession, person_id: UUID) -> PersonCipher:
        return self._keys.opened(person_id) or await live_cipher(session, self._keys, person_id)


async def learn(
    session: AsyncSession, change: Change, cipher: PersonCipher
) -> tuple[datetime, ...]:
    """As `FactsKept.learn`, inside somebody's transaction; when what is forgotten had been said."""
    if not change:
        return ()
    who = {"person": cipher.person_id}
    await session.execute(_ALONE, who)
    await _add(session, change.added, cipher)
    for fact in change.changed:
        columns = fact_columns(fact, fact.version + 1, cipher)
        guard = who | {"key": fact.id, "seen": fact.version}
        await _set(session, {**columns, **guard}, fact)
    return await _forget(session, change, cipher)


async def facts_of(session: AsyncSession, cipher: PersonCipher) -> tuple[Fact, ...]:
    """All that is known of a person, in the order it was said."""
    found = (await session.execute(_THEIRS, {"person": cipher.person_id})).all()
    facts = [fact_of(Stored._make(row), cipher) for row in found]
    return tuple(sorted(facts, key=lambda each: (each.said_at, each.id)))


async def _add(session: AsyncSession, added: Sequence[Fact], cipher: PersonCipher) -> None:
    """Adds those that are not kept yet."""
    if not added:
        return
    asked = {"person": cipher.person_id, "facts": [fact.id for fact in added]}
    known = set(await session.scalars(_KNOWN, asked))
    new = {fact.id: fact_columns(fact, 1, cipher) for fact in added if fact.id not in known}
    if new:
        await session.execute(_ADD, list(new.values()))


async def _set(session: AsyncSession, values: Mapping[str, object], fact: Fact) -> None:
    written = await session.execute(_SET, dict(values))
    assert isinstance(written, CursorResult)  # noqa: S101 - what SQLAlchemy gives for DML
    if written.rowcount != 1:
        raise StaleError(f"fact {fact.id} is no longer at version {fact.version}")


async def forget_again(
    session: AsyncSession, cipher: PersonCipher, said_at: Collection[datetime]
) -> None:
    """Forgets what a backup brought back of a person."""
    known = await facts_of(session, cipher)
    gone = tuple(fact.id for fact in known if fact.said_at in said_at)
    await _forget(session, Change(forgotten=gone), cipher)


async def _forget(
    session: AsyncSession, change: Change, cipher: PersonCipher
) -> tuple[datetime, ...]:
    """Deletes facts, and their words wherever else they are kept of the person."""
    if not change.forgets:
        return ()
    who = {"person": cipher.person_id}
    known = await facts_of(session, cipher)
    gone = [fact for fact in known if fact.id in change.forgotten]
    left = [fact for fact in known if fact.id not in change.forgotten]
    for fact in gone:
        await session.execute(_FORGET, who | {"key": fact.id})
    await unsay(session, gone, left, change.forgotten_topic, cipher)
    return tuple(fact.said_at for fact in gone)
