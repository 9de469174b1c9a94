"""The microphone and the loudspeaker without devices: in order, to the sample, on one time line."""

import asyncio
import wave
from pathlib import Path

import numpy as np
from livekit import rtc

from coach.voice.headless import (
    MICROPHONE_HZ,
    Pcm,
    ScriptedMicrophone,
    SilentLoudspeaker,
    conversation,
    write_wav,
)

RATE_HZ = 22_050


def tone(seconds: float, rate_hz: int, level: int = 5000) -> Pcm:
    places = np.arange(int(seconds * rate_hz))
    return (level * np.sin(2 * np.pi * 300 * places / rate_hz)).astype(np.int16)


def frame(pcm: Pcm) -> rtc.AudioFrame:
    return rtc.AudioFrame(pcm.tobytes(), RATE_HZ, 1, len(pcm))


async def listen(microphone: ScriptedMicrophone, frames: int) -> Pcm:
    heard = [np.frombuffer((await anext(microphone)).data, np.int16) for _ in range(frames)]
    return np.concatenate(heard)


def ends(loudspeaker: SilentLoudspeaker) -> asyncio.Queue[tuple[float, bool]]:
    finished: asyncio.Queue[tuple[float, bool]] = asyncio.Queue()
    loudspeaker.on(
        "playback_finished",
        lambda event: finished.put_nowait((event.playback_position, event.interrupted)),
    )
    return finished


async def test_the_microphone_says_one_answer_whenever_it_has_the_floor() -> None:
    answer = tone(0.06, MICROPHONE_HZ)
    microphone = ScriptedMicrophone([answer], think_s=0.04, noise=0.0)

    before = await listen(microphone, 2)
    microphone.your_turn()
    after = await listen(microphone, 6)

    assert not before.any()
    assert not after[:640].any()
    assert np.array_equal(after[640 : 640 + len(answer)], answer)
    assert not microphone.hung_up.is_set()


async def test_the_microphone_hangs_up_where_no_answer_is_left() -> None:
    microphone = ScriptedMicrophone()

    microphone.your_turn()

    assert microphone.hung_up.is_set()


async def test_a_room_is_never_quite_silent_and_the_same_each_time() -> None:
    first = await listen(ScriptedMicrophone(seed=3), 3)
    second = await listen(ScriptedMicrophone(seed=3), 3)

    assert first.any()
    assert np.array_equal(first, second)


async def test_the_loudspeaker_plays_all_it_is_given_and_says_so_once() -> None:
    loudspeaker = SilentLoudspeaker(RATE_HZ)
    finished = ends(loudspeaker)
    sound = tone(0.11, RATE_HZ)

    await loudspeaker.capture_frame(frame(sound))
    loudspeaker.flush()
    position_s, interrupted = await finished.get()

    assert not interrupted
    assert abs(position_s - len(sound) / RATE_HZ) < 1e-9
    assert np.array_equal(np.concatenate([p for _, p in loudspeaker.audible]), sound)
    assert finished.empty()


async def test_what_was_cut_was_not_audible() -> None:
    loudspeaker = SilentLoudspeaker(RATE_HZ)
    finished = ends(loudspeaker)
    started = asyncio.Event()
    loudspeaker.on("playback_started", lambda _: started.set())

    await loudspeaker.capture_frame(frame(tone(5.0, RATE_HZ)))
    loudspeaker.flush()
    await started.wait()
    loudspeaker.clear_buffer()
    position_s, interrupted = await finished.get()

    assert interrupted
    assert 0 < position_s < 5.0
    assert loudspeaker.stops == [loudspeaker.audible_s]


async def test_a_pause_holds_the_sound_and_loses_none_of_it() -> None:
    loudspeaker = SilentLoudspeaker(RATE_HZ)
    finished = ends(loudspeaker)
    sound = tone(0.1, RATE_HZ)

    loudspeaker.pause()
    await loudspeaker.capture_frame(frame(sound))
    loudspeaker.flush()
    await asyncio.sleep(0.05)
    held = loudspeaker.audible_s
    loudspeaker.resume()
    await finished.get()

    assert held == 0
    assert np.array_equal(np.concatenate([p for _, p in loudspeaker.audible]), sound)


async def test_both_sides_stand_on_one_time_line(tmp_path: Path) -> None:
    microphone = ScriptedMicrophone([tone(0.1, MICROPHONE_HZ)], think_s=0.0, noise=0.0)
    loudspeaker = SilentLoudspeaker(RATE_HZ)
    finished = ends(loudspeaker)
    microphone.your_turn()
    await listen(microphone, 6)
    await loudspeaker.capture_frame(frame(tone(0.1, RATE_HZ)))
    loudspeaker.flush()
    await finished.get()

    both = conversation(microphone, loudspeaker)
    write_wav(tmp_path / "both.wav", microphone, loudspeaker)

    person, coach = (np.flatnonzero(both[:, side]) for side in (0, 1))
    assert person[0] < coach[0]
    assert person[-1] <= coach[0] + RATE_HZ // 10
    with wave.open(str(tmp_path / "both.wav"), "rb") as file:
        assert file.getnchannels() == 1
        assert file.getframerate() == RATE_HZ
        assert file.getnframes() == len(both)
