"""The recogniser on the demonstration model: what it hears, what it does not, a broken folder."""

import json
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc
from livekit.agents.stt import SpeechEventType
from numpy.typing import NDArray

from coach.voice.listener import Loss, transcribe
from coach.voice.model_folder import ModelProperties, SpeechModelError, Window, properties
from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.resample import at_rate
from coach.voice.silero import Silero
from coach.voice.whisper import RATE_HZ, Recognised, Recogniser, window_frames
from coach.voice.whisper_stt import WhisperSTT

DEMO = Path(str(resources.files("coach.voice"))) / "demo"
SPOKEN = [
    "i went to bed at eleven thirty",
    "it took me about twenty minutes to fall asleep",
    "i woke up twice",
    "i got up at quarter to seven",
    "no",
]
RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def worker() -> Iterator[ModelWorker]:
    with ModelWorker() as made:
        yield made


@pytest.fixture(scope="module")
def recogniser(worker: ModelWorker) -> Recogniser:
    return Recogniser(DEMO / "micro-whisper", worker)


@pytest.fixture(scope="module")
def voice(worker: ModelWorker) -> Voice:
    return Voice(DEMO / "fixture-voice", worker)


async def spoken(voice: Voice, text: str, rate_hz: int = RATE_HZ) -> NDArray[np.int16]:
    """`text` as a person might say it into a microphone: half as loud, silence before and after."""
    told = np.frombuffer(await voice.pcm(text), np.int16).astype(np.float64) / 2
    times = np.arange(int(len(told) * rate_hz / voice.sample_rate)) * voice.sample_rate / rate_hz
    speech = np.interp(times, np.arange(len(told)), told)
    around = np.zeros(rate_hz // 2)
    pcm = np.concatenate([around, speech, around])
    return (pcm + RNG.normal(0, 20, len(pcm))).astype(np.int16)


@pytest.mark.parametrize(
    ("window", "audio_s", "frames"),
    [
        (Window.FULL, 1.0, 3000),
        (Window.AUTO, 0.4, 500),
        (Window.AUTO, 6.0, 800),
        (Window.AUTO, 29.5, 3000),
        (Window.SHORT, 2.0, 250),
        (Window.SHORT, 2.01, 252),
        (Window.SHORT, 30.0, 3000),
    ],
)
def test_the_window_is_as_long_as_the_model_needs_and_even(
    window: Window, audio_s: float, frames: int
) -> None:
    assert window_frames(window, audio_s) == frames


def test_a_model_folder_without_properties_gets_those_of_published_models(tmp_path: Path) -> None:
    assert properties(tmp_path) == ModelProperties(window=Window.AUTO, longest_s=27)


@pytest.mark.parametrize("text", ['{"window": "tiny"}', '{"longest_s": 60}', '{"beam": 5}', "{"])
def test_properties_that_make_no_sense_are_refused_with_the_file_named(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "nightjar.json").write_text(text, "utf-8")

    with pytest.raises(SpeechModelError, match=r"nightjar\.json cannot be used"):
        properties(tmp_path)


@pytest.mark.system
@pytest.mark.parametrize("window", list(Window))
@pytest.mark.parametrize("text", SPOKEN)
async def test_the_answers_of_a_check_in_are_heard_with_every_window(
    worker: ModelWorker, voice: Voice, window: Window, text: str
) -> None:
    recogniser = Recogniser(DEMO / "micro-whisper", worker, window=window)

    found = await recogniser.recognise(await spoken(voice, text))

    assert found.text == text
    assert found.avg_logprob > -0.5


@pytest.mark.system
async def test_the_demonstration_model_runs_the_fast_path(recogniser: Recogniser) -> None:
    found = await recogniser.recognise(np.zeros(2 * RATE_HZ, np.int16))

    assert recogniser.window is Window.SHORT
    assert found.window_s == 2.5


@pytest.mark.system
@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(3 * RATE_HZ, np.int16),
        RNG.normal(0, 1500, 3 * RATE_HZ).astype(np.int16),
        (8000 * np.sin(np.arange(3 * RATE_HZ) * 0.1)).astype(np.int16),
        (RNG.random(3 * RATE_HZ) > 0.999).astype(np.int16) * 20_000,
        np.zeros(0, np.int16),
        np.zeros(100, np.int16),
    ],
    ids=["silence", "noise", "tone", "clicks", "nothing", "hardly anything"],
)
async def test_no_word_comes_from_a_sound_that_is_no_voice(
    recogniser: Recogniser, sound: NDArray[np.int16]
) -> None:
    said = await transcribe(recogniser, sound)

    assert said.text == ""
    assert said.lost is None


@pytest.mark.system
async def test_a_long_account_is_heard_to_its_end(recogniser: Recogniser, voice: Voice) -> None:
    sentences = SPOKEN[:4] * 3

    said = await transcribe(
        recogniser, np.concatenate([await spoken(voice, text) for text in sentences])
    )

    assert said.audio_s > 30
    # A word may be misheard where the account is parted; none of it may be missing.
    assert abs(len(said.text.split()) - len(" ".join(sentences).split())) <= 1
    assert [text for text in SPOKEN[:4] if said.text.count(text) < 2] == []
    assert said.text.endswith(SPOKEN[3])


@pytest.mark.system
async def test_audio_longer_than_whisper_hears_at_once_is_refused(recogniser: Recogniser) -> None:
    with pytest.raises(ValueError, match=r"31\.0 s of audio"):
        await recogniser.recognise(np.zeros(31 * RATE_HZ, np.int16))


