"""What must hold together in a programme's file beyond its shape: called as it is read.

Every problem names its place and says what to do. What a wording may hold, which figures there are
and what moves a stage is taken from the code that does it, so that a file cannot promise more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import Template

from agendas.figures import FIGURES, KNOWN_OF_A_WHOLE_NIGHT, word_of
from agendas.morning import SETS_TIME_IN_BED
from agendas.program_file import ProgramFile
from agendas.progress import ENTERED_BY, LEFT_BY, SIDES
from agendas.schedule import ScheduleRules
from agendas.slots import BASICS, DIARY_QUESTIONS
from agendas.steps import Condition, Marks
from agendas.telling import PLACES, PLACES_OF_A_TIME_IN_BED
from memory.course import Action, Measure, Standing
from safety.content import MisplacedError

_WEEK_DAYS = 7
_NAMED = ("stages", "questions", "observations", "techniques", "steps", "tellings", "barriers")
QUESTION_PLACES: Mapping[str, frozenset[str]] = {
    "s0.zone": frozenset({"country_name"}),
    "follow_up": frozenset({"promise"}),
}
"""What is filled into the wording of a question; into any other nothing is."""
OF_THE_SCHEDULE = (
    "diary.open",
    *(f"diary.{field}" for field in DIARY_QUESTIONS),
    "follow_up",
    "barrier",
    "review.satisfaction",
    "review.day_impact",
    "review.worry",
    "review.content",
    "review.sleepy_unsafe",
    "away.until",
    "away.wait",
    "away.over",
)
"""The questions that code asks by their id wherever there is a schedule."""
TOLD: Mapping[Action, frozenset[Measure]] = {
    Action.START: SETS_TIME_IN_BED | {Measure.REGULARITY},
    Action.EXTEND: SETS_TIME_IN_BED,
    Action.HOLD: SETS_TIME_IN_BED | {Measure.REGULARITY},
    Action.TIGHTEN: SETS_TIME_IN_BED,
    Action.WIDEN: SETS_TIME_IN_BED,
    Action.SUSPEND: frozenset({Measure.REGULARITY}),
    Action.RESUME: frozenset({Measure.COMPRESSION}),
    Action.MOVE: SETS_TIME_IN_BED | {Measure.REGULARITY},
    Action.OVERRIDE: SETS_TIME_IN_BED,
}
"""The decisions that are told as the day's agreement."""


def problems(program: ProgramFile) -> Iterator[MisplacedError]:
    """All that is wrong with a programme, the first first."""
    yield from _repeated(program)
    yield from _names(program)
    yield from _loops(program)
    yield from _asked_twice(program)
    yield from _figures(program)
    yield from _places(program)
    yield from _required(BASICS, program, "whatever it is about")
    if program.schedule is None:
        yield from _no_rules(program)
    else:
        yield from _of_schedule(program, program.schedule)


def _repeated(program: ProgramFile) -> Iterator[MisplacedError]:
    seen: set[str] = set()
    for kind in _NAMED:
        for at, each in enumerate(getattr(program, kind)):
            if each.id in seen:
                yield MisplacedError(f"the id {each.id!r} is used twice", kind, at, "id")
            seen.add(each.id)


def _names(program: ProgramFile) -> Iterator[MisplacedError]:
    stages = {stage.id for stage in program.stages}
    techniques = {technique.id for technique in program.techniques}
    steps = {step.id for step in program.steps}
    for kind in ("questions", "techniques", "steps"):
        for at, each in enumerate(getattr(program, kind)):
            yield from _unless(each.stage in stages, each.stage, kind, at, "stage")
    for at, step in enumerate(program.steps):
        for other in step.after:
            yield from _unless(other in steps, other, "steps", at, "after")
        if step.instead_of is not None:
            yield from _unless(step.instead_of in steps, step.instead_of, "steps", at, "instead_of")
        if step.technique is not None:
            known = step.technique in techniques
            yield from _unless(known, step.technique, "steps", at, "technique")
    if program.reviewed_on is not None and not program.reviewed_by:
        yield MisplacedError("a date needs a person's name in reviewed_by", "reviewed_on")


def _unless(known: bool, name: str, *loc: int | str) -> Iterator[MisplacedError]:  # noqa: FBT001
    if not known:
        yield MisplacedError(f"there is no {name!r}", *loc)


def _loops(program: ProgramFile) -> Iterator[MisplacedError]:
    """Steps that wait for themselves, and would never come."""
    waits: Mapping[str, Mapping[str, Collection[str]]] = {
        "after": {each.id: each.after for each in program.steps},
        "instead_of": {each.id: (each.instead_of or "",) for each in program.steps},
    }
    for key, others in waits.items():
        for at, step in enumerate(program.steps):
            if step.id in _reached(step.id, others):
                yield MisplacedError(
                    f"{step.id!r} waits for itself here and would never come: take one "
                    f"{key!r} of the circle out",
                    *("steps", at, key),
                )


