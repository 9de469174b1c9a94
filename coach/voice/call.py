"""One check-in by voice, from the opening to the goodbye or the hang-up.

`coach.voice.hold` makes one for a microphone and a loudspeaker, the worker one for a room. All that
was heard is written whichever way the call ends.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from livekit.agents import AgentSession, llm
from livekit.agents.voice.events import (
    ConversationItemAddedEvent,
    UserStateChangedEvent,
    UserTranscriptionTimeoutEvent,
)
from livekit.agents.voice.speech_handle import SpeechHandle

from coach.bootstrap import App
from coach.dialogue.guard import still_owed
from coach.dialogue.state import State
from coach.dialogue.wording import from_script
from coach.voice.bridge import Coach
from coach.voice.ledger import Ledger
from coach.voice.reply import Reply
from coach.voice.session import SpeechModels, build_session, wait_like
from coach.voice.silence import Rung, rung
from coach.voice.spoken import speak
from coach.voice.stages import Stages, stages_of
from coach.voice.stock import Stock, stock
from coach.voice.turns import patience
from memory.checkin import Speaker, Status
from memory.person import Person
from safety.crisis import resources
from safety.policy import load_policy

DEAD_AIR_S = 2.0
"""Longest silence of ours after a turn was judged ended."""

CERTAINLY_SPEECH_S = 1.0
"""Shorter sounds without a transcript are coughs and doors: nobody is asked to say them again."""

LAST_WORDS_S = 2.0
"""How long a hang-up waits for the words that were still being said."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """What one side said. A `withheld` one is never kept: in a result its `text` is None."""

    speaker: Speaker
    text: str | None
    interrupted: bool = False
    withheld: bool = False
    on_screen_only: bool = False


@dataclass(frozen=True)
class CallResult:
    """How a call ended: `ended` is False where it was cut off before the goodbye."""

    state: State
    lines: tuple[Line, ...]
    stages: tuple[Stages, ...]
    ended: bool
    erased: bool


class Call:
    """One check-in by voice over a session that somebody else connects to sound."""

    def __init__(
        self,
        app: App,
        person: Person,
        state: State,
        *,
        models: SpeechModels,
        now: Callable[[], datetime],
        your_turn: Callable[[], None] = lambda: None,
        tell: Callable[[Line], None] = lambda _: None,
        unlikely_threshold: float | None = None,
    ) -> None:
        self._policy = load_policy()
        self._your_turn = your_turn
        self._tell = tell
        self._ledger = Ledger(app, person, state, now=now, spawn=self._spawn)
        self._coach = Coach(
            app.engine,
            self._ledger,
            self._policy,
            spoken=self._in_words,
            is_cached=models.is_cached,
            judged_ended=self._turn_ended,
            heard=self._heard,
            lost=self._ask_again,
        )
        first = patience(state, just_woken=state.is_morning(now()))
        self._session = build_session(models, first, unlikely_threshold=unlikely_threshold)
        self._lines: list[Line] = []
        self._stages: list[Stages] = []
        self._metrics: llm.MetricsReport = {}
        self._uses: Counter[Stock] = Counter()
        self._climbed = 0
        self._answering: Reply | None = None
        self._sorry = 0
        self._dead_air: asyncio.TimerHandle | None = None
        self._stirred = asyncio.Event()
        self._over = asyncio.Event()
        self._ended = False
        self._closed = False
        self._last_words: list[str] = []

    async def run(
        self,
        connect: Callable[[AgentSession[None], Coach], Awaitable[None]],
        hung_up: asyncio.Event,
    ) -> CallResult:
        """Opens the talk, keeps it going, and writes what is left when it ends.

        `connect` gives the session its sound and starts it; `hung_up` ends the call from outside.
        """
        async with asyncio.TaskGroup() as self._tasks:
            self._follow_events()
            await connect(self._session, self._coach)
            waiting: list[asyncio.Task[None]] = []
            try:
                self._follow_sound()
                opening = await self._ledger.hear(None)
                self._heard(opening)
                self._coach.speak(opening)
                waiting.append(self._spawn(self._in_peace(self._keep_company())))
                waiting.append(self._spawn(self._until(hung_up)))
                await self._over.wait()
            finally:
                for task in waiting:
                    task.cancel()
                await self._hang_up()
        if self._ended:
            await self._ledger.prepare()
        return CallResult(
            state=self._ledger.state,
            lines=tuple(self._lines),
            stages=tuple(self._stages),
            ended=self._ended,
            erased=self._ledger.erased,
        )

    def _follow_events(self) -> None:
        self._session.on("conversation_item_added", self._item_added)
        self._session.on("user_state_changed", self._person_stirred)
        self._session.on("agent_state_changed", lambda _: self._stirred.set())
        self._session.on("user_transcription_timeout", self._no_words)
        self._session.on("close", lambda _: self._session_closed())

    def _follow_sound(self) -> None:
        loudspeaker = self._session.output.audio
        if loudspeaker is None:
            raise RuntimeError("a call needs a loudspeaker")
        loudspeaker.on("playback_finished", self._coach.played)
        loudspeaker.on("playback_started", lambda _: self._audible())

    def _session_closed(self) -> None:
        self._closed = True
        self._over.set()

    async def _until(self, hung_up: asyncio.Event) -> None:
        await hung_up.wait()
        self._over.set()

    async def _hang_up(self) -> None:
        """Ends the session; words that were still being said are written, without an answer."""
        self._no_dead_air()
        words = ""
        if self._coach.mid_turn and not (self._ended or self._closed):
            words = await self._session.commit_user_turn(
                skip_reply=True, transcript_timeout=LAST_WORDS_S
            )
        await self._session.aclose()
        words = words or " ".join(self._last_words)
        proposal = self._ledger.last.proposal if self._ledger.last else None
        if proposal is not None and proposal.erases:
            await self._ledger.erase()
        elif words.strip():
            self._note_person(await self._ledger.hear(words.strip()))

    # The person's turns

    def _turn_ended(self) -> None:
        """From here on something must be heard of us soon."""
        self._answering = None
        self._sorry = 0
        self._watch_for_dead_air()

    def _heard(self, reply: Reply) -> None:
        """A turn was written: the next answer is waited for as its question wants."""
        self._answering = reply
        self._climbed = 0
        self._note_person(reply)
        if reply.proposal is not None:
            state = reply.proposal.state
            wait_like(self._session, patience(state, just_woken=state.is_morning(reply.at)))

    def _note_person(self, reply: Reply) -> None:
        if reply.words is not None and reply.proposal is not None:
            withheld = reply.proposal.hearing.withheld_rule is not None
            self._note(Line(Speaker.PERSON, reply.words, withheld=withheld))

    def _person_stirred(self, event: UserStateChangedEvent) -> None:
        self._stirred.set()
        if event.new_state == "speaking":
            self._no_dead_air()
            self._coach.begins()

    def _no_words(self, event: UserTranscriptionTimeoutEvent) -> None:
        """Somebody spoke and no words came of it."""
        if event.speech_duration >= CERTAINLY_SPEECH_S and not self._coach.was_aside:
            self._say(Stock.SAY_AGAIN)

    # The coach's

    def _item_added(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage):
            return
        if item.role == "user":
            self._metrics = item.metrics
            words = (item.text_content or "").strip()
            if self._ledger.last is None or words != self._ledger.last.words:
                # LiveKit answers no turn that ends while it closes; it only notes the words.
                self._last_words.append(words)
        elif item.role == "assistant" and (reply := self._ledger.last) is not None:
            self._spawn(self._in_peace(self._said(reply, item)))

    async def _said(self, reply: Reply, item: llm.ChatMessage) -> None:
        """Writes what was heard of a reply; then it is the person's turn, or the end."""
        committed = item.text_content or ""
        text = await self._ledger.said(reply, committed, interrupted=item.interrupted)
        proposal = reply.proposal
        if not text or proposal is None:
            return
        withheld = proposal.hearing.withheld_rule is not None
        self._note(Line(Speaker.COACH, text, interrupted=item.interrupted, withheld=withheld))
        turn_no = proposal.hearing.check_in.turn_no
        self._stages.append(stages_of(turn_no, self._metrics, item.metrics, reply.run))
        if proposal.erases or (proposal.ends and not item.interrupted):
            self._ended = True
            self._over.set()
        elif not item.interrupted:
            self._your_turn()

    def _audible(self) -> None:
        self._no_dead_air()
        reply = self._answering
        if reply is not None and reply.run.voiced and not reply.run.shown:
            reply.run.shown = True
            for sentence in reply.run.told:
                if sentence.on_screen_only:
                    self._note(Line(Speaker.COACH, sentence.text, on_screen_only=True))

    def _watch_for_dead_air(self) -> None:
        self._no_dead_air()
        loop = asyncio.get_running_loop()
        self._dead_air = loop.call_later(
            DEAD_AIR_S, lambda: self._spawn(self._in_peace(self._mend()))
        )

    def _no_dead_air(self) -> None:
        if self._dead_air is not None:
            self._dead_air.cancel()
            self._dead_air = None

    async def _mend(self) -> None:
        """Breaks a silence of ours: first excuses it, and only then asks for the words again.

        A reply that is late is begun anew behind the excuse; it ends in the question that is open.
        """
        reply = self._answering
        self._sorry += 1
        await self._session.interrupt()
        late = self._say(Stock.ONE_MOMENT if self._sorry == 1 else Stock.SAY_AGAIN)
        if reply is not None:
            self._coach.speak(reply)
        elif late is not None and self._sorry == 1:
            # The words are still being written; LiveKit answers them as soon as they are.
            late.add_done_callback(lambda _: self._watch_for_dead_air())

    # Silence

    async def _keep_company(self) -> None:
        """Climbs the ladder of silence, from its foot again with every turn of the person's."""
        while not self._over.is_set():
            step = rung(self._ledger.state, self._climbed)
            self._stirred.clear()
            try:
                async with asyncio.timeout(step.after_s):
                    await self._stirred.wait()
            except TimeoutError:
                if self._is_quiet():
                    await self._climb(step)

    def _is_quiet(self) -> bool:
        return self._session.agent_state == "listening" and self._session.user_state != "speaking"

    async def _climb(self, step: Rung) -> None:
        self._climbed += 1
        owed = still_owed(self._ledger.state) if step.repeats_owed else ()
        again = [s.text for s in from_script(owed, self._policy) if not s.on_screen_only]
        handle = self._say_aloud([*again, *self._stock(step.phrase)])
        if not step.hangs_up:
            return
        if handle is not None:
            await handle
        if self._is_quiet() and not (handle and handle.interrupted):
            self._over.set()

    # Small things

    async def _in_peace(self, work: Coroutine[None, None, None]) -> None:
        """Runs what must not end the call when it fails: the next reply makes good for it."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the call is worth more than any of its parts
            _log.exception("a part of a call failed", extra={"error": type(error).__name__})

    def _spawn(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        return self._tasks.create_task(work)

    def _say(self, key: Stock) -> SpeechHandle | None:
        return self._say_aloud(self._stock(key))

    def _say_aloud(self, sentences: Sequence[str]) -> SpeechHandle | None:
        """Says what is no reply and is not kept; it is told once it was heard to its end."""
        if self._closed:
            return None
        handle = self._coach.say(sentences)
        if handle is not None:
            handle.add_done_callback(lambda done: self._told_aside(done, " ".join(sentences)))
        return handle

    def _told_aside(self, done: SpeechHandle, text: str) -> None:
        if not done.interrupted:
            withheld = self._ledger.state.check_in.status is Status.CRISIS
            self._note(Line(Speaker.COACH, text, withheld=withheld))

    def _ask_again(self) -> None:
        self._say(Stock.SAY_AGAIN)

    def _stock(self, key: Stock) -> tuple[str, ...]:
        self._uses[key] += 1
        return stock(key, self._policy, use=self._uses[key] - 1)

    def _in_words(self, text: str) -> str:
        country = self._ledger.state.person.country
        known = resources(country or None)
        phones = (*known.emergency_digits, *(line.number for line in known.spoken_lines))
        return speak(text, british=country != "US", phones=phones)

    def _note(self, line: Line) -> None:
        self._tell(line)
        self._lines.append(replace(line, text=None) if line.withheld else line)
