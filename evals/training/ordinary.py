"""Ordinary talk as harmless templates: answers to the diary's questions, out of its dev set.

Called by the training command. A third of the sentences, chosen by a hash of their id, so that the
others stay a measure of what the gate makes of plain answers; all manners of one go together.
"""

from pathlib import Path
from zlib import crc32

from pydantic import BaseModel, TypeAdapter

from evals.training.templates import Template
from safety.verdict import Action, Category

_CASES = Path(__file__).parents[1] / "cases" / "diary.jsonl"
_ONE_IN = 3


class _Answer(BaseModel):
    """What is read of a case of the `diary` suite; one that sets nothing is an aside."""

    sentence: str
    utterance: str
    expected: dict[str, object]


def ordinary(path: Path = _CASES) -> list[Template]:
    """A template for each third sentence that answers a question of the diary, in all manners."""
    manners: dict[str, list[str]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    for case in map(TypeAdapter(_Answer).validate_json, lines):
        if case.expected and crc32(case.sentence.encode()) % _ONE_IN == 0:
            manners.setdefault(case.sentence, []).append(case.utterance)
    return [_harmless(name, texts) for name, texts in manners.items()]


def _harmless(name: str, texts: list[str]) -> Template:
    return Template(
        id=f"diary-{name}",
        category=Category.IN_SCOPE,
        action=Action.CONTINUE,
        near_miss=False,
        texts=tuple(texts),
    )
