"""Shows the engine to LiveKit: what a person said goes in, gated sentences come out as speech.

`llm_node` may run early, twice, or be dropped, so it writes nothing. The person's words are written
when their turn is final, the coach's when they were heard. Nothing is spoken that the engine or the
stock phrases did not let out.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable
from contextlib import aclosing
from typing import NamedTuple
from uuid import uuid4

from livekit import rtc
from livekit.agents import Agent, FlushSentinel, ModelSettings, StopResponse, llm, stt
from livekit.agents.voice.events import AgentStateChangedEvent
from livekit.agents.voice.io import PlaybackFinishedEvent, TimedString
from livekit.agents.voice.speech_handle import SpeechHandle

from coach.dialogue.engine import Engine
from coach.dialogue.reply import Sentence
from coach.voice.ledger import Ledger
from coach.voice.reply import LetOut, Reply, Run, Segment
from coach.voice.session import wait_for_words
from coach.voice.stock import Stock, stock
from coach.voice.turns import is_backchannel, is_nothing
from safety.policy import Policy

_TRANSCRIPTS = frozenset(
    {
        stt.SpeechEventType.FINAL_TRANSCRIPT,
        stt.SpeechEventType.INTERIM_TRANSCRIPT,
        stt.SpeechEventType.PREFLIGHT_TRANSCRIPT,
    }
)
_STAND_INS = (Stock.TROUBLE, Stock.MUTE)
"""What is heard in the first and in the second reply in a row that could not be spoken."""

EARS_TRIED = 3
"""So many times in a row is a broken ear replaced; then the call goes on without."""

_log = logging.getLogger(__name__)


class Aside(NamedTuple):
    """Something said that is no reply."""

    handle: SpeechHandle
    run: Run

    @property
    def heard(self) -> bool:
        """Whether it was audible to its end, once `handle` is done."""
        return self.run.whole > 0 and not self.handle.interrupted


class Coach(Agent):
    """The one agent of a call.

    It tells when words came of what is heard (`worded`), when all of it was `made_out` and whether
    it is a turn's, when a turn was `judged_ended`, when it was `heard`, which is to say written,
    when it was `lost`, when the ear `broke`, and which sentence of hers stays `unspoken` because
    the voice failed.
    """

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        policy: Policy,
        *,
        spoken: Callable[[str], str],
        is_cached: Callable[[str], bool],
        worded: Callable[[], None],
        made_out: Callable[[bool], None],
        judged_ended: Callable[[], None],
        heard: Callable[[Reply], None],
        lost: Callable[[Exception], None],
        broke: Callable[[], None],
        unspoken: Callable[[str], None],
    ) -> None:
        """`spoken` turns written numbers into words, `is_cached` knows the sounds kept ready."""
        super().__init__(instructions="The engine answers; no model is asked here.")
        self._engine = engine
        self._ledger = ledger
        self._policy = policy
        self._spoken = spoken
        self._is_cached = is_cached
        self._words_came = worded
        self._made_out = made_out
        self._judged_ended = judged_ended
        self._heard = heard
        self._lost = lost
        self._broke = broke
        self._unspoken = unspoken
        self._mute_runs = 0
        self._noise = False
        self._due: dict[str, Reply] = {}
        self._playing: Segment | None = None
        self._over: tuple[str, ...] = ()
        self.mid_turn = False
        """Whether the person has begun a turn that is not final yet."""
        self.writing = False
        """Whether a turn is being written at this moment."""
        self.ears_busy = False
        """Whether what the person has said last is still being made out."""
        self.was_aside = False
        """Whether the last thing heard was no turn: a backchannel, or nothing anyone said."""

    def speak(self, reply: Reply) -> SpeechHandle:
        """Says a reply whose words were written; also once more, from its beginning."""
        token = f"reply {uuid4()}"
        self._due[token] = reply
        return self._begun_in_noise(
            self.session.generate_reply(instructions=token, allow_interruptions=not self._noise)
        )

    def say(self, sentences: Iterable[str]) -> Aside | None:
        """Says gated sentences that are no reply; None where there were none."""
        text = " ".join(sentences)
        if not text:
            return None
        sentence = LetOut.of(text, Run())
        handle = self.session.say(
            sentence, add_to_chat_ctx=False, allow_interruptions=not self._noise
        )
        return Aside(self._begun_in_noise(handle), sentence.segment.run)

    def mind(self, *, noise: bool) -> None:
        """Whether what is heard is noise: the coach talks over it then, and only words stop her."""
        self._noise = noise
        wait_for_words(self.session, needed=noise)

    def _begun_in_noise(self, speech: SpeechHandle) -> SpeechHandle:
        """What is to be said, made to begin although a voice is heard.

        LiveKit begins nothing that can be interrupted before there is silence. From its first sound
        on this can be interrupted like anything else.
        """
        if speech.allow_interruptions:
            return speech

        def begun(event: AgentStateChangedEvent) -> None:
            if event.new_state == "speaking" and self.session.current_speech is speech:
                speech.allow_interruptions = True

        self.session.on("agent_state_changed", begun)
        speech.add_done_callback(lambda _: self.session.off("agent_state_changed", begun))
        return speech

    async def on_user_turn_completed(
        self, turn_ctx: llm.ChatContext, new_message: llm.ChatMessage
    ) -> None:
        """Writes the person's turn, which is final now, before a word of the reply is spoken.

        Where the reply thought of in advance answers other words or an older state, the context is
        made to differ, so that LiveKit drops it and runs `llm_node` again.
        """
        self.mid_turn = False
        self.writing = True
        try:
            await self._write(turn_ctx, new_message)
        finally:
            self.writing = False

    async def _write(self, turn_ctx: llm.ChatContext, new_message: llm.ChatMessage) -> None:
        self._judged_ended()
        words = (new_message.text_content or "").strip()
        guessed = self._ledger.guessed
        try:
            reply = await self._ledger.hear(words)
        except Exception as error:
            _log.exception("a turn was not written", extra={"error": type(error).__name__})
            self._lost(error)
            raise StopResponse from error
        self._due[new_message.id] = reply
        if reply is not guessed:
            turn_ctx.add_message(role="system", content="Another reply is due.")
        self._heard(reply)

    async def llm_node(
        self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncGenerator[llm.ChatChunk | str | FlushSentinel, None]:
        """The gated sentences of the reply that is due, each a segment of its own."""
        reply = self._reply_to(chat_ctx)
        run = reply.run = Run(shown=reply.run.shown)
        if reply.proposal is not None and reply is not self._ledger.last:
            # Newer words, typed meanwhile, are answered instead.
            return
        try:
            answer = self._engine.respond(reply.before, reply.words, reply.at)
            async with aclosing(answer) as parts:
                async for part in parts:
                    if isinstance(part, Sentence):
                        run.tell(part)
                        if not part.on_screen_only:
                            yield LetOut.of(f"{part.text} ", run)
                            yield FlushSentinel()
            run.finished = True
        except Exception as error:  # noqa: BLE001 - whatever breaks, the person is not met with silence
            _log.exception("a reply broke off", extra={"error": type(error).__name__})
            for text in stock(Stock.TROUBLE, self._policy):
                yield LetOut.of(f"{text} ", run)
                yield FlushSentinel()

    async def tts_node(
        self, text: AsyncIterable[str], model_settings: ModelSettings
    ) -> AsyncGenerator[rtc.AudioFrame, None]:
        """The sound of one sentence that was let out; anything else is dropped.

        Where the voice fails, the sentence is told to be unspoken, and a phrase kept as sound takes
        its place: once a reply, and in no reply after the second in a row.
        """
        async for sentence in text:
            if not isinstance(sentence, LetOut):
                _log.error("a sentence nobody let out was not spoken")
                continue
            written, segment = sentence.strip(), sentence.segment
            async with aclosing(self._voiced(segment, written)) as sound:
                async for frame in sound:
                    yield frame
            if segment.counts:
                continue
            stand_in = self._stand_in(segment.run)
            self._unspoken(written)
            if stand_in is not None:
                async with aclosing(self._stood_in(stand_in)) as sound:
                    async for frame in sound:
                        yield frame

    async def _voiced(self, segment: Segment, written: str) -> AsyncGenerator[rtc.AudioFrame, None]:
        """The sound of a sentence; `counts` is False after it where the voice failed."""
        words = self._worded(written)
        cached = self._is_cached(words)
        run = segment.run
        try:
            async for frame in self._synthesised(words):
                if not segment.counts:
                    segment.counts = True
                    run.cached = run.cached if run.voiced else cached
                    run.voiced.append(written)
                yield frame
        except Exception as error:  # noqa: BLE001 - a kept phrase takes the place of a sentence
            _log.exception("the voice failed", extra={"error": type(error).__name__})
            if segment.counts:
                # Half a sentence was not said, whatever was heard of it.
                segment.counts = False
                run.voiced.remove(written)
        else:
            self._mute_runs = self._mute_runs if run.mute else 0

    async def _stood_in(self, text: str) -> AsyncGenerator[rtc.AudioFrame, None]:
        """The sound of what takes a sentence's place, as far as the voice can say it."""
        try:
            async for frame in self._synthesised(self._worded(text)):
                yield frame
        except Exception as error:  # noqa: BLE001 - the sentence is shown; nothing more can be said
            _log.exception("the voice failed again", extra={"error": type(error).__name__})

    def _stand_in(self, run: Run) -> str | None:
        """What is said in the place of a sentence that the voice could not say, if anything."""
        if run.mute:
            return None
        run.mute = True
        self._mute_runs += 1
        if self._mute_runs > len(_STAND_INS):
            return None
        return " ".join(stock(_STAND_INS[self._mute_runs - 1], self._policy))

    async def transcription_node(
        self, text: AsyncIterable[str | TimedString], model_settings: ModelSettings
    ) -> AsyncGenerator[str | TimedString, None]:
        """The same text, as LiveKit begins to hand its sound to the loudspeaker: one at a time."""
        async for piece in text:
            if isinstance(piece, LetOut):
                self._playing = piece.segment
            yield piece

    def played(self, event: PlaybackFinishedEvent) -> None:
        """Takes the loudspeaker's word for what was audible to its end."""
        segment, self._playing = self._playing, None
        if segment is not None and not event.interrupted:
            segment.run.whole += segment.counts

    def begins(self) -> None:
        """Notes over which of the coach's sentences the person has begun to speak, if any."""
        talking = self._playing is not None and self.session.agent_state != "thinking"
        over = self._playing.run.begun if self._playing is not None and talking else ()
        # Who had the floor at some moment of the turn is not merely nodding.
        self._over = over if over and (self._over or not self.mid_turn) else ()
        self.ears_busy = True
        self.mid_turn = True

    async def stt_node(
        self, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncGenerator[stt.SpeechEvent, None]:
        """Transcripts as they come, emptied where they are no turn.

        LiveKit stops the coach at any final transcript that holds words, and hears nothing more
        once the ear has raised an error: a new one takes its place.
        """
        tried = 0
        while tried < EARS_TRIED:
            tried += 1
            try:
                async with aclosing(Agent.default.stt_node(self, audio, model_settings)) as events:
                    async for event in events:
                        tried = 0
                        yield self._turn_or_aside(event)
            except Exception as error:  # noqa: BLE001 - whoever is not heard is told so
                _log.exception("the ear broke", extra={"error": type(error).__name__})
                self._broke()
            else:
                return
        async for _ in audio:
            pass

    def _turn_or_aside(self, event: stt.SpeechEvent) -> stt.SpeechEvent:
        if event.type not in _TRANSCRIPTS or not event.alternatives:
            return event
        words = event.alternatives[0].text
        aside = is_backchannel(words, self._over) or is_nothing(words, self._policy)
        if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT:
            self.was_aside = aside and (bool(words.strip()) or bool(self._over))
            self.mid_turn = self.mid_turn and not aside
            self.ears_busy = False
            self._made_out(not aside)
        if not aside:
            if words.strip():
                self._words_came()
            return event
        return stt.SpeechEvent(
            type=event.type,
            request_id=event.request_id,
            alternatives=[stt.SpeechData(language=event.alternatives[0].language, text="")],
        )

    def _reply_to(self, chat_ctx: llm.ChatContext) -> Reply:
        """The reply that is due, else the one to words that are not final yet."""
        messages = [item for item in chat_ctx.items if item.type == "message"]
        token = (messages[-1].text_content or "") if messages else ""
        if token in self._due:
            return self._due[token]
        said = next((m for m in reversed(messages) if m.role == "user"), None)
        if said is None:
            return self._ledger.guess(None)
        return self._due.get(said.id) or self._ledger.guess((said.text_content or "").strip())

    def _worded(self, written: str) -> str:
        try:
            return self._spoken(written)
        except Exception as error:  # noqa: BLE001 - digits read by the voice itself beat a number left out
            _log.exception(
                "a sentence was not put into words", extra={"error": type(error).__name__}
            )
            return written

    async def _synthesised(self, words: str) -> AsyncGenerator[rtc.AudioFrame, None]:
        voice = self.session.tts
        if voice is None:
            raise RuntimeError("the session has no voice")
        once = self.session.conn_options.tts_conn_options
        async with voice.synthesize(words, conn_options=once) as sound:
            async for audio in sound:
                yield audio.frame
