"""One check-in by voice, from the opening to the goodbye or the hang-up.

Made by `coach.voice.hold` and the worker. All that was heard is written however the call ends.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TypeVar

from livekit.agents import AgentSession, llm
from livekit.agents.voice.events import (
    ConversationItemAddedEvent,
    UserStateChangedEvent,
    UserTranscriptionTimeoutEvent,
)

from coach.bootstrap import App
from coach.dialogue.guard import help_lines
from coach.dialogue.state import PersonErasedError, State
from coach.dialogue.wording import from_script
from coach.voice.asides import Asides
from coach.voice.bridge import Coach
from coach.voice.company import Company
from coach.voice.dead_air import DeadAir
from coach.voice.ledger import Ledger
from coach.voice.line import CallResult, Line
from coach.voice.listener import Loss, Said
from coach.voice.record import Record
from coach.voice.reply import Reply
from coach.voice.session import SpeechModels, build_session, wait_like
from coach.voice.spoken import speak
from coach.voice.stock import Stock
from coach.voice.turns import patience
from coach.voice.whisper_stt import LOST
from memory.checkin import Speaker, Status
from memory.person import Person
from safety.crisis import resources
from safety.policy import load_policy

CERTAINLY_SPEECH_S = 1.0
"""Shorter sounds without a transcript are coughs and doors: nobody is asked to say them again."""

LAST_WORDS_S = 2.0
"""How long a hang-up waits for the words that were still being said."""

DEAF_AFTER = 2
"""After so many turns in a row that the recogniser failed at, the person is told."""

Lines = Callable[[], Awaitable[str | None]]
T = TypeVar("T")
_log = logging.getLogger(__name__)


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
        self._british = models.british
        self._your_turn = your_turn
        self._record = Record(tell)
        self._ledger = Ledger(app, person, state, now=now, spawn=self._spawn)
        self._coach = Coach(
            app.engine,
            self._ledger,
            self._policy,
            spoken=self._in_words,
            is_cached=models.is_cached,
            worded=self._worded,
            made_out=lambda turn: self._dead_air.made_out(turn=turn),
            judged_ended=lambda: self._dead_air.turn_ended(),
            heard=self._heard,
            lost=self._ask_again,
            broke=self._broke,
            unspoken=self._unspoken,
        )
        self._patience = patience(state, just_woken=state.is_morning(now()))
        self._session = build_session(models, self._patience, unlikely_threshold=unlikely_threshold)
        self._over = asyncio.Event()
        self._asides = Asides(self._coach, self._ledger, self._record, self._policy, self._over)
        self._dead_air = DeadAir(
            self._session,
            self._coach,
            say=self._asides.say,
            spawn=lambda work: self._spawn(self._in_peace(work)),
        )
        self._opened = asyncio.Event()
        self._typing = asyncio.Lock()
        self._unheard_turns = 0
        self._excused = False
        self._company = Company(
            self._session,
            self._coach,
            self._ledger,
            self._policy,
            self._over,
            stock=self._asides.stock,
            say=self._asides.aloud,
            noise=self._dead_air.noise,
            unanswered=lambda: self._take_turn(""),
        )
        models.stt.on(LOST, self._unheard)
        self._ended = False
        self._closed = False
        self._failure: Exception | None = None
        self._last_words: list[str] = []

    async def run(
        self,
        connect: Callable[[AgentSession[None], Coach], Awaitable[None]],
        hung_up: asyncio.Event,
        lines: Lines | None = None,
    ) -> CallResult:
        """Opens the talk, keeps it going, and writes what is left when it ends.

        `connect` gives the session its sound and starts it; `hung_up` ends the call from outside.
        `lines` are typed beside the talk, see `typed`; their end, a None, ends it too.

        Raises:
            PersonErasedError: the person was erased meanwhile, from somewhere else.
            Exception: what `connect` raised, or the store at the end.
        """
        try:
            await self._hold(connect, hung_up, lines)
        except BaseExceptionGroup as errors:
            raise _alone(errors) from None
        if self._failure is not None:
            raise self._failure
        return CallResult(
            state=self._ledger.state,
            lines=tuple(self._record.lines),
            stages=tuple(self._record.stages),
            ended=self._ended,
            erased=self._ledger.erased,
        )

    async def _hold(
        self,
        connect: Callable[[AgentSession[None], Coach], Awaitable[None]],
        hung_up: asyncio.Event,
        lines: Lines | None,
    ) -> None:
        async with asyncio.TaskGroup() as self._tasks:
            self._follow_events()
            await connect(self._session, self._coach)
            waiting: list[asyncio.Task[None]] = []
            try:
                self._follow_sound()
                opening = await self._ledger.hear(None)
                self._heard(opening)
                self._coach.speak(opening)
                self._opened.set()
                waiting.append(self._spawn(self._in_peace(self._company.keep(self._in_peace))))
                waiting.append(self._spawn(self._until(hung_up)))
                if lines is not None:
                    waiting.append(self._spawn(self._take(lines)))
                await self._over.wait()
            finally:
                for task in waiting:
                    task.cancel()
                await self._hang_up()
        await self._ledger.prepare(over=self._ended)

    def _follow_events(self) -> None:
        self._session.on("conversation_item_added", self._item_added)
        self._session.on("user_state_changed", self._person_stirred)
        self._session.on("agent_state_changed", lambda _: self._company.stirred())
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
        self._dead_air.leave()
        self._company.leave()
        words = ""
        if self._coach.mid_turn and not self._closed:
            words = await self._session.commit_user_turn(
                skip_reply=True, transcript_timeout=LAST_WORDS_S
            )
        await self._session.aclose()
        words = words or " ".join(self._last_words)
        proposal = self._ledger.last.proposal if self._ledger.last else None
        if proposal is not None and proposal.erases:
            await self._ledger.erase()
        elif words.strip():
            await self._keep_last(words.strip())

    async def _keep_last(self, words: str) -> None:
        """Writes the words the person hung up on, or tells that they are lost."""
        try:
            self._record.person(await self._ledger.hear(words))
        except Exception:
            lost = " ".join(self._asides.stock(Stock.LOST))
            self._record.note(Line(Speaker.COACH, lost, on_screen_only=True))
            raise

    # The person's turns

    async def typed(self, words: str) -> None:
        """Takes a line that the person typed: their turn, as if they had said it.

        It cuts the coach short. Lines that come too late, or hold nothing, are passed over.
        """
        await self._opened.wait()
        async with self._typing:
            if not (self._closed or self._over.is_set()) and words.strip():
                await self._take_turn(words.strip())

    async def _take_turn(self, words: str) -> None:
        """Answers words that were not spoken; none where it is their silence that answers."""
        await self._session.interrupt(force=True)
        self._dead_air.turn_ended()
        try:
            reply = await self._ledger.hear(words)
        except Exception as error:  # noqa: BLE001 - it is asked for again, and the call goes on
            _log.exception("a line was not written", extra={"error": type(error).__name__})
            self._ask_again(error)
            return
        # A reply to spoken words may have begun meanwhile: the newest words are answered.
        await self._session.interrupt(force=True)
        self._record.metrics = {}
        self._heard(reply)
        self._coach.speak(reply)

    async def _take(self, lines: Lines) -> None:
        while (words := await lines()) is not None:
            await self._in_peace(self.typed(words))
        self._over.set()

    def _heard(self, reply: Reply) -> None:
        """A turn was written: the next answer is waited for as its question wants."""
        self._dead_air.answering = reply
        self._company.answered()
        self._record.person(reply)
        if reply.proposal is not None:
            state = reply.proposal.state
            self._patience = patience(state, just_woken=state.is_morning(reply.at))
            wait_like(self._session, self._patience)

    def _person_stirred(self, event: UserStateChangedEvent) -> None:
        if self._over.is_set():
            return
        begins = event.new_state == "speaking"
        self._company.speaking(begins=begins)
        if begins:
            self._excused = False
            self._coach.begins()
            if not self._company.in_noise:
                self._dead_air.held()
        elif self._coach.mid_turn and not (self._company.in_noise or self._company.deaf):
            self._dead_air.spoke(self._patience.least_s)
        else:
            self._dead_air.nothing()

    def _no_words(self, event: UserTranscriptionTimeoutEvent) -> None:
        """Somebody spoke and no words came of it; ears that are late are excused otherwise."""
        if self._coach.ears_busy:
            return
        self._coach.mid_turn = False
        passed_over = self._coach.was_aside or self._excused or self._company.deaf
        if event.speech_duration < CERTAINLY_SPEECH_S or passed_over:
            return
        if not self._company.in_noise:
            self._company.asked_again()
            self._asides.say(Stock.SAY_AGAIN)

    def _worded(self) -> None:
        """Words came of what is heard."""
        self._unheard_turns = 0
        self._company.deaf = False
        self._company.worded()

    def _unheard(self, said: Said) -> None:
        """The recogniser failed: once it is asked for again, then the person is told."""
        if said.lost is Loss.FAILED and not said.text:
            self._excused = True
            self._unheard_turns += 1
            # Somebody did speak.
            self._company.worded()
            if self._unheard_turns < DEAF_AFTER:
                self._asides.say(Stock.SAY_AGAIN)
            else:
                self._broke()

    def _broke(self) -> None:
        """The person cannot be made out any more, and is told so once."""
        if self._company.deaf or self._over.is_set():
            return
        self._company.deaf = True
        state = self._ledger.state
        if state.check_in.status is Status.CRISIS:
            lines = from_script(help_lines(state), self._policy)
            told = [line.text for line in lines if not line.on_screen_only]
            self._asides.aloud([*self._asides.stock(Stock.DEAF_IN_CRISIS), *told])
        else:
            self._asides.say(Stock.DEAF)

    # The coach's

    def _item_added(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage):
            return
        if item.role == "user":
            self._record.metrics = item.metrics
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
        self._record.coach(reply, text, item)
        self._ended = proposal.erases or (proposal.ends and not item.interrupted)
        if self._ended:
            await self._company.let_go()
        elif not item.interrupted:
            self._your_turn()

    def _audible(self) -> None:
        self._dead_air.audible()
        reply = self._dead_air.answering
        if reply is not None and reply.run.voiced:
            self._record.shown(reply)

    def _unspoken(self, text: str) -> None:
        """The voice failed at this sentence: it is shown where there is a screen."""
        self._dead_air.held()
        withheld = self._ledger.state.check_in.status is Status.CRISIS
        self._record.note(Line(Speaker.COACH, text, withheld=withheld, on_screen_only=True))
        if self._dead_air.answering is not None:
            self._record.shown(self._dead_air.answering)

    # Small things

    async def _in_peace(self, work: Coroutine[None, None, None]) -> None:
        """Runs what must not end the call when it fails: the next reply makes good for it."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the call is worth more than any of its parts
            _log.exception("a part of a call failed", extra={"error": type(error).__name__})

    def _spawn(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        return self._tasks.create_task(work)

    def _ask_again(self, error: Exception) -> None:
        if isinstance(error, PersonErasedError):
            self._failure = error
            self._over.set()
        else:
            self._asides.say(Stock.SAY_AGAIN)

    def _in_words(self, text: str) -> str:
        country = self._ledger.state.person.country
        known = resources(country or None)
        phones = (*known.emergency_digits, *(line.number for line in known.spoken_lines))
        british = country != "US" if country else self._british
        return speak(text, british=british, phones=phones)


def _alone(errors: BaseException) -> BaseException:
    """The one error of a group that holds no other; the group where it does."""
    while isinstance(errors, BaseExceptionGroup) and len(errors.exceptions) == 1:
        (errors,) = errors.exceptions
    return errors
