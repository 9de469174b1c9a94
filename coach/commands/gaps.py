"""What was asked in real check-ins and no article answers: for whoever writes the articles.

Called by `coach knowledge gaps`. It keeps nothing: the questions stand, sealed, in the turns, so
that those of a crisis are not among them, erasing a person erases theirs, and a gap is gone once
an article fills it.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from coach.dialogue.listen.questions import Form, question_in
from memory.answers import Searcher
from memory.checkin import Speaker
from memory.lexical import shared, stems
from memory.store import Store

ALIKE = 0.5
"""Share of telling words from which two questions are one gap."""


@dataclass(frozen=True)
class Gap:
    """Questions of one kind that nothing answers, as they were asked, oldest first."""

    questions: tuple[str, ...]


async def gaps(store: Store, searcher: Searcher) -> list[Gap]:
    """The gaps, the one asked about most first."""
    return grouped([each async for each in _unanswered(store, searcher)])


def grouped(questions: Iterable[str]) -> list[Gap]:
    """The questions that share their telling words, together."""
    groups: list[list[str]] = []
    for each in questions:
        words = stems(each)
        alike = (group for group in groups if shared(words, stems(group[0])) >= ALIKE)
        found = next(alike, None)
        if found is None:
            groups.append([each])
        else:
            found.append(each)
    return [Gap(tuple(group)) for group in sorted(groups, key=len, reverse=True)]


async def _unanswered(store: Store, searcher: Searcher) -> AsyncIterator[str]:
    for person in await store.persons():
        for check_in in await store.check_ins(person.id):
            for turn in await store.turns(check_in.id):
                if turn.speaker is not Speaker.PERSON or turn.text is None:
                    continue
                question = question_in(turn.text)
                if question is None or question.form is not Form.ASKED:
                    continue
                if (await searcher.search(question.text)).abstained is not None:
                    yield question.text
