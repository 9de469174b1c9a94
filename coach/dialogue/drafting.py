"""Lets a model choose among tomorrow's candidates and their wordings: a `Draft`, or nothing.

Called once the talk is over, so that no turn waits for it. Whatever is not wholly in order is asked
for once more with the reasons; after that the programme's own agenda stands.
"""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from agendas.agenda import Kind
from agendas.candidates import Candidate, candidates
from agendas.day import Day
from agendas.draft import SCHEMA, Draft, DraftError, draft_of
from agendas.planner import open_to_choice, refusals
from agendas.program import Program
from safety.ask import LLM, LLMError, Prompt, PromptFile

DRAFT_AGENDA = PromptFile(Path(__file__).parent / "prompts" / "draft_agenda.md")
PROMPT_VERSION = f"{DRAFT_AGENDA.name} {DRAFT_AGENDA.digest}"
ATTEMPTS = 2
LIMIT_S = 10.0
"""Both attempts together: nobody waits for them, but a process does."""
LONGEST_CHARS = 4000


async def drafted(llm: LLM, day: Day, program: Program) -> Draft | None:
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
                reasons = refusals(draft, found, program)
                if not reasons:
                    return draft
    except (LLMError, TimeoutError):
        return None
    return None


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
    wordings = (f"  {n}. {words}" for n, words in enumerate(program.step(item.id).say, 1))
    return "\n".join((f"- step {item.id}: {item.reason}. Its wordings:", *wordings))