class _Doubtful(Recogniser):
    """The real thing, except that what it finds with less than 30 s of window is made doubtful."""

    windows_s: list[float]
    doubt: dict[str, float]

    def _decode(self, pcm: NDArray[np.int16], frames: int, most: int) -> tuple[Recognised, bool]:
        found, finished = super()._decode(pcm, frames, most)
        self.windows_s.append(found.window_s)
        if found.window_s < 30:
            found = Recognised(**{**found.__dict__, "text": "at at at at", **self.doubt})
        return found, finished


@pytest.mark.system
@pytest.mark.parametrize("doubt", [{"avg_logprob": -1.2}, {"compression_ratio": 3.0}])
async def test_improbable_text_is_decoded_once_more_with_the_full_window(
    worker: ModelWorker, voice: Voice, doubt: dict[str, float]
) -> None:
    recogniser = _Doubtful(DEMO / "micro-whisper", worker)
    recogniser.windows_s, recogniser.doubt = [], doubt

    found = await recogniser.recognise(await spoken(voice, "i woke up twice"))

    assert found.text == "i woke up twice"
    assert recogniser.windows_s == [pytest.approx(2.7, abs=0.5), 30.0]


@pytest.mark.system
async def test_a_hum_is_no_word_wherever_it_begins(recogniser: Recogniser, voice: Voice) -> None:
    hum = np.frombuffer(await voice.pcm("hm"), np.int16)
    hum = at_rate(hum, voice.sample_rate, RATE_HZ)
    texts = {
        (await transcribe(recogniser, np.pad(hum, (RATE_HZ // 2 + 171 * late, RATE_HZ // 2)))).text
        for late in range(24)
    }

    assert texts == {""}


@pytest.mark.system
async def test_what_the_model_takes_for_silence_is_not_decoded_again(worker: ModelWorker) -> None:
    recogniser = _Doubtful(DEMO / "micro-whisper", worker)
    recogniser.windows_s = []
    recogniser.doubt = {"avg_logprob": -1.2, "no_speech_prob": 0.9}

    await recogniser.recognise(np.zeros(RATE_HZ, np.int16))

    assert recogniser.windows_s == [1.5]


@pytest.mark.system
@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 48_000])
async def test_livekit_audio_of_any_rate_becomes_text_turn_by_turn(
    recogniser: Recogniser, voice: Voice, rate_hz: int
) -> None:
    stt = WhisperSTT(recogniser, voice=Silero)

    async with stt.stream() as ear:
        for text in SPOKEN:
            pcm = await spoken(voice, text, rate_hz)
            step = rate_hz // 50
            for begin in range(0, len(pcm) // step * step, step):
                ear.push_frame(
                    rtc.AudioFrame(pcm[begin : begin + step].tobytes(), rate_hz, 1, step)
                )
            ear.flush()
        ear.end_input()
        finals = [
            event.alternatives[0].text
            async for event in ear
            if event.type is SpeechEventType.FINAL_TRANSCRIPT
        ]

    assert finals == [*SPOKEN, ""]


@pytest.mark.system
async def test_livekits_own_voice_detector_fits_the_same_ears(
    recogniser: Recogniser, voice: Voice
) -> None:
    stt = WhisperSTT(recogniser)
    pcm = await spoken(voice, SPOKEN[0])

    event = await stt.recognize(rtc.AudioFrame(pcm.tobytes(), RATE_HZ, 1, len(pcm)))

    assert event.alternatives[0].text == SPOKEN[0]


@pytest.mark.system
async def test_speech_lost_to_a_closed_worker_is_reported_and_does_not_raise(voice: Voice) -> None:
    worker = ModelWorker()
    recogniser = Recogniser(DEMO / "micro-whisper", worker)
    pcm = await spoken(voice, SPOKEN[1])
    worker.close()

    said = await transcribe(recogniser, pcm)

    assert (said.text, said.lost) == ("", Loss.FAILED)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the model, to break."""
    return Path(shutil.copytree(DEMO / "micro-whisper", tmp_path / "model"))


@pytest.mark.system
def test_a_missing_folder_is_said_with_what_to_do(worker: ModelWorker, tmp_path: Path) -> None:
    with pytest.raises(SpeechModelError, match=r"folder does not exist\. Run `coach setup`"):
        Recogniser(tmp_path / "base.en", worker)


@pytest.mark.system
@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named_and_no_hub_is_asked(
    worker: ModelWorker, broken: Path, name: str
) -> None:
    (broken / name).unlink()

    with pytest.raises(SpeechModelError, match=rf"{name} is missing\. Run `coach setup`"):
        Recogniser(broken, worker)


@pytest.mark.system
@pytest.mark.parametrize(
    "name", ["model.bin", "config.json", "tokenizer.json", "preprocessor_config.json"]
)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_file_cut_short_is_named(
    worker: ModelWorker, broken: Path, name: str, share: float
) -> None:
    whole = (broken / name).read_bytes()
    (broken / name).write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(SpeechModelError, match=rf"{name} is damaged.*Run `coach setup`"):
        Recogniser(broken, worker)


@pytest.mark.system
def test_a_tokenizer_that_is_not_whispers_is_refused(worker: ModelWorker, broken: Path) -> None:
    said = json.loads((broken / "tokenizer.json").read_text("utf-8"))
    said["added_tokens"] = []
    (broken / "tokenizer.json").write_text(json.dumps(said), "utf-8")

    with pytest.raises(SpeechModelError, match=r"tokenizer\.json is damaged"):
        Recogniser(broken, worker)


@pytest.mark.system
def test_features_of_another_shape_than_the_models_are_refused(
    worker: ModelWorker, broken: Path
) -> None:
    (broken / "preprocessor_config.json").write_text('{"feature_size": 128}', "utf-8")

    with pytest.raises(SpeechModelError, match=r"preprocessor_config\.json is damaged"):
        Recogniser(broken, worker)
