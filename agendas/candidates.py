"""What could be on one check-in's agenda, each with its score, its reason and what speaks against.

Deterministic: same inputs, same candidates. Called by `agendas.planner`, which chooses, and by
`coach plan --why`. What the programme has no words for never becomes a candidate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Template

from agendas.agenda import Item, Kind, Weight
from agendas.day import Day
from agendas.nights import DAY
from agendas.program import Program
from agendas.program_file import Question
from agendas.remembered import Phase, due
from agendas.slots import missing_basics, missing_fields
from agendas.steps import DoneWhen, DropWhen, Step
from memory.course import ReviewKind, Standing
from memory.diary import Field

SCORES = {
    Kind.SAFETY: 2000,
    Kind.QUESTION: 1500,
    Kind.SCREEN: 1400,
    Kind.REVIEW: 1300,
    Kind.DECISION: 1200,
    Kind.BARRIER: 1100,
    Kind.FOLLOW_UP: 1000,
    Kind.REMEMBERED: 500,
    Kind.STEP: 400,
    Kind.OBSERVATION: 300,
}
"""In the order of PROTOCOL 1: safety, the diary, the schedule, barriers, what is new."""
_WEIGHTS = {Weight.MUST: 200, Weight.SHOULD: 100, Weight.MAY: 0}
_REPEATED = 200
_LONG_AGO_DAYS = 99
_GONE_DAYS = 3
"""Since the last check-in; whoever was gone so long is welcomed back and not asked why."""
_STILL = frozenset({Standing.SAFETY_HOLD, Standing.PAUSED})
"""The side states in which nothing new is begun."""
_DONE = {
    DoneWhen.TOLD: "said, and the agreement answered",
    DoneWhen.AGREED: "agreed to",
}
_BROUGHT_UP = {
    Phase.AHEAD: "it is about to begin",
    Phase.DURING: "it is going on",
    Phase.AFTER: "it is just over, and is followed up once",
    Phase.DUE: "the days they meant it for are ending",
}
_DROP = {
    DropWhen.REFUSED: "they said no, or the stage is left",
    DropWhen.TOLD_TWICE: "said twice, or the stage is left",
    DropWhen.NEVER: "the stage is left",
}


@dataclass(frozen=True)
class Candidate:
    """An item that could be on the agenda; `barred` says why it cannot, None where it can."""

    item: Item
    score: int
    barred: str | None = None


def candidates(day: Day, program: Program) -> tuple[Candidate, ...]:
    """Everything that comes into question, the best of each kind first."""
    found = [
        *_safety(day),
        *_questions(day, program),
        *_screens(day),
        *_reviews(day, program),
        *_follow_up(day, program),
        *_remembered(day),
        *_barrier(day, program),
        *_observations(day, program),
        *_decision(day, program),
        *_steps(day, program),
    ]
    return tuple(sorted(found, key=lambda each: -each.score))


def _safety(day: Day) -> Iterator[Candidate]:
    if day.after_crisis:
        item = Item(
            id="safety.check",
            kind=Kind.SAFETY,
            stage="",
            weight=Weight.MUST,
            reason="last time was heavy, so this comes before all else",
            seconds=20,
            max_turns=2,
            done_when="answered",
            drop_when="never",
        )
        yield Candidate(item, SCORES[Kind.SAFETY])


def _questions(day: Day, program: Program) -> Iterator[Candidate]:
    asked = list(missing_basics(day.person))
    if not day.settled:
        opening = [] if day.entry is not None and day.entry.sources else ["diary.open"]
        asked += [*opening, *(_QUESTION_OF[each] for each in missing_fields(day.entry))]
    for place, question in enumerate(asked):
        if program.asks(question):
            yield Candidate(
                _asked(program.question(question), Kind.QUESTION), SCORES[Kind.QUESTION] - place
            )
    for own in program.own_questions:
        if own.asks_for not in day.figures.values:
            yield Candidate(_asked(own, Kind.QUESTION), SCORES[Kind.QUESTION] - len(asked))


def _screens(day: Day) -> Iterator[Candidate]:
    for screen in day.screens:
        item = Item(
            id=screen,
            kind=Kind.SCREEN,
            stage="",
            weight=Weight.SHOULD,
            reason="the health questions decide how far the programme may go, and they are due",
            seconds=10,
            max_turns=2,
            done_when="answered",
            drop_when="refused: it comes again another day",
        )
        yield Candidate(item, SCORES[Kind.SCREEN])


def _reviews(day: Day, program: Program) -> Iterator[Candidate]:
    if day.review is None:
        return
    why = "the week's review is due"
    if day.review is ReviewKind.BASELINE:
        why = "the baseline ends, and later weeks are held against it"
    for place, question in enumerate(program.review_questions):
        if day.review is ReviewKind.WEEKLY or question.id != "review.content":
            item = _asked(question, Kind.REVIEW, f"{question.reason}; {why}")
            yield Candidate(item, SCORES[Kind.REVIEW] - place)


def _decision(day: Day, program: Program) -> Iterator[Candidate]:
    """The telling of a schedule that was decided and not told yet."""
    if day.plan is None or not day.is_plan_untold:
        return
    if day.is_told and day.plan.from_night != day.night + DAY:
        return
    telling = program.telling(day.plan)
    if telling is None:
        return
    item = Item(
        id=telling.id,
        kind=Kind.DECISION,
        stage="",
        weight=Weight.MUST,
        reason=f"the schedule was decided ({day.plan.action}) and is to be told",
        seconds=telling.seconds,
        max_turns=2,
        done_when="said, and the agreement answered",
        drop_when="never",
        data=(f"plan:{day.plan.from_night.isoformat()}", *(f"rule:{r}" for r in day.plan.rules)),
    )
    yield Candidate(item, SCORES[Kind.DECISION])


def _follow_up(day: Day, program: Program) -> Iterator[Candidate]:
    """A look back at the last agreement."""
    last = day.last
    if last is None or not last.agreed or not program.asks("follow_up") or day.after_crisis:
        return
    promise = program.promise(last.item_id)
    if promise is None or not _could_be_kept(last.item_id, day, program):
        return
    reason = f"on {last.night.isoformat()} it was agreed to {promise}"
    item = _asked(program.question("follow_up"), Kind.FOLLOW_UP, reason)
    data = (f"commitment:{last.night.isoformat()}", last.item_id)
    yield Candidate(_with(item, data), SCORES[Kind.FOLLOW_UP])


def _remembered(day: Day) -> Iterator[Candidate]:
    """What they told of their life, where its day has come; the words stay with the fact."""
    if day.after_crisis or not day.settled:
        return
    for place, each in enumerate(due(day.facts, day.night, day.told)):
        item = Item(
            id=each.item_id,
            kind=Kind.REMEMBERED,
            stage="",
            weight=Weight.MAY,
            reason=f"they told of it on {each.fact.said_on.isoformat()}: {_BROUGHT_UP[each.phase]}",
            seconds=15,
            max_turns=1,
            done_when="said, and answered in whatever words",
            drop_when="its days are over",
            data=(f"fact:{each.fact.id}",),
        )
        yield Candidate(item, SCORES[Kind.REMEMBERED] - place)


def _could_be_kept(item_id: str, day: Day, program: Program) -> bool:
    """Whether last night gave occasion for what was agreed to."""
    when = program.step(item_id).looks_back_when if program.has_step(item_id) else ()
    return all(condition.holds(day.figures.values) for condition in when)


def _barrier(day: Day, program: Program) -> Iterator[Candidate]:
    """What gets in the way, asked before anything is added."""
    if not (program.barriers and program.asks("barrier")) or day.after_crisis:
        return
    told = day.not_kept
    # Before there is a schedule, and on the day of return, a missed day is no barrier: they are
    # welcomed back and go on.
    gone = bool(day.past) and day.night - day.past[0].night >= _GONE_DAYS * DAY
    # A sleep after a night shift is off the plan's rise time, and nothing got in its way.
    by_day = day.figures.values.get("day_sleeps", 0) > 0
    low = day.plan is not None and not (gone or by_day) and day.compliance.is_low(program.limits)
    if told is None and not low:
        return
    question = program.question("barrier")
    diary, adherent = day.compliance.diary, day.compliance.adherent
    reason = f"{question.reason}; "
    if told is None:
        reason += (
            f"{diary.kept} of {diary.of} nights told, {adherent.kept} of {adherent.of} to plan"
        )
    else:
        reason += "the last agreement was not kept"
    since = day.days_since_told("barrier")
    recent = since is not None and since < program.limits.barrier_every_days
    barred = f"asked {since} days ago" if recent else None
    data = ("compliance",) if told is None else (told,)
    yield Candidate(
        _with(_asked(question, Kind.BARRIER, reason), data), SCORES[Kind.BARRIER], barred
    )


def _observations(day: Day, program: Program) -> Iterator[Candidate]:
    if not day.settled:
        reason = "chosen from last night's figures as soon as the diary is confirmed"
        item = _observed(day, "observe", reason, "the diary was left open", ())
        yield Candidate(item, SCORES[Kind.OBSERVATION])
        return
    with_figures = day.figures.values.get(program.whole_figure) is not None
    for each in program.observations:
        if each.without_figures is with_figures or not all(
            condition.holds(day.figures.values) for condition in each.when
        ):
            continue
        since = day.days_since_told(each.id)
        rested = since is None or since >= each.rest_days
        data = (
            f"night:{day.night.isoformat()}",
            *(f"figure:{condition.figure}" for condition in each.when),
        )
        reason = _filled(each.reason, day)
        item = _observed(day, each.id, reason, "the diary was corrected", data)
        barred = None if rested else f"said {since} days ago"
        yield Candidate(item, SCORES[Kind.OBSERVATION] + each.worth, barred)


def _observed(day: Day, item_id: str, reason: str, drop: str, data: tuple[str, ...]) -> Item:
    return Item(
        id=item_id,
        kind=Kind.OBSERVATION,
        stage=day.person.stage,
        weight=Weight.SHOULD,
        reason=reason,
        seconds=10,
        max_turns=1,
        done_when="said",
        drop_when=drop,
        data=data,
    )


def _steps(day: Day, program: Program) -> Iterator[Candidate]:
    for place, step in enumerate(program.steps):
        if step.stage not in day.open_stages:
            continue
        if not step.repeats and (day.is_done(step) or day.is_dropped(step)):
            continue
        yield Candidate(_step(step, day), _score(step, place, day), _against(step, day, program))


def _score(step: Step, place: int, day: Day) -> int:
    if step.repeats:
        if step.days_a_week > day.told_this_week(step.id) and day.agreements.get(step.id, True):
            return _REPEATED + _LONG_AGO_DAYS + 1
        # What was said longest ago comes first, so that two of them take turns.
        since = day.days_since_told(step.id)
        return _REPEATED + (_LONG_AGO_DAYS if since is None else min(since, _LONG_AGO_DAYS))
    return SCORES[Kind.STEP] + _WEIGHTS[step.weight] + _LONG_AGO_DAYS - min(place, _LONG_AGO_DAYS)


def _against(step: Step, day: Day, program: Program) -> str | None:
    """What speaks against a step today, the gravest first; None where nothing does."""
    technique = program.technique(step)
    barred = barred_by(step, day, program)
    if barred is not None:
        return barred
    if not day.sides.isdisjoint(_STILL) and not _is_quiet(step):
        return "nothing new while the programme is on hold or paused"
    if step.measures and (day.plan is None or day.plan.measure not in step.measures):
        return "not under this schedule"
    if not has_place(step, day, program):
        return f"{step.instead_of} takes its place"
    waiting = [each for each in step.after if not day.is_done(program.step(each))]
    if waiting:
        return f"comes after {', '.join(waiting)}"
    if not all(condition.holds(day.figures.values) for condition in step.when):
        return "the figures do not call for it"
    if not step.repeats and step.weight is not Weight.MUST and day.not_kept is not None:
        return "the last agreement was not kept, so nothing is added today"
    return None if technique is None or step.repeats else _too_new(step, day, program)


def _too_new(step: Step, day: Day, program: Program) -> str | None:
    """Why a technique not taught before is too much today."""
    if program.limits.new_techniques == 0:
        return "no new technique in this programme"
    if day.is_told and day.is_plan_untold:
        return "a decision about the schedule is new enough for one day"
    if day.compliance.is_low(program.limits):
        return "nothing new while the last days were hard to keep up"
    return None


def _is_quiet(step: Step) -> bool:
    return step.repeats and step.technique is None


def has_place(step: Step, day: Day, program: Program) -> bool:
    """Whether a step may come beside the one it stands in for: only where that one is barred."""
    other = None if step.instead_of is None else program.step(step.instead_of)
    return other is None or barred_by(other, day, program) is not None


def barred_by(step: Step, day: Day, program: Program) -> str | None:
    """What health, lane or dislike speaks against a step or its technique; None for nothing."""
    technique = program.technique(step)
    if step.technique in day.averse:
        return "they told that they do not like it"
    return day.barred(step) or (None if technique is None else day.barred(technique))


def _step(step: Step, day: Day) -> Item:
    done_before = "again" if step.repeats else "not given before"
    return Item(
        id=step.id,
        kind=Kind.STEP,
        stage=step.stage,
        weight=step.weight,
        reason=f"{_filled(step.reason, day)} ({done_before}; {step.source})",
        seconds=step.seconds,
        max_turns=2,
        done_when=_DONE[step.done_when],
        drop_when="it comes again" if step.repeats else _DROP[step.drop_when],
        data=(f"stage:{step.stage}", *(f"figure:{each.figure}" for each in step.when)),
        technique=step.technique,
    )


def _filled(wording: str, day: Day) -> str:
    return Template(wording).safe_substitute(day.figures.words) if "$" in wording else wording


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


def _with(item: Item, data: tuple[str, ...]) -> Item:
    # dataclasses.replace would cost as much as the whole candidate.
    return Item(**{**vars(item), "data": data})


_QUESTION_OF = {field: f"diary.{field}" for field in Field}
