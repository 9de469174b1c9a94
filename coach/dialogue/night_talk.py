"""Takes the diary by talk: applies what was read, asks for what is missing, doubts, reads back.

Nothing is guessed: an unclear value is asked for again, an odd one is asked about once, an unknown
one stays blank. The entry is only counted once the person said yes to the read-back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from agendas.program import Program
from agendas.slots import missing_fields
from agendas.words import clock, duration, listed, times
from coach.dialogue.answer import Answer, Utterance, asked, has, line, settle, uncounted, worn_out
from coach.dialogue.listen.asides import feeling_of
from coach.dialogue.listen.one_field import read_one
from coach.dialogue.listen.reading import Intent, Reading, Value
from coach.dialogue.night import Doubt, Oddity, doubts, place, wall
from coach.dialogue.readback import FIELD_WORDS, briefly, night_words, shown
from coach.dialogue.reply import Move
from coach.dialogue.state import State, as_it_is
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field, Source
from memory.figures import minutes_between, time_in_bed_min
from memory.validity import Issue

OPEN = "diary.open"
CONFIRM = "diary.confirm"
DOUBT = "doubt."
TWICE = f"{DOUBT}{Oddity.TWICE}:"
ROUGH_QUALITY = 2
MOST_ECHOED = 3
SAME_AS = timedelta(days=14)
"""How old a night may be that "the same as yesterday" is taken from."""
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
        question = f"diary.{missing[0]}"
        again = state.check_in.question == question
        return question, asked(program.question(question), state, again=again)
    return _doubt(state, program) or (CONFIRM, _read_back(state))


def answer_night(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes an answer to the open question, to one field, or to a doubt."""
    question = state.check_in.question or ""
    reading = _copied(state, heard.reading)
    if question.startswith(DOUBT):
        state = settle(state, question)
    field = field_asked(question)
    also = _also_told(state, reading, field)
    if also and field not in reading.values:
        state = uncounted(state)
    else:
        reading = _refused_or_worn(state, reading, field, program)
    state, skipped = apply(state, reading)
    state = _second_time(state, heard) if question.startswith(TWICE) else state
    if question == OPEN:
        state = settle(state, OPEN)
    if skipped:
        return _clocks_skipped(state, skipped, program)
    heard_too = _echo(state, also) if question != OPEN else ()
    if reading.unclear:
        asking = _ask_back(state, reading, field, program)
        return replace(asking, moves=(*heard_too, *asking.moves))
    if reading.values or reading.unknown or question.startswith(DOUBT):
        return Answer(state, heard_too or _acknowledge(state, heard, reading))
    if question == OPEN:
        # A greeting, or nothing of the night: the single questions are easier to answer.
        return Answer(state)
    return Answer(state, (line("not_caught", state),), settled=False)


