"""Keeps the spells away that are told in a talk, and ends them: the programme waits meanwhile.

Called by `decide`. The zone somebody is in goes with them; nights already told keep theirs. What a
spell does to the programme is `agendas.review`'s to say.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agendas.nights import DAY, away_on
from agendas.program import Program
from coach.dialogue import screen_told
from coach.dialogue.answer import Answer, Utterance, asked, has, line, settle, worn_out
from coach.dialogue.away import Kind, Spell, comes_back, spell_in
from coach.dialogue.dates import Span, span_in
from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.place import country_in, zone_anywhere, zone_name
from coach.dialogue.reply import Move
from coach.dialogue.screen_reading import answer_in, plain
from coach.dialogue.state import State
from memory.checkin import Status
from memory.course import Away
from memory.person import night_of
from safety import lanes

UNTIL = "away.until"
WAIT = "away.wait"
OVER = "away.over"
_HOME = "zone.home:"
"""Before the zone left behind, among the answered of the check-in where another was taken."""
_WANTED = ".wanted"
"""Behind a question that is to be asked next."""
ASK_OVER_EVERY = timedelta(days=3)
_LINES: Mapping[Kind, str] = {
    Kind.TRAVEL: "away.travel",
    Kind.ILLNESS: "away.ill",
    Kind.NEWBORN: "away.baby",
    Kind.WISH: "away.wish",
}
_UNCERTAIN_END = frozenset({Kind.TRAVEL, Kind.WISH})
"""Where somebody can be expected to know the end."""
_MOVED = re.compile(
    r"\b(?:(?:i|we)(?: ve| have)? (?:just )?moved to|(?:i|we) (?:now )?live in(?=.* now\b)|"
    r"(?:i|we) now live in|(?:change|set|switch|move) (?:me |my (?:time ?zone|clock) )?to|"
    r"time ?zone is|(?:go|going) by|(?:i m|i am|we re) on) (?P<place>\w+(?: \w+){0,2})"
)
_ZONE_WORDS = re.compile(r"\b(?:time|clock|zone|moved|live)\b")
_GO_ON = re.compile(
    r"\b(?:go on|going|carry on|continue|resume|start|restart|back|normal|better|over|ready|let s|"
    r"recovered|fine)\b"
)
_LONGER = re.compile(
    r"\b(?:wait|longer|not (?:yet|really|quite)|still|no|more|later|isn t|another|leave)\b"
)
_YESTERDAY = re.compile(r"\b(?:yesterday|last night)\b")


def next_of_spell(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """What is to be asked of a spell just told: its end, or whether to wait."""
    for question in (UNTIL, WAIT):
        if has(state, question + _WANTED):
            return question, (_question(state, question, program),)
    return None


def next_after_diary(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """Whether a spell without an end is over, asked every few days."""
    return (OVER, (_question(state, OVER, program),)) if _over_due(state) else None


def noted(state: State, heard: Utterance) -> tuple[State, tuple[Move, ...]]:
    """The state with a spell that was told, or its end, and what is said to it."""
    if state.person.stage == "S0" or (state.check_in.question or "") in {UNTIL, WAIT, OVER}:
        return state, ()
    now = _current(state)
    away = now or _abroad(state)
    if away is not None and comes_back(heard.words):
        return _ended(state, heard, away)
    moved = _moved(state, heard)
    if moved is not None:
        return moved
    told = spell_in(heard.words)
    return (state, ()) if told is None else _begun(state, heard, told, now)


def home_by_date(state: State, at: datetime) -> tuple[State, tuple[Move, ...]]:
    """Back on the clock of home once the last day away that was told is over there."""
    over = _abroad(state)
    home = None if over is None else _home(state, over)
    if over is None or over.ends_on is None or home is None:
        return state, ()
    if night_of(at, ZoneInfo(home), state.person.day_starts_at) < over.ends_on:
        return state, ()
    return _at_zone(state, Utterance("", Reading(), at), home)


def has_new_night(state: State, at: datetime) -> bool:
    """Whether a finished check-in is that of an earlier night, now that another clock is known."""
    night = night_of(at, ZoneInfo(state.tz), state.person.day_starts_at)
    return state.check_in.status is Status.DONE and night > state.check_in.night


def answer_spell(state: State, heard: Utterance, program: Program) -> Answer | None:
    """Takes the answer to a question about a spell; None where none is open, or none was given."""
    question = state.check_in.question
    if question not in {UNTIL, WAIT, OVER} or heard.reading.intent in {
        Intent.LEAVE,
        Intent.ASK_WHY,
        Intent.REPEAT_QUESTION,
    }:
        return None
    if question == UNTIL:
        return _to_until(state, heard)
    return _to_wait(state, heard, program) if question == WAIT else _to_over(state, heard)


def _to_until(state: State, heard: Utterance) -> Answer:
    state, now = _asked_and_done(state, UNTIL), _latest(state)
    begins = None if now is None else now.starts_on
    until = span_in(heard.words, state.check_in.night, answers_until=True, begins=begins).until
    if now is None or until is None or until < now.starts_on:
        return Answer(state, (line("away.open", state),))
    state = state.adding(replace(now, at=heard.at, ends_on=until))
    return Answer(state, (_until(state, until),))


def _to_wait(state: State, heard: Utterance, program: Program) -> Answer | None:
    answer = answer_in(heard.words, heard.reading, None)
    if answer is None and not worn_out(state, program):
        return Answer(state, (line("not_caught", state),), settled=False)
    state = _asked_and_done(state, WAIT)
    if answer is not lanes.Answer.YES:
        return Answer(state, (line("away.goes_on", state),))
    span = span_in(heard.words, state.check_in.night)
    state = _adding(state, heard, Spell(Kind.LOSS), span)
    return Answer(state, (line("away.wish", state),))


def _to_over(state: State, heard: Utterance) -> Answer:
    state, now, text = settle(state, OVER), _current(state), plain(heard.words)
    if now is None:
        return Answer(state)
    if not _LONGER.search(text) and (_GO_ON.search(text) or comes_back(heard.words)):
        state, moves = _ended(state, heard, now)
        return Answer(state, moves)
    until = span_in(heard.words, state.check_in.night, answers_until=True).until
    if until is not None and until >= state.check_in.night:
        state = state.adding(replace(now, at=heard.at, ends_on=until))
        return Answer(state, (_until(state, until),))
    return Answer(state, (line("away.waits_on", state),))


def _begun(
    state: State, heard: Utterance, told: Spell, now: Away | None
) -> tuple[State, tuple[Move, ...]]:
    span = span_in(heard.words, state.check_in.night, planned=told.planned)
    if told.kind is Kind.LOSS:
        known = now is not None or has(state, WAIT)
        state = state if known else settle(state, WAIT + _WANTED)
        return state, (line("away.loss", state, fixed=True),)
    zone = zone_anywhere(told.place, heard.at) if told.place else None
    if told.place and zone is None and not _is_elsewhere(told, span, state):
        return state, ()
    if zone == state.tz and not told.planned:
        return (state, ()) if now is None else _ended(state, heard, now)
    if now is not None and now.reason == told.kind and span == Span():
        return _at_zone(state, heard, None if told.planned else zone)
    state = _adding(state, heard, told, span, now)
    if told.kind is Kind.NEWBORN:
        state = screen_told.stated(state, "screen.baby", heard)
    state, clock = _at_zone(state, heard, None if told.planned else zone)
    if told.place and zone is None and not told.planned:
        clock = (line("zone.unknown", state, fixed=True),)
    if span.until is None and told.kind in _UNCERTAIN_END:
        state = settle(state, UNTIL + _WANTED)
    until = () if span.until is None else (_until(state, span.until),)
    return state, (line(_LINES[told.kind], state, fixed=True), *until, *clock)


def _is_elsewhere(told: Spell, span: Span, state: State) -> bool:
    """Whether a place of no one clock is one to be away at: named with an end, or a country."""
    country = country_in(told.place)
    home = country == state.person.country and not told.planned
    return span.until is not None or (country is not None and not home)


def _adding(
    state: State, heard: Utterance, told: Spell, span: Span, now: Away | None = None
) -> State:
    """The state with the spell; one that stands already is told anew, with its first day."""
    night = state.check_in.night
    starts_on = span.since or (night + DAY if told.planned else night)
    if now is not None and now.reason == told.kind and span.since is None:
        starts_on = now.starts_on
    ends_on = span.until if span.until is None or span.until >= starts_on else None
    away = Away(state.person.id, heard.at, starts_on, ends_on, str(told.kind))
    return state.adding(away)


def _ended(state: State, heard: Utterance, now: Away) -> tuple[State, tuple[Move, ...]]:
    """The spell is over; the night that ended today counts only if it was slept at home."""
    state, clock = _at_zone(state, heard, _home(state, now))
    night = state.check_in.night
    before = _YESTERDAY.search(plain(heard.words))
    told = span_in(heard.words, night).since
    ends_on = night - DAY if before else told or night
    ends_on = min(max(ends_on, now.starts_on), night)
    state = state.adding(replace(now, at=heard.at, ends_on=ends_on))
    return state, (line("away.back", state, fixed=True), *clock)


def _moved(state: State, heard: Utterance) -> tuple[State, tuple[Move, ...]] | None:
    """Another zone for good, or by name: no spell, though the first week in it changes nothing."""
    text = plain(heard.words)
    found = _MOVED.search(text)
    if found is None or not _ZONE_WORDS.search(text) or heard.reading.values:
        return None
    zone = zone_anywhere(found["place"], heard.at)
    return None if zone is None else _at_zone(state, heard, zone, away=False)


def _at_zone(
    state: State, heard: Utterance, zone: str | None, *, away: bool = True
) -> tuple[State, tuple[Move, ...]]:
    """The state on another clock; a night not begun yet is then counted by it."""
    if zone is None or zone == state.tz:
        return state, ()
    if away and not any(each.startswith(_HOME) for each in state.check_in.answered):
        state = settle(state, _HOME + state.tz)
    state = _on_clock(replace(state, person=replace(state.person, tz=zone)), heard)
    return state, (line("zone.taken", state, fixed=True, zone_name=zone_name(zone)),)


def _on_clock(state: State, heard: Utterance) -> State:
    night = night_of(heard.at, ZoneInfo(state.tz), state.person.day_starts_at)
    entry = state.nights.get(state.check_in.night)
    begun = entry is not None and bool(entry.sources)
    taken = night in state.nights or any(each.night == night for each in state.past)
    if begun or taken or state.check_in.editing is not None:
        return state
    return replace(state, check_in=replace(state.check_in, night=night))


def _home(state: State, now: Away) -> str | None:
    """The zone that was left for this spell: the first left behind since it began."""
    since = min(now.starts_on, now.at.date()) - DAY
    left = [
        (each.night, mark.removeprefix(_HOME))
        for each in (state.check_in, *state.past)
        for mark in each.answered
        if mark.startswith(_HOME) and each.night >= since
    ]
    return min(left)[1] if left else None


def _current(state: State) -> Away | None:
    """The spell that covers today, or one told ahead of its beginning."""
    night = state.check_in.night
    found = away_on(state.course.spells, night)
    if found is not None:
        return found
    ahead = [each for each in state.course.spells if each.starts_on > night]
    return ahead[-1] if ahead else None


def _abroad(state: State) -> Away | None:
    """The spell away whose zone they still go by, if its last day was not long ago."""
    latest, lately = _latest(state), state.check_in.night - ASK_OVER_EVERY
    if latest is None or (latest.ends_on or lately) < lately:
        return None
    slept_there = any(
        each.tz == state.tz
        for night, each in state.nights.items()
        if latest.starts_on <= night <= (latest.ends_on or night)
    )
    return latest if slept_there and _home(state, latest) not in {None, state.tz} else None


def _latest(state: State) -> Away | None:
    return max(state.course.spells, key=lambda each: each.at, default=None)


def _over_due(state: State) -> bool:
    night, now = state.check_in.night, away_on(state.course.spells, state.check_in.night)
    if now is None or now.ends_on is not None or has(state, OVER):
        return False
    lately = night - ASK_OVER_EVERY
    asked_lately = any(OVER in each.answered for each in state.past if each.night > lately)
    return now.at.date() <= lately and not asked_lately


def _asked_and_done(state: State, question: str) -> State:
    answered = (state.check_in.answered | {question}) - {question + _WANTED}
    return replace(state, check_in=replace(state.check_in, answered=answered))


def _question(state: State, question: str, program: Program) -> Move:
    again = state.check_in.question == question and state.check_in.attempts > 0
    return asked(program.question(question), state, again=again)


def _until(state: State, until: date) -> Move:
    return line("away.until", state, fixed=True, day=day_words(until, state.check_in.night))


def day_words(day: date, today: date) -> str:
    """A day as it is spoken: by its weekday within the week ahead, else by its date."""
    if DAY <= day - today <= 6 * DAY:
        return f"{day:%A}"
    return f"{day.day} {day:%B}"
