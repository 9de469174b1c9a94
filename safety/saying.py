"""Judges a sentence of the coach's before it leaves: plain speech, the output rules, its numbers.

Called through `safety.gates.say`. It lets a sentence pass whole or not at all.
"""

import re
import unicodedata
from functools import cache

from safety import bounds, hearing
from safety.crisis import load_countries
from safety.english import is_foreign
from safety.numbers import Number, Unit, matches, numbers_in, phone
from safety.policy import Compiled, OutputRule, Policy
from safety.verdict import Category, Rule, Said

_LONGEST = 400
_FLOOR_RULE = "out-window-floor"
_NOT_SPEECH = re.compile(
    r"[*_`#|\\<>{}\[\]~^=]|https?:|www\.|://|\b\w+\.(?:com|org|net|io|gov|edu|co\.uk)\b(?<!findahelpline\.com)"
    r"|^\s*(?:[-\u2022]|\d+[.)])\s|\b(?:assistant|system|user)\s*:|\b(?:def|import|return|null|None)\b\s*[(:]"
    r"|(?:function|var|const)\s+\w+\s*[=(]|&[a-z]+;|\b[a-z]+_[a-z_]+\b",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(
    r"(?<!^)(?<![.!?] )(?<!Dr )(?<!Dr\. )\b(?!Nightjar|[A-Z]\w*day\b|Doctor)"
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:said|says|told|sleeps|slept|wakes|woke|confided|lies"
    r"|drinks|takes|cries|cried|admitted)\b"
)
"""What somebody with a name does or said; the person's own people are told of by the person."""
_SOMEBODY_SOMEWHERE = re.compile(
    r"\b(?!People|Adults|Studies|Research|Doctors|Clinics|Everyone|Most|Many|Some|Life|Nights|Days)"
    r"[A-Z][a-z]+ (?:over |down |up )?(?:in|from) [A-Z][a-z]+ (?:\w+ )?"
    r"(?:has|had|is|was|goes|gets|wakes|sleeps|went|got|woke|slept|does|did|told|said|says|feels|felt)\b"
)
_AS_TOLD = re.compile(
    r"\b(?:you|you've|you'd) (?:have )?(?:said|told|mentioned)\b|\?", re.IGNORECASE
)
_COMMA = re.compile(r",(?=\s)")
_CRISIS = (Category.CRISIS_ACTIVE, Category.CRISIS_PASSIVE)
_ODD_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "So", "No", "Nl"})
"""Among them raised, circled and Roman figures, which the numbers of a sentence do not show."""
_PLAIN_LETTERS = ("LATIN SMALL LETTER ", "LATIN CAPITAL LETTER ")


def judge(
    sentence: str, policy: Policy, may_speak: frozenset[Number] | None, user_said: str | None
) -> Said:
    """The verdict on one sentence; the first rule that fires is named."""
    if not is_plain_speech(sentence):
        return blocked(policy, Rule.NOT_PLAIN_SPEECH, "plain-speech")
    if "@" in sentence:
        return blocked(policy, Rule.DATA_LEAK, "e-mail-address")
    names_another = _ANOTHERS.search(sentence) or _SOMEBODY_SOMEWHERE.search(sentence)
    if names_another and not _AS_TOLD.search(sentence):
        return blocked(policy, Rule.DATA_LEAK, "another's name")
    # A comma ends many an exception ("I have noted it, take another"), so it stays as a mark.
    text = policy.normal(_COMMA.sub(" ~ ", sentence))
    numbers = numbers_in(sentence)
    for rule, compiled, after in policy.output_rules:
        # The words before are looked at last: few rules ask for them, and judging them costs most.
        fires = _fires(rule, compiled, text, sentence)
        if fires and (after is None or _answers(rule, after, user_said, policy)):
            return blocked(policy, rule.rule, rule.id)
    if not _may_speak(numbers, may_speak):
        return blocked(policy, Rule.UNPLANNED_NUMBER, "numbers")
    return Said(allowed=True, rule=None, rule_id=None, policy_version=policy.version)


def blocked(policy: Policy, rule: Rule, rule_id: str) -> Said:
    """A sentence that may not leave, and why."""
    return Said(allowed=False, rule=rule, rule_id=rule_id, policy_version=policy.version)


def is_plain_speech(sentence: str) -> bool:
    """Whether it can be read aloud as it is: Latin letters, no marks of code, 1 to 400 characters.

    A sentence in another language than English is none: no rule here could judge it.
    An e-mail address counts as speech here, so that it is judged as a leak and not as a format.
    """
    if not sentence.strip() or len(sentence) > _LONGEST:
        return False
    if _NOT_SPEECH.search(sentence):
        return "@" in sentence and not re.search(r"[<>{}\[\]`*#|]", sentence)
    return all(_speakable(char) for char in sentence) and not is_foreign(sentence)


@cache
def numbers_of_help() -> frozenset[Number]:
    """Every number of the resource table: what a sentence may dial where no list is given."""
    return frozenset(
        phone(number)
        for country in load_countries().values()
        for number in (*country.emergency, *(line.number for line in country.lines))
    )


def _speakable(char: str) -> bool:
    category = unicodedata.category(char)
    if category in _ODD_CATEGORIES:
        return False
    return not category.startswith("L") or unicodedata.name(char, "").startswith(_PLAIN_LETTERS)


def _answers(rule: OutputRule, after: Compiled, user_said: str | None, policy: Policy) -> bool:
    """Whether the words before are such that this rule holds for the reply."""
    # Without the sayings that only sound like danger.
    heard = policy.idiom_pattern.sub(" ~ ", policy.normal(user_said)) if user_said else ""
    if not user_said or not heard:
        return False
    if after.pattern.search(heard) is not None:
        return True
    of_crisis = rule.rule is Rule.DISMISSES_CRISIS
    return of_crisis and hearing.judge(user_said, policy).category in _CRISIS


def _fires(rule: OutputRule, compiled: Compiled, text: str, sentence: str) -> bool:
    """Whether the rule matches what is left when its exceptions are taken out of the sentence."""
    if compiled.pattern.search(text) is None:
        return False
    if rule.id == _FLOOR_RULE:
        return bounds.too_short_in_bed(sentence)
    if compiled.unless is None:
        return True
    return compiled.pattern.search(compiled.unless.sub("~", text)) is not None


def _may_speak(numbers: tuple[Number, ...], allowed: frozenset[Number] | None) -> bool:
    if allowed is None:
        listed = numbers_of_help()
        return all(number.unit is not Unit.PHONE or number in listed for number in numbers)
    return all(matches(number, allowed) for number in numbers)
