"""Settles the four clock fields and the onset time from what was said about their events."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.dialogue.listen.amounts import minutes_of, settle_minutes
from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.denials import nearest
from coach.dialogue.listen.halves import DAY_MIN, Anchors, Phase, Settled, settle_clock
from coach.dialogue.listen.night import Night, clock_time
from coach.dialogue.listen.phrases import AT_ONCE, SAME, STRAIGHT_UP
from coach.dialogue.listen.skeleton import VALUE
from coach.dialogue.listen.values import Clock, Meaning, Number
from memory.diary import Field

FIELD_OF = {
    Event.BED: Field.GOT_INTO_BED,
    Event.LIGHTS: Field.TRIED_TO_SLEEP,
    Event.FINAL: Field.FINAL_AWAKENING,
    Event.UP: Field.OUT_OF_BED,
}
_PHASE = {
    Event.BED: Phase.EVENING,
    Event.LIGHTS: Phase.EVENING,
    Event.FINAL: Phase.MORNING,
    Event.UP: Phase.MORNING,
}
_BASE = {
    Event.LIGHTS: Field.GOT_INTO_BED,
    Event.UP: Field.FINAL_AWAKENING,
}
_LONGEST_ONSET_MIN = 600
_LATE_MIN = 240
_CLOCKS = frozenset(FIELD_OF.values())


@dataclass(frozen=True)
class Told:
    """A fact with the event it was found to be about (also where only the question said so)."""

    fact: Fact
    event: Event

    @property
    def meaning(self) -> Meaning:
        return self.fact.value.mention.meaning


def clock_meaning(meaning: Meaning) -> Clock | None:
    """A value read as a clock time; None where it cannot be one."""
    if isinstance(meaning, Clock):
        return meaning
    return hour_of(meaning) if isinstance(meaning, Number) else None


def settle_clocks(night: Night, told: Sequence[Told]) -> None:
    """Settles into bed, lights out, final waking and up, plain times before relative ones."""
    clocks = [t for t in told if t.event in FIELD_OF and t.fact.role is Role.CLOCK]
    readable = [(t, c) for t in clocks if (c := clock_meaning(t.meaning)) is not None]
    readable = _last_said(_dated(readable))
    for order in (_is_sure, _has_hour, _hourless):
        for one, clock in readable:
            if order(clock):
                _settle_one(night, one, clock, readable)
    for one in clocks:
        if clock_meaning(one.meaning) is None:
            night.leave_open(FIELD_OF[one.event])
    waits = {one.event: one for one in told if one.fact.role is Role.LATER}
    for one in waits.values():
        _settle_later(night, one)


def _dated(readable: Sequence[tuple[Told, Clock]]) -> list[tuple[Told, Clock]]:
    """As in "Quarter past eleven, I mean quarter to": the second at the first's hour."""
    dated: list[tuple[Told, Clock]] = []
    for one, clock in readable:
        if clock.hour is None and dated:
            last, base = dated[-1]
            if last.event is one.event and base.hour is not None:
                clock = nearest(clock, base)
        dated.append((one, clock))
    return dated


def _last_said(readable: Sequence[tuple[Told, Clock]]) -> list[tuple[Told, Clock]]:
    """The last time told of each event; a bound ("after eleven") leaves the time before it."""
    last: dict[Event, tuple[Told, Clock]] = {}
    for row in readable:
        kept = last.get(row[0].event)
        if kept is None or not row[1].open_ended or kept[1].open_ended:
            last[row[0].event] = row
    return [row for row in readable if row is last[row[0].event]]


def _is_sure(clock: Clock) -> bool:
    return clock.half is not None and clock.hour is not None


def _has_hour(clock: Clock) -> bool:
    return clock.half is None and clock.hour is not None


def _hourless(clock: Clock) -> bool:
    return clock.hour is None


