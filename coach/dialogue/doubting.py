"""Asks about what does not fit in a night, each thing once, and keeps what came of it.

Called by `coach.dialogue.night_talk` before the read-back. Nothing is repaired: the person says
what it was, and what was asked is kept in the ledger of `memory.doubts`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from agendas.program import Program
from agendas.words import clock, duration, times
from coach.dialogue.answer import asked, has, line, settle
from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.night import Doubt, Oddity, doubts, place, wall
from coach.dialogue.readback import FIELD_WORDS, shown
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field
from memory.doubts import AskedAbout, Outcome, doubts_in, mark_of
from memory.figures import minutes_between, time_in_bed_min
from memory.validity import Issue, all_identical

DOUBT = "doubt."
TWICE = f"{DOUBT}{Oddity.TWICE}:"
ALIKE = "identical"
IDENTICAL = f"{DOUBT}{ALIKE}:"
_SECOND = re.compile(r"\b(?:second|later|latter|after|last)\b", re.IGNORECASE)
ASKED_LATELY = timedelta(days=14)
"""Nights that are all alike are not asked about again for so long."""


def next_doubt(state: State, program: Program) -> tuple[str, Move] | None:
    """The first oddity of the night not yet asked about, with its question."""
    entry = state.entry
    if entry is None:
        return None
    placed = place(wall(entry), entry.night, ZoneInfo(entry.tz), rise_time=None)
    for doubt in doubts(entry, placed):
        question = f"{DOUBT}{doubt.why}:{doubt.field}"
        if not has(state, question):
            move = _doubt_words(state, entry, doubt, program)
            return question, replace(move, fixed=True, asks=True, item_id=question)
    if _all_alike(state):
        return IDENTICAL, replace(line("doubt.identical", state), asks=True, item_id=IDENTICAL)
    return None


def kept_in_ledger(before: State, after: State, reading: Reading) -> State:
    """The state with the answered doubt marked as asked, and with what came of it."""
    question = before.check_in.question or ""
    why, _, name = question.removeprefix(DOUBT).partition(":")
    outcome = _outcome(before, after, reading, name)
    told = AskedAbout(before.night, why, name, outcome)
    return settle(settle(after, question), mark_of(told))


def second_time(state: State, words: str) -> State:
    """All that was told of one doubled wall time settled by one answer: the first, or the second.

    What is doubled and unanswered stands at its first showing.
    """
    question, entry = state.check_in.question or "", state.entry
    name = question.removeprefix(TWICE)
    if entry is None or name not in {str(each) for each in CLOCK_FIELDS}:
        return state
    shown_at = wall(entry)
    placed = place(shown_at, entry.night, ZoneInfo(entry.tz), rise_time=None)
    doubted = shown_at.get(Field(name))
    alike = [
        each
        for each in placed.twice
        if doubted is not None and shown_at[each].replace(fold=0) == doubted.replace(fold=0)
    ]
    for each in alike:
        state = settle(state, TWICE + each)
    if not _SECOND.search(words):
        return state
    changes = {str(each): placed.twice[each][1] for each in alike}
    return state.with_entry(replace(entry, **changes))  # type: ignore[arg-type]  # clock columns


def skipped_words(
    state: State, skipped: Mapping[Field, time], program: Program
) -> tuple[str, Move]:
    """The question about a time that the zone's clocks skipped that night."""
    field = min(skipped, key=list(Field).index)
    question = program.question(f"diary.{field}")
    at = clock(skipped[field], state.person.country)
    move = line("doubt.never", state, time=at, question=asked(question, state, again=True).text)
    return question.id, replace(move, fixed=True, asks=True)


def _outcome(before: State, after: State, reading: Reading, name: str) -> Outcome:
    was, now = before.entry, after.entry
    fields = [Field(name)] if name else list(Field)
    if was is not None and now is not None:
        changed = [f for f in fields if getattr(was, f) != getattr(now, f)]
        if changed:
            blank = all(getattr(now, f) is None for f in changed)
            return Outcome.LEFT_BLANK if blank else Outcome.CHANGED
    understood = reading.values or reading.intent in {Intent.YES, Intent.NO, Intent.REFUSE}
    return Outcome.KEPT if understood else Outcome.UNANSWERED


def _all_alike(state: State) -> bool:
    """Whether the last seven nights are the same to the minute, and nobody asked of it lately."""
    if state.check_in.editing is not None or has(state, IDENTICAL):
        return False
    since = state.night - ASKED_LATELY
    lately = [each for check_in in state.past for each in doubts_in(check_in.answered)]
    if any(each.why == ALIKE and each.night > since for each in lately):
        return False
    nights = [entry for night, entry in state.nights.items() if night <= state.night]
    return all_identical(nights)


def _doubt_words(state: State, entry: DiaryEntry, doubt: Doubt, program: Program) -> Move:
    again = program.question(f"diary.{doubt.field}")
    question = asked(again, state, again=True).text
    country = state.person.country
    at = getattr(entry, doubt.field)
    if doubt.why is Oddity.TWICE:
        return line("doubt.twice", state, time=shown(at, entry, country))
    if doubt.why is Oddity.LONG_AFTER_WAKING:
        lay = minutes_between(entry.final_awakening_at, entry.out_of_bed_at) or 0
        return line("doubt.lying", state, length=duration(lay), question=question)
    if doubt.why is Oddity.TOO_OFTEN:
        return line("doubt.often", state, times=times(entry.awakenings or 0), question=question)
    if doubt.why is Oddity.TOO_LONG:
        return line("doubt.length", state, length=duration(at), question=question)
    if doubt.why is Issue.AWAKENING_WITHOUT_MINUTES:
        return line("doubt.no_minutes", state, times=times(entry.awakenings or 0))
    if doubt.why is Issue.ORDER_VIOLATED:
        return _order_words(state, entry, doubt.field, question)
    if doubt.why in {Issue.TIB_GT_16H, Issue.INTERVAL_GE_12H}:
        length = time_in_bed_min(entry) or minutes_between(
            entry.tried_to_sleep_at or entry.got_into_bed_at, entry.final_awakening_at
        )
        return line(
            "doubt.long", state, length=duration(length or 0), what="in bed", question=question
        )
    return line("doubt.onset", state, question=question)


def _order_words(state: State, entry: DiaryEntry, field: Field, question: str) -> Move:
    known = [f for f in CLOCK_FIELDS if getattr(entry, f) is not None]
    place_in_order = known.index(field)
    other = known[place_in_order + 1] if place_in_order + 1 < len(known) else known[-2]
    first, second = sorted((field, other), key=known.index)
    country = state.person.country
    return line(
        "doubt.order",
        state,
        first_deed=FIELD_WORDS[first],
        first_time=shown(getattr(entry, first), entry, country),
        second_deed=FIELD_WORDS[second],
        second_time=shown(getattr(entry, second), entry, country),
        question=question,
    )
