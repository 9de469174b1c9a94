"""A call in a room of its own: the real engine, store and session; ears and voice are fakes.

A scenario speaks into the room and waits for what it hears; `Outcome` is what can be asserted.
Imported only under the time warp, by `tests/voice_calls.py`.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
from livekit.agents import APIConnectOptions
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS
from piper import PiperVoice

from coach.bootstrap import App, opened
from coach.settings import apart
from coach.voice.headless import MICROPHONE_HZ, Pcm, SilentLoudspeaker, Utterance
from coach.voice.hold import hold
from coach.voice.line import CallResult, Line
from coach.voice.local import Duplex
from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.piper_tts import PiperSpeech, PiperTTS
from coach.voice.resample import at_rate
from coach.voice.session import SpeechModels
from coach.voice.whisper import Recogniser
from coach.voice.whisper_stt import WhisperSTT
from memory.diary import Field
from memory.person import Person
from tests.fakes_voice import VOICE_HZ, HummingTTS, OracleSTT, TaggedMicrophone
from tests.talking import MORNING

DEMO = Path(__file__).resolve().parents[1] / "coach" / "voice" / "demo"
_SPOKEN: dict[str, Pcm] = {}


def prepare(lines: Iterable[str]) -> None:
    """Loads the models and makes the sound of all that will be said: it would block the calls."""
    _loaded()
    voice = PiperVoice.load(DEMO / "fixture-voice" / "fixture-voice.onnx")
    for words in lines:
        sound = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(words))
        pcm = np.frombuffer(sound, np.int16)
        _SPOKEN[words] = at_rate(pcm, VOICE_HZ, MICROPHONE_HZ)


def spoken(words: str) -> Pcm:
    """Somebody saying these words, which were prepared."""
    return _SPOKEN[words]


class _ListeningTTS(PiperTTS):
    """Piper, and what it was given to say."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(voice)
        self.asked: list[str] = []

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> PiperSpeech:
        self.asked.append(text)
        return super().synthesize(text, conn_options=conn_options)


@cache
def _loaded() -> tuple[Recogniser, Voice]:
    worker = ModelWorker()
    return Recogniser(DEMO / "micro-whisper", worker), Voice(DEMO / "fixture-voice", worker)


def _real() -> SpeechModels:
    """Ears and a voice of one call on the models that all calls share."""
    recogniser, voice = _loaded()
    return SpeechModels(WhisperSTT(recogniser), _ListeningTTS(voice))


@dataclass
class Outcome:
    """What came of a call."""

    turns: list[tuple[int, str, str | None, bool, bool]] = field(default_factory=list)
    """Turn number, speaker, words, interrupted, withheld: what the store holds."""
    lines: list[dict[str, object]] = field(default_factory=list)
    stages: list[dict[str, object]] = field(default_factory=list)
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

    def __init__(self, app: App, person: Person, *, threshold: float, models: bool) -> None:
        """`models`: with Whisper and Piper on the demonstration models instead of the fakes."""
        self.app = app
        self.person = person
        self.ears = OracleSTT()
        self.voice = HummingTTS()
        self.afterwards: Callable[[], Awaitable[None]] | None = None
        """What happens once the call is over."""
        self._models = _real() if models else SpeechModels(self.ears, self.voice)
        self.microphone = TaggedMicrophone()
        self.loudspeaker = SilentLoudspeaker(VOICE_HZ)
        self.keyboard: asyncio.Queue[str | None] = asyncio.Queue()
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
            models=self._models,
            now=lambda: MORNING,
            local_zone="Europe/London",
            hung_up=self.microphone.hung_up,
            your_turn=self._floor.set,
            tell=self.lines.append,
            lines=self.keyboard.get,
            unlikely_threshold=self._threshold,
        )

    async def call_through(
        self, duplex: Duplex, finished: asyncio.Event, hung_up: asyncio.Event
    ) -> CallResult:
        """The same through a machine's own sound; `finished` is set when the coach waits."""
        return await hold(
            self.app,
            self.person,
            duplex.microphone,
            duplex.loudspeaker,
            models=self._models,
            now=lambda: MORNING,
            local_zone="Europe/London",
            hung_up=hung_up,
            your_turn=finished.set,
            unlikely_threshold=self._threshold,
        )

    @property
    def asked(self) -> list[str]:
        """What the voice was given to say, in order."""
        voice = self._models.tts
        return voice.asked if isinstance(voice, HummingTTS | _ListeningTTS) else []

    @property
    def shown(self) -> str:
        """What of the coach's words was only to be read."""
        return " ".join(line.text or "" for line in self.lines if line.on_screen_only)

    async def floor(self) -> None:
        """Waits until the coach has finished and it is the person's turn."""
        await self._floor.wait()
        self._floor.clear()
        await asyncio.sleep(0.4)

    async def until_heard(self, sentence: str, seconds: float) -> None:
        """Waits until the coach is so many seconds into a sentence."""
        await self.until(lambda: sentence in self.asked)
        before = self.asked[: self.asked.index(sentence)]
        await self.until_audible(sum(self.voice.length_s(each) for each in before) + seconds)

    async def until_audible(self, seconds: float) -> None:
        """Waits until the coach was audible for so long, counted from the start of the call."""
        await self.until(lambda: self.loudspeaker.audible_s >= seconds)

    async def until(self, holds: Callable[[], bool]) -> None:
        while not holds():  # noqa: ASYNC110 - a loudspeaker tells nobody how far it is
            await asyncio.sleep(0.03)

    async def transcript(self, sentence: str) -> str:
        """What the recogniser makes of the coach's sound from this sentence of hers on, 5 s of it.

        The fixture's own pace is not `HummingTTS`': the sentence is found by its length.
        """
        recogniser, voice = _loaded()
        before = self.asked[: self.asked.index(sentence)]
        lengths = [len(await voice.pcm(each)) // 2 for each in (*before, sentence)]
        heard = np.concatenate([piece for _, piece in self.loudspeaker.audible])
        said = heard[sum(lengths[:-1]) : sum(lengths)]
        return (await recogniser.recognise(at_rate(said, VOICE_HZ, MICROPHONE_HZ))).text

    async def transcripts(self, first: int) -> dict[str, str]:
        """What the recogniser makes of all that was audible since the coach was last cut short.

        It is given by sentence, from the one that was asked for in place `first` on.
        """
        recogniser, voice = _loaded()
        sentences = self.asked[first:]
        ends = np.cumsum([len(await voice.pcm(each)) // 2 for each in sentences])
        heard = np.concatenate([piece for _, piece in self.loudspeaker.audible])
        since = heard[int(self.loudspeaker.stops[-1] * VOICE_HZ) :]
        pieces = np.split(since, ends)
        texts = [
            (await recogniser.recognise(at_rate(piece, VOICE_HZ, MICROPHONE_HZ))).text
            for piece in pieces[: len(sentences)]
        ]
        return dict(zip(sentences, texts, strict=True))

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

    def chatter(self, seconds: float) -> None:
        """Somebody talks without a pause, and no word of it can be made out."""
        self.microphone.say_words(
            "", np.resize(spoken("aaaaaah aaaaah"), int(seconds * MICROPHONE_HZ))
        )

    def type(self, words: str) -> None:
        """Types a line."""
        self.keyboard.put_nowait(words)

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
            stages=[asdict(each) for each in result.stages],
            asked=self.asked,
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


async def room(app: App, person: Person, *, threshold: float, models: bool) -> Room:
    """A room with somebody in it. `threshold`: 0 takes every pause for the end of a turn."""
    return Room(app, await app.store.add_person(person), threshold=threshold, models=models)
