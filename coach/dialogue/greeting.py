"""The coach's first words to a door that opens, and the notice of what it is, for `decide`."""

from dataclasses import replace
from datetime import datetime, timedelta

from coach.dialogue import closing
from coach.dialogue.answer import line
from coach.dialogue.reply import Move
from coach.dialogue.scripted import scripted
from coach.dialogue.state import State

AI_NOTICE_EVERY = timedelta(days=7)
AI_NOTICE_IN_TALK = timedelta(hours=3)


def greeting(state: State, at: datetime) -> Move:
    """The greeting: the first ever, or that of the hour."""
    if state.person.stage == "S0":
        return line("greet.first", state, fixed=True)
    key = "greet.morning" if state.is_morning(at) else "greet.later"
    return line(key, state, fixed=True, comma_name=closing.comma_name(state))


def notice(state: State, at: datetime, every: timedelta) -> tuple[State, tuple[Move, ...]]:
    """The full AI notice where it is due: at first, after days away, in a talk of hours."""
    last = state.person.ai_notice_at
    began = state.check_in.opened_at or at
    short_talk = every == AI_NOTICE_IN_TALK and at - began < every
    if last is not None and (short_talk or at - last < every):
        return state, ()
    person = replace(state.person, ai_notice_at=at)
    return replace(state, person=person), scripted("ai_notice_full", state, variant=0)
