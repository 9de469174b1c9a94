"""Takes "the same as yesterday" as what it is: the figures of another night, said to be that.

Called by `coach.dialogue.night_talk`. What is told of the night itself stands over what is copied.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from agendas.words import listed
from coach.dialogue.answer import Utterance, line
from coach.dialogue.listen.asleep_at import asleep_at
from coach.dialogue.listen.reading import Intent, Known, Reading, Value
from coach.dialogue.night import wall
from coach.dialogue.readback import briefly
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field

SAME_AS = timedelta(days=14)
"""How old a night may be that "the same as yesterday" is taken from."""
DAY = timedelta(days=1)
MOST_NAMED = 2
"""More figures than these are read back at once anyway."""
_SAME_BUT = re.compile(
    r"\bsame as (?:yesterday|last time|the (?:night|day|one) before)\b(?=.*\b(?:but|except|only|"
    r"apart|though|other than|just)\b)",
    re.IGNORECASE | re.DOTALL,
)

_BUT = re.compile(r"\b(?:but|except|only|apart|though|other than)\b", re.IGNORECASE)
_OF_SLEEP = re.compile(
    r"\b(?:slept|asleep|to sleep|sleep came|dropped off|drifted off)\b.*"
    r"(?:\d|\b(?:one|two|three|four|five|six|midnight|late|early|hours?|minutes)\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Copied:
    """A reading with what was taken over from the night `of`; `fields` are those taken over."""

    reading: Reading
    fields: frozenset[Field] = frozenset()
    of: DiaryEntry | None = None


def with_copied(state: State, heard: Utterance, field: Field | None) -> Copied:
    """The reading with the figures of the night before, for the field asked about or for all."""
    reading = heard.reading
    before = _before(state)
    told = {*reading.values, *reading.unclear, *reading.unknown}
    alone = reading.intent is Intent.SAME_AS_PREVIOUS and not reading.values
    whole = field is None and _SAME_BUT.search(heard.words) is not None
    if before is None or not (alone or whole):
        return Copied(reading)
    clocks = wall(before)
    sleep_told = _onset_told(heard.words, Known(dict(clocks)))
    if sleep_told is not None:
        told |= {Field.SLEEP_ONSET_LATENCY}
    if sleep_told is False:
        reading = replace(reading, unclear=reading.unclear | {Field.SLEEP_ONSET_LATENCY})
    values: dict[Field, Value] = {}
    for each in [field] if field else [f for f in Field if f is not Field.NOTE]:
        value = clocks.get(each) if each in CLOCK_FIELDS else getattr(before, each)
        if value is not None and each not in told:
            values[each] = value
    both = replace(reading, values={**values, **reading.values})
    if field is not None and not values:
        both = replace(both, unknown=both.unknown | {field})
    return Copied(both, frozenset(values), before)


def copied_words(state: State, copied: Copied) -> tuple[Move, ...]:
    """Whose figures are taken, and which."""
    if copied.of is None:
        return ()
    whose = "yesterday" if copied.of.night == state.night - DAY else f"{copied.of.night:%A}"
    if not copied.fields:
        move = line("ack.copied_blank", state, day=whose)
    elif len(copied.fields) > MOST_NAMED:
        move = line("ack.copied_all", state, day=whose)
    else:
        fields = [f for f in Field if f in copied.fields]
        told = listed([briefly(copied.of, f, state.person.country) for f in fields])
        move = line("ack.copied", state, day=whose, told=told)
    return (replace(move, fixed=True),)


def _onset_told(words: str, known: Known) -> bool | None:
    """Whether sleep came at another time than the night before, and that is read; None for no."""
    _, _, but = words.partition(found.group()) if (found := _BUT.search(words)) else ("", "", "")
    if asleep_at(but, known) is not None:
        # It is counted from the bedtime, once that is taken over.
        return True
    return False if _OF_SLEEP.search(but) else None


def _before(state: State) -> DiaryEntry | None:
    earliest = state.night - SAME_AS
    return state.nights.get(
        max((n for n in state.nights if earliest <= n < state.night), default=state.night)
    )
