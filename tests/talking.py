"""Holds a check-in with the real engine and store, on a clock of the test's own."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.exchange import Exchanged, exchange
from coach.dialogue.reply import Sentence
from coach.dialogue.state import State, load
from memory.diary import DiaryEntry
from memory.person import Consent, Person, Topic
from memory.screening import Occasion, Screening
from safety.lanes import Answer, lane_for, load_lanes

MORNING = datetime(2026, 3, 3, 7, 20, tzinfo=UTC)
"""A Tuesday in London."""

EARLY = "And after you woke for good, about how long did you still try to sleep?"
"""What the coach asks after `NIGHT`."""

NIGHT = (
    "Got into bed at half ten, lights out at eleven, took about forty minutes to fall asleep, woke "
    "twice for half an hour in total, woke for good at quarter past six and got up at seven."
)

REST = ("I wasn't trying to sleep after that", "no naps", "three")
"""Answers to what `NIGHT` leaves open, in the order it is asked."""


def known_person(**changes: object) -> Person:
    """Somebody past S0, in London."""
    basics: dict[str, object] = {
        "id": uuid4(),
        "created_at": MORNING,
        "name": "Sam",
        "tz": "Europe/London",
        "country": "GB",
        "rise_time": time(7, 0),
        "work_days": frozenset({1, 2, 3, 4, 5}),
        "stage": "S1",
        "stage_entered_on": MORNING.date(),
        "ai_notice_at": MORNING - timedelta(hours=20),
        "consents": (
            Consent(Topic.ADULT, True, MORNING, "sleep 0.1.0"),  # noqa: FBT003
            Consent(Topic.DATA_NOTICE, True, MORNING, "sleep 0.1.0"),  # noqa: FBT003
        ),
    }
    return Person(**(basics | changes))  # type: ignore[arg-type]  # keys are Person's


@dataclass
class Talk:
    """One person's talk. `told` is all the coach has said to the last words."""

    app: App
    person: Person
    engine: Engine
    now: datetime = MORNING
    state: State | None = None
    told: str = ""
    ends: bool = False
    erases: bool = False
    sentences: list[Sentence] = field(default_factory=list)

    async def open(self) -> str:
        """Opens the door: the coach speaks first."""
        self.state = await self._load()
        return await self._turn(None)

    async def say(self, *lines: str) -> str:
        """Says some lines, one a turn; the coach's answer to the last."""
        for words in lines:
            await self._turn(words)
        return self.told

    async def entry(self, night_offset: int = 0) -> DiaryEntry | None:
        """The stored entry of the night at hand, or one so many days from it."""
        night = self.night + timedelta(days=night_offset)
        found = await self.app.store.nights(self.person.id, night, night)
        return found[0] if found else None

    @property
    def night(self) -> date:
        assert self.state is not None
        return self.state.check_in.night

    @property
    def question(self) -> str | None:
        assert self.state is not None
        return self.state.check_in.question

    async def _load(self) -> State:
        known = await self.app.store.person(self.person.id) or self.person
        return await load(
            self.app.store, known, self.now, channel="text", local_zone="Europe/London"
        )

    def _later(self) -> datetime:
        self.now += timedelta(seconds=4)
        return self.now

    async def _turn(self, words: str | None) -> str:
        assert self.state is not None
        self.sentences = []
        done: Exchanged = await exchange(
            self.engine,
            self.state,
            words,
            now=self._later,
            tell=self.sentences.append,
            reload=self._load,
        )
        self.state = done.state
        self.ends, self.erases = done.proposal.ends, done.proposal.erases
        self.told = " ".join(sentence.text for sentence in self.sentences)
        return self.told


def screened(person: Person, at: datetime, **answers: Answer) -> Screening:
    """A whole screen of health questions: a no to each but the given ones, keyed without screen."""
    lanes = load_lanes()
    given = {f"screen.{name}": answer for name, answer in answers.items()}
    whole = {q.id: Answer.NO for q in lanes.asked(given)} | given
    lane, rules, *_ = lane_for(whole, lanes)
    return Screening(
        person.id, at, Occasion.SCREEN, lane, lanes.version, whole, rules, completed_at=at
    )


async def talk_with(
    app: App,
    person: Person | None = None,
    engine: Engine | None = None,
    *,
    screening: bool = True,
) -> Talk:
    """A talk with somebody now on file, opened; `screening`: who is past S0 has been screened."""
    known = await app.store.add_person(person or known_person())
    if screening and known.stage != "S0":
        known = await app.store.add_screening(known, screened(known, MORNING))
    talk = Talk(app, known, engine or app.engine)
    await talk.open()
    return talk