def _reached(start: str, others: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(others[start])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += others.get(each, ())
    return found


def figures_known(program: ProgramFile) -> frozenset[str]:
    """The figures that a programme can look at: those of the diary, where it has a schedule."""
    own = frozenset(each.asks_for for each in program.questions if each.asks_for is not None)
    return own if program.schedule is None else FIGURES | own


def _asked_twice(program: ProgramFile) -> Iterator[MisplacedError]:
    for at, question in enumerate(program.questions):
        if program.schedule is not None and question.asks_for in FIGURES:
            what = f"{question.asks_for!r} is known from the diary: take 'asks_for' out"
            yield MisplacedError(what, "questions", at, "asks_for")


def _figures(program: ProgramFile) -> Iterator[MisplacedError]:
    known = figures_known(program)
    for kind in ("observations", "steps"):
        for at, each in enumerate(getattr(program, kind)):
            for place, condition in enumerate(each.when):
                yield from _known(condition, known, kind, at, "when", place, "figure")
    for at, step in enumerate(program.steps):
        for place, condition in enumerate(step.looks_back_when):
            yield from _known(condition, known, "steps", at, "looks_back_when", place, "figure")
        if step.kept_when is not None:
            yield from _known(step.kept_when, known, "steps", at, "kept_when", "figure")
    if program.whole_figure not in known:
        yield MisplacedError(_one_of(program.whole_figure, known), "whole_figure")


def _known(
    condition: Condition, known: Collection[str], *loc: int | str
) -> Iterator[MisplacedError]:
    if condition.figure not in known:
        yield MisplacedError(_one_of(condition.figure, known), *loc)


def _one_of(figure: str, known: Collection[str]) -> str:
    return f"there is no figure {figure!r}: use one of {', '.join(sorted(known)) or 'none'}"


def _places(program: ProgramFile) -> Iterator[MisplacedError]:
    """Every `$name` that nothing fills there."""
    yield from _in_questions(program)
    yield from _in_observations(program)
    yield from _in_steps(program)
    yield from _in_tellings(program)
    for at, barrier in enumerate(program.barriers):
        yield from _filled(barrier.say, (), "barriers", at, "say")
    for rule, said in () if program.schedule is None else program.schedule.rules.items():
        yield from _filled((said.says,), (), "schedule", "rules", str(rule), "says")


def _in_questions(program: ProgramFile) -> Iterator[MisplacedError]:
    for at, each in enumerate(program.questions):
        filled = QUESTION_PLACES.get(each.id, frozenset())
        yield from _filled(each.say, filled, "questions", at, "say")
        yield from _filled(each.again, filled, "questions", at, "again")
        yield from _filled((each.why,), (), "questions", at, "why")
        yield from _filled((each.reason,), (), "questions", at, "reason")


def _in_observations(program: ProgramFile) -> Iterator[MisplacedError]:
    of_figure = frozenset({word_of(program.whole_figure)})
    whole = of_figure if program.schedule is None else KNOWN_OF_A_WHOLE_NIGHT
    for at, each in enumerate(program.observations):
        filled = frozenset(word_of(condition.figure) for condition in each.when)
        filled |= whole if each.without_figures is False else frozenset()
        yield from _filled(each.say, filled, "observations", at, "say")
        yield from _filled((each.reason,), filled, "observations", at, "reason")


def _in_steps(program: ProgramFile) -> Iterator[MisplacedError]:
    for at, each in enumerate(program.steps):
        filled = frozenset(word_of(condition.figure) for condition in each.when)
        yield from _filled((each.reason,), filled, "steps", at, "reason")
        yield from _filled((each.promise,), (), "steps", at, "promise")
        for key in ("say", "ask", "kept", "missed", "look_back"):
            yield from _filled(getattr(each, key), (), "steps", at, key)


def _in_tellings(program: ProgramFile) -> Iterator[MisplacedError]:
    for at, each in enumerate(program.tellings):
        sets = SETS_TIME_IN_BED.issuperset(each.measures)
        filled = PLACES | PLACES_OF_A_TIME_IN_BED if sets else PLACES
        yield from _filled(each.say, filled, "tellings", at, "say")
        yield from _filled(each.ask, (), "tellings", at, "ask")
        yield from _filled((each.promise,), (), "tellings", at, "promise")


def _filled(
    wordings: Sequence[str], filled: Collection[str], *loc: int | str
) -> Iterator[MisplacedError]:
    for place, wording in enumerate(wordings):
        for name in Template(wording).get_identifiers() if "$" in wording else ():
            if name not in filled:
                use = ", ".join(f"${each}" for each in sorted(filled))
                instead = f"only {use} can be filled here" if use else "write it out in words"
                yield MisplacedError(f"nothing fills '${name}': {instead}", *loc, place)


def _required(ids: Iterable[str], program: ProgramFile, why: str) -> Iterator[MisplacedError]:
    for question_id in ids:
        if not any(question_id == each.id for each in program.questions):
            yield MisplacedError(
                f"the question {question_id!r} is missing; a programme has to ask it, {why}: "
                "write it",
                "questions",
            )


def _no_rules(program: ProgramFile) -> Iterator[MisplacedError]:
    for at, stage in enumerate(program.stages):
        for key in ("entry", "exit"):
            if getattr(stage, key):
                what = "without a 'schedule:' no rule moves a stage: take the rules out"
                yield MisplacedError(what, "stages", at, key)


def _of_schedule(program: ProgramFile, schedule: ScheduleRules) -> Iterator[MisplacedError]:
    yield from _required(OF_THE_SCHEDULE, program, "where it has a 'schedule:'")
    yield from _stages(program)
    for mark in Marks:
        if not any(step.marks is mark for step in program.steps):
            what = f"no step has 'marks: {mark}', so that a stage would never end: give it to one"
            yield MisplacedError(what, "steps")
    for action, measures in TOLD.items():
        for measure in sorted(measures):
            if not any(
                action in each.actions and measure in each.measures and not each.rules
                for each in program.tellings
            ):
                what = f"no telling for 'actions: [{action}]' with 'measures: [{measure}]': add one"
                yield MisplacedError(what, "tellings")
    yield from _numbers(schedule)


def _stages(program: ProgramFile) -> Iterator[MisplacedError]:
    """The stages are those that code moves between, by the rules that it moves them by."""
    known = [str(each) for each in Standing]
    for missing in sorted(set(known) - {stage.id for stage in program.stages}):
        yield MisplacedError(f"the stage {missing!r} is missing: write it", "stages")
    for at, stage in enumerate(program.stages):
        if stage.id not in known:
            what = f"a schedule has no stage {stage.id!r}, only {', '.join(known)}"
            yield MisplacedError(what, "stages", at, "id")
            continue
        standing = Standing(stage.id)
        if stage.beside is not (standing in SIDES):
            yield MisplacedError(f"'beside' has to be {not stage.beside}", "stages", at, "beside")
        for key, rules in (("entry", ENTERED_BY), ("exit", LEFT_BY)):
            wanted, given = rules.get(standing, frozenset()), frozenset(getattr(stage, key))
            if given != wanted:
                what = f"{key!r} of {stage.id} is [{', '.join(sorted(wanted))}] and nothing else"
                yield MisplacedError(what, "stages", at, key)


def _numbers(schedule: ScheduleRules) -> Iterator[MisplacedError]:
    """Numbers that are sound alone and make no sense beside each other."""
    week, start, stages = schedule.week, schedule.start, schedule.stages
    weeks = schedule.stages.schedule_days // _WEEK_DAYS
    sane: tuple[tuple[bool, str, str, str], ...] = (
        (
            week.review_days >= schedule.titration.days_between,
            "a review before 'titration.days_between' are over can change nothing",
            *("week", "review_days"),
        ),
        (
            stages.booster_review_days >= week.review_days,
            "the boosters' reviews cannot come oftener than 'week.review_days'",
            *("stages", "booster_review_days"),
        ),
        (
            start.thin_valid_nights >= week.valid_nights,
            "a first plan cannot rest on fewer nights than 'week.valid_nights'",
            *("start", "thin_valid_nights"),
        ),
        (
            start.thin_after_days >= start.of_last_nights,
            "a thin baseline is taken only once 'of_last_nights' can have been told",
            *("start", "thin_after_days"),
        ),
        (
            start.shortest_mean_sleep_min + start.above_sleep_min <= start.cap_min,
            "with 'above_sleep_min' it lies above 'cap_min', so that nobody could begin",
            *("start", "shortest_mean_sleep_min"),
        ),
        (
            schedule.titration.extend_percent < 100,
            "nobody sleeps all of the time in bed, so that it would never be extended",
            *("titration", "extend_percent"),
        ),
        (
            schedule.suspension.resume_above_min >= schedule.titration.step_min,
            "what comes back has to stay a 'titration.step_min' above what there was",
            *("suspension", "resume_above_min"),
        ),
        (
            schedule.deterioration.widen_min >= schedule.titration.step_min,
            "what is given back has to be a 'titration.step_min' at least",
            *("deterioration", "widen_min"),
        ),
        (
            schedule.adherence.rise_within_strict_min <= schedule.adherence.rise_within_min,
            "strict cannot be looser than 'rise_within_min'",
            *("adherence", "rise_within_strict_min"),
        ),
        (
            schedule.reopen.bad_night_below_percent <= schedule.titration.extend_percent,
            "a night good enough for 'titration.extend_percent' is no bad night",
            *("reopen", "bad_night_below_percent"),
        ),
        (
            stages.skills_after_days + stages.thoughts_after_days < stages.schedule_days,
            "the skills have to begin within 'schedule_days'",
            *("stages", "thoughts_after_days"),
        ),
    )
    yield from (MisplacedError(what, "schedule", *loc) for fine, what, *loc in sane if not fine)
    lengths = {
        ("stages", "adherent_weeks"): stages.adherent_weeks,
        ("stages", "efficiency_weeks"): stages.efficiency_weeks,
        ("stages", "steady_weeks"): stages.steady_weeks,
        ("non_response", "adherent_weeks"): schedule.non_response.adherent_weeks,
        ("deterioration", "reviews"): schedule.deterioration.reviews,
    }
    for where, length in lengths.items():
        if length > weeks:
            what = f"more than the {weeks} weeks of 'stages.schedule_days', so that it never holds"
            yield MisplacedError(what, "schedule", *where)
