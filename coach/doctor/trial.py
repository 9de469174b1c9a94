"""Has one sentence spoken by the voice and heard by the recogniser, with times.

Called by `coach.doctor.speech`, which imports it late: the speech libraries take a second or two.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.resample import at_rate
from coach.voice.whisper import RATE_HZ, Recogniser

_FIRST_WORDS = "Good morning."
"""Not measured: the first words load the pronunciation rules."""


@dataclass(frozen=True)
class Trial:
    """One sentence spoken and heard again, on this machine."""

    loading_s: float
    speaking_s: float
    audio_s: float
    hearing_s: float
    heard: str


async def tried(
    sentence: str, hears: Path, speaks: Path, *, speed: float, compute_type: str
) -> Trial:
    """Loads both models and puts the sentence through them.

    Raises:
        coach.voice.model_folder.SpeechModelError: a model is missing or damaged.
    """
    began = time.perf_counter()
    with ModelWorker() as worker:
        recogniser = await asyncio.to_thread(Recogniser, hears, worker, compute_type=compute_type)
        voice = await asyncio.to_thread(Voice, speaks, worker, speed=speed)
        await voice.pcm(_FIRST_WORDS)
        loaded = time.perf_counter()
        spoken = np.frombuffer(await voice.pcm(sentence), np.int16)
        made = time.perf_counter()
        heard = await recogniser.recognise(at_rate(spoken, voice.sample_rate, RATE_HZ))
    return Trial(
        loading_s=loaded - began,
        speaking_s=made - loaded,
        audio_s=len(spoken) / voice.sample_rate,
        hearing_s=heard.took_s,
        heard=heard.text,
    )
