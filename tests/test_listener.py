"""From audio to what was said: decoding in pauses, long speech, loss, and LiveKit's events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import numpy as np
import pytest
from livekit import rtc
from livekit.agents.stt import SpeechEventType
from numpy.typing import NDArray

from coach.voice.listener import Listener, Loss, Said
from coach.voice.model_worker import Priority
from coach.voice.utterance import WINDOW_S, WINDOW_SAMPLES
from coach.voice.whisper import RATE_HZ, Recognised
from coach.voice.whisper_stt import WhisperSTT

LOUD = 0.95
_STEP = 100
"""Sample values of scripted speech are multiples of this; the voice detector here reads them."""


def speech(duration_s: float, word: int = 1) -> NDArray[np.int16]:
    return np.full(round(duration_s / WINDOW_S) * WINDOW_SAMPLES, word * _STEP, np.int16)


def silence(duration_s: float) -> NDArray[np.int16]:
    return np.zeros(round(duration_s / WINDOW_S) * WINDOW_SAMPLES, np.int16)


class Loudness:
    """A voice detector for scripted audio: whatever is not zero is a voice."""

    def predict(self, pcm: NDArray[np.int16]) -> float:
        assert len(pcm) == WINDOW_SAMPLES
        return LOUD if np.abs(pcm).max() >= _STEP // 2 else 0.01


class Scribe:
    """A recogniser that writes which words of scripted speech it was given; `fails` times not."""

    def __init__(self, longest_s: float = 27.0, *, fails: int = 0) -> None:
        self.longest_s = longest_s
        self.asked: list[tuple[float, Priority]] = []
        self.says: str | None = None
        self.logprob = -0.1
        self._fails = fails

    async def recognise(
        self, pcm: NDArray[np.int16], *, priority: Priority = Priority.FINAL
    ) -> Recognised:
        self.asked.append((len(pcm) / RATE_HZ, priority))
        await asyncio.sleep(0)
        if self._fails:
            self._fails -= 1
            raise RuntimeError("the model broke")
        words = np.round(pcm / _STEP).astype(int)
        changes = words[np.flatnonzero(np.diff(words, prepend=0))]
        text = " ".join(f"w{word}" for word in changes if word)
        text = text if self.says is None else self.says
        return Recognised(text, 0.0, self.logprob, 1.0, 5.0, 0.0)


class Room:
    """A listener with scripted ears, and what it reported."""

    def __init__(self, scribe: Scribe, tasks: asyncio.TaskGroup) -> None:
        self.paused: list[str] = []
        self.listener = Listener(
            scribe,
            Loudness(),
            tasks,
            on_pause=lambda said: self.paused.append(said.text),
        )

    async def hear(self, *audio: NDArray[np.int16]) -> None:
        """Frames of 20 ms, with time for what goes on beside."""
        pcm = np.concatenate(audio)
        for begin in range(0, len(pcm), 320):
            self.listener.hear(pcm[begin : begin + 320])
            await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)


@asynccontextmanager
async def room(scribe: Scribe) -> AsyncIterator[Room]:
    async with asyncio.TaskGroup() as tasks:
        made = Room(scribe, tasks)
        yield made
        made.listener.close()


async def test_what_was_said_is_written_down_in_the_pause_and_not_again_at_the_end() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(silence(1), speech(1), silence(0.3))
        said = await heard.listener.finish()

    assert heard.paused == ["w1"]
    assert said.text == "w1"
    assert said.lost is None
    assert [priority for _, priority in scribe.asked] == [Priority.SPECULATIVE]


async def test_speech_after_the_pause_makes_the_early_text_stale() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(speech(1, 1), silence(0.3), speech(0.5, 2))
        said = await heard.listener.finish()

    assert heard.paused == ["w1"]
    assert said.text == "w1 w2"


async def test_a_click_after_the_last_word_does_not_make_the_early_text_stale() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(speech(1, 1), silence(0.3), speech(0.032, 9), silence(0.1))
        await heard.listener.finish()

    assert len(scribe.asked) == 1


async def test_every_end_of_turn_is_answered_even_when_nothing_was_said() -> None:
    async with room(Scribe()) as heard:
        first = await heard.listener.finish()
        await heard.hear(silence(2))
        second = await heard.listener.finish()

    assert (first.text, second.text) == ("", "")
    assert first.lost is None
    assert second.lost is None


async def test_a_click_alone_is_not_decoded() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(silence(0.5), speech(0.032), silence(1))
        await heard.listener.finish()

    assert scribe.asked == []


async def test_two_turns_do_not_run_into_each_other() -> None:
    async with room(Scribe()) as heard:
        await heard.hear(speech(0.5, 1), silence(0.2))
        first = await heard.listener.finish()
        await heard.hear(speech(0.5, 2), silence(0.2))
        second = await heard.listener.finish()

    assert (first.text, second.text) == ("w1", "w2")


async def test_a_turn_ended_in_mid_word_loses_nothing_to_the_next() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(speech(0.512, 1))
        await heard.listener.finish()
        await heard.hear(speech(0.512, 2), silence(0.3))
        await heard.listener.finish()

    assert [round(audio_s, 3) for audio_s, _ in scribe.asked] == [0.512, 0.672]


async def test_the_soft_beginning_of_a_word_is_kept() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(silence(3), speech(0.32), silence(0.16))
        await heard.listener.finish()

    audio_s, _ = scribe.asked[0]
    assert audio_s == pytest.approx(0.416 + 0.32 + 0.16)


async def test_a_long_thinking_pause_is_shortened_but_the_words_around_it_stay() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(speech(1, 1), silence(6), speech(1, 2), silence(0.3))
        said = await heard.listener.finish()

    audio_s, _ = scribe.asked[-1]
    assert said.text == "w1 w2"
    assert audio_s < 4


async def test_long_speech_is_written_down_in_pieces_at_its_pauses() -> None:
    scribe = Scribe(longest_s=8)
    told = [part for word in range(1, 21) for part in (speech(1.5, word), silence(0.4))]

    async with room(scribe) as heard:
        await heard.hear(*told)
        said = await heard.listener.finish()

    assert said.text == " ".join(f"w{word}" for word in range(1, 21))
    assert max(audio_s for audio_s, _ in scribe.asked) <= 8
    assert heard.paused[-1] == said.text


async def test_speech_without_any_pause_is_cut_and_nothing_is_lost() -> None:
    scribe = Scribe(longest_s=8)
    told = [speech(1.6, word) for word in range(1, 21)]

    async with room(scribe) as heard:
        await heard.hear(*told, silence(0.3))
        said = await heard.listener.finish()

    assert list(dict.fromkeys(said.text.split())) == [f"w{word}" for word in range(1, 21)]
    assert said.audio_s == pytest.approx(20 * 1.6 + 0.16)
    assert max(audio_s for audio_s, _ in scribe.asked) <= 8


async def test_a_failed_early_attempt_is_made_again_at_the_end() -> None:
    async with room(Scribe(fails=1)) as heard:
        await heard.hear(speech(1), silence(0.3))
        said = await heard.listener.finish()

    assert heard.paused == []
    assert said.text == "w1"
    assert said.lost is None


async def test_speech_a_broken_model_could_not_write_down_is_reported_and_the_next_is_heard() -> (
    None
):
    async with room(Scribe(fails=2)) as heard:
        await heard.hear(speech(1, 1), silence(0.3))
        broken = await heard.listener.finish()
        await heard.hear(speech(1, 2), silence(0.3))
        mended = await heard.listener.finish()

    assert (broken.text, broken.lost) == ("", Loss.FAILED)
    assert (mended.text, mended.lost) == ("w2", None)


@pytest.mark.parametrize(("duration_s", "lost"), [(1.0, Loss.ILLEGIBLE), (0.2, None)])
async def test_only_a_clear_voice_that_became_no_text_is_reported(
    duration_s: float, lost: Loss | None
) -> None:
    scribe = Scribe()
    scribe.says = ""

    async with room(scribe) as heard:
        await heard.hear(speech(duration_s), silence(0.3))
        said = await heard.listener.finish()

    assert said == Said("", said.audio_s, lost)


@pytest.mark.parametrize(("duration_s", "lost"), [(1.0, Loss.ILLEGIBLE), (0.2, None)])
async def test_text_that_stays_a_guess_is_no_answer_and_offered_to_nobody(
    duration_s: float, lost: Loss | None
) -> None:
    scribe = Scribe()
    scribe.says, scribe.logprob = "eight", -1.2

    async with room(scribe) as heard:
        await heard.hear(speech(duration_s), silence(0.3))
        said = await heard.listener.finish()

    assert heard.paused == []
    assert said == Said("", said.audio_s, lost)


async def test_nothing_is_written_down_before_a_pause() -> None:
    scribe = Scribe()

    async with room(scribe) as heard:
        await heard.hear(speech(3))

    assert scribe.asked == []


class _Stuck(Scribe):
    """A recogniser that never comes to an end."""

    async def recognise(
        self, pcm: NDArray[np.int16], *, priority: Priority = Priority.FINAL
    ) -> Recognised:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_recogniser_that_hangs_does_not_hold_the_turn_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("coach.voice.listener.LONGEST_WAIT_S", 0.01)
    async with room(_Stuck()) as heard:
        await heard.hear(speech(3))

        said = await heard.listener.finish()

    assert (said.text, said.lost) == ("", Loss.FAILED)


class _Ears:
    """WhisperSTT with scripted ears: frames in, events out."""

    def __init__(self, scribe: Scribe, rate_hz: int = RATE_HZ) -> None:
        self.lost: list[Said] = []
        self.stt = WhisperSTT(scribe, voice=Loudness)
        self.stt.on("lost", self.lost.append)
        self._rate_hz = rate_hz

    async def events(self, *turns: NDArray[np.int16]) -> list[tuple[SpeechEventType, str]]:
        """Say each turn, flush after it, close; usage left out."""
        async with self.stt.stream() as ear:
            for turn in turns:
                for begin in range(0, len(turn), 320):
                    ear.push_frame(self._frame(turn[begin : begin + 320]))
                    await asyncio.sleep(0)
                for _ in range(50):
                    await asyncio.sleep(0)
                ear.flush()
            ear.end_input()
            told = [event async for event in ear if event.alternatives]
        return [(event.type, event.alternatives[0].text) for event in told]

    def _frame(self, pcm: NDArray[np.int16]) -> rtc.AudioFrame:
        return rtc.AudioFrame(pcm.tobytes(), self._rate_hz, 1, len(pcm))


PREFLIGHT = SpeechEventType.PREFLIGHT_TRANSCRIPT
INTERIM = SpeechEventType.INTERIM_TRANSCRIPT
FINAL = SpeechEventType.FINAL_TRANSCRIPT


async def test_livekit_gets_a_preflight_in_the_pause_and_one_final_per_flush() -> None:
    turns = [np.concatenate([speech(1, word), silence(0.3)]) for word in (1, 2)]

    events = await _Ears(Scribe()).events(*turns)

    # The last final answers the flush that closing brings.
    assert events == [
        (PREFLIGHT, "w1"),
        (FINAL, "w1"),
        (PREFLIGHT, "w2"),
        (FINAL, "w2"),
        (FINAL, ""),
    ]


async def test_livekit_gets_an_empty_final_for_a_flush_after_silence() -> None:
    events = await _Ears(Scribe()).events(silence(1))

    assert events == [(FINAL, ""), (FINAL, "")]


async def test_a_broken_model_ends_no_stream_and_the_loss_is_told() -> None:
    ears = _Ears(Scribe(fails=2))
    turns = [np.concatenate([speech(1, word), silence(0.3)]) for word in (1, 2)]

    events = await ears.events(*turns)

    assert events == [(FINAL, ""), (PREFLIGHT, "w2"), (FINAL, "w2"), (FINAL, "")]
    assert [said.lost for said in ears.lost] == [Loss.FAILED]


async def test_a_preflight_that_came_to_nothing_is_taken_back_before_the_final() -> None:
    ears = _Ears(Scribe())

    async with aclosing(ears.stt.stream()) as ear:
        ear._paused(Said("w1", 1.0))
        ear._end(Said("", 1.0))

        events = [await anext(ear) for _ in range(3)]

    assert [(event.type, event.alternatives[0].text) for event in events] == [
        (PREFLIGHT, "w1"),
        (INTERIM, ""),
        (FINAL, ""),
    ]


async def test_a_recording_given_at_once_becomes_one_final() -> None:
    stt = WhisperSTT(Scribe(), voice=Loudness)
    pcm = np.concatenate([speech(1, 1), silence(0.4), speech(1, 2)])

    event = await stt.recognize(rtc.AudioFrame(pcm.tobytes(), RATE_HZ, 1, len(pcm)))

    assert event.type is FINAL
    assert event.alternatives[0].text == "w1 w2"
