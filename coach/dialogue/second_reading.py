"""Asks a model, where one is configured, what an answer means that the rules could not read.

Called by `coach.dialogue.engine` before a turn is decided; it writes nothing. It waits no longer
than a first token may take, and whatever goes wrong, the rules' own reading stands.
"""

import asyncio
import json
import re
from contextlib import aclosing
from datetime import time
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.dialogue.listen.proposed import Proposal, with_proposal
from coach.dialogue.listen.reading import Known, Reading, Value
from memory.diary import CLOCK_FIELDS, Field
from safety.ask import LLM, LLMError, PromptFile

READ_DIARY = PromptFile(Path(__file__).parent / "prompts" / "read_diary.md")
MOST_CHARS = 400
"""A longer account is not sent: what it leaves open is asked about, one thing at a time."""
_LONGEST_ANSWER = 600
_MARKS = re.compile(r"<<<|>>>")
_FIELD_NAMES = {
    Field.GOT_INTO_BED: "the time they got into bed",
    Field.TRIED_TO_SLEEP: "the time they began trying to sleep",
    Field.SLEEP_ONSET_LATENCY: "how many minutes it took to fall asleep",
    Field.AWAKENINGS: "how many times they woke in the night, the last time not counted",
    Field.WAKE_AFTER_SLEEP_ONSET: "how many minutes they were awake in the night, all together",
    Field.FINAL_AWAKENING: "the time they woke for the last time",
    Field.OUT_OF_BED: "the time they got up for the day",
    Field.EARLY_WAKE_AWAKE: "how many minutes they still tried to sleep after the last waking",
    Field.NAPS: "how many minutes they napped yesterday, all together",
    Field.QUALITY: "how they rate the night from 1 to 5",
}


class _Answer(BaseModel):
    """The model's JSON; anything else in it is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True)

    value: str | int | None
    quote: str


async def read_again(
    floor: Reading, words: str, field: Field, known: Known, llm: LLM, *, limit_s: float
) -> Reading:
    """The rules' reading, with what a model proposes for the one field asked, once checked."""
    if not _is_worth_asking(floor, words, field):
        return floor
    prompt = READ_DIARY.fill({"field": _FIELD_NAMES[field], "words": _MARKS.sub(" ", words)})
    said = ""
    try:
        async with asyncio.timeout(limit_s), aclosing(llm.stream(prompt)) as pieces:
            async for piece in pieces:
                said += piece
                if len(said) > _LONGEST_ANSWER:
                    return floor
    except (LLMError, TimeoutError):
        return floor
    return with_proposal(floor, _proposal(said, field), words, field, known)


def _is_worth_asking(floor: Reading, words: str, field: Field) -> bool:
    open_still = field not in floor.values and field not in floor.unknown
    answerable = field in _FIELD_NAMES and floor.intent is None and not floor.values
    return open_still and answerable and 0 < len(words.strip()) <= MOST_CHARS


def _proposal(said: str, field: Field) -> Proposal | None:
    try:
        answer = _Answer.model_validate(json.loads(said.strip()))
    except (ValueError, ValidationError, RecursionError):
        return None
    value = _value(answer.value, field)
    return None if value is None else Proposal(value, answer.quote)


def _value(raw: str | int | None, field: Field) -> Value | None:
    if field not in CLOCK_FIELDS:
        return raw if isinstance(raw, int) else None
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", raw) if isinstance(raw, str) else None
    return time(int(found[1]), int(found[2])) if found else None
