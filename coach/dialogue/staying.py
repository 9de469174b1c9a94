"""Reads what somebody answers while the coach stays with them in a crisis.

Called by `guard`, which has a fixed script for each kind of answer. It decides no risk: the input
gate has spoken before, and what is not understood here is simply stayed with.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from coach.dialogue.denial import claims_safety, plain_words, wants_to_leave


class Asked(StrEnum):
    """What the coach's last words asked, as far as a bare yes or no would answer it."""

    NOTHING = ""
    SOMEONE = "someone"
    CALL = "call"
    REACHED = "reached"
    SAFE = "safe"
    RISK = "risk"
    """Whether the danger is there at all: the one check question after a denial."""
    LEFT = "left"
    """Nothing, but that the person may go was said."""


class Told(StrEnum):
    """What the person let know."""

    WITH_SOMEONE = "with_someone"
    ALONE = "alone"
    CALLED = "called"
    WILL_CALL = "will_call"
    NO_ANSWER = "no_answer"
    NO_CALL = "no_call"
    UNSAFE = "unsafe"
    DENIES = "denies"
    """There is no danger, or there never was, or they would rather talk of sleep."""
    CONFIRMS = "confirms"
    """There is danger, after the check question."""
    LEAVES = "leaves"


ASKED_IN: Mapping[tuple[str, int], Asked] = {
    ("crisis", 0): Asked.SOMEONE,
    ("crisis_stay", 0): Asked.CALL,
    ("crisis_stay", 1): Asked.SOMEONE,
    ("crisis_stay", 4): Asked.SAFE,
    ("crisis_with_someone", 0): Asked.CALL,
    ("crisis_with_someone", 1): Asked.CALL,
    ("crisis_no_call", 0): Asked.CALL,
    ("crisis_no_call", 1): Asked.CALL,
    ("emergency_stay", 0): Asked.REACHED,
    ("emergency_stay", 1): Asked.SOMEONE,
    ("crisis_is_ai", 0): Asked.SOMEONE,
    ("emergency_is_ai", 0): Asked.REACHED,
    ("crisis_check", 0): Asked.RISK,
    ("emergency_check", 0): Asked.RISK,
    ("others_check", 0): Asked.RISK,
    ("crisis_leave", 0): Asked.LEFT,
    ("crisis_leave", 1): Asked.LEFT,
    ("emergency_leave", 0): Asked.LEFT,
    ("emergency_leave", 1): Asked.LEFT,
}
"""What a script's variant (from 0) asks; the rest ask nothing that a yes or no answers."""

_CRISIS: Mapping[Told, str] = {
    Told.WITH_SOMEONE: "crisis_with_someone",
    Told.ALONE: "crisis_alone",
    Told.CALLED: "crisis_called",
    Told.WILL_CALL: "crisis_will_call",
    Told.NO_ANSWER: "crisis_no_answer",
    Told.NO_CALL: "crisis_no_call",
    Told.UNSAFE: "crisis_imminent",
    Told.DENIES: "crisis_check",
    Told.LEAVES: "crisis_leave",
}
_EMERGENCY: Mapping[Told, str] = {
    Told.WITH_SOMEONE: "emergency_with_someone",
    Told.CALLED: "emergency_called",
    Told.DENIES: "emergency_check",
    Told.LEAVES: "emergency_leave",
}
_YES_NO: Mapping[Asked, tuple[Told | None, Told | None]] = {
    Asked.NOTHING: (None, None),
    Asked.SOMEONE: (Told.WITH_SOMEONE, Told.ALONE),
    Asked.CALL: (Told.WILL_CALL, Told.NO_CALL),
    Asked.REACHED: (Told.CALLED, Told.NO_CALL),
    Asked.SAFE: (Told.DENIES, Told.UNSAFE),
    Asked.RISK: (Told.CONFIRMS, None),
    Asked.LEFT: (None, None),
}

