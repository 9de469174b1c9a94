"""Which person a command is about: the one named with --person, else the only one on file."""

import unicodedata
from collections.abc import Sequence

from coach.commands.usage import UsageError
from memory.person import Person
from memory.store import Store

SHORTEST_ID = 6
"""Letters of an id that are enough to name a person by, if nobody else's begins so."""


async def the_person(store: Store, wanted: str | None) -> Person | None:
    """The person meant; None only where nobody is on file and nobody was named.

    A name is compared without regard to capitals; an id may be cut to its first letters.

    Raises:
        UsageError: nobody or several people fit; the message names who is on file.
    """
    people = await store.persons()
    if wanted is None:
        if len(people) > 1:
            raise UsageError(f"several people are kept here: say which. {_choices(people)}")
        return people[0] if people else None
    found = _fitting(people, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{wanted!r} fits several people: name one by id. {_choices(found)}")
    if not people:
        raise UsageError(f"nobody is on file yet, so not {wanted!r} either: run `coach checkin`.")
    raise UsageError(f"nobody here is called {wanted!r}. {_choices(people)}")


async def known_person(store: Store, wanted: str | None) -> Person:
    """As `the_person`, for commands that need someone.

    Raises:
        UsageError: also when nobody is on file.
    """
    person = await the_person(store, wanted)
    if person is None:
        raise UsageError("nobody is on file yet: `coach checkin` begins with getting to know you.")
    return person


def called(person: Person) -> str:
    """What to call the person on a page: their name, else the beginning of their id."""
    return person.name or f"the person {str(person.id)[:8]}"


def _fitting(people: Sequence[Person], wanted: str) -> list[Person]:
    word = _folded(wanted)
    by_id = [p for p in people if len(word) >= SHORTEST_ID and str(p.id).startswith(word)]
    if by_id:
        return by_id
    return [p for p in people if p.name and _folded(p.name) == word]


def _folded(words: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(words.split())).casefold()


def _choices(people: Sequence[Person]) -> str:
    named = (f"--person {person.id} ({person.name or 'no name'})" for person in people)
    return "Use " + " or ".join(named)
