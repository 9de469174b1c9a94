"""`coach why ITEM`: why an item is on the next agenda or not, and what a rule means."""

import argparse
import asyncio
from collections.abc import Iterator
from difflib import get_close_matches

from agendas.agenda import Agenda
from agendas.day import Day
from agendas.planner import plan
from agendas.program import Program
from agendas.schedule import RuleId
from coach.commands.course_words import day_words
from coach.commands.plan import next_morning
from coach.commands.usage import UsageError
from coach.commands.who import known_person
from coach.keeping import opened_store, program_set
from coach.settings import Settings
from safety.lanes import load_lanes


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    settings = Settings()
    rule = await asyncio.to_thread(_rule, args.item, settings)
    if rule is not None:
        print(rule)
        return 0
    async with opened_store(settings) as store:
        person = await known_person(store, args.person)
        morning = await next_morning(store, person, settings)
    program = morning.program
    agenda = plan(morning.day, program, morning.state.draft)
    said = [*_today(args.item, agenda), *_of_programme(args.item, morning.day, program, agenda)]
    if not said:
        raise UsageError(f"there is no item or rule {args.item!r}.{_nearest(args.item, program)}")
    print("\n".join(said))
    return 0


def _rule(name: str, settings: Settings) -> str | None:
    """The sentence and the source of a rule of the schedule or of the lanes."""
    program = program_set(settings)
    if program.schedule is not None and name in {str(each) for each in RuleId}:
        rule = program.schedule.rules[RuleId(name)]
        return f"{name}: {rule.says}\nFrom: {rule.source}"
    lane = load_lanes().rule(name)
    return None if lane is None else f"{name} (lane {lane.lane}): {lane.tell}\nFrom: {lane.source}"


def _today(name: str, agenda: Agenda) -> Iterator[str]:
    for item in agenda.items:
        if item.id == name:
            yield f"{name} is on the next agenda: {item.reason}."
            if item.data:
                yield f"It rests on: {', '.join(item.data)}"
            yield f"Done when: {item.done_when}. Dropped when: {item.drop_when}."
    for each in agenda.dropped:
        if each.id == name:
            yield f"{name} is not on the next agenda: {each.why}."


def _of_programme(name: str, day: Day, program: Program, agenda: Agenda) -> Iterator[str]:
    if not program.has_step(name):
        if (program.observes(name) or program.asks(name)) and name not in _named(agenda):
            yield f"{name} is not on the next agenda: nothing calls for it."
        return
    step = program.step(name)
    told = day.last_told.get(name)
    if told is not None:
        yield f"It was said on {day_words(told)}."
    if name not in _named(agenda):
        if step.stage not in day.open_stages:
            yield f"{name} is not on the next agenda: its stage {step.stage} is not open now."
        else:
            yield f"{name} is not on the next agenda: it is done, or they said no to it."
    technique = program.technique(step)
    if technique is not None:
        signed = technique.reviewed_by or "nobody has reviewed it yet"
        yield f"Technique: {technique.title} ({'; '.join(technique.sources)}; {signed})."
    yield f"From: {step.source}"


def _named(agenda: Agenda) -> set[str]:
    return {each.id for each in agenda.items} | {each.id for each in agenda.dropped}


def _nearest(name: str, program: Program) -> str:
    known = [
        *(each.id for each in program.steps),
        *(each.id for each in program.observations),
        *(each.id for each in program.questions),
        *map(str, RuleId),
    ]
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    return f" Did you mean {near[0]!r}?" if near else " `coach plan` names what there is."
