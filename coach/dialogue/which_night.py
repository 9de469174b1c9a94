"""Asks which morning was meant where somebody is up and talking before their new day has begun.

Called by `decide` and `requests`. Until the day starts (04:00) a check-in is about the night before
(DECISIONS 7); who got up at three and talks at half past may mean the night just slept.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from agendas.nights import DAY
from agendas.words import clock
from coach.dialogue.answer import Answer, Utterance, has, line, settle
from coach.dialogue.closing import MORE
from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Intent, Known
from coach.dialogue.night import place, wall
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.checkin import Status
from memory.diary import DiaryEntry, Field

QUESTION = "night.which"
_NOW = re.compile(
    r"\b(?:now|today|just|this (?:morning|very)|tonight|moments? ago|minutes? ago|hour ago|"
    r"first)\b"
)
_BEFORE = re.compile(r"\b(?:yesterday|before|earlier|last|previous|second)\b")


def next_of(state: State, at: datetime) -> tuple[str, tuple[Move, ...]] | None:
    """The question of the night's date, once getting up is told; None where it is plain."""
    entry = state.entry
    if entry is None:
        return None
    known = wall(entry)
    up = known.get(Field.OUT_OF_BED) or known.get(Field.FINAL_AWAKENING)
    return _asked(state, up, at)


def asked_when_done(state: State, heard: Utterance) -> Answer | None:
    """The same of what a finished check-in hears; nothing is changed before it is answered."""
    reading = read(heard.words, (), Known())
    told = reading.values.get(Field.OUT_OF_BED) or reading.values.get(Field.FINAL_AWAKENING)
    asking = _asked(state, told, heard.at) if isinstance(told, time) else None
    if asking is None:
        return None
    check_in = replace(state.check_in, question=QUESTION, attempts=0)
    return Answer(replace(state, check_in=check_in), asking[1], settled=False)


def answer(state: State, heard: Utterance) -> Answer:
    """Takes which morning it was; what is not told leaves the night where it is."""
    text = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    night, done = state.check_in.night, state.check_in.status is Status.DONE
    today, before = f"{night + DAY:%A}".lower(), f"{night:%A}".lower()
    is_before = before in text or _BEFORE.search(text) is not None
    is_now = today in text or _NOW.search(text) is not None or heard.reading.intent is Intent.YES
    if is_now and not is_before:
        return _later(state) if done else _moved(settle(state, QUESTION), night + DAY)
    told = is_before or heard.reading.intent is Intent.NO
    if not told and state.check_in.attempts < 2:
        return Answer(state, (line("not_caught", state),), settled=False)
    state = settle(state, QUESTION)
    question = MORE if done else None
    state = replace(state, check_in=replace(state.check_in, question=question, attempts=0))
    return Answer(state, (replace(line("more.again", state), asks=True),) if done else ())


def _asked(state: State, up: time | None, at: datetime) -> tuple[str, tuple[Move, ...]] | None:
    local, night = at.astimezone(ZoneInfo(state.tz)), state.check_in.night
    ahead = local.date() == night + DAY and state.check_in.editing is None
    if up is None or not ahead or up > local.time() or has(state, QUESTION):
        return None
    words = line(
        QUESTION,
        state,
        time=clock(up, state.person.country),
        day=f"{night + DAY:%A}",
        before=f"{night:%A}",
    )
    return QUESTION, (replace(words, fixed=True, asks=True, item_id=QUESTION),)


def _moved(state: State, night: date) -> Answer:
    """The night told so far, counted as the one just slept."""
    entry, old = state.entry, state.check_in.night
    state = replace(state, check_in=replace(state.check_in, night=night, question=None, attempts=0))
    if entry is not None:
        state = state.without_entry(old).with_entry(_on(entry, night))
    taken = line("night.taken", state, fixed=True, day=f"{night:%A}")
    return Answer(state, (taken,))


def _on(entry: DiaryEntry, night: date) -> DiaryEntry:
    placed = place(wall(entry), night, ZoneInfo(entry.tz), rise_time=None)
    instants = {str(each): at for each, at in placed.instants.items()}
    return replace(entry, night=night, **instants)  # type: ignore[arg-type]  # clock columns


def _later(state: State) -> Answer:
    """A finished check-in takes no second night; the new one has its own once the day begins."""
    starts = clock(state.person.day_starts_at, state.person.country)
    told = line("night.later", state, fixed=True, time=starts)
    return Answer(state, (told,), ends=True)
