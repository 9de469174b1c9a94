"""Settles minutes and counts: falling asleep, wakings, time awake, early waking, naps, quality."""

import re
from collections.abc import Sequence

from coach.dialogue.listen.amounts import minutes_of, settle_count, settle_minutes, total
from coach.dialogue.listen.attribute import Role
from coach.dialogue.listen.corrections import CORRECTION
from coach.dialogue.listen.counting import settle_counts
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.halves import interval_min
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.of_wakings import SO
from coach.dialogue.listen.phrases import (
    AT_ONCE,
    NO_CHANCE,
    NO_NAP,
    NO_WAKING,
    NONE,
    NONE_LAST,
    STRAIGHT_BACK,
    STRAIGHT_OFF,
    TOTAL,
)
from coach.dialogue.listen.settle_clocks import Told, clock_meaning, onset_minutes
from coach.dialogue.listen.values import Clock, Grade, Meaning, Minutes, Number, Vague
from memory.diary import Field

_AT_ONCE_MIN = 3
_KEPT = re.compile(
    r" (?:kept|keep) (?:on )?(?:waking|getting up|stirring|surfacing|coming (?:round|to|awake)|"
    r"jolting)(?= )|"
    r" (?:did not|was not|could not|stopped|hardly) (?:even )?(?:keep |keeping )?"
    r"(?:count|counting)(?= )|"
    r" every (?:(?:single|other|few|couple of) )*(?:<d\d+>|hour|few minutes|half hour)(?= )"
)
_SECOND = re.compile(r" (?:first|second|other|another|again|next|plus|third)(?= )")
_NO_FIRST = re.compile(
    r"^ (?:oh )?(?:no|nope|nah|none|never|not)(?= )(?! (?:idea|clue|wait|sorry|memory|sure|"
    r"really sure|know|that|i mean|different|change|more|less|(?:(?:too|so|that|very|half|all) )?"
    r"(?:bad|good|great|well|terrible|awful|brilliant|horrible)|long|much|often|enough|too))"
)


def settle_onset(night: Night, told: Sequence[Told], text: str, cues: Sequence[Cue]) -> None:
    """Minutes to fall asleep, said or from lights out to the onset time."""
    field = Field.SLEEP_ONSET_LATENCY
    mine = [t for t in told if t.event is Event.ONSET]
    said = any(t.fact.role is not Role.CLOCK for t in mine)
    for one in mine:
        if one.fact.role is Role.CLOCK:
            if not said:
                _onset_clock(night, one)
        else:
            _last_minutes(night, field, one)
    if field in night.values or field in night.unclear:
        return
    at_once = AT_ONCE.search(text) and field in night.asked and not cues
    if at_once or STRAIGHT_OFF.search(text):
        night.put(field, _AT_ONCE_MIN)


def _onset_clock(night: Night, one: Told) -> None:
    field = Field.SLEEP_ONSET_LATENCY
    clock = clock_meaning(one.meaning)
    gap = onset_minutes(night, clock) if clock else None
    if gap is not None:
        night.put(field, gap)
    elif field in night.asked:
        night.leave_open(field)


def _last_minutes(night: Night, field: Field, one: Told) -> None:
    minutes = minutes_of(one.meaning)
    if minutes is None:
        night.leave_open(field)
        return
    amount = settle_minutes(minutes)
    if amount is None:
        night.values.pop(field, None)
        night.leave_open(field, [int(minutes.lo), int(minutes.hi)])
    else:
        night.put(field, amount)


