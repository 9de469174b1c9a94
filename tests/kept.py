"""What the tests of the commands share: people and nights put into the store that `main` opens."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.keeping import opened_store
from coach.settings import Settings
from memory.checkin import CheckIn, Commitment, Hearing, Saying
from memory.course import Milestone
from memory.diary import DiaryEntry, Field, Source
from memory.person import Consent, Person, Topic
from tests.stored import database_url

NOW = datetime(2026, 3, 2, 7, 5, tzinfo=UTC)
NIGHT = date(2026, 3, 2)
ADA = UUID("0b9f5b5e-7f6c-4f57-8f0e-1f5dca6a0001")
BEN = UUID("1c9f5b5e-7f6c-4f57-8f0e-1f5dca6a0002")
BERLIN = ZoneInfo("Europe/Berlin")
"""Kept loaded: reading a zone's file counts as blocking, once in a process."""
TALK = UUID("5d9d7c9a-24b3-4a8f-9d0b-3f0a6f8e0001")


def ada() -> Person:
    return Person(
        id=ADA,
        created_at=NOW,
        name="Ada [b]Lovelace",
        tz=BERLIN.key,
        country="DE",
        rise_time=time(6, 30),
        work_days=frozenset({1, 2}),
        stage="S1",
        consents=(Consent(Topic.ADULT, given=True, at=NOW, wording="1"),),
    )


def ben() -> Person:
    return Person(id=BEN, created_at=NOW + timedelta(days=1), name="Ben")


def slept(night: date = NIGHT, **more: object) -> DiaryEntry:
    """22:45 to 06:45 in Berlin, seven hours asleep: 420 of 480 minutes, 87 per cent."""
    start = datetime(night.year, night.month, night.day, tzinfo=UTC)
    known: dict[str, object] = {
        "got_into_bed_at": start - timedelta(hours=2, minutes=15),
        "tried_to_sleep_at": start - timedelta(hours=2),
        "sleep_onset_latency_min": 15,
        "awakenings": 0,
        "final_awakening_at": start + timedelta(hours=5, minutes=15),
        "out_of_bed_at": start + timedelta(hours=5, minutes=45),
        "quality_1_5": 4,
        "sources": {Field.QUALITY: Source.SAID},
        "confirmed_at": NOW,
    }
    return DiaryEntry(ADA, night, BERLIN.key, **(known | more))  # type: ignore[arg-type]


def keep(
    people: Sequence[Person] = (),
    nights: Sequence[DiaryEntry] = (),
    course: Sequence[Milestone] = (),
) -> None:
    """Puts them into the store of the settings in force, with one talk where Ada is among them.

    `course` is Ada's.
    """

    settings = Settings()
    if not settings.data_dir.exists():
        # Migrated once for the whole run and copied: Alembic takes a third of a second.
        database_url("sqlite", settings.data_dir.parent)

    async def put() -> None:
        async with opened_store(settings) as store:
            for person in people:
                added = await store.add_person(person)
                if person.id == ADA and course:
                    await store.add_milestones(added, *course)
            for entry in nights:
                await store.put_entry(entry)
            if any(person.id == ADA for person in people):
                step = Commitment("step.unknown", agreed=True, night=NIGHT)
                talk = CheckIn(TALK, ADA, NIGHT, turn_no=0, commitment=step)
                opened = await store.hear(Hearing(talk, at=NOW, words="I lay awake"))
                await store.said(Saying(TALK, 0, opened.version, NOW, "That is hard."))

    asyncio.run(put())


def kept_nights() -> list[DiaryEntry]:
    async def look() -> list[DiaryEntry]:
        async with opened_store(Settings()) as store:
            return await store.nights(ADA)

    return asyncio.run(look())


def kept_people() -> list[Person]:
    async def look() -> list[Person]:
        async with opened_store(Settings()) as store:
            return await store.persons()

    return asyncio.run(look())
