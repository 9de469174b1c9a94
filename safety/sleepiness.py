"""Reads whether somebody tells of sleep overcoming them where it is dangerous.

Called through the dialogue for every utterance, in any part of a check-in. Pure; it reads what is
said, in `sleepiness.yaml`'s words, and infers nothing. Where the place is open it says so.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import ConfigDict, Field

from safety.content import Pattern, Reviewed, read_yaml

_PACKAGED = Path(__file__).parent / "sleepiness.yaml"
_LONGEST = 4000
_REACH = 9
"""So many words may stand between a sign and what makes it dangerous."""
_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_DENIAL = re.compile(
    r"\b(?:not|never|no|without|t|nor|neither|hardly ever|instead of|avoid\w*)"
    r"(?: (?!(?:i|we|because|but|and|so|that|believe|know|how|well|until|when|my|much|enough|"
    r"sleep|slept)\b)\w+){0,3} ?$"
)
_OTHERS_OWN = r"(?: (?!(?:i|we|me|my|because|while|when|and|but|as|so|that)\b)\w+){0,3} ?$"
_RULED_OUT = re.compile(
    r"\b(?:not|never|no|nor|neither|without|nothing|nowhere|(?:wasn|weren|isn|aren) t)(?: (?:when|"
    r"while|whilst|ever|even|once|i m|i was|i am|at all|any(?:thing|where)?|in|at|on))*$"
)
_DANGER = re.compile(r"\b(?:danger\w*|risky|unsafe|(?<!not )safe)\b")
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|mostly|usually|hardly|almost|nearly|not sure|depends|except|apart|once|"
    r"twice|sometimes|really|much|too|well)\b"
)
_NIGHTLY = re.compile(
    r"\b(?:fall|falls|fell|falling|fallen|was|were) (?:fast |sound )?asleep\b|"
    r"\b(?:go|going|goes|went|gone) to sleep\b|\bclos\w+ my eyes\b"
)
"""Signs that every night begins with."""
_OF_THE_NIGHT = re.compile(
    r"\b(?:at|about|around|by|till|until|before|after|past|gone|near|nearly) (?:about |around |"
    r"|quarter |half past )?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"midnight|once)|\b(?:last night|straight away|quick\w*|fast|like a (?:log|light|baby)|easily|"
    r"late|early|eventually|finally|bed|in the end|within|minutes|hours?|ages)\b"
)
_BRIEFLY = re.compile(r"\b(?:seconds?|moments?|briefly|suddenly|afternoon|this morning|today)\b")
_FRAGMENT = re.compile(
    r"(?:(?:and|just|right|again|even|mostly|especially|usually|always) )*(?:at|on|in|behind|while|"
    r"when|whenever|during|holding|driving|with|over)\b(?: \w+){0,6}"
)
_BEING_THERE = re.compile(r"\b(?:was|were|am|m)\b")
_THEN = re.compile(r"^(?:(?:and|then|suddenly|so) )+")
_TELLING = re.compile(
    r"^\W*(?:did|have|do) (?:i|you) (?:tell|told|mention|mentioned|know|realise|realize)\b|"
    r"\byou know\b|\b(?:right|ok|okay|yeah|huh)\W*$",
    re.I,
)
"""A question that tells what it asks about."""
_HELD_BY_ME = re.compile(r"\b(?:my|the|our) (?:baby|head|eyes?)$")


class Sleepiness(StrEnum):
    """What an utterance tells: TOLD of danger, or UNCLEAR whether there was any."""

    TOLD = "told"
    UNCLEAR = "unclear"


_Patterns = Annotated[tuple[Pattern, ...], Field(min_length=1)]


class SleepinessWords(Reviewed):
    """All of `sleepiness.yaml`; its comments say what each list is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    source: str
    person: _Patterns
    signs: _Patterns
    worn: _Patterns
    driving: _Patterns
    slips: _Patterns
    machines: _Patterns
    cooking: _Patterns
    child: _Patterns
    water: _Patterns
    own_duty: _Patterns
    unsafe: _Patterns
    too_worn_to: _Patterns
    instead: _Patterns
    harmless: _Patterns
    breaks: _Patterns
    hypothetical: _Patterns
    wondered: _Patterns
    feared: _Patterns
    dreamt: _Patterns
    tales: _Patterns
    long_ago: _Patterns
    ridden: _Patterns
    unclear: _Patterns
    often_by_day: _Patterns


