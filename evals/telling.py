"""What a simulated person types: their night in words, and an answer to each thing asked.

Called by `evals.simulator`. It knows questions by their id only, as any door does, and says nothing
that a person would not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from evals.persona import Persona
from evals.sleeper import Slept
from memory.diary import Field

_HOURS = (
    *("twelve", "one", "two", "three", "four", "five"),
    *("six", "seven", "eight", "nine", "ten", "eleven"),
)
_MINUTES = {5: "five", 10: "ten", 15: "quarter", 20: "twenty", 25: "twenty-five", 30: "half"}
_TIMES = {0: "not at all", 1: "once", 2: "twice"}

HANGS_UP = "(hangs up)"
"""Written in a persona where they close the door instead of answering."""


class UnansweredError(Exception):
    """The coach asked what nobody has an answer to: a question is new, or the persona lacks it."""


@dataclass(frozen=True)
class Morning:
    """What the person has in mind on one morning; `told` how often a question was asked before."""

    persona: Persona
    day: int
    tz: ZoneInfo
    slept: Slept
    kept: bool
    slip: Field | None = None
    """What they tell wrong at first and put right when it is read back."""


def night_words(morning: Morning) -> str:
    """The night as they would type it."""
    if morning.persona.tells == "bit by bit":
        return "so so"
    told = {field: _told(morning, field) for field in _FIELDS}
    shape = _SENTENCE if morning.persona.tells == "sentence" else _SHORT
    return shape.format(
        bed=told[Field.GOT_INTO_BED],
        lights=told[Field.TRIED_TO_SLEEP],
        onset=told[Field.SLEEP_ONSET_LATENCY],
        wakings=_wakings(morning.slept),
        final=told[Field.FINAL_AWAKENING],
        up=told[Field.OUT_OF_BED],
    )


def answer(
    morning: Morning, question: str, asked_before: int = 0, *, again_today: bool = False
) -> str:
    """What they type to a question, by its id.

    `asked_before` counts over the whole course; what they say on one day only they say once.

    Raises:
        UnansweredError: neither the persona nor anybody has an answer.
    """
    persona = morning.persona
    for saying in () if again_today else persona.says:
        if saying.day == morning.day and saying.question in {question, _kind(question)}:
            return saying.words
    own = persona.answers.get(question)
    if own is not None:
        return own if isinstance(own, str) else own[min(asked_before, len(own) - 1)]
    return _unprompted(morning, question)


def _unprompted(morning: Morning, question: str) -> str:
    """The answer that follows from the night, or that most people would give."""
    if question in _OF_THE_NIGHT:
        return _OF_THE_NIGHT[question](morning)
    field = _field_of(question)
    if field in _FIELDS and question.startswith("doubt.twice"):
        return "the second time" if _local(morning, field).fold else "the first time"
    if field in _FIELDS:
        return _told(morning, field)
    found = next((words for start, words in _USUAL.items() if question.startswith(start)), None)
    if found is None:
        raise UnansweredError(
            f"{morning.persona.name}, day {morning.day}: no answer to {question!r}"
        )
    return found


def corrected(morning: Morning) -> str | None:
    """How they put right what they told wrong, None where they did not."""
    if morning.slip is None:
        return None
    what = {Field.OUT_OF_BED: "I got up at", Field.FINAL_AWAKENING: "I woke for good at"}
    return f"No, {what[morning.slip]} {_clock(morning, morning.slip)}"


def _told(morning: Morning, field: Field) -> str:
    if field is morning.slip:
        slipped = {Field.OUT_OF_BED: 25, Field.FINAL_AWAKENING: -20}[field]
        return _clock(morning, field, slipped)
    slept = morning.slept
    counts = {
        Field.SLEEP_ONSET_LATENCY: slept.sleep_onset_latency_min,
        Field.WAKE_AFTER_SLEEP_ONSET: slept.wake_after_sleep_onset_min,
    }
    if field in counts:
        return duration(counts[field])
    if field is Field.AWAKENINGS:
        return str(slept.awakenings)
    return _clock(morning, field)


def _clock(morning: Morning, field: Field, more_min: int = 0) -> str:
    return clock(_later(_local(morning, field), more_min), morning.persona.clock)


def _local(morning: Morning, field: Field) -> datetime:
    slept = morning.slept
    at = {
        Field.GOT_INTO_BED: slept.lying.got_into_bed_at,
        Field.TRIED_TO_SLEEP: slept.lying.tried_to_sleep_at,
        Field.FINAL_AWAKENING: slept.final_awakening_at,
        Field.OUT_OF_BED: slept.lying.out_of_bed_at,
    }[field]
    return at.astimezone(morning.tz)


def _later(local: datetime, more_min: int) -> time:
    minutes = (60 * local.hour + local.minute + more_min) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def clock(at: time, style: str) -> str:
    """A time as they write it; `words` as in the British Isles."""
    if style == "24":
        return f"{at:%H:%M}"
    if style == "12":
        return f"{(at.hour + 11) % 12 + 1}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"
    half = "in the morning" if at.hour < 12 else "in the evening"
    this, following = (_HOURS[(at.hour + more) % 12] for more in (0, 1))
    if at.minute == 0:
        return f"{this} {half}"
    if at.minute <= 30:
        return f"{_MINUTES[at.minute]} past {this} {half}"
    return f"{_MINUTES[60 - at.minute]} to {following} {half}"


def duration(minutes: int) -> str:
    """So many minutes as they write them."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} minutes"
    whole = "an hour" if hours == 1 else f"{hours} hours"
    return f"{whole} and {rest} minutes" if rest else whole


