"""Real processes on one store. Run as a program, this file is such a process: see `work`."""

import asyncio
import contextlib
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from memory.checkin import CheckIn, Hearing, Status
from memory.course import Course
from memory.person import Person
from memory.store import StaleError, Store
from tests.courses import passed, planned
from tests.stored import (
    ADA,
    BOTH,
    NIGHT,
    NOW,
    TALK,
    ada,
    database_url,
    decision,
    night_of_ada,
    opened_store,
    opening,
    reply,
)

pytestmark = [pytest.mark.system, pytest.mark.timeout(90)]

ROOT = Path(__file__).parent.parent
TURNS = 8


async def add_turn(store: Store, words: str) -> None:
    """Hears words as a door does: on StaleError it reloads and tries the same words again."""
    while True:
        check_in, person = await store.check_in(ADA, NIGHT), await store.person(ADA)
        seen = tuple(await store.nights(ADA, NIGHT, NIGHT))
        assert check_in is not None
        assert person is not None
        try:
            await store.hear(replace(all_of_a_turn(check_in, person, words), seen=seen))
        except StaleError:
            continue
        return


def all_of_a_turn(check_in: CheckIn, person: Person, words: str) -> Hearing:
    """Everything a hearing can change, each counted one up, so that a lost update shows."""
    turn_no = check_in.turn_no + 1
    counted = replace(check_in, turn_no=turn_no, attempts=check_in.attempts + 1)
    return Hearing(
        counted,
        at=NOW,
        words=words,
        person=replace(person, stage=f"S{person.version}"),
        entries=(replace(night_of_ada(), naps_min=turn_no),),
        audited=(decision("heard"),),
        plans=(planned(turn_no),),
        passages=(passed(number=turn_no),),
    )


def every_turns_course(turns: int) -> Course:
    numbers = range(1, turns + 1)
    return Course().adding(*map(planned, numbers), *(passed(number=n) for n in numbers))


async def work(url: str, config: str, name: str, turns: int) -> None:
    async with await opened_store(url, Path(config)) as store:
        for number in range(turns):
            await add_turn(store, f"{name} {number}")
            print(number, flush=True)  # noqa: T201 - the parent counts the turns


class Place:
    """A store's address, and processes that work on it."""

    def __init__(self, url: str, config: Path) -> None:
        self.url = url
        self.config = config

    async def open(self) -> Store:
        return await opened_store(self.url, self.config)

    def start(self, name: str, turns: int) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.test_store_processes"]
        return subprocess.Popen(  # noqa: S603 - this file
            [*words, self.url, str(self.config), name, str(turns)], cwd=ROOT, stdout=subprocess.PIPE
        )


@pytest.fixture(params=BOTH)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    found = Place(database_url(request.param, tmp_path), tmp_path / "config")
    async with await found.open() as store:
        await store.add_person(ada())
        await store.hear(opening())
    return found


def test_many_processes_on_one_person_lose_no_turn_and_no_update(place: Place) -> None:
    names = ["one", "two", "three", "four"]
    processes = [place.start(name, TURNS) for name in names]

    statuses = [process.wait(timeout=80) for process in processes]

    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    assert statuses == [0, 0, 0, 0]
    asyncio.run(nothing_is_lost(place, [f"{name} {n}" for name in names for n in range(TURNS)]))


async def nothing_is_lost(place: Place, words: list[str]) -> None:
    async with await place.open() as store:
        check_in, person = await store.check_in(ADA, NIGHT), await store.person(ADA)
        turns, nights = await store.turns(TALK), await store.nights(ADA)
        course = await store.course(ADA)
        audited = await store.verify_audit()
    assert check_in is not None
    assert person is not None
    assert sorted(turn.text or "" for turn in turns[1:]) == sorted(words)
    assert [turn.turn_no for turn in turns] == list(range(len(words) + 1))
    assert check_in.attempts == check_in.turn_no == nights[0].naps_min == len(words)
    assert check_in.version == person.version == len(words) + 1
    assert course == every_turns_course(len(words))
    assert audited == (len(words) + 1, None)


@pytest.mark.parametrize(("turns", "delay_ms"), [(1, 0), (2, 3), (3, 7), (5, 13)])
def test_a_kill_at_any_moment_leaves_whole_turns_only(
    place: Place, turns: int, delay_ms: int
) -> None:
    process = place.start("killed", 10_000)
    assert process.stdout is not None
    for _ in range(turns):
        process.stdout.readline()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=delay_ms / 1000)

    process.send_signal(signal.SIGKILL)

    assert process.wait(timeout=50) == -signal.SIGKILL
    process.stdout.close()
    asyncio.run(all_of_every_turn_is_kept(place, turns))


async def all_of_every_turn_is_kept(place: Place, seen: int) -> None:
    async with await place.open() as store:
        before = await store.turns(TALK)
        words = [f"killed {number}" for number in range(len(before) - 1)]
        assert len(words) >= seen
        await nothing_is_lost_or_half(store, words)
        await add_turn(store, f"killed {len(words)}")
        await nothing_is_lost_or_half(store, [*words, f"killed {len(words)}"])


async def nothing_is_lost_or_half(store: Store, words: list[str]) -> None:
    check_in, person = await store.check_in(ADA, NIGHT), await store.person(ADA)
    turns, nights = await store.turns(TALK), await store.nights(ADA)
    assert check_in is not None
    assert person is not None
    assert [turn.text for turn in turns] == [None, *words]
    assert check_in.turn_no == check_in.attempts == len(words)
    assert person.version == len(words) + 1
    assert [entry.naps_min for entry in nights] == ([len(words)] if words else [])
    assert await store.course(ADA) == every_turns_course(len(words))
    assert await store.verify_audit() == (len(words) + 1, None)


async def test_a_person_erased_elsewhere_cannot_be_written_to_from_an_open_store(
    place: Place,
) -> None:
    async with await place.open() as here, await place.open() as there:
        check_in = await here.check_in(ADA, NIGHT)
        assert check_in is not None

        await there.erase(ADA, NOW)

        with pytest.raises(StaleError):
            await here.said(reply(check_in))
        with pytest.raises(StaleError):
            await here.hear(opening(night=NIGHT + timedelta(days=1), check_in_id=uuid4()))
        assert await here.persons() == []


async def test_an_erasure_among_writers_ends_with_nothing_kept(place: Place) -> None:
    async with await place.open() as here, await place.open() as there:

        async def write() -> None:
            for day in range(1, 40):
                with contextlib.suppress(StaleError):
                    check_in = opening(night=NIGHT + timedelta(days=day), check_in_id=uuid4())
                    written = await here.hear(check_in)
                    await here.said(reply(replace(written, status=Status.OPEN)))

        async with asyncio.TaskGroup() as group:
            group.create_task(write())
            await asyncio.sleep(0.05)
            await there.erase(ADA, NOW)

        assert await here.persons() == []
        assert await here.check_ins(ADA) == []
        assert (await here.verify_audit()).broken_at is None


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
