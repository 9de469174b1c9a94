"""The statements of a write, guarded by versions. Called by `memory.store` inside a transaction.

A guard that finds another version than the one the write was derived from refuses the whole write.
Statements are made once: making them costs more than running them, and a turn waits for both.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, Delete, Update, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory import rows
from memory.checkin import CheckIn, Hearing, StaleError, Turn, UnknownPersonError
from memory.course import Milestone
from memory.diary import DiaryEntry
from memory.fact import Fact
from memory.keys import KeyRing
from memory.person import Person
from memory.sealed import PersonCipher
from memory.tables import CheckInRow, ConsentRow, DiaryEntryRow, PersonKeyRow, Table, TurnRow

_PERSON = Table.metadata.tables["person"]
_ENTRY = Table.metadata.tables["diary_entry"]
_CHECK_IN = Table.metadata.tables["check_in"]

_INSERT = {name: insert(table) for name, table in Table.metadata.tables.items()}

_KEY = (
    select(col(PersonKeyRow.wrapped))
    .where(col(PersonKeyRow.person_id) == bindparam("person"))
    .with_for_update(read=True, key_share=True)
)
_CONSENTS = select(ConsentRow).where(col(ConsentRow.person_id) == bindparam("person"))
_TURN = select(TurnRow).where(
    col(TurnRow.check_in_id) == bindparam("check_in"),
    col(TurnRow.turn_no) == bindparam("number"),
    col(TurnRow.speaker) == bindparam("who"),
)
_TAKEN = select(col(CheckInRow.id)).where(
    col(CheckInRow.person_id) == bindparam("person"),
    col(CheckInRow.night) == bindparam("about"),
    col(CheckInRow.part) == bindparam("which"),
)
_UPDATE_PERSON = update(_PERSON).where(
    _PERSON.c.person_id == bindparam("key"), _PERSON.c.version == bindparam("seen")
)
_UPDATE_CHECK_IN = update(_CHECK_IN).where(
    _CHECK_IN.c.id == bindparam("key"), _CHECK_IN.c.version == bindparam("seen")
)
_PART = (
    select(DiaryEntryRow)
    .where(
        col(DiaryEntryRow.person_id) == bindparam("person"),
        col(DiaryEntryRow.night) == bindparam("about"),
        col(DiaryEntryRow.part) == bindparam("which"),
    )
    .with_for_update()
)
_DELETE_NIGHT = delete(_ENTRY).where(
    _ENTRY.c.person_id == bindparam("person"), _ENTRY.c.night == bindparam("about")
)
_DELETE_PART = _DELETE_NIGHT.where(_ENTRY.c.part == bindparam("which"))


async def live_cipher(session: AsyncSession, keys: KeyRing, person_id: UUID) -> PersonCipher:
    """The person's cipher, for writing: their key is there and stays until the end.

    The lock on the key's row is what an erasure waits for, and what waits for an erasure.

    Raises:
        UnknownPersonError: there is no such key.
        MasterKeyError: the master key is another one.
    """
    wrapped = await session.scalar(_KEY, {"person": person_id})
    if wrapped is None:
        keys.forget(person_id)
        raise UnknownPersonError(person_id)
    return keys.opened(person_id) or keys.unwrap(person_id, wrapped)


async def add_person(session: AsyncSession, person: Person, keys: KeyRing) -> None:
    """Adds a person at version 1, with a new key and their consents."""
    wrapped = keys.new(person.id)
    cipher = PersonCipher(person.id, keys.proved(person.id, wrapped))
    await session.execute(_INSERT["person"], rows.person_columns(person, 1, cipher))
    await session.execute(_INSERT["person_key"], {"person_id": person.id, "wrapped": wrapped})
    await _add_consents(session, person)


async def set_person(session: AsyncSession, person: Person, cipher: PersonCipher) -> None:
    """Replaces the person's row, one version further; adds the consents not kept yet."""
    columns = rows.person_columns(person, person.version + 1, cipher)
    guard = {"key": person.id, "seen": person.version}
    if await _count(session, _UPDATE_PERSON, columns | guard) != 1:
        raise StaleError(f"person {person.id} is no longer at version {person.version}")
    await _add_consents(session, person)


async def _add_consents(session: AsyncSession, person: Person) -> None:
    kept = {(row.topic, row.at) for row in await session.scalars(_CONSENTS, {"person": person.id})}
    for consent in person.consents:
        if (consent.topic.value, consent.at) not in kept:
            await session.execute(_INSERT["consent"], rows.consent_columns(person.id, consent))


async def repeated(
    session: AsyncSession, check_in_id: UUID, turn: Turn, cipher: PersonCipher
) -> CheckIn | None:
    """The stored check-in if this very turn was written before, None if the turn is new.

    Raises:
        StaleError: the turn was written by someone else.
    """
    wanted = {"check_in": check_in_id, "number": turn.turn_no, "who": turn.speaker.value}
    row = (await session.scalars(_TURN, wanted)).first()
    if row is None:
        return None
    # Another door may say the same words at the same turn, but never at the same moment.
    if rows.turn_of(row, cipher) != turn:
        raise StaleError(f"turn {turn.turn_no} of {turn.speaker} was written by someone else")
    return rows.check_in_of(await session.get_one(CheckInRow, check_in_id), cipher)