class _Lists(NamedTuple):
    """The lists, compiled."""

    person: re.Pattern[str]
    signs: re.Pattern[str]
    worn: re.Pattern[str]
    driving: re.Pattern[str]
    slips: re.Pattern[str]
    machines: re.Pattern[str]
    cooking: re.Pattern[str]
    child: re.Pattern[str]
    water: re.Pattern[str]
    own_duty: re.Pattern[str]
    unsafe: re.Pattern[str]
    too_worn_to: re.Pattern[str]
    instead: re.Pattern[str]
    harmless: re.Pattern[str]
    breaks: re.Pattern[str]
    hypothetical: re.Pattern[str]
    wondered: re.Pattern[str]
    feared: re.Pattern[str]
    dreamt: re.Pattern[str]
    tales: re.Pattern[str]
    long_ago: re.Pattern[str]
    ridden: re.Pattern[str]
    unclear: re.Pattern[str]
    often_by_day: re.Pattern[str]


@cache
def load_sleepiness(path: Path = _PACKAGED) -> SleepinessWords:
    """Reads and checks the words; once per process.

    Raises:
        safety.content.ContentError: unreadable, no YAML, or a key that does not fit.
    """
    return read_yaml(path, SleepinessWords)


def sleepy_told(words: str) -> Sleepiness | None:
    """What an utterance tells of sleepiness; None where it tells of none that could harm.

    Its sentences are read one by one and then each with the next, since where a sentence ends is
    the recogniser's guess, and then the work with machines over all of them.
    """
    lists = _lists()
    sentences = list(_sentences(words[:_LONGEST]))
    stated = [s for s in sentences if not _is_set_aside(s, lists)]
    told = [found for s in stated if (found := _in_sentence(s, lists)) is not None]
    if Sleepiness.TOLD not in told:
        pairs = pairwise(_glued(sentences))
        told += [found for pair in pairs if (found := _in_two(*pair, lists)) is not None]
    if Sleepiness.TOLD not in told and Sleepiness.UNCLEAR in told and _with_machines(stated, lists):
        return Sleepiness.TOLD
    return max(told, key=lambda each: each is Sleepiness.TOLD, default=None)


def is_only_told_of(words: str) -> bool:
    """Whether each sentence that tells of sleep overcoming one is a dream, a tale or a wonder.

    What others did, or is long past, is left to whoever judges it.
    """
    lists = _lists()
    asides = (lists.dreamt, lists.tales, lists.hypothetical)
    told = [s for s in _sentences(words[:_LONGEST]) if lists.signs.search(s)]
    return bool(told) and all(any(each.search(s) for each in asides) for s in told)


def is_dangerous_place(words: str) -> bool | None:
    """Whether a place that is named is dangerous to fall asleep at; None where none is named.

    Danger counts before any harmless place beside it: driving the bus, a child on the sofa.
    """
    lists = _lists()
    text = " ".join(_sentences(words[:_LONGEST]))
    own = lists.ridden.sub(" ", text)
    dangers = (*_dangers(lists), lists.water, lists.own_duty)
    if any(not _is_ruled_out(own, m) for each in dangers for m in each.finditer(own)):
        return True
    return False if lists.ridden.search(text) or lists.harmless.search(text) else None


def danger_denied(words: str) -> bool:
    """Whether it says outright that there was no danger, or that it was at no dangerous place."""
    lists = _lists()
    text = " ".join(_sentences(words[:_LONGEST]))
    found = [m for each in (*_dangers(lists), _DANGER) for m in each.finditer(text)]
    plain = bool(found) and _DOUBT.search(text) is None
    return plain and all(_is_ruled_out(text, m) for m in found)


