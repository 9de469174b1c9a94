"""The voice: its pieces, its stock phrases, its speed, its errors; heard by the recogniser."""

import json
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from livekit.agents import APIConnectionError
from pydantic import ValidationError

from coach.settings import SpeechSettings
from coach.voice.clauses import MOST_CHARS, pieces
from coach.voice.model_folder import SpeechModelError
from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.piper_tts import PiperTTS
from coach.voice.whisper import RATE_HZ, Recogniser

DEMO = Path(str(resources.files("coach.voice"))) / "demo"
LONG = (
    "You went to bed at half past eleven and it took you about twenty minutes to fall asleep, "
    "you were awake for another forty minutes in the night because the dog barked, "
    "and you got up at quarter to seven feeling fairly rested all the same."
)


@pytest.fixture(scope="module")
def worker() -> Iterator[ModelWorker]:
    with ModelWorker() as made:
        yield made


@pytest.fixture
def voice(worker: ModelWorker) -> Voice:
    return Voice(DEMO / "fixture-voice", worker)


def test_a_short_sentence_stays_whole() -> None:
    assert pieces("How did you sleep?") == ["How did you sleep?"]


def test_each_sentence_is_a_piece() -> None:
    assert pieces('Thank you. "Twice," you said!  And then?') == [
        "Thank you.",
        '"Twice," you said!',
        "And then?",
    ]


def test_a_long_sentence_is_cut_where_one_would_draw_breath() -> None:
    assert pieces(LONG) == [
        "You went to bed at half past eleven",
        "and it took you about twenty minutes to fall asleep,",
        "you were awake for another forty minutes in the night because the dog barked,",
        "and you got up at quarter to seven feeling fairly rested all the same.",
    ]


def test_a_long_sentence_without_commas_is_cut_before_a_joining_word() -> None:
    first, *_ = pieces(LONG.replace(",", ""))

    assert first == "You went to bed at half past eleven"


def test_a_sentence_that_takes_long_to_make_begins_with_a_short_piece() -> None:
    assert pieces(
        "Good morning, Ada, tell me when you got into bed and when you tried to sleep."
    ) == [
        "Good morning, Ada,",
        "tell me when you got into bed and when you tried to sleep.",
    ]


@pytest.mark.parametrize(
    "text", [LONG, LONG.replace(",", ""), "word " * 80, "x" * 250, "a, " * 100, "One. Two! " * 30]
)
def test_no_word_is_lost_and_no_piece_is_long(text: str) -> None:
    found = pieces(text)

    assert " ".join(found).split() == text.split()
    assert all(len(piece) <= MOST_CHARS or " " not in piece for piece in found)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_say_has_no_pieces(text: str) -> None:
    assert pieces(text) == []


