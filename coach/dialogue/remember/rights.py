"""What a person asks of the coach's memory beside forgetting: what it knows, why, and to be off.

Called by `coach.dialogue.remembering` on what was said. It decides nothing; what it does not know
is None.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from coach.dialogue.remember.lexicon import plain_of, stem_set
from memory.lexical import stems


class Right(StrEnum):
    """What is asked."""

    KNOW = "know"
    WHY = "why"
    OFF = "off"
    """This talk is not to be remembered."""
    NEVER = "never"
    """Nothing is to be remembered from now on."""
    AGAIN = "again"
    """Things may be remembered after all."""


class Asked(NamedTuple):
    """A right, and the stems of what it is about: none where it is everything, or "that"."""

    right: Right
    topic: tuple[str, ...] = ()


_THIS_TALK = (
    r"(?:this|the|our|today s|tonight s|this whole) (?:\w+ )?(?:call|conversation|talk|session|"
    r"chat|check ?in|discussion)"
)
_KEEPING = r"(?:remember|keep|store|save|record|note|learn|memori[sz]e|retain|log)(?:ing)?"
_NOT = r"(?:don t|do not|never|not|stop|without|didn t want you to|rather you didn t)"
_OFF = re.compile(
    rf"\b{_NOT} (?:\w+ ){{0,2}}?{_KEEPING} (?:\w+ ){{0,3}}?{_THIS_TALK}\b"
    rf"|\b{_NOT} (?:\w+ ){{0,2}}?{_KEEPING} (?:\w+ ){{0,5}}?(?:today|tonight|this time|right now)$"
    rf"|\b(?:forget|delete|erase) (?:all of |everything (?:from|in|of) )?{_THIS_TALK}\b"
    r"|\boff the record\b|\b(?:turn|switch) (?:off )?(?:your |the )?memory(?: off)?\b(?! on)"
    r"|\bwithout (?:your |any )?(?:memory|remembering)\b|\bmemory off\b"
    r"|\b(?:private|incognito) (?:session|mode|call|chat|talk|conversation)\b"
)
_NEVER = re.compile(
    rf"\b{_NOT} (?:\w+ ){{0,2}}?{_KEEPING} (?:anything|things|stuff|facts|personal (?:things|"
    r"details|stuff)|details|any (?:personal )?(?:details|facts|of what i)|what i (?:say|tell)|"
    r"everything|all (?:of )?(?:this|that))\b"
)
_AGAIN = re.compile(
    r"\b(?:you (?:can|may|could)|please|start|go back to) (?:\w+ )?remember(?:ing)? (?:things|"
    r"what i|stuff|again|everything)\b|\bmemory (?:back )?on\b|\bturn (?:on )?(?:your |the )?"
    r"memory (?:back )?on\b"
)
_KNOW = re.compile(
    r"\bwhat (?:else |all |exactly |things )?(?:do|have|did|are) you (?:\w+ )?(?:know|known|"
    r"remember|remembering|recall|stored?|keep|kept|keeping|noted?|saved?|got|have|learnt|learned|written)"
    r"(?: down)?\b(?P<know>.*)$"
    r"|\b(?:tell|read|show) me (?:everything |all |what )(?:that )?you (?:\w+ )?(?:know|remember|"
    r"have|kept|keep|noted)\b(?P<tell>.*)$"
    r"|\bdo you (?:still |even )?(?:remember|know) (?:anything|something|much|things|stuff|all)\b"
    r"(?P<any>.*)$"
    r"|\bwhat (?:have i|did i) (?:ever |already )?(?:told|tell|said|say|mentioned?)(?: to)? you\b"
    r"(?P<told>.*)$"
    r"|\bwhat s in your memory\b(?P<in>.*)$"
)
_ABOUT_ME = re.compile(r"\b(?:about|on|of|regarding) (?:me|myself|my life)\b")
_OF_OTHERS = re.compile(
    r"\b(?:about|on|of) (?:sleep|insomnia|caffeine|melatonin|dreams?|naps?|my (?:night|sleep|diary|"
    r"nights)|last night|the night)\b"
)
_WHY = re.compile(
    r"\b(?:why|how)(?: come| on earth)? (?:do|did|would|are) you (?:\w+ )?(?:know(?:ing)?|"
    r"remember(?:ing)?|think(?:ing)? (?:that|i|so)|say(?:ing)? (?:that|this|so)|"
    r"bring(?:ing)? (?:that|this|it) up|mention(?:ing)?)\b(?P<topic>.*)$"
    r"|\bhow come you (?:know|remember)\b(?P<come>.*)$"
    r"|\bwhere (?:did|do) you (?:get|hear|have) (?:that|this|it)\b|\bwho told you\b"
    r"|\bwhen did i (?:ever )?(?:say|tell|mention)\b(?P<when>.*)$"
)
_META = stem_set("meta") | {"me", "my", "life", "far"}


def right_in(words: str) -> Asked | None:
    """What the words ask of the memory, if anything."""
    plain = plain_of(words)
    if _OFF.search(plain):
        return Asked(Right.OFF)
    if _NEVER.search(plain):
        return Asked(Right.NEVER)
    if _AGAIN.search(plain):
        return Asked(Right.AGAIN)
    why = _WHY.search(plain)
    if why is not None:
        return Asked(Right.WHY, _topic(why))
    know = _KNOW.search(plain)
    if know is None or _OF_OTHERS.search(plain):
        return None
    return Asked(Right.KNOW, () if _ABOUT_ME.search(plain) else _topic(know))


def _topic(found: re.Match[str]) -> tuple[str, ...]:
    rest = next((each for each in found.groups() if each), "")
    return tuple(dict.fromkeys(each for each in stems(rest) if each not in _META))
