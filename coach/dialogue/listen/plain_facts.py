"""Reads facts that name no event because there is only one they can be about.

Called by `coach.dialogue.listen.telling`: "eleven to seven" of a whole night, "at one, at three"
when asked how often, "awake from four" with no word of sleep after it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.denials import nearest
from coach.dialogue.listen.halves import interval_min
from coach.dialogue.listen.settle_clocks import Told, clock_meaning
from coach.dialogue.listen.skeleton import Placed
from coach.dialogue.listen.values import Clock, Grade, Meaning, Minutes, Number, Vague
from memory.diary import CLOCK_FIELDS, Field

_MANY = 3
_SHORTEST_NIGHT_MIN = 180
_EARLIEST_WAKING_HOUR = 3
_OPENS = re.compile(
    r"^(?: (?:well|so|oh|yes|about|around|roughly|maybe|from|it|was|i|in|there|okay|just|,|usual|"
    r"mine|call|say|like|night|last|good|bad|fine|slept|for once|not|<q\d+>|\.))* $"
)
_OF_THE_NIGHT = (Event.WAKE, Event.AWAKE, Event.BACK, Event.QUALITY, Event.ONSET)
_AT = re.compile(r" (?:at|around|about)(?: (?:about|around|like|maybe|roughly|just))* $")
_FROM = re.compile(r" (?:from|since)(?: (?:about|around|like|maybe|roughly|just))* $")


def whole_night(facts: Sequence[Fact], text: str, asked: Sequence[Field]) -> list[Told]:
    """As in "Eleven to seven, woke a lot": into bed and up, where the whole night was asked."""
    if 0 < len(asked) <= _MANY:
        return []
    told = [f for f in facts if not isinstance(f.value.mention.meaning, Grade)]
    if not told:
        return []
    first = told[0]
    clock = clock_meaning(first.value.mention.meaning)
    ahead = first.cue is not None and first.cue.start > first.value.end
    lead = text[: first.value.start]
    sentence = lead[lead.rfind(" . ") + 2 :] if " . " in lead else lead
    bare = (first.cue is None or (ahead and first.cue.event in _OF_THE_NIGHT)) and _OPENS.match(
        sentence
    )
    if not bare or clock is None or clock.until is None:
        return []
    if (interval_min(clock) or 0) < _SHORTEST_NIGHT_MIN:
        return []
    return [
        Told(_with(first, replace(clock, until=None)), Event.BED),
        Told(_with(first, clock.until), Event.UP),
    ]


def timed_wakings(facts: Sequence[Fact], text: str, asked: Sequence[Field]) -> list[Told]:
    """As in "At one, at three and again at ten to five", asked how often: each is a waking."""
    if tuple(asked) != (Field.AWAKENINGS,):
        return []
    return [
        Told(replace(fact, role=Role.CLOCK), Event.WAKE)
        for fact in facts
        if fact.cue is None
        and _AT.search(text[: fact.value.start])
        and not isinstance(fact.value.mention.meaning, Vague)
        and (clock := clock_meaning(fact.value.mention.meaning)) is not None
        and clock.until is None
    ]


def awake_from(told: Sequence[Told], text: str, cues: Sequence[Cue]) -> list[Told]:
    """As in "then awake from four": the last waking, where no sleep is told of after it."""
    if any(t.event is Event.FINAL for t in told):
        return list(told)
    return [replace(t, event=Event.FINAL) if _stays(t, text, cues) else t for t in told]


def _stays(one: Told, text: str, cues: Sequence[Cue]) -> bool:
    clock = clock_meaning(one.meaning) if one.event in (Event.AWAKE, Event.WAKE) else None
    if clock is None or clock.until is not None or one.fact.role is not Role.CLOCK:
        return False
    if not _FROM.search(text[: one.fact.value.start]) or clock.hour is None:
        return False
    slept = (Event.BACK, Event.ONSET, Event.FINAL, Event.WAKE)
    after = [c for c in cues if c.start > one.fact.value.end and c.event in slept]
    return not after and clock.hour % 12 >= _EARLIEST_WAKING_HOUR


_LEAD_IN = re.compile(
    r"^(?: (?:oh|well|about|around|maybe|only|just|like|i think|it was|took|me|a good|another|"
    r"i gave it|gave it|i had|within|after|in|i needed|i took|say|probably|roughly|not even|i "
    r"waited|waited|snoozed|i snoozed|,))* $"
)
_LONGEST_WAIT_MIN = 120


def bare_wait(facts: Sequence[Fact], text: str, asked: Sequence[Field]) -> list[Fact]:
    """As in "Five minutes", asked when the light went out: so long after what was before it."""
    first = facts[0] if facts else None
    meaning = first.value.mention.meaning if first else None
    waits = tuple(asked) in ((Field.TRIED_TO_SLEEP,), (Field.OUT_OF_BED,))
    if not waits or first is None or first.cue is not None or not isinstance(meaning, Minutes):
        return list(facts)
    clocked = any(f.role is Role.CLOCK for f in facts)
    if clocked or meaning.hi > _LONGEST_WAIT_MIN or not _LEAD_IN.match(text[: first.value.start]):
        return list(facts)
    return [replace(first, role=Role.LATER), *facts[1:]]


def dated(facts: Sequence[Fact]) -> list[Fact]:
    """As in "a pill at ten, got into bed at half past": the hour of what was told just before."""
    result: list[Fact] = []
    for fact in facts:
        meaning = fact.value.mention.meaning
        last = result[-1] if result else None
        base = clock_meaning(last.value.mention.meaning) if last is not None else None
        lacking = isinstance(meaning, Clock) and meaning.hour is None and meaning.until is None
        after_other = last is not None and last.cue is not None
        event = fact.cue.event if fact.cue else Event.BED if after_other else None
        other = last is not None and (last.cue is None or last.cue.event is Event.OTHER)
        if isinstance(meaning, Clock) and lacking and other and base and base.hour is not None:
            if event in _LATER_THAN_TOLD:
                later = base.hour + (meaning.minute < base.minute)
                fact = _with(fact, replace(meaning, hour=(later - 1) % 12 + 1))
            elif event in _NEAR_TO_TOLD:
                fact = _with(fact, nearest(meaning, base))
        result.append(fact)
    return result


_LATER_THAN_TOLD = (Event.BED, Event.LIGHTS, Event.ONSET)
_NEAR_TO_TOLD = (Event.WAKE, Event.FINAL)


def two_guesses(facts: Sequence[Fact], text: str, asked: Sequence[Field]) -> list[Fact]:
    """As in "Six forty, six forty-five", asked one time: a narrow range and no correction."""
    if len(asked) != 1:
        return list(facts)
    result: list[Fact] = []
    for fact in facts:
        joined = _joined(result[-1], fact, text, asked) if result else None
        if joined is not None:
            result[-1] = joined
        else:
            result.append(fact)
    return result


_HEDGED = re.compile(r"^(?: (?:,|\.|\?|-|about|around|even|maybe|or))* $")


def _longer(first: Fact, second: Fact, between: str, asked: Sequence[Field]) -> Fact | None:
    """As in "Over an hour. Hour and a half.", asked how long it took: a range of one length."""
    one, other = first.value.mention.meaning, second.value.mention.meaning
    if tuple(asked) != (Field.SLEEP_ONSET_LATENCY,) or not _HEDGED.match(between):
        return None
    if not isinstance(one, Minutes) or not isinstance(other, Minutes | Number):
        return None
    if one.hi >= other.lo:
        return None
    return _meaning(first, Minutes(one.lo, other.hi))


def _joined(first: Fact, second: Fact, text: str, asked: Sequence[Field]) -> Fact | None:
    between = text[first.value.end : second.value.start]
    longer = _longer(first, second, between, asked)
    if longer is not None:
        return longer
    one, other = (clock_meaning(each.value.mention.meaning) for each in (first, second))
    if one is None or other is None or first.cue != second.cue or between.strip(" ,.-"):
        return None
    if one.until or other.until or one.hour is None or other.hour is None:
        return None
    if one.hour == other.hour:
        return _with(first, replace(one, until=other)) if one.minute < other.minute else None
    stopped = "." in between or _TAKEN_BACK.match(text[second.value.end :])
    bound = one.open_ended or other.open_ended or asked[0] not in CLOCK_FIELDS
    return None if stopped or bound or first.cue else _with(first, replace(one, until=other))


_TAKEN_BACK = re.compile(
    r"^ (?:, )?(?:actually|sorry|rather|no|i mean|more like|in fact|really|or|in the end)(?= )"
)
_GUESSED = re.compile(
    r" (?:guess|reckon|say|estimate|suppose|call it|think)"
    r"(?: (?:it|that|was|about|around|maybe|like|took|me|roughly|probably))* $"
)


def guessed_onset(
    facts: Sequence[Fact], told: Sequence[Told], text: str, cues: Sequence[Cue]
) -> list[Told]:
    """As in "Lights out at eleven. I'd guess half an hour.": what follows is falling asleep."""
    if any(t.event is Event.ONSET for t in told):
        return []
    rest = [f for f in facts if f.cue is None and all(t.fact.value != f.value for t in told)]
    return [
        Told(replace(fact, role=Role.DURATION), Event.ONSET)
        for fact in rest
        if isinstance(fact.value.mention.meaning, Minutes)
        and _GUESSED.search(text[: fact.value.start])
        and [c.event for c in cues if c.end <= fact.value.start][-1:] == [Event.LIGHTS]
    ][:1]


def _with(fact: Fact, clock: Clock) -> Fact:
    return replace(_meaning(fact, clock), role=Role.CLOCK)


def _meaning(fact: Fact, meaning: Meaning) -> Fact:
    value: Placed = replace(fact.value, mention=replace(fact.value.mention, meaning=meaning))
    return replace(fact, value=value)
