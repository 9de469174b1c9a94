"""What the tests of the store share: the databases they run on, and someone to keep in them."""

import asyncio
import shutil
import tempfile
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from coach import migrations
from memory.checkin import Audited, CheckIn, Hearing, Saying
from memory.diary import DiaryEntry, Field, Source
from memory.keys import KeyRing
from memory.person import Consent, Person, Topic
from memory.store import Store
from tests.postgres import new_database

NOW = datetime(2026, 3, 2, 7, 5, 0, 123456, tzinfo=UTC)
NIGHT = date(2026, 3, 2)
ADA = UUID("0b9f5b5e-7f6c-4f57-8f0e-1f5dca6a0001")
BEN = UUID("0b9f5b5e-7f6c-4f57-8f0e-1f5dca6a0002")
TALK = UUID("5d9d7c9a-24b3-4a8f-9d0b-3f0a6f8e0001")

POSTGRESQL = pytest.param(
    "postgresql", marks=[pytest.mark.system, pytest.mark.timeout(60)], id="postgresql"
)
BOTH = ["sqlite", POSTGRESQL]


def database_url(kind: str, folder: Path) -> str:
    """The URL of a new, empty database with the newest tables."""
    if kind == "postgresql":
        return new_database()
    file = folder / "data" / "nightjar.db"
    file.parent.mkdir()
    file.write_bytes(_migrated())
    return f"sqlite:///{file}"


async def opened_store(url: str, config: Path) -> Store:
    """A store and its keys, opened in a thread as every door does: both look at files."""
    return await asyncio.to_thread(lambda: Store(url, KeyRing.open(config)))


@cache
def _migrated() -> bytes:
    folder = Path(tempfile.mkdtemp(prefix="nightjar-sqlite-"))
    migrations.migrate(f"sqlite:///{folder / 'template.db'}")
    content = (folder / "template.db").read_bytes()
    shutil.rmtree(folder)
    return content


def ada() -> Person:
    return Person(
        id=ADA,
        created_at=NOW,
        name="Ada Lovelace",
        tz="Europe/London",
        country="GB",
        rise_time=time(6, 30),
        work_days=frozenset({1, 2, 5}),
        consents=(Consent(Topic.ADULT, given=True, at=NOW, wording="1.0"),),
    )


def ben() -> Person:
    return Person(id=BEN, created_at=NOW, name="Benjamin Britten")


def opening(person_id: UUID = ADA, night: date = NIGHT, check_in_id: UUID = TALK) -> Hearing:
    check_in = CheckIn(
        id=check_in_id, person_id=person_id, night=night, turn_no=0, agenda='{"a":1}'
    )
    return Hearing(check_in, at=NOW, audited=(decision("heard"),))


def decision(kind: str) -> Audited:
    return Audited(at=NOW, kind=kind, rule_id="in_scope.any", policy_version="1")


def reply(check_in: CheckIn, text: str = "Good morning.") -> Saying:
    return Saying(check_in.id, check_in.turn_no, check_in.version, NOW, text)


def night_of_ada(night: date = NIGHT, part: int = 1) -> DiaryEntry:
    return DiaryEntry(
        person_id=ADA,
        night=night,
        tz="Europe/London",
        part=part,
        got_into_bed_at=datetime(2026, 3, 1, 22, 45, tzinfo=UTC),
        out_of_bed_at=datetime(2026, 3, 2, 6, 30, tzinfo=UTC),
        sleep_onset_latency_min=20,
        awakenings=0,
        quality_1_5=4,
        note="the neighbour's dog",
        sources={Field.AWAKENINGS: Source.SAID, Field.NAPS: Source.FORM},
        confirmed_at=NOW,
    )
