"""This machine's own microphone and loudspeaker, without devices: echo, segments, what lacks."""

import asyncio
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc
from numpy.typing import NDArray
from piper import PiperVoice

from coach.__main__ import main
from coach.voice.headless import MICROPHONE_HZ, Pcm
from coach.voice.local import Duplex, LocalLoudspeaker, Resampler
from tests.local_room import DEVICE_HZ, EchoingRoom

VOICE_HZ = 22_050
DEMO = Path(__file__).resolve().parents[1] / "coach" / "voice" / "demo" / "fixture-voice"
Printed = pytest.CaptureFixture[str]


@cache
def spoken(words: str) -> Pcm:
    voice = PiperVoice.load(DEMO / "fixture-voice.onnx")
    return np.frombuffer(
        b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(words)), np.int16
    )


def tone(seconds: float, rate_hz: int = VOICE_HZ) -> Pcm:
    places = np.arange(int(seconds * rate_hz))
    return (5000 * np.sin(2 * np.pi * 300 * places / rate_hz)).astype(np.int16)


def frame(pcm: Pcm) -> rtc.AudioFrame:
    return rtc.AudioFrame(pcm.tobytes(), VOICE_HZ, 1, len(pcm))


def level_db(pcm: NDArray[np.generic]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(pcm.astype(np.float64)))) + 1e-9))


async def heard_so_far(duplex: Duplex) -> Pcm:
    duplex.microphone.close()
    frames = [np.frombuffer(each.data, np.int16) async for each in duplex.microphone]
    return np.concatenate(frames)


def ends(loudspeaker: LocalLoudspeaker) -> list[tuple[object, bool]]:
    finished: list[tuple[object, bool]] = []
    loudspeaker.on(
        "playback_finished",
        lambda event: finished.append((event.playback_position, event.interrupted)),
    )
    return finished


def play_on(loudspeaker: LocalLoudspeaker, blocks: int) -> Pcm:
    played = []
    for _ in range(blocks):
        block = loudspeaker.next_block()
        loudspeaker.played(block)
        played.append(block.pcm)
    return np.concatenate(played)


async def settled() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def coach_speaking(*, half_duplex: bool = False) -> tuple[Duplex, EchoingRoom]:
    """A room in which the coach has six seconds and more to say."""
    duplex = Duplex(
        VOICE_HZ, microphone_hz=DEVICE_HZ, loudspeaker_hz=DEVICE_HZ, half_duplex=half_duplex
    )
    words = spoken("When did you get into bed, how long did it take to drop off?")
    for _ in range(3):
        await duplex.loudspeaker.capture_frame(frame(words))
    duplex.loudspeaker.flush()
    return duplex, EchoingRoom(duplex)


async def test_the_coach_does_not_hear_herself() -> None:
    duplex, room = await coach_speaking()

    for _ in range(300):
        room.step()
    heard = await heard_so_far(duplex)

    echo = np.concatenate(room.echo)
    assert level_db(echo) > 55
    assert level_db(heard) < level_db(echo) - 25
    for second in range(1, 5):
        part = slice(second * MICROPHONE_HZ, (second + 1) * MICROPHONE_HZ)
        assert level_db(heard[part]) < level_db(echo) - 25


