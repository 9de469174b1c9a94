"""What both arms of the voice bench are given alike: the lines, the number of tokens, the words.

Random weights never end a text and never write words. So either arm writes as many tokens as the
seconds of speech in its clip ask for, and is then told what was said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.recording import RATE_HZ, load_recording
from coach.voice.model_worker import ModelWorker, Priority
from coach.voice.whisper import NOTHING, Recognised, Recogniser, window_frames

TOKENS_PER_S = 4.0
"""Of speech: a little above ordinary English, 150 words a minute at 1.3 tokens a word."""

_FRAME = RATE_HZ // 50
_LOUD = 150.0
"""Root mean square of 20 ms that hold speech; the quiet room of the bench has 12."""
_ALL = 0.97

Pcm = NDArray[np.int16]


@dataclass(frozen=True)
class Line:
    """One answer: its words and its sound, 16 kHz."""

    words: str
    pcm: Pcm

    @property
    def speech_s(self) -> float:
        """Seconds of speech in it, pauses not counted."""
        return speech_s(self.pcm)

    @property
    def after_s(self) -> float:
        """Seconds of silence behind the last sound."""
        loud = np.flatnonzero(_loudness(self.pcm) > _LOUD)
        last = int(loud[-1] + 1) * _FRAME if len(loud) else 0
        return (len(self.pcm) - last) / RATE_HZ


def demo_lines() -> tuple[Line, ...]:
    """The answers of the recorded demonstration."""
    recording = load_recording("demo")
    sounds = (np.frombuffer(sound, np.int16) for sound in recording.sounds)
    return tuple(Line(*pair) for pair in zip(recording.script.says, sounds, strict=True))


def speech_s(pcm: Pcm) -> float:
    """Seconds of sound louder than a quiet room, in 20 ms steps."""
    return int((_loudness(pcm) > _LOUD).sum()) * _FRAME / RATE_HZ


def tokens_for(pcm: Pcm) -> int:
    """How many tokens a clip is worth; silence round the speech changes nothing."""
    return max(1, round(TOKENS_PER_S * speech_s(pcm)))


class Transcript:
    """Says what was said in a clip of the line that is being spoken, by its share of the speech."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._whole_s = 0.0
        self._heard_s = 0.0

    def begin(self, line: Line) -> None:
        """From now on this is being said."""
        self._words, self._whole_s, self._heard_s = line.words.split(), line.speech_s, 0.0

    def so_far(self, pcm: Pcm) -> str:
        """The words of a clip that begins where the line does."""
        return " ".join(self._words[: self._place(speech_s(pcm))])

    def following(self, pcm: Pcm) -> str:
        """The words of a clip that begins where the last one ended."""
        start = self._place(self._heard_s)
        self._heard_s += speech_s(pcm)
        return " ".join(self._words[start : self._place(self._heard_s)])

    def _place(self, heard_s: float) -> int:
        share = heard_s / self._whole_s if self._whole_s else 0.0
        return len(self._words) if share >= _ALL else round(share * len(self._words))


class ForcedRecogniser(Recogniser):
    """The product's recogniser writing a given number of tokens, without redo; always sure."""

    def __init__(self, folder: Path, worker: ModelWorker, transcript: Transcript) -> None:
        super().__init__(folder, worker, redo=False)
        self._suppressed = sorted({*self._suppressed, *unspoken(self._words.eot, self.vocabulary)})
        self._transcript = transcript

    @property
    def vocabulary(self) -> int:
        """How many tokens the model can write."""
        return len(self._model.hf_tokenizer.get_vocab(with_added_tokens=True))

    async def recognise(self, pcm: Pcm, *, priority: Priority = Priority.FINAL) -> Recognised:
        """As the product's, told what was said; a second look never happens."""
        tokens = tokens_for(pcm)
        words = self._transcript.so_far(pcm)
        frames = window_frames(self.window, len(pcm) / RATE_HZ)
        found, _ = await self._worker.submit(lambda: self._decode(pcm, frames, tokens), priority)
        return Recognised(words, 0.0, -0.1, 1.0, found.window_s, found.took_s) if words else NOTHING


def unspoken(end_of_text: int, vocabulary: int) -> Iterable[int]:
    """The end of the text and every token behind it: neither arm may write one."""
    return range(end_of_text, vocabulary)


def _loudness(pcm: Pcm) -> NDArray[np.float64]:
    whole = pcm[: len(pcm) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    return np.asarray(np.sqrt((whole**2).mean(axis=1)))
