"""Lets a model put a passage into other words, and takes nothing that changes what it says.

Called by the engine. Checked are the citation, the numbers with what they count,
negations, and words that give a direction or a degree: cosines see none of these. Whatever is
amiss, the passage's own words are spoken instead.
"""

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

from coach.dialogue.reply import Move, Sentence, Wording
from coach.dialogue.sentences import split
from coach.dialogue.wording import from_script, gated, known_block, or_late, rest_of
from memory.answers import Passage
from memory.lexical import stem, stems
from safety.ask import LLM, LLMError, Prompt, PromptFile
from safety.gates import say
from safety.numbers import matches, numbers_in
from safety.policy import Policy
from safety.verdict import Said

WORD_ANSWER = PromptFile(Path(__file__).parent / "prompts" / "word_answer.md")
MOST_SENTENCES, MOST_WORDS = 2, 60
LEAST_OF_THE_PASSAGE = 0.5
"""Share of an answer's telling words that must stand in the passage or in the question."""
_MARKS = re.compile(r"<<<|>>>")
_CITED = re.compile(r"\s*\[([^\[\]]*)\]")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,:]\d+)*")
_CLAUSE = re.compile(r"[.!?;:,]|\b(?:but|because|although|though|while|whereas|so)\b")
_NOT = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|without|hardly|cannot|avoid|rather than|"
    r"instead of|[a-z]+n't)\b"
)
_AMOUNTS = re.compile(
    r"\d.*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand|half|third|quarter|twice|double|triple|dozen|percent"
)
_DIRECTIONS = re.compile(
    r"more|less|fewer|longer|shorter|earlier|later|before|after|better|worse|higher|lower|deeper|"
    r"lighter|warmer|cooler|always|every|safe|harmless|dangerous|cure|guarantee|must|all|most|few"
)