def settle_wakings(
    night: Night, told: Sequence[Told], text: str, night_clocks: int, cues: Sequence[Cue]
) -> None:
    """How often they woke, and how long they were awake in between."""
    counts = [t for t in told if t.event is Event.WAKE and t.fact.role is Role.COUNT]
    if len(counts) == 1 and settle_count(counts[0].meaning) == 1 and _never(counts[0], text):
        counts = []
    settle_counts(night, counts, text, night_clocks)
    if (not counts and (NO_WAKING.search(text) or _none_to(night, text, Field.AWAKENINGS))) or (
        not counts and _slept_on(night, text)
    ):
        night.put(Field.AWAKENINGS, 0)
    elif not counts and night_clocks:
        night.put(Field.AWAKENINGS, night_clocks)
    on_and_on = _KEPT.search(text) if not counts else None
    if on_and_on and (Field.AWAKENINGS in night.asked or " every " not in on_and_on[0] or cues):
        night.leave_open(Field.AWAKENINGS)
    _time_awake(night, told, text)


_NO_STIR = re.compile(
    r" (?:not|never) (?:\w+ )?(?:stir|stirred|move|moved|budge|budged) (?:\w+ )?(?:until|till|"
    r"before)"
)
_SOUND = re.compile(
    r" (?:like an? (?:log|baby|top|stone|rock|brick|lamb|dream|angel)|(?:slept|sleep|"
    r"was) (?:solid(?:ly)?|"
    r"sound(?:ly)?|all night(?: long)?|the (?:whole|entire|full) night|(?:<q\d+> )?<v\d+>)|"
    r"out (?:cold|for the count)|dead to the world|(?:not|never) (?:get |got |been )?up "
    r"(?:at all|once|in the night))(?= )"
)


def _slept_on(night: Night, text: str) -> bool:
    """Whether they slept until the morning, by not stirring or, asked how often, soundly."""
    if night.asked == (Field.AWAKENINGS,) and _SOUND.search(text):
        return True
    return bool(_NO_STIR.search(text)) and night.asked != (Field.FINAL_AWAKENING,)


_NEVER = re.compile(
    r" (?:never|not|nobody|nothing)(?: \w+)? (?:woke|wake|woken|stir\w*|awake|waking)(?: "
    r"me)?(?: up)?(?: even| not)* $"
)


def _never(one: Told, text: str) -> bool:
    """As in "Never woke once"."""
    return bool(_NEVER.search(text[: one.fact.value.start]))


def _none_to(night: Night, text: str, field: Field) -> bool:
    if field not in night.asked or len(night.asked) > 2:
        return False
    plain = night.asked == (field,) and "<" not in text and _NO_FIRST.search(text)
    last = night.asked == (field,) and NONE_LAST.search(text)
    return bool(plain or last or NONE.search(text))


def _time_awake(night: Night, told: Sequence[Told], text: str) -> None:
    field = Field.WAKE_AFTER_SLEEP_ONSET
    mine = [t for t in told if t.event is Event.AWAKE]
    if mine and night.asked == (Field.NAPS,) and not _OF_THE_NIGHT.search(text):
        # Lying awake by day is no nap, and no time awake in the night either.
        night.leave_open(Field.NAPS)
        return
    parts = _standing(mine, text)
    if _either(parts, text, night.amount(Field.AWAKENINGS)):
        night.leave_open(field)
        return
    precise = [m for t in parts if (m := _each_of(t, told)) is not None]
    if (precise and len(precise) == len(parts)) or (precise and field in night.asked):
        amount = total(precise, night.amount(Field.AWAKENINGS))
        if amount is not None:
            night.put(field, amount)
        else:
            night.leave_open(field)
    elif parts:
        night.leave_open(field)
    elif STRAIGHT_BACK.search(text) or (AT_ONCE.search(text) and night.asked == (field,)):
        night.put(field, _AT_ONCE_MIN)
    elif night.asked == (field,) and (NONE.search(text) or NO_WAKING.search(text)):
        night.put(field, 0)


_OR_ELSE = re.compile(r"^ (?:(?:,|\?|maybe|perhaps|or|even) )+$")


