"""Derives facts from the turns of earlier talks, for people whose history is older than memory.

Called by `coach memory derive`. Pure: the turns go through the gate and the extraction they would
have gone through in the talk, in their order. Withheld words are not there to be learnt from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.remember.book import Book
from coach.dialogue.remember.learn import Said, learnt
from coach.dialogue.remembering import of_their_life
from memory.checkin import Speaker, Turn
from memory.fact import Change, Fact, Origin, Status, applied, retained_until
from memory.person import Person
from safety.gates import admit, hear
from safety.policy import Policy
from safety.verdict import Action

Talk = tuple[UUID, Sequence[Turn]]
"""A check-in by its id, and its turns in order."""


def derived(
    person: Person,
    talks: Iterable[Talk],
    known: Sequence[Fact],
    policy: Policy,
    *,
    keeps_health: bool,
    tz: ZoneInfo,
    today: date,
) -> Change:
    """What the talks, oldest first, say of the person's life beyond what is known; it only adds.

    Nothing is taken from a talk of which something is known already: that was learnt in the talk
    itself, or derived before and changed since. What may no longer be kept on `today` (a day of
    theirs) is left out, and so is what the gate does not let out again. `keeps_health`: whether
    they agreed that what they say of it is kept.
    """
    told: tuple[Fact, ...] = ()
    for check_in_id, turns in talks:
        marks: frozenset[str] = frozenset()
        for turn in turns:
            if turn.speaker is not Speaker.PERSON or turn.text is None:
                continue
            heard = hear(turn.text, policy, marks)
            marks = heard.marks
            words = of_their_life(turn.text, read(turn.text, (), Known()))
            if not words or heard.action is Action.CLARIFY:
                continue
            said = Said(
                person.id,
                words,
                turn.at,
                tz.key,
                person.day_starts_at,
                Origin(check_in_id, turn.turn_no),
                keeps_health=keeps_health,
            )
            told = applied(told, learnt(said, told, heard))
    taken = {fact.origin.check_in_id for fact in known}
    book = Book(known, today)
    return Change(
        added=tuple(
            replace(fact, version=0, status=Status.MUTED) if book.is_muted(fact.text) else fact
            for fact in told
            if fact.origin.check_in_id not in taken
            and not _past_keeping(fact, today)
            and admit(fact.text, policy).allowed
        )
    )


def _past_keeping(fact: Fact, today: date) -> bool:
    until = retained_until(fact)
    return until is not None and until < today