@cache
def _lists() -> _Lists:
    words = load_sleepiness()
    person = "|".join(words.person)
    compiled = {
        name: re.compile(
            rf"\b(?:{'|'.join(getattr(words, name)).replace('<person>', f'(?:{person})')})(?!\w)"
        )
        for name in _Lists._fields
    }
    return _Lists(**compiled)


def _sentences(words: str) -> Iterator[str]:
    """The sentences that state something, as plain words."""
    for raw in _END.split(words.replace("\u2019", "'")):
        asks = raw.rstrip().endswith("?") and not _TELLING.search(raw)
        if raw.strip() and not asks:
            yield " ".join(re.findall(r"[a-z0-9]+", raw.lower()))


def _glued(sentences: Sequence[str]) -> list[str]:
    """The sentences with scraps of a place in one: "In the car. At the lights."."""
    glued: list[str] = []
    for each in sentences:
        if glued and _FRAGMENT.fullmatch(each) and _FRAGMENT.fullmatch(glued[-1]):
            glued[-1] = f"{glued[-1]} {each}"
        else:
            glued.append(each)
    return glued


def _is_set_aside(text: str, lists: _Lists) -> bool:
    """Whether it is a dream, a tale, a question, long past, or a ride with somebody else."""
    others = [lists.dreamt, lists.tales, lists.long_ago]
    if not lists.wondered.search(text):
        others.append(lists.hypothetical)
    if not lists.own_duty.search(text):
        others.append(lists.ridden)
    return any(each.search(text) for each in others)


def _dangers(lists: _Lists) -> tuple[re.Pattern[str], ...]:
    return (lists.driving, lists.machines, lists.cooking, lists.child)


def _in_two(first: str, second: str, lists: _Lists) -> Sleepiness | None:
    """What two neighbouring sentences tell that neither tells alone: a sign, and its place."""
    if _is_set_aside(first, lists) or _is_set_aside(second, lists):
        return None
    second = _THEN.sub("", second)
    told = _in_sentence(f"{first} {second}", lists)
    pairs = ((first, second), (second, first))
    placed = [_placed(sign, place, lists) for sign, place in pairs if told is not None]
    found = [each for each in placed if each is not None]
    # Where the place stays open in both together, it is not settled by how they are cut.
    if told is Sleepiness.UNCLEAR:
        return told if found else None
    return max(found, key=lambda each: each is Sleepiness.TOLD, default=None)


def _placed(sign: str, place: str, lists: _Lists) -> Sleepiness | None:
    """How surely a sentence places the sign of its neighbour; None where it does not."""
    own = [found for found in lists.signs.finditer(sign) if _is_own(sign, found, lists)]
    if not own or lists.harmless.search(sign):
        return None
    nightly = all(_NIGHTLY.search(each.group()) for each in own) and not _BRIEFLY.search(sign)
    if nightly and _OF_THE_NIGHT.search(sign):
        return None
    if _FRAGMENT.fullmatch(place) or lists.slips.search(place):
        return Sleepiness.TOLD
    if _BEING_THERE.search(place):
        return Sleepiness.UNCLEAR if nightly else Sleepiness.TOLD
    return None if nightly else Sleepiness.UNCLEAR


def _in_sentence(text: str, lists: _Lists) -> Sleepiness | None:
    if lists.instead.search(text) and not lists.slips.search(text):
        return None
    if lists.too_worn_to.search(text):
        return Sleepiness.TOLD
    signs = [found for found in lists.signs.finditer(text) if _is_own(text, found, lists)]
    worn = [found for found in lists.worn.finditer(text) if _is_own(text, found, lists)]
    slips = [found for found in lists.slips.finditer(text) if not _is_denied(text, found)]
    if slips and (signs or worn) and not _only_harmless(text, lists, signs or worn):
        return Sleepiness.TOLD
    outright = any(not _is_ruled_out(text, found) for found in lists.unsafe.finditer(text))
    sleepy = [*signs, *worn] if lists.driving.search(text) else signs
    if outright and sleepy and not lists.harmless.search(text):
        return Sleepiness.TOLD
    found = max(
        (each for sign in signs if (each := _of_sign(text, sign, lists))),
        key=lambda each: each is Sleepiness.TOLD,
        default=None,
    )
    doubted = lists.feared.search(text) or lists.wondered.search(text)
    if found is Sleepiness.TOLD and doubted:
        return Sleepiness.UNCLEAR
    return found