def _either(parts: Sequence[Told], text: str, wakings: int | None) -> bool:
    """As in "An hour, two hours?": two guesses at one length, the second longer; no list of two."""
    if len(parts) != 2 or wakings == 2:
        return False
    one, other = (minutes_of(each.meaning) for each in parts)
    between = text[parts[0].fact.value.end : parts[1].fact.value.start]
    return bool(one and other and one.hi < other.lo and _OR_ELSE.match(between))


def _each_of(one: Told, told: Sequence[Told]) -> Minutes | None:
    """The time awake; "each" is of the wakings counted last before it."""
    minutes = minutes_of(one.meaning)
    if minutes is None or not minutes.each:
        return minutes
    at = one.fact.value.start
    before = [t for t in told if t.fact.role is Role.COUNT and t.fact.value.end <= at]
    count = settle_count(before[-1].meaning) if before else None
    return minutes if count is None else Minutes(minutes.lo * count, minutes.hi * count)


def _standing(mine: Sequence[Told], text: str) -> list[Told]:
    """The durations that add up: a total alone, else all that no later one corrects."""
    for one in mine:
        around = text[max(0, one.fact.value.start - 14) : one.fact.value.end + 14]
        so = mine.index(one) and SO.search(text[: one.fact.value.start])
        if (so or TOTAL.search(around)) and isinstance(one.meaning, Minutes | Number):
            return [_corrected_by(one, mine, text)]
    mine = _once(mine)
    kept: list[Told] = []
    for one in mine:
        between = text[kept[-1].fact.value.end : one.fact.value.start] if kept else ""
        corrected = CORRECTION.search(between) and not _SECOND.search(between)
        if kept and (corrected or isinstance(kept[-1].meaning, Vague)):
            kept.pop()
        elif kept and isinstance(one.meaning, Vague):
            continue
        kept.append(one)
    return kept


def _corrected_by(one: Told, mine: Sequence[Told], text: str) -> Told:
    """The total, or the last length that took it back: "twenty in all, no, thirty"."""
    for later in mine[mine.index(one) + 1 :]:
        between = text[one.fact.value.end : later.fact.value.start]
        if CORRECTION.search(between) and not _SECOND.search(between):
            one = later
    return one


def _once(mine: Sequence[Told]) -> list[Told]:
    """Without the stretches that only say when: "two hours, nine to eleven"."""
    said = [t.meaning for t in mine if isinstance(t.meaning, Minutes)]
    return [t for t in mine if not any(_spans(t.meaning, length) for length in said)]


def _spans(stretch: Meaning, length: Minutes) -> bool:
    """Whether a stretch of the clock is about as long as was said."""
    clock = clock_meaning(stretch) if isinstance(stretch, Clock | Number) else None
    between = interval_min(clock) if clock is not None else None
    if between is None or length.each:
        return False
    return length.lo - _ABOUT_MIN <= between <= length.hi + _ABOUT_MIN


_ABOUT_MIN = 10
_OF_THE_NIGHT = re.compile(
    r" (?:night|woke|woken|waking|wakings|again|between|(?:oh )?(?:no|none|nope|nah) )"
)
_NO_SLEEP = re.compile(
    r" tried (?:to )?(?:(?:nap|sleep) )?but (?:i )?(?:could|did) not(?: manage)?(?= [.,]| $)|"
    r" (?:but|though|although)(?: \w+){0,2} (?:did|could) not (?:\w+ly )?"
    r"(?:sleep|drop off|nod off|doze off|drift off|fall asleep|get to sleep|go to sleep)"
    r"(?! (?:<|well|much|long|very|that|too|enough|for|last))(?= )"
)


