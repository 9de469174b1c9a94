import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import event, text

from memory.checkin import Hearing
from memory.fact import Change, Fact, Kind, Mentions, Origin, Sensitivity, Status
from memory.store import StaleError, Store, UnknownPersonError
from tests.stored import (
    ADA,
    BEN,
    BOTH,
    NIGHT,
    NOW,
    TALK,
    ada,
    ben,
    database_url,
    opened_store,
    opening,
)

ROOT = Path(__file__).parent.parent
EACH = 25


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = database_url(request.param, tmp_path)
    async with await opened_store(url, tmp_path / "config") as opened:
        await opened.add_person(ada())
        yield opened


def fact(words: str = "My terrier barks at five.", number: int = 1, owner: UUID = ADA) -> Fact:
    return Fact(
        id=UUID(int=number),
        person_id=owner,
        kind=Kind.EVENT,
        text=words,
        said_at=NOW + timedelta(seconds=number),
        said_on=NIGHT,
        tz="Europe/London",
        starts_on=date(2026, 3, 4),
        ends_on=date(2026, 3, 6),
        weekdays=frozenset({1, 5}),
        slot="pet.dog.night",
        phrase="until friday",
        importance=0.7,
        sensitivity=Sensitivity.PERSONAL,
        topics=("terrier",),
        mentions=Mentions(2, NIGHT, 40.5),
        origin=Origin(TALK, 3, wording="1.0"),
    )


async def test_a_fact_comes_back_as_it_was_kept(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))

    assert await store.facts.of(ADA) == (replace(fact(), version=1),)


async def test_the_same_change_again_adds_nothing_twice(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))
    await store.facts.learn(ADA, Change(added=(fact(),)))

    assert len(await store.facts.of(ADA)) == 1


async def test_what_was_changed_meanwhile_is_refused_whole(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))
    (seen,) = await store.facts.of(ADA)
    ended = replace(seen, status=Status.ENDED, over_on=NIGHT)
    await store.facts.learn(ADA, Change(changed=(ended,)))

    with pytest.raises(StaleError, match="no longer at version 1"):
        await store.facts.learn(ADA, Change(added=(fact(number=2),), changed=(seen,)))

    assert await store.facts.of(ADA) == (replace(ended, version=2),)


async def test_one_person_never_sees_or_touches_anothers_facts(store: Store) -> None:
    await store.add_person(ben())
    canary = fact("Benjamin keeps a canary.", number=7, owner=BEN)
    await store.facts.learn(BEN, Change(added=(canary,)))
    await store.facts.learn(ADA, Change(added=(fact(),), forgotten=(canary.id,)))

    assert "canary" not in repr(await store.facts.of(ADA))
    assert "canary" not in json.dumps(await store.export(ADA))
    assert await store.facts.of(BEN) == (replace(canary, version=1),)
    with pytest.raises(ValueError, match="somebody else's"):
        await store.facts.learn(ADA, Change(added=(canary,)))


async def test_looking_for_one_persons_facts_reads_no_row_of_anybody_else(store: Store) -> None:
    await store.add_person(ben())
    await store.facts.learn(ADA, Change(added=(fact(),)))
    others = tuple(fact(number=number, owner=BEN) for number in range(10, 40))
    await store.facts.learn(BEN, Change(added=others))
    asked: list[str] = []

    @event.listens_for(store.database.engine.sync_engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    found = await store.facts.of(ADA)
    (looked,) = [each for each in asked if "fact.body" in each]

    assert [each.person_id for each in found] == [ADA]
    assert "fact.vector" not in looked
    assert "ix_fact_person_id" in await _way(store, looked)


async def _way(store: Store, statement: str) -> str:
    """How the database goes about a statement about Ada."""
    of_ada = statement.replace("?", f"'{ADA.hex}'").replace("%(person)s::UUID", f"'{ADA}'")
    async with store.database.reading() as session:
        if store.database.file is None:
            # A handful of rows is read whole, whatever indexes there are.
            await session.execute(text("SET LOCAL enable_seqscan = off"))
            found = await session.execute(text(f"EXPLAIN {of_ada.replace(':', chr(92) + ':')}"))
        else:
            found = await session.execute(text(f"EXPLAIN QUERY PLAN {of_ada}"))
        return "\n".join(str(row) for row in found.all())


async def test_of_somebody_unknown_nothing_is_known_and_nothing_kept(store: Store) -> None:
    stranger = uuid4()

    assert await store.facts.of(stranger) == ()
    with pytest.raises(UnknownPersonError):
        await store.facts.learn(stranger, Change(added=(fact(owner=stranger),)))


async def test_no_column_holds_a_word_or_a_slot_in_clear(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))
    await store.facts.set_vectors(ADA, {UUID(int=1): np.ones(4, np.float32)}, "r1")

    async with store.database.reading() as session:
        (row,) = (await session.execute(text("SELECT * FROM fact"))).mappings()

    shown = repr(dict(row)).lower()
    for word in ("terrier", "event", "pet.dog", "friday", "london", "personal"):
        assert word not in shown
    assert np.ones(4, np.float32).tobytes() not in bytes(row["vector"])


async def test_facts_of_one_slot_share_a_key_that_is_no_other_persons(store: Store) -> None:
    await store.add_person(ben())
    await store.facts.learn(ADA, Change(added=(fact(), fact(number=2))))
    await store.facts.learn(BEN, Change(added=(fact(number=3, owner=BEN),)))

    async with store.database.reading() as session:
        keys = (await session.execute(text("SELECT slot_key FROM fact ORDER BY id"))).scalars()
        first, second, bens = keys

    assert first == second
    assert bens != first


