"""Lets a model choose among tomorrow's candidates and word a step: a `Draft`, or nothing.

Called once the talk is over, so that no turn waits for it. Whatever is not wholly in order is asked
for once more with the reasons; after that the programme's own agenda stands.
"""

import asyncio
import re
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from agendas.agenda import Kind
from agendas.candidates import Candidate, candidates
from agendas.day import Day
from agendas.draft import SCHEMA, Draft, DraftError, draft_of
from agendas.planner import open_to_choice, refusals
from agendas.program import Program
from agendas.steps import Step
from coach.dialogue.sentences import split
from safety.ask import LLM, LLMError, Prompt, PromptFile
from safety.gates import publish
from safety.numbers import matches, numbers_in
from safety.policy import Policy

DRAFT_AGENDA = PromptFile(Path(__file__).parent / "prompts" / "draft_agenda.md")
PROMPT_VERSION = f"{DRAFT_AGENDA.name} {DRAFT_AGENDA.digest}"
ATTEMPTS = 2
LIMIT_S = 10.0
"""Both attempts together: nobody waits for them, but a process does."""
LONGEST_CHARS = 4000
SENTENCES = 3
SHARED_WORDS = 2
"""So many words of the step's own a wording must hold, or it speaks of something else."""
_STEM = 5
_WORD = re.compile(r"[a-z]{5,}")


async def drafted(llm: LLM, day: Day, program: Program, policy: Policy) -> Draft | None:
    """A model's draft that fits this day; None where it fails, or where nothing is to be chosen."""
    found = candidates(day, program)
    free = open_to_choice(found)
    if not any(each.item.kind is Kind.STEP for each in free):
        return None
    reasons: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(LIMIT_S):
            for _ in range(ATTEMPTS):
                answer = await _answer(llm, _prompt(day, program, free, reasons))
                try:
                    draft = draft_of(answer, PROMPT_VERSION)
                except DraftError as error:
                    reasons = (str(error),)
                    continue
                reasons = (*refusals(draft, found), *objections(draft, program, policy))
                if not reasons:
                    return draft
    except (LLMError, TimeoutError):
        return None
    return None


def objections(draft: Draft, program: Program, policy: Policy) -> tuple[str, ...]:
    """What speaks against a draft's wording under this programme and policy."""
    worded = [(each.item_id, each.say) for each in draft.items if each.say is not None]
    return tuple(
        f"{item_id!r}: {why}"
        for item_id, words in worded
        for why in (
            _wrong(words, program.step(item_id), policy)
            if program.has_step(item_id)
            else ("only a step may be worded",)
        )
    )


def still_good(draft: Draft | None, program: Program, policy: Policy) -> Draft | None:
    """A kept draft, if it still passes; None where it was none or does not."""
    if draft is None or objections(draft, program, policy):
        return None
    return draft


def _wrong(words: str, step: Step, policy: Policy) -> tuple[str, ...]:
    own = " ".join((*step.say, step.promise, step.brief))
    numbers = frozenset(numbers_in(own))
    sentences = split(words)
    found = []
    if len(sentences) > SENTENCES:
        found.append(f"at most {SENTENCES} sentences")
    if "?" in words:
        found.append("no question")
    if any(not matches(number, numbers) for number in numbers_in(words)):
        found.append("a number that the step does not hold")
    refused = publish(sentences, policy, may_speak=numbers)
    found += [f"may not be said ({each.rule_id or each.rule})" for each in refused]
    if len(_stems(words) & _stems(own)) < SHARED_WORDS:
        found.append("does not say what the step is about")
    return tuple(found)


def _stems(words: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(words.lower())}


async def _answer(llm: LLM, prompt: Prompt) -> str:
    """The whole answer; one that runs on is cut off and will be no draft."""
    text = ""
    async with aclosing(llm.stream(prompt)) as pieces:
        async for piece in pieces:
            text += piece
            if len(text) > LONGEST_CHARS:
                return text
    return text


def _prompt(
    day: Day, program: Program, free: tuple[Candidate, ...], reasons: tuple[str, ...]
) -> Prompt:
    again = f"Your last answer could not be used: {'; '.join(reasons)}." if reasons else ""
    filled = DRAFT_AGENDA.fill(
        {
            "stage": day.shown or day.person.stage,
            "candidates": "\n".join(_line(each, program) for each in free),
            "again": again,
        }
    )
    return replace(filled, schema=SCHEMA)


def _line(candidate: Candidate, program: Program) -> str:
    item = candidate.item
    if item.kind is not Kind.STEP:
        return f"- observation {item.id}: {item.reason}"
    step = program.step(item.id)
    return f"- step {item.id}: {item.reason}. It must say: {step.brief or step.say[0]}"
