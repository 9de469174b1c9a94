"""Takes what is to be forgotten out of everything else that is kept of the person: talk and notes.

Called by `memory.facts_kept` inside the transaction that deletes the facts. It takes out too much
rather than too little: a turn loses all its words, on both sides, and nothing but its words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.fact import Fact
from memory.lexical import most, stems
from memory.sealed import Cell, PersonCipher
from memory.tables import DiaryEntryRow, PersonRow, Table, TurnRow

FORGOTTEN = "forgotten"
"""Why the words of a turn are not kept: the person asked for it."""

_NOTES_APART = "; "
"""What stands between two remarks in the note of a night."""

_CAPITALISED = re.compile(r"(?<=[\w,;:'\u2019] )[A-Z][\w'\u2019-]+")
"""A word that begins with a capital though it begins no sentence."""

_NO_NAMES = frozenset(
    stems(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
        "June July August September October November December Nightjar"
    )
)
_TURN = Table.metadata.tables["turn"]
_ENTRY = Table.metadata.tables["diary_entry"]
_SPOKEN = select(TurnRow).where(
    col(TurnRow.person_id) == bindparam("person"), col(TurnRow.text).is_not(None)
)
_NOTED = select(DiaryEntryRow).where(
    col(DiaryEntryRow.person_id) == bindparam("person"), col(DiaryEntryRow.note).is_not(None)
)
_NAMED = select(col(PersonRow.name)).where(col(PersonRow.person_id) == bindparam("person"))
_BLANK = (
    update(_TURN)
    .where(_TURN.c.id == bindparam("key"), _TURN.c.person_id == bindparam("person"))
    .values(text=None, withheld_rule=FORGOTTEN)
)
_REWRITE = (
    update(_ENTRY)
    .where(_ENTRY.c.id == bindparam("key"), _ENTRY.c.person_id == bindparam("person"))
    .values(note=bindparam("left"))
)


@dataclass(frozen=True)
class _Gone:
    """By what a text that tells of the forgotten is known."""

    facts: tuple[frozenset[str], ...]
    topic: frozenset[str]
    names: frozenset[str]

    def is_told_in(self, words: str, *, by_name: bool = True) -> bool:
        held = set(stems(words))
        if self.topic and self.topic <= held:
            return True
        if any(own and len(own & held) >= most(len(own)) for own in self.facts):
            return True
        return by_name and bool(self.names & held)


async def unsay(
    session: AsyncSession,
    gone: Sequence[Fact],
    left: Sequence[Fact],
    topic: Sequence[str],
    cipher: PersonCipher,
) -> None:
    """Takes the words of forgotten facts out of the person's turns, the coach's and the notes.

    Besides the turns a fact comes from, a text goes if it holds most of the fact's words, one of
    its names, or all of the `topic` (stems). Where another fact comes from (`left`), a name alone
    is not enough. The person's own name is none of these.
    """
    who = {"person": cipher.person_id}
    spoken = [
        (row, cipher.unseal(row.text, Cell("turn", "text", row.id)))
        for row in await session.scalars(_SPOKEN, who)
        if row.text is not None
    ]
    names = _names([text for _, text in spoken], gone) - await _own_name(session, cipher)
    telling = _Gone(tuple(frozenset(each.stems) for each in gone), frozenset(topic), names)
    sources, others = _turns_of(gone), _turns_of(left)
    for row, text in spoken:
        place = (row.check_in_id, row.turn_no)
        if place in sources or telling.is_told_in(text, by_name=place not in others):
            await session.execute(_BLANK, who | {"key": row.id})
    for entry in (await session.scalars(_NOTED, who)).all():
        cell = Cell("diary_entry", "note", entry.id)
        note = cipher.unseal_known(entry.note, cell) or ""
        remarks = note.split(_NOTES_APART)
        kept = [remark for remark in remarks if not telling.is_told_in(remark)]
        if kept != remarks:
            rest = cipher.seal_known(_NOTES_APART.join(kept) or None, cell)
            await session.execute(_REWRITE, who | {"key": entry.id, "left": rest})


def _turns_of(facts: Iterable[Fact]) -> set[tuple[UUID | None, int | None]]:
    return {(each.origin.check_in_id, each.origin.turn_no) for each in facts}


def _names(texts: Iterable[str], gone: Iterable[Fact]) -> frozenset[str]:
    """The stems of the forgotten that are written as names somewhere in what was said."""
    facts = list(gone)
    written = (*texts, *(each.text for each in facts))
    names = {
        stem for text in written for word in _CAPITALISED.findall(text) for stem in stems(word)
    }
    return frozenset(stem for each in facts for stem in each.stems if stem in names) - _NO_NAMES


async def _own_name(session: AsyncSession, cipher: PersonCipher) -> set[str]:
    sealed = await session.scalar(_NAMED, {"person": cipher.person_id})
    cell = Cell("person", "name", cipher.person_id)
    return set(stems(cipher.unseal_known(sealed, cell) or ""))
