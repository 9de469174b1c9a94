"""What a talk knows of a course when it opens, and how far back it looks."""

from dataclasses import replace
from datetime import timedelta

from coach.bootstrap import App
from coach.dialogue.state import load
from memory.course import Course, Passage, Standing
from memory.diary import DiaryEntry
from memory.person import Person
from memory.screening import Occasion, Screening
from safety.lanes import Lane
from tests.kept import slept
from tests.talking import MORNING, Talk, known_person, talk_with

TODAY = MORNING.date()


def night_of(person: Person, days_ago: int) -> DiaryEntry:
    return replace(slept(TODAY - timedelta(days=days_ago)), person_id=person.id)


async def test_a_talk_begins_with_the_course_and_the_screenings(app: App) -> None:
    person = await app.store.add_person(known_person())
    screen = Screening(person.id, MORNING, Occasion.SCREEN, Lane.B, "1", completed_at=MORNING)
    entered = Passage(person.id, MORNING, TODAY, Standing.S1, entered=True, rule="enter")
    person = await app.store.add_milestones(person, screen, entered)

    state = await load(app.store, person, MORNING, channel="text", local_zone="UTC")

    assert state.course == Course(passages=(entered,))
    assert state.screenings == (screen,)
    assert state.lane is Lane.B


async def test_a_talk_knows_the_nights_of_ten_weeks(app: App) -> None:
    person = await app.store.add_person(known_person())
    for days_ago in (1, 70, 71):
        await app.store.put_entry(night_of(person, days_ago))

    state = await load(app.store, person, MORNING, channel="text", local_zone="UTC")

    assert sorted((TODAY - night).days for night in state.nights) == [1, 70]


async def test_the_same_as_yesterday_is_not_taken_from_weeks_ago(app: App) -> None:
    person = await app.store.add_person(known_person())
    await app.store.put_entry(night_of(person, 21))
    talk = Talk(app, person, app.engine)
    await talk.open()

    await talk.say("same as yesterday")

    entry = await talk.entry()
    assert entry is None or not entry.sources


async def test_what_is_added_to_a_state_is_not_written_before_the_turn_is(app: App) -> None:
    talk = await talk_with(app, screening=False)
    assert talk.state is not None
    before, course = talk.state.screenings, talk.state.course
    screen = Screening(talk.person.id, talk.now, Occasion.TOLD, Lane.C, "1")
    entered = Passage(talk.person.id, talk.now, TODAY, Standing.PAUSED, entered=True, rule="told")

    added = talk.state.adding(screen, entered)

    assert added.screenings == (*before, screen)
    assert added.course.since(talk.state.course) == Course(passages=(entered,))
    assert tuple(await app.store.screenings(talk.person.id)) == before
    assert await app.store.course(talk.person.id) == course
