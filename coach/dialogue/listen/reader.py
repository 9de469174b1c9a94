"""Reads one utterance into diary values and an intent, by rules alone.

Called by `coach.dialogue.engine` for every turn and by `coach-evals`. It invents nothing: what was
not said stays unset, what was said without being settled is listed as unclear.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen import homophones
from coach.dialogue.listen.as_asked import as_asked
from coach.dialogue.listen.attribute import Fact, Role, attribute
from coach.dialogue.listen.bare_list import leave_list_open
from coach.dialogue.listen.corrections import announced, corrected_field, revises_last
from coach.dialogue.listen.cues import Cue, Event, cues
from coach.dialogue.listen.day_sleep import by_day
from coach.dialogue.listen.denials import Denial, denials, fields_with
from coach.dialogue.listen.early import settle_early_asked
from coach.dialogue.listen.graded import usable
from coach.dialogue.listen.intents import confirmation, intent_of
from coach.dialogue.listen.left_open import ask_what_was_near
from coach.dialogue.listen.long import MOST_CHARS, WINDOW_CHARS, joined, windows
from coach.dialogue.listen.lying import placed_in_the_night
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.notes import note_of
from coach.dialogue.listen.order import retract_contradictions
from coach.dialogue.listen.reading import Intent, Known, Reading
from coach.dialogue.listen.relative import before_the_alarm
from coach.dialogue.listen.scope import felt_by_them, free, other_nights, other_people, within
from coach.dialogue.listen.settle_amounts import (
    settle_early,
    settle_naps,
    settle_onset,
    settle_quality,
    settle_wakings,
)
from coach.dialogue.listen.settle_clocks import (
    Told,
    settle_both,
    settle_clocks,
    settle_same_time,
    settle_slept_from,
)
from coach.dialogue.listen.skeleton import Placed, Skeleton, skeleton
from coach.dialogue.listen.sleepless import settle_sleepless
from coach.dialogue.listen.stated_half import with_stated_half
from coach.dialogue.listen.telling import answering, asked_roles, tell
from coach.dialogue.listen.unknowns import settle_unknown
from coach.dialogue.listen.words import tokens
from memory.diary import CLOCK_FIELDS, Field

_SILENT = frozenset(
    (Intent.CORRECT_YESTERDAY, Intent.DELETE_YESTERDAY, Intent.START_OVER, Intent.RESCHEDULE)
)
_MANY_ASKED = 3


def read(words: str, asked: Sequence[Field], known: Known) -> Reading:
    """What the utterance settles, touches and asks for.

    Args:
        words: the utterance as typed or as a recogniser wrote it.
        asked: the fields the open question is about; empty where none is.
        known: what is on file for the same night and about the person.

    Returns:
        The reading; an empty one for more than `MOST_CHARS` characters.
    """
    if len(words) > MOST_CHARS:
        return Reading()
    if len(words) > WINDOW_CHARS:
        return joined([_read(part, asked, known) for part in windows(words)])
    return _read(words, asked, known)


def _read(words: str, asked: Sequence[Field], known: Known) -> Reading:
    said = homophones.plain(tokens(words))
    if not said:
        return Reading()
    shape = skeleton(said, usable(said, mentions(said), asked))
    intent = intent_of(shape.text)
    on_file = list(known.values)
    at = 0 if revises_last(shape.text, on_file) else announced(shape.text)
    field = corrected_field(at, cues(shape.text), on_file) if at is not None else None
    if at is not None and field is not None and intent not in _SILENT:
        intent = Intent.CORRECT_EARLIER
        asked = (*asked, field) if any(v.end <= at for v in shape.values) else (field,)
    night = Night(known, tuple(asked))
    if intent not in _SILENT:
        _settle(night, shape, words, answers=intent is None)
    settled = field in night.values or _corrects(night)
    if at is not None and field is not None and not settled:
        night.leave_open(field)
    return _reading(night, shape, intent)


_BUT_ME = re.compile(
    r"^(?: [a-z]+){0,2} <\w+>(?: ,)? but (?:(?:as )?for )?(?:me|i|myself)"
    r"(?: (?:,|it|was|at|around|about))* <[cn]"
)


def _settle(night: Night, shape: Skeleton, words: str, *, answers: bool) -> None:
    all_cues = placed_in_the_night(cues(shape.text), shape, night.asked)
    all_cues = [as_asked(cue, shape.text, night.asked) for cue in all_cues]
    people, nights = other_people(shape, all_cues), other_nights(shape)
    felt = felt_by_them(shape, people)
    # What woke them woke this person too: "the baby woke at four and that was me up".
    heard = [
        c
        for c in all_cues
        if not within(c.start, (felt if c.event is Event.WAKE else people) + nights)
    ]
    heard = [c for c in heard if not _dates_the_answer(c, shape.text, night.asked)]
    # "Usually I go at ten, but last night it was midnight": midnight is still about going to bed.
    lent = [c for c in all_cues if c not in heard and not within(c.start, people)]
    # "My son didn't wake till ten, but me, four": what he did is what they did.
    lent += [c for c in all_cues if within(c.start, people) and _BUT_ME.search(shape.text[c.end :])]
    taken_back = denials(shape)
    values = before_the_alarm(shape.values, shape.text)
    values = _standing(free(values, felt + nights), taken_back)
    values = with_stated_half(values, shape.text)
    facts = attribute(shape.text, values, heard, asked_roles(night.asked), lent)
    facts = [_for_denied(night, f, taken_back, shape.text, heard) for f in facts]
    facts = by_day(facts, shift_worker=night.known.shift_worker)
    told = tell(facts, shape.text, heard, night.asked)
    settle_clocks(night, told)
    settle_slept_from(night, told)
    settle_both(night, shape.text)
    settle_same_time(night, shape.text, heard)
    settle_early_asked(night, told, shape.text)
    night_clocks = _night_wakings(told)
    settle_wakings(night, told, shape.text, night_clocks, heard)
    settle_onset(night, told, shape.text, heard)
    settle_naps(night, told, shape.text, heard)
    settle_early(night, told, shape.text)
    settle_quality(night, told, shape.text)
    _bed_and_straight_to_sleep(night, shape.text, heard)
    retract_contradictions(night)
    settle_unknown(night, shape.text, heard)
    settle_sleepless(night, shape)
    if not night.asked or len(night.asked) > _MANY_ASKED:
        leave_list_open(night, shape)
    if answers:
        ask_what_was_near(night, shape.text, values, people + nights)
    note = note_of(words, shape.text, night.asked)
    if note:
        night.put(Field.NOTE, note)


_UNTIL_IT = re.compile(r" (?:until|till)(?: [a-z]+){0,3} $")
_AFTER_IT = re.compile(r" (?:after|once|when)(?: [a-z]+){0,3} $")
_THEN = re.compile(r"^ (?:(?:,|so|then|about|around|it was|that was|maybe) )*<[cn]")


def _dates_the_answer(cue: Cue, text: str, asked: tuple[Field, ...]) -> bool:
    """As in "Not until the film ended at eleven", asked one time: that was when."""
    single = len(asked) == 1 and asked[0] in CLOCK_FIELDS
    if not single or cue.event is not Event.OTHER:
        return False
    before, after = text[: cue.start], text[cue.end :]
    return bool(_UNTIL_IT.search(before) or (_AFTER_IT.search(before) and _THEN.match(after)))


def _standing(values: Sequence[Placed], taken_back: Sequence[Denial]) -> list[Placed]:
    """The values without those denied, and with what was offered instead as it is meant."""
    denied = {d.denied.start for d in taken_back}
    offered = {d.offered.start: d.offered for d in taken_back}
    return [offered.get(v.start, v) for v in values if v.start not in denied]


def _for_denied(
    night: Night, fact: Fact, taken_back: Sequence[Denial], text: str, heard: Sequence[Cue]
) -> Fact:
    """The fact with the event of the value it was offered for, where it has none of its own."""
    denial = next((d for d in taken_back if d.offered.start == fact.value.start), None)
    if denial is None or (fact.cue is not None and not denial.said):
        return fact
    mine = attribute(text, [denial.denied], heard, frozenset())[0]
    if mine.cue is not None:
        counted = fact.role is Role.COUNT and mine.role is Role.CLOCK
        return replace(fact, cue=mine.cue, role=fact.role if counted else mine.role)
    on_file = fields_with(denial.denied.mention.meaning, dict(night.known.values))
    asked = not denial.said and bool(set(night.asked) & set(CLOCK_FIELDS))
    if fact.cue is not None or not on_file or asked or (set(on_file) & set(night.asked)):
        return fact
    if len(on_file) > 1:
        for field in on_file:
            night.leave_open(field)
        return replace(fact, cue=Cue(Event.OTHER, fact.value.start, fact.value.end))
    return answering(fact, on_file[0])


def _night_wakings(told: Sequence[Told]) -> int:
    """How many wakings in the night were named by their time."""
    last = {t.meaning for t in told if t.event is Event.FINAL}
    return sum(
        1
        for t in told
        if t.event is Event.WAKE and t.fact.role is Role.CLOCK and t.meaning not in last
    )


def _bed_and_straight_to_sleep(night: Night, text: str, heard: Sequence[Cue]) -> None:
    """As in "Went to bed and straight to sleep at eleven": one time for lights out too."""
    bed = night.values.get(Field.GOT_INTO_BED)
    together = re.search(
        r"bed(?: (?:at|around|about) <\w+>)? and (?:went |was |i |fell )*(?:straight|right) ("
        r"?:to sleep|off|out|asleep)",
        text,
    )
    if bed is not None and together and Field.TRIED_TO_SLEEP not in night.values:
        night.put(Field.TRIED_TO_SLEEP, bed)


def _reading(night: Night, shape: Skeleton, intent: Intent | None) -> Reading:
    if intent is None and _corrects(night):
        intent = Intent.CORRECT_EARLIER
    if intent is Intent.SAME_AS_PREVIOUS and night.values:
        intent = None
    valued = bool(night.values or night.unclear or night.unknown)
    answered = any(f in night.asked for f in night.values)
    if intent is None:
        plain = confirmation(shape.text, valued=valued)
        if plain is Intent.YES and night.asked in ((Field.NAPS,), (Field.AWAKENINGS,)):
            night.leave_open(night.asked[0])
        intent = None if plain is Intent.NO and answered and _zero_answer(night) else plain
    return Reading(
        values=dict(night.values),
        unclear=frozenset(night.unclear),
        unknown=frozenset(night.unknown - night.unclear - night.values.keys()),
        candidates={f: c for f, c in night.candidates.items() if f in night.unclear},
        intent=intent,
    )


def _zero_answer(night: Night) -> bool:
    return any(night.values.get(f) == 0 for f in night.asked)


def _corrects(night: Night) -> bool:
    """Whether a value on file was just said differently."""
    return any(
        f in night.known.values and night.known.values[f] != v for f, v in night.values.items()
    )
