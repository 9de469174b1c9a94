"""Asks about the one thing that was asked where it was answered in words that settle nothing.

Called last by `coach.dialogue.listen.reader`. It never sets a value: an answer that was near the
question ("a bit longer than I'd like", a time beside nothing) is better asked about than dropped.
"""

import re
from collections.abc import Sequence

from coach.dialogue.listen.asides import feeling_of
from coach.dialogue.listen.lexicon import LEXICON
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.scope import within
from coach.dialogue.listen.skeleton import Placed
from coach.dialogue.listen.values import Clock, Count, Grade, Meaning, Minutes, Number, Vague
from memory.diary import CLOCK_FIELDS, Field

_KIND = {
    **dict.fromkeys(CLOCK_FIELDS, "clock"),
    Field.SLEEP_ONSET_LATENCY: "minutes",
    Field.WAKE_AFTER_SLEEP_ONSET: "minutes",
    Field.AWAKENINGS: "count",
    Field.NAPS: "naps",
    Field.QUALITY: "quality",
}
_INEXACT = {
    kind: re.compile(rf" (?:{'|'.join(map(re.escape, words))})(?= )")
    for kind, words in LEXICON.inexact.items()
}
_TYPES: dict[str, tuple[type[Meaning], ...]] = {
    "clock": (Clock, Number),
    "minutes": (Minutes, Number, Clock, Vague),
    "count": (Count, Number, Vague),
    "naps": (Minutes, Number, Count, Clock, Vague),
    "quality": (Grade, Number),
}
_NO_ANSWER = re.compile(
    r"^ (?:(?:what|why|how|who|when|where) )?(?:do|does|did|is|are|can|could|will|would|should|"
    r"was|were|has|have) (?:you|we|it|that|i|they|there|the)(?= )| \? $|^ what (?:about|if) "
)
"""A question back is no answer to ours."""


_BESIDE_IT = re.compile(
    r" (?:\?|tonight|tomorrow|please|thanks|thank|you|hello|hi|wait|hang on|hold on|sorry|plan\w*|"
    r"will|am going|usually|normally|every (?:day|night|morning)|is set|set for|rain|weather|yes|"
    r"no|not|yeah|nope|yep|okay|varied|varies|different|lot|depends|never|could|skip|pass|first|second|"
    r"former|latter)(?= )"
)
"""Words of what is no answer: a plan, a request, a habit, a yes or no, one of two."""
_SENTENCE = 3


def _answers_somehow(text: str) -> bool:
    """Whether a short plain sentence was said where a value was asked: "with the birds"."""
    words = [w for w in text.split() if w[0].isalpha()]
    if not _SENTENCE <= len(words) <= _SHORT or _BESIDE_IT.search(text):
        return False
    return feeling_of(text) is None


_SHORT = 12


def ask_what_was_near(
    night: Night, text: str, free: Sequence[Placed], blocked: Sequence[tuple[int, int]]
) -> None:
    """Leaves the one asked field open where only something near it was said.

    Args:
        night: what was understood so far; nothing is done where anything was.
        text: the skeleton's text.
        free: the values that are about this person's night.
        blocked: the stretches that are not.
    """
    kind = _KIND.get(night.asked[0]) if len(night.asked) == 1 else None
    if kind is None or night.values or night.unclear or night.unknown or _NO_ANSWER.search(text):
        return
    valued = any(isinstance(v.mention.meaning, _TYPES[kind]) for v in free)
    worded = any(not within(m.start(), blocked) for m in _INEXACT[kind].finditer(text))
    if valued or worded or _answers_somehow(text):
        night.leave_open(night.asked[0])
