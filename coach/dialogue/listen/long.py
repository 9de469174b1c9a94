"""Cuts a very long utterance into windows of whole sentences and joins what was read in each.

Called by `coach.dialogue.listen.reader`, so that the time to read grows with the length and not
with its square. Nothing is dropped: what two windows say differently is left open and asked about.
"""

import re
from collections.abc import Iterator, Sequence

from coach.dialogue.listen.reading import Intent, Reading, Value
from memory.diary import Field

WINDOW_CHARS = 600
"""An ordinary account of a whole night is shorter."""
MOST_CHARS = 4000
"""Some four minutes of speech. Of more the input gate asks to hear it again in a few words, so none
of it is read: half an account taken would be worse than one told again."""
_CUTS = (
    re.compile(r"[.!?\n]\s"),
    re.compile(r",\s|\s(?=(?:and|then|but|so) )"),
    re.compile(r"\s"),
)
_CONFIRMING = (Intent.YES, Intent.NO)


def windows(words: str) -> Iterator[str]:
    """The words in stretches of at most `WINDOW_CHARS`, cut at sentences where there are any."""
    while len(words) > WINDOW_CHARS:
        at = _cut(words[:WINDOW_CHARS])
        yield words[:at]
        words = words[at:]
    yield words


def _cut(stretch: str) -> int:
    for pattern in _CUTS:
        ends = [m.end() for m in pattern.finditer(stretch) if m.end() > WINDOW_CHARS // 2]
        if ends:
            return ends[-1]
    return len(stretch)


def joined(readings: Sequence[Reading]) -> Reading:
    """One reading of all windows; a field that they settle differently is left open."""
    said: dict[Field, list[Value]] = {}
    for reading in readings:
        for field, value in reading.values.items():
            said.setdefault(field, []).append(value)
    values = {field: found[-1] for field, found in said.items() if len(set(found)) == 1}
    differing = {field: tuple(dict.fromkeys(v)) for field, v in said.items() if field not in values}
    unclear = frozenset().union(*(r.unclear for r in readings), differing) - values.keys()
    candidates = {f: c for r in readings for f, c in r.candidates.items() if f in unclear}
    unknown = frozenset().union(*(r.unknown for r in readings)) - values.keys() - unclear
    return Reading(values, unclear, unknown, {**candidates, **differing}, _intent(readings))


def _intent(readings: Sequence[Reading]) -> Intent | None:
    wishes = [r.intent for r in readings if r.intent and r.intent not in _CONFIRMING]
    return wishes[0] if wishes else None
