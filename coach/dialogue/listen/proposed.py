"""Checks what a model proposes for a field that the rules could not read; a wrong one can only ask.

Called by `coach.dialogue.second_reading`. A proposal is taken only for the one field asked, from
words that were really said, with the only number of its kind in them, about nobody and nothing
else. Whatever falls short of that leaves the field open, so that it is asked about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from coach.dialogue.listen.cues import FIELD_OF, cues
from coach.dialogue.listen.denials import denials
from coach.dialogue.listen.halves import Anchors, Phase, settle_clock
from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.numbers import NUMBER_WORDS
from coach.dialogue.listen.order import retract_contradictions
from coach.dialogue.listen.reading import Known, Reading, Value
from coach.dialogue.listen.scope import other_nights, other_people
from coach.dialogue.listen.skeleton import skeleton
from coach.dialogue.listen.values import Clock, Half
from coach.dialogue.listen.words import tokens
from memory.diary import CLOCK_FIELDS, Field
from safety.numbers import Number, Unit, numbers_in

_MORNING = frozenset({Field.FINAL_AWAKENING, Field.OUT_OF_BED})
_COUNTS = frozenset({Field.AWAKENINGS, Field.QUALITY})
_MOST = {Field.QUALITY: 5, Field.AWAKENINGS: 30}
_MOST_MINUTES = 720
_HALF_DAY_MIN = 720
_HEDGED = re.compile(
    r"\b(?:or|between|not|never|no|maybe|least|most|over|under|before|after|until|till|if|would|"
    r"usually|"
    r"normally|should|each|ages|from|instead|than|wait|sorry|actually|mean)\b|n't\b",
    re.IGNORECASE,
)
"""Words with which a number may mean something else than itself: then it is asked about."""


_COUNT_ALONE = re.compile(
    r"(?:(?:a|about|an|and|around|as|at|be|but|call|er|erm|for|give|go|going|hm|i|id|ill|im|in|it|"
    r"its|just|lets?|like|make|mm|most|of|oh|ok|okay|on|one|out|overall|probably|put|rate|rating|"
    r"reckon|right|roughly|say|score|so|some|something|stars?|sure|that|thats|the|then|there|think|"
    rf"times?|to|total|um|was|we|well|with|would|yeah|yes|\d+|{'|'.join(sorted(NUMBER_WORDS))}) )+"
)
"""Nothing said but a number that counts: beside any other word it may count glasses or cats."""


@dataclass(frozen=True)
class Proposal:
    """What a model takes the answer to be, and the words it takes it from."""

    value: Value
    quote: str


def with_proposal(
    floor: Reading, proposal: Proposal | None, words: str, field: Field, known: Known
) -> Reading:
    """The floor's reading with the proposal checked: taken, left open, or passed over.

    Where the rules settled the field, or heard a wish instead of an answer, the floor stands.
    """
    told = {*floor.values, *floor.unknown}
    if proposal is None or field in told or floor.intent is not None:
        return floor
    if not _is_said(proposal.quote, words):
        return floor
    if field not in floor.unclear and _stands(proposal, words, field, known):
        return replace(floor, values={**floor.values, field: proposal.value})
    return replace(floor, unclear=floor.unclear | {field})


def _is_said(quote: str, words: str) -> bool:
    """Whether the quoted words stand in the utterance, one after the other."""
    part, whole = _letters(quote), _letters(words)
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(whole)} "


def _stands(proposal: Proposal, words: str, field: Field, known: Known) -> bool:
    if _HEDGED.search(words) or _about_something_else(words, field):
        return False
    if field in _COUNTS and not _alone(words):
        return False
    mine = [n for n in numbers_in(words) if n.unit in _units(field)]
    quoted = [n for n in numbers_in(proposal.quote) if n.unit in _units(field)]
    if len(mine) != 1 or quoted != mine or len(numbers_in(words)) != 1:
        return False
    if not _means(mine[0], proposal.value, field, known):
        return False
    return _fits_the_night(proposal.value, field, known)


def _alone(words: str) -> bool:
    """Whether nothing is said but the number."""
    said = _letters(words.replace("'", ""))
    return _COUNT_ALONE.fullmatch(" ".join([*said, ""])) is not None


def _about_something_else(words: str, field: Field) -> bool:
    """Whether any word names another person, another night or another event than the one asked."""
    said = plain(tokens(words))
    shape = skeleton(said, mentions(said))
    heard = cues(shape.text)
    if other_people(shape, heard) or other_nights(shape) or denials(shape):
        return True
    return any(FIELD_OF.get(cue.event) is not field for cue in heard)


def _units(field: Field) -> Sequence[Unit]:
    if field in CLOCK_FIELDS:
        return (Unit.CLOCK,)
    return (Unit.COUNT,) if field in _COUNTS else (Unit.MINUTES,)


def _means(number: Number, value: Value, field: Field, known: Known) -> bool:
    if field not in CLOCK_FIELDS:
        most = _MOST.get(field, _MOST_MINUTES)
        return isinstance(value, int) and number.value == value and 0 <= value <= most
    if not isinstance(value, time):
        return False
    minute = value.hour * 60 + value.minute
    if number.half_day_known:
        return number.value == minute
    # Which half of the day is for the rules of bare hours to say, never for the model.
    night = Night(known, (field,))
    hour = number.value % _HALF_DAY_MIN // 60 or 12
    phase = Phase.MORNING if field in _MORNING else Phase.EVENING
    anchors = Anchors(night.earlier(field), night.later(field), known.shift_worker)
    clock = Clock(hour, number.value % 60, Half.EXACT if number.value >= _HALF_DAY_MIN else None)
    return settle_clock(replace(clock, half=None), phase, anchors).minute == minute


def _fits_the_night(value: Value, field: Field, known: Known) -> bool:
    """The same check as for what the rules read: nothing may contradict what is on file."""
    night = Night(known, (field,))
    night.put(field, value)
    retract_contradictions(night)
    return field in night.values


def _letters(words: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", words.lower())
