"""Judges a sentence of the coach's before it leaves: plain speech, the output rules, its numbers.

Called through `safety.gates.say`. It lets a sentence pass whole or not at all.
"""

import re
import unicodedata
from itertools import pairwise

from safety.numbers import Number, Unit, matches, numbers_in
from safety.policy import Compiled, OutputRule, Policy
from safety.verdict import Rule, Said

_LONGEST = 400
_WINDOW_FLOOR_MIN = 360
_SHORT_TASK_MIN = 90
_FLOOR_RULE = "out-window-floor"
_NOT_SPEECH = re.compile(
    r"[*_`#|\\<>{}\[\]~^=]|https?:|www\.|://|\b\w+\.(?:com|org|net|io|gov|edu|co\.uk)\b(?<!findahelpline\.com)"
    r"|^\s*(?:[-\u2022]|\d+[.)])\s|\b(?:assistant|system|user)\s*:|\b(?:def|import|return|null|None)\b\s*[(:]"
    r"|(?:function|var|const)\s+\w+\s*[=(]|&[a-z]+;|\b[a-z]+_[a-z_]+\b",
    re.IGNORECASE,
)
_RISE_FIRST = re.compile(r"\b(?:up|rise|wake|waking)\b.*\b(?:bed|sleep)\b")
_ODD_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "So"})


def judge(
    sentence: str, policy: Policy, may_speak: frozenset[Number] | None, user_said: str | None
) -> Said:
    """The verdict on one sentence; the first rule that fires is named."""
    if not is_plain_speech(sentence):
        return blocked(policy, Rule.NOT_PLAIN_SPEECH, "plain-speech")
    if "@" in sentence:
        return blocked(policy, Rule.DATA_LEAK, "e-mail-address")
    text = policy.normal(sentence)
    numbers = numbers_in(sentence)
    heard = policy.normal(user_said) if user_said else ""
    for rule, compiled, after in policy.output_rules:
        if after is not None and not (heard and after.pattern.search(heard)):
            continue
        if _fires(rule, compiled, text, numbers):
            return blocked(policy, rule.rule, rule.id)
    if not _may_speak(numbers, may_speak):
        return blocked(policy, Rule.UNPLANNED_NUMBER, "numbers")
    return Said(allowed=True, rule=None, rule_id=None, policy_version=policy.version)


def blocked(policy: Policy, rule: Rule, rule_id: str) -> Said:
    """A sentence that may not leave, and why."""
    return Said(allowed=False, rule=rule, rule_id=rule_id, policy_version=policy.version)


def is_plain_speech(sentence: str) -> bool:
    """Whether it can be read aloud as it is: Latin letters, no marks of code, 1 to 400 characters.

    An e-mail address counts as speech here, so that it is judged as a leak and not as a format.
    """
    if not sentence.strip() or len(sentence) > _LONGEST:
        return False
    if _NOT_SPEECH.search(sentence):
        return "@" in sentence and not re.search(r"[<>{}\[\]`*#|]", sentence)
    return all(_speakable(char) for char in sentence)


def _speakable(char: str) -> bool:
    category = unicodedata.category(char)
    if category in _ODD_CATEGORIES:
        return False
    return not category.startswith("L") or "LATIN" in unicodedata.name(char, "")


def _fires(rule: OutputRule, compiled: Compiled, text: str, numbers: tuple[Number, ...]) -> bool:
    if compiled.pattern.search(text) is None or compiled.silenced(text):
        return False
    return rule.id != _FLOOR_RULE or _below_floor(text, numbers)


def _below_floor(text: str, numbers: tuple[Number, ...]) -> bool:
    """Whether the sentence proposes less than 360 minutes in bed, as a length or as two times."""
    if "bed" not in text and "window" not in text and "sleep" not in text:
        return False
    lengths = [number.value for number in numbers if number.unit is Unit.MINUTES]
    if any(_SHORT_TASK_MIN <= length < _WINDOW_FLOOR_MIN for length in lengths):
        return True
    if _RISE_FIRST.search(text):
        return False
    clocks = [number for number in numbers if number.unit is Unit.CLOCK]
    return any(0 < _apart(first, last) < _WINDOW_FLOOR_MIN for first, last in pairwise(clocks))


def _apart(first: Number, last: Number) -> int:
    """Minutes from one clock time to the next; within half a day unless both say their half."""
    cycle = 1440 if first.half_day_known and last.half_day_known else 720
    return (last.value - first.value) % cycle


def _may_speak(numbers: tuple[Number, ...], allowed: frozenset[Number] | None) -> bool:
    if allowed is None:
        return all(number.unit is not Unit.PHONE for number in numbers)
    return all(matches(number, allowed) for number in numbers)