class UnfitError(LLMError):
    """The model's answer is not what the passage says. Its text says in what."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=True)


def answers(moves: Sequence[Move]) -> bool:
    """Whether there is an answer from an article that a model may word."""
    return any(_is_answer(each) for each in moves)


async def answer_by_model(
    moves: Sequence[Move],
    words: str,
    llm: LLM,
    policy: Policy,
    *,
    late_s: float,
    opener: str,
    known: Sequence[str] = (),
) -> AsyncGenerator[Sentence, None]:
    """A reply with an answer from an article: the model words that alone, the script all else.

    `known` is what is remembered of the person, in words of their own; it has a block to itself.

    An `opener` comes first where the model is later than `late_s`. What does not say the same as
    the passage, or may not be said, is dropped whole: the passage's own words stand.
    """
    at = next(place for place, move in enumerate(moves) if _is_answer(move))
    for sentence in from_script(moves[:at], policy):
        yield sentence
    worded: tuple[Sentence, ...] = ()
    try:
        async with aclosing(or_late(_whole(moves[at], words, llm, known), late_s)) as replied:
            async for text in replied:
                if text is None:
                    yield gated(opener, None, Move(opener), policy, Wording.SCRIPT)
                else:
                    worded = _quoted(text, at, moves[at], policy, words)
    except LLMError:
        worded = ()
    blocked = next((each.verdict for each in worded if not each.verdict.allowed), None)
    for sentence in _out(moves, at, worded, blocked, policy):
        yield sentence


def _out(
    moves: Sequence[Move],
    at: int,
    worded: tuple[Sentence, ...],
    blocked: Said | None,
    policy: Policy,
) -> Iterator[Sentence]:
    """The rest of the reply: the model's answer if it may be said, else the passage's words."""
    if not worded or blocked is not None:
        yield from rest_of(moves, policy, at, blocked)
        return
    yield from worded
    yield from from_script(moves, policy, start=at + 1)


async def _whole(
    move: Move, words: str, llm: LLM, known: Sequence[str]
) -> AsyncGenerator[str, None]:
    """The model's answer, once it is whole and checked.

    Raises:
        UnfitError: it is not what the passage says.
        LLMError: the model failed.
    """
    passage = move.passages[0]
    async with aclosing(llm.stream(prompt_of(words, passage, known))) as stream:
        reply = "".join([piece async for piece in stream])
    yield " ".join(checked(reply, words, passage))


def _quoted(text: str, place: int, move: Move, policy: Policy, words: str) -> tuple[Sentence, ...]:
    """The sentences of an answer, gated with the numbers of its passage."""
    numbers = frozenset(numbers_in(move.passages[0].section.text))
    return tuple(
        Sentence(each, place, Wording.MODEL, say(each, policy, may_speak=numbers, user_said=words))
        for each in split(text)
    )


def _is_answer(move: Move) -> bool:
    return bool(move.passages) and not move.fixed


def prompt_of(words: str, passage: Passage, known: Sequence[str] = ()) -> Prompt:
    """The prompt: what the person said, what is known of them, and the passage, a block each."""
    return WORD_ANSWER.fill(
        {
            "words": _MARKS.sub(" ", words),
            "known": known_block(known),
            "id": passage.id,
            "passage": _MARKS.sub(" ", passage.section.text),
        }
    )


def checked(reply: str, words: str, passage: Passage) -> tuple[str, ...]:
    """The sentences of a reply, without its citation, if they say what the passage says.

    Raises:
        UnfitError: a source, a number, a negation or a direction is not the passage's; or it is
            too long, or mostly about something else.
    """
    cited = {each.strip() for each in _CITED.findall(reply)}
    if cited != {passage.id}:
        raise UnfitError(f"cites {sorted(cited)} instead of {passage.id!r}")
    answer = _CITED.sub("", reply).strip()
    said = tuple(split(answer))
    if not 0 < len(said) <= MOST_SENTENCES or len(answer.split()) > MOST_WORDS:
        raise UnfitError("is too long or empty")
    text = passage.section.text
    amiss = next(_amiss(answer, text, words), None)
    if amiss is not None:
        raise UnfitError(amiss)
    return said


def _amiss(answer: str, text: str, words: str) -> Iterator[str]:
    allowed = frozenset(numbers_in(text))
    if not all(matches(each, allowed) for each in numbers_in(answer)):
        yield "has a number of its own"
    if not _amounts(answer) <= _amounts(text):
        yield "counts something else"
    if not _directions(answer) <= _directions(text):
        yield "has a direction or a degree of its own"
    turned = {word for each in split(answer) for word in _turned(each, split(text))}
    if turned:
        yield f"turns {sorted(turned)} round"
    telling, known = set(stems(answer)), set(stems(text)) | set(stems(words))
    if len(telling & known) < LEAST_OF_THE_PASSAGE * len(telling):
        yield "is about something else"


def _directions(text: str) -> set[str]:
    return {word for word in _words(text) if _DIRECTIONS.fullmatch(word)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("\u2019", "'").replace("-", " "))


def _amounts(text: str) -> set[tuple[str, str]]:
    """Each amount, before and after with the word behind it: six hours are not six weeks."""
    words = [*_words(text), ""]
    return {
        (word, stem(after))
        for word, after in pairwise(words)
        if _AMOUNTS.fullmatch(word) or word in {"before", "after"}
    }


def _turned(said: str, sentences: Sequence[str]) -> set[str]:
    """What a sentence affirms that is denied where the passage says the like, or denies of it."""
    here = _polarities(said)
    theirs = [_polarities(each) for each in sentences]
    likest = max((len(here.keys() & there.keys()) for there in theirs), default=0)
    found = [
        {word for word in here.keys() & there.keys() if not here[word] <= there[word]}
        for there in theirs
        if likest and len(here.keys() & there.keys()) == likest
    ]
    return min(found, key=len, default=set())


def _polarities(text: str) -> dict[str, set[str]]:
    """For each telling word whether it stands denied, affirmed, or both."""
    found: dict[str, set[str]] = {}
    for clause in _CLAUSE.split(text.lower().replace("\u2019", "'")):
        negation = _NOT.search(clause)
        start = negation.start() if negation else len(clause)
        for word in stems(clause[:start]):
            found.setdefault(word, set()).add("affirmed")
        for word in stems(clause[start:]):
            found.setdefault(word, set()).add("denied")
    return found
