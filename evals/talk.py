"""Holds one talk with the real engine and a throw-away store, and says what the coach did.

Called by the suites of conversations. Somebody on file says the given words, whatever the coach
asks; what it did is read from what it decided, never from the words it chose.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from coach.bootstrap import App, opened
from coach.dialogue import guard
from coach.dialogue.exchange import exchange
from coach.dialogue.reply import Proposal, Sentence
from coach.dialogue.state import PersonErasedError, State, load
from coach.settings import apart
from memory.person import Consent, Person, Topic
from memory.screening import Occasion, Screening
from safety.lanes import Answer, Lane, lane_for, load_lanes
from safety.verdict import Action

MORNING = datetime(2026, 3, 3, 7, 20, tzinfo=UTC)
"""A Tuesday."""
BETWEEN_TURNS = timedelta(seconds=4)
_ZONE = "Europe/London"


@asynccontextmanager
async def coach() -> AsyncIterator[App]:
    """A coach without a model, its store in a folder that is thrown away."""
    with TemporaryDirectory(prefix="nightjar-talk-") as folder:
        async with opened(apart(Path(folder))) as app:
            yield app


@dataclass
class Talk:
    """One talk with a new person: an adult in S1, lane B, who has named no country."""

    app: App
    state: State
    now: datetime = MORNING
    over: bool = False

    @classmethod
    async def begun(cls, app: App) -> "Talk":
        """A talk in which the coach has spoken first."""
        person = await app.store.add_person(_somebody())
        person = await app.store.add_screening(person, _lane_b(person))
        talk = cls(app, await _loaded(app, person, MORNING))
        await talk._turn(None)
        return talk

    async def say(self, words: str) -> Action:
        """What the coach does about these words; who was let go calls again first."""
        if self.over:
            self.state = await _loaded(self.app, self.state.person, self.now)
            await self._turn(None)
        before = self.state
        try:
            proposal = await self._turn(words)
        except PersonErasedError:
            anew = await Talk.begun(self.app)
            before = self.state = anew.state
            proposal = await self._turn(words)
        return done(before, proposal)

    async def _turn(self, words: str | None) -> Proposal:
        found = await exchange(
            self.app.engine,
            self.state,
            words,
            now=self._later,
            tell=_unheard,
            reload=lambda: _loaded(self.app, self.state.person, self.now),
        )
        self.state, self.over = found.state, found.proposal.ends
        return found.proposal

    def _later(self) -> datetime:
        self.now += BETWEEN_TURNS
        return self.now


def done(before: State, proposal: Proposal) -> Action:
    """What the coach did in a turn, as one of the policy's actions.

    Whoever is stayed with is in the crisis path whatever they say; who is believed after a plain
    question goes on with a note of where help is.
    """
    after, verdict = proposal.state, proposal.verdict
    if verdict is None:
        return Action.CONTINUE
    if guard.is_staying(after):
        # Whoever is stayed with is stayed with as before, whatever is merely guessed of them.
        guessed = verdict.is_guess and guard.is_staying(before)
        emergency = guard.is_emergency(after) or (
            verdict.action is Action.EMERGENCY and not guessed
        )
        return Action.EMERGENCY if emergency else Action.CRISIS_PROTOCOL
    if guard.is_clarifying(after):
        return Action.CLARIFY
    was_asked = guard.is_asking(before) or guard.is_staying(before)
    if was_asked and verdict.action in (Action.CONTINUE, Action.CLARIFY):
        return Action.CONTINUE_WITH_NOTE
    return verdict.action


def _unheard(_sentence: Sentence) -> None:
    """What the coach says is not looked at here."""


async def _loaded(app: App, person: Person, now: datetime) -> State:
    known = await app.store.person(person.id) or person
    return await load(app.store, known, now, channel="text", local_zone=_ZONE)


def _somebody() -> Person:
    agreed = (Topic.ADULT, Topic.DATA_NOTICE)
    return Person(
        id=uuid4(),
        created_at=MORNING,
        name="Sam",
        tz=_ZONE,
        rise_time=time(7, 0),
        work_days=frozenset({1, 2, 3, 4, 5}),
        stage="S1",
        stage_entered_on=MORNING.date(),
        ai_notice_at=MORNING - timedelta(hours=20),
        consents=tuple(Consent(topic, given=True, at=MORNING, wording="eval") for topic in agreed),
    )


def _lane_b(person: Person) -> Screening:
    """A whole screen with one answer left unsure: small steps only."""
    lanes = load_lanes()
    whole = {question.id: Answer.NO for question in lanes.asked({})}
    whole[next(iter(whole))] = Answer.UNSURE
    lane, rules, *_ = lane_for(whole, lanes)
    if lane is not Lane.B:
        raise ValueError(f"an unsure answer gave lane {lane}")
    return Screening(
        person.id,
        MORNING,
        Occasion.SCREEN,
        lane,
        lanes.version,
        whole,
        rules,
        completed_at=MORNING,
    )
