"""`coach diary --set NIGHT FIELD=VALUE ...` and `--confirm NIGHT`: a past night put right by hand.

The night is read back as it would then be and kept on a yes only. What does not fit is said and
kept as it was given, never repaired; a night told for the first time days later is `recalled`.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from coach.commands.night_table import ISSUE_WORDS, night_name
from coach.commands.usage import UsageError, answered
from coach.commands.who import called
from coach.dialogue.listen.reading import Value
from coach.dialogue.night import Placed, place, wall
from coach.dialogue.readback import night_words
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field, Source
from memory.doubts import AskedAbout
from memory.person import Person
from memory.store import Store
from memory.validity import Issue, is_recalled, issues

NAMES: Mapping[str, Field] = {
    "bed": Field.GOT_INTO_BED,
    "tried": Field.TRIED_TO_SLEEP,
    "asleep-after": Field.SLEEP_ONSET_LATENCY,
    "wakings": Field.AWAKENINGS,
    "awake": Field.WAKE_AFTER_SLEEP_ONSET,
    "woke": Field.FINAL_AWAKENING,
    "up": Field.OUT_OF_BED,
    "trying-after": Field.EARLY_WAKE_AWAKE,
    "nap": Field.NAPS,
    "quality": Field.QUALITY,
    "note": Field.NOTE,
}
"""What the fields are called on the command line; their own names are taken as well."""
LATEST_ENTRY = timedelta(days=1)
_BLANK = frozenset({"", "-", "unknown", "none"})
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_MOST: Mapping[Field, int] = {Field.AWAKENINGS: 50, Field.QUALITY: 5}
_MOST_MINUTES = 1440
_YES = frozenset({"y", "yes"})
_TOO_LONG = frozenset({Issue.TIB_GT_16H, Issue.INTERVAL_GE_12H})
_NEARLY_A_DAY = timedelta(hours=16)
"""As far apart lie only two times of which the later is told as the earlier."""


async def set_night(
    store: Store,
    person: Person,
    changes: Sequence[str],
    *,
    night: date,
    last_night: date,
    now: datetime,
    tz: str,
    ask: bool,
) -> int:
    """Changes one night after reading it back; 1 when it was left as it was.

    Raises:
        UsageError: a change that cannot be read, or a night or a time that has not come yet.
        StaleError: the night was changed from somewhere else while it was read back.
    """
    if night > last_night:
        raise UsageError(f"The night to {night:%A} {night} has not been slept yet.")
    given = dict(_change(words) for words in changes)
    entries = await store.nights(person.id, night, night)
    old = next((entry for entry in entries if entry.part == 1), None)
    before = old or DiaryEntry(person.id, night, tz)
    late = last_night - night > LATEST_ENTRY
    new, placed = _changed(before, given, person, late=late)
    _refuse_future(new, given, now)
    new = _second_time(new, placed, ask=ask)
    _read_back(new, person, placed)
    if ask and answered("Is that right? (yes/no) ").casefold() not in _YES:
        print("Nothing was changed.")
        return 1
    await store.put_entry(replace(new, confirmed_at=now), seen=old)
    print(f"Kept: {night_name(night)} {night.year}.")
    return 0


async def confirm_night(
    store: Store, person: Person, *, night: date, now: datetime, ask: bool
) -> int:
    """Reads a night back and marks it as confirmed; 1 without a yes.

    Raises:
        UsageError: there is no such night.
    """
    entries = await store.nights(person.id, night, night)
    if not entries:
        raise UsageError(f"{called(person)} has no night that ended on {night:%A} {night}.")
    for entry in entries:
        _read_back(entry, person, None)
    if ask and answered("Is that right? (yes/no) ").casefold() not in _YES:
        print("Nothing was changed.")
        return 1
    for entry in entries:
        await store.put_entry(replace(entry, confirmed_at=now), seen=entry)
    print(f"Confirmed: {night_name(night)} {night.year}.")
    return 0


def doubt_words(asked: AskedAbout) -> str:
    """One entry of the ledger of doubts in words: what was asked about, and what came of it."""
    names = {field.value: name for name, field in NAMES.items()}
    about = names.get(asked.field, "the night")
    known = {issue.value: words for issue, words in ISSUE_WORDS.items()}
    why = known.get(asked.why, asked.why.replace("_", " "))
    return f"{about} ({why}): {asked.outcome.replace('_', ' ')}"


def _change(words: str) -> tuple[Field, Value | None]:
    name, equals, value = words.partition("=")
    key = name.strip().casefold()
    fields = {**NAMES, **{field.value: field for field in Field}}
    if not equals or key not in fields:
        raise UsageError(f"{words!r} is no change: write FIELD=VALUE, with {', '.join(NAMES)}.")
    field = fields[key]
    if value.strip().casefold() in _BLANK:
        return field, None
    return field, _value(field, value.strip(), words)


def _value(field: Field, value: str, words: str) -> Value:
    if field is Field.NOTE:
        return value
    if field in CLOCK_FIELDS:
        found = _CLOCK.fullmatch(value)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise UsageError(f"{words!r}: write the time like 22:30, on the 24-hour clock.")
        return time(int(found[1]), int(found[2]))
    most = _MOST.get(field, _MOST_MINUTES)
    least = 1 if field is Field.QUALITY else 0
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise UsageError(f"{words!r}: write a whole number from {least} to {most}, or -.")
    return int(value)


def _changed(
    before: DiaryEntry, given: Mapping[Field, Value | None], person: Person, *, late: bool
) -> tuple[DiaryEntry, Placed]:
    clocks = {f: at for f, at in wall(before).items() if f not in given}
    clocks |= {f: v for f, v in given.items() if isinstance(v, time)}
    placed = place(clocks, before.night, ZoneInfo(before.tz), rise_time=person.rise_time)
    values: dict[str, object] = {str(f): at for f, at in placed.instants.items()}
    values |= {f: v for f, v in given.items() if v is None or f not in CLOCK_FIELDS}
    sources = {f: _source(before, f, v, late=late) for f, v in given.items()}
    new = replace(before, **values, sources={**before.sources, **sources})  # type: ignore[arg-type]  # Field's columns
    return new, placed


def _refuse_future(entry: DiaryEntry, given: Mapping[Field, Value | None], now: datetime) -> None:
    names = {field: name for name, field in NAMES.items()}
    for field in CLOCK_FIELDS:
        at: datetime | None = getattr(entry, field)
        if field in given and at is not None and at > now:
            local = at.astimezone(ZoneInfo(entry.tz))
            shown = f"{names[field]}={local:%H:%M} on {local:%A %Y-%m-%d}"
            raise UsageError(f"{shown} is still to come.")


def _source(before: DiaryEntry, field: Field, value: Value | None, *, late: bool) -> Source:
    if value is None:
        return Source.UNKNOWN
    known = getattr(before, field) is not None
    if before.sources.get(field) is Source.RECALLED or (late and not known):
        # What was remembered days later does not become fresh by being put right.
        return Source.RECALLED
    return Source.CORRECTED if known else Source.FORM


def _second_time(entry: DiaryEntry, placed: Placed, *, ask: bool) -> DiaryEntry:
    """Asks which of the two is meant where the clocks showed a time twice; unasked, the first."""
    for field, both in placed.twice.items():
        shown = both[0].astimezone(ZoneInfo(entry.tz)).time()
        question = f"{shown:%H:%M} came twice that night: the first time or the second? "
        if ask and answered(question).casefold() in {"2", "second", "the second", "later"}:
            entry = replace(entry, **{str(field): both[1]})  # type: ignore[arg-type]  # a clock column
    return entry


def _read_back(entry: DiaryEntry, person: Person, placed: Placed | None) -> None:
    told = night_words(entry, person.country)
    print(f"The night to {entry.night:%A} {entry.night}: {told}.")
    for issue in issues(entry):
        turned = _turned(entry) if issue in _TOO_LONG else None
        print(f"That does not fit together: {turned or ISSUE_WORDS[issue]}.")
    if placed is not None and placed.never:
        print("The clocks went forward that night and skipped a time you gave: it is put after it.")
    if is_recalled(entry):
        print("It was told more than a day later: kept as remembered, and it decides nothing.")
    sys.stdout.flush()


def _turned(entry: DiaryEntry) -> str | None:
    """Which time lies before the one it follows, where only the next day could hold both.

    "up" at five after "woke" at a quarter past six is taken for five the next morning.
    """
    names = {field: name for name, field in NAMES.items()}
    known = [(f, at) for f in CLOCK_FIELDS if isinstance(at := getattr(entry, f), datetime)]
    zone = ZoneInfo(entry.tz)
    for (before, start), (after, end) in pairwise(known):
        if end - start >= _NEARLY_A_DAY:
            shown = [f"{at.astimezone(zone):%H:%M}" for at in (end, start)]
            return f"{names[after]}={shown[0]} lies before {names[before]}={shown[1]}"
    return None
