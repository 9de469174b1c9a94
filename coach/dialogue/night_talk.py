"""Takes the diary by talk: applies what was read, asks for what is missing, doubts, reads back.

Nothing is guessed: an unclear value is asked for again, an odd one is asked about once, an unknown
one stays blank. The entry is only counted once the person said yes to the read-back.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from agendas.program import Program
from agendas.slots import missing_fields
from agendas.words import clock
from coach.dialogue.acknowledging import OPEN, SLEEPLESS, acknowledge, also_told, echo
from coach.dialogue.agreeing import agrees, confirms
from coach.dialogue.answer import Answer, Utterance, asked, has, line, settle, uncounted, worn_out
from coach.dialogue.doubting import (
    DOUBT,
    IDENTICAL,
    TWICE,
    kept_in_ledger,
    next_doubt,
    second_time,
    skipped_words,
)
from coach.dialogue.listen.asleep_at import asleep_at, minutes_until
from coach.dialogue.listen.one_field import read_one
from coach.dialogue.listen.reading import Intent, Known, Reading, Value
from coach.dialogue.night import place, wall
from coach.dialogue.readback import night_words
from coach.dialogue.reply import Move
from coach.dialogue.same_night import copied_words, with_copied
from coach.dialogue.state import State, as_it_is
from coach.dialogue.which_one import candidates_in, fitting, named_in, question_of, which_words
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field, Source
from memory.figures import total_sleep_time_min

LATEST_ENTRY = timedelta(days=1)
CONFIRM = "diary.confirm"
CHANGE = "diary.change"
"""What is wrong with the read-back: a yes to that says nothing, and confirms nothing."""
SHORT_NIGHT_MIN = 270
"""Less sleep than this is met with a kind word before the talk goes on."""
MOST_ASKED_FOR_AMOUNT = 2
_LEAVES_OPEN = frozenset({None, Intent.NO, Intent.CORRECT_EARLIER})


def field_asked(question: str | None) -> Field | None:
    """The one field an open question is about; None for the open ones."""
    name = (question or "").removeprefix("diary.").rpartition(":")[2]
    return Field(name) if name in {str(field) for field in Field} else None


def next_of_night(state: State, program: Program) -> tuple[str, Move] | None:
    """The next thing to ask about the night, question and wording; None once it is settled."""
    entry = state.entry
    if state.is_settled(state.night):
        return None
    if not _is_begun(state):
        return OPEN, asked(program.question(OPEN), state, again=False)
    # A correction of an earlier night asks for nothing that was blank before.
    corrected = state.check_in.editing and entry and Source.CORRECTED in entry.sources.values()
    missing = () if corrected else missing_fields(entry)
    if missing:
        # What is open stays open, also over a break: the talk does not jump back to another blank.
        open_field = field_asked(state.check_in.question)
        question = f"diary.{open_field if open_field in missing else missing[0]}"
        again = state.check_in.question == question
        return question, asked(program.question(question), state, again=again)
    return next_doubt(state, program) or (CONFIRM, _read_back(state))


def answer_night(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes an answer to the open question, to one field, or to a doubt."""
    question = state.check_in.question or ""
    before = state
    field = field_asked(question)
    copied = with_copied(state, heard, field)
    reading = _with_sleepless_note(state, copied.reading, heard.words)
    also = also_told(state, reading, field)
    if also and field not in reading.values:
        state = uncounted(state)
    else:
        reading = _refused_or_worn(state, reading, field, program)
    state, skipped = apply(state, reading, copied=copied.fields)
    state = _with_onset(state, heard)
    if question.startswith(DOUBT):
        state = second_time(state, heard.words) if question.startswith(TWICE) else state
        state = kept_in_ledger(before, state, reading)
    if question == OPEN:
        state = settle(state, OPEN)
    if skipped:
        return _clocks_skipped(state, skipped, program)
    heard_too = copied_words(state, copied) or (echo(state, also) if question != OPEN else ())
    if reading.unclear:
        asking = _ask_back(state, reading, field, program)
        return replace(asking, moves=(*heard_too, *asking.moves))
    if question == IDENTICAL and _denies(reading) and not reading.values:
        return _what_wrong(state)
    if reading.values or reading.unknown or question.startswith(DOUBT):
        return Answer(state, heard_too or acknowledge(state, heard, reading))
    # A greeting, or nothing of the night: the single questions are easier to answer.
    lost = () if question == OPEN else (line("not_caught", state),)
    return Answer(state, lost, settled=question == OPEN)


