"""The parts of a reply: what the coach decided to do, and the sentences it does it with."""

from dataclasses import dataclass
from enum import StrEnum

from coach.dialogue.listen.reading import Reading
from coach.dialogue.state import State
from memory.answers import Passage
from memory.checkin import Hearing
from safety.verdict import Heard, Said


@dataclass(frozen=True)
class Move:
    """One thing the coach does in a reply, in the scripted wording that is always good enough.

    `item_id` is the agenda item it delivers. A `fixed` move is never worded by a model: notices,
    read-backs, safety. `owed` is the key under which a mandatory line is owed until it was heard.
    `mentions` are words of which a model's wording of a question must hold one. What `quotes` a
    person's own earlier words is not kept a second time, so that what is forgotten is gone.
    `passages` are those it quotes, the first of them word for word.
    """

    text: str
    item_id: str | None = None
    fixed: bool = False
    asks: bool = False
    mentions: tuple[str, ...] = ()
    owed: str | None = None
    on_screen_only: bool = False
    quotes: bool = False
    passages: tuple[Passage, ...] = ()


class Wording(StrEnum):
    """Where a sentence's words come from; FALLBACK is the script taking over from the model."""

    SCRIPT = "script"
    MODEL = "model"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Sentence:
    """One gated sentence on its way to the person.

    `move` is its place in the proposal's moves, None for an opener. `instead_of` is the verdict on
    the model's sentence it stands for. `on_screen_only` is shown where there is a screen, never
    spoken. `text` is empty where a stopped sentence was replaced by nothing: then it only carries
    the verdict to the audit, and there is nothing to tell.
    """

    text: str
    move: int | None
    wording: Wording
    verdict: Said
    instead_of: Said | None = None
    on_screen_only: bool = False


@dataclass(frozen=True)
class Proposal:
    """Everything one turn decides, before a word of the reply is worded.

    `hearing` is what `hear` will write; `state` the state once it is written; `ends` says that
    the talk is over after this reply; `erases` that the person is not to be kept at all.
    """

    reading: Reading
    verdict: Heard | None
    hearing: Hearing
    state: State
    moves: tuple[Move, ...]
    ends: bool = False
    erases: bool = False


@dataclass(frozen=True)
class Spoken:
    """A reply as it came out, sentence by sentence."""

    proposal: Proposal
    sentences: tuple[Sentence, ...]

    @property
    def model_failed(self) -> bool:
        """Whether the script had to take over."""
        return any(sentence.wording is Wording.FALLBACK for sentence in self.sentences)
