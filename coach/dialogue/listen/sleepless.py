"""Settles a night told as wholly without sleep: what only a sleeper has is not asked for.

Called by `coach.dialogue.listen.reader` last of all. It puts no nought in: the minutes to fall
asleep and the wakings of such a night do not exist, so they stay blank.
"""

import re

from coach.dialogue.listen.night import Night
from coach.dialogue.listen.skeleton import Skeleton
from coach.dialogue.listen.values import Vague
from memory.diary import Field

_SLEEPLESS = re.compile(
    r" (?:(?:did|could|have|had|was|am) not (?:\w+ly |even |really )?(?:get |have |had |got |able "
    r"to |manage )?(?:to )?(?:any |a )?(?:sleep|slept)(?: last night)? (?:at all|a wink|one "
    r"wink|whatsoever|all night|the whole night|for (?:one|a single|even a) (?:minute|second|"
    r"moment))|"
    r"(?:no|zero|nil) sleep (?:at all|whatsoever|last night|all night)|"
    r"not (?:sleep |slept )?(?:a|one|even a) wink|not a wink of sleep|"
    r"(?:never|did not) (?:even )?(?:slept|fell asleep|fall asleep|got (?:any |to )sleep|"
    r"get (?:any |to )?sleep|dropped off|drop off|nodded off|nod off)(?: last night| once)?"
    r"(?: at all| all night| the whole night| whatsoever|(?= [.,?]| $| in bed))|"
    r"(?:totally|completely|entirely|wholly) sleepless(?: night)?|sleepless night|"
    r"(?:was |were |lay |been )(?:\w+ )?(?:awake|up) (?:<v\d+>|all night|the (?:whole|entire) "
    r"night))(?= )(?! (?:well|that|too|with|on my|at the|at work))"
)
_NOT_ALL = re.compile(
    r" (?:almost|nearly|hardly|barely|practically|virtually|felt|feel|like|until|till|before|"
    r"after|nap|naps|napped|day|afternoon|back|again|except|apart|bar|but|most|half|better)(?= )"
)
_OF_A_SLEEPER = (
    Field.SLEEP_ONSET_LATENCY,
    Field.AWAKENINGS,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.FINAL_AWAKENING,
    Field.EARLY_WAKE_AWAKE,
)


def settle_sleepless(night: Night, shape: Skeleton) -> None:
    """Leaves blank what a night without sleep does not have, where nothing told gainsays it."""
    told = [f for f in _OF_A_SLEEPER if f in night.values]
    if Field.NAPS in night.asked or (told and not _no_waking_alone(night, told)):
        return
    text = shape.text
    found = _SLEEPLESS.search(text)
    if found is None or _only_long(shape, found) or _NOT_ALL.search(_clause(text, found)):
        return
    night.values.pop(Field.AWAKENINGS, None)
    for field in _OF_A_SLEEPER:
        night.unclear.discard(field)
        night.candidates.pop(field, None)
        night.unknown.add(field)


def _only_long(shape: Skeleton, found: re.Match[str]) -> bool:
    """Whether they were awake for no more than "hours" or "ages"."""
    inside = [v.mention.meaning for v in shape.values if found.start() <= v.start < found.end()]
    return any(isinstance(m, Vague) and not m.whole for m in inside)


def _no_waking_alone(night: Night, told: list[Field]) -> bool:
    """Who never slept never woke either: "I never woke because I never slept"."""
    return told == [Field.AWAKENINGS] and night.values[Field.AWAKENINGS] == 0


def _clause(text: str, found: re.Match[str]) -> str:
    start = max(text.rfind(mark, 0, found.start() + 1) for mark in (" . ", " , ", " ? "))
    ends = [at for mark in (" . ", " , ", " ? ") if (at := text.find(mark, found.end())) >= 0]
    return text[max(start, 0) : min(ends, default=len(text))] + " "