def answer_confirm(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes the answer to the read-back: yes, a correction, a blank filled, or a plain no."""
    reading = _copied(state, of_one_field(state, heard).reading)
    if reading.values or reading.unknown:
        state, skipped = apply(state, reading, corrects=True)
        if skipped:
            return _clocks_skipped(state, skipped, program)
        return Answer(state, (line("ack.corrected", state),))
    if reading.unclear:
        return _ask_back(state, reading, None, program)
    agreed = reading.intent is Intent.YES
    if agreed or _wants_no_more(heard) or worn_out(state, program):
        return _closed_night(state, heard, by_yes=agreed)
    if _denies(reading):
        move = replace(line("read_back.what_wrong", state), asks=True)
        return Answer(state, (move,), settled=False)
    return Answer(state, (line("not_caught", state), _read_back(state)), settled=False)


def apply(
    state: State, reading: Reading, *, corrects: bool = False
) -> tuple[State, Mapping[Field, time]]:
    """The state with the settled values of a reading in its night.

    Also the clock readings that the zone's clocks skipped: named back instead of stored the first
    time, placed after the gap when they are said again.
    """
    if not (reading.values or reading.unknown):
        return state, {}
    entry = state.entry or DiaryEntry(state.person.id, state.night, state.tz)
    said = {f: v for f, v in reading.values.items() if isinstance(v, time)}
    clocks = {f: t for f, t in wall(entry).items() if f not in reading.unknown} | said
    placed = place(clocks, entry.night, ZoneInfo(entry.tz), rise_time=state.person.rise_time)
    first_time = state.check_in.attempts < 2
    skipped = {f: said[f] for f in placed.never if f in said and first_time}
    values: dict[str, object] = {str(f): at for f, at in placed.instants.items()}
    values |= {f: v for f, v in reading.values.items() if f not in CLOCK_FIELDS}
    values |= dict.fromkeys([*reading.unknown, *skipped])
    settled = (set(reading.values) | reading.unknown) - set(skipped)
    sources = {
        f: Source.UNKNOWN if f in reading.unknown else _source(f, entry, corrects=corrects)
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


def _second_time(state: State, heard: Utterance) -> State:
    """The doubted instant moved to the second showing of its wall time, where they say so."""
    field, entry = field_asked(state.check_in.question), state.entry
    if entry is None or field is None or not re.search(r"\b(second|later|after)\b", heard.words):
        return state
    placed = place(wall(entry), entry.night, ZoneInfo(entry.tz), rise_time=None)
    both = placed.twice.get(field)
    if both is None:
        return state
    change = {str(field): both[1]}
    return state.with_entry(replace(entry, **change))  # type: ignore[arg-type]  # a clock column


def _source(field: Field, entry: DiaryEntry, *, corrects: bool) -> Source:
    known = getattr(entry, field) is not None
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


def _copied(state: State, reading: Reading) -> Reading:
    """`Same as yesterday` as values: those of the night before, for the fields asked about."""
    earliest = state.night - SAME_AS
    before = state.nights.get(
        max((n for n in state.nights if earliest <= n < state.night), default=state.night)
    )
    if reading.intent is not Intent.SAME_AS_PREVIOUS or before is None or reading.values:
        return reading
    field = field_asked(state.check_in.question)
    clocks = wall(before)
    values: dict[Field, Value] = {}
    for each in [field] if field else [f for f in Field if f is not Field.NOTE]:
        value = clocks.get(each) if each in CLOCK_FIELDS else getattr(before, each)
        if value is not None:
            values[each] = value
    return replace(reading, values=values)


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


def _also_told(state: State, reading: Reading, field: Field | None) -> tuple[Field, ...]:
    """The fields told without having been asked about, where that is news."""
    entry = state.entry
    known = {} if entry is None else {**{f: getattr(entry, f) for f in Field}, **wall(entry)}
    told = [f for f in Field if f in reading.values and f is not field]
    return tuple(f for f in told if reading.values[f] != known.get(f))


def _echo(state: State, also: Sequence[Field]) -> tuple[Move, ...]:
    """A few words that take up what was told without having been asked about."""
    entry = state.entry
    if not also or entry is None:
        return ()
    if len(also) > MOST_ECHOED:
        return (line("ack.also_more", state),)
    told = listed([briefly(entry, f, state.person.country) for f in also])
    move = line("ack.also", state, told=told, Told=told[:1].upper() + told[1:])
    return (replace(move, fixed=True),)


def of_one_field(state: State, heard: Utterance) -> Utterance:
    """The utterance with a bare value read as what it can only be: a grade, the one blank."""
    reading, entry = heard.reading, state.entry
    settled = reading.values or reading.unclear or reading.unknown
    if entry is None or settled or reading.intent not in _LEAVES_OPEN:
        return heard
    asked_for = {*entry.sources, *missing_fields(entry)}
    blank = [f for f in Field if f in asked_for and getattr(entry, f) is None]
    return replace(heard, reading=read_one(heard.words, blank, wall(entry)) or reading)


def _acknowledge(state: State, heard: Utterance, reading: Reading) -> tuple[Move, ...]:
    question = state.check_in.question
    felt = feeling_of(heard.words) if question == OPEN else None
    if felt is not None:
        return (line(f"feeling.{felt}", state),)
    quality = reading.values.get(Field.QUALITY)
    if isinstance(quality, int):
        rough = quality <= ROUGH_QUALITY
        return (line("ack.rough" if rough else "ack.good" if quality > 3 else "ack", state),)
    if reading.unknown and not reading.values:
        return (line("ack.unknown", state),)
    # A word of thanks for the long answer; single ones go on at once, or it gets tiresome.
    return (line("ack", state),) if question == OPEN else ()


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
    field = min(skipped, key=list(Field).index)
    question = program.question(f"diary.{field}")
    at = clock(skipped[field], state.person.country)
    move = line("doubt.never", state, time=at, question=asked(question, state, again=True).text)
    return _asking(state, question.id, (replace(move, fixed=True, asks=True),))


def _doubt(state: State, program: Program) -> tuple[str, Move] | None:
    """The first oddity of the night not yet asked about."""
    entry = state.entry
    if entry is None:
        return None
    placed = place(wall(entry), entry.night, ZoneInfo(entry.tz), rise_time=None)
    for doubt in doubts(entry, placed):
        question = f"{DOUBT}{doubt.why}:{doubt.field}"
        if not has(state, question):
            move = _doubt_words(state, entry, doubt, program)
            return question, replace(move, fixed=True, asks=True, item_id=question)
    return None


def _doubt_words(state: State, entry: DiaryEntry, doubt: Doubt, program: Program) -> Move:
    again = program.question(f"diary.{doubt.field}")
    question = asked(again, state, again=True).text
    country = state.person.country
    at = getattr(entry, doubt.field)
    if doubt.why is Oddity.TWICE:
        return line("doubt.twice", state, time=shown(at, entry, country))
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
