"""`kill -9` in the middle of a check-in, again and again: real processes on a real store."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from coach.bootstrap import App
from memory.checkin import CheckIn, Speaker, Status, Turn
from memory.diary import DiaryEntry
from memory.person import Person
from memory.store import Store
from tests.running import DEMO, Typed, diary, in_store
from tests.talking import Talk, talk_with

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

SEED = 2026
KILLS = 5
PEOPLE = 2
LONGEST_WAIT_S = 0.05
"""Some turns are over by then and some have hardly begun."""


class Kept(NamedTuple):
    """What a store holds of its one person."""

    person: Person
    check_in: CheckIn
    turns: Sequence[Turn]
    entry: DiaryEntry | None

    @property
    def heard(self) -> list[str]:
        return [t.text for t in self.turns if t.speaker is Speaker.PERSON and t.text is not None]


async def _kept(store: Store) -> Kept:
    (person,) = await store.persons()
    (check_in,) = await store.check_ins(person.id)
    nights = await store.nights(person.id)
    assert (await store.verify_audit()).broken_at is None
    return Kept(person, check_in, await store.turns(check_in.id), nights[0] if nights else None)


def _killed_again_and_again(folder: Path, dice: random.Random) -> tuple[Kept, list[str]]:
    """The demonstration's lines, killed at `KILLS` of them; what is kept, and how it went."""
    folder.mkdir()
    before: Kept | None = None
    heard = 0
    story: list[str] = []
    for at in [*sorted(dice.sample(range(len(DEMO)), KILLS)), None]:
        with Typed(folder) as typed:
            typed.opened()
            for words in DEMO[heard:at]:
                typed.say(words)
            if at is None:
                assert typed.end() == 0, typed.printed
            else:
                story.append(_killed(typed, DEMO[at], dice))
            shown = heard + typed.replies - 1
        kept = in_store(folder, _kept)
        story[-1] += f"; {len(kept.heard)} of {len(DEMO)} lines kept"
        assert kept.heard == list(DEMO[: len(kept.heard)]), "a line lost, doubled or out of order"
        assert len(kept.heard) >= shown, "a reply was shown to words that were not kept"
        if before is not None:
            assert kept.turns[: len(before.turns)] == before.turns, "a committed turn changed"
        before, heard = kept, len(kept.heard)
    assert before is not None
    return before, story


def _killed(typed: Typed, words: str, dice: random.Random) -> str:
    """Says a line and kills: blindly within a moment, at the first words of the reply, or after."""
    answered = typed.replies + 1
    how = dice.choice(["at once", "within a moment", "as the reply shows", "after the reply"])
    typed.write(words)
    if how == "within a moment":
        time.sleep(dice.uniform(0, LONGEST_WAIT_S))
    if how in {"as the reply shows", "after the reply"}:
        whole = how == "after the reply"
        typed.wait_for(
            lambda: typed.replies >= answered and (not whole or typed.printed.endswith("\n"))
        )
    typed.kill()
    return f"killed {how} after {words[:30]!r}"


async def _uninterrupted(app: App, like: Kept) -> Talk:
    """The same lines in one go, on the day of the other."""
    opened_at = like.check_in.opened_at
    assert opened_at is not None
    newcomer = Person(id=uuid4(), created_at=opened_at)
    talk = Talk(app, await app.store.add_person(newcomer), app.engine, now=opened_at)
    await talk.open()
    await talk.say(*DEMO)
    return talk


@pytest.fixture(scope="module")
def survivors(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Kept, list[str]]]:
    """People whose check-in was killed ten times between them, each in a store of their own."""
    folder = tmp_path_factory.mktemp("kills")
    with ThreadPoolExecutor(PEOPLE) as at_once:
        running = [
            at_once.submit(
                _killed_again_and_again,
                folder / str(n),
                random.Random(SEED + n),  # noqa: S311
            )
            for n in range(PEOPLE)
        ]
        survived = [each.result() for each in running]
    print(f"seed {SEED}", *(line for _, story in survived for line in story), sep="\n")  # noqa: T201
    return survived


def test_ten_kills_lose_no_turn_and_double_none(
    survivors: list[tuple[Kept, list[str]]],
) -> None:
    for kept, story in survivors:
        keys = [(turn.turn_no, turn.speaker) for turn in kept.turns]
        heard = [turn.turn_no for turn in kept.turns if turn.speaker is Speaker.PERSON]

        assert kept.heard == list(DEMO), story
        assert len(keys) == len(set(keys)), story
        assert heard == list(range(len(heard))), story
        assert sum(line.startswith("killed") for line in story) == KILLS


async def test_after_ten_kills_the_diary_is_that_of_an_uninterrupted_morning(
    app: App, survivors: list[tuple[Kept, list[str]]]
) -> None:
    for kept, story in survivors:
        talk = await _uninterrupted(app, kept)

        assert talk.ends
        assert diary(kept.entry) == diary(await talk.entry()), story
        assert kept.check_in.status is Status.DONE
        assert talk.state is not None
        assert kept.check_in.commitment == talk.state.check_in.commitment


async def test_after_ten_kills_the_person_is_known_as_if_nothing_had_happened(
    app: App, survivors: list[tuple[Kept, list[str]]]
) -> None:
    for kept, story in survivors:
        talk = await _uninterrupted(app, kept)
        person = await app.store.person(talk.person.id)

        assert person is not None
        assert _basics(kept.person) == _basics(person), story


def _basics(person: Person) -> tuple[object, ...]:
    consents = [(consent.topic, consent.given) for consent in person.consents]
    return (
        person.name,
        person.tz,
        person.country,
        person.rise_time,
        person.work_days,
        person.stage,
        person.stage_entered_on,
        consents,
    )


async def test_a_question_cut_off_before_it_was_shown_is_asked_again(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven")
    assert talk.state is not None
    proposal = await anext(app.engine.respond(talk.state, "at half past eleven", talk.now))
    await app.engine.hear(proposal)  # type: ignore[arg-type]  # a reply begins with its proposal

    back = Talk(app, talk.person, app.engine, now=talk.now)
    await back.open()

    assert back.question == "diary.sleep_onset_latency_min"
    assert back.told.endswith("?")