def _wakings(slept: Slept) -> str:
    if not slept.awakenings:
        return "didn't wake up in the night"
    often = _TIMES.get(slept.awakenings, f"{slept.awakenings} times")
    return f"woke {often} for {duration(slept.wake_after_sleep_onset_min)} in total"


def _field_of(question: str) -> Field | None:
    name = question.rpartition(":")[2].removeprefix("diary.")
    return Field(name) if name in {str(field) for field in Field} else None


def _kind(question: str) -> str:
    """The question without what stands behind its colon."""
    return question.partition(":")[0]


def _quality(morning: Morning) -> str:
    efficiency = morning.slept.efficiency_percent
    grade = 1 + sum(efficiency >= least for least in (55, 70, 82, 92))
    return str(grade)


_SENTENCE = (
    "Got into bed at {bed}, lights out at {lights}, took about {onset} to fall asleep, {wakings}, "
    "woke for good at {final} and got up at {up}."
)
_SHORT = (
    "in bed {bed}, lights out {lights}, {onset} to fall asleep, {wakings}, awake for good {final}, "
    "up {up}"
)
_FIELDS = (
    Field.GOT_INTO_BED,
    Field.TRIED_TO_SLEEP,
    Field.SLEEP_ONSET_LATENCY,
    Field.AWAKENINGS,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.FINAL_AWAKENING,
    Field.OUT_OF_BED,
)
_OF_THE_NIGHT: Mapping[str, Callable[[Morning], str]] = {
    "diary.open": night_words,
    "diary.quality_1_5": _quality,
    "follow_up": lambda morning: "yes, I did" if morning.kept else "no, not really",
}
_USUAL: Mapping[str, str] = {
    "s0.adult": "yes",
    "s0.data": "yes",
    "diary.early_wake": "I wasn't trying to sleep after that",
    "diary.naps": "no naps",
    "diary.confirm": "yes",
    "doubt.": "yes, that is right",
    "agree": "yes",
    "screen.offer": "yes, now",
    "screen.keep": "yes",
    "screen.confirm": "yes",
    "screen.": "no",
    "review.sleepy_unsafe": "no",
    "course.agree": "yes",
    "review.content": "not yet",
    "barrier": "it was a busy week",
    "more": "no",
    "remembered": "fine, thanks",
}
"""What most people would type; the longest fitting beginning comes first."""
