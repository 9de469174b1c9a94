"""What is still to be asked: the basics of S0, and the fields of the night's diary.

Plain functions of the person and the entry, called by the planner and by the engine at every turn.
"""

from memory.diary import DiaryEntry, Field
from memory.person import Person, Topic

DIARY_QUESTIONS = (
    Field.GOT_INTO_BED,
    Field.TRIED_TO_SLEEP,
    Field.SLEEP_ONSET_LATENCY,
    Field.AWAKENINGS,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.FINAL_AWAKENING,
    Field.OUT_OF_BED,
    Field.EARLY_WAKE_AWAKE,
    Field.NAPS,
    Field.QUALITY,
)
"""The diary's fields in the order they are asked; a note is taken when offered, never asked for."""

BASICS = ("s0.adult", "s0.data", "s0.name", "s0.country", "s0.zone", "s0.rise", "s0.work")
"""The questions of S0, which everybody is asked first."""

LONG_STAY_MIN = 30
"""From this many minutes in bed after the last waking it is asked what they were."""


def missing_basics(person: Person) -> tuple[str, ...]:
    """The S0 questions still open, by id: what is asked before the first diary.

    Later only what was taken back since: somebody who then says that they are no adult.
    """
    told = {
        # A no is never lived with: where one was kept by a crash, it is asked again.
        "s0.adult": person.agreed_to(Topic.ADULT) is True,
        "s0.data": person.agreed_to(Topic.DATA_NOTICE) is True,
        "s0.name": person.name is not None,
        "s0.country": person.country is not None,
        "s0.zone": person.tz is not None,
        "s0.rise": person.rise_time is not None,
        "s0.work": person.work_days is not None,
    }
    if person.stage != "S0":
        taken_back = {"s0.adult": Topic.ADULT, "s0.data": Topic.DATA_NOTICE}
        return tuple(q for q, topic in taken_back.items() if person.agreed_to(topic) is False)
    return tuple(question for question, done in told.items() if not done)


def missing_fields(entry: DiaryEntry | None) -> tuple[Field, ...]:
    """The diary fields still to be asked about, in order; one settled as unknown is not missing."""
    if entry is None:
        return tuple(f for f in DIARY_QUESTIONS if f is not Field.EARLY_WAKE_AWAKE)
    return tuple(f for f in DIARY_QUESTIONS if f not in entry.sources and _applies(f, entry))


def _applies(field: Field, entry: DiaryEntry) -> bool:
    """Whether a field is worth a question, given the others."""
    if field is Field.WAKE_AFTER_SLEEP_ONSET:
        return entry.awakenings != 0
    if field is Field.EARLY_WAKE_AWAKE:
        woke, rose = entry.final_awakening_at, entry.out_of_bed_at
        return bool(woke and rose and (rose - woke).total_seconds() >= LONG_STAY_MIN * 60)
    return True
