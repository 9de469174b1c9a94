"""Has stored talks judged by a model, criterion by criterion; called by `coach-evals judge`.

Every talk is held against every criterion and comes out once, whatever happens: what could not be
asked or read is unscored, which is not passed. Writes nothing and prints nothing.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from evals.transcript import Transcript
from safety.ask import LLM, LLMError, Prompt
from safety.judges import (
    Criteria,
    Criterion,
    Judgement,
    Ruling,
    question,
    read_answer,
    unjudgeable,
    unscored,
)

ATTEMPTS = 3
AT_ONCE = 4
WAIT_S = 1.0
"""Before the second attempt; twice as long before each further one."""
_LONGEST_ANSWER = 4000

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Graded:
    """One criterion held against one talk; `attempts` is how often a model was asked."""

    transcript: str
    criterion: str
    digest: str
    judgement: Judgement
    attempts: int

    @property
    def passed(self) -> bool:
        """True for a readable pass only."""
        return self.judgement.ruling is Ruling.PASS

    def as_json(self) -> dict[str, object]:
        """The form of an item in what `coach-evals judge --json` writes."""
        return {
            "id": f"{self.transcript}:{self.criterion}",
            "transcript": self.transcript,
            "criterion": self.criterion,
            "got": self.judgement.ruling.value,
            "ok": self.passed,
            "quote": self.judgement.quote,
            "why": self.judgement.why,
            "attempts": self.attempts,
            "prompt": self.digest,
        }


class _Grader:
    """One run: a model, a limit on how many requests run at once, and whether to give up."""

    def __init__(self, llm: LLM, at_once: int, attempts: int, sleep: Sleep) -> None:
        self._llm = llm
        self._slots = asyncio.Semaphore(at_once)
        self._attempts = attempts
        self._sleep = sleep
        self._gave_up: str | None = None

    async def grade(self, transcript: Transcript, criterion: Criterion) -> Graded:
        prompt = question(criterion, transcript.talk)
        why = unjudgeable(transcript.talk)
        found, asked = unscored(why or "nobody was asked"), 0
        if why is None:
            async with self._slots:
                found, asked = await self._judged(prompt, transcript, criterion)
        return Graded(transcript.id, criterion.id, prompt.digest, found, asked)

    async def _judged(
        self, prompt: Prompt, transcript: Transcript, criterion: Criterion
    ) -> tuple[Judgement, int]:
        found = unscored("nobody was asked")
        for asked in range(1, self._attempts + 1):
            if self._gave_up is not None:
                return unscored(self._gave_up), asked - 1
            if asked > 1:
                await self._sleep(WAIT_S * 2 ** (asked - 2))
            try:
                raw = await self._answer(prompt)
            except LLMError as error:
                found = unscored(str(error))
                if not error.retryable:
                    self._gave_up = str(error)
                    return found, asked
                continue
            found = read_answer(raw, criterion, transcript.talk)
            if found.ruling is not Ruling.UNSCORED:
                return found, asked
        return found, self._attempts

    async def _answer(self, prompt: Prompt) -> str:
        said = ""
        async with aclosing(self._llm.stream(prompt)) as pieces:
            async for piece in pieces:
                said += piece
                if len(said) > _LONGEST_ANSWER:
                    raise LLMError("the answer does not end", retryable=True)
        return said


async def grade(
    talks: Sequence[Transcript],
    criteria: Sequence[Criterion],
    llm: LLM,
    *,
    at_once: int = AT_ONCE,
    attempts: int = ATTEMPTS,
    sleep: Sleep = asyncio.sleep,
    told: Callable[[Graded, int, int], None] = lambda *_: None,
) -> list[Graded]:
    """Every talk against every criterion, in that order, whatever failed.

    An unreadable answer and a failure that may pass are tried again, `attempts` times in all; a
    failure that only a person can mend ends the asking. `told` hears of each finished one, with
    how many are done and how many there are.
    """
    grader = _Grader(llm, at_once, attempts, sleep)
    total, done = len(talks) * len(criteria), 0

    async def one(transcript: Transcript, criterion: Criterion) -> Graded:
        nonlocal done
        graded = await grader.grade(transcript, criterion)
        done += 1
        told(graded, done, total)
        return graded

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(one(transcript, criterion))
            for transcript in talks
            for criterion in criteria
        ]
    return [task.result() for task in tasks]


def fingerprint(criteria: Criteria, chosen: Sequence[Criterion], judge: str) -> str:
    """What a calibration holds for: the judge, the prompts and the criteria it was asked."""
    digests = [question(criterion, ()).digest for criterion in chosen]
    told = "\n".join([judge, criteria.version, *digests])
    return hashlib.sha256(told.encode()).hexdigest()[:12]
