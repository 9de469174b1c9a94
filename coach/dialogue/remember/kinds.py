"""What sort of fact a clause is, for how long it holds, how much it matters, how carefully kept.

Called by `learn`. The order of the questions is the policy; the words are in `lexicon.yaml`.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from coach.dialogue.remember.lexicon import expanded, says
from coach.dialogue.remember.when import Window, past_day, window_of
from memory.fact import Kind, Sensitivity

ILL_DAYS = 5
"""Days that a cold and the like are taken to last when nothing else is said."""

_PAST = re.compile(
    rf"(?:^|\b(?:i|we|it|he|she|they|there|that|this|who|nobody|someone|{expanded('{living}')})"
    rf"(?: {expanded('{adverbs}')})* )(?:{expanded('{past}')})\b"
)
_WAS = re.compile(
    r"^(?!.*\b(?:that|which|who|when|since|until)\b)(?:\w+ ){1,4}"
    r"(?:was|were|had been|went|took|kept|turned|got me|cost)\b"
)
_FEELS = re.compile(
    rf"\b(?:{expanded('{am}')}|i feel|i m feeling|feeling|i felt|we feel|it s|i ve been feeling|"
    rf"i look|i sound|my \w+ (?:is|are|feels?))(?: {expanded('{adverbs}')})* "
    rf"(?:{expanded('{feeling}')})\b"
)
_ALWAYS = re.compile(
    r"\b(?:always|usually|generally|often|never|normally|tend to|type|person|sleeper|by nature)\b"
)
_GOING_ON = re.compile(
    rf"\b(?:{expanded('{am}')}|{expanded('{living}')} (?:is|are|s|has been|have been|s been)|"
    rf"(?:he|she|they|it)(?: s| is| are| re)|is|are|s)(?: {expanded('{adverbs}')})* "
    rf"(?!going to\b)\w+ing\b"
    r"|\bthere (?:s|is|are|re|has been|have been)\b"
)
_ON_SHIFT = re.compile(
    r"\bon (?:a )?(?:\w+ )?(?:nights?|days|lates?|earl(?:y|ies)|call|leave|holiday|"
    r"shifts?|a course|jury duty|furlough|sick leave|maternity leave|paternity leave)\b"
)
_PLANNED = re.compile(
    r"\b(?:i ve|we ve|i have|we have|i got|i ve got|we ve got|there s|there is|is|s|are|m|"
    r"re|coming up|due|booked|"
    r"starts?|i m|we re|my|our|the|ll|will|going to|got)\b"
)
_GOES = re.compile(r"\b(?:ll|will|going to|gonna)\b")
_WISHES = re.compile(r"\b(?:want|would like|d like|love|hope|hoping|aim\w*|try\w*) (?:to|for|at)\b")
_MY_HEALTH = re.compile(
    r"^(?!.*\b(?:hate|love|like|word)\b).*\b(?:i|have|ve|m|am|had|get|got|suffer|diagnosed|"
    r"put|living with|my|me)\b"
)
_LASTING = re.compile(r"\b(?:new|another|second|a different|permanently|for good|now)\b")
_LAST_WEEK = re.compile(
    r"\b(?:last|this|did|was|were|had|went|all) (?:\w+ )?(?:week|weekend|month|year)?\b"
)
_BOUNDED = re.compile(r"\b(?:until|till|for|this)\b")
_MOVING = re.compile(
    r"\b(?:moving|getting married|get married|marrying|(?:getting|having) (?:\w+ "
    r"){1,4}(?:put in|done|fitted|delivered|"
    r"installed|redone|fixed|replaced|painted))\b"
)
_STOPPED = re.compile(
    r"\b(?:off (?:the|my)|came off|come off|coming off|stopped|no longer|any more|gave up|given up|"
    r"finished|don t take|weaned)\b"
)
_WHENEVER = re.compile(r"\b(?:if|when|whenever|unless|without)\b")
_IS_ONE = re.compile(r"^(?:i m|i am|we re|we are) (?:a|an) (?!bit\b|little\b|wreck\b|mess\b)")
_NIGHT = re.compile(
    r"\b(?:sleep\w*|slept|wak\w+|woke|bed\w*|night\w*|snor\w*|nois\w*|loud|alarm|nap\w*|awake|"
    r"tired|insomnia|dream\w*|mattress|pillow|duvet|shift\w*|get up|gets? me up)\b"
)
_IMPORTANCE = {
    Kind.HEALTH: 0.9, Kind.EVENT: 0.7, Kind.SITUATION: 0.65, Kind.COMMITMENT: 0.6, Kind.GOAL: 0.65,
    Kind.PREFERENCE: 0.6, Kind.TRAIT: 0.55, Kind.RECURRING: 0.5, Kind.STATE: 0.4,
}  # fmt: skip
_NIGHT_MATTERS = 0.15
_DIARY_MATTERS = 0.2


class Sort(NamedTuple):
    """A clause understood: what it is, when it holds, and how it is to be kept."""

    kind: Kind
    window: Window
    importance: float
    sensitivity: Sensitivity


def sort_of(plain: str, today: date) -> Sort:
    """What sort of fact a clause is that was said on a day of the person's."""
    window = window_of(plain, today)
    kind = _kind(plain, window)
    window = _window(kind, plain, window, today)
    return Sort(kind, window, _importance(kind, plain), _sensitivity(kind, plain))


