"""Loads the speech models in use, once per process; every call of the process shares them.

Called by the voice doors and the LiveKit worker. Loading blocks for up to some seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from coach.settings import Settings
from coach.speech import Kind, model_in_use
from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.piper_tts import PiperTTS
from coach.voice.session import SpeechModels
from coach.voice.stock import kept_warm
from coach.voice.whisper import Recogniser
from coach.voice.whisper_stt import WhisperSTT


@dataclass(frozen=True)
class SharedModels:
    """Loaded models. Calls in several threads and event loops may share them."""

    recogniser: Recogniser
    voice: Voice
    british: bool

    def of_a_call(self) -> SpeechModels:
        """Ears and a mouth for one call: they carry its events, so no two calls share them."""
        return SpeechModels(
            stt=WhisperSTT(self.recogniser, model=self.recogniser.name),
            tts=PiperTTS(self.voice),
            is_cached=self.voice.keeps,
            british=self.british,
        )


@asynccontextmanager
async def shared_models(settings: Settings) -> AsyncIterator[SharedModels]:
    """The models these settings name, the stock phrases made; unloaded on leaving.

    Raises:
        coach.speech.SpeechError, coach.voice.model_folder.SpeechModelError: which model cannot be
            used, and what to do.
    """
    with ModelWorker() as worker:
        recogniser, voice = await asyncio.to_thread(_load, settings, worker)
        await voice.warm(kept_warm())
        yield SharedModels(recogniser, voice, settings.speech.english == "british")


@asynccontextmanager
async def loaded(settings: Settings) -> AsyncIterator[SpeechModels]:
    """The same for one call; see `shared_models`."""
    async with shared_models(settings) as models:
        yield models.of_a_call()


def _load(settings: Settings, worker: ModelWorker) -> tuple[Recogniser, Voice]:
    hears = model_in_use(settings, Kind.WHISPER)
    speaks = model_in_use(settings, Kind.VOICE)
    return (
        Recogniser(hears.folder, worker, compute_type=settings.speech.compute_type),
        Voice(speaks.folder, worker, speed=settings.speech.speed),
    )