async def test_a_person_who_talks_over_the_coach_is_heard() -> None:
    duplex, room = await coach_speaking()
    words = spoken("I got into bed at half past ten")
    said = Resampler(VOICE_HZ, DEVICE_HZ).push(words)

    for _ in range(150):
        room.step()
    room.say(said)
    for _ in range(150):
        room.step()
    heard = await heard_so_far(duplex)

    over = heard[3 * MICROPHONE_HZ : 3 * MICROPHONE_HZ + len(words) * MICROPHONE_HZ // VOICE_HZ]
    assert level_db(over) > level_db(said) - 8


async def test_half_duplex_hears_nothing_while_the_coach_speaks_and_all_after() -> None:
    duplex, room = await coach_speaking(half_duplex=True)
    said = tone(30.0, DEVICE_HZ)

    room.say(said)
    for _ in range(100):
        room.step()
    duplex.loudspeaker.clear_buffer()
    for _ in range(100):
        room.step()
    heard = await heard_so_far(duplex)

    assert not heard[: 2 * MICROPHONE_HZ - MICROPHONE_HZ // 10].any()
    assert level_db(heard[3 * MICROPHONE_HZ :]) > level_db(said) - 8


async def test_all_that_is_given_is_played_and_its_end_told_once() -> None:
    loudspeaker = LocalLoudspeaker(VOICE_HZ, VOICE_HZ)
    finished = ends(loudspeaker)
    sound = tone(0.11)

    await loudspeaker.capture_frame(frame(sound[:1000]))
    await loudspeaker.capture_frame(frame(sound[1000:]))
    loudspeaker.flush()
    played = play_on(loudspeaker, 8)
    await settled()

    assert np.array_equal(played[: len(sound)], sound)
    assert not played[len(sound) :].any()
    assert finished == [(pytest.approx(0.11, abs=1e-3), False)]


async def test_a_voice_that_is_late_leaves_a_gap_and_not_an_end() -> None:
    loudspeaker = LocalLoudspeaker(VOICE_HZ, DEVICE_HZ)
    finished = ends(loudspeaker)

    await loudspeaker.capture_frame(frame(tone(0.1)))
    play_on(loudspeaker, 20)
    await settled()
    before = list(finished)
    await loudspeaker.capture_frame(frame(tone(0.1)))
    loudspeaker.flush()
    play_on(loudspeaker, 20)
    await settled()

    assert before == []
    assert finished == [(pytest.approx(0.2, abs=1e-3), False)]


async def test_two_sentences_in_a_row_end_once_each() -> None:
    loudspeaker = LocalLoudspeaker(VOICE_HZ, DEVICE_HZ)
    finished = ends(loudspeaker)

    for seconds in (0.1, 0.3):
        await loudspeaker.capture_frame(frame(tone(seconds)))
        loudspeaker.flush()
    play_on(loudspeaker, 30)
    await settled()

    assert finished == [(pytest.approx(s, abs=1e-3), False) for s in (0.1, 0.3)]


async def test_what_is_cut_ends_once_and_its_rest_is_dropped() -> None:
    loudspeaker = LocalLoudspeaker(VOICE_HZ, DEVICE_HZ)
    finished = ends(loudspeaker)

    await loudspeaker.capture_frame(frame(tone(5.0)))
    play_on(loudspeaker, 10)
    on_its_way = loudspeaker.next_block()
    loudspeaker.clear_buffer()
    loudspeaker.played(on_its_way)
    await loudspeaker.capture_frame(frame(tone(1.0)))
    loudspeaker.flush()
    after = play_on(loudspeaker, 10)
    await settled()

    assert finished == [(pytest.approx(0.2), True)]
    assert not after.any()


async def test_the_next_sentence_after_a_cut_is_played() -> None:
    loudspeaker = LocalLoudspeaker(VOICE_HZ, VOICE_HZ)
    finished = ends(loudspeaker)

    await loudspeaker.capture_frame(frame(tone(1.0)))
    loudspeaker.flush()
    loudspeaker.clear_buffer()
    await loudspeaker.capture_frame(frame(tone(0.1)))
    loudspeaker.flush()
    played = play_on(loudspeaker, 6)
    await settled()

    assert np.array_equal(played[: len(tone(0.1))], tone(0.1))
    assert finished == [(0.0, True), (pytest.approx(0.1, abs=1e-3), False)]


async def test_a_pause_holds_the_sound_and_loses_none_of_it() -> None:
    loudspeaker = LocalLoudspeaker(VOICE_HZ, VOICE_HZ)
    finished = ends(loudspeaker)
    sound = tone(0.1)

    await loudspeaker.capture_frame(frame(sound))
    loudspeaker.flush()
    loudspeaker.pause()
    held = play_on(loudspeaker, 5)
    loudspeaker.resume()
    played = play_on(loudspeaker, 5)
    await settled()

    assert not held.any()
    assert np.array_equal(played[: len(sound)], sound)
    assert len(finished) == 1


def test_without_portaudio_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)

    code = main(["checkin", "--voice"])

    said = capsys.readouterr().err
    assert code == 1
    assert "sudo apt install libportaudio2" in said
    assert "by typing" in said


def test_without_a_microphone_it_names_the_typed_door(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed, tmp_path: Path
) -> None:
    try:
        import_module("sounddevice")
    except OSError:
        pytest.skip("PortAudio is not here")
    monkeypatch.setenv("COACH_SPEECH__MICROPHONE", "no such thing")
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))

    code = main(["checkin", "--voice"])

    said = capsys.readouterr().err
    assert code == 1
    assert "no such thing" in said
    assert "by typing" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--voice", "--text"), "--text"),
        (("--voice", "--recording", "demo"), "--recording"),
        (("--half-duplex",), "--voice"),
    ],
)
def test_two_doors_at_once_are_refused(words: tuple[str, ...], named: str, capsys: Printed) -> None:
    code = main(["checkin", *words])

    assert code == 2
    assert named in capsys.readouterr().err
