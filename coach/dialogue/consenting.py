"""Reads the answer to a proposed change of the time in bed: yes, no, a condition, a question.

Called by `settling`. A yes with a condition is no yes, and a question is no no.
"""

import re
from enum import Enum

from coach.dialogue.agreeing import gives_in
from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.screen_reading import answer_in, plain
from safety import lanes


class Consent(Enum):
    """What an answer to a proposal is."""

    YES = "yes"
    NO = "no"
    QUESTION = "question"
    LATER = "later"
    ASKS_FIRST = "asks first"
    LENGTH = "length"
    CONDITION = "condition"
    UNCLEAR = "unclear"


_UNWILLING = re.compile(
    r"\b(?:too (?:late|early|short|little|hard|much|strict|tough)|can t|cannot|couldn t|won t|"
    r"not possible|impossible|no way|don t (?:think|want|like|fancy)|not for me|hate|rather not|"
    r"another way|gentler|something else|no thanks|no thank you|leave (?:it|my|that))\b"
)
_WILLING = re.compile(
    r"\b(?:i ll|i will|i can|i could|we can|let s|happy to|willing to|i would) "
    r"(?:\w+ )?(?:try|do|give|manage|go)\b|\b(?:give it a (?:go|try)|worth a (?:go|try|shot)|"
    r"sounds (?:good|fine|ok|okay|doable|reasonable)|all right|alright|fair enough|"
    r"(?:no|not a) problem|(?:don t|wouldn t) mind|(?:suppose|guess) so|i (?:guess|suppose)|"
    r"go on(?: then)?|go ahead|why not|"
    r"if (?:i|we) (?:must|have to|really must)|if you (?:say so|like|must|insist|think so)|"
    r"whatever you (?:think|say)|you decide)\b"
)
_NO_REFUSAL = re.compile(
    r"\b(?:(?:don t|wouldn t|do not) mind|(?:don t|can t|do not) (?:see|think of) (?:why not|"
    r"(?:any|a) reason (?:why )?not(?: to)?)|(?:no|not a) (?:problem|objections?)|why not|"
    r"no reason (?:why )?not(?: to)?)\b"
)
_QUESTION = re.compile(
    r"^(?:(?:um|uh|er|hmm?|well|but|and|so|ok|okay) )*(?:what|why|how|when|which|who|do i|does|"
    r"is (?:it|that|this|there)|are (?:you|there)|can (?:i|we|you)|could (?:i|we|you)|may i|"
    r"will (?:i|it|that|this)|would (?:i|it|that)|must i|should i|what s)\b(?! not\b)"
)
_LATER = re.compile(
    r"\b(?:tomorrow|(?:next|in a|another|the) (?:week|month|day|weekend|time)|"
    r"(?:on|from|after|until|till) (?:mon|tues|wednes|thurs|fri|satur|sun)day|later|not (?:yet|"
    r"(?:to)?day|tonight|now|this week)|(?:when|once|after|until|till) \w+)\b"
)
_ASKS_FIRST = re.compile(
    r"\b(?:ask|check with|talk to|speak to|discuss (?:it|this|that)? ?with|run it (?:by|past)|"
    r"if|unless|when) (?:\w+ )?(?:wife|husband|partner|doctor|gp|therapist|boss|mum|mother|dad|"
    r"father|girlfriend|boyfriend|family|son|daughter)\b"
)
_LENGTH = re.compile(
    r"\b(?:(?:less|more|shorter|longer|fewer) than|at least|no less|not under|not below|minimum)\b"
    r"|\b(?:under|below|only) (?:\w+ )?(?:hours?|minutes)\b|"
    r"\b(?:hours?|minutes) (?:at least|minimum)"
)
_CONDITION = re.compile(
    r"\b(?:but|only|if|unless|as long as|provided|except|on condition|when|however|although)\b"
)
_STILL_YES = re.compile(
    r"\b(?:if (?:i|we|you) (?:really )?(?:must|have to|say so|like|insist|think so|want)|"
    r"but (?:ok|okay|yes|fine|sure|all ?right|i ll (?:try|do|give)\b.*|let s (?:try|do|go)\b.*)|"
    r"but (?:i m |it s |it ll be |it will be |that s |it sounds )"
    r"(?:\w+ )?(?:not happy|nervous|scared|hard|tough|tired|worried|awful|reluctant)\b.*)"
)


def consent_in(words: str, reading: Reading) -> Consent:
    """What somebody answers to a proposal; UNCLEAR where it is neither a yes nor a no."""
    text = plain(words)
    rest = _STILL_YES.sub(" ", text)
    asks = words.rstrip().endswith("?") or _QUESTION.match(text) is not None
    answer = answer_in(words, reading, None)
    conditional = _CONDITION.search(rest) or _LATER.search(rest) or _LENGTH.search(rest)
    if _ASKS_FIRST.search(rest) and not _refuses(rest, answer):
        return Consent.ASKS_FIRST
    if conditional and (answer is lanes.Answer.YES or not _refuses(rest, answer)):
        if _LENGTH.search(rest):
            return Consent.LENGTH
        if _LATER.search(rest):
            return Consent.LATER
        if not asks:
            return Consent.CONDITION
    why_not = re.search(r"\bwhy not\b", text) is not None
    if asks and not why_not:
        return Consent.QUESTION
    if reading.intent is Intent.ASK_WHY and not why_not:
        return Consent.QUESTION
    return _plain_consent(words, rest, answer)


def _plain_consent(words: str, text: str, answer: lanes.Answer | None) -> Consent:
    if re.search(r"\byes\b.*\bno\b|\bno\b.*\byes\b", text) or "maybe" in text.split():
        return Consent.UNCLEAR
    if _NO_REFUSAL.search(text) and not _UNWILLING.search(_NO_REFUSAL.sub(" ", text)):
        return Consent.YES
    if _refuses(text, answer):
        return Consent.NO
    if answer is lanes.Answer.YES or _WILLING.search(plain(words)) or gives_in(words):
        return Consent.YES
    return Consent.UNCLEAR if not re.search(r"\bok(?:ay)?\b", plain(words)) else Consent.YES


def _refuses(text: str, answer: lanes.Answer | None) -> bool:
    said_no = answer in {lanes.Answer.NO, lanes.Answer.DECLINED} and not re.match(
        r"(?:not|no) (?:less|more|under|below|yet|today|tonight|now|a problem|problem)\b", text
    )
    return said_no or _UNWILLING.search(_NO_REFUSAL.sub(" ", text)) is not None
