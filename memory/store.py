"""Keeps people, nights and check-ins in SQLite or PostgreSQL; everyone above sees values only.

Two writes carry a check-in: `hear` and `said`, each one transaction, idempotent on (check-in, turn,
speaker), refused when the state they were derived from is no longer the stored one. What else moves
a course on (a form, an override, a pause) comes by `add_milestones`, refused alike.
"""

import asyncio
from dataclasses import replace
from datetime import date, datetime
from typing import Self
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory import audit, course_kept, erase, export, facts_kept, rows, writes
from memory.audit_anchor import Anchor, auditing, checked
from memory.checkin import (
    CheckIn,
    Commitment,
    Hearing,
    Saying,
    StaleError,
    Turn,
    UnknownPersonError,
)
from memory.course import Away, Course, Milestone, Passage, Plan
from memory.database import Database
from memory.diary import DiaryEntry
from memory.facts_kept import FactsKept
from memory.keys import KeyRing, MasterKeyError
from memory.ledger import Erasure, Ledger
from memory.people_kept import people
from memory.person import Person
from memory.screening import Screening
from memory.sealed import PersonCipher
from memory.tables import (
    CheckInRow,
    DiaryEntryRow,
    PersonRow,
    TombstoneRow,
    TurnRow,
)
from memory.writes import live_cipher

__all__ = ["Erasure", "StaleError", "Store", "UnknownPersonError"]


