"""Gathers everything kept of a person in clear, for the person. Called by `memory.store`."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory import audit, course_kept, facts_kept, rows
from memory.course import Away, Milestone, Passage, Plan, Review
from memory.person import Person
from memory.sealed import PersonCipher
from memory.tables import AuditRow, CheckInRow, DiaryEntryRow, TurnRow

FORMAT = 1


async def exported(
    session: AsyncSession, person: Person, cipher: PersonCipher
) -> dict[str, object]:
    """The person, nights, course, check-ins with turns, and audit rows, ready for JSON."""
    nights = await session.scalars(
        select(DiaryEntryRow)
        .where(col(DiaryEntryRow.person_id) == person.id)
        .order_by(col(DiaryEntryRow.night), col(DiaryEntryRow.part))
    )
    check_ins = await session.scalars(
        select(CheckInRow)
        .where(col(CheckInRow.person_id) == person.id)
        .order_by(col(CheckInRow.night), col(CheckInRow.part))
    )
    turns = await session.scalars(
        select(TurnRow)
        .where(col(TurnRow.person_id) == person.id)
        .order_by(col(TurnRow.turn_no), col(TurnRow.speaker).desc())
    )
    audited = await session.scalars(
        select(AuditRow)
        .where(col(AuditRow.person_mark) == audit.person_mark(cipher))
        .order_by(col(AuditRow.seq))
    )
    spoken: dict[UUID, list[object]] = {}
    for turn in turns:
        spoken.setdefault(turn.check_in_id, []).append(_plain(rows.turn_of(turn, cipher)))
    return {
        "format": FORMAT,
        "person": _plain(person),
        "nights": [_plain(rows.entry_of(row, cipher)) for row in nights],
        "screenings": [_plain(each) for each in await course_kept.screenings_of(session, cipher)],
        **_course(await course_kept.passed_of(session, cipher)),
        "facts": [_plain(each) for each in await facts_kept.facts_of(session, cipher)],
        "check_ins": [
            {**_fields(rows.check_in_of(row, cipher)), "turns": spoken.get(row.id, [])}
            for row in check_ins
        ],
        "audit": [
            {
                "seq": row.seq,
                "at": _plain(row.at),
                "kind": row.kind,
                "rule_id": row.rule_id,
                "policy_version": row.policy_version,
            }
            for row in audited
        ],
    }


def _course(passed: Sequence[Milestone]) -> dict[str, object]:
    """Every row that was ever added, also of spells that were told again."""
    kinds = {"plans": Plan, "reviews": Review, "passages": Passage, "spells": Away}
    return {
        name: [_plain(each) for each in passed if isinstance(each, kind)]
        for name, kind in kinds.items()
    }


def _fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)  # noqa: S101 - our own values
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (UUID, date, time)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    return _plain_many(value)


def _plain_many(value: object) -> object:
    if isinstance(value, frozenset):
        return [_plain(item) for item in sorted(value)]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
