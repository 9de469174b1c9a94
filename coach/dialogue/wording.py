"""Words the moves of a reply: from the script, or by a model under the script's eye.

The model is asked once a reply and answers in numbered lines, one per move. Every sentence passes
the output gate with just the numbers of its move's script; a move with two numbers of one kind is
the script's own, since the gate could not tell the time asleep from the time in bed. Whatever goes
wrong, the rest of the cut sentence is dropped and the script goes on from the move in hand
(DECISIONS 4, 10).
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from coach.dialogue.reply import Move, Sentence, Wording
from coach.dialogue.sentences import sentences, split
from safety.ask import LLM, LLMError, Prompt, PromptFile
from safety.gates import say
from safety.numbers import numbers_in
from safety.policy import Policy
from safety.verdict import Said

WORD_REPLY = PromptFile(Path(__file__).parent / "prompts" / "word_reply.md")
PROMPT_VERSION = f"{WORD_REPLY.name} {WORD_REPLY.digest}"
SENTENCES_PER_MOVE = 3
END = ""
"""Stands for a line beyond the last: the model has finished."""
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[:.)]\s+(?=\S)")
_MARKS = re.compile(r"<<<|>>>")


class _UnusableError(Exception):
    """The model's wording cannot be used: blocked, out of order, or not the question asked."""

    def __init__(self, message: str, blocked: Said | None = None) -> None:
        super().__init__(message)
        self.blocked = blocked


@dataclass
class _Progress:
    """The move at which the script would go on if the model failed now."""

    resume: int


def from_script(
    moves: Sequence[Move], policy: Policy, *, start: int = 0, wording: Wording = Wording.SCRIPT
) -> Iterator[Sentence]:
    """The moves from `start` on in the script's own words, sentence by sentence.

    A scripted sentence is gated like any other; of one that does not pass only the verdict is left.
    """
    for place, move in enumerate(moves[start:], start):
        for text in split(move.text):
            sentence = gated(text, place, move, policy, wording)
            yield sentence if sentence.verdict.allowed else _nothing(sentence.verdict)


async def by_model(
    moves: Sequence[Move],
    words: str,
    llm: LLM,
    policy: Policy,
    *,
    late_s: float,
    opener: str,
    known: Sequence[str] = (),
) -> AsyncGenerator[Sentence, None]:
    """The moves worded by a model; `fixed` ones are spoken as they stand.

    An `opener` comes first where the model's first sentence is later than `late_s`. From the move
    at which the model fails the script goes on, its first sentence marked `FALLBACK`. `known` is
    what is remembered of the person and bears on the words, shown to the model as data.
    """
    free = [place for place, move in enumerate(moves) if _is_free(move)]
    if not free:
        for sentence in from_script(moves, policy):
            yield sentence
        return
    for sentence in from_script(moves[: free[0]], policy):
        yield sentence
    progress = _Progress(free[0])
    blocked: Said | None = None
    try:
        lines = _numbered(llm, _prompt(moves, free, words, known), late_s)
        async with aclosing(_in_order(lines, moves, free, policy, progress, words)) as worded:
            async for each in worded:
                yield each or gated(opener, None, Move(opener), policy, Wording.SCRIPT)
    except _UnusableError as error:
        blocked = error.blocked
    except LLMError:
        pass
    for sentence in rest_of(moves, policy, progress.resume, blocked):
        yield sentence


def rest_of(
    moves: Sequence[Move], policy: Policy, start: int, blocked: Said | None
) -> Iterator[Sentence]:
    """The script from `start` on, each sentence with the verdict that made it take over."""
    for sentence in from_script(moves, policy, start=start, wording=Wording.FALLBACK):
        yield replace(sentence, instead_of=sentence.instead_of or blocked)
    if blocked is not None and start >= len(moves):
        yield _nothing(blocked, Wording.FALLBACK)


def _nothing(verdict: Said, wording: Wording = Wording.SCRIPT) -> Sentence:
    """What is left of a stopped sentence that nothing takes the place of."""
    return Sentence("", None, wording, verdict, verdict, on_screen_only=True)


async def _in_order(
    lines: AsyncGenerator[tuple[int, str] | None, None],
    moves: Sequence[Move],
    free: Sequence[int],
    policy: Policy,
    progress: _Progress,
    words: str,
) -> AsyncGenerator[Sentence | None, None]:
    """The model's sentences in answer to `words`, each at its move, fixed moves between them.

    A move that delivers nothing is as good as said once a sentence of it was; of an agenda item
    no half counts.

    Raises:
        _UnusableError: a move was left out, came out of order, was blocked or not put as asked.
    """
    at = -1
    spoken: list[str] = []
    held: list[Sentence] = []
    async with aclosing(lines):
        async for each in lines:
            if each is None:
                yield None
                continue
            line, text = each
            if line != at:
                _check(moves, free, at, spoken, following=line)
                for sentence in (*held, *_between(moves, free, at, policy)):
                    yield sentence
                at, spoken, held = line, [], []
                progress.resume = free[at] if at < len(free) else len(moves)
            if (at == len(free)) != (text == END):
                raise _UnusableError(f"line {line + 1} of {len(free)} is {text!r}")
            if text == END:
                return
            move = moves[free[at]]
            spoken.append(text)
            sentence = _let_out(text, free[at], move, policy, spoken, words)
            if move.asks:
                # A question is only known to be the right one when it is whole.
                held.append(sentence)
            else:
                progress.resume = free[at] + (move.item_id is None)
                yield sentence


