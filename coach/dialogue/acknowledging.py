"""What is said at once to an answer about the night: taken up, thanked for, met with a kind word.

Called by `coach.dialogue.night_talk`. It decides nothing and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from agendas.words import listed
from coach.dialogue.answer import Utterance, line
from coach.dialogue.listen.asides import feeling_of
from coach.dialogue.listen.reading import Reading
from coach.dialogue.night import wall
from coach.dialogue.readback import briefly
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.diary import Field

OPEN = "diary.open"
"""The question that a night begins with."""
MOST_ECHOED = 3
ROUGH_QUALITY = 2


def also_told(state: State, reading: Reading, field: Field | None) -> tuple[Field, ...]:
    """The fields told without having been asked about, where that is news."""
    entry = state.entry
    known = {} if entry is None else {**{f: getattr(entry, f) for f in Field}, **wall(entry)}
    told = [f for f in Field if f in reading.values and f is not field]
    if reading.unknown >= SLEEPLESS:
        told = [f for f in told if f is not Field.NOTE]
    return tuple(f for f in told if reading.values[f] != known.get(f))


def echo(state: State, also: Sequence[Field]) -> tuple[Move, ...]:
    """A few words that take up what was told without having been asked about."""
    entry = state.entry
    if not also or entry is None:
        return ()
    if len(also) > MOST_ECHOED:
        return (line("ack.also_more", state),)
    told = listed([briefly(entry, f, state.person.country) for f in also])
    move = line("ack.also", state, told=told, Told=told[:1].upper() + told[1:])
    return (replace(move, fixed=True),)


SLEEPLESS = frozenset({Field.SLEEP_ONSET_LATENCY, Field.AWAKENINGS, Field.FINAL_AWAKENING})
"""Unknown all at once, they tell of a night without sleep."""


def acknowledge(state: State, heard: Utterance, reading: Reading) -> tuple[Move, ...]:
    """A word for what was answered; nothing to a single value, or it gets tiresome."""
    question = state.check_in.question
    felt = feeling_of(heard.words) if question == OPEN else None
    if felt is not None:
        return (line(f"feeling.{felt}", state),)
    if reading.unknown >= SLEEPLESS:
        return (line("ack.sleepless", state),)
    quality = reading.values.get(Field.QUALITY)
    if isinstance(quality, int):
        rough = quality <= ROUGH_QUALITY
        felt_as = line("ack.rough" if rough else "ack.good" if quality > 3 else "ack", state)
        if question == f"diary.{Field.QUALITY}":
            return (felt_as,)
        # A word was taken for a grade that nobody asked for: it is said which.
        rated = line("ack.rated", state, grade=str(quality))
        return (felt_as, replace(rated, fixed=True))
    if reading.unknown and not reading.values:
        return (line("ack.unknown", state),)
    # A word of thanks for the long answer; single ones go on at once, or it gets tiresome.
    return (line("ack", state),) if question == OPEN else ()
