"""The absolute bound on time in bed: no sentence may propose less than six hours, whatever its words.

Called by `safety.saying` only. It reads raw sentences; a clause that tells of the past proposes
nothing and is left out.
"""

import re
from itertools import pairwise

from safety.numbers import Number, Unit, numbers_in
from safety.numerals import UNITS

_FLOOR_MIN = 360
_SHORT_TASK_MIN = 90
_CUT_MIN = 60
_RANGE_OF_BEDTIMES_MIN = 120
_CLAUSES = re.compile(
    r"[;!?]|\.(?!\d)|\u2014|,\s|\b(?:but|so|then)\b|\band\s+(?=we|i|let|now|aim|try|keep|set|go|be)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:slept|spent|woke|went|took|stayed|told|said|were|was|had|got|lay|managed|added|averaged"
    r"|did|last (?:night|week)|yesterday|diary|average|averages|on file|i have you|is that right"
    r"|right\?|you've (?:been|had|slept)|you have (?:been|slept)|recorded|logged|noted|shows?|comes to|came to|heard|short night|makes? for|up from|some nights|on a bad night)\b"
    r"|^\s*(?:so,?\s*)?(?:into bed|in bed and|asleep for|awake|trying to sleep|about)\b",
    re.IGNORECASE,
)
_STARTS_TOLD = re.compile(
    r"^\s*(?:so,?\s+|let me read that back\W+|here is what i have\W+)?into bed\b|\bi (?:now )?have\b"
    r"|^\s*(?:nothing but|trying to sleep|awake|about|asleep|up at|out of bed at)\b",
    re.IGNORECASE,
)
_NOT_LENGTH = re.compile(
    r"\b(?:nap|naps|before|after|within|away|awake|apart|earlier|later|screen|film|walk|work|shift"
    r"|ahead|below|under|less than|at least|never|not|n't|no|caffeine|coffee|exercise|spread|vary"
    r"|reading|cycle|cycles|ago|every|between(?! the sheets)|difference|jet|flight|time zone|whole|extra|more than"
    r"|some people|people who|limit of|by)\b",
    re.IGNORECASE,
)
_PROPOSES = re.compile(
    r"\b(?:let's|let us|aim|try|keep|set|limit|only|just|allow|give yourself|stick|cap|restrict|cut"
    r"|reduce|shrink|squeeze|bring|drop|should|must|need|enough|plenty|no more than|at most|window"
    r"|max|maximum|target|start|starting|from now|schedule|spend|new)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:won't|will not|can't|cannot|don't|do not|never|not|shouldn't|wouldn't|rather than"
    r"|instead of)\b[^,;.]{0,45}\b(?:below|under|less|shorter|fewer|go|recommend|suggest|cut|take"
    r"|trim|set|shorten|restrict|keep|spend|limit)\b",
    re.IGNORECASE,
)
_ABOUT_SLEEP = re.compile(
    r"\b(?:bed|window|sleep|sleeping|asleep|shut-?eye|night|nights|kip|rest|mattress|lie down|between the sheets|eyes open|lights? out|feet on the floor|alarm)\b",
    re.IGNORECASE,
)
_TIGHT = re.compile(
    r"(?:hours?|minutes?|hrs?|mins?)(?: and a half)? (?:of sleep|in bed|asleep|of shut-?eye|a night|per night"
    r"|nightly|window|of kip)|(?:sleep|window|time in bed|bed|asleep)\b[^,;.]{0,25}?\b(?:to|of|for|is|at|only|just)"
    r" (?:just |only |about |a |exactly )*[\w.-]+(?: and a half| or \w+)? ?(?:hours?|minutes?|hrs?)",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"\b(?:cut|trim|shave|knock|reduce|shorten|restrict|compress|take|lose|drop|slice|chop)\w*\b"
    r".*\b(?:by|off|from|of)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:to |just |only |say |about |roughly )*[\w.-]+(?: and a half| or \w+)? hours?(?: and [\w-]+ minutes)?\W*$",
    re.I,
)
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\.?", re.IGNORECASE)
_FEW_HOURS = re.compile(
    r"\b(?:go|drop|cut|come|bring|move|step|let's|let us|reduce|shorten|jump|take)\b[^.]*"
    r"\bhours? (?:right |straight |down )*to (?:about |only |just )?(?:[1-5]|one|two|three|four|five)"
    r"(?: and a half)?(?:[.,!;]|$)",
    re.IGNORECASE,
)
_SHRINKS = re.compile(
    r"\b(?:cut|trim|reduce|shorten|restrict|limit|bring|drop|squeeze|take|shrink|compress|new|your)\w*",
    re.I,
)
_TIME_IN_BED = re.compile(r"\b(?:sleep|time in bed|night|nights|window|bed)\b", re.IGNORECASE)
_ROLES = re.compile(
    r"\b(?P<up>(?:out of|leave|from) (?:the )?bed|out (?=by|at)|(?:get|got|getting|be|is|then|and|back|,)? ?up\b(?! (?:to|until|late|till))"
    r"|rise|rising|wake\w*|waking|alarm|feet on the floor|start the day)"
    r"|\b(?P<bed>bed|bedtime|lights out|light out|asleep|sleep|turn in|lie down|lights off|pillow|in at|hit the hay)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:from|between|window|:|asleep|sleep|only|in bed)\b.*\b(?:to|and|until|till|through)\b|\d\s?(?:-|\u2013)\s?\d",
    re.IGNORECASE,
)
_SPAN_END = re.compile(
    r"(?:\d[:.]\d\d(?: ?[ap]\.?m\.?)?|(?:half|quarter) (?:past|to) \w+) (?:to|until|till|through) "
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=[.,;!?]|\s*$)",
    re.IGNORECASE,
)
_HOURS = [word for word, value in UNITS.items() if 1 <= value <= 12]
_PAST = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_WORD_CLOCK = re.compile(rf"\b({'|'.join(_HOURS)}) ({'|'.join(_PAST)})\b(?!-)", re.IGNORECASE)
_ALARM_AFTER = re.compile(
    r"\b(?:alarm|wake|rise|get up|up)\b.*\b(?:after|from when|once) you "
    r"(?:lie|go|get in|turn in|fall|drop|climb|put|switch|are in bed)",
    re.IGNORECASE,
)
_BEDTIME_RANGE = re.compile(
    r"\b(?:go|get|head|climb|turn|went|bedtime|into)\b[^,;.]*\b(?:bed|in|bedtime)\b[^,;.]*\bbetween\b",
    re.IGNORECASE,
)


