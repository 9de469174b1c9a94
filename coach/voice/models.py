"""Loads the speech models in use, once per process; every call of the process shares them.

Called by the voice doors and the LiveKit worker. Loading blocks for up to some seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from coach.settings import Settings
from coach.speech import Kind, model_in_use
from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.piper_tts import PiperTTS
from coach.voice.session import SpeechModels
from coach.voice.stock import kept_warm
from coach.voice.whisper import Recogniser
from coach.voice.whisper_stt import WhisperSTT


@asynccontextmanager
async def loaded(settings: Settings) -> AsyncIterator[SpeechModels]:
    """The models these settings name, the stock phrases made; unloaded on leaving.

    Raises:
        coach.speech.SpeechError, coach.voice.model_folder.SpeechModelError: which model cannot be
            used, and what to do.
    """
    with ModelWorker() as worker:
        recogniser, voice = await asyncio.to_thread(_load, settings, worker)
        await voice.warm(kept_warm())
        yield SpeechModels(
            stt=WhisperSTT(recogniser, model=recogniser.name),
            tts=PiperTTS(voice),
            is_cached=voice.keeps,
        )


def _load(settings: Settings, worker: ModelWorker) -> tuple[Recogniser, Voice]:
    hears = model_in_use(settings, Kind.WHISPER)
    speaks = model_in_use(settings, Kind.VOICE)
    return (
        Recogniser(hears.folder, worker, compute_type=settings.speech.compute_type),
        Voice(speaks.folder, worker, speed=settings.speech.speed),
    )
