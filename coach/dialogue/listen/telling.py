"""Says which event each value is finally about: which waking was the last, which time awake it was.

Takes the facts of `attribute` and adds what only the whole utterance and the question can tell.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.corrections import CORRECTION
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.doing import by_what_came_before, lain_until_up
from coach.dialogue.listen.halves import interval_min
from coach.dialogue.listen.of_wakings import counted, of_wakings, standing_times
from coach.dialogue.listen.plain_facts import (
    awake_from,
    bare_wait,
    dated,
    guessed_onset,
    timed_wakings,
    two_guesses,
    whole_night,
)
from coach.dialogue.listen.relative import counted_on
from coach.dialogue.listen.settle_clocks import Told, clock_meaning
from coach.dialogue.listen.shared import shared
from coach.dialogue.listen.values import Clock, Count, Grade, Meaning, Minutes, Number, Vague
from coach.dialogue.listen.wakings import time_awake, wakings
from memory.diary import CLOCK_FIELDS, Field

_EVENT_OF = {
    Field.GOT_INTO_BED: Event.BED,
    Field.TRIED_TO_SLEEP: Event.LIGHTS,
    Field.SLEEP_ONSET_LATENCY: Event.ONSET,
    Field.AWAKENINGS: Event.WAKE,
    Field.WAKE_AFTER_SLEEP_ONSET: Event.AWAKE,
    Field.FINAL_AWAKENING: Event.FINAL,
    Field.OUT_OF_BED: Event.UP,
    Field.NAPS: Event.NAP,
    Field.QUALITY: Event.QUALITY,
    Field.EARLY_WAKE_AWAKE: Event.EARLY,
}
_ROLES_OF = {
    Field.SLEEP_ONSET_LATENCY: (Role.DURATION,),
    Field.WAKE_AFTER_SLEEP_ONSET: (Role.DURATION,),
    Field.EARLY_WAKE_AWAKE: (Role.DURATION, Role.CLOCK),
    Field.NAPS: (Role.DURATION, Role.COUNT),
    Field.AWAKENINGS: (Role.COUNT,),
    Field.QUALITY: (Role.GRADE,),
    Field.NOTE: (),
}
_CLOCK_ROLES = (Role.CLOCK, Role.LATER)
MORE = re.compile(r" (?:more(?! or less)|again|other)(?= )")
_SUMMED = (Field.WAKE_AFTER_SLEEP_ONSET, Field.NAPS)
_MANY = 3


def asked_roles(asked: Sequence[Field]) -> frozenset[Role]:
    """The roles a bare value can take as an answer to these fields."""
    if len(asked) > _MANY:
        return frozenset((Role.GRADE,)) if Field.QUALITY in asked else frozenset()
    return frozenset(role for f in asked for role in _ROLES_OF.get(f, _CLOCK_ROLES))


def tell(
    facts: Sequence[Fact], text: str, cues: Sequence[Cue], asked: Sequence[Field]
) -> list[Told]:
    """Each fact with its event, in order of speech; what is not about the night is left out."""
    many = len(asked) > _MANY
    facts = bare_wait(counted_on(dated(two_guesses(facts, text, asked))), text, asked)
    plain = whole_night(facts, text, asked) or timed_wakings(facts, text, asked)
    facts = [f for f in facts if all(f.value.start != t.fact.value.start for t in plain)]
    told = [*plain, *(t for f in facts if (t := _first_reading(f, asked)) is not None)]
    more = _cueless(facts, text) if many or not asked else _judged(facts, asked)
    told = [t for t in told if all(t.fact.value != m.fact.value for m in more)] + more
    told = [part for t in told for part in _both_ends(t, asked)]
    told = [kept for t in told if (kept := by_what_came_before(t, told, text, cues, asked))]
    told = told + _answers(facts, told, text, asked)
    told += of_wakings(facts, told, text, asked)
    told += guessed_onset(facts, told, text, cues)
    told = lain_until_up(told, asked)
    told = awake_from(told, text, cues)
    asked = () if many else asked
    told = shared(told, text, cues)
    told = counted(standing_times(told, text, cues), text, asked)
    told = wakings(told, text, cues, asked)
    told = [replace(t, event=time_awake(t, told, text, cues, asked)) for t in told]
    return sorted(told, key=lambda t: t.fact.value.start)


_LONG_MIN = 120


def morning_field(asked: Sequence[Field]) -> bool:
    """Whether a time of the morning is among the asked fields."""
    return Field.FINAL_AWAKENING in asked or Field.OUT_OF_BED in asked


def _judged(facts: Sequence[Fact], asked: Sequence[Field]) -> list[Told]:
    """A judgement of the night added to an answer about something else."""
    if Field.QUALITY in asked:
        return []
    grades = [f for f in facts if f.cue is None and isinstance(f.value.mention.meaning, Grade)]
    return [Told(f, Event.QUALITY) for f in grades]


def _cueless(facts: Sequence[Fact], text: str) -> list[Told]:
    """As in "Twice, ten minutes each" and "Excellent." in a free answer need no cue."""
    told: list[Told] = []
    for fact, after in zip_longest(facts, facts[1:]):
        meaning = fact.value.mention.meaning
        rated = isinstance(meaning, Grade) or (fact.role is Role.GRADE and _graded(fact, text))
        if fact.cue is None and rated:
            told.append(Told(fact, Event.QUALITY))
        length = after.value.mention.meaning if after else None
        if (
            fact.cue is None
            and isinstance(meaning, Count)
            and after
            and isinstance(length, Minutes)
        ) and length.each:
            told.append(Told(fact, Event.WAKE))
            told.append(Told(replace(after, role=Role.DURATION), Event.AWAKE))
    return told


def _both_ends(one: Told, asked: Sequence[Field]) -> list[Told]:
    """As in "In bed from eleven till eight" is two times, not a range of one."""
    clock = clock_meaning(one.meaning)
    morning = Event.FINAL if Field.FINAL_AWAKENING in asked else Event.UP
    pair = len(asked) != 1 and (one.fact.cue is not None or morning_field(asked))
    wide = pair and clock is not None and (interval_min(clock) or 0) > _LONG_MIN
    if (
        clock is None
        or clock.until is None
        or not wide
        or one.event not in (Event.BED, Event.LIGHTS, Event.SLEPT)
    ):
        return [one]
    if one.event is Event.SLEPT:
        morning = Event.FINAL
    elif one.event is Event.BED and Field.OUT_OF_BED in asked:
        morning = Event.UP
    return [_at(one, replace(clock, until=None), one.event), _at(one, clock.until, morning)]


def _at(one: Told, clock: Clock, event: Event) -> Told:
    value = replace(one.fact.value, mention=replace(one.fact.value.mention, meaning=clock))
    return Told(replace(one.fact, value=value), event)


def _first_reading(fact: Fact, asked: Sequence[Field]) -> Told | None:
    if fact.cue is None or fact.cue.event is Event.OTHER:
        return None
    event = fact.cue.event
    if event is Event.START:
        return Told(fact, Event.LIGHTS) if Field.TRIED_TO_SLEEP in asked[:_MANY] else None
    if event is Event.ONSET and tuple(asked) == (Field.NAPS,):
        return Told(fact, Event.NAP)
    point = _is_point(fact.value.mention.meaning)
    if event is Event.AWAKE and fact.role is Role.CLOCK and point and _asked_final(asked):
        event = Event.FINAL
    if event is Event.AWAKE and fact.role is Role.COUNT:
        event = Event.WAKE
    if event is Event.ONSET and fact.role is Role.CLOCK and tuple(asked) == (Field.TRIED_TO_SLEEP,):
        event = Event.LIGHTS
    return Told(fact, event)


_NARROW_MIN = 30


def _is_point(meaning: Meaning) -> bool:
    """A time, or a narrow range of the morning that means one: "between six and twenty past"."""
    clock = clock_meaning(meaning)
    if clock is None or clock.until is None:
        return True
    return (clock.hour or 0) % 12 >= 4 and (interval_min(clock) or 0) <= _NARROW_MIN


def _asked_final(asked: Sequence[Field]) -> bool:
    return Field.FINAL_AWAKENING in asked


def _answers(
    facts: Sequence[Fact], told: Sequence[Told], text: str, asked: Sequence[Field]
) -> list[Told]:
    """The values without a cue, given to the asked fields in their order; a correction replaces."""
    facts = [f for f in facts if all(t.fact.value != f.value for t in told)]
    taken = {(t.event, t.fact.role) for t in told}
    answers: list[Told] = []
    timed = any(t.fact.role is Role.CLOCK and not isinstance(t.meaning, Vague) for t in told)
    for fact in facts:
        remark = timed and fact.value.mention.meaning == Vague("clock")
        if fact.cue is not None or remark:
            continue
        one_time = len(asked) == 1 and asked[0] in CLOCK_FIELDS
        again = _corrected(answers + list(told), fact, text, timed=one_time)
        if again is not None:
            counted_anew = isinstance(fact.value.mention.meaning, Count)
            role = Role.COUNT if counted_anew else again.fact.role
            answers.append(Told(replace(fact, role=role), again.event))
            continue
        more = MORE.match(text[fact.value.end :])
        field = _open_field(
            fact, asked, taken - {(Event.WAKE, Role.COUNT)} if more else taken, text
        )
        if field is not None:
            answers += _both_ends(Told(_as_answer(fact, field), _EVENT_OF[field]), asked)
            if not isinstance(fact.value.mention.meaning, Vague):
                taken.add((_EVENT_OF[field], answers[-1].fact.role))
    return answers


def _corrected(
    earlier: Sequence[Told], fact: Fact, text: str, *, timed: bool = False
) -> Told | None:
    same = [t for t in earlier if t.fact.value.end <= fact.value.start and _kin(t.fact, fact)]
    if not same:
        return None
    last = max(same, key=lambda t: t.fact.value.start)
    between = text[last.fact.value.end : fact.value.start]
    meaning = last.meaning
    hourless = isinstance(meaning, Clock) and meaning.hour is None
    if _SECOND.search(between) and isinstance(meaning, Minutes | Number):
        return None
    closer = isinstance(meaning, Clock | Number) and meaning.open_ended and _is_exact(fact)
    closer = (
        closer
        or (_hourless(fact) and " so " in between)
        or (timed and bool(_SO_AT.search(between) or _OR_NEAR.match(between)))
    )
    return last if hourless or closer or CORRECTION.search(between) else None


_SO_AT = re.compile(
    r" so(?: (?:it|that|was|must|have|been|about|around|maybe|probably|call|say|more|like|roughly|"
    r"i|would|got|in|at|to|bed))* $"
)


_OR_NEAR = re.compile(
    r"^(?: ,)? or (?:a (?:bit|little|touch)|just|shortly) (?:before|after) (?:\. )?$"
)
"""As in "Seven thirty, or a little before. Seven twenty-five."."""


def _is_exact(fact: Fact) -> bool:
    """Whether a time says more than a bound: the ten past twelve after "gone midnight"."""
    meaning = fact.value.mention.meaning
    return isinstance(meaning, Clock | Number) and not meaning.open_ended


def _hourless(fact: Fact) -> bool:
    meaning = fact.value.mention.meaning
    return isinstance(meaning, Clock) and meaning.hour is None


_SECOND = re.compile(r" (?:first|second|other|another|then|again|next|plus|third)(?= )")


def _kin(one: Fact, other: Fact) -> bool:
    kinds = (Clock, Number), (Minutes, Number), (Count, Number), (type(one.value.mention.meaning),)
    return any(
        isinstance(one.value.mention.meaning, k) and isinstance(other.value.mention.meaning, k)
        for k in kinds
    )


_LIKE_A_GRADE = re.compile(
    r" (?:a|say|give it|call it|rate it|overall|quality|that is)(?: (?:,|was|is|of|at|about|"
    r"maybe|like|a|probably|solid|strong))* $"
)


def _graded(fact: Fact, text: str) -> bool:
    """Whether a bare number among many fields is worded as a grade: "I'd give it a four"."""
    if isinstance(fact.value.mention.meaning, Grade):
        return True
    return like_a_grade(text, fact.value.start)


def like_a_grade(text: str, at: int) -> bool:
    """Whether what stands before a bare number makes a grade of it."""
    return bool(_LIKE_A_GRADE.search(text[max(0, at - 40) : at]))


def _open_field(
    fact: Fact, asked: Sequence[Field], taken: set[tuple[Event, Role]], text: str
) -> Field | None:
    many = len(asked) > _MANY
    if many and not (fact.role is Role.GRADE and _graded(fact, text)):
        return None
    for field in (Field.QUALITY,) if many else asked:
        told = _is_told(fact, field, taken) and not (field is Field.QUALITY and _graded(fact, text))
        if field in _EVENT_OF and not told and _can_answer(fact, field):
            return field
    return None


def _is_told(fact: Fact, field: Field, taken: set[tuple[Event, Role]]) -> bool:
    """Whether the field has its value; a clock time still tops "I lay there for a good while"."""
    if field in _SUMMED:
        return False
    weaker = Role.LATER if fact.role is Role.CLOCK else None
    if fact.role is Role.DURATION and field is Field.SLEEP_ONSET_LATENCY:
        weaker = Role.CLOCK
    if fact.role is Role.COUNT and field is Field.AWAKENINGS:
        weaker = Role.CLOCK
    return any(event is _EVENT_OF[field] and role is not weaker for event, role in taken)


def _can_answer(fact: Fact, field: Field) -> bool:
    meaning = fact.value.mention.meaning
    if isinstance(meaning, Vague):
        return _vague_answer(meaning, field)
    if field in CLOCK_FIELDS:
        return fact.role is Role.LATER or clock_meaning(meaning) is not None
    if field is Field.SLEEP_ONSET_LATENCY:
        return isinstance(meaning, Clock | Minutes | Number)
    return fact.role in _ROLES_OF.get(field, ()) or (
        isinstance(meaning, Clock)
        and meaning.until is not None
        and field in (Field.WAKE_AFTER_SLEEP_ONSET, Field.NAPS, Field.EARLY_WAKE_AWAKE)
    )


def _vague_answer(meaning: Vague, field: Field) -> bool:
    if meaning.kind == "any":
        return True
    if meaning.kind == "clock":
        return field in CLOCK_FIELDS
    if meaning.kind == "count":
        return field is Field.AWAKENINGS
    return field in (*_SUMMED, Field.SLEEP_ONSET_LATENCY, Field.EARLY_WAKE_AWAKE) or (
        field in CLOCK_FIELDS
    )


def answering(fact: Fact, field: Field) -> Fact:
    """The fact as it would answer a question about one field."""
    at = fact.value
    return replace(_as_answer(fact, field), cue=Cue(_EVENT_OF[field], at.start, at.end))


def _as_answer(fact: Fact, field: Field) -> Fact:
    meaning = fact.value.mention.meaning
    if field in CLOCK_FIELDS and fact.role is not Role.LATER:
        return replace(fact, role=Role.CLOCK)
    if field is Field.SLEEP_ONSET_LATENCY:
        point = isinstance(meaning, Clock) and meaning.numbers is None
        point = point or (isinstance(meaning, Number) and fact.role is Role.CLOCK)
        return replace(fact, role=Role.CLOCK if point else Role.DURATION)
    if field is Field.EARLY_WAKE_AWAKE:
        interval = isinstance(meaning, Clock) and meaning.until is not None
        by_clock = fact.role is Role.CLOCK and not interval
        return replace(fact, role=Role.CLOCK if by_clock else Role.DURATION)
    if field is Field.NAPS and _how_many(fact):
        return replace(fact, role=Role.COUNT)
    return replace(fact, role=_ROLES_OF.get(field, (fact.role,))[0])


_MANY_NAPS = 4


def _how_many(fact: Fact) -> bool:
    """Whether an answer about naps says how many rather than how long."""
    meaning = fact.value.mention.meaning
    bare = isinstance(meaning, Number) and not meaning.each and meaning.hi <= _MANY_NAPS
    return bare or isinstance(meaning, Count)