class Store:
    """One database, used from one event loop. Several processes may share it.

    Raises:
        MasterKeyError: the key folder is the database's own folder.
        ValueError: the URL is neither a SQLite file nor PostgreSQL.
    """

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.database = Database(url)
        file = self.database.file
        if file is not None and file.resolve().parent == keys.folder.resolve():
            raise MasterKeyError(
                f"the master key must not lie beside the database in {keys.folder}: "
                "whoever copies one would have the other"
            )
        self.keys = keys
        self.ledger = Ledger(keys.folder)
        self.anchor = Anchor(keys.folder, self.database)
        self.facts = FactsKept(self.database, keys, self.ledger)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes every connection; the store cannot be used afterwards."""
        await self.database.aclose()

    # -- people ------------------------------------------------------------------------------

    async def persons(self) -> list[Person]:
        """Everyone kept here, oldest first."""
        async with self.database.reading() as session:
            return await people(session, self.keys)

    async def person(self, person_id: UUID) -> Person | None:
        """The person, None when there is nobody with this id."""
        async with self.database.reading() as session:
            found = await people(session, self.keys, col(PersonRow.person_id) == person_id)
        return found[0] if found else None

    async def add_person(self, person: Person) -> Person:
        """Keeps a new person and makes their key; returns them at version 1.

        Raises:
            StaleError: the id is taken, or was erased and must not come back.
        """
        async with self.database.writing() as session:
            taken = await session.get(PersonRow, person.id)
            erased = await session.get(TombstoneRow, person.id)
            if taken is not None or erased is not None:
                raise StaleError(f"the id {person.id} is {'taken' if taken else 'erased'}")
            await writes.add_person(session, person, self.keys)
        return replace(person, version=1)

    async def set_person(self, person: Person) -> Person:
        """Replaces the person, adds consents not kept yet; returns them at the next version.

        Raises:
            StaleError: `person.version` is not the stored one.
        """
        async with self.database.writing() as session:
            await writes.set_person(
                session, person, await live_cipher(session, self.keys, person.id)
            )
        return replace(person, version=person.version + 1)

    async def erase(self, person_id: UUID, now: datetime) -> Erasure:
        """Destroys the person's key, here and in every known backup, and then all their rows.

        Leaves a tombstone in the database and in the configuration directory. May be repeated.

        Raises:
            UnknownPersonError: nobody with this id was ever kept here.
            ErasureIncompleteError: gone, but traces on disk could not be removed yet.
        """
        async with self.database.reading() as session:
            kept = await session.get(PersonRow, person_id)
            grave = await session.get(TombstoneRow, person_id)
        erased = await asyncio.to_thread(self.ledger.erased)
        if kept is None and grave is None and person_id not in erased:
            raise UnknownPersonError(person_id)
        erasure = await asyncio.to_thread(self.ledger.bury, person_id, now)
        async with auditing(self.database, self.anchor) as (session, log):
            wrapped = await erase.erase_rows(session, person_id, now, self.keys, log)
        self.keys.forget(person_id)
        async with self.database.reading() as session:
            await erase.verify_rows(session, person_id)
        await erase.clean_disk(self.database, wrapped)
        return erasure

    async def export(self, person_id: UUID) -> dict[str, object]:
        """All that is kept of a person, in clear, ready for JSON; times are ISO 8601 with offset.

        Raises:
            UnknownPersonError: nobody with this id is kept here.
        """
        async with self.database.reading() as session:
            found = await people(session, self.keys, col(PersonRow.person_id) == person_id)
            if not found:
                raise UnknownPersonError(person_id)
            cipher = await self._cipher(session, person_id)
            return await export.exported(session, found[0], cipher)

    # -- nights ------------------------------------------------------------------------------

    async def nights(
        self, person_id: UUID, since: date | None = None, until: date | None = None
    ) -> list[DiaryEntry]:
        """The diary from `since` to `until`, both included, oldest night first."""
        wanted = [col(DiaryEntryRow.person_id) == person_id]
        if since is not None:
            wanted.append(col(DiaryEntryRow.night) >= since)
        if until is not None:
            wanted.append(col(DiaryEntryRow.night) <= until)
        query = select(DiaryEntryRow).where(*wanted)
        query = query.order_by(col(DiaryEntryRow.night), col(DiaryEntryRow.part))
        async with self.database.reading() as session:
            found = (await session.scalars(query)).all()
            if not found:
                return []
            cipher = await self._cipher(session, person_id)
        return [rows.entry_of(row, cipher) for row in found]

    async def put_entry(self, entry: DiaryEntry, *, seen: DiaryEntry | None = None) -> None:
        """Keeps a night or part in the place of `seen`, as it was read; None where none was kept.

        Raises:
            StaleError: something else is kept of it by now.
        """
        async with self.database.writing() as session:
            cipher = await live_cipher(session, self.keys, entry.person_id)
            await writes.put_entry(session, entry, seen, cipher)

    async def delete_entry(self, person_id: UUID, night: date, part: int = 1) -> bool:
        """Deletes one night or part; False when there was none."""
        async with self.database.writing() as session:
            return await writes.delete_entry(session, person_id, night, part) > 0

    # -- the course --------------------------------------------------------------------------

    async def course(self, person_id: UUID) -> Course:
        """The person's plans, reviews, passages and spells away, each kind oldest first."""
        async with self.database.reading() as session:
            try:
                cipher = await self._cipher(session, person_id)
            except UnknownPersonError:
                return Course()
            return await course_kept.course_of(session, cipher)

    async def screenings(self, person_id: UUID) -> list[Screening]:
        """The person's screenings, oldest first; `memory.screening.lane_of` says their lane."""
        async with self.database.reading() as session:
            try:
                cipher = await self._cipher(session, person_id)
            except UnknownPersonError:
                return []
            return await course_kept.screenings_of(session, cipher)

    async def add_milestones(self, person: Person, *milestones: Milestone) -> Person:
        """Adds to a person's course and replaces the person, in one transaction.

        `person`, changed or not, is at the version the milestones were decided on. They come back
        at the next version, or as stored where these very milestones are kept already.

        Raises:
            StaleError: the person or their course was changed since.
            ValueError: a milestone is somebody else's.
        """
        writes.refuse_others(person.id, milestones)
        async with self.database.writing() as session:
            cipher = await live_cipher(session, self.keys, person.id)
            if await course_kept.holds(session, milestones, cipher):
                return (await people(session, self.keys, col(PersonRow.person_id) == person.id))[0]
            await writes.set_person(session, person, cipher)
            await course_kept.add(session, milestones, cipher)
        return replace(person, version=person.version + 1)

    async def add_screening(self, person: Person, screening: Screening) -> Person:
        """As `add_milestones`: a screen filled in as a form."""
        return await self.add_milestones(person, screening)

    async def add_plan(self, person: Person, plan: Plan) -> Person:
        """As `add_milestones`: an override, or a plan that follows from another milestone."""
        return await self.add_milestones(person, plan)

    async def add_passage(self, person: Person, passage: Passage) -> Person:
        """As `add_milestones`: a pause, or the end of a hold."""
        return await self.add_milestones(person, passage)

    async def add_away(self, person: Person, away: Away) -> Person:
        """As `add_milestones`: a spell away; the same first day again corrects its end."""
        return await self.add_milestones(person, away)

    # -- check-ins ---------------------------------------------------------------------------

    async def check_in(self, person_id: UUID, night: date, part: int = 1) -> CheckIn | None:
        """The check-in about one night, None before it was opened."""
        found = await self._check_ins(
            person_id, col(CheckInRow.night) == night, col(CheckInRow.part) == part
        )
        return found[0] if found else None

    async def check_ins(self, person_id: UUID, since: date | None = None) -> list[CheckIn]:
        """The check-ins about nights from `since` on, newest first."""
        if since is None:
            return await self._check_ins(person_id)
        return await self._check_ins(person_id, col(CheckInRow.night) >= since)

    async def last_commitment(self, person_id: UUID, before: date) -> Commitment | None:
        """What was last proposed in a check-in about a night before this one, agreed or not."""
        query = (
            select(CheckInRow)
            .where(
                col(CheckInRow.person_id) == person_id,
                col(CheckInRow.night) < before,
                col(CheckInRow.commitment_item_id).is_not(None),
            )
            .order_by(col(CheckInRow.night).desc(), col(CheckInRow.part).desc())
            .limit(1)
        )
        async with self.database.reading() as session:
            row = (await session.scalars(query)).first()
        return rows.commitment_of(row) if row else None

    async def turns(self, check_in_id: UUID) -> list[Turn]:
        """The turns in order; within one turn the person first, then the coach."""
        query = select(TurnRow).where(col(TurnRow.check_in_id) == check_in_id)
        query = query.order_by(col(TurnRow.turn_no), col(TurnRow.speaker).desc())
        async with self.database.reading() as session:
            found = (await session.scalars(query)).all()
            if not found:
                return []
            cipher = await self._cipher(session, found[0].person_id)
        return [rows.turn_of(row, cipher) for row in found]

    async def hear(self, hearing: Hearing) -> CheckIn:
        """Writes all that one heard turn changes, or nothing; returns the check-in as stored.

        The same turn with the same words again changes nothing. The changed person is one version
        further afterwards.

        Raises:
            StaleError: check-in, person or a night of the diary changed since, the turn was heard
                otherwise, or another process opened this night's check-in first.
            ValueError: the hearing mixes two people.
        """
        writes.refuse_mixed(hearing)
        wanted, turn = hearing.check_in, rows.heard_turn(hearing)
        async with auditing(self.database, self.anchor) as (session, log):
            cipher = await live_cipher(session, self.keys, wanted.person_id)
            repeated = await writes.repeated(session, wanted.id, turn, cipher)
            if repeated is not None:
                return repeated
            written = replace(
                wanted,
                version=wanted.version + 1,
                opened_at=wanted.opened_at or hearing.at,
                updated_at=hearing.at,
            )
            await writes.put_check_in(session, written, turn, cipher)
            await writes.put_diary(session, hearing, cipher)
            if hearing.person is not None:
                await writes.set_person(session, hearing.person, cipher)
            await course_kept.add(session, hearing.milestones, cipher)
            gone = await facts_kept.learn(session, hearing.learnt, cipher)
            await log.append(audit.person_mark(cipher), hearing.audited)
        if hearing.learnt.forgets:
            await self.facts.leave_no_trace(wanted.person_id, gone)
        return written

    async def said(self, saying: Saying) -> CheckIn:
        """Writes what the person was told, or nothing; returns the check-in as stored.

        Raises:
            StaleError: as `hear`, or there is no such check-in.
        """
        turn = rows.said_turn(saying)
        async with auditing(self.database, self.anchor) as (session, log):
            row = await session.get(CheckInRow, saying.check_in_id)
            if row is None:
                raise StaleError(f"no check-in {saying.check_in_id} is kept here")
            cipher = await live_cipher(session, self.keys, row.person_id)
            repeated = await writes.repeated(session, row.id, turn, cipher)
            if repeated is not None:
                return repeated
            current = rows.check_in_of(row, cipher)
            written = replace(
                current,
                version=saying.version + 1,
                updated_at=saying.at,
                delivered=current.delivered | saying.delivered,
                owed=tuple(name for name in current.owed if name not in saying.settled),
                model_failures=current.model_failures + saying.model_failures,
            )
            await writes.put_check_in(session, written, turn, cipher)
            await log.append(audit.person_mark(cipher), saying.audited)
        return written

    async def set_agenda(self, check_in: CheckIn, agenda: str) -> CheckIn:
        """Replaces the agenda of a check-in that is over; it comes back at the next version.

        Raises:
            StaleError: the check-in was changed since.
        """
        written = replace(check_in, agenda=agenda, version=check_in.version + 1)
        async with self.database.writing() as session:
            cipher = await live_cipher(session, self.keys, check_in.person_id)
            await writes.update_check_in(session, written, cipher)
        return written

    async def verify_audit(self) -> audit.AuditCheck:
        """Walks the whole audit chain; rows missing from its end are a break as well."""
        return (await self.audit_report()).found

    async def audit_report(self) -> audit.AuditReport:
        """The chain, its end, and whether this machine can vouch for the end."""
        return await checked(self.database, self.anchor)

    async def _check_ins(self, person_id: UUID, *wanted: ColumnElement[bool]) -> list[CheckIn]:
        query = select(CheckInRow).where(col(CheckInRow.person_id) == person_id, *wanted)
        query = query.order_by(col(CheckInRow.night).desc(), col(CheckInRow.part).desc())
        async with self.database.reading() as session:
            found = (await session.scalars(query)).all()
            if not found:
                return []
            cipher = await self._cipher(session, person_id)
        return [rows.check_in_of(row, cipher) for row in found]

    async def _cipher(self, session: AsyncSession, person_id: UUID) -> PersonCipher:
        """The person's cipher, for reading rows that are known to be there."""
        return self.keys.opened(person_id) or await live_cipher(session, self.keys, person_id)
