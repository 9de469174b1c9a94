"""Who has the floor: how long to wait for the rest of an answer, and what is no turn at all.

Plain functions of values, called by the session; nothing here knows LiveKit or a clock.
"""

import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from coach.dialogue import closing, guard, night_talk, requests
from coach.dialogue.basics import ADULT, DATA
from coach.dialogue.listen.words import tokens
from coach.dialogue.screen_told import WHAT
from coach.dialogue.state import State
from memory.checkin import Status
from memory.diary import CLOCK_FIELDS, Field
from safety.gates import hear
from safety.policy import Policy


class Patience(NamedTuple):
    """Seconds of silence after which a turn is over.

    `least_s` where the turn detector takes the sentence for finished, `most_s` where it does not.
    """

    least_s: float
    most_s: float


class _Kind(Enum):
    """What sort of answer a question wants, by how long it may take to say."""

    YES_NO = Patience(0.3, 1.2)
    NUMBER = Patience(0.3, 1.4)
    CLOCK = Patience(0.35, 1.6)
    SHORT = Patience(0.4, 1.8)
    OPEN = Patience(0.6, 2.5)


JUST_WOKEN = Patience(0.1, 0.6)
"""What is added for somebody who may still be in bed."""

_YES_NO = frozenset(
    {ADULT, DATA, night_talk.CONFIRM, closing.AGREE, closing.MORE, guard.GO_ON, requests.RESTART}
    | {requests.DELETE}
)
_SHORT = frozenset({"s0.name", "s0.country", "s0.zone", "s0.work"})
_CLOCKS = frozenset({"s0.rise"})

_AGREEING = frozenset(
    {"mm", "hm", "hmm", "mhm", "uh", "huh", "aha", "ah", "oh", "i", "see", "got", "it", "all"}
    | {"yeah", "yes", "yep", "yup", "ok", "okay", "right", "sure", "good", "fine"}
)
_LONGEST_BACKCHANNEL = 3
_WORD = re.compile(r"[a-z']+")


def patience(state: State, *, just_woken: bool) -> Patience:
    """How long to wait for more before an answer to the open question counts as given."""
    base = _kind(state).value
    if not just_woken:
        return base
    return Patience(base.least_s + JUST_WOKEN.least_s, base.most_s + JUST_WOKEN.most_s)


def _kind(state: State) -> _Kind:
    question = state.check_in.question or ""
    if state.check_in.status is Status.CRISIS:
        return _Kind.OPEN
    if question in _YES_NO:
        return _Kind.YES_NO
    if question in _SHORT or (question.startswith("screen.") and question != WHAT):
        return _Kind.SHORT
    field = night_talk.field_asked(question)
    if field in CLOCK_FIELDS or question in _CLOCKS:
        return _Kind.CLOCK
    return _Kind.OPEN if field in {None, Field.NOTE} else _Kind.NUMBER


def is_backchannel(words: str, begun: Iterable[str]) -> bool:
    """Whether words spoken over the coach only say "go on".

    `begun` are the sentences of her reply that had begun when the words did: once a question is
    among them, "yeah" is an answer.
    """
    said = _said(words)
    if not said or len(said) > _LONGEST_BACKCHANNEL or not _AGREEING.issuperset(said):
        return False
    sentences = list(begun)
    return bool(sentences) and not any(text.rstrip().endswith("?") for text in sentences)


def is_nothing(words: str, policy: Policy) -> bool:
    """Whether a transcript holds nothing anyone said: what Whisper makes of noise and breath.

    Words that the safety rules know are never nothing.
    """
    said = _said(words)
    if tokens(words) or (said and _AGREEING.issuperset(said)):
        return False
    return hear(words, policy).rule_id is None


def _said(words: str) -> list[str]:
    return _WORD.findall(words.lower().replace("-", " "))
