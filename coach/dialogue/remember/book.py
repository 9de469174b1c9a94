"""What is known while one utterance is taken in, and what it has changed so far.

Made and used by `learn`, once an utterance, and turned into a `Change` at its end.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from coach.dialogue.remember.endings import likeness
from coach.dialogue.remember.lexicon import stem_set
from memory.fact import Change, Fact, Status, chain
from memory.lexical import most, stems

LEAST_LIKE = 0.34
NEAR_BEST = 0.6


class Book:
    """The facts of one person as they stand in the middle of an utterance."""

    def __init__(self, facts: Iterable[Fact], today: date) -> None:
        self._before = {fact.id: fact for fact in facts}
        self._now = dict(self._before)
        self._new: dict[UUID, Fact] = {}
        self.today = today

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that is known, in the order it came to be."""
        return (*self._now.values(), *self._new.values())

    @property
    def new(self) -> tuple[Fact, ...]:
        """What this utterance added so far."""
        return tuple(self._new.values())

    def live(self) -> list[Fact]:
        """The facts that stand, those of this utterance left out."""
        return [fact for fact in self._now.values() if fact.is_live]

    def add(self, fact: Fact) -> None:
        """Adds what was just said."""
        self._new[fact.id] = fact

    def put(self, fact: Fact) -> None:
        """Replaces a fact."""
        (self._new if fact.id in self._new else self._now)[fact.id] = fact

    def close(self, fact: Fact, status: Status) -> None:
        """Ends a fact today in one of the ways a fact can end."""
        self.put(replace(fact, status=status, over_on=self.today))

    def mute(self, facts: Iterable[Fact], topic: tuple[str, ...]) -> None:
        """Keeps facts out of all talk, and later ones of the topic with them."""
        for fact in facts:
            about = topic or _telling(fact.text)
            self.put(replace(fact, status=Status.MUTED, topics=about))

    def forget(self, facts: Iterable[Fact]) -> None:
        """Drops facts with all they superseded and all that superseded them."""
        for fact in list(facts):
            for linked in chain(self.facts, fact):
                self._now.pop(linked.id, None)
                self._new.pop(linked.id, None)

    def about(
        self,
        topic: tuple[str, ...],
        among: Iterable[Fact],
        fits: Callable[[Fact], bool] = lambda _: True,
    ) -> list[Fact]:
        """The facts that a topic names, the best and those nearly as good."""
        scored = [(likeness(topic, frozenset(fact.stems)), fact) for fact in among if fits(fact)]
        best = max((score for score, _ in scored), default=0.0)
        least = max(LEAST_LIKE, NEAR_BEST * best)
        return [fact for score, fact in scored if score >= least]

    def is_muted(self, text: str) -> bool:
        """Whether it is about something that is not to be brought up."""
        said = set(stems(text))
        muted = (fact for fact in self.facts if fact.status is Status.MUTED and fact.topics)
        return any(len(said & set(each.topics)) >= most(len(each.topics)) for each in muted)

    def change(self) -> Change:
        """What has to be written."""
        known = self._before.values()
        return Change(
            added=tuple(self._new.values()),
            changed=tuple(
                self._now[fact.id]
                for fact in known
                if fact.id in self._now and self._now[fact.id] != self._before[fact.id]
            ),
            forgotten=tuple(fact.id for fact in known if fact.id not in self._now),
        )


def _telling(text: str) -> tuple[str, ...]:
    """The stems by which a thing is known again: not those of any day and any feeling."""
    found = tuple(dict.fromkeys(stems(text)))
    return tuple(each for each in found if each not in stem_set("common")) or found
