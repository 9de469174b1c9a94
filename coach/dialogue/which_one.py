"""Asks which of them is meant where a bare value corrects the night and fits more than one field.

Called by `coach.dialogue.night_talk` at the read-back and after it. What fits one field only is
taken; nothing is set because it happened to be told last.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from agendas.slots import missing_fields
from coach.dialogue.answer import Utterance, line
from coach.dialogue.listen import read
from coach.dialogue.listen.corrections import is_taken_back
from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.reading import Intent, Known, Value
from coach.dialogue.listen.skeleton import skeleton
from coach.dialogue.listen.telling import like_a_grade
from coach.dialogue.listen.values import Clock, Minutes, Number
from coach.dialogue.listen.words import tokens
from coach.dialogue.night import wall
from coach.dialogue.readback import ALL_FIELD_WORDS
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.diary import CLOCK_FIELDS, Field

WHICH = "which:"
"""Begins the question; the fields and the value that each would take stand behind it."""
NEAREST_MIN = 90
"""How far a time may lie from the one it corrects."""
MOST_BARE_WAKINGS = 10
SHORTEST_BARE_MIN = 5
"""A number without a unit below it is no length."""
_HALF_DAY_MIN, _DAY_MIN = 720, 1440
_MEANT = frozenset({None, Intent.NO, Intent.CORRECT_EARLIER})
_LENGTHS = (
    Field.SLEEP_ONSET_LATENCY,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.EARLY_WAKE_AWAKE,
    Field.NAPS,
)
_NAMED: Mapping[Field, str] = {
    Field.GOT_INTO_BED: r"(?:into|in|to|got to) bed|bed ?time",
    Field.TRIED_TO_SLEEP: r"try\w*|tried|lights?",
    Field.SLEEP_ONSET_LATENCY: r"falling|fall|dropping off|getting (?:off )?to sleep|onset",
    Field.AWAKENINGS: r"waking(?!s? up for good)s?|wakes?|woke|how (?:often|many)|times|wake ups?",
    Field.WAKE_AFTER_SLEEP_ONSET: r"awake in the night|in the night|the night time|lying awake",
    Field.FINAL_AWAKENING: r"last waking|for good|woke|waking(?: up)?|final",
    Field.OUT_OF_BED: r"(?:getting|got|get|gets?) up|rising|rose|out of bed|up at",
    Field.EARLY_WAKE_AWAKE: r"at the end|after i woke|in the morning",
    Field.NAPS: r"naps?|napping|napped",
    Field.QUALITY: r"how (?:the night|it) (?:was|went)|quality|rating|grade|score|out of|the night",
}
_FIRST = re.compile(r"\b(?:first|former)\b")
_LAST = re.compile(r"\b(?:second|last|latter)\b")


def fitting(state: State, heard: Utterance) -> Mapping[Field, Value]:
    """The fields that one bare value would change; none where more than a bare value was said."""
    entry, reading = state.entry, heard.reading
    if entry is None or reading.intent not in _MEANT or reading.unknown:
        return {}
    if reading.values and reading.intent is None:
        # Without a denial it fills the one blank that it fits.
        return {}
    said = plain(tokens(heard.words))
    found = mentions(said)
    named = read(heard.words, (), Known())
    if len(found) != 1 or named.values or named.unclear or named.unknown:
        return {}
    shape, meaning = skeleton(said, found), found[0].meaning
    if like_a_grade(shape.text, shape.values[0].start):
        return {}
    clocks = wall(entry)
    asked_for = {*entry.sources, *missing_fields(entry)}
    candidates: dict[Field, Value] = {}
    for each in (f for f in _fields_for(meaning) if f in asked_for):
        old = clocks.get(each) if each in CLOCK_FIELDS else getattr(entry, each)
        # Bed and lights out at the same time move apart or together.
        known = {f: t for f, t in clocks.items() if f is each or t != old}
        taken = read(_bare(heard.words), (each,), Known(dict(known))).values
        if tuple(taken) == (each,) and _would_change(each, old, taken[each], meaning):
            candidates[each] = taken[each]
    if candidates and reading.intent is None and isinstance(meaning, Number):
        # Undenied it may as well say again what is there already.
        candidates |= {f: v for f in asked_for if (v := getattr(entry, f)) == meaning.lo}
    return candidates


def taken_back(state: State, heard: Utterance) -> Mapping[Field, Value]:
    """What a bare value would change of what was told, in the middle of the diary.

    Only where it is said that something was wrong, and not what; else it answers the question.
    """
    entry = state.entry
    if entry is None or not is_taken_back(heard.words):
        return {}
    meant = replace(heard, reading=replace(heard.reading, unknown=frozenset()))
    found = fitting(state, meant)
    return {field: value for field, value in found.items() if getattr(entry, field) is not None}


def which_words(state: State, candidates: Mapping[Field, Value]) -> Move:
    """The question which of the fields was meant."""
    names = [ALL_FIELD_WORDS[each] for each in candidates]
    told = " or ".join([", ".join(names[:-1]), names[-1]])
    return replace(line("read_back.which_of_them", state, told=told), fixed=True, asks=True)


def question_of(candidates: Mapping[Field, Value]) -> str:
    """The open question that keeps what each field would take."""
    kept = (f"{f}={v:%H:%M}" if isinstance(v, time) else f"{f}={v}" for f, v in candidates.items())
    return WHICH + ",".join(kept)


def candidates_in(question: str) -> Mapping[Field, Value]:
    """What `question_of` kept."""
    pairs = (each.partition("=") for each in question.removeprefix(WHICH).split(","))
    return {
        Field(name): time.fromisoformat(value) if ":" in value else int(value)
        for name, _, value in pairs
    }


def named_in(words: str, fields: tuple[Field, ...]) -> Field | None:
    """The one of the fields that an answer names, or its place among them."""
    text = " ".join(re.findall(r"[a-z]+", words.lower()))
    named = [each for each in fields if re.search(rf"\b(?:{_NAMED[each]})\b", text)]
    if len(named) == 1:
        return named[0]
    if named:
        return None
    if _FIRST.search(text):
        return fields[0]
    return fields[-1] if _LAST.search(text) else None


def _fields_for(meaning: object) -> tuple[Field, ...]:
    if isinstance(meaning, Number):
        return tuple(each for each in Field if each is not Field.NOTE)
    if isinstance(meaning, Minutes):
        return _LENGTHS
    return CLOCK_FIELDS if isinstance(meaning, Clock) else ()


def _bare(words: str) -> str:
    """The words without the denial before the value, which answers no question of the diary."""
    return re.sub(
        r"^.*\b(?:it|that) (?:was|were|is|s)\b(?! wrong)|^.*\bwrong\b\W*|^\W*no\b\W*",
        "",
        words,
        flags=re.I,
    ).strip()


def _would_change(field: Field, old: Value | None, new: Value, meaning: object) -> bool:
    if old == new or (field in _LENGTHS and old == 0):
        return False
    if isinstance(new, time):
        return isinstance(old, time) and _apart_min(old, new) <= NEAREST_MIN
    if field is Field.AWAKENINGS and isinstance(meaning, Number):
        return isinstance(new, int) and new <= MOST_BARE_WAKINGS
    if field in _LENGTHS and isinstance(meaning, Number):
        return isinstance(new, int) and new >= SHORTEST_BARE_MIN
    return True


def _apart_min(one: time, other: time) -> int:
    apart = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return _DAY_MIN - apart if apart > _HALF_DAY_MIN else apart