async def test_vectors_are_kept_beside_their_facts_by_revision(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))

    await store.facts.set_vectors(
        ADA, {UUID(int=1): np.arange(4, dtype=np.float32), uuid4(): np.ones(4, np.float32)}, "r1"
    )

    kept = await store.facts.vectors(ADA, "r1")
    assert list(kept) == [UUID(int=1)]
    assert kept[UUID(int=1)].tolist() == [0.0, 1.0, 2.0, 3.0]
    assert await store.facts.vectors(ADA, "r2") == {}


async def test_forgetting_takes_the_words_of_the_turn_with_it(store: Store) -> None:
    check_in = await store.hear(opening())
    for turn in (1, 2, 3):
        check_in = await store.hear(
            Hearing(replace(check_in, turn_no=turn), at=NOW, words=f"the secret of turn {turn}")
        )
    await store.facts.learn(ADA, Change(added=(fact(),)))

    await store.facts.learn(ADA, Change(forgotten=(UUID(int=1),)))

    assert await store.facts.of(ADA) == ()
    turns = {turn.turn_no: turn for turn in await store.turns(TALK)}
    assert (turns[3].text, turns[3].withheld_rule) == (None, "forgotten")
    assert turns[2].text == "the secret of turn 2"
    assert "turn 3" not in json.dumps(await store.export(ADA))


async def test_an_export_says_what_is_known_and_where_from(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))

    (told,) = json.loads(json.dumps((await store.export(ADA))["facts"]))

    assert told["text"] == "My terrier barks at five."
    assert (told["kind"], told["ends_on"], told["said_on"]) == ("event", "2026-03-06", "2026-03-02")
    assert told["origin"]["turn_no"] == 3


async def test_what_may_no_longer_be_kept_is_swept_when_its_last_day_is_over_everywhere(
    store: Store,
) -> None:
    state = replace(fact(number=2), kind=Kind.STATE, starts_on=NIGHT, ends_on=None)
    await store.facts.learn(ADA, Change(added=(fact(), state)))
    last_day = datetime(2026, 4, 1, tzinfo=UTC)

    early = await store.facts.sweep(last_day + timedelta(hours=35))
    swept = await store.facts.sweep(last_day + timedelta(hours=37))

    assert (early, swept) == (0, 1)
    assert [each.id for each in await store.facts.of(ADA)] == [UUID(int=1)]


async def test_who_is_erased_leaves_no_fact(store: Store) -> None:
    await store.facts.learn(ADA, Change(added=(fact(),)))

    await store.erase(ADA, NOW)

    async with store.database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM fact"))).scalar() == 0
    assert await store.facts.of(ADA) == ()


async def test_a_forgotten_facts_sealed_bytes_leave_the_files(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    file = Path(url.removeprefix("sqlite:///"))
    async with await opened_store(url, tmp_path / "config") as store:
        await store.add_person(ada())
        await store.facts.learn(ADA, Change(added=(fact(),)))
        body = await asyncio.to_thread(_body, file)

        await store.facts.learn(ADA, Change(forgotten=(UUID(int=1),)))

        log = file.with_name(f"{file.name}-wal")
        left = await asyncio.to_thread(lambda: file.read_bytes() + log.read_bytes())
    assert body not in left


def _body(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        return bytes(connection.execute("SELECT body FROM fact").fetchone()[0])


# -- two processes ----------------------------------------------------------------------------


async def count_up(store: Store, name: str) -> None:
    """Learns as a door does: on StaleError it looks again and tries the same words again."""
    for number in range(EACH):
        while True:
            shared = next(f for f in await store.facts.of(ADA) if f.id == UUID(int=1))
            counted = replace(
                shared, mentions=replace(shared.mentions, count=shared.mentions.count + 1)
            )
            own = replace(fact(f"{name} {number}"), id=uuid4())
            try:
                await store.facts.learn(ADA, Change(added=(own,), changed=(counted,)))
            except StaleError:
                continue
            break


async def work(url: str, config: str, name: str) -> None:
    async with await opened_store(url, Path(config)) as store:
        await count_up(store, name)


@pytest.mark.system
@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", BOTH)
def test_two_processes_that_learn_of_one_person_at_once_lose_nothing(
    kind: str, tmp_path: Path
) -> None:
    url, config = database_url(kind, tmp_path), tmp_path / "config"
    asyncio.run(_begin(url, config))
    started = [
        subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, "-m", "tests.test_facts_kept", url, str(config), name], cwd=ROOT
        )
        for name in ("one", "two")
    ]

    statuses = [process.wait(timeout=100) for process in started]

    facts = asyncio.run(_known(url, config))
    assert statuses == [0, 0]
    assert {each.text for each in facts[1:]} | {facts[0].text} == {
        "shared",
        *(f"{name} {number}" for name in ("one", "two") for number in range(EACH)),
    }
    assert next(f for f in facts if f.text == "shared").mentions.count == 2 + 2 * EACH


async def _begin(url: str, config: Path) -> None:
    async with await opened_store(url, config) as store:
        await store.add_person(ada())
        await store.facts.learn(ADA, Change(added=(fact("shared"),)))


async def _known(url: str, config: Path) -> tuple[Fact, ...]:
    async with await opened_store(url, config) as store:
        return await store.facts.of(ADA)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:4]))
