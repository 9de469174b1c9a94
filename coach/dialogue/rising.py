"""Takes the wish for another rise time: asks where it is odd or would move a plan that stands.

Called by `wishes`. The rise time is one for every day; the time in bed is not changed by it.
"""

import re
from dataclasses import replace
from datetime import time

from agendas import review
from agendas.day import TOLD
from agendas.morning import SETS_TIME_IN_BED
from agendas.program import Program
from agendas.telling import bedtime, plan_words
from agendas.words import clock
from coach.dialogue import course, screen
from coach.dialogue.answer import Answer, Utterance, line, uncounted
from coach.dialogue.consenting import Consent, consent_in
from coach.dialogue.reply import Move
from coach.dialogue.rise import rise_in, times_in
from coach.dialogue.state import State
from memory.course import Plan

QUESTION = "rise.agree:"
"""Begins the question whether it is to be so; the time stands behind it."""
EARLIEST, LATEST = time(4), time(11, 30)
"""A rise time outside these is asked about: mostly it was heard wrong."""
_MOST_ASKED = 2
_NOT_ONE = re.compile(r"\b(?:earlier|later|sooner|between|either)\b", re.I)
"""No one time of day: moved by so much, or somewhere in between."""


def wished(state: State, heard: Utterance, words: str, program: Program) -> Answer | None:
    """The answer to a wish for a rise time worded in `words`; None where no time is named."""
    if times_in(words) > 1 or _NOT_ONE.search(words):
        return _beside(state, line("rise.which", state, fixed=True))
    rise = rise_in(words)
    if rise is None:
        return None
    odd = not EARLIEST <= rise <= LATEST
    if odd or _moved(state, heard, rise, program) is not None:
        return _asked(state, heard, rise, program)
    return _taken(state, heard, rise, program)


def answered(state: State, heard: Utterance, program: Program) -> Answer | None:
    """Takes the yes or the no to a rise time, or another time; None where that is not open."""
    _, sign, open_time = (state.check_in.question or "").partition(QUESTION)
    if not sign:
        return None
    asked, consent = time.fromisoformat(open_time), consent_in(heard.words, heard.reading)
    if consent is Consent.YES:
        return _taken(_closed(state), heard, asked, program)
    another = rise_in(heard.words) if times_in(heard.words) == 1 else None
    if another is not None and another != asked:
        return _asked(state, heard, another, program)
    if consent is Consent.NO or state.check_in.attempts >= _MOST_ASKED:
        return Answer(_closed(state), (line("rise.left", state, fixed=True),))
    return _asked(state, heard, asked, program)


def _moved(state: State, heard: Utterance, rise: time, program: Program) -> Plan | None:
    """The standing plan at that rise time; None where none stands, or it is that already."""
    if program.schedule is None:
        return None
    wanted = replace(state, person=replace(state.person, rise_time=rise))
    return review.rise_moved(course.morning_of(wanted, heard.at, program), program.schedule)


def _asked(state: State, heard: Utterance, rise: time, program: Program) -> Answer:
    country, moved = state.person.country, _moved(state, heard, rise, program)
    words = {"rise": clock(rise, country)}
    key = "rise.agree"
    if moved is not None and moved.measure in SETS_TIME_IN_BED and moved.time_in_bed_min:
        key = "rise.agree_bed"
        words["bed"] = clock(bedtime(rise, moved.time_in_bed_min), country)
    question = f"{QUESTION}{rise:%H:%M}"
    before = state.check_in
    attempts = before.attempts if before.question == question else 0
    state = replace(state, check_in=replace(before, question=question, attempts=attempts))
    asking = replace(line(key, replace(state, said=frozenset()), fixed=True, **words), asks=True)
    return Answer(state, (asking,), settled=False)


def _taken(state: State, heard: Utterance, rise: time, program: Program) -> Answer:
    moved, country = _moved(state, heard, rise, program), state.person.country
    state = replace(state, person=replace(state.person, rise_time=rise))
    if program.schedule is None:
        return _beside(state)
    if moved is None:
        return _beside(state, line("rise.taken", state, fixed=True, rise=clock(rise, country)))
    state = screen.marked(state.adding(moved), add=(TOLD,))
    words = plan_words(moved, program.schedule, country)
    key = "rise.moved" if moved.measure in SETS_TIME_IN_BED else "rise.taken"
    return _beside(state, line(key, state, fixed=True, **words))


def _closed(state: State) -> State:
    return replace(state, check_in=replace(state.check_in, question=None, attempts=0))


def _beside(state: State, *moves: Move) -> Answer:
    return Answer(uncounted(state), moves, settled=False)
