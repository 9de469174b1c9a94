"""Reads a bare value for the one field it can be about: "it was a four", "about twenty minutes".

Called at the read-back, where no single field was asked about. A value that fits several is left.
"""

from collections.abc import Mapping, Sequence
from datetime import time

from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.reader import read
from coach.dialogue.listen.reading import Known, Reading
from coach.dialogue.listen.skeleton import skeleton
from coach.dialogue.listen.telling import like_a_grade
from coach.dialogue.listen.values import Clock, Count, Grade, Minutes, Number
from coach.dialogue.listen.words import tokens
from memory.diary import CLOCK_FIELDS, Field

_LENGTHS = (
    Field.SLEEP_ONSET_LATENCY,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.EARLY_WAKE_AWAKE,
    Field.NAPS,
)

_OF_THE_NIGHT = frozenset(("night", "slept", "sleep", "quality", "out", "rate", "rating", "grade"))
"""Words that make a grade one of the night: "pretty good" alone is as good as a yes."""


def read_one(words: str, blank: Sequence[Field], clocks: Mapping[Field, time]) -> Reading | None:
    """The reading of one bare value as the only one of `blank` that it fits.

    A grade and a count are about one field each, so they may also correct what is on file.
    None where the words hold no value or several, or where the value fits no field or several.
    """
    said = plain(tokens(words))
    found = mentions(said)
    if len(found) != 1:
        return None
    shape = skeleton(said, found)
    graded = like_a_grade(shape.text, shape.values[0].start)
    graded = graded or bool(_OF_THE_NIGHT & set(said))
    kin = _fields_for(found[0].meaning, graded=graded)
    if len(kin) > 1:
        kin = tuple(field for field in kin if field in blank)
    readings = [read(words, (field,), Known(clocks)) for field in kin]
    fitting = [r for field, r in zip(kin, readings, strict=True) if tuple(r.values) == (field,)]
    return fitting[0] if len(fitting) == 1 else None


def _fields_for(meaning: object, *, graded: bool) -> tuple[Field, ...]:
    if isinstance(meaning, Grade | Number) and graded:
        return (Field.QUALITY,)
    if isinstance(meaning, Count):
        return (Field.AWAKENINGS,)
    if isinstance(meaning, Minutes):
        return _LENGTHS
    if isinstance(meaning, Clock):
        return CLOCK_FIELDS
    if isinstance(meaning, Number):
        return (*CLOCK_FIELDS, *_LENGTHS, Field.AWAKENINGS, Field.QUALITY)
    return ()