def is_past(plain: str) -> bool:
    """Whether it tells of what was, not of what is."""
    return _PAST.search(plain) is not None or _WAS.match(plain) is not None


def _kind(plain: str, window: Window) -> Kind:
    for asked in (_of_loss, _ill, _health, _wanted, _lasting, _ahead, _passing):
        kind = asked(plain, window)
        if kind is not None:
            return kind
    return Kind.SITUATION if _open(plain) else Kind.TRAIT


def _health(plain: str, window: Window) -> Kind | None:
    if says("medicine", plain) and _STOPPED.search(plain):
        return Kind.TRAIT
    if says("today", plain) or (is_past(plain) and not says("change", plain)):
        return None
    stated = says("condition", plain) or says("allergy", plain) or says("driving", plain)
    mine = stated and _MY_HEALTH.search(plain) is not None
    if mine or (says("taking", plain) and says("medicine", plain)):
        bounded = window.ends_on is not None and _BOUNDED.search(plain)
        return Kind.EVENT if bounded else Kind.HEALTH
    return None


def _of_loss(plain: str, window: Window) -> Kind | None:
    if not says("mourning", plain):
        parted = says("parting", plain) and not _FEELS.search(plain)
        return Kind.TRAIT if parted else None
    ahead = window.ends_on is not None and not is_past(plain)
    return Kind.EVENT if ahead else Kind.SITUATION


def _ill(plain: str, window: Window) -> Kind | None:
    if says("taking", plain) and says("acute_medicine", plain) and not says("allergy", plain):
        return Kind.SITUATION if window.ends_on is None else Kind.EVENT
    return Kind.STATE if says("ill", plain) and not _ALWAYS.search(plain) else None


def _wanted(plain: str, window: Window) -> Kind | None:
    past = is_past(plain) and says("today", plain)
    if says("goal", plain) and not says("undecided", plain):
        return Kind.GOAL
    if says("like", plain) and not past and not _WISHES.search(plain):
        return Kind.PREFERENCE
    away = says("travel", plain) or says("occasion", plain)
    if says("commitment", plain) and says("habit_of_sleep", plain) and not away:
        return Kind.COMMITMENT
    return None


