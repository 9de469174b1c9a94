"""The product's arm of the voice bench: its own bridge, engine, store, ears and mouth.

Between the microphone and the loudspeaker all is the product's, but for the number of tokens, the
words heard (`forced`) and the reply (`stub`). The watch over dead air is not there: it could only
add phrases kept as sound.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from livekit.agents import APIConnectOptions
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS

from coach.bootstrap import App, opened
from coach.dialogue.engine import Engine
from coach.dialogue.reply import Move, Proposal
from coach.dialogue.state import VOICE, State, load
from coach.recording import load_recording
from coach.settings import apart
from coach.voice.bridge import Coach
from coach.voice.ledger import Ledger
from coach.voice.model_worker import ModelWorker, Priority
from coach.voice.piper import Voice
from coach.voice.piper_tts import PiperSpeech, PiperTTS
from coach.voice.reply import Reply
from coach.voice.session import SpeechModels, build_session
from coach.voice.spoken import speak
from coach.voice.stock import kept_warm
from coach.voice.turns import Patience, patience
from coach.voice.whisper_stt import WhisperSTT
from evals.bench.forced import ForcedRecogniser, Line, Transcript
from evals.bench.stage import Arm, Stage, Turn
from evals.bench.stub import REPLY, EchoLLM
from memory.person import Person
from safety.policy import load_policy

_MOVES = tuple(Move(text, asks=text.endswith("?")) for text in REPLY)
LATE_S = 1.0
"""As the product's default: a reply later than this is opened with a phrase kept as sound."""


class _ReplyEngine(Engine):
    """The engine, deciding everything as always and then saying the reply of the bench."""

    async def _propose(self, state: State, heard: str | None, now: datetime) -> Proposal:
        return replace(await super()._propose(state, heard, now), moves=_MOVES, ends=False)


class _NotingTTS(PiperTTS):
    """Piper, and how many samples at the head of what was asked for were at hand."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(voice)
        self._asked: list[tuple[str, bool]] = []

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> PiperSpeech:
        self._asked.append((text, self.voice.keeps(text)))
        return super().synthesize(text, conn_options=conn_options)

    def forget(self) -> None:
        """A new line begins."""
        self._asked.clear()

    async def kept_samples(self) -> int:
        samples = 0
        for text, kept in self._asked:
            if not kept:
                break
            samples += len(await self.voice.pcm(text)) // 2
        return samples


class _Waits:
    """The patience that the next line meets: the bench's, or the product's for its question."""

    def __init__(self, fixed: Patience | None, first: Patience) -> None:
        self._fixed = fixed
        self._own = first

    def heard(self, reply: Reply) -> None:
        if reply.proposal is not None:
            state = reply.proposal.state
            self._own = patience(state, just_woken=state.is_morning(reply.at))

    def __call__(self) -> Patience:
        return self._fixed or self._own


def _unheeded(*_: object) -> None:
    """What a call would act on and a stop-watch need not."""


async def product_turns(
    whisper: Path,
    voice_folder: Path,
    lines: Sequence[Line],
    *,
    home: Path,
    fixed: Patience | None,
    threshold: float | None,
    first_token_s: float,
    told: Callable[[str], None],
) -> list[Turn]:
    """Plays the lines to the product.

    Args:
        whisper: the recogniser's folder.
        voice_folder: the voice's.
        lines: what is said.
        home: an empty folder for the store.
        fixed: one patience for all questions; None: the product's own for each.
        threshold: of the turn model; None: its own.
        first_token_s: how long the stubbed model thinks.
        told: hears of the progress.
    """
    transcript = Transcript()
    async with AsyncExitStack() as stack:
        worker = stack.enter_context(ModelWorker())
        recogniser = await asyncio.to_thread(ForcedRecogniser, whisper, worker, transcript)
        voice = await asyncio.to_thread(Voice, voice_folder, worker)
        await voice.warm(kept_warm())
        await voice.pcm("This only warms the voice, and nobody hears it.")
        app = await stack.enter_async_context(opened(apart(home)))
        engine = _ReplyEngine(
            app.store, app.program, load_policy(), EchoLLM(first_token_s), late_s=LATE_S
        )
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        ledger = await _ledger(replace(app, engine=engine), tasks)
        mouth = _NotingTTS(voice)
        stage = Stage(voice.sample_rate)
        opening = await ledger.hear(None)
        state = ledger.state
        waits = _Waits(fixed, patience(state, just_woken=state.is_morning(opening.at)))
        coach = Coach(
            engine,
            ledger,
            load_policy(),
            spoken=lambda text: speak(text, british=True),
            is_cached=voice.keeps,
            worded=_unheeded,
            made_out=_unheeded,
            judged_ended=stage.judged_ended,
            heard=waits.heard,
            lost=_unheeded,
            broke=_unheeded,
            unspoken=_unheeded,
        )
        ears = WhisperSTT(recogniser, model=recogniser.name)
        models = SpeechModels(stt=ears, tts=mouth, is_cached=voice.keeps)

        def begin(line: Line) -> None:
            transcript.begin(line)
            mouth.forget()

        async def idle() -> None:
            await worker.submit(lambda: None, Priority.WARM)

        session = build_session(models, waits(), unlikely_threshold=threshold)
        arm = Arm(coach, session, begin, mouth.kept_samples, waits, idle)
        return await stage.play(arm, lines, told)


async def _ledger(app: App, tasks: asyncio.TaskGroup) -> Ledger:
    recording = load_recording("demo")
    now, local_zone = recording.clock(), recording.script.local_zone
    person = await app.store.add_person(Person(id=uuid4(), created_at=now()))
    state = await load(app.store, person, now(), channel=VOICE, local_zone=local_zone)
    return Ledger(app, person, state, now=now, spawn=tasks.create_task)
