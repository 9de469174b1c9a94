"""One reply on its way to the person: what it answers, what was let out, what was audible.

Kept by the bridge from the speculative first run to the moment it is written down.
"""

import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from coach.dialogue.reply import Proposal, Sentence, Spoken
from coach.dialogue.state import State


@dataclass
class Run:
    """One pass over a reply's sentences; a reply may be run again, and only the last run counts.

    `voiced` are the sentences whose sound went out, in order, `whole` how many of them were
    audible to their end, `cached` whether the first one's sound was at hand. `finished` is True
    once the engine had no more to say. `first_told_at` is when its first sentence came (seconds of
    `time.time`, like LiveKit's own metrics). `shown` is what was shown of the sentences that are
    for the screen alone. `mute`: the voice failed at one of its sentences.
    """

    told: list[Sentence] = field(default_factory=list)
    voiced: list[str] = field(default_factory=list)
    whole: int = 0
    finished: bool = False
    first_told_at: float | None = None
    cached: bool = False
    shown: set[str] = field(default_factory=set)
    mute: bool = False

    def tell(self, sentence: Sentence) -> None:
        """Notes a sentence the engine let out; the first with the time."""
        self.told.append(sentence)
        if self.first_told_at is None:
            self.first_told_at = time.time()

    @property
    def begun(self) -> tuple[str, ...]:
        """The sentences that have begun to be audible."""
        return tuple(self.voiced[: self.whole + 1])


@dataclass
class Segment:
    """One sentence on its way to the loudspeaker; `counts` while its own sound is what goes out."""

    run: Run
    counts: bool = False


class LetOut(str):
    """A sentence that may be spoken. LiveKit hands on the very string it was given.

    So one that nobody let out is known, and so is to which run a sound belongs: the next reply is
    being synthesised while the last is still playing.
    """

    __slots__ = ("segment",)

    segment: Segment

    @classmethod
    def of(cls, text: str, run: Run) -> Self:
        """This sentence of this run."""
        sentence = cls(text)
        sentence.segment = Segment(run)
        return sentence


@dataclass
class Reply:
    """What the engine answers to `words` (None: it opens the talk) in the state `before`.

    `respond` is pure, so the same reply can be had again from these three at any time.
    `proposal` is there once the words were written.
    """

    before: State
    words: str | None
    at: datetime
    proposal: Proposal | None = None
    run: Run = field(default_factory=Run)

    def answers(self, state: State, words: str | None) -> bool:
        """Whether this is the reply to these words in this state."""
        return self.before is state and self.words == words


def heard_of(run: Run, committed: str, *, interrupted: bool) -> str:
    """What reached the person: the sentences played whole, and the words of the one cut short.

    `committed` is the framework's estimate by words; the sentence in which the sound stopped is
    never taken for whole, because the last word may have been cut.
    """
    if not interrupted:
        return " ".join(run.voiced)
    shown = " ".join(committed.split())
    count = _whole(run, shown)
    whole = " ".join(run.voiced[:count])
    if count >= len(run.voiced):
        return whole
    cut = run.voiced[count]
    begun = shown.removeprefix(whole).strip()
    if len(begun) >= len(cut):
        begun = cut.rpartition(" ")[0]
    return f"{whole} {begun}".strip()


def _whole(run: Run, committed: str) -> int:
    """How many sentences were played whole, by the loudspeaker and by the framework both."""
    at = 0
    for place, sentence in enumerate(run.voiced[: run.whole]):
        at = committed.find(sentence, at)
        if at < 0:
            return place
        at += len(sentence)
    return run.whole


def spoken_of(reply: Reply) -> Spoken | None:
    """The reply as the engine is told of it; None while its words were not written.

    Where the engine was stopped before it had said all, the move it was in is left unfinished.
    """
    if reply.proposal is None:
        return None
    told = list(reply.run.told)
    if told and not reply.run.finished:
        told.append(replace(told[-1], text=f"{told[-1].text} (and what was to follow)"))
    return Spoken(reply.proposal, tuple(told))
