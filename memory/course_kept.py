"""The statements that add to a person's course and read it. Called by `memory.store` and `export`.

Rows are only ever added, numbered for each person and kind. Who adds holds the person's version:
two who decided on the same course cannot both add to it.
"""

from collections.abc import Sequence
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Select, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.course import Course, Milestone
from memory.course_rows import (
    as_kept,
    away_of,
    milestone_columns,
    passage_of,
    plan_of,
    review_of,
    screening_of,
    table_of,
)
from memory.screening import Screening
from memory.sealed import PersonCipher
from memory.tables import (
    COURSE_KEYS,
    AwayRow,
    CourseRow,
    PassageRow,
    PlanRow,
    ReviewRow,
    ScreeningRow,
    Table,
)

_Row = TypeVar("_Row", bound=CourseRow)


def _in_order(row: type[_Row]) -> Select[_Row]:
    theirs = select(row).where(col(row.person_id) == bindparam("person"))
    return theirs.order_by(col(row.seq))


_TABLES = {name: Table.metadata.tables[name] for name in COURSE_KEYS}
_INSERT = {name: insert(table) for name, table in _TABLES.items()}
_LAST = {
    name: select(func.max(table.c.seq)).where(table.c.person_id == bindparam("person"))
    for name, table in _TABLES.items()
}
_SCREENINGS = _in_order(ScreeningRow)
_PLANS = _in_order(PlanRow)
_REVIEWS = _in_order(ReviewRow)
_PASSAGES = _in_order(PassageRow)
_SPELLS = _in_order(AwayRow)


async def add(session: AsyncSession, milestones: Sequence[Milestone], cipher: PersonCipher) -> None:
    """Adds the milestones in their order. The person's version was moved on in this transaction."""
    last: dict[str, int] = {}
    for milestone in map(as_kept, milestones):
        table = table_of(milestone)
        if table not in last:
            last[table] = await session.scalar(_LAST[table], {"person": cipher.person_id}) or 0
        last[table] += 1
        columns = milestone_columns(milestone, uuid4(), cipher)
        await session.execute(_INSERT[table], columns | {"seq": last[table]})


async def holds(
    session: AsyncSession, milestones: Sequence[Milestone], cipher: PersonCipher
) -> bool:
    """Whether every one of the milestones is kept already, as it is. None at all is not."""
    kept = [*await screenings_of(session, cipher), *await passed_of(session, cipher)]
    return bool(milestones) and all(as_kept(milestone) in kept for milestone in milestones)


async def screenings_of(session: AsyncSession, cipher: PersonCipher) -> list[Screening]:
    """The person's screenings, oldest first."""
    found = await session.scalars(_SCREENINGS, {"person": cipher.person_id})
    return [screening_of(row, cipher) for row in found]


async def passed_of(session: AsyncSession, cipher: PersonCipher) -> list[Milestone]:
    """All else that was ever added, kind by kind, each oldest first."""
    who = {"person": cipher.person_id}
    found: list[Milestone] = []
    found += [plan_of(row, cipher) for row in await session.scalars(_PLANS, who)]
    found += [review_of(row) for row in await session.scalars(_REVIEWS, who)]
    found += [passage_of(row, cipher) for row in await session.scalars(_PASSAGES, who)]
    found += [away_of(row, cipher) for row in await session.scalars(_SPELLS, who)]
    return found


async def course_of(session: AsyncSession, cipher: PersonCipher) -> Course:
    """The person's course."""
    return Course().adding(*await passed_of(session, cipher))