async def _heard(recogniser: Recogniser, voice: Voice, text: str) -> str:
    told = np.frombuffer(await voice.pcm(text), np.int16).astype(np.float64) / 2
    times = np.arange(int(len(told) * RATE_HZ / voice.sample_rate)) * voice.sample_rate / RATE_HZ
    speech = np.interp(times, np.arange(len(told)), told).astype(np.int16)
    return (await recogniser.recognise(np.pad(speech, RATE_HZ // 4))).text


@pytest.mark.system
async def test_what_is_spoken_can_be_heard_again(worker: ModelWorker, voice: Voice) -> None:
    recogniser = Recogniser(DEMO / "micro-whisper", worker)

    heard = await _heard(recogniser, voice, "I went to bed at eleven thirty.")

    assert heard == "i went to bed at eleven thirty"


@pytest.mark.system
async def test_a_long_text_comes_piece_by_piece_and_is_the_same_as_at_once(voice: Voice) -> None:
    parts = [part async for part in voice.stream(LONG)]

    whole = await voice.pcm(LONG)

    assert len(parts) == 4
    assert b"".join(parts) == whole


@pytest.mark.system
async def test_a_stock_phrase_is_not_made_again(worker: ModelWorker) -> None:
    own = ModelWorker()
    voice = Voice(DEMO / "fixture-voice", own)
    await voice.warm(["Take your time.", "Good morning. How did you sleep?"])
    own.close()

    phrase = await voice.pcm("Good  morning. How did you sleep? Take your time.")

    assert phrase == await Voice(DEMO / "fixture-voice", worker).pcm(
        "Good morning. How did you sleep? Take your time."
    )


@pytest.mark.system
async def test_what_is_no_stock_phrase_is_not_kept(worker: ModelWorker) -> None:
    own = ModelWorker()
    voice = Voice(DEMO / "fixture-voice", own)
    await voice.pcm("The dog woke you up.")
    own.close()

    with pytest.raises(RuntimeError, match="closed"):
        await voice.pcm("The dog woke you up.")


@pytest.mark.system
@pytest.mark.parametrize(("speed", "share"), [(0.625, 1.6), (1.25, 0.8), (1.6, 0.625)])
async def test_a_faster_voice_takes_less_time(
    worker: ModelWorker, voice: Voice, speed: float, share: float
) -> None:
    usual = await voice.pcm("Take your time,")

    changed = await Voice(DEMO / "fixture-voice", worker, speed=speed).pcm("Take your time,")

    assert len(changed) / len(usual) == pytest.approx(share, abs=0.1)


@pytest.mark.system
@pytest.mark.parametrize("speed", [0.0, 0.59, 1.61, 2.0, float("nan")])
def test_a_speed_that_no_setting_may_name_is_refused(worker: ModelWorker, speed: float) -> None:
    with pytest.raises(ValidationError):
        SpeechSettings(speed=speed)
    with pytest.raises(ValueError, match="speed"):
        Voice(DEMO / "fixture-voice", worker, speed=speed)


@pytest.mark.system
@pytest.mark.parametrize("text", ["", "...", "—", "[[]]"])
async def test_what_cannot_be_pronounced_is_a_short_silence(voice: Voice, text: str) -> None:
    pcm = await voice.pcm(text)

    assert 0 < len(pcm) < voice.sample_rate
    assert not any(pcm)


@pytest.mark.system
async def test_brackets_do_not_smuggle_in_phonemes(voice: Voice) -> None:
    assert await voice.pcm("[[yes]]") == await voice.pcm("yes")


@pytest.mark.system
async def test_livekit_gets_the_audio_of_the_text_at_the_voices_rate(voice: Voice) -> None:
    frame = await PiperTTS(voice).synthesize("Good morning. How did you sleep?").collect()

    assert (frame.sample_rate, frame.num_channels) == (22_050, 1)
    told, whole = bytes(frame.data), await voice.pcm("Good morning. How did you sleep?")
    assert told.startswith(whole)
    assert not any(told[len(whole) :])


@pytest.mark.system
async def test_livekit_gets_audio_even_for_what_cannot_be_pronounced(voice: Voice) -> None:
    frame = await PiperTTS(voice).synthesize("...").collect()

    assert frame.duration > 0


@pytest.mark.system
async def test_a_voice_that_fails_is_an_error_livekit_does_not_retry(worker: ModelWorker) -> None:
    own = ModelWorker()
    tts = PiperTTS(Voice(DEMO / "fixture-voice", own))
    own.close()

    with pytest.raises(APIConnectionError) as failed:
        await tts.synthesize("Good morning.").collect()

    assert failed.value.retryable is False


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the voice, to break."""
    return Path(shutil.copytree(DEMO / "fixture-voice", tmp_path / "voice"))


def test_a_missing_folder_is_said_with_what_to_do(worker: ModelWorker, tmp_path: Path) -> None:
    with pytest.raises(SpeechModelError, match=r"folder does not exist\. Run `coach setup`"):
        Voice(tmp_path / "en_GB-alba", worker)


def test_a_folder_without_a_voice_is_said(worker: ModelWorker, tmp_path: Path) -> None:
    with pytest.raises(SpeechModelError, match=r"no file there ends in \.onnx"):
        Voice(tmp_path, worker)


@pytest.mark.system
def test_two_voices_in_one_folder_are_named_instead_of_one_being_guessed(
    worker: ModelWorker, broken: Path
) -> None:
    shutil.copy(broken / "fixture-voice.onnx", broken / "alba.onnx")

    with pytest.raises(SpeechModelError, match=r"alba\.onnx, fixture-voice\.onnx"):
        Voice(broken, worker)


@pytest.mark.system
def test_a_voice_without_its_description_is_said(worker: ModelWorker, broken: Path) -> None:
    (broken / "fixture-voice.onnx.json").unlink()

    with pytest.raises(SpeechModelError, match=r"fixture-voice\.onnx\.json is missing"):
        Voice(broken, worker)


@pytest.mark.system
@pytest.mark.parametrize("name", ["fixture-voice.onnx", "fixture-voice.onnx.json"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_file_cut_short_is_named(
    worker: ModelWorker, broken: Path, name: str, share: float
) -> None:
    whole = (broken / name).read_bytes()
    (broken / name).write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(SpeechModelError, match=rf"{name} is damaged.*Run `coach setup`"):
        Voice(broken, worker)


@pytest.mark.system
def test_a_description_that_lacks_what_piper_needs_is_refused(
    worker: ModelWorker, broken: Path
) -> None:
    path = broken / "fixture-voice.onnx.json"
    said = json.loads(path.read_text("utf-8"))
    del said["phoneme_id_map"]
    path.write_text(json.dumps(said), "utf-8")

    with pytest.raises(SpeechModelError, match=r"fixture-voice\.onnx\.json is damaged"):
        Voice(broken, worker)