def too_short_in_bed(sentence: str) -> bool:
    """Whether the sentence proposes under 360 minutes of bed or sleep, or a cut of an hour."""
    sentence = _HALF_DAY.sub(r"\1m", sentence)
    if _STARTS_TOLD.search(sentence):
        return False
    clauses = [clause for clause in _CLAUSES.split(sentence) if clause and clause.strip()]
    kept = [one for one in clauses if not _TOLD.search(one) and not _REFUSES.search(one)]
    text = ", ".join(kept)
    if not _ABOUT_SLEEP.search(sentence) and not _FEW_HOURS.search(sentence):
        return False
    told = len(kept) < len(clauses)
    if not told and _FEW_HOURS.search(text):
        return True
    return (
        any(_short_length(one, told=told) or _large_cut(one) for one in [*kept, *_spelt_out(kept)])
        or _short_pair(text)
        or _short_span(text)
    )


def _spelt_out(clauses: list[str]) -> list[str]:
    """A clause that shortens the night joined with a bare length after it: "..., five hours"."""
    return [
        f"{first} to {then}"
        for pair in pairwise(clauses)
        for first, then in (pair, pair[::-1])
        if _BARE.search(then) and _TIME_IN_BED.search(first) and _SHRINKS.search(first)
    ]


def _minutes(text: str) -> list[int]:
    return [number.value for number in numbers_in(text) if number.unit is Unit.MINUTES]


def _short_length(clause: str, *, told: bool) -> bool:
    """A length under six hours that is, by its place or its verb, the length of a night."""
    lengths = [value for value in _minutes(clause) if value < _FLOOR_MIN]
    if not lengths or "?" in clause:
        return False
    if _ALARM_AFTER.search(clause):
        return max(lengths) >= _SHORT_TASK_MIN
    tight, proposes = bool(_TIGHT.search(clause)), bool(_PROPOSES.search(clause))
    if max(lengths) < _SHORT_TASK_MIN:
        return tight and proposes and max(lengths) >= _CUT_MIN and not _NOT_LENGTH.search(clause)
    if _NOT_LENGTH.search(clause):
        return tight and proposes and not re.search(r"\bnaps?\b|\bawake\b|\bbefore\b", clause)
    about = bool(_ABOUT_SLEEP.search(clause))
    return (about and (tight or proposes)) if told else (about or proposes)


def _large_cut(clause: str) -> bool:
    return (
        bool(_CUTS.search(clause))
        and bool(_TIME_IN_BED.search(clause))
        and any(value >= _CUT_MIN for value in _minutes(clause))
        and not re.search(r"\b(?:before|nap|naps|walk|screens?)\b", clause)
    )


def _short_pair(text: str) -> bool:
    """A time for bed and a time for getting up that are less than six hours apart."""
    found: dict[str, Number] = {}
    ends = list(_ROLES.finditer(text))
    for place, role in enumerate(ends):
        end = ends[place + 1].start() if place + 1 < len(ends) else len(text)
        name = "up" if role["up"] else "bed"
        clock = _first_clock(text[role.end() : end])
        if clock is not None:
            found.setdefault(name, clock)
    if len(found) < len(("bed", "up")):
        return False
    return 0 < _apart(found["bed"], found["up"]) < _FLOOR_MIN


def _short_span(text: str) -> bool:
    """A window given as two times: "from two to six", "your window: 1 am until 5 am"."""
    if not _SPAN.search(text) or not re.search(r"\b(?:bed|window|sleep\w*|asleep)\b", text, re.I):
        return False
    found = numbers_in(_read_as_clock(text))
    clocks = [number for number in found if number.unit is Unit.CLOCK]
    if len(clocks) != len(("start", "end")) or re.search(r"\b(?:instead|rather|nap)\b", text):
        return False
    apart = _apart(clocks[0], clocks[1])
    least = _RANGE_OF_BEDTIMES_MIN if _BEDTIME_RANGE.search(text) else 0
    return least < apart < _FLOOR_MIN and not re.search(r"\bmov|\bshift|\bbring", text)


def _read_as_clock(text: str) -> str:
    """A bare hour that ends a span is a time like the one it began with: "2:30 to 7"."""
    figures = _WORD_CLOCK.sub(
        lambda said: f"{_HOURS.index(said[1].lower()) + 1}:{_PAST[said[2].lower()]}", text
    )
    return _SPAN_END.sub(r"\g<0> o'clock", figures)


def _first_clock(text: str) -> Number | None:
    return next((one for one in numbers_in(text) if one.unit is Unit.CLOCK), None)


def _apart(first: Number, last: Number) -> int:
    """Minutes from one clock time to the next; within half a day unless both say their half."""
    cycle = 1440 if first.half_day_known and last.half_day_known else 720
    return (last.value - first.value) % cycle
