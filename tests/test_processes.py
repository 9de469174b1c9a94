"""Two at once on one person's check-in: two real processes, and two states in one process."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.reply import Spoken
from coach.dialogue.state import State
from memory.checkin import CheckIn, Speaker, Status, Turn
from memory.diary import CLOCK_FIELDS, DiaryEntry
from memory.store import Store
from safety.policy import load_policy
from tests.running import Typed, in_store
from tests.talking import Talk, known_person, talk_with

AT_ONCE = (
    ("I got into bed at half past ten.", "I tried to sleep from eleven."),
    ("It took me forty minutes to fall asleep.", "I woke up twice in the night."),
    ("I was awake for half an hour in the night.", "I woke up for good at quarter past six."),
    ("I got out of bed at quarter past six as well.", "I took no naps yesterday."),
)
"""What the two windows are told at the same moment; each line says what it is about."""


class Overtaken(Engine):
    """An engine during whose next reply something else happens."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def said(
        self, spoken: Spoken, state: State, now: datetime, *, heard: str, interrupted: bool = False
    ) -> State:
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            await happens()
        return await super().said(spoken, state, now, heard=heard, interrupted=interrupted)


class Shared(NamedTuple):
    """What the store holds after two processes; how they ended and what they showed."""

    check_in: CheckIn
    turns: list[Turn]
    entry: DiaryEntry
    said: list[str]
    codes: tuple[int | None, int | None]
    printed: tuple[str, str]


async def _kept(store: Store) -> tuple[CheckIn, list[Turn], DiaryEntry]:
    (person,) = await store.persons()
    (check_in,) = await store.check_ins(person.id)
    (entry,) = await store.nights(person.id)
    return check_in, await store.turns(check_in.id), entry


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """One person's check-in, told to two processes at once to the end."""
    folder = tmp_path_factory.mktemp("two")
    in_store(folder, lambda store: store.add_person(known_person()))
    with Typed(folder) as one, Typed(folder) as other:
        one.opened()
        other.opened()
        said = [words for pair in AT_ONCE for words in pair]
        for words, others in AT_ONCE:
            for typed, line in ((one, words), (other, others)):
                typed.write(line)
            for typed in (one, other):
                typed.wait_for_reply()
        for words, typed in (
            ("I'd give the night a two.", one),
            ("Yes, that's right.", other),
            ("Tomorrow, please.", one),
            ("Yes, I can do that.", other),
        ):
            typed.say(words)
            said.append(words)
        codes = (one.end(), other.end())
        printed = (one.printed, other.printed)
    check_in, turns, entry = in_store(folder, _kept)
    return Shared(check_in, turns, entry, said, codes, printed)


@pytest.mark.system
@pytest.mark.timeout(90)
def test_two_processes_lose_nothing_of_what_either_was_told(shared: Shared) -> None:
    heard = [t.text for t in shared.turns if t.speaker is Speaker.PERSON and t.text]

    assert sorted(heard) == sorted(shared.said), shared.printed


@pytest.mark.system
@pytest.mark.timeout(90)
def test_two_processes_never_write_the_same_turn(shared: Shared) -> None:
    keys = [(turn.turn_no, turn.speaker) for turn in shared.turns]
    heard = [turn.turn_no for turn in shared.turns if turn.speaker is Speaker.PERSON]
    told = [turn.turn_no for turn in shared.turns if turn.speaker is Speaker.COACH]

    assert len(keys) == len(set(keys))
    assert heard == list(range(len(heard)))
    assert told == heard


@pytest.mark.system
@pytest.mark.timeout(90)
def test_two_processes_make_one_whole_diary(shared: Shared) -> None:
    entry = shared.entry
    clocks = [getattr(entry, field).astimezone(ZoneInfo(entry.tz)).time() for field in CLOCK_FIELDS]

    assert clocks == [time(22, 30), time(23), time(6, 15), time(6, 15)], shared.printed
    assert entry.sleep_onset_latency_min == 40
    assert (entry.awakenings, entry.wake_after_sleep_onset_min) == (2, 30)
    assert (entry.naps_min, entry.quality_1_5) == (0, 2)
    assert entry.confirmed_at is not None


@pytest.mark.system
@pytest.mark.timeout(90)
def test_two_processes_both_end_in_peace(shared: Shared) -> None:
    assert shared.codes == (0, 0), shared.printed
    assert shared.check_in.status is Status.DONE
    assert not [each for each in shared.printed if "Traceback" in each]


async def test_words_to_a_stale_state_are_answered_from_where_the_talk_has_come(app: App) -> None:
    one = await talk_with(app)
    await one.say("I got into bed at half past ten")
    other = Talk(app, one.person, app.engine, now=one.now)
    await other.open()
    await one.say("I tried to sleep from eleven")

    await other.say("It took me forty minutes")

    entry = await other.entry()
    assert entry is not None
    assert entry.tried_to_sleep_at is not None
    assert entry.sleep_onset_latency_min == 40
    assert other.question == "diary.awakenings"


async def test_words_to_a_stale_state_are_written_once(app: App) -> None:
    one = await talk_with(app)
    other = Talk(app, one.person, app.engine, now=one.now)
    await other.open()

    for number, talk in enumerate((one, other, one, other)):
        await talk.say(f"I got into bed at half past ten, I said {number}")

    assert one.state is not None
    turns = await app.store.turns(one.state.check_in.id)
    heard = [t.text for t in turns if t.speaker is Speaker.PERSON and t.text]
    assert heard == [f"I got into bed at half past ten, I said {n}" for n in range(4)]
    assert len({(t.turn_no, t.speaker) for t in turns}) == len(turns)


async def test_two_windows_opened_at_once_share_one_check_in(app: App) -> None:
    person = await app.store.add_person(known_person())
    one, other = Talk(app, person, app.engine), Talk(app, person, app.engine)
    one.state = await one._load()
    other.state = await other._load()

    await one._turn(None)
    await other._turn(None)

    assert one.state.check_in.id == other.state.check_in.id
    assert len(await app.store.check_ins(person.id)) == 1


async def test_the_same_words_from_another_window_are_no_retry(app: App) -> None:
    one = await talk_with(app)
    other = Talk(app, one.person, app.engine, now=one.now + timedelta(seconds=1))
    await other.open()
    for talk in (one, other):
        talk.state = await talk._load()

    await one.say("good morning", "I got into bed at eleven", "lights out at quarter past eleven")
    await other.say("good morning", "I woke up twice")

    entry = await one.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None
    assert entry.tried_to_sleep_at is not None
    assert entry.awakenings == 2


async def test_words_from_elsewhere_while_a_reply_is_told_are_not_overwritten(app: App) -> None:
    engine = Overtaken(app.store, app.program, load_policy())
    one = await talk_with(app, engine=engine)
    other = Talk(app, one.person, app.engine, now=one.now + timedelta(seconds=1))
    await other.open()
    one.state = await one._load()
    engine.meanwhile = partial(other.say, "I got into bed at eleven")

    await one.say("good morning", "I woke up twice")

    entry = await one.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None
    assert entry.awakenings == 2