def answer_confirm(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes the answer to the read-back: yes, a correction, a blank filled, or a plain no."""
    heard = of_one_field(state, heard)
    candidates = fitting(state, heard)
    if candidates:
        return put_right(state, candidates, program)
    copied = with_copied(state, heard, None)
    reading = copied.reading
    if reading.values or reading.unknown:
        told = copied_words(state, copied) or (line("ack.corrected", state),)
        return _corrected(state, reading, program, told, copied.fields)
    if reading.unclear:
        return _ask_back(state, reading, None, program)
    changing = state.check_in.question == CHANGE
    agreed = agrees(heard.words, reading) and not (changing and reading.intent is Intent.YES)
    agreed = agreed or confirms(heard.words)
    if agreed or _wants_no_more(heard) or worn_out(state, program):
        return _closed_night(state, heard, by_yes=agreed)
    if changing:
        which = replace(line("read_back.which_part", state), asks=True)
        return _asking(state, CHANGE, (which,))
    if _denies(reading):
        return _what_wrong(state)
    return Answer(state, (line("not_caught", state), _read_back(state)), settled=False)


def put_right(state: State, candidates: Mapping[Field, Value], program: Program) -> Answer:
    """A bare value put in the place of the one it fits, or the question which of them it is."""
    if len(candidates) > 1:
        return _asking(state, question_of(candidates), (which_words(state, candidates),))
    corrected = (line("ack.corrected", state),)
    return _corrected(state, Reading(values=candidates), program, corrected)


def answer_which(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes which of the fields a bare value was meant for; what is not told changes nothing."""
    candidates = candidates_in(state.check_in.question or "")
    field = named_in(heard.words, tuple(candidates))
    corrected = (line("ack.corrected", state),)
    told = {f: v for f, v in heard.reading.values.items() if f in candidates}
    if told or (heard.reading.values and field is None):
        return _corrected(state, heard.reading, program, corrected)
    if field is not None:
        only = Reading(values={field: candidates[field]})
        return _corrected(state, only, program, corrected)
    if worn_out(state, program) or _denies(heard.reading):
        return _what_wrong(state)
    return Answer(state, (which_words(state, candidates),), settled=False)


def _corrected(
    state: State,
    reading: Reading,
    program: Program,
    told: tuple[Move, ...],
    copied: frozenset[Field] = frozenset(),
) -> Answer:
    state, skipped = apply(state, reading, corrects=True, copied=copied)
    if skipped:
        return _clocks_skipped(state, skipped, program)
    # A correction uses up none of the tries: what is read back next is another night.
    state = replace(state, check_in=replace(state.check_in, question=None, attempts=0))
    return Answer(state, told)


def _what_wrong(state: State) -> Answer:
    return _asking(state, CHANGE, (replace(line("read_back.what_wrong", state), asks=True),))


def read_back_again(state: State) -> Answer:
    """The night read back once more, its earlier settling without a yes put aside."""
    kept = state.check_in.answered - {as_it_is(state.night)}
    state = replace(state, check_in=replace(state.check_in, answered=kept))
    return _asking(state, CONFIRM, (replace(_read_back(state), asks=True),))


def confirmed_late(state: State, heard: Utterance) -> Answer:
    """A night kept without a yes, confirmed by one that comes later."""
    kept = state.check_in.answered - {as_it_is(state.night)}
    state = replace(state, check_in=replace(state.check_in, answered=kept, question=None))
    return Answer(_confirmed(state, heard), (line("ack.confirmed", state),))


def apply(
    state: State,
    reading: Reading,
    *,
    corrects: bool = False,
    copied: frozenset[Field] = frozenset(),
) -> tuple[State, Mapping[Field, time]]:
    """The state with the settled values of a reading in its night.

    Also the clock readings that the zone's clocks skipped, the first time: they are placed after
    the gap, which stands if they are said again or not answered.
    """
    if not (reading.values or reading.unknown):
        return state, {}
    entry = state.entry or DiaryEntry(state.person.id, state.night, state.tz)
    said = {f: v for f, v in reading.values.items() if isinstance(v, time)}
    clocks = {f: t for f, t in wall(entry).items() if f not in reading.unknown} | said
    placed = place(clocks, entry.night, ZoneInfo(entry.tz), rise_time=state.person.rise_time)
    first_time = not has(state, _never(state))
    skipped = {f: said[f] for f in placed.never if f in said and first_time}
    values: dict[str, object] = {str(f): at for f, at in placed.instants.items()}
    values |= {f: v for f, v in reading.values.items() if f not in CLOCK_FIELDS}
    values |= dict.fromkeys(reading.unknown)
    settled = set(reading.values) | reading.unknown
    sources = {
        f: Source.UNKNOWN
        if f in reading.unknown
        else Source.COPIED
        if f in copied
        else _source(f, entry, corrects=corrects, late=is_late(state))
        for f in settled
    }
    changed = replace(
        entry,
        **values,  # type: ignore[arg-type]  # the keys are Field's, which are the columns' names
        sources={**entry.sources, **sources},
        confirmed_at=None,
    )
    kept = state.check_in.answered - {as_it_is(entry.night)}
    state = replace(state, check_in=replace(state.check_in, answered=kept))
    return state.with_entry(changed), skipped


def _with_sleepless_note(state: State, reading: Reading, words: str) -> Reading:
    """A night without sleep has no figures to show for it: their own words are kept instead."""
    noted = state.entry is not None and state.entry.note is not None
    if noted or Field.NOTE in reading.values or not reading.unknown >= SLEEPLESS:
        return reading
    return replace(reading, values={**reading.values, Field.NOTE: words.strip()})


def _with_onset(state: State, heard: Utterance) -> State:
    """The minutes to fall asleep counted, once it is known both when they tried and slept."""
    entry = state.entry
    if entry is None or Field.SLEEP_ONSET_LATENCY in entry.sources:
        return state
    mark = f"asleep_at|{entry.night.isoformat()}|"
    tried = wall(entry).get(Field.TRIED_TO_SLEEP)
    if tried is None:
        told = asleep_at(heard.words, Known(dict(wall(entry))))
        return settle(state, f"{mark}{told:%H:%M}") if told else state
    kept = [each for each in state.check_in.answered if each.startswith(mark)]
    asleep = time.fromisoformat(kept[-1].removeprefix(mark)) if len(kept) == 1 else None
    minutes = minutes_until(asleep, tried) if asleep else None
    if minutes is None:
        return state
    return apply(state, Reading(values={Field.SLEEP_ONSET_LATENCY: minutes}))[0]


def is_late(state: State) -> bool:
    """Whether the night is told later than on its own day or the next (PROTOCOL 2.9)."""
    return state.check_in.night - state.night > LATEST_ENTRY


def _source(field: Field, entry: DiaryEntry, *, corrects: bool, late: bool) -> Source:
    known = getattr(entry, field) is not None
    if entry.sources.get(field) is Source.RECALLED or (late and not known):
        # What was remembered days later does not become fresh by being put right.
        return Source.RECALLED
    if entry.sources.get(field) is Source.COPIED:
        return Source.SAID
    return Source.CORRECTED if known and (corrects or field in entry.sources) else Source.SAID


def _is_begun(state: State) -> bool:
    entry = state.entry
    return has(state, OPEN) or bool(entry and entry.sources)


def _confirmed(state: State, heard: Utterance, *, by_yes: bool = True) -> State:
    """The night closed: confirmed by a yes, or settled without one and marked so."""
    entry = state.entry or DiaryEntry(state.person.id, state.night, state.tz)
    state = state.with_entry(replace(entry, confirmed_at=heard.at if by_yes else None))
    if not by_yes:
        state = settle(state, as_it_is(entry.night))
    return replace(state, check_in=replace(state.check_in, editing=None))


def _closed_night(state: State, heard: Utterance, *, by_yes: bool) -> Answer:
    """The read-back answered. A night of nothing but blanks is settled without an entry."""
    entry = state.entry
    if entry is None or all(getattr(entry, f) is None for f in Field):
        nothing = line("read_back.nothing", state)
        state = settle(state.without_entry(state.night), as_it_is(state.night))
        return Answer(replace(state, check_in=replace(state.check_in, editing=None)), (nothing,))
    told = _edited(state) if by_yes else (line("read_back.as_it_is", state),)
    asleep = total_sleep_time_min(entry)
    if by_yes and not told and asleep is not None and asleep < SHORT_NIGHT_MIN:
        told = (line("ack.short_night", state),)
    return Answer(_confirmed(state, heard, by_yes=by_yes), told)


def _wants_no_more(heard: Utterance) -> bool:
    """As in "no, I don't want to": not a word on what is wrong with it."""
    refused = re.search(r"\b(?:don.?t|do not) (?:really )?(?:want|wish) to\b", heard.words, re.I)
    return heard.reading.intent is Intent.REFUSE or refused is not None


def _edited(state: State) -> tuple[Move, ...]:
    """What is said at once to a yes: something only where an earlier night was put right."""
    return (line("ack.corrected", state),) if state.check_in.editing else ()


def _denies(reading: Reading) -> bool:
    return reading.intent in {Intent.NO, Intent.CORRECT_EARLIER}


def _refused_or_worn(
    state: State, reading: Reading, field: Field | None, program: Program
) -> Reading:
    """A field refused, or not understood too often, is settled as unknown: never nagged about."""
    if field is None or field in reading.values:
        return reading
    refused = reading.intent is Intent.REFUSE
    if not refused and not worn_out(state, program):
        return reading
    if _yes_without_amount(reading, field) and state.check_in.attempts < MOST_ASKED_FOR_AMOUNT:
        return reading
    if (state.check_in.question or "").startswith(DOUBT) and not refused:
        return reading
    return replace(reading, unknown=reading.unknown | {field}, unclear=reading.unclear - {field})


def _yes_without_amount(reading: Reading, field: Field) -> bool:
    return reading.intent is Intent.YES and field in reading.unclear


def of_one_field(state: State, heard: Utterance) -> Utterance:
    """The utterance with a bare value read as what it can only be: a grade, the one blank."""
    reading, entry = heard.reading, state.entry
    settled = reading.values or reading.unclear or reading.unknown
    if entry is None or settled or reading.intent not in _LEAVES_OPEN:
        return heard
    asked_for = {*entry.sources, *missing_fields(entry)}
    blank = [f for f in Field if f in asked_for and getattr(entry, f) is None]
    return replace(heard, reading=read_one(heard.words, blank, wall(entry)) or reading)


def _ask_back(state: State, reading: Reading, field: Field | None, program: Program) -> Answer:
    """Asks for the first thing left open, with the two readings it could have."""
    open_field = field if field in reading.unclear else min(reading.unclear, key=list(Field).index)
    question = program.question(f"diary.{open_field}")
    first, *rest = reading.candidates.get(open_field, ()) or (None,)
    if first is not None and len(rest) == 1:
        country = state.person.country
        move = line(
            "unclear.two", state, first=_worded(first, country), second=_worded(rest[0], country)
        )
        move = replace(move, asks=True, item_id=question.id)
        return _asking(state, question.id, (move,))
    if open_field is Field.NAPS and _yes_without_amount(reading, open_field):
        move = replace(line("unclear.nap", state), asks=True, item_id=question.id)
        return _asking(state, question.id, (move,))
    key = "unclear.time" if open_field in CLOCK_FIELDS else "unclear.amount"
    again = asked(question, state, again=True)
    return _asking(state, question.id, (line(key, state), again))


def _asking(state: State, question: str, moves: tuple[Move, ...]) -> Answer:
    """Leaves a question open whose wording is already among the moves."""
    before = state.check_in
    attempts = before.attempts if before.question == question else 0
    check_in = replace(before, question=question, attempts=attempts)
    return Answer(replace(state, check_in=check_in), moves, settled=False)


def _worded(value: Value, country: str | None) -> str:
    return clock(value, country) if isinstance(value, time) else str(value)


def _read_back(state: State) -> Move:
    entry = state.entry or DiaryEntry(state.person.id, state.night, state.tz)
    told = night_words(entry, state.person.country)
    if state.check_in.editing:
        move = line("read_back.edited", state, day=f"{state.night:%A}", night_words=told)
    else:
        move = line("read_back", state, night_words=told, Night_words=told[:1].upper() + told[1:])
    return replace(move, fixed=True, asks=True, item_id=CONFIRM)


def _clocks_skipped(state: State, skipped: Mapping[Field, time], program: Program) -> Answer:
    question, move = skipped_words(state, skipped, program)
    return _asking(settle(state, _never(state)), question, (move,))


def _never(state: State) -> str:
    """Stands among the answered once it was said that a time of this night did not exist."""
    return f"never:{state.night.isoformat()}"
