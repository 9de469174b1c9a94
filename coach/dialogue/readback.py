"""One night as one spoken sentence, with times: what the person says yes or no to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from agendas.words import clock, duration, listed, times
from memory.diary import DiaryEntry, Field, Source

FIELD_WORDS: Mapping[Field, str] = {
    Field.GOT_INTO_BED: "getting into bed",
    Field.TRIED_TO_SLEEP: "trying to sleep",
    Field.SLEEP_ONSET_LATENCY: "falling asleep",
    Field.AWAKENINGS: "the wakings",
    Field.WAKE_AFTER_SLEEP_ONSET: "the time awake in the night",
    Field.FINAL_AWAKENING: "the last waking",
    Field.OUT_OF_BED: "getting up",
    Field.NAPS: "the nap",
    Field.QUALITY: "how it was",
}
"""How a field is called in talk; those not here are not worth naming when they are blank."""
ALL_FIELD_WORDS: Mapping[Field, str] = {
    **FIELD_WORDS,
    Field.EARLY_WAKE_AWAKE: "the time awake at the end",
    Field.QUALITY: "how the night was",
}

_BRIEFLY_AT: Mapping[Field, str] = {
    Field.GOT_INTO_BED: "bed at",
    Field.TRIED_TO_SLEEP: "trying to sleep from",
    Field.FINAL_AWAKENING: "awake for good at",
    Field.OUT_OF_BED: "up at",
}
_BRIEFLY: Mapping[Field, Callable[[int], str]] = {
    Field.SLEEP_ONSET_LATENCY: lambda minutes: f"{duration(minutes)} to fall asleep",
    Field.AWAKENINGS: lambda count: f"awake {times(count)}" if count else "no waking in between",
    Field.WAKE_AFTER_SLEEP_ONSET: lambda minutes: f"{duration(minutes)} awake in the night",
    Field.EARLY_WAKE_AWAKE: lambda minutes: f"{duration(minutes)} still trying to sleep",
    Field.NAPS: lambda minutes: f"{duration(minutes)} of nap" if minutes else "no nap",
    Field.QUALITY: lambda grade: f"{grade} out of 5",
    Field.NOTE: lambda _note: "your note",
}


def night_words(entry: DiaryEntry, country: str | None) -> str:
    """The settled values of a night, and which asked ones stay blank, without a full stop."""
    parts = [
        *_going_to_bed(entry, country),
        *_falling_asleep(entry),
        *_between(entry),
        *_rising(entry, country),
        *_day(entry),
    ]
    blank = [
        words
        for field, words in FIELD_WORDS.items()
        if field in entry.sources and getattr(entry, field) is None
    ]
    told = listed(parts) if parts else "nothing but blanks so far"
    if blank:
        told = f"{told}, with {listed(blank)} left blank"
    return told + _taken_over(entry)


def _taken_over(entry: DiaryEntry) -> str:
    """Which of the values are another night's."""
    known = [f for f in Field if f is not Field.NOTE and getattr(entry, f) is not None]
    copied = [f for f in known if entry.sources.get(f) is Source.COPIED]
    if not copied:
        return ""
    own = [f for f in known if f not in copied]
    if not own:
        return f", {'the rest' if entry.note else 'all'} of it as on the night before"
    if len(own) < len(copied):
        names = listed([ALL_FIELD_WORDS[f] for f in own])
        return f", and apart from {names} as on the night before"
    named = [ALL_FIELD_WORDS[f] for f in copied]
    return f", of which {listed(named)} as on the night before"


def briefly(entry: DiaryEntry, field: Field, country: str | None) -> str:
    """One known value of a night in a few words, to say that it was heard."""
    value = getattr(entry, field)
    if isinstance(value, datetime):
        return f"{_BRIEFLY_AT[field]} {shown(value, entry, country)}"
    return _BRIEFLY[field](value)


def shown(at: datetime, entry: DiaryEntry, country: str | None) -> str:
    """An instant of the night as its wall clock showed it."""
    return clock(at.astimezone(ZoneInfo(entry.tz)).time(), country)


def _going_to_bed(entry: DiaryEntry, country: str | None) -> list[str]:
    bed, tried = entry.got_into_bed_at, entry.tried_to_sleep_at
    if bed and bed == tried:
        return [f"into bed and trying to sleep at {shown(bed, entry, country)}"]
    parts = []
    if bed:
        parts.append(f"into bed at {shown(bed, entry, country)}")
    if tried:
        parts.append(f"trying to sleep from {shown(tried, entry, country)}")
    return parts


def _falling_asleep(entry: DiaryEntry) -> list[str]:
    latency = entry.sleep_onset_latency_min
    return [] if latency is None else [f"about {duration(latency)} to fall asleep"]


def _between(entry: DiaryEntry) -> list[str]:
    count, awake = entry.awakenings, entry.wake_after_sleep_onset_min
    if count == 0:
        return ["no waking in between"]
    if awake is None:
        return [] if count is None else [f"awake in between {times(count)}"]
    total = f"{duration(awake)} in all"
    return [f"awake in between for {total}" if count is None else f"awake {times(count)}, {total}"]


def _rising(entry: DiaryEntry, country: str | None) -> list[str]:
    woke, rose = entry.final_awakening_at, entry.out_of_bed_at
    if woke and woke == rose:
        return [f"awake for good and up at {shown(woke, entry, country)}"]
    parts = []
    if woke:
        parts.append(f"awake for good at {shown(woke, entry, country)}")
    if entry.early_wake_awake_min:
        parts.append(f"still trying to sleep for {duration(entry.early_wake_awake_min)}")
    if rose:
        parts.append(f"up at {shown(rose, entry, country)}")
    return parts


def _day(entry: DiaryEntry) -> list[str]:
    parts = []
    if entry.naps_min is not None:
        parts.append(f"{duration(entry.naps_min)} of nap" if entry.naps_min else "no nap")
    if entry.quality_1_5 is not None:
        parts.append(f"{entry.quality_1_5} out of 5 for the night")
    if entry.note:
        parts.append("your note with it")
    return parts
