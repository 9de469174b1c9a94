"""`coach person erase`: asks, erases, and says what was destroyed and what is beyond us."""

from collections.abc import Sized
from datetime import datetime
from uuid import UUID

from coach.commands.usage import UsageError, answered
from coach.commands.who import called, the_person
from memory.person import Person
from memory.store import Erasure, Store

BEYOND_US = """\
Beyond us: times and numbers (not words) in backups made before; files you exported; copies that
other programs made of the disk or the database; what a language model's server may have kept.
A random number without a name stays, so that no backup can bring you back."""


async def erase(store: Store, wanted: str | None, now: datetime, *, ask: bool) -> int:
    """Erases a person; 1 where it was not confirmed or a known backup could not be cleaned.

    An id of someone whose rows are gone is erased again: an erasure may have been cut off.
    """
    again = _erased_before(await store.persons(), wanted)
    if again is not None:
        erasure = await store.erase(again, now)
        print("Nothing of this person was left in the database; the key was looked for again.")
        return _tell_backups(erasure)
    person = await the_person(store, wanted)
    if person is None:
        raise UsageError("nobody is on file, so there is nothing to erase.")
    nights, talks = await store.nights(person.id), await store.check_ins(person.id)
    kept = f"{_count(nights, 'night')}, {_count(talks, 'check-in')}"
    if ask and not _confirmed(person, kept):
        print("Nothing was erased.")
        return 1
    erasure = await store.erase(person.id, now)
    print(
        f"Erased {called(person)}: the key, and with it every sealed word; "
        f"{kept}; name, settings and consents."
    )
    code = _tell_backups(erasure)
    print(BEYOND_US)
    return code


def _confirmed(person: Person, kept: str) -> bool:
    word = person.name or "erase"
    print(
        f"This destroys everything kept about {called(person)}: {kept} "
        "and all words in them.\nIt cannot be undone, and no backup brings it back. "
        "To take it along first: coach person export"
    )
    return answered(f'Type "{word}" to erase: ').casefold() == word.casefold()


def _tell_backups(erasure: Erasure) -> int:
    for path in erasure.cleaned:
        print(f"The key is no longer in the backup {path}.")
    for path in erasure.unreachable:
        print(
            f"Not reached: the backup {path}. Where it went, a copy of the key went along: delete "
            "it there.\nThe next `coach backup` or erasure that finds it takes the key out, and "
            "`coach restore` refuses this person."
        )
    return 1 if erasure.unreachable else 0


def _erased_before(people: list[Person], wanted: str | None) -> UUID | None:
    """The id, where one was given in full that is nobody's on file."""
    try:
        who = UUID(wanted or "")
    except ValueError:
        return None
    return None if who in {person.id for person in people} else who


def _count(things: Sized, name: str) -> str:
    count = len(things)
    return f"1 {name}" if count == 1 else f"{count} {name}s"