_CLOSE = (
    r"(?:partner|wife|husband|spouse|fiancee?|boyfriend|girlfriend|mum|mom|mother|dad|father|"
    r"parents?|sister|brother|son|daughter|kids?|children|aunt|uncle|cousin|grand\w+|family|"
    r"friends?|neighbou?rs?|flatmates?|roommates?|housemates?|colleagues?|carer|nurse|doctor|"
    r"paramedics?|police|ambulance)"
)
_PERSON = rf"(?:(?:my|a|the|our) (?:\w+ )?{_CLOSE}|someone|somebody|people|family|friends)"
_LINE = (
    r"(?:them|the (?:\w+ )?(?:line|number|hotline|helpline|samaritans|police)|"
    r"(?:a|an|one) (?:\w+ )?(?:line|hotline|helpline|ambulance|doctor|friend)|someone|somebody|"
    r"samaritans|lifeline|emergency|my \w+|nine nine nine|nine one one|nine eight eight|\d{3,})"
)
_CALL = r"(?:call|ring|phone|dial|text|message)"
_CALLING = r"(?:calling|ringing|phoning|dialling|dialing|texting|messaging)"
_CALLED = (
    r"(?:called|rang|rung|phoned|dialled|dialed|texted|messaged|reached|spoke (?:to|with)|"
    r"spoken (?:to|with)|got through to)"
)
_NO_ANSWER = re.compile(
    r"\b(?:no ?one|nobody|didn t|did not|don t|won t|never|not) (?:\w+ )?(?:answer|pick)\w*\b"
    r"|\bno (?:answer|reply)\b|\b(?:line|number) (?:is|was|s) (?:busy|engaged|dead)\b"
    r"|\bit (?:just )?(?:rings|rang) out\b|\bon hold\b|\bvoice ?mail\b|\bhung up on me\b"
    r"|\b(?:can t|couldn t|didn t|not) (?:get|getting) through\b"
)
_NO_CALL = re.compile(
    r"\b(?:don t|do not|not|no|can t|cannot|couldn t|won t|wouldn t|never|haven t|hasn t|didn t|"
    r"rather not|scared|afraid|ashamed|hate)\b"
    r"(?: (?:(?:think|sure|know|know if|know that) i|(?!(?:i|but|because)\b)\w+)){0,4} "
    rf"(?:{_CALL}s?|{_CALLING}|{_CALLED}|(?:talk|speak) to (?:them|any\w+|a stranger|strangers))\b"
)
_CALL_MADE = re.compile(
    rf"\b{_CALLED} (?:\w+ )?{_LINE}\b|\b(?:just|already|have|ve) {_CALLED}$"
    rf"|\bi (?:\w+ )?{_CALLED}(?: (?:and|but|now|then|today|already|for help)\b|$)"
    rf"|\b(?:on the (?:phone|line) (?:with|to)|(?:talking|speaking) (?:to|with)) {_LINE}\b"
    r"|\b(?:they|help|ambulance|police|paramedics?|doctor)(?: \w+){0,2} "
    r"(?:coming|on (?:the|their|its) way|arrived)\b|\bcall is made\b"
)
_WILL_CALL = re.compile(
    r"\b(?:i ll|i will|i m going to|i m gonna|i can|i could|let me|ok i ll) (?:\w+ )?"
    rf"{_CALL}\b|\b(?:i m|i am) (?:\w+ )?{_CALLING}\b|\b{_CALLING} (?:them )?now\b"
)
_ALONE = re.compile(
    r"\b(?:no ?one|nobody|not anyone|isn t any(?:one|body))\b"
    r"|\b(?:i m|i am|im|all|live|here|home|totally|completely) (?:\w+ )?alone\b|^alone$"
    r"|\b(?:on my own|by myself)\b"
    r"|\b(?:don t|do not|haven t) (?:have|got|know) (?:\w+ )?(?:any(?:one|body)|friends|family)\b"
)
_NOT_ALONE = re.compile(r"\bnot (?:\w+ )?(?:alone|on my own|by myself)\b")
_NEARBY = (
    r"(?:here|with me|beside me|next to me|home|downstairs|upstairs|next door|"
    r"in the (?:house|flat|room|next room|kitchen)|coming|on (?:his|her|their|the) way)"
)
_WITH_SOMEONE = re.compile(
    rf"\b(?:{_PERSON}|he|she|they) (?:(?:is|s|are|re|has|just|came|now|right|also|sitting|"
    rf"staying|asleep|over) ){{0,3}}{_NEARBY}\b"
    rf"|\b(?:i m|i am|im|staying|sitting) (?:\w+ )?(?:with|at) {_PERSON}"
    rf"|\bthere (?:is|s) {_PERSON}\b|\b{_PERSON} (?:can|will) (?:come|stay|be)\b"
    rf"|\bi (?:can|could|will|ll) (?:\w+ )?(?:go to|be with|stay with|wake|get) {_PERSON}\b"
)
_UNSAFE = re.compile(r"\b(?:not|don t feel|isn t|never) (?:\w+ )?safe\b|\bunsafe\b")
_AWAY = re.compile(r"\b(?:not|isn t|aren t|never|away|dead|died|gone|far|left|want|wish|used)\b")
_LEAD = r"(?:um|uh|er|oh|well|so|i guess|i think|ok|okay) "
_YES = re.compile(rf"(?:{_LEAD})*(?:yes|yeah|yep|yup|sure)\b|(?:there is|i am|i have|i do|i did)$")
_NO = re.compile(
    rf"(?:{_LEAD})*(?:no|nope|nah|not really|not yet)\b|(?:i don t|i m not|i haven t)$"
)
_UNSURE = re.compile(r"\b(?:don t know|dunno|not sure|no idea)\b")
_DENIAL = re.compile(r"\b(?:no|not|don t|can t|won t|never|nope)\b")


