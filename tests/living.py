"""People in the middle of their programme, and whole mornings typed to the real engine."""

from dataclasses import replace
from datetime import timedelta

from agendas.telling import bedtime
from agendas.words import clock
from coach.bootstrap import App
from memory.course import Course, Milestone, Plan
from memory.person import Person
from safety.lanes import Answer
from tests.sleeping import DAY, plan, sleep
from tests.talking import MORNING, Talk, known_person, screened

TODAY = MORNING.date()
MOST_TURNS = 30
DIARY = (
    "I got into bed and tried to sleep at eleven, took 40 minutes to fall asleep, woke once for 50 "
    "minutes, woke for good and got up at seven, no naps, quality three out of five."
)
"""Eight hours in bed, six and a half of them asleep; nothing of it is left open."""
USUAL: dict[str, str] = {
    "diary.confirm": "yes",
    "review.satisfaction": "six",
    "review.day_impact": "a five",
    "review.worry": "4",
    "review.content": "not really",
    "review.sleepy_unsafe": "no",
    "screen.news": "no",
    "course.agree": "yes",
    "follow_up": "yes",
    "agree": "yes",
}
"""What somebody with nothing special to tell answers, by question."""


async def in_programme(
    app: App,
    *milestones: Milestone,
    nights: int = 6,
    screening: dict[str, Answer] | None = None,
    whole_screen: bool = True,
    person: Person | None = None,
    **changes: object,
) -> Talk:
    """A talk, not opened yet, with somebody who has told so many nights up to yesterday."""
    known = person or known_person(stage_entered_on=TODAY - 20 * DAY)
    known = await app.store.add_person(known)
    if whole_screen:
        answers = screened(known, MORNING - 2 * DAY, **(screening or {}))
        known = await app.store.add_screening(known, answers)
    for back in range(nights, 0, -1):
        entry = sleep(TODAY - back * DAY, 480, 390, **changes)  # type: ignore[arg-type]
        await app.store.put_entry(replace(entry, person_id=known.id))
    if milestones:
        owned = [replace(each, person_id=known.id) for each in milestones]
        known = await app.store.add_milestones(known, *owned)
    return Talk(app, known, app.engine)


def window(days_ago: int = 7, minutes: int = 450, **changes: object) -> Plan:
    """A window that was begun so many days ago."""
    return plan(TODAY - (days_ago - 1) * DAY, minutes, baseline_min=480, **changes)  # type: ignore[arg-type]


async def to(talk: Talk, question: str, **instead: str) -> str:
    """Goes on as usual until a question is open; what the coach said last."""
    if talk.state is None:
        await talk.open()
    turns = 0
    while talk.question != question and not talk.ends:
        turns += 1
        assert turns < MOST_TURNS, (talk.question, talk.told)
        await talk.say(answer_to(talk, instead))
    return talk.told


async def through(talk: Talk, **instead: str) -> str:
    """The whole rest of a check-in, as usual; all that the coach said."""
    told = [talk.told if talk.state else await talk.open()]
    turns = 0
    while not talk.ends:
        turns += 1
        assert turns < MOST_TURNS, (talk.question, talk.told)
        told.append(await talk.say(answer_to(talk, instead)))
    return " ".join(told)


def answer_to(talk: Talk, instead: dict[str, str]) -> str:
    question = talk.question or ""
    named = {key.replace("__", "."): words for key, words in instead.items()}
    if question == "diary.open":
        return named.get(question, DIARY)
    return named.get(question) or USUAL.get(question, "yes")


def next_morning(talk: Talk, days: int = 1) -> None:
    """So many days later, at the same hour, the talk not opened yet."""
    night = talk.now.date() + timedelta(days=days)
    talk.now = MORNING.replace(year=night.year, month=night.month, day=night.day)
    talk.state = None
    talk.ends = False


def course_of(talk: Talk) -> Course:
    assert talk.state is not None
    return talk.state.course


def told_night(standing: Plan | None, sol: int, awake: int) -> str:
    """A night as it is told: under the plan that stands, or from eleven to seven."""
    bed = "11 pm"
    if standing is not None and standing.time_in_bed_min is not None:
        bed = clock(bedtime(standing.rise_time, standing.time_in_bed_min), "GB")
    return (
        f"I got into bed and tried to sleep at {bed}, took {sol} minutes to fall asleep, woke once "
        f"for {awake} minutes, woke for good and got up at 7 am, no naps, quality 3 out of 5."
    )
