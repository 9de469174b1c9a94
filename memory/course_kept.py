"""The statements that add to a person's course and read it. Called by `memory.store` and `export`.

Rows are only ever added, numbered for each person and kind. Who adds holds the person's version:
two who decided on the same course cannot both add to it.
"""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import bindparam, func, insert, select
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
    PassageRow,
    PlanRow,
    ReviewRow,
    ScreeningRow,
    Table,
)

_INSERT = {name: insert(Table.metadata.tables[name]) for name in COURSE_KEYS}
_LAST = {
    name: select(func.coalesce(func.max(table.c.seq), 0)).where(
        table.c.person_id == bindparam("person")
    )
    for name, table in ((name, Table.metadata.tables[name]) for name in COURSE_KEYS)
}
_SCREENINGS = (
    select(ScreeningRow)
    .where(col(ScreeningRow.person_id) == bindparam("person"))
    .order_by(col(ScreeningRow.seq))
)
_PLANS = (
    select(PlanRow).where(col(PlanRow.person_id) == bindparam("person")).order_by(col(PlanRow.seq))
)
_REVIEWS = (
    select(ReviewRow)
    .where(col(ReviewRow.person_id) == bindparam("person"))
    .order_by(col(ReviewRow.seq))
)
_PASSAGES = (
    select(PassageRow)
    .where(col(PassageRow.person_id) == bindparam("person"))
    .order_by(col(PassageRow.seq))
)
_SPELLS = (
    select(AwayRow).where(col(AwayRow.person_id) == bindparam("person")).order_by(col(AwayRow.seq))
)


async def add(session: AsyncSession, milestones: Sequence[Milestone], cipher: PersonCipher) -> None:
    """Adds the milestones in their order. The person's version was moved on in this transaction."""
    who = {"person": cipher.person_id}
    last: dict[str, int] = {}
    for milestone in map(as_kept, milestones):
        table = table_of(milestone)
        if table not in last:
            last[table] = int(await session.scalar(_LAST[table], who) or 0)
        last[table] += 1
        columns = milestone_columns(milestone, uuid4(), cipher)
        await session.execute(_INSERT[table], columns | {"seq": last[table]})


async def holds(
    session: AsyncSession, milestones: Sequence[Milestone], cipher: PersonCipher
) -> bool:
    """Whether every one of the milestones is kept already, as it is. None at all is not."""
    course = await course_of(session, cipher)
    kept: list[Milestone] = [*await screenings_of(session, cipher), *course.plans, *course.reviews]
    kept += [*course.passages, *course.spells]
    return bool(milestones) and all(as_kept(milestone) in kept for milestone in milestones)


async def screenings_of(session: AsyncSession, cipher: PersonCipher) -> list[Screening]:
    """The person's screenings, oldest first."""
    found = await session.scalars(_SCREENINGS, {"person": cipher.person_id})
    return [screening_of(row, cipher) for row in found]


async def course_of(session: AsyncSession, cipher: PersonCipher) -> Course:
    """The person's course, each kind oldest first."""
    who = {"person": cipher.person_id}
    return Course(
        plans=tuple(plan_of(row, cipher) for row in await session.scalars(_PLANS, who)),
        reviews=tuple(review_of(row) for row in await session.scalars(_REVIEWS, who)),
        passages=tuple(passage_of(row, cipher) for row in await session.scalars(_PASSAGES, who)),
        spells=tuple(away_of(row, cipher) for row in await session.scalars(_SPELLS, who)),
    )