def _lasting(plain: str, window: Window) -> Kind | None:
    """What changed for good, and what comes back."""
    ends = window.ends_on is not None
    if says("change", plain) and not ends and not says("travel", plain):
        if _MOVING.search(plain) and window.starts_on is not None:
            return Kind.EVENT
        return Kind.RECURRING if window.weekdays else Kind.TRAIT
    then = is_past(plain) and (says("today", plain) or _LAST_WEEK.search(plain))
    if window.weekdays or (says("every", plain) and not then and not ends):
        return Kind.RECURRING
    return None


def _ahead(plain: str, window: Window) -> Kind | None:
    past = is_past(plain) and not _GOES.search(plain)
    past = past or (window.is_open and _IS_ONE.match(plain) is not None)
    if past or (says("today", plain) and not says("occasion", plain)):
        return None
    if not window.is_open or _away(plain):
        return Kind.EVENT
    habitual = says("every", plain) or _ALWAYS.search(plain)
    if (
        says("occasion", plain)
        and not habitual
        and re.search(r"\b(?:have|ve got|got|coming up|booked|there s|is|got)\b", plain)
    ):
        return Kind.EVENT if _dated(plain) else None
    return Kind.EVENT if _GOES.search(plain) else None


def _dated(plain: str) -> bool:
    return re.search(r"\b(?:coming up|booked|soon|an? \w+|my \w+|approaching)\b", plain) is not None


def _away(plain: str) -> bool:
    return (
        re.search(
            rf"\b(?:{expanded('{am}')})(?: {expanded('{adverbs}')})* (?:{expanded('{travel}')}|in "
            rf"(?!bed|pain|a\b|an\b|my\b|"
            r"the (?:morning|evening|night|middle)|trouble|therapy|love|need|hospital|general|"
            r"fact|charge|"
            r"bits|tears|agony|two|good|great|bad|no|and|on|favour|touch|debt|recovery|"
            r"menopause)\w+)",
            plain,
        )
        is not None
    )


def _passing(plain: str, window: Window) -> Kind | None:
    if _FEELS.search(plain):
        return Kind.TRAIT if _ALWAYS.search(plain) else Kind.STATE
    if says("today", plain) or is_past(plain):
        return Kind.STATE
    return None


def _open(plain: str) -> bool:
    now = says("at_hand", plain) or _GOING_ON.search(plain) or _ON_SHIFT.search(plain)
    return bool(now) and not _ALWAYS.search(plain) and not _WHENEVER.search(plain)


def _window(kind: Kind, plain: str, window: Window, today: date) -> Window:
    if kind is Kind.STATE:
        ill = says("ill", plain) and not is_past(plain)
        day = past_day(plain, today)
        if ill:
            return Window(day, window.ends_on or today + timedelta(days=ILL_DAYS))
        return Window(day)
    if kind is Kind.HEALTH or (kind is Kind.SITUATION and is_past(plain)):
        return Window()
    if kind is Kind.PREFERENCE:
        return Window(None, None, window.weekdays)
    if kind is Kind.EVENT and window.ends_on is None and window.starts_on is not None:
        return window._replace(ends_on=window.starts_on)
    if kind is Kind.GOAL:
        return Window(None, window.ends_on, window.weekdays)
    begun = window.starts_on is None or window.starts_on <= today or is_past(plain)
    if kind is Kind.TRAIT and begun:
        return Window(None, window.ends_on, window.weekdays)
    return window


def _importance(kind: Kind, plain: str) -> float:
    base = _IMPORTANCE[kind]
    if kind is Kind.STATE and says("resting", plain):
        return base - _DIARY_MATTERS
    return min(base + _NIGHT_MATTERS * bool(_NIGHT.search(plain)), 1.0)


def _sensitivity(kind: Kind, plain: str) -> Sensitivity:
    health = kind is Kind.HEALTH or any(
        says(each, plain) for each in ("condition", "medicine", "allergy", "ill", "healthful")
    )
    if health:
        return Sensitivity.HEALTH
    return Sensitivity.PERSONAL if says("personal", plain) else Sensitivity.GENERAL