def _settle_one(night: Night, one: Told, clock: Clock, told: Sequence[tuple[Told, Clock]]) -> None:
    field = FIELD_OF[one.event]
    earlier = night.earlier(field)
    if clock.hour is None:
        earlier = _follows(night, one, told)
        if earlier is None and one.event is Event.FINAL:
            others = Anchors(None, night.minute(Field.OUT_OF_BED), night.known.shift_worker)
            _put(night, field, settle_clock(clock, Phase.MORNING, others))
            return
    others = Anchors(earlier, night.later(field), night.known.shift_worker)
    _put(night, field, settle_clock(clock, _PHASE[one.event], others))


def _put(night: Night, field: Field, settled: Settled) -> None:
    if settled.minute is None:
        night.values.pop(field, None)
        night.leave_open(field, [clock_time(m) for m in settled.candidates])
        return
    night.put_minute(field, settled.minute)


def _follows(night: Night, one: Told, told: Sequence[tuple[Told, Clock]]) -> int | None:
    """What "quarter past" comes after: what was told before it in the same part of the night."""
    before = [t for t, _ in told if t.fact.value.end <= one.fact.value.start]
    if not before or _PHASE[before[-1].event] is not _PHASE[one.event]:
        return _own_phase(night, one.event)
    if one.event is Event.FINAL and before[-1].event is Event.UP:
        return None
    return night.minute(FIELD_OF[before[-1].event])


def _own_phase(night: Night, event: Event) -> int | None:
    """The time on file that "quarter past" follows on from: into bed, or the final waking."""
    if _PHASE[event] is Phase.EVENING:
        return night.minute(Field.GOT_INTO_BED)
    return night.minute(Field.FINAL_AWAKENING)


def _settle_later(night: Night, one: Told) -> None:
    """As in "Got up half an hour later": counted from the event before, if its time is known."""
    base = _BASE.get(one.event)
    minutes = minutes_of(one.meaning)
    if one.event is Event.BED:
        night.leave_open(Field.GOT_INTO_BED)
    if base is None or FIELD_OF[one.event] in night.values:
        return
    start = night.minute(base)
    amount = settle_minutes(minutes) if minutes else None
    if start is None or amount is None:
        night.leave_open(FIELD_OF[one.event])
        return
    night.put_minute(FIELD_OF[one.event], start + amount)


_BOTH = re.compile(
    r" (?:(?<!we )(?<!us )both(?! (?:of us|times|kids|boys|girls|dogs|cats|nights|the ))|the "
    r"pair of them|each of them|(?:the )?same (?:time|(?:for|with) (?:the )?(?:both|other|"
    r"the)))(?= )"
)


def settle_both(night: Night, text: str) -> None:
    """As in "Seven for both": one time for the two that were asked about."""
    asked = [f for f in night.asked if f in _CLOCKS]
    said = [f for f in asked if f in night.values]
    if len(asked) == len(night.asked) == 2 and len(said) == 1 and _BOTH.search(text):
        night.put(asked[1 - asked.index(said[0])], night.values[said[0]])


def settle_slept_from(night: Night, told: Sequence[Told]) -> None:
    """As in "I slept from eleven to six": six is the last waking, eleven when sleep came.

    With lights out known that gives the minutes to fall asleep; without, trying to sleep is asked
    about, because sleep may have come later than the try.
    """
    for one in told:
        clock = clock_meaning(one.meaning) if one.event is Event.SLEPT else None
        if clock is None:
            continue
        gap = onset_minutes(night, clock)
        if gap is not None and gap > _LATE_MIN:
            night.leave_open(Field.SLEEP_ONSET_LATENCY)
        elif gap is not None and Field.SLEEP_ONSET_LATENCY not in night.values:
            night.put(Field.SLEEP_ONSET_LATENCY, gap)
        elif gap is None and night.minute(Field.TRIED_TO_SLEEP) is None:
            start = settle_clock(clock, Phase.EVENING, Anchors()).minute
            maybe = [] if start is None else [clock_time(start)]
            night.leave_open(Field.TRIED_TO_SLEEP, maybe)


