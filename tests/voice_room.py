"""A call in a room of its own: the real engine, store and session; ears and voice are fakes.

A scenario speaks into the room and waits for what it hears; `Outcome` is what can be asserted of it.
Imported only under the time warp, in the process that `tests/voice_calls.py` is.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from piper import PiperVoice

from coach.bootstrap import App, opened
from coach.settings import apart
from coach.voice.call import CallResult, Line
from coach.voice.headless import MICROPHONE_HZ, Pcm, SilentLoudspeaker, Utterance
from coach.voice.hold import hold
from coach.voice.session import SpeechModels
from memory.diary import Field
from memory.person import Person
from tests.fakes_voice import VOICE_HZ, HummingTTS, OracleSTT, TaggedMicrophone
from tests.talking import MORNING

FIXTURE_VOICE = Path("coach/voice/demo/fixture-voice/fixture-voice.onnx")
_SPOKEN: dict[str, Pcm] = {}


def prepare(lines: Iterable[str]) -> None:
    """Makes the sound of everything that will be said, before any call: it would block them."""
    voice = PiperVoice.load(FIXTURE_VOICE)
    for words in lines:
        sound = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(words))
        pcm = np.frombuffer(sound, np.int16)
        length = int(len(pcm) * MICROPHONE_HZ / VOICE_HZ)
        places = np.arange(length) * (VOICE_HZ / MICROPHONE_HZ)
        _SPOKEN[words] = np.interp(places, np.arange(len(pcm)), pcm).astype(np.int16)


def spoken(words: str) -> Pcm:
    """Somebody saying these words, which were prepared."""
    return _SPOKEN[words]


@dataclass
class Outcome:
    """What came of a call."""

    turns: list[tuple[int, str, str | None, bool, bool]] = field(default_factory=list)
    """Turn number, speaker, words, interrupted, withheld: what the store holds."""
    lines: list[dict[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """What the voice was given to say, in order."""
    entry: dict[str, str] = field(default_factory=dict)
    delivered: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    question: str | None = None
    status: str = ""
    ended: bool = False
    erased: bool = False
    audible_s: float = 0.0
    notes: dict[str, object] = field(default_factory=dict)


class Room:
    """One call. `say` speaks at once; `floor` waits until the coach has finished and waits."""

    def __init__(self, app: App, person: Person, *, threshold: float) -> None:
        self.app = app
        self.person = person
        self.ears = OracleSTT()
        self.voice = HummingTTS()
        self.microphone = TaggedMicrophone()
        self.loudspeaker = SilentLoudspeaker(VOICE_HZ)
        self.lines: list[Line] = []
        self.notes: dict[str, object] = {}
        self._threshold = threshold
        self._floor = asyncio.Event()
        self._mark_s = 0.0

    async def call(self) -> CallResult:
        return await hold(
            self.app,
            self.person,
            self.microphone,
            self.loudspeaker,
            models=SpeechModels(self.ears, self.voice),
            now=lambda: MORNING,
            local_zone="Europe/London",
            hung_up=self.microphone.hung_up,
            your_turn=self._floor.set,
            tell=self.lines.append,
            unlikely_threshold=self._threshold,
        )

    async def floor(self) -> None:
        """Waits until the coach has finished and it is the person's turn."""
        await self._floor.wait()
        self._floor.clear()
        await asyncio.sleep(0.4)

    async def until_heard(self, sentence: str, seconds: float) -> None:
        """Waits until the coach is so many seconds into a sentence."""
        while sentence not in self.voice.asked:
            await asyncio.sleep(0.05)
        before = self.voice.asked[: self.voice.asked.index(sentence)]
        await self.until_audible(sum(self.voice.length_s(each) for each in before) + seconds)

    async def until_audible(self, seconds: float) -> None:
        """Waits until the coach was audible for so long, counted from the start of the call."""
        while self.loudspeaker.audible_s < seconds:
            await asyncio.sleep(0.02)

    async def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            await asyncio.sleep(0.05)

    def begin(self, words: str, sound: str | None = None) -> Utterance:
        """Starts saying this; `sound` is what it sounds like where that is not its words."""
        return self.microphone.say_words(words, spoken(sound or words))

    async def say(self, words: str, sound: str | None = None) -> None:
        """Says this to its end."""
        await self.begin(words, sound).done.wait()

    async def answer(self, *lines: str) -> None:
        """Gives one answer after the other, each when it is the person's turn."""
        for words in lines:
            await self.floor()
            await self.say(words)

    def noise(self, seconds: float, level: float) -> None:
        """Fills the room with noise."""
        random = np.random.default_rng(1)
        pcm = random.normal(0.0, level, int(seconds * MICROPHONE_HZ)).clip(-30000, 30000)
        self.microphone.say_words("", pcm.astype(np.int16))

    def hang_up(self) -> None:
        self.microphone.hung_up.set()

    async def outcome(self, result: CallResult) -> Outcome:
        state = result.state
        kept = [] if result.erased else await self.app.store.turns(state.check_in.id)
        entry = state.entry
        return Outcome(
            turns=[
                (t.turn_no, str(t.speaker), t.text, t.interrupted, t.withheld_rule is not None)
                for t in kept
            ],
            lines=[asdict(line) for line in result.lines],
            asked=self.voice.asked,
            entry={str(f): _shown(getattr(entry, f)) for f in Field} if entry else {},
            delivered=sorted(state.check_in.delivered),
            owed=list(state.check_in.owed),
            question=state.check_in.question,
            status=str(state.check_in.status),
            ended=result.ended,
            erased=result.erased,
            audible_s=self.loudspeaker.audible_s,
            notes=self.notes,
        )


def _shown(value: object) -> str:
    return value.strftime("%H:%M") if isinstance(value, datetime) else str(value)


@asynccontextmanager
async def house() -> AsyncIterator[App]:
    """A coach with nothing configured, in a folder of its own; all rooms are in it."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(apart(Path(folder))) as app:
            yield app


async def room(app: App, person: Person, *, threshold: float) -> Room:
    """A room with somebody in it. `threshold`: 0 takes every pause for the end of a turn."""
    return Room(app, await app.store.add_person(person), threshold=threshold)
