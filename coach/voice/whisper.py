"""Writes down one stretch of speech with Whisper, from a folder, through the model worker.

`listener` calls it for a call, evals and `doctor` for a recording. It uses an unpatched
`faster_whisper.WhisperModel` but not its `transcribe`, which always computes 30 s. It never asks a
hub, never guesses the language, and gives the model neither hints nor what was said before.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel  # type: ignore[import-untyped]
from faster_whisper.tokenizer import Tokenizer  # type: ignore[import-untyped]
from faster_whisper.transcribe import (  # type: ignore[import-untyped]
    get_compression_ratio,
    get_suppressed_tokens,
)
from numpy.typing import NDArray

from coach.voice.model_folder import Window, damaged, json_object, properties, require
from coach.voice.model_worker import ModelWorker, Priority

RATE_HZ = 16_000
WINDOW_S = 30.0
_FRAMES_PER_S = 100
_HALF_SECOND = 50
"""Frames of zeros a short-window model was trained with behind the audio."""
_AUTO_LEAST_S = 5.0
_AUTO_MORE_S = 2.0
_SHORTEST_S = 0.05
"""Less than this the feature extractor cannot frame, and nobody can say a word in."""

_TOKENS_PER_S = 7
_TOKENS_MORE = 16
_TOKENS_MOST = 224
"""Half of the decoder's 448 positions: CTranslate2 lets Whisper write no more than that half, and
of a smaller `max_length` no more than half of it either (measured on 4.8.5)."""

_EXTRACTOR = "preprocessor_config.json"

_IMPROBABLE_LOGPROB = -1.0
_LOOPING_RATIO = 2.4
_SILENCE_PROB = 0.6
"""The three thresholds of OpenAI's own `transcribe`."""


@dataclass(frozen=True)
class Recognised:
    """What one stretch of speech was taken for."""

    text: str
    no_speech_prob: float
    """The model's own belief that nobody spoke, 0 to 1."""
    avg_logprob: float
    """Mean log probability of a token; near 0 is sure, below -1 is a guess."""
    compression_ratio: float
    """Above 2.4 the text repeats itself."""
    window_s: float
    took_s: float
    """Time on the model worker, the redo included, waiting in the queue not."""

    @property
    def silence(self) -> bool:
        """True when Whisper's own rule takes it for silence."""
        return self.no_speech_prob > _SILENCE_PROB and self.guessed

    @property
    def guessed(self) -> bool:
        """True when the model hardly believes its own text, as of a hum that it took for a word."""
        return self.avg_logprob < _IMPROBABLE_LOGPROB

    @property
    def looping(self) -> bool:
        """True when the text repeats itself, as the decoder does when it is lost."""
        return self.compression_ratio > _LOOPING_RATIO


NOTHING = Recognised("", 1.0, 0.0, 0.0, 0.0, 0.0)
"""For audio too short to hold a word; no model is asked."""


