"""The parts of a reply: what the coach decided to do, and the sentences it does it with."""

from dataclasses import dataclass

from coach.dialogue.listen.reading import Reading
from coach.dialogue.state import State
from memory.checkin import Hearing
from safety.verdict import Heard, Said


@dataclass(frozen=True)
class Move:
    """One thing the coach does in a reply, in the scripted wording that is always good enough.

    `item_id` is the agenda item it delivers. A `fixed` move is never worded by a model: notices,
    read-backs, safety. `owed` is the key under which a mandatory line is owed until it was heard.
    `mentions` are words of which a model's wording of a question must hold one.
    """

    text: str
    item_id: str | None = None
    fixed: bool = False
    asks: bool = False
    mentions: tuple[str, ...] = ()
    owed: str | None = None
    on_screen_only: bool = False


@dataclass(frozen=True)
class Sentence:
    """One gated sentence on its way to the person. `move` is its place in the proposal's moves;
    `by_model` says who worded it. `on_screen_only` is shown where there is a screen, not spoken."""

    text: str
    move: int
    by_model: bool
    verdict: Said
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
    """A reply as it came out: its sentences, and how often the model failed on the way."""

    proposal: Proposal
    sentences: tuple[Sentence, ...]
    model_failures: int = 0
