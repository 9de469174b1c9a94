"""Gives each value to the event it is about, by the least total distance over the whole utterance.

A value may belong to a cue before or after it ("got into bed at ten", "it was ten when I got into
bed"); the assignment that fits all values together wins. A value without a near cue is left for
the question that was asked.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coach.dialogue.listen.corrections import CORRECTION
from coach.dialogue.listen.cue_words import DOING
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.skeleton import Placed
from coach.dialogue.listen.values import Clock, Count, Grade, Minutes, Number, Vague


class Role(StrEnum):
    """As what a value is taken."""

    CLOCK = "clock"
    DURATION = "duration"
    LATER = "later"
    """A duration counted from the event before: "half an hour later I turned the light off"."""
    COUNT = "count"
    GRADE = "grade"


@dataclass(frozen=True)
class Fact:
    """A value taken as something about an event; `cue` None where only the question says which."""

    value: Placed
    role: Role
    cue: Cue | None


_CLOCKED = {
    Event.BED,
    Event.START,
    Event.DOING,
    Event.SLEPT,
    Event.LIGHTS,
    Event.ONSET,
    Event.WAKE,
    Event.FINAL,
    Event.UP,
    Event.BACK,
    Event.NAP,
    Event.OTHER,
}
_UNTIL_THEN = {Event.BED, Event.LIGHTS, Event.UP}
_TIMED = {Event.ONSET, Event.WAKE, Event.AWAKE, Event.BACK, Event.NAP, Event.OTHER}
_LATER = {Event.BED, Event.DOING, Event.LIGHTS, Event.UP, Event.FINAL, Event.ONSET, Event.WAKE}
_COUNTED = {Event.WAKE, Event.NAP, Event.AWAKE}
_SINGLE = {Event.BED, Event.START, Event.LIGHTS, Event.ONSET, Event.FINAL, Event.UP}
_SKIPPED = frozenset(
    [
        "about",
        "around",
        "maybe",
        "roughly",
        "like",
        "perhaps",
        "probably",
        "say",
        "just",
        "at",
        "by",
        "i",
        "was",
        "it",
        "is",
        "think",
        "would",
        "the",
        "a",
        "and",
        "in",
        "within",
        "for",
        "from",
    ]
)
_REPLACES = re.compile(
    r" (?:should be|should have been|make (?:it|that)|change (?:it|that) to)(?: a| about)? $"
)
_STOPS = {
    ",": 1.2,
    ".": 4.0,
    "?": 4.0,
    "-": 1.2,
    "but": 3.0,
    "then": 2.0,
    "so": 2.0,
    "and": 1.2,
    "because": 3.0,
}
_UNASKED = 6.0
_ASKED = 2.6
_TAKEN = 4.0
_LENT = 2.0
_TIED = 0.5
_NO_LENGTH = 1.5
"""A length before "woke" is rather of what came before it: "asleep in ten minutes woke at two"."""
_BACK = 12
_BEAM = 24


def attribute(
    text: str,
    values: Sequence[Placed],
    cues: Sequence[Cue],
    asked: frozenset[Role],
    lent: Collection[Cue] = (),
) -> list[Fact]:
    """Every value with the cue and role it most likely has, in order of speech.

    Args:
        text: the skeleton's text.
        values: the values that count.
        cues: the cues that count, in order.
        asked: the roles that the open question could take without a cue.
        lent: cues of a habit or a plan; they take a value only from what was so instead.
    """
    beam: list[tuple[float, tuple[Fact, ...]]] = [(0.0, ())]
    for value in values:
        options = list(_options(text, value, [c for c in cues if c not in lent], asked))
        options += _instead(text, value, lent)
        grown = [
            (cost + price + _repeat(text, facts, fact), (*facts, fact))
            for cost, facts in beam
            for price, fact in options
        ]
        beam = sorted(grown, key=lambda row: row[0])[:_BEAM]
    return list(beam[0][1])


def _options(
    text: str, value: Placed, cues: Sequence[Cue], asked: frozenset[Role]
) -> Iterable[tuple[float, Fact]]:
    before = [c for c in cues if c.end <= value.start][-3:]
    after = [c for c in cues if c.start >= value.end][:2]
    roles = _roles(text, value)
    alone = next((r for r in roles if r in asked), None)
    lead = text[max(0, value.start - _CLAUSE) : value.start]
    replaces = "<" in text[: value.start] and _REPLACES.search(lead)
    yield 0.3 if replaces else _ASKED if alone else _UNASKED, Fact(value, alone or roles[0], None)
    for steps, cue in enumerate(reversed(before)):
        gap = text[cue.end : value.start]
        if cue.event is Event.OTHER and gap.startswith(" so "):
            continue
        until = cue.event is Event.DOING and _UNTIL_GAP.match(gap)
        yield from _priced(value, cue, roles, 0.1 if until else _distance(gap) + 1.5 * steps, text)
    near = (
        bool(before)
        and before[-1].event in _SINGLE
        and _distance(text[before[-1].end : value.start]) < 1
    )
    tied = _TIED if before and _distance(text[before[-1].end : value.start]) < _TIED else 0.0
    for steps, cue in enumerate(after):
        gap = text[value.end : cue.start]
        if _AFTER_IT.match(gap) or cue.event is Event.OTHER:
            continue
        until = (
            not near
            and _UNTIL.search(text[max(0, value.start - _CLAUSE) : value.start])
            and _THEN.match(gap)
        )
        price = 0.05 if until and cue.event in _UNTIL_THEN else _ahead(gap) + 2.0 * steps + tied
        timed = isinstance(value.mention.meaning, Minutes) and cue.event is Event.WAKE
        yield from _priced(value, cue, roles, price + (_NO_LENGTH if timed else 0.0), text)
    for cue in cues:
        if cue.start <= value.start and value.end <= cue.end:
            yield from _priced(value, cue, roles, 0.0, text)


_UNTIL_GAP = re.compile(r"^ (?:until|till)(?: (?:about|around|gone|nearly))* $")
_INSTEAD = re.compile(
    r" (?:but (?:as )?(?:for )?me|but i(?: myself)?|last night|this time|it was|in the end|"
    r"actually|instead|ended up|turned out|more like|till|until)(?= )"
)


def _instead(text: str, value: Placed, lent: Collection[Cue]) -> Iterable[tuple[float, Fact]]:
    """Usually I go at ten, but last night it was midnight: that is about going to bed."""
    before = [c for c in lent if c.end <= value.start]
    if before and _INSTEAD.search(text[before[-1].end : value.start]):
        yield from _priced(value, before[-1], _roles(text, value), _LENT, text)


def _priced(
    value: Placed, cue: Cue, roles: Sequence[Role], price: float, text: str
) -> Iterable[tuple[float, Fact]]:
    for rank, role in enumerate(roles):
        took = text.startswith("took", cue.start)
        if _fits(role, cue.event, value, took=took):
            yield price + 0.8 * rank, Fact(value, role, cue)


def _fits(role: Role, event: Event, value: Placed, *, took: bool) -> bool:
    if role is Role.CLOCK:
        span = isinstance(value.mention.meaning, Clock) and value.mention.meaning.until is not None
        return (event in _CLOCKED and not (took and event is Event.ONSET)) or (
            event is Event.AWAKE and span
        )
    if role is Role.DURATION:
        return event in _TIMED
    if role is Role.LATER:
        return event in _LATER
    if role is Role.COUNT:
        return event in _COUNTED
    return event is Event.QUALITY


def _roles(text: str, value: Placed) -> list[Role]:
    meaning = value.mention.meaning
    if isinstance(meaning, Clock):
        lead = text[max(0, value.start - _CLAUSE) : value.start]
        timed = meaning.numbers is None or _LEAD_CLOCK.search(lead)
        return [Role.CLOCK] if timed else [Role.CLOCK, Role.DURATION]
    if isinstance(meaning, Minutes):
        return [Role.LATER, Role.DURATION] if is_later(text, value) else [Role.DURATION]
    if isinstance(meaning, Count):
        return [Role.COUNT]
    if isinstance(meaning, Grade):
        return [Role.GRADE]
    if isinstance(meaning, Vague) and meaning.kind == "minutes" and is_later(text, value):
        return [Role.LATER, Role.DURATION]
    if isinstance(meaning, Vague):
        return _VAGUE_ROLES[meaning.kind]
    return _number_roles(text, value, meaning)


_VAGUE_ROLES = {
    "minutes": [Role.DURATION],
    "count": [Role.COUNT],
    "clock": [Role.CLOCK],
    "any": [Role.CLOCK, Role.DURATION, Role.COUNT, Role.GRADE],
}
_LEAD_DURATION = re.compile(
    r" (?:for|took(?: me)?|take(?: me)?|taken(?: me)?|another|within|only|in)(?: (?:about|"
    r"around|maybe|like|roughly|probably|only|just|good|another|a|say))* $"
)
_LEAD_CLOCK = re.compile(
    r" (?:at|by|till|until|since|from|past|gone|before|after|between)(?: (?:about|around|maybe|"
    r"like|roughly|probably|just|say|nearly|almost))* $|"
    r" (?:looked|checked|clock|phone|watch)(?: [a-z]+){0,4} (?:was|said|read|showed|at) $"
)


_BEST = 5
_LAST_HOUR = 12
_LEAD_COUNT = re.compile(
    r"(?<!>)(?<! no)(?<!without) (?:wakings?|awakenings?|wake ?ups?)(?: (?:[?.]|i|think|"
    r"would|say|were|was|is|are|came|to|about|around|maybe|probably|roughly|"
    r"total\w*|altogether|in|all|,))* $"
)
_AROUND = re.compile(r" (?:around|about|round|roughly) $")
_LASTING = re.compile(
    r" (?:for|lasting|and lasted)(?: (?:about|around|maybe|like|a|good|only))* <d"
)
"""As in "awake around three for ten minutes": the three is when, the minutes how long."""
_LEAD_GRADE = re.compile(r" a(?: (?:solid|strong|good|bare|low|high|weak))? $")
_CLOSED = re.compile(r" (?:$|[.,?]|out of|overall|i would say|i guess|i think|i suppose|i reckon)")


def _number_roles(text: str, value: Placed, number: Number) -> list[Role]:
    lead = text[max(0, value.start - _CLAUSE) : value.start]
    if _is_hour(number, lead, text[value.end :]):
        return [Role.CLOCK]
    if _LEAD_COUNT.search(lead):
        return [Role.COUNT]
    if number.hi <= _BEST and _LEAD_GRADE.search(lead) and _CLOSED.match(text[value.end :]):
        return [Role.GRADE]
    if _LEAD_DURATION.search(lead) or number.lo > 24 or number.each:
        return [Role.DURATION, Role.CLOCK] if number.lo <= 24 else [Role.DURATION]
    if re.search(r"(?:woke|woken|waking|wake)(?: me)?(?: up)? (?:about |maybe |like )?$", lead):
        return [Role.CLOCK, Role.COUNT]
    if text[value.end :].startswith((" waking", " wake", " awaken", " nap")):
        return [Role.COUNT]
    return [Role.CLOCK, Role.DURATION, Role.COUNT, Role.GRADE]


def _is_hour(number: Number, lead: str, after: str) -> bool:
    """Whether only an hour fits: "eleven to seven", "at three", "around three for ten minutes"."""
    if number.lo > number.hi or number.half or number.lo >= 100 or _LEAD_CLOCK.search(lead):
        return True
    if lead.endswith(" bed for ") and number.lo <= _LAST_HOUR:
        return True  # "in bed for eleven" is by eleven; a length would have its unit
    return bool(_AROUND.search(lead) and _LASTING.match(after)) and not _LEAD_COUNT.search(lead)


_LATER_AFTER = re.compile(
    r" (?:(?:and )?then (?:i )?(?:turn|switch|put|tried|lights?)\w*|later|after(?:wards?)?(?: "
    r"that| i)?|after that|before|on from)(?= )"
)
_CLAUSE = 70
_AND_THEN = re.compile(
    r" (?:or so )?(?:\. $|\.? ?$|(?:, )?(?:(?:probably|maybe|and) )*another(?= )|"
    r"(?:, )?(?:and )?(?:then|(?:before|until|till)(?! (?:i )?(?:"
    r"\w+ly )?(?:dropp|fell|fall|nodd|drift|slept|sleep|doz|got (?:to sleep|off)|went (?:to sleep|"
    r"off)))|lights?|off|turn|switch|"
    r"put|got up|i got|that was|settled|tried|first)(?= ))"
)
_LATER_BEFORE = re.compile(
    r" (?:after|another|further|extra)(?: (?:about|around|maybe|roughly|a|good|like|perhaps|"
    r"just|another|say))* $"
)


def is_later(text: str, value: Placed) -> bool:
    """Whether a duration is counted on from an event rather than being how long one lasted."""
    after = _LATER_AFTER.match(text[value.end :])
    lead = text[max(0, value.start - _CLAUSE) : value.start]
    if DOING.search(lead) and _AND_THEN.match(text[value.end :]):
        return True
    return bool(after or _LATER_BEFORE.search(lead))


def _distance(gap: str) -> float:
    """What it costs to reach back over these words to a cue."""
    if _LISTED.match(gap) or _ONE_AT.match(gap):
        return _NEXT_IN_LIST
    words = [w for w in gap.split() if not w.startswith("<")]
    return sum(_STOPS.get(w, 0.1 if w in _SKIPPED else 0.5) for w in words) + _crossing(gap)


_LISTED = re.compile(
    r"^ (?:(?:at|around|about|like|maybe) )*(?:<[cn]\d+> (?:(?:,|and|then|again|at|about|around|"
    r"or so|once|one|also|plus) )+)+$"
)
_ONE_AT = re.compile(r"^ (?:(?:,|\.) )*(?:one|once|the first|first)(?: one)? (?:at|around|about) $")
"""What stands between "woke at" and the last of "one, half two and four"."""
_NEXT_IN_LIST = 0.4


def _crossing(gap: str) -> float:
    return 0.3 * gap.count("<")


_BRIDGE = re.compile(
    r"^ (?:(?:to|before|until|till|when|that|for|by the time|was when|is when|i|it was|me)(?: |$))+"
)


_AFTER_IT = re.compile(r"^ (?:or so )?after(?: i| that)? $")
_THEN = re.compile(r"^(?: (?:and|then|,|i|before|when|finally|eventually|just|so|only|to))+ $")
_UNTIL = re.compile(r" (?:until|till)(?: (?:about|around|maybe|gone|nearly|past))* $")


_THAT_WOKE = re.compile(
    r"^(?: (?:for|to|with|from|off)(?: [a-z]+){1,3})?(?: ,)?(?: and)? (?:that|which|it) $"
)
_THAT_WAS = re.compile(r" that (?:was|is) (?:actually )?(?:when|the time)(?: i)? $")


def _ahead(gap: str) -> float:
    """What it costs to reach forward over these words to a cue."""
    if _THAT_WAS.search(gap) or (_THAT_WOKE.search(gap) and gap.count("<") == 0):
        return 0.0
    bridge = _BRIDGE.match(gap + " ")
    words = gap[bridge.end() :].split() if bridge else gap.split()
    cost = sum(_STOPS.get(w, 0.1 if w in _SKIPPED else 0.5) for w in words) + _crossing(gap) * 3
    return cost + (0.35 if bridge or not gap.strip() else 1.2)


def _repeat(text: str, facts: Sequence[Fact], fact: Fact) -> float:
    """The price of giving one cue a second value of the same role, unless it is a correction."""
    if fact.cue is None or fact.role is Role.DURATION:
        return 0.0
    if fact.cue.event not in _SINGLE and fact.role is not Role.COUNT:
        return 0.0
    # Thousands of these are compared in a long account; the cues are the same objects throughout.
    earlier = next(
        (
            f
            for f in reversed(facts[-_BACK:])
            if f.cue is fact.cue and _same_kind(f.role, fact.role) and _precise(f)
        ),
        None,
    )
    if earlier is None:
        return 0.0
    if {earlier.role, fact.role} == {Role.CLOCK, Role.LATER}:
        return _TAKEN
    between = text[earlier.value.end : fact.value.start]
    return 0.0 if CORRECTION.search(between) else _TAKEN


def _same_kind(one: Role, other: Role) -> bool:
    """A cue has one time, said or counted on: "by nine, and in bed twenty minutes after that"."""
    return one is other or {one, other} == {Role.CLOCK, Role.LATER}


def _precise(fact: Fact) -> bool:
    """Whether it says when or how much: "early, at nine" still leaves room for the nine."""
    return not isinstance(fact.value.mention.meaning, Vague)
