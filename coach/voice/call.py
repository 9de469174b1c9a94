"""One check-in by voice, from the opening to the goodbye or the hang-up.

`coach.voice.hold` makes one for a microphone and a loudspeaker, the worker one for a room. All that
was heard is written whichever way the call ends.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
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
from coach.dialogue.state import State
from coach.dialogue.wording import from_script
from coach.voice.bridge import Aside, Coach
from coach.voice.company import Company
from coach.voice.dead_air import DeadAir
from coach.voice.ledger import Ledger
from coach.voice.line import CallResult, Line
from coach.voice.listener import Loss, Said
from coach.voice.reply import Reply
from coach.voice.session import SpeechModels, build_session, wait_like
from coach.voice.spoken import speak
from coach.voice.stages import Stages, stages_of
from coach.voice.stock import Stock, stock
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
        self._tell = tell
        self._ledger = Ledger(app, person, state, now=now, spawn=self._spawn)
        self._coach = Coach(
            app.engine,
            self._ledger,
            self._policy,
            spoken=self._in_words,
            is_cached=models.is_cached,
            worded=self._worded,
            judged_ended=lambda: self._dead_air.turn_ended(),
            heard=self._heard,
            lost=self._ask_again,
            broke=self._broke,
            unspoken=self._unspoken,
        )
        first = patience(state, just_woken=state.is_morning(now()))
        self._session = build_session(models, first, unlikely_threshold=unlikely_threshold)
        self._lines: list[Line] = []
        self._stages: list[Stages] = []
        self._metrics: llm.MetricsReport = {}
        self._uses: Counter[Stock] = Counter()
        self._dead_air = DeadAir(
            self._session,
            self._coach,
            say=self._say,
            spawn=lambda work: self._spawn(self._in_peace(work)),
        )
        self._opened = asyncio.Event()
        self._over = asyncio.Event()
        self._typing = asyncio.Lock()
        self._unheard_turns = 0
        self._excused = False
        self._company = Company(
            self._session,
            self._coach,
            self._ledger,
            self._policy,
            self._over,
            stock=self._stock,
            say=self._say_aloud,
            noise=self._dead_air.noise,
        )
        models.stt.on(LOST, self._unheard)
        self._ended = False
        self._closed = False
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
        self._dead_air.held()
        self._company.leave()
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

    async def typed(self, words: str) -> None:
        """Takes a line that the person typed: their turn, as if they had said it.

        It cuts the coach short. Lines that come too late, or hold nothing, are passed over.
        """
        await self._opened.wait()
        async with self._typing:
            if self._closed or self._over.is_set() or not words.strip():
                return
            await self._session.interrupt(force=True)
            self._dead_air.turn_ended()
            try:
                reply = await self._ledger.hear(words.strip())
            except Exception as error:  # noqa: BLE001 - it is asked for again, and the call goes on
                _log.exception("a line was not written", extra={"error": type(error).__name__})
                self._ask_again()
                return
            # A reply to spoken words may have begun meanwhile: the newest words are answered.
            await self._session.interrupt(force=True)
            self._metrics = {}
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
        self._note_person(reply)
        if reply.proposal is not None:
            state = reply.proposal.state
            wait_like(self._session, patience(state, just_woken=state.is_morning(reply.at)))

    def _note_person(self, reply: Reply) -> None:
        if reply.words is not None and reply.proposal is not None:
            withheld = reply.proposal.hearing.withheld_rule is not None
            self._note(Line(Speaker.PERSON, reply.words, withheld=withheld))

    def _person_stirred(self, event: UserStateChangedEvent) -> None:
        begins = event.new_state == "speaking"
        self._company.speaking(begins=begins)
        if begins:
            self._excused = False
            self._coach.begins()
            if not self._company.in_noise:
                self._dead_air.held()

    def _no_words(self, event: UserTranscriptionTimeoutEvent) -> None:
        """Somebody spoke and no words came of it."""
        passed_over = self._coach.was_aside or self._excused or self._company.deaf
        if event.speech_duration < CERTAINLY_SPEECH_S or passed_over:
            return
        if not self._company.in_noise:
            self._company.asked_again()
            self._say(Stock.SAY_AGAIN)

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
                self._say(Stock.SAY_AGAIN)
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
            self._say_aloud([*self._stock(Stock.DEAF_IN_CRISIS), *told])
        else:
            self._say(Stock.DEAF)

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
        self._dead_air.audible()
        reply = self._dead_air.answering
        if reply is not None and reply.run.voiced:
            self._show(reply)

    def _show(self, reply: Reply) -> None:
        """Tells what of a reply is for the screen alone, once."""
        for sentence in reply.run.told:
            if sentence.on_screen_only and sentence.text not in reply.run.shown:
                reply.run.shown.add(sentence.text)
                self._note(Line(Speaker.COACH, sentence.text, on_screen_only=True))

    def _unspoken(self, text: str) -> None:
        """The voice failed at this sentence: it is shown where there is a screen."""
        self._dead_air.held()
        withheld = self._ledger.state.check_in.status is Status.CRISIS
        self._note(Line(Speaker.COACH, text, withheld=withheld, on_screen_only=True))
        if self._dead_air.answering is not None:
            self._show(self._dead_air.answering)

    # Small things

    async def _in_peace(self, work: Coroutine[None, None, None]) -> None:
        """Runs what must not end the call when it fails: the next reply makes good for it."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the call is worth more than any of its parts
            _log.exception("a part of a call failed", extra={"error": type(error).__name__})

    def _spawn(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        return self._tasks.create_task(work)

    def _say(self, key: Stock) -> Aside | None:
        return self._say_aloud(self._stock(key))

    def _say_aloud(self, sentences: Sequence[str]) -> Aside | None:
        """Says what is no reply and is not kept; it is told once it was heard to its end."""
        if self._closed:
            return None
        aside = self._coach.say(sentences)
        if aside is not None:
            aside.handle.add_done_callback(lambda _: self._told_aside(aside, " ".join(sentences)))
        return aside

    def _told_aside(self, aside: Aside, text: str) -> None:
        if aside.heard:
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
        british = country != "US" if country else self._british
        return speak(text, british=british, phones=phones)

    def _note(self, line: Line) -> None:
        self._tell(line)
        self._lines.append(replace(line, text=None) if line.withheld else line)