class Recogniser:
    """A Whisper model in memory. Loading blocks (30 ms to a few seconds): do it before the calls.

    The first CTranslate2 model of a process fixes its number of threads, so all are made with one;
    never make one in a process that forks afterwards.

    Raises:
        SpeechModelError: the folder, or a file in it, is missing or damaged.
    """

    def __init__(
        self,
        folder: Path,
        worker: ModelWorker,
        *,
        window: Window | None = None,
        redo: bool = True,
        compute_type: str = "int8",
    ) -> None:
        """`window` overrides what the folder's `nightjar.json` says.

        `compute_type` is CTranslate2's: `int8` or `float32` on a processor.

        `redo=False` takes improbable text as it is, for measurements that must not branch.
        """
        model = _loaded(folder, compute_type)
        said = properties(folder)
        self.name = folder.name
        self.window = window or said.window
        self.longest_s = said.longest_s
        """The longest stretch this model should be given at once."""
        self._worker = worker
        self._redo = redo
        self._model = model
        words = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language="en"
        )
        self._words = words
        self._prompt = [*words.sot_sequence, words.no_timestamps]
        if None in (*self._prompt, words.eot, words.no_speech):
            raise damaged(folder / "tokenizer.json")
        self._suppressed = list(get_suppressed_tokens(words, [-1]))

    async def recognise(
        self, pcm: NDArray[np.int16], *, priority: Priority = Priority.FINAL
    ) -> Recognised:
        """Write down 16 kHz mono audio of at most 30 s, greedily, once; improbable text twice.

        The second time the encoder sees the full 30 s and the decoder may write twice as much.

        Raises:
            ValueError: the audio is longer than 30 s.
        """
        audio_s = len(pcm) / RATE_HZ
        if audio_s > WINDOW_S:
            raise ValueError(f"{audio_s:.1f} s of audio: at most {WINDOW_S:.0f} s at once")
        if audio_s < _SHORTEST_S:
            return NOTHING
        most = round(_TOKENS_MORE + _TOKENS_PER_S * audio_s)
        first, finished = await self._worker.submit(
            lambda: self._decode(pcm, window_frames(self.window, audio_s), most), priority
        )
        if not (self._redo and self._improbable(first, finished=finished)):
            return first
        again, _ = await self._worker.submit(
            lambda: self._decode(pcm, window_frames(Window.FULL, audio_s), 2 * most), priority
        )
        return _better(first, again)

    def _improbable(self, found: Recognised, *, finished: bool) -> bool:
        if found.silence:
            return False
        doubtful = found.looping or found.guessed
        return not finished or (doubtful and found.window_s < WINDOW_S)

    def _decode(self, pcm: NDArray[np.int16], frames: int, most: int) -> tuple[Recognised, bool]:
        """The text, and whether the model ended it itself (else the bound cut it)."""
        began = time.perf_counter()
        limit = min(most, _TOKENS_MOST)
        result = self._model.model.generate(
            self._model.encode(self._features(pcm, frames)),
            [self._prompt],
            beam_size=1,
            max_length=2 * limit,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )[0]
        tokens: list[int] = result.sequences_ids[0]
        text: str = self._words.decode(tokens).strip()
        found = Recognised(
            text=text,
            no_speech_prob=float(result.no_speech_prob),
            avg_logprob=float(result.scores[0]) * len(tokens) / (len(tokens) + 1)
            if tokens
            else 0.0,
            compression_ratio=float(get_compression_ratio(text)),
            window_s=frames / _FRAMES_PER_S,
            took_s=time.perf_counter() - began,
        )
        return found, len(tokens) < limit

    def _features(self, pcm: NDArray[np.int16], frames: int) -> NDArray[np.float32]:
        """Log-mel features, filled up with zeros as faster-whisper does it, not with silence."""
        found = self._model.feature_extractor(pcm.astype(np.float32) / 32768)[:, :-1][:, :frames]
        return np.ascontiguousarray(
            np.pad(found, ((0, 0), (0, frames - found.shape[1]))), dtype=np.float32
        )


def window_frames(window: Window, audio_s: float) -> int:
    """Feature frames (10 ms each) the encoder is given: even, at most 3000."""
    audio = round(audio_s * _FRAMES_PER_S)
    full = round(WINDOW_S * _FRAMES_PER_S)
    wanted = {
        Window.FULL: full,
        Window.SHORT: audio + _HALF_SECOND,
        Window.AUTO: round(max(_AUTO_LEAST_S, audio_s + _AUTO_MORE_S) * _FRAMES_PER_S),
    }[window]
    return min(full, wanted + wanted % 2)


def _loaded(folder: Path, compute_type: str) -> WhisperModel:
    _complete(folder)
    try:
        model = WhisperModel(
            str(folder),
            device="cpu",
            compute_type=compute_type,
            cpu_threads=1,
            local_files_only=True,
        )
    except RuntimeError as error:
        raise damaged(folder / "model.bin") from error
    except Exception as error:
        raise damaged(folder / "tokenizer.json") from error
    if model.model.n_mels != model.feature_extractor.mel_filters.shape[0]:
        # The wrong number of mel bands is what a missing preprocessor_config.json amounts to.
        require(folder, _EXTRACTOR)
        raise damaged(folder / _EXTRACTOR)
    return model


def _complete(folder: Path) -> None:
    """Everything faster-whisper would otherwise fetch from a hub, do without, or crash on."""
    require(folder, "model.bin", "config.json", "tokenizer.json")
    if not (folder / "vocabulary.txt").is_file():
        require(folder, "vocabulary.json")
    for name in ("config.json", "tokenizer.json", _EXTRACTOR):
        if (folder / name).is_file():
            json_object(folder / name)


def _better(first: Recognised, again: Recognised) -> Recognised:
    chosen = max(again, first, key=lambda found: (not found.looping, found.avg_logprob))
    logprob = chosen.avg_logprob
    if first.guessed and first.text != again.text:
        # A guess that the second look reads as something else, as of a hum, is half believed.
        logprob = (first.avg_logprob + again.avg_logprob) / 2
    return replace(chosen, avg_logprob=logprob, took_s=first.took_s + again.took_s)
