"""What a person asks of the coach's memory: forget it, it is wrong, do not bring it up.

Called by `learn`, on one sentence at a time. It decides nothing about facts; what it does not know
is None.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from coach.dialogue.remember.lexicon import plain_of, stem_set
from memory.lexical import stems


class Wish(StrEnum):
    """What is asked."""

    FORGET = "forget"
    MUTE = "mute"
    WRONG = "wrong"


class Request(NamedTuple):
    """A wish, and the stems of what it is about: none where it is "that"."""

    wish: Wish
    topic: tuple[str, ...] = ()


_POLITE = (
    r"^(?:(?:please|can you|could you|would you|will you|can we|could we|i want you to|i "
    r"d like you to|"
    r"i would like you to|i need you to|i d rather you|i d prefer (?:it )?(?:if|that) (?:you|we)|"
    r"i prefer you|"
    r"you can|you could|you should|you may|you must|let s|just|actually|oh|and|but|so|well|no|"
    r"ok|okay|sorry|also|wait|um|now|then|if you could|if possible|nightjar|hey|hmm|on "
    r"second thoughts?|"
    r"do|kindly|would you mind|i wish you|i take it back|i shouldn t have said that|"
    r"i ask you to|i m asking you to|look|right|to be honest|honestly|in fact|be so kind "
    r"as to|and please|"
    r"better|best|maybe|perhaps|i think you (?:should|can|could)|it s best (?:if you|to)|"
    r"what i said|about that|that thing|as for [\w ]{1,30}) )*"
)
_ABOUT = r"(?:about|regarding|on|concerning|to do with|re)"
_FORGET = re.compile(
    _POLITE
    + r"(?:(?:forget(?! to| how| it s)|forgetting|delete|deleting|erase|erasing|wipe|wiping|"
    r"scrap|unlearn|"
    r"strike|discard|drop(?= (?:that|this|it|what|the (?:bit|thing|part|fact)))|"
    r"disregard|scratch(?= (?:that|this|what))|bin(?= (?:that|this|what))|"
    r"ignore(?= (?:that|this|what|the (?:bit|thing|part)))|"
    r"remove(?= (?:that|this|what|everything|anything|all|the|it))|clear(?= (?:that|this|"
    r"what|everything|all))|"
    r"get rid of(?= (?:that|this|what|everything|all|the (?:bit|thing|part|note)))|"
    r"take (?:that|this|it)(?= (?:out|off|back|away))|take back(?= what)|"
    r"(?:not|don t|didn t|do not|never|please don t|didn t want you to|don t want you to|rather "
    r"you didn t|rather not have you|stop) "
    r"(?:to )?(?:you )?(?:ever )?(?:keep(?:ing)?(?= (?:that|this|it|what|any|the|a "
    r"(?:note|record)))|stor(?:e|ing)|sav(?:e|ing)(?= (?:that|this|it|what|any))|"
    r"remember(?:ing)?|record(?:ing)?|"
    r"hold(?:ing)? on ?to|not(?:e|ing)(?= (?:that|this|it|down))|writ(?:e|ing) (?:that|"
    r"this|it|any of (?:that|this|it)) down|write down|hang(?:ing)? on ?to|"
    r"log(?:ging)?(?= (?:that|this|it))))\b)"
    r"(?P<rest>.*)$"
)
_FORGET_IT = re.compile(r"^(?:oh |ah |no |just |ok |please )*forget it$")
_IDIOM = re.compile(
    r"^forget (?:sleep|sleeping|bed|about (?:sleep|sleeping|getting|going|trying)|trying|"
    r"coffee till)|"
    r"\b(?:i|we|he|she|they) (?:always |keep |often |sometimes |never |will |ll |can t |"
    r"won t )*forget(?:ting)?\b|"
    r"\b(?:don t|do not|never|not) (?:let me )?forget\b"
)
_LATE_FORGET = re.compile(
    r"\b(?:i (?:d|would) (?:rather|prefer)|i want|i d like|i would like|i need|can|could|"
    r"would|will|please|you (?:can|should|could|to)) "
    r"(?:\w+ ){0,4}?(?:forget|delete|erase|remove|wipe|unlearn)(?:ten|d|ed|s)? "
    r"(?P<rest>(?:that|this|it|what|everything|anything|all|the|about|my|any)\b.*)$"
    r"|\b(?P<subject>what i (?:just )?(?:said|told you|mentioned)[\w ]*|that|this|it|the "
    r"[\w ]+) (?:should|needs to|must|can|has to|ought to|to) be (?:forgotten|deleted|"
    r"erased|removed|wiped)"
)
_MUTE = re.compile(
    _POLITE + r"(?:(?:(?:don t|do not|never|not|stop|please don t|no need to|you needn t|"
    r"you don t (?:need|have) to|rather you didn t|prefer you didn t|prefer not to|rather "
    r"not|didn t|don t want you to|"
    r"i don t want to|i do not want to|i d rather not|i d rather we didn t|we don t need "
    r"to|don t want us to|without|avoid|quit) (?:to )?(?:ever |keep |be |have you |you |"
    r"us )*"
    r"(?:bring(?:ing)? (?:that |this |it |her |him |them |[\w ]{1,40} )?up|bring(?:ing)? "
    r"up|mention(?:ing)?|rais(?:e|ing)|ask(?:ing)? (?:me )?(?:again )?about|"
    r"talk(?:ing)? about|discuss(?:ing)?|speak(?:ing)? (?:of|about)|touch(?:ing)? on|"
    r"go(?:ing)? on about|"
    r"remind(?:ing)? me (?:of|about)|refer(?:ring)? to|go(?:ing)? (?:there|into (?:that|it|this))|"
    r"poke|poking|dwell(?:ing)? on|come back to)"
    r"|(?:leave|left) (?:that|it|this|him|her|them|[\w ]{1,40}?) (?:out|alone|be)\b|keep (?:that|"
    r"it|this|him|her|them|[\w ]{1,40}?) out of (?:it|this|our))"
    r"|let s (?:not|never) (?:talk|speak|go)|not a word about|steer clear of|keep off|no "
    r"more (?:talk|questions|mention)s? (?:of|about))\b"
    r"(?P<rest>.*)$"
)
_UNWANTED = re.compile(
    r"\b(?:don t|do not|never|not) (?:want|like|need) (?P<rest>[\w ]{1,40}?) (?:to be )?"
    r"(?:mentioned|brought up|raised|discussed|talked about|spoken of|gone into)\b"
)
_LIMITS = re.compile(
    r"^(?P<rest>.*) (?:is|s|are) (?:off limits|off the table|not (?:up )?for discussion|a "
    r"closed subject|a no go|taboo|not something i (?:want to|wanna|like to) (?:talk "
    r"about|discuss))"
)
_BRINGING = re.compile(
    r"\bbring(?:ing)? (?P<it>[\w ]{1,40}?) up\b|\b(?:leave|left) (?P<it2>[\w ]{1,40}?) (?:out|"
    r"alone|be)\b|\bkeep (?P<it3>[\w ]{1,40}?) out of\b"
)
_FOR_NOW = re.compile(
    r"\b(?:now|today|tonight|right now|this morning|yet|at the moment|this evening)\b"
)
_WRONG = re.compile(
    r"^(?:(?:no|well|actually|sorry|but|and|oh|wait|hang on|hold on|um|i think) )*(?:"
    r"(?:that|this|it|that bit|what you (?:said|have|ve got)(?: there)?|you|your note)(?: "
    r"s| is| are| re| was| have| ve)?(?: just| all| completely| totally| quite)? "
    r"(?:wrong|not right|not true|isn t right|isn t true|incorrect|a mistake|not correct|"
    r"isn t correct|"
    r"mistaken|got (?:that|it|this) wrong|misheard|misunderstood|not what i said|wasn t "
    r"what i said|nonsense|untrue|mixed up|false)(?! (?:any ?more|now|any longer))"
    r"|i (?:never|didn t|did not) (?:say|said|tell|told you|mean)(?: you)?(?: that| this| "
    r"so)?(?= |$)|"
    r"you (?:\w+ )?(?:misheard|misunderstood|got me wrong))(?P<rest>.*)$"
)
_WRONG_THAT = re.compile(
    r"^(?:(?:no|well|actually|sorry|but|oh) )*(?:it s|it is|that s) (?:not true|wrong|not "
    r"right|incorrect) that (?P<rest>.*)$"
)
_POINTS = re.compile(
    r"^ *(?:that|this|it)(?: up| out| back| again| please)*(?= *$| (?:you|i|we|it|to|"
    r"because|as|ever|"
    r"from|any|for|never|don)\b)(?! (?:i (?:said|told|mentioned)|we talked|about))"
)
_META = stem_set("meta")


def request_in(sentence: str) -> Request | None:
    """What the sentence asks of the memory, if anything."""
    plain = plain_of(sentence)
    if _FORGET_IT.match(plain):
        return Request(Wish.FORGET)
    mute = _MUTE.match(plain) or _LIMITS.match(plain)
    mute = mute or _UNWANTED.search(plain)
    if mute is not None and not _FOR_NOW.search(mute["rest"]):
        return Request(Wish.MUTE, _topic(_muted(mute, plain)))
    forget = None if _IDIOM.search(plain) else _FORGET.match(plain) or _LATE_FORGET.search(plain)
    if forget is not None:
        groups = forget.groupdict()
        return Request(Wish.FORGET, _topic(groups.get("rest") or groups.get("subject") or ""))
    wrong = _WRONG_THAT.match(plain) or _WRONG.match(plain)
    if wrong is not None:
        about = re.search(rf"\b{_ABOUT} (?P<rest>.*)$", wrong["rest"])
        return Request(Wish.WRONG, _topic(about["rest"] if about else wrong["rest"]))
    return None


def _muted(found: re.Match[str], plain: str) -> str:
    between = _BRINGING.search(plain)
    inside = "" if between is None else next((each for each in between.groups() if each), "")
    return f"{inside} {found['rest']}"


def _topic(rest: str) -> tuple[str, ...]:
    """The stems of what is meant; none for "that", "what I just said"."""
    if _POINTS.match(rest):
        return ()
    rest = re.sub(
        r"\b(?:because|since it|so that|as it|it s (?:private|personal|painful|none)|thanks|"
        r"if you|ok|okay)\b.*$",
        " ",
        rest,
    )
    found = [each for each in stems(rest) if each not in _META]
    return tuple(dict.fromkeys(found))
