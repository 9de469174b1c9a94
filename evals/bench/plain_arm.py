"""The plain arm of the voice bench: the same session, with ears and mouth as others build them.

faster-whisper's own `transcribe` with beam 5 over 30 s once a pause is there, and Piper once the
whole reply is there. The lines, the endpointing, the threshold, the number of tokens and the reply
are those of the product's arm.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from faster_whisper import WhisperModel  # type: ignore[import-untyped]
from livekit import rtc
from livekit.agents import (
    Agent,
    APIConnectOptions,
    FlushSentinel,
    LanguageCode,
    ModelSettings,
    NotGivenOr,
    llm,
    stt,
    tts,
)
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN
from livekit.agents.utils import AudioBuffer, merge_frames, shortuuid
from piper import PiperVoice

from coach.voice.session import SpeechModels, build_session
from coach.voice.turns import Patience
from evals.bench.forced import Line, Pcm, Transcript, tokens_for, unspoken
from evals.bench.stage import Arm, Stage, Turn
from evals.bench.stub import REPLY

BEAM = 5
_PROMPT_TOKENS = 4


class PlainEars:
    """faster-whisper as its readme shows it, with as many tokens as the clip asks for."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """`threads`: 0 for the library's own choice."""
        self._model = WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            local_files_only=True,
        )
        words = self._model.hf_tokenizer
        end = words.token_to_id("<|endoftext|>")
        vocabulary = len(words.get_vocab(with_added_tokens=True))
        self._suppressed = [-1, *unspoken(end, vocabulary)]

    def write(self, pcm: Pcm) -> int:
        """Writes a clip down; how many tokens it became."""
        segments, _ = self._model.transcribe(
            pcm.astype(np.float32) / 32768,
            language="en",
            beam_size=BEAM,
            temperature=0.0,
            # CTranslate2 writes half of the limit, which is this and the prompt together.
            max_new_tokens=2 * tokens_for(pcm) - self._prompt_tokens,
            without_timestamps=True,
            condition_on_previous_text=False,
            compression_ratio_threshold=None,
            log_prob_threshold=None,
            no_speech_threshold=None,
            suppress_tokens=list(self._suppressed),
        )
        return sum(len(segment.tokens) for segment in segments)

    @property
    def _prompt_tokens(self) -> int:
        return _PROMPT_TOKENS if self._model.model.is_multilingual else 2


class _PlainSTT(stt.STT[str]):
    """One clip at a time, as the framework's adapter cuts them at pauses."""

    def __init__(self, ears: PlainEars, transcript: Transcript) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=False, interim_results=False))
        self._ears = ears
        self._transcript = transcript

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        frame = merge_frames(buffer) if isinstance(buffer, list) else buffer
        pcm = np.frombuffer(frame.data, np.int16)
        words = self._transcript.following(pcm)
        await asyncio.to_thread(self._ears.write, pcm)
        return stt.SpeechEvent(
            type=stt.SpeechEventType.FINAL_TRANSCRIPT,
            alternatives=[stt.SpeechData(language=LanguageCode("en"), text=words)],
        )


class _PlainTTS(tts.TTS[str]):
    """Piper, the whole text at once."""

    def __init__(self, speak: Callable[[str], bytes], rate_hz: int) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False), sample_rate=rate_hz, num_channels=1
        )
        self.speak = speak

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return _PlainSpeech(self, text, conn_options)


class _PlainSpeech(tts.ChunkedStream):
    def __init__(self, mouth: _PlainTTS, text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=mouth, input_text=text, conn_options=conn_options)
        self._speak = mouth.speak

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=shortuuid(),
            sample_rate=self._tts.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
        )
        output_emitter.push(await asyncio.to_thread(self._speak, self._input_text))
        output_emitter.flush()


class _PlainAgent(Agent):
    """Says the reply of the bench, once all of it is there."""

    def __init__(self, judged_ended: Callable[[], None], first_token_s: float) -> None:
        super().__init__(instructions="The reply of the bench.")
        self._judged_ended = judged_ended
        self._first_token_s = first_token_s

    async def on_user_turn_completed(
        self, turn_ctx: llm.ChatContext, new_message: llm.ChatMessage
    ) -> None:
        self._judged_ended()

    async def llm_node(
        self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncGenerator[llm.ChatChunk | str | FlushSentinel, None]:
        await asyncio.sleep(self._first_token_s)
        for sentence in REPLY:
            yield f"{sentence} "

    async def tts_node(
        self, text: AsyncIterable[str], model_settings: ModelSettings
    ) -> AsyncGenerator[rtc.AudioFrame, None]:
        whole = "".join([piece async for piece in text]).strip()
        voice = self.session.tts
        if voice is None or not whole:
            return
        async with voice.synthesize(whole) as sound:
            async for audio in sound:
                yield audio.frame


async def plain_turns(
    whisper: Path,
    voice_folder: Path,
    lines: Sequence[Line],
    *,
    waits: Sequence[Patience],
    threshold: float | None,
    first_token_s: float,
    own_threads: bool,
    told: Callable[[str], None],
) -> list[Turn]:
    """Plays the lines to the plain arm.

    Args:
        whisper: the recogniser's folder.
        voice_folder: the voice's.
        lines: what is said.
        waits: the patience that each line meets.
        threshold: of the turn model; None: its own.
        first_token_s: how long the stubbed model thinks.
        own_threads: each library takes as many cores as it likes; else one, as the product.
        told: hears of the progress.
    """
    transcript = Transcript()
    ears = await asyncio.to_thread(PlainEars, whisper, threads=0 if own_threads else 1)
    mouth = await asyncio.to_thread(_mouth, voice_folder, own_threads=own_threads)
    await asyncio.to_thread(mouth.speak, "This only warms the voice, and nobody hears it.")
    stage = Stage(mouth.sample_rate)
    coming = iter(waits)
    models = SpeechModels(stt=_PlainSTT(ears, transcript), tts=mouth)
    session = build_session(models, waits[0], unlikely_threshold=threshold)
    agent = _PlainAgent(stage.judged_ended, first_token_s)
    arm = Arm(agent, session, transcript.begin, _none_kept, lambda: next(coming), _at_once)
    return await stage.play(arm, lines, told)


def _mouth(folder: Path, *, own_threads: bool) -> _PlainTTS:
    (model,) = folder.glob("*.onnx")
    voice = PiperVoice.load(model)
    if not own_threads:
        voice.session = _one_thread(model)
    rate_hz: int = voice.config.sample_rate

    def speak(text: str) -> bytes:
        return b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(text))

    return _PlainTTS(speak, rate_hz)


def _one_thread(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(str(model), sess_options=options, providers=providers)


async def _none_kept() -> int:
    return 0


async def _at_once() -> None:
    """Its reply is made before a sound of it is heard: no model is at work after that."""
