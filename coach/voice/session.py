"""The LiveKit session of a call, with every setting that is a known trap pinned (DECISIONS 3).

No model behind a network: the voice activity and turn models are the bundled ones, interruptions go
by voice alone, nothing is recorded, and no participant can drive the session.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from livekit.agents import Agent, AgentSession, inference, llm, stt, tts
from livekit.agents.types import NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.voice import io
from livekit.agents.voice.agent_session import SessionConnectOptions
from livekit.agents.voice.transcription import TranscriptSynchronizer

from coach.voice.turns import Patience
from coach.voice.unhurried import Unhurried

MIN_INTERRUPTION_S = 0.75
"""Shorter sounds over the coach do not stop her; the silence after them counts too."""

FALSE_INTERRUPTION_S = 1.0
AWAY_S = 25.0
TRANSCRIPTION_S = 3.5
"""After so long without a transcript, speech is taken for lost."""

LONGEST_GUESS_S = 30.0
"""Answers of up to this length are thought about before they are surely over."""


@dataclass(frozen=True)
class SpeechModels:
    """What hears and what speaks."""

    stt: stt.STT[str]
    tts: tts.TTS[str]
    is_cached: Callable[[str], bool] = lambda _: False
    """Whether a sentence is kept as sound."""
    british: bool = True
    """How figures are said to who has not told their country."""


class NoLLM(llm.LLM[str]):
    """Stands where LiveKit wants a model. It is never asked: `Coach.llm_node` answers."""

    def chat(self, **_: object) -> llm.LLMStream:
        """Refuses.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError("the engine answers, not a model of the session")


def build_session(
    models: SpeechModels,
    first: Patience,
    *,
    unlikely_threshold: float | None = None,
) -> AgentSession[None]:
    """A session as it is always run.

    Args:
        models: hears and speaks.
        first: how long to wait after the first question.
        unlikely_threshold: 0 to 1; below it a pause is not taken for the end of a turn. None: the
            turn model's own.
    """
    threshold: NotGivenOr[float] = NOT_GIVEN
    threshold = threshold if unlikely_threshold is None else unlikely_threshold
    once = APIConnectOptions(max_retry=0)
    conn_options = SessionConnectOptions(
        tts_conn_options=once,
        llm_conn_options=once,
        # LiveKit would end the call after three sentences that the voice could not say.
        max_unrecoverable_errors=sys.maxsize,
    )
    return AgentSession(
        stt=models.stt,
        llm=NoLLM(),
        tts=models.tts,
        vad=inference.VAD(),
        turn_handling={
            "turn_detection": inference.TurnDetector(
                version="v1-mini", unlikely_threshold=threshold
            ),
            "endpointing": {
                "mode": "fixed",
                "min_delay": first.least_s,
                "max_delay": first.most_s,
            },
            "interruption": {
                "mode": "vad",
                "min_duration": MIN_INTERRUPTION_S,
                "false_interruption_timeout": FALSE_INTERRUPTION_S,
                "resume_false_interruption": True,
                "discard_audio_if_uninterruptible": False,
            },
            "preemptive_generation": {
                "enabled": True,
                "preemptive_tts": False,
                "max_speech_duration": LONGEST_GUESS_S,
            },
        },
        aec_warmup_duration=None,
        user_away_timeout=AWAY_S,
        transcription_timeout=TRANSCRIPTION_S,
        min_consecutive_speech_delay=0.0,
        tts_text_transforms=None,
        conn_options=conn_options,
    )


@asynccontextmanager
async def own_sound(
    microphone: io.AudioInput, loudspeaker: io.AudioOutput
) -> AsyncIterator[Callable[[AgentSession[None], Agent], Awaitable[None]]]:
    """What starts a session on this sound; the sound is closed on leaving, after the session."""
    synchronised = TranscriptSynchronizer(next_in_chain_audio=loudspeaker, next_in_chain_text=None)

    async def connect(session: AgentSession[None], agent: Agent) -> None:
        session.input.audio = microphone
        session.output.audio = Unhurried(synchronised.audio_output)
        # Without its text side an interrupted reply would be committed whole.
        session.output.transcription = synchronised.text_output
        await session.start(agent, record=False, session_host=False)

    try:
        yield connect
    finally:
        await synchronised.aclose()


def wait_for_words(session: AgentSession[None], *, needed: bool) -> None:
    """Whether a voice must have words in it to stop the coach, or need only go on for a while."""
    session.options.interruption["min_words"] = int(needed)


def wait_like(session: AgentSession[None], patience: Patience) -> None:
    """Waits from now on for the rest of an answer as this patience says."""
    session.update_options(
        endpointing_opts={"min_delay": patience.least_s, "max_delay": patience.most_s}
    )
