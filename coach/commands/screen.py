"""`coach screen`: the health questions as a form, and the lane that follows from them."""

import argparse
import asyncio
import json
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from pydantic import RootModel

from agendas.progress import track
from agendas.schedule import RuleId
from coach.commands import screen_page
from coach.commands.clock import utc_now
from coach.commands.screen_form import Filled, fill_in, show_help
from coach.commands.usage import UsageError
from coach.commands.who import known_person
from coach.dialogue.screen import last_complete, screening_of, under_way
from coach.keeping import opened_store
from coach.settings import Settings
from memory.course import Standing
from memory.person import Person, Topic
from memory.screening import Screening
from memory.store import Store
from safety.content import ContentError, read_yaml
from safety.crisis import load_countries
from safety.lanes import Answer, LaneRules, StatedAnswer, load_lanes
from safety.policy import Policy, load_policy
from safety.script import load_scripts
from safety.sleepiness import load_sleepiness

KEEP = "keep"


class _Answers(RootModel[dict[str, StatedAnswer]]):
    """A file of answers: a question's id, with or without `screen.`, and what was answered."""


class _Rules(NamedTuple):
    lanes: LaneRules
    policy: Policy


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    rules = await asyncio.to_thread(_content)
    async with opened_store(Settings()) as store:
        person = await known_person(store, args.person)
        screenings = await store.screenings(person.id)
        whole = last_complete(screenings) is not None and under_way(screenings) is None
        if not args.show and (args.again or not whole):
            await _take(store, person, screenings, args, rules)
        elif args.answers is not None:
            raise UsageError("the questions are answered already: add --again to answer anew.")
        return await _show(store, person, rules.lanes, as_json=args.json)


def _content() -> _Rules:
    """Everything that is read from files, the words of help among them."""
    load_scripts()
    load_countries()
    load_sleepiness()
    return _Rules(load_lanes(), load_policy())


async def _take(
    store: Store,
    person: Person,
    screenings: list[Screening],
    args: argparse.Namespace,
    rules: _Rules,
) -> None:
    if person.agreed_to(Topic.ADULT) is not True or person.agreed_to(Topic.DATA_NOTICE) is not True:
        raise UsageError("run `coach checkin` first: two questions come before these.")
    if args.answers is not None:
        given = await asyncio.to_thread(read_answers, args.answers, rules.lanes)
        await _save(store, person, given)
        show_help(given.answers, person, rules.lanes)
        return
    begun = None if args.again else under_way(screenings)
    kept = person

    async def save(filled: Filled) -> None:
        nonlocal kept
        kept = await _save(store, kept, filled)

    await fill_in(begun, person, rules.lanes, rules.policy, save)


async def _save(store: Store, person: Person, filled: Filled) -> Person:
    """Adds a screen to what is kept; of one that is not to be kept, only its end."""
    if not (filled.kept or filled.confirmed):
        return person
    row, _ = screening_of(
        person.id, filled.answers, utc_now(), kept=filled.kept, confirmed=filled.confirmed
    )
    return await store.add_screening(person, row)


async def _show(store: Store, person: Person, lanes: LaneRules, *, as_json: bool) -> int:
    screenings = await store.screenings(person.id)
    hold = track((await store.course(person.id)).passages).sides.get(Standing.SAFETY_HOLD)
    sleepy = hold is not None and hold.rule == RuleId.SUSPEND_SLEEPINESS
    held = hold is not None and not sleepy
    standing = screen_page.in_force(screenings, lanes, held=held, sleepy=sleepy)
    if as_json:
        values = screen_page.plain(screenings, lanes, standing)
        print(json.dumps(values, indent=2, ensure_ascii=False))
    else:
        print(screen_page.page(screenings, lanes, standing))
    return 0


def read_answers(path: Path, lanes: LaneRules) -> Filled:
    """A whole screen from a file.

    Raises:
        UsageError: it cannot be read, an answer is none of the four, a question is missing, or a
            key is no question.
    """
    try:
        given = read_yaml(path, _Answers).root
    except ContentError as error:
        raise UsageError(f"this file of answers cannot be used. {error}") from error
    answers = {_question(key, lanes): answer for key, answer in given.items() if key != KEEP}
    missing = [question.id for question in lanes.missing(answers)]
    if KEEP not in given:
        missing.insert(0, KEEP)
    if missing:
        raise UsageError(f"{path.name} has no answer to {', '.join(missing)}.")
    return Filled(answers, kept=given[KEEP] is Answer.YES, confirmed=True)


def _question(key: str, lanes: LaneRules) -> str:
    ids: Mapping[str, str] = {
        name: q.id for q in lanes.questions for name in (q.id, q.id.removeprefix("screen."))
    }
    if key in ids:
        return ids[key]
    near = get_close_matches(key, ids, n=1, cutoff=0.5)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"{key!r} is none of the health questions.{meant}")
