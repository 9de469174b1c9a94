"""Ears and a voice without models: the ears know what was said, the voice hums as long as it talks.

The microphone tags its frames with the words spoken so far; `OracleSTT` returns exactly the words
whose frames reached it, so a frame LiveKit keeps back is a lost word, as in life.
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterable

import numpy as np
from livekit import rtc
from livekit.agents import stt, tts, utils
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from coach.voice.headless import Pcm, ScriptedMicrophone, Utterance
from coach.voice.listener import Loss, Said
from coach.voice.whisper_stt import LOST

VOICE_HZ = 22_050
SECONDS_A_LETTER = 0.055


class TaggedMicrophone(ScriptedMicrophone):
    """A microphone whose frames carry the words spoken up to them."""

    def __init__(self, answers: Iterable[tuple[str, Pcm]] = (), **options: float) -> None:
        given = list(answers)
        super().__init__([pcm for _, pcm in given], **options)  # type: ignore[arg-type]  # floats
        self._words: dict[int, str] = {}
        self._coming = deque(words for words, _ in given)

    def your_turn(self) -> None:
        coming = self._coming.popleft() if self._coming else None
        super().your_turn()
        if coming is not None:
            self._words[id(self._queue[-1])] = coming

    def say_words(self, words: str, pcm: Pcm) -> Utterance:
        utterance = self.say(pcm)
        self._words[id(utterance)] = words
        return utterance

    async def __anext__(self) -> rtc.AudioFrame:
        before = self.playing
        frame = await super().__anext__()
        utterance = self.playing or before
        if utterance is not None:
            words = self._words.get(id(utterance), "").split()
            done = self.playing is None
            share = 1.0 if done else self.position / len(utterance.pcm)
            frame.userdata["said"] = (id(utterance), words, math.ceil(share * len(words)))
        return frame


class OracleSTT(stt.STT[str]):
    """Hears exactly what was said. `guesses`: offers the words before the turn is judged ended."""

    def __init__(self, *, decode_s: float = 0.1, guesses: bool = True) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=True, manual_flush=True
            )
        )
        self.decode_s = decode_s
        self.guesses = guesses
        self.misheard: dict[str, str] = {}
        """Guesses that come out otherwise than the final words, by final words."""
        self.deaf_to: set[str] = set()
        """Words that never come out at all."""
        self.fails = False
        """The model fails at every turn."""
        self.breaks = 0
        """How many ears are still to break altogether, each at its next flush."""

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        raise NotImplementedError

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _OracleStream(stt=self, conn_options=conn_options)


class _OracleStream(stt.RecognizeStream):
    @property
    def _oracle(self) -> OracleSTT:
        oracle = self._stt
        assert isinstance(oracle, OracleSTT)
        return oracle

    async def _run(self) -> None:
        heard: dict[int, dict[int, str]] = {}
        given: dict[int, int] = {}
        guessed = True
        silent_s = 0.0
        async with asyncio.TaskGroup() as finals:
            async for item in self._input_ch:
                if isinstance(item, self._FlushSentinel):
                    words = _joined(heard)
                    heard, guessed = {}, True
                    self._flushed(words, finals)
                    continue
                said = item.userdata.get("said")
                if said is None:
                    silent_s += item.duration
                    if not guessed and silent_s > 0.16:
                        guessed = True
                        self._guess(_joined(heard))
                    continue
                silent_s, guessed = 0.0, False
                utterance, words_of, count = said
                # A word whose frames a flush fell into was given with what came before it.
                if count > given.get(utterance, 0):
                    given[utterance] = count
                    heard.setdefault(utterance, {})[count - 1] = words_of[count - 1]

    def _flushed(self, words: str, finals: asyncio.TaskGroup) -> None:
        if self._oracle.breaks:
            self._oracle.breaks -= 1
            raise RuntimeError("this ear breaks")
        if self._oracle.fails and words:
            self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT, "")
            self._oracle.emit(LOST, Said("", 1.0, Loss.FAILED))
        elif words not in self._oracle.deaf_to or not words:
            finals.create_task(self._final(words, self._oracle.decode_s))

    def _guess(self, words: str) -> None:
        oracle = self._oracle
        if oracle.guesses and not oracle.fails and words not in oracle.deaf_to:
            guess = oracle.misheard.get(words, words)
            self._tell(stt.SpeechEventType.PREFLIGHT_TRANSCRIPT, guess)

    async def _final(self, words: str, decode_s: float) -> None:
        await asyncio.sleep(decode_s)
        self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT, words)

    def _tell(self, kind: stt.SpeechEventType, words: str) -> None:
        data = stt.SpeechData(language="en", text=words, confidence=0.9)  # type: ignore[arg-type]  # a code
        self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=[data]))


def _joined(heard: dict[int, dict[int, str]]) -> str:
    return " ".join(word for words in heard.values() for _, word in sorted(words.items()))


class HummingTTS(tts.TTS[str]):
    """Hums for as long as the sentence would take. `asked` keeps what it was given to say."""

    def __init__(self) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False),
            sample_rate=VOICE_HZ,
            num_channels=1,
        )
        self.asked: list[str] = []
        self.fails_at: set[str] = set()
        self.fails = False
        """It cannot say anything any more."""
        self.slow_at: dict[str, float] = {}
        """Seconds a sentence takes to be made, by sentence; only the first time."""

    def length_s(self, text: str) -> float:
        """How long it hums for this."""
        return max(0.3, len(text) * SECONDS_A_LETTER)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return _Hum(tts=self, input_text=text, conn_options=conn_options)


class _Hum(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        voice = self._tts
        assert isinstance(voice, HummingTTS)
        voice.asked.append(self._input_text)
        if voice.fails or self._input_text in voice.fails_at:
            raise RuntimeError("this voice fails here")
        await asyncio.sleep(voice.slow_at.pop(self._input_text, 0.02))
        length = int(voice.length_s(self._input_text) * VOICE_HZ)
        hum = 3000 * np.sin(2 * np.pi * 220 * np.arange(length) / VOICE_HZ)
        output_emitter.initialize(
            request_id=utils.shortuuid(),
            sample_rate=VOICE_HZ,
            num_channels=1,
            mime_type="audio/pcm",
        )
        output_emitter.push(hum.astype(np.int16).tobytes())
        output_emitter.flush()