def settle_same_time(night: Night, text: str, cues: Sequence[Cue]) -> None:
    """As in "Woke at six and got straight up", and the short answer "straight away"."""
    up, final = Field.OUT_OF_BED, Field.FINAL_AWAKENING
    if any(_right_up(c, text) for c in cues if c.event is Event.UP) and _last_told(text, cues):
        _copy(night, final, up, said_only=True)
    if STRAIGHT_UP.search(text):
        _copy(night, final, up)
        _copy(night, up, final, said_only=True)
    if any(_at_once(c, text) for c in cues if c.event is Event.LIGHTS):
        _copy(night, Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP)
    same = night.asked in ((up,), (Field.TRIED_TO_SLEEP,)) and SAME.match(text)
    if (same or AT_ONCE.search(text)) and "<" not in text and len(night.asked) <= 2:
        if up in night.asked:
            _copy(night, final, up)
        if Field.TRIED_TO_SLEEP in night.asked:
            _copy(night, Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP)


_AND_UP = re.compile(rf" {VALUE}(?: (?:and|then|,|i|so|just))* $")
_UP_ENDS = re.compile(
    r"(?: (?:for the day|of bed|then|too|and about|and dressed|as well))*"
    r" (?:$|[.?]|(?:it|that|which|sleep|night|overall|quality|rating)(?: |$)|"
    r", (?!(?:but|about|around|maybe|at) |<)|and (?!(?:then|back|went back) |<))"
)


def _right_up(cue: Cue, text: str) -> bool:
    """As in "Woke at half six and got up.": told with the waking, at no time of its own."""
    return bool(_AND_UP.search(text[: cue.start]) and _UP_ENDS.match(text[cue.end :]))


def _last_told(text: str, cues: Sequence[Cue]) -> bool:
    """Whether the night ends with that: nobody goes back to bed, or to sleep, after it."""
    ups = [c.start for c in cues if c.event is Event.UP]
    after = [c.event for c in cues if c.start > ups[0]]
    return not {Event.BACK, Event.OTHER, Event.UP, Event.BED, Event.WAKE} & set(after)


def _at_once(cue: Cue, text: str) -> bool:
    """Whether lights out is told to have come right away: no time of its own, "straight away"."""
    after, before = text[cue.end :], text[max(0, cue.start - _CLAUSE) : cue.start]
    return bool(_RIGHT_AFTER.match(after) or _RIGHT_BEFORE.search(before))


_CLAUSE = 60
_STRAIGHT = (
    r"(?:(?:straight|right) ?(?:away|after(?:wards)?|then|off|there)(?: and then)?|immediately|"
    r"instantly|at once|directly|then and there|there and then|(?:at |about |around )?(?:the "
    r")?same (?:time|moment|minute)|(?:as soon as|the (?:moment|minute|second)|when) i (?:got|"
    r"climbed|was|hopped) (?:in|into|there)|that (?:very )?(?:minute|moment|second))"
)
_RIGHT_AFTER = re.compile(
    rf" (?:(?:pretty much|more or less|almost|was|were|too|about|at|,|out|off) )*{_STRAIGHT}(?= )"
)
_RIGHT_BEFORE = re.compile(
    rf" {_STRAIGHT}(?: (?:i|and|,|the|my|turned|switched|put|had|with|got))* $"
)


def _copy(night: Night, source: Field, target: Field, *, said_only: bool = False) -> None:
    if target in night.values:
        return
    minute = night.minute(source) if not said_only or source in night.values else None
    if minute is not None and not (said_only and night.minute(target) is not None):
        night.put_minute(target, minute)


def onset_minutes(night: Night, clock: Clock) -> int | None:
    """Minutes from lights out to an onset time; None where lights out is not known."""
    lights = night.minute(Field.TRIED_TO_SLEEP)
    if lights is None:
        return None
    if clock.half is None and clock.hour is not None and clock.until is None:
        first = clock.hour % 12 * 60 + clock.minute
        gap = min((first - lights) % DAY_MIN, (first + 720 - lights) % DAY_MIN)
    else:
        point = settle_clock(clock, Phase.EVENING, Anchors(lights)).minute
        gap = (point - lights) % DAY_MIN if point is not None else DAY_MIN
    return gap if gap <= _LONGEST_ONSET_MIN else None