def told(words: str, asked: Asked) -> Told | None:
    """What the words let know; a bare yes or no is read as the answer to what was asked."""
    plain = plain_words(words)
    if _UNSAFE.search(plain) or (asked is Asked.SAFE and _UNSURE.search(plain)):
        return Told.UNSAFE
    about_call = _about_call(plain)
    if about_call is not None:
        return about_call
    if claims_safety(words):
        return Told.DENIES
    if wants_to_leave(words):
        return Told.LEAVES
    return _about_people(plain, asked)


def script_in_crisis(so_told: Told) -> str:
    """The fixed script that answers it, where the person's own life is the worry."""
    return _CRISIS[so_told]


def script_in_emergency(so_told: Told) -> str:
    """The fixed script that answers it, where help has to come now."""
    return _EMERGENCY.get(so_told, "emergency_not_called")


def script_among_others(so_told: Told) -> str | None:
    """The fixed script, where others are the danger or in it; None where nothing fits."""
    if so_told is Told.UNSAFE:
        return "emergency_not_called"
    if so_told is Told.DENIES:
        return "others_check"
    # That somebody is there, or nobody, may be good or bad here.
    return None if so_told in {Told.WITH_SOMEONE, Told.ALONE} else _CRISIS[so_told]


def _about_people(plain: str, asked: Asked) -> Told | None:
    if _NOT_ALONE.search(plain):
        return Told.WITH_SOMEONE
    if _ALONE.search(plain):
        return Told.ALONE
    if _WITH_SOMEONE.search(plain):
        return None if _AWAY.search(plain) else Told.WITH_SOMEONE
    return _yes_or_no(plain, asked)


def _about_call(plain: str) -> Told | None:
    if _NO_ANSWER.search(plain):
        return Told.NO_ANSWER
    if _NO_CALL.search(plain):
        return Told.NO_CALL
    if _CALL_MADE.search(plain):
        return Told.CALLED
    return Told.WILL_CALL if _WILL_CALL.search(plain) else None


def _yes_or_no(plain: str, asked: Asked) -> Told | None:
    yes, no = _YES_NO[asked]
    if _NO.match(plain):
        return no
    return yes if _YES.match(plain) and not _DENIAL.search(plain) else None
