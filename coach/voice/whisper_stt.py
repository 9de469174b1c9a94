"""Whisper as LiveKit's ears: the framework says when a turn has ended, and is told what was said.

`session` puts it into an AgentSession. PREFLIGHT goes out in a pause (a reply may be prepared), one
FINAL answers every flush, also when nothing was said. An error of the model never ends the stream.
"""

import asyncio
from collections.abc import Callable

import numpy as np
from livekit.agents import APIConnectOptions, LanguageCode, NotGivenOr, stt
from livekit.agents.stt import SpeechEventType
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN
from livekit.agents.utils import AudioBuffer
from livekit.local_inference import VAD

from coach.voice.listener import Listener, Said, VoiceActivity, Writer
from coach.voice.whisper import RATE_HZ

LOST = "lost"
_ENGLISH = LanguageCode("en")


class WhisperSTT(stt.STT[str]):
    """Streams of speech to text, all through one recogniser; for use inside LiveKit Agents only.

    The event "lost" carries what a turn was taken for in which something never became text.
    """

    def __init__(
        self,
        recogniser: Writer,
        *,
        model: str = "whisper",
        voice: Callable[[], VoiceActivity] = VAD,
    ) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=False, manual_flush=True
            )
        )
        self.recogniser = recogniser
        self.voice = voice
        self._model = model

    @property
    def model(self) -> str:
        return self._model

    @property
    def provider(self) -> str:
        return "faster-whisper"

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> "WhisperStream":
        """Open an ear; `language` is not looked at, it is English."""
        return WhisperStream(self, conn_options)

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        frames = buffer if isinstance(buffer, list) else [buffer]
        async with self.stream(conn_options=conn_options) as ear:
            for frame in frames:
                ear.push_frame(frame)
            ear.end_input()
            async for event in ear:
                if event.type is SpeechEventType.FINAL_TRANSCRIPT:
                    return event
        raise RuntimeError("a flush went unanswered")


class WhisperStream(stt.RecognizeStream):
    """One person's audio in any rate, and LiveKit's speech events out."""

    def __init__(self, ears: WhisperSTT, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=ears, conn_options=conn_options, sample_rate=RATE_HZ)
        self._ears = ears
        self._preflight = False

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            listener = Listener(
                self._ears.recogniser,
                self._ears.voice(),
                tasks,
                on_pause=self._paused,
            )
            async for item in self._input_ch:
                if isinstance(item, self._FlushSentinel):
                    self._end(await listener.finish())
                else:
                    listener.hear(np.frombuffer(item.data, np.int16))
            listener.close()

    def _paused(self, said: Said) -> None:
        self._preflight = True
        self._tell(SpeechEventType.PREFLIGHT_TRANSCRIPT, said)

    def _end(self, said: Said) -> None:
        if self._preflight and not said.text:
            # The framework keeps a preflight until other text comes; an empty FINAL is not enough.
            self._tell(SpeechEventType.INTERIM_TRANSCRIPT, said)
        self._preflight = False
        self._tell(SpeechEventType.FINAL_TRANSCRIPT, said)
        self._event_ch.send_nowait(
            stt.SpeechEvent(
                type=SpeechEventType.RECOGNITION_USAGE,
                recognition_usage=stt.RecognitionUsage(audio_duration=said.audio_s),
            )
        )
        if said.lost is not None:
            self._ears.emit(LOST, said)

    def _tell(self, kind: SpeechEventType, said: Said) -> None:
        words = stt.SpeechData(language=_ENGLISH, text=said.text)
        self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=[words]))
