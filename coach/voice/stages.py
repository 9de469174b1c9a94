"""How long the stages of each turn took, from the end of speech to the first sound.

Read from LiveKit's own metrics of a turn and of its answer; seconds after the person's last sound.
"""

from dataclasses import dataclass

from livekit.agents import llm

from coach.voice.reply import Run


@dataclass(frozen=True)
class Stages:
    """One turn's times, None where LiveKit could not tell. `cached`: the first sentence's sound."""

    turn_no: int
    text_s: float | None
    end_of_turn_s: float | None
    first_sentence_s: float | None
    first_audio_s: float | None
    cached: bool


def stages_of(turn_no: int, heard: llm.MetricsReport, said: llm.MetricsReport, run: Run) -> Stages:
    """The times of one turn from the metrics of the person's and of the coach's message."""
    ended = heard.get("stopped_speaking_at")
    told = run.first_told_at
    return Stages(
        turn_no=turn_no,
        text_s=heard.get("transcription_delay"),
        end_of_turn_s=heard.get("end_of_turn_delay"),
        first_sentence_s=None if ended is None or told is None else told - ended,
        first_audio_s=said.get("e2e_latency"),
        cached=run.cached,
    )