async def _numbered(
    llm: LLM, prompt: Prompt, late_s: float
) -> AsyncGenerator[tuple[int, str] | None, None]:
    """Sentences with the place of their line, from 0, and END behind the last line.

    None comes once where the first sentence is late.
    """
    line = -1
    async with aclosing(or_late(sentences(llm.stream(prompt)), late_s)) as stream:
        async for sentence in stream:
            if sentence is None:
                yield None
                continue
            number = _NUMBERED.match(sentence)
            line = int(number.group(1)) - 1 if number else line
            text = sentence[number.end() :] if number else sentence
            if line < 0:
                raise _UnusableError("the answer does not begin with a numbered line")
            yield line, text
    yield line + 1, END


async def or_late(
    source: AsyncGenerator[str, None], late_s: float
) -> AsyncGenerator[str | None, None]:
    """The source, with a None before its first item if that takes longer than `late_s`."""
    async with aclosing(source):
        async with asyncio.TaskGroup() as group:
            first = group.create_task(_next(source))
            done, _ = await asyncio.wait({first}, timeout=late_s)
            if not done:
                yield None
            item = await first
        if isinstance(item, LLMError):
            raise item
        if item is None:
            return
        yield item
        async for each in source:
            yield each


async def _next(source: AsyncGenerator[str, None]) -> str | LLMError | None:
    """The next item, the end, or the error as a value: a task group would wrap it."""
    try:
        return await anext(source)
    except StopAsyncIteration:
        return None
    except LLMError as error:
        return error


def _between(
    moves: Sequence[Move], free: Sequence[int], at: int, policy: Policy
) -> Iterator[Sentence]:
    """The fixed moves after the free move `at`, up to the next free one."""
    if at < 0:
        return
    end = free[at + 1] if at + 1 < len(free) else len(moves)
    yield from from_script(moves[:end], policy, start=free[at] + 1)


def _let_out(
    text: str, place: int, move: Move, policy: Policy, spoken: Sequence[str], words: str
) -> Sentence:
    """The model's sentence, the last of those `spoken` for its move, if it may answer `words`.

    Raises:
        _UnusableError: the gate blocks it, the move is getting long, or it holds more numbers.
    """
    sentence = gated(text, place, move, policy, Wording.MODEL, words)
    if not sentence.verdict.allowed:
        raise _UnusableError(f"move {place} was blocked", sentence.verdict)
    if len(spoken) > SENTENCES_PER_MOVE:
        raise _UnusableError(f"move {place} has more than {SENTENCES_PER_MOVE} sentences")
    if len(numbers_in(" ".join(spoken))) > len(numbers_in(move.text)):
        raise _UnusableError(f"move {place} has more numbers than the script")
    return sentence


def _is_free(move: Move) -> bool:
    """Whether a model may word the move."""
    units = [number.unit for number in numbers_in(move.text)]
    return not move.fixed and len(units) == len(set(units))


def _check(
    moves: Sequence[Move], free: Sequence[int], at: int, spoken: Sequence[str], *, following: int
) -> None:
    """Whether line `at` may be followed by line `following`, and is a question where it asks."""
    if following != at + 1 or following > len(free):
        raise _UnusableError(f"line {following + 1} came after line {at + 1} of {len(free)}")
    if at < 0 or not moves[free[at]].asks:
        return
    said = " ".join(spoken)
    mentions = moves[free[at]].mentions
    on_topic = not mentions or any(word in said.lower() for word in mentions)
    if said.count("?") != 1 or not said.endswith("?") or not on_topic:
        raise _UnusableError(f"move {free[at]} was not asked as it should be")


def gated(
    text: str,
    place: int | None,
    move: Move,
    policy: Policy,
    wording: Wording,
    words: str | None = None,
) -> Sentence:
    """A sentence with the gate's verdict, which knows the numbers of its move."""
    fixed = frozenset(split(move.text)) if move.fixed else frozenset()
    numbers = frozenset(numbers_in(move.text))
    verdict = say(text, policy, may_speak=numbers, verbatim=fixed, user_said=words)
    return Sentence(text, place, wording, verdict, on_screen_only=move.on_screen_only)


def known_block(known: Sequence[str]) -> str:
    """What is remembered of a person, a line each, without anything that ends the block."""
    lines = (_MARKS.sub(" ", " ".join(each.split())) for each in known)
    return "\n".join(lines) or "nothing yet"


def _prompt(moves: Sequence[Move], free: Sequence[int], words: str, known: Sequence[str]) -> Prompt:
    lines = [
        f"{number} ({'ask' if moves[place].asks else 'say'}): {moves[place].text}"
        for number, place in enumerate(free, 1)
    ]
    return WORD_REPLY.fill(
        {
            "words": _MARKS.sub(" ", words),
            "known": known_block(known),
            "moves": "\n".join(lines),
        }
    )