async def put_check_in(
    session: AsyncSession, written: CheckIn, turn: Turn, cipher: PersonCipher
) -> None:
    """Writes a check-in that is one version further than it was, with the turn that moved it."""
    if written.version == 1:
        await _refuse_taken(session, written)
        await session.execute(_INSERT["check_in"], rows.check_in_columns(written, cipher))
    else:
        await update_check_in(session, written, cipher)
    await session.execute(_INSERT["turn"], rows.turn_columns(turn, written.id, cipher))


async def update_check_in(session: AsyncSession, written: CheckIn, cipher: PersonCipher) -> None:
    """Replaces a check-in that is one version further than the stored one.

    Raises:
        StaleError: it is not.
    """
    columns = rows.check_in_columns(written, cipher)
    guard = {"key": written.id, "seen": written.version - 1}
    if await _count(session, _UPDATE_CHECK_IN, columns | guard) != 1:
        raise StaleError(f"check-in {written.id} is no longer at version {written.version - 1}")


async def _refuse_taken(session: AsyncSession, written: CheckIn) -> None:
    wanted = {"person": written.person_id, "about": written.night, "which": written.part}
    taken = await session.scalar(_TAKEN, wanted)
    if taken is not None:
        raise StaleError(f"the check-in about {written.night} was opened before: {taken}")


async def put_diary(session: AsyncSession, hearing: Hearing, cipher: PersonCipher) -> None:
    """Deletes the nights a hearing deletes, all parts of them, then keeps its entries.

    Raises:
        StaleError: one of them is no longer as the hearing saw it.
    """
    seen = {entry.night: entry for entry in hearing.seen}
    for night in hearing.deleted:
        await _refuse_changed(session, night, 1, seen.get(night), cipher)
        await delete_entry(session, hearing.check_in.person_id, night, None)
    for entry in hearing.entries:
        await put_entry(session, entry, seen.get(entry.night), cipher)


async def put_entry(
    session: AsyncSession, entry: DiaryEntry, seen: DiaryEntry | None, cipher: PersonCipher
) -> None:
    """Keeps a night in the place of `seen`, what was kept of it when this was decided.

    Raises:
        StaleError: something else is kept by now.
    """
    await _refuse_changed(session, entry.night, entry.part, seen, cipher)
    await delete_entry(session, entry.person_id, entry.night, entry.part)
    await session.execute(_INSERT["diary_entry"], rows.entry_columns(entry, uuid4(), cipher))


async def _refuse_changed(
    session: AsyncSession, night: date, part: int, seen: DiaryEntry | None, cipher: PersonCipher
) -> None:
    wanted: rows.Columns = {"person": cipher.person_id, "about": night, "which": part}
    row = (await session.scalars(_PART, wanted)).first()
    if (rows.entry_of(row, cipher) if row is not None else None) != seen:
        raise StaleError(f"the night to {night} was changed from somewhere else")


async def delete_entry(
    session: AsyncSession, person_id: UUID, night: date, part: int | None
) -> int:
    """Deletes one part of a night, or all of it when `part` is None; returns how many rows."""
    wanted: rows.Columns = {"person": person_id, "about": night}
    if part is None:
        return await _count(session, _DELETE_NIGHT, wanted)
    return await _count(session, _DELETE_PART, wanted | {"which": part})


def refuse_mixed(hearing: Hearing) -> None:
    """One hearing is about one person.

    Raises:
        ValueError: its person, an entry or a milestone is somebody else's; or a milestone comes
            without the person it was decided on.
    """
    owner = hearing.check_in.person_id
    learnt = (*hearing.learnt.added, *hearing.learnt.changed)
    refuse_others(owner, (*hearing.entries, *hearing.milestones, *learnt))
    if hearing.person is not None and hearing.person.id != owner:
        raise ValueError(f"a write about person {owner} holds somebody else")
    if hearing.milestones and hearing.person is None:
        raise ValueError(f"a hearing adds to the course of {owner} without their version")


def refuse_others(owner: UUID, values: Iterable[DiaryEntry | Milestone | Fact]) -> None:
    """What is written about one person is theirs.

    Raises:
        ValueError: an entry or a milestone is somebody else's.
    """
    if any(value.person_id != owner for value in values):
        raise ValueError(f"a write about person {owner} holds what belongs to somebody else")


async def _count(
    session: AsyncSession, statement: Update | Delete, values: Mapping[str, object]
) -> int:
    result = await session.execute(statement, values)
    assert isinstance(result, CursorResult)  # noqa: S101 - what SQLAlchemy gives for DML
    return result.rowcount
