"""Reads the people of one database with what they agreed to. A part of `memory.store`."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory import rows
from memory.keys import KeyRing
from memory.person import Person
from memory.tables import ConsentRow, PersonRow
from memory.writes import live_cipher


async def people(
    session: AsyncSession, keys: KeyRing, *wanted: ColumnElement[bool]
) -> list[Person]:
    """Everyone who fits, oldest first."""
    query = select(PersonRow).where(*wanted)
    query = query.order_by(col(PersonRow.created_at), col(PersonRow.person_id))
    found = (await session.scalars(query)).all()
    asked = select(ConsentRow).where(
        col(ConsentRow.person_id).in_([row.person_id for row in found])
    )
    given = (await session.scalars(asked.order_by(col(ConsentRow.at), col(ConsentRow.topic)))).all()
    return [
        rows.person_of(
            row,
            [consent for consent in given if consent.person_id == row.person_id],
            keys.opened(row.person_id) or await live_cipher(session, keys, row.person_id),
        )
        for row in found
    ]
