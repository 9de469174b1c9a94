"""A Piper voice as LiveKit's mouth: each approved sentence in, audio out, clause by clause.

`session` puts it into an AgentSession. It speaks whatever it is given: what may be spoken is
decided before.
"""

from livekit.agents import APIConnectionError, APIConnectOptions, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS
from livekit.agents.utils import shortuuid

from coach.voice.piper import Voice

_FRAME_MS = 50


class PiperTTS(tts.TTS[str]):
    """Text to speech, all through one voice."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False),
            sample_rate=voice.sample_rate,
            num_channels=1,
        )
        self.voice = voice

    @property
    def model(self) -> str:
        return self.voice.name

    @property
    def provider(self) -> str:
        return "piper"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> "PiperSpeech":
        return PiperSpeech(self, text, conn_options)


class PiperSpeech(tts.ChunkedStream):
    """One text being spoken. Fails with an APIConnectionError that no retry would mend."""

    def __init__(self, mouth: PiperTTS, text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=mouth, input_text=text, conn_options=conn_options)
        self._voice = mouth.voice

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=shortuuid(),
            sample_rate=self._voice.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            frame_size_ms=_FRAME_MS,
        )
        try:
            async for samples in self._voice.stream(self._input_text):
                output_emitter.push(samples)
        except Exception as error:
            raise APIConnectionError("the voice could not speak", retryable=False) from error
        output_emitter.flush()
