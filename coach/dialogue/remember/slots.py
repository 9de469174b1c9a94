"""Names what a fact is about, where that can have one value at a time. Called by `learn`.

A closed list, `slots.yaml`, and four families: what one likes, takes, has, and is to happen.
"""

import re
from pathlib import Path

import yaml

from coach.dialogue.remember.lexicon import expanded, pattern, says, stem_set
from memory.fact import EVENT_SLOT, Kind
from memory.lexical import stem, stems

AWAY = "away"
ILL = "ill."
_LIST = tuple(
    (str(slot), re.compile(rf"\b(?:{expanded(str(text))})"))
    for slot, text in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
)
_SLOTTED = frozenset({Kind.SITUATION, Kind.RECURRING, Kind.TRAIT, Kind.COMMITMENT, Kind.GOAL})
_PLACE = re.compile(
    r"\b(?:in|to|at|visiting|around|for) (?!bed\b|pain\b|the\b|a\b|an\b|my\b|work\b|"
    r"school\b|home\b|see\b|be\b|get\b|"
    r"have\b|stay\b|two\b|three\b|next\b|this\b)(?P<place>\w+)"
)
_NOT_TOPIC = stem_set("preference")
_OBJECT_ENDS = re.compile(
    r"\b(?:because|when|if|so|since|as|after|before|at|in|on|to fall|to sleep|over|than|instead|"
    r"rather than|while|but|and it|and they|that|which|for|every|any more|no longer|with)\b.*$"
)
_GOES = re.compile(
    rf"\b(?:i|we|(?:my|our) (?:flight|trip|train|holiday)) (?:\w+ "
    rf"){{0,3}}(?:{expanded('{travel}')})\b"
)
_WORKS = re.compile(
    r"(?:works?|don|doesn|do|does|did|helps?|relax|calm|sooth|annoy|irritat|bore|wind|makes?|puts?|"
    r"sends?|drives?|gets?|not (?:for|my))"
)
_IN = re.compile(r"\b(?:i m|i am|we re|we are|i ll be|we ll be|be|been) (?:\w+ )?in \w")


def slot_of(plain: str, kind: Kind, text: str) -> str | None:
    """The slot of a fact of this kind; None where it stands beside all others."""
    if kind is Kind.PREFERENCE:
        listed = _listed(plain, only="name.")
        return listed or _preference(plain)
    if kind is Kind.HEALTH:
        return _health(plain)
    if kind is Kind.EVENT:
        return _event(plain)
    if kind is Kind.STATE:
        return _illness(plain)
    return _listed(plain) if kind in _SLOTTED else None


def _listed(plain: str, only: str = "") -> str | None:
    for slot, found in _LIST:
        match = found.search(plain) if slot.startswith(only) else None
        if match is not None:
            group = next((each for each in match.groups() if each), "")
            return slot.replace("$1", stem(group.split()[-1]) if group else "")
    return None


def _preference(plain: str) -> str | None:
    match = pattern("like").search(plain)
    if match is None:
        return None
    after, before = plain[match.end() :], plain[: match.start()]
    works = _WORKS.match(match.group()) is not None
    for part in (before, after, plain) if works else (after, before, plain):
        topic = [each for each in stems(_OBJECT_ENDS.sub("", part)) if each not in _NOT_TOPIC]
        if topic:
            return "pref." + " ".join(sorted(set(topic[:2])))
    return None


def _health(plain: str) -> str | None:
    for name in ("medicine", "condition"):
        found = pattern(name).search(plain)
        if found is not None:
            return f"{name}.{stem(found.group().split()[-1])}"
    if says("allergy", plain):
        return "allergy." + " ".join(
            sorted(each for each in stems(plain) if not each.startswith("allerg"))[:2]
        )
    return "driving" if says("driving", plain) else None


def _event(plain: str) -> str | None:
    shift = _listed(plain, only="work.shift")
    if shift is not None:
        return shift
    if _GOES.search(plain) or _IN.search(plain):
        place = _PLACE.search(plain)
        return f"{EVENT_SLOT}trip {stem(place['place'])}" if place else f"{EVENT_SLOT}trip"
    occasion = pattern("occasion").search(plain)
    return None if occasion is None else f"{EVENT_SLOT}{stem(occasion.group().split()[-1])}"


def _illness(plain: str) -> str | None:
    if not says("ill", plain):
        return None
    found = pattern("acute").search(plain)
    return ILL + (stem(found.group().split()[-1]) if found is not None else "unwell")