def settle_naps(night: Night, told: Sequence[Told], text: str, cues: Sequence[Cue]) -> None:
    """Minutes slept by day."""
    field = Field.NAPS
    mine = [t for t in told if t.event is Event.NAP and not _is_point(t)]
    if not mine and (NO_NAP.search(text) or _none_to(night, text, field)):
        night.put(field, 0)
        return
    if night.asked == (field,) and (
        _NO_SLEEP.search(text) or (not mine and (_NO_FIRST.search(text) or NO_CHANCE.search(text)))
    ):
        night.put(field, 0)
        return
    counts = [settle_count(t.meaning) for t in mine if t.fact.role is Role.COUNT]
    lengths = _standing([t for t in mine if t.fact.role is not Role.COUNT], text)
    parts = [m for t in lengths if (m := minutes_of(t.meaning)) is not None]
    amount = total(parts, counts[-1] if counts else None) if parts else None
    if len(lengths) == 1 and _may_be_a_grade(lengths[0], text):
        amount = None
    if amount is not None:
        night.put(field, amount)
    elif mine or (any(c.event is Event.NAP for c in cues) and not _asks_else(night)):
        night.leave_open(field)


def _asks_else(night: Night) -> bool:
    """Asked one other thing, a doze told of without its length is only passed on the way."""
    return len(night.asked) == 1 and Field.NAPS not in night.asked


_PRAISE = re.compile(
    r" (?:was|is|felt)(?: (?:a|an|very|really|pretty|quite|so|absolutely|not|just))* (?:lovely|"
    r"nice|good|"
    r"great|bad|fine|alright|okay|brilliant|perfect|awful|terrible|horrible|wonderful|<q\d+>) "
)


def _may_be_a_grade(one: Told, text: str) -> bool:
    """As in "It was lovely, five": a bare number after praise may rate the nap."""
    small = isinstance(one.meaning, Number) and not one.meaning.each and one.meaning.hi <= _BEST
    return small and bool(_PRAISE.search(text[: one.fact.value.start]))


_BEST = 5


def _is_point(one: Told) -> bool:
    stretch = isinstance(one.meaning, Clock) and one.meaning.until is not None
    return one.fact.role is Role.CLOCK and not stretch


def settle_early(night: Night, told: Sequence[Told], text: str) -> None:
    """Minutes lain awake after the final waking, where they were said."""
    for one in told:
        lay = text[max(0, one.fact.value.start - 60) : one.fact.value.end + 30]
        still = any(
            w in lay
            for w in (" lay ", " lie ", " lying ", " awake ", " stay", " in bed", " dozing ")
        )
        if one.event is Event.UP and one.fact.role is Role.LATER and still:
            minutes = minutes_of(one.meaning)
            amount = settle_minutes(minutes) if minutes else None
            if amount is not None:
                night.put(Field.EARLY_WAKE_AWAKE, amount)


_LIKENED = re.compile(
    r" (?:better|worse|best|worst|feel|felt|feeling|"
    r"tired|knackered|exhausted|wrecked|shattered|rested|refreshed|"
    r"groggy|like i|between <\w+> and <\w+>)(?= )"
)
"""An answer about the night that is no grade of it."""


def settle_quality(night: Night, told: Sequence[Told], text: str) -> None:
    """The grade, 1 to 5; the last one said stands, a range or another scale is open."""
    for one in told:
        if one.event is Event.QUALITY:
            level = _level(one)
            first = night.values.get(Field.QUALITY)
            if level is not None and first is not None and _BUT_NOT.search(_before(one, text)):
                night.put(Field.QUALITY, 3 if first == level else first)
            elif level is not None:
                night.put(Field.QUALITY, level)
            else:
                night.values.pop(Field.QUALITY, None)
                night.leave_open(Field.QUALITY)

    if night.asked == (Field.QUALITY,) and _LIKENED.search(text):
        night.leave_open(Field.QUALITY)


_BUT_NOT = re.compile(r"> (?:, )?(?:but|just|though) $")


def _before(one: Told, text: str) -> str:
    return text[: one.fact.value.start]


def _level(one: Told) -> int | None:
    meaning = one.meaning
    if isinstance(meaning, Grade):
        return meaning.level
    if isinstance(meaning, Number) and meaning.lo == meaning.hi and 1 <= meaning.lo <= 5:
        return meaning.lo
    return None
