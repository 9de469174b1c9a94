"""Cuts what was said into passages and clauses that can each be true or over by themselves.

Called by `learn`. The words stay the person's own: nothing is reworded.
"""

import re

from coach.dialogue.remember.lexicon import stem_set
from memory.lexical import stems

_END = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bSt\.)(?<=[a-z0-9%)\"'\u2019][.!?\u2026])\s+(?=[A-Z\"'])"
    r"|(?<=[!?;\u2026])\s+|\n+|\s+[\u2013\u2014]\s*|\s+-{1,2}\s+|(?<=[a-z]{2}\.)\s+"
)
_JOINS = re.compile(
    r"(?:,|;)?\s+(?:and|but|plus|also|oh and|and also|and then|although|though|except)\s+"
    r"(?=(?:also\s+|then\s+)?(?:i|we|i['\u2019]\w+|we['\u2019]\w+|my|our|the|there|there['\u2019]s|"
    r"next|tomorrow|tonight|im|ive)\b)"
    r"|,\s+(?=(?:i|we|i['\u2019]\w+|we['\u2019]\w+|my|our|there['\u2019]s)\b)",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:and |but |so )?(?:(?:he|she|they|him|her|them)\b|it (?:starts?|ends?|finish\w*|runs?|"
    r"lasts?|wakes?|keeps?|barks?|cries|goes|helps?|works?|makes?|takes?|begins?|kicks|gets)\b|"
    r"it['\u2019]?s (?:on|at|until|till|next|this (?:week|month|\w+day)|in|tomorrow|today|over by|"
    r"only until|just until|for (?:a|two|three|four))\b|it['\u2019]?ll\b|because\b|which\b|"
    r"that['\u2019]?s (?:why|when|until|on|next|how)\b|not that\b|(?:until|till|from|for (?:a|two|"
    r"three|four|the next)|starting|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|back on)\b)",
    re.IGNORECASE,
)
_LEANS_ON = re.compile(
    r"^\W*(?:\S+\s+){0,4}there\s+(?:for|until|till|by)\b"
    r"|^(?:i|we)\b[^,]{0,30}\b(?:it|them|that|those|this)\W*$",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"^(?!.*\b(?:is|are|was|were|has|have|had|will)\b|.*['\u2019]s\b)(?:(?:my|our|the|both|her|his)"
    r"(?: [\w'\u2019-]+){1,3}|[A-Z][a-z]+|me|both)$",
    re.IGNORECASE,
)
"""The first of two who do something together: "my ex and I"."""

_THIN = stem_set("thin")
_LEAD = re.compile(
    r"^(?:(?:and|but|so|well|oh|ok|okay|um|uh|er|also|yes|yeah|no(?=[,.!:])|"
    r"hi|hello|hey|morning|"
    r"good morning|actually|anyway|by the way|btw|fyi|just so you know|you should know(?: that)?|"
    r"for the record|remember(?: that)?|please remember(?: that)?|i should (?:say|mention|add)"
    r"(?: that)?|i forgot to (?:say|mention)(?: that)?|did i mention(?: that)?|one more thing|"
    r"(?:the )?(?:good|bad|big|other) news(?: is)?|i (?:have to|must) (?:say|admit)(?: that)?|"
    r"turns out(?: that)?|it turns out(?: that)?|to be honest|honestly|thanks|thank you|"
    r"nightjar|sorry)\b[,:.!]?\s+)+",
    re.IGNORECASE,
)


def passages_of(words: str) -> list[list[str]]:
    """The sentences, those that lean on the one before ("She leaves on Sunday.") put with it."""
    passages: list[list[str]] = []
    for sentence in filter(None, (each.strip() for each in _END.split(words.strip()))):
        if passages and _LEANS.match(sentence):
            passages[-1].append(sentence)
        else:
            passages.append([sentence])
    return passages


def clauses_of(sentence: str) -> list[tuple[int, int]]:
    """Where each clause of a sentence begins and ends, joining words left out."""
    found, start = [], 0
    for join in _JOINS.finditer(sentence):
        rest = _JOINS.split(sentence[join.end() :], maxsplit=1)[0]
        before = sentence[start : join.start()]
        leans = _LEANS_ON.search(rest) or _TWO.match(before) or not set(stems(rest)) - _THIN
        if len(sentence[start : join.start()].split()) >= 2 and not leans:
            found.append((start, join.start()))
            start = join.end()
    found.append((start, len(sentence)))
    return found


def without_lead(words: str) -> str:
    """The words without what only opens them: "well, by the way"."""
    return _LEAD.sub("", words)


def is_question(sentence: str) -> bool:
    """Whether it ends as a question."""
    return sentence.rstrip("\"' )").endswith("?")