def _of_sign(text: str, sign: re.Match[str], lists: _Lists) -> Sleepiness | None:
    if _beside(text, sign, lists.child, lists):
        return Sleepiness.TOLD
    if _beside(text, sign, lists.cooking, lists):
        return Sleepiness.TOLD
    on_duty = _beside(text, sign, lists.own_duty, lists)
    if on_duty and lists.ridden.search(text):
        return Sleepiness.TOLD
    if lists.harmless.search(text[sign.start() :]) and not _right_after(text, sign, lists):
        return None
    dangers = (lists.driving, lists.machines)
    if any(_beside(text, sign, each, lists) for each in dangers):
        return Sleepiness.TOLD
    if lists.harmless.search(text):
        return None
    open_place = any(_beside(text, sign, each, lists) for each in (lists.unclear, lists.water))
    by_day = on_duty and not _NIGHTLY.search(sign.group())
    if open_place or by_day or lists.often_by_day.search(text):
        return Sleepiness.UNCLEAR
    return None


def _right_after(text: str, sign: re.Match[str], lists: _Lists) -> bool:
    """Whether the danger follows the sign sooner than any harmless place."""
    after = text[sign.end() :]
    harmless = lists.harmless.search(after)
    dangers = [f.start() for p in (lists.driving, lists.machines) if (f := p.search(after))]
    return bool(dangers) and (harmless is None or min(dangers) < harmless.start())


def _beside(text: str, sign: re.Match[str], danger: re.Pattern[str], lists: _Lists) -> bool:
    """Whether a danger stands near a sign, with nothing between that parts them in time."""
    for found in danger.finditer(text):
        if _is_ruled_out(text, found):
            continue
        lead = text[: found.start()].split()[-3:]
        if lists.breaks.search(" ".join(lead)) and found.start() < sign.start():
            continue
        if danger is lists.machines and lists.person.search(" ".join(lead)):
            continue
        if found.end() <= sign.start():
            between = text[found.end() : sign.start()]
        else:
            between = text[sign.end() : max(found.start(), sign.end())]
        if len(between.split()) <= _REACH and lists.breaks.search(between) is None:
            return True
    return False


def _is_own(text: str, found: re.Match[str], lists: _Lists) -> bool:
    """Whether it is said of oneself and not denied."""
    before = text[: found.start()].rstrip()
    others = [m for m in lists.person.finditer(before) if not _HELD_BY_ME.search(before)]
    for other in others:
        if re.match(_OTHERS_OWN, before[other.end() :]):
            return False
    return not _is_denied(text, found)


def _is_denied(text: str, found: re.Match[str]) -> bool:
    return _DENIAL.search(text[: found.start()].rstrip()) is not None


def _is_ruled_out(text: str, found: re.Match[str]) -> bool:
    """Whether a place or a danger is named only to say that it was not there."""
    return _RULED_OUT.search(text[: found.start()].rstrip()) is not None


def _only_harmless(text: str, lists: _Lists, signs: Sequence[re.Match[str]]) -> bool:
    """Whether every sign is placed where sleep does no harm."""
    return all(re.match(rf" (?:\w+ )?{lists.harmless.pattern}", text[s.end() :]) for s in signs)


def _with_machines(sentences: Sequence[str], lists: _Lists) -> bool:
    """Whether somebody sleepy at work says that they work with machines."""
    return any(
        lists.machines.search(each)
        or re.search(r"\bi (?:\w+ )?(?:drive|operate) (?:a|the|my|big|heavy)\b", each)
        for each in sentences
    )
