"""What the rules read in an utterance, knowing the open question and the night at hand.

Called by `decide` and by the engine. It decides nothing.
"""

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known, Reading
from coach.dialogue.night import wall
from coach.dialogue.night_talk import field_asked
from coach.dialogue.state import State
from memory.diary import CLOCK_FIELDS, Field
from memory.person import DAY_STARTS_AT


def read_in(state: State, words: str) -> Reading:
    """What the rules read in the words, as an answer to the open question."""
    return read(words, _fields_asked(state), known_of(state)) if words.strip() else Reading()


def _fields_asked(state: State) -> tuple[Field, ...]:
    field = field_asked(state.check_in.question)
    return () if field is None else (field,)


def known_of(state: State) -> Known:
    """What is on file for the night being talked about, and about the person."""
    entry = state.entry
    shifts = state.person.day_starts_at != DAY_STARTS_AT
    if entry is None:
        return Known(shift_worker=shifts)
    numbers = {f: getattr(entry, f) for f in Field if f not in CLOCK_FIELDS}
    known = {**wall(entry), **{f: v for f, v in numbers.items() if v is not None}}
    return Known(values=known, shift_worker=shifts)
