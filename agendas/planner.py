"""Plans one check-in: which items, in which order, and why each is there today.

Deterministic: same inputs, same agenda. Asked by the engine when a check-in opens and again when
its diary is confirmed; talks to nobody and lets no model choose.
"""

from dataclasses import dataclass
from datetime import date
from string import Template

from agendas.agenda import Agenda, Item, Kind, Weight
from agendas.figures import Figures
from agendas.program import Observation, Program, Question, Step
from memory.checkin import CheckIn, Commitment
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

LONG_STAY_MIN = 30
"""From this many minutes in bed after the last waking it is asked what they were."""


@dataclass(frozen=True)
class Day:
    """All that planning one check-in looks at.

    `entry` is the night at hand as far as it is known, `settled` whether it has been read back and
    answered; `figures` are of that night and the ones before it; `past` the person's earlier
    check-ins, newest first; `last` the latest agreement.
    """

    person: Person
    night: date
    entry: DiaryEntry | None
    settled: bool
    figures: Figures
    past: tuple[CheckIn, ...] = ()
    last: Commitment | None = None
    after_crisis: bool = False


def plan(day: Day, program: Program) -> Agenda:
    """The agenda of one check-in: safety, then the diary, one look back, one sight, one step."""
    items: list[Item] = []
    if day.after_crisis:
        items.append(_safety())
    items += [_asked(q, Kind.QUESTION) for q in _questions(day, program)]
    items += _follow_up(day, program)
    items.append(_observation(day, program))
    items.append(_step(day, program))
    return Agenda(
        night=day.night,
        stage=day.person.stage,
        program=f"{program.id} {program.version}",
        items=tuple(items),
    )


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


def _questions(day: Day, program: Program) -> list[Question]:
    basics = [program.question(q) for q in missing_basics(day.person)]
    if day.settled:
        return basics
    opening = [] if day.entry is not None and day.entry.sources else ["diary.open"]
    fields = [f"diary.{field}" for field in missing_fields(day.entry)]
    return basics + [program.question(q) for q in [*opening, *fields]]


def _follow_up(day: Day, program: Program) -> list[Item]:
    """A look back at the last agreement."""
    if day.last is None or not day.last.agreed or day.last.item_id not in _ids(program.steps):
        return []
    step = program.step(day.last.item_id)
    if step.repeats:
        return []
    question = program.question("follow_up")
    reason = f"on {day.last.night.isoformat()} it was agreed to {step.promise}"
    return [_asked(question, Kind.FOLLOW_UP, reason=reason)]


def _observation(day: Day, program: Program) -> Item:
    chosen = best_observation(day.figures, program, settled=day.settled)
    if chosen is None:
        return Item(
            id="observe",
            kind=Kind.OBSERVATION,
            stage=day.person.stage,
            weight=Weight.SHOULD,
            reason="chosen from last night's figures as soon as the diary is confirmed",
            seconds=10,
            max_turns=1,
            done_when="said",
            drop_when="the diary was left open",
        )
    return Item(
        id=chosen.id,
        kind=Kind.OBSERVATION,
        stage=day.person.stage,
        weight=Weight.SHOULD,
        reason=Template(chosen.reason).substitute(day.figures.words),
        seconds=10,
        max_turns=1,
        done_when="said",
        drop_when="the diary was corrected",
    )


def best_observation(figures: Figures, program: Program, *, settled: bool) -> Observation | None:
    """The worthiest observation that holds; None before the night's diary is settled."""
    if not settled:
        return None
    with_figures = figures.values.get("total_sleep_time_min") is not None
    able = [
        o
        for o in program.observations
        if o.without_figures is not with_figures and all(c.holds(figures.values) for c in o.when)
    ]
    return max(able, key=lambda o: o.worth, default=None)


def _step(day: Day, program: Program) -> Item:
    step = next_step(day, program)
    done_before = "again" if step.repeats else "not given before"
    return Item(
        id=step.id,
        kind=Kind.STEP,
        stage=step.stage,
        weight=step.weight,
        reason=f"{step.reason} ({done_before}; {step.source})",
        seconds=step.seconds,
        max_turns=2,
        done_when="said, and the agreement answered",
        drop_when="the person leaves",
    )


def next_step(day: Day, program: Program) -> Step:
    """The first step not yet told, else the one that repeats. One new technique a day."""
    told = {item for check_in in day.past for item in check_in.delivered}
    fresh = [s for s in program.steps if not s.repeats and s.id not in told]
    return fresh[0] if fresh else next(s for s in program.steps if s.repeats)


def _ids(steps: tuple[Step, ...]) -> set[str]:
    return {step.id for step in steps}


def _safety() -> Item:
    return Item(
        id="safety.check",
        kind=Kind.SAFETY,
        stage="",
        weight=Weight.MUST,
        reason="the last check-in ended in worry for the person's safety",
        seconds=20,
        max_turns=2,
        done_when="answered",
        drop_when="never",
    )


def _asked(question: Question, kind: Kind, reason: str | None = None) -> Item:
    return Item(
        id=question.id,
        kind=kind,
        stage=question.stage,
        weight=question.weight,
        reason=reason or question.reason,
        seconds=question.seconds,
        max_turns=question.max_turns,
        done_when="answered, or settled as unknown",
        drop_when=f"asked {question.max_turns} times",
    )


def kept(step: Step, figures: Figures) -> bool | None:
    """Whether the diary itself shows an agreement kept; None when it cannot show it."""
    if step.kept_when is None or figures.values.get(step.kept_when.figure) is None:
        return None
    return step.kept_when.holds(figures.values)
