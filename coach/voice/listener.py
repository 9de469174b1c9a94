"""Turns a stream of audio into what was said, turn by turn: voice detector, recogniser, phantoms.

`whisper_stt` wraps it for LiveKit; `transcribe` is the same path for a recording. It decodes in the
pauses, so that most turns are written down before they are judged ended. No failure of a model
stops it: what could not be written down is reported as unheard.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.voice.model_worker import Priority
from coach.voice.phantom import faint, spoken_text
from coach.voice.silero import Silero
from coach.voice.utterance import WINDOW_SAMPLES, Clip, Moment, Utterance
from coach.voice.whisper import Recognised

_log = logging.getLogger(__name__)


class VoiceActivity(Protocol):
    """A voice detector with a memory of its own; `Silero`, or LiveKit's inside a session."""

    def predict(self, pcm: NDArray[np.int16]) -> float:
        """Probability of a voice, 0 to 1, in the next 512 samples at 16 kHz."""
        ...


class Writer(Protocol):
    """What writes down a stretch of speech; `Recogniser`."""

    @property
    def longest_s(self) -> float:
        """The longest stretch it is given at once."""
        ...

    async def recognise(
        self, pcm: NDArray[np.int16], *, priority: Priority = Priority.FINAL
    ) -> Recognised:
        """Write down 16 kHz mono audio; any exception counts as speech that was lost."""
        ...


class Loss(StrEnum):
    """Why speech never became text."""

    FAILED = "failed"
    """The model raised an error."""
    ILLEGIBLE = "illegible"
    """There clearly was a voice, and the model wrote nothing that stands."""


@dataclass(frozen=True)
class Said:
    """What was said in a turn, or so far; `text` may be empty."""

    text: str
    audio_s: float
    """How much audio was written down."""
    lost: Loss | None = None
    """Set when some of what was said is missing from `text`."""


_CLEARLY_VOICED_S = 0.5
"""Less than this may be a cough: nobody is asked to repeat it."""
LONGEST_WAIT_S = 20.0
"""For a stretch to be written down: whoever has been silent for so long has long said it again."""
NOTHING_SAID = Said("", 0.0)


@dataclass
class _Speculation:
    version: int
    task: asyncio.Task[Said]


class Listener:
    """One person's ear. Feed `hear` in order; `finish` ends the turn and always gives an answer.

    `tasks` holds the decoding done in pauses and must outlive the listener; `close` when done.
    """

    def __init__(
        self,
        recogniser: Writer,
        voice: VoiceActivity,
        tasks: asyncio.TaskGroup,
        *,
        on_pause: Callable[[Said], None] | None = None,
    ) -> None:
        """`on_pause` gets the turn so far, decoded in a pause and still complete."""
        self._recogniser = recogniser
        self._voice = voice
        self._tasks = tasks
        self._on_pause = on_pause
        self._utterance = Utterance(recogniser.longest_s)
        self._rest = np.zeros(0, np.int16)
        self._pieces: list[asyncio.Task[Said]] = []
        self._speculation: _Speculation | None = None

    def hear(self, pcm: NDArray[np.int16]) -> None:
        """Take in the next samples (16 kHz, mono), any number. Costs microseconds, never waits."""
        pcm = np.concatenate([self._rest, pcm])
        whole = len(pcm) // WINDOW_SAMPLES * WINDOW_SAMPLES
        for begin in range(0, whole, WINDOW_SAMPLES):
            self._window(pcm[begin : begin + WINDOW_SAMPLES])
        self._rest = pcm[whole:].copy()

    async def finish(self) -> Said:
        """End the turn: everything said since the last `finish`, in order; empty if nothing was."""
        clip, pieces, version = self._utterance.clip(), self._pieces, self._utterance.version
        speculation = self._speculation
        self._pieces, self._speculation = [], None
        self._utterance.clear()
        if speculation is not None and speculation.version == version:
            said = await speculation.task
            if said.lost is not Loss.FAILED:
                return said
        elif speculation is not None:
            speculation.task.cancel()
        return await self._all(pieces, clip, Priority.FINAL)

    def close(self) -> None:
        """Stop what is being decoded; nothing more is reported."""
        for task in self._pieces:
            task.cancel()
        if self._speculation is not None:
            self._speculation.task.cancel()

    def _window(self, pcm: NDArray[np.int16]) -> None:
        match self._utterance.hear(pcm, self._voice.predict(np.ascontiguousarray(pcm))):
            case Moment.FULL:
                self._cut(at_pause=False)
            case Moment.PAUSED:
                self._speculate()

    def _cut(self, *, at_pause: bool) -> None:
        clip = self._utterance.cut(at_pause=at_pause)
        if clip is not None:
            self._pieces.append(self._tasks.create_task(self._write(clip, Priority.SPECULATIVE)))

    def _speculate(self) -> None:
        if self._utterance.enough:
            self._cut(at_pause=True)
        if self._speculation is not None:
            self._speculation.task.cancel()
        version = self._utterance.version
        guess = self._guess(list(self._pieces), self._utterance.clip(), version)
        self._speculation = _Speculation(version, self._tasks.create_task(guess))

    async def _guess(
        self, pieces: list[asyncio.Task[Said]], clip: Clip | None, version: int
    ) -> Said:
        said = await self._all(pieces, clip, Priority.SPECULATIVE)
        if self._on_pause is not None and said.text and version == self._utterance.version:
            self._on_pause(said)
        return said

    async def _all(
        self, pieces: list[asyncio.Task[Said]], clip: Clip | None, priority: Priority
    ) -> Said:
        last = [] if clip is None else [await self._write(clip, priority)]
        # Shielded: a piece outlives the guess that waits for it.
        return _joined([await asyncio.shield(piece) for piece in pieces] + last)

    async def _write(self, clip: Clip, priority: Priority) -> Said:
        try:
            async with asyncio.timeout(LONGEST_WAIT_S):
                found = await self._recogniser.recognise(clip.pcm, priority=priority)
        except Exception as error:  # noqa: BLE001 - the call goes on, and says it did not catch that
            _log.warning(
                "a stretch of speech could not be written down",
                extra={"error_type": type(error).__name__, "audio_s": clip.duration_s},
            )
            return Said("", clip.duration_s, Loss.FAILED)
        text = spoken_text(found, clip)
        clear = clip.voiced_s >= _CLEARLY_VOICED_S and not faint(clip)
        return Said(
            text=text,
            audio_s=clip.duration_s,
            lost=Loss.ILLEGIBLE if clear and not text else None,
        )


async def transcribe(recogniser: Writer, pcm: NDArray[np.int16]) -> Said:
    """Write down a whole recording (16 kHz, mono, any length) as one turn, outside any session."""
    async with asyncio.TaskGroup() as tasks:
        listener = Listener(recogniser, Silero(), tasks)
        listener.hear(pcm)
        said = await listener.finish()
        listener.close()
    return said


def _joined(pieces: list[Said]) -> Said:
    if not pieces:
        return NOTHING_SAID
    return Said(
        text=" ".join(piece.text for piece in pieces if piece.text),
        audio_s=sum(piece.audio_s for piece in pieces),
        lost=next((piece.lost for piece in pieces if piece.lost is not None), None),
    )
