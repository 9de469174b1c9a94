"""The doctor on speech: which models, one sentence there and back, the sound devices."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from coach.doctor import sound, speech
from coach.doctor.check import Check, State
from coach.doctor.sound import Device, Sound
from coach.doctor.trial import Trial, tried
from coach.settings import Settings
from coach.speech import Kind, Lock, LockedFile, LockedModel, model_in_use, models_folder, sha256_of

really_found, really_tried = speech._sound, tried
BOTH = Sound(
    portaudio="PortAudio V19",
    microphone=Device(name="Headset", rate_hz=48000),
    loudspeaker=Device(name="Headset", rate_hz=48000),
    devices=("Headset",),
)
QUICK = Trial(loading_s=1.0, speaking_s=0.1, audio_s=3.0, hearing_s=0.1, heard=speech.SENTENCE)


@pytest.fixture(autouse=True)
def _a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_sound(monkeypatch, BOTH)
    _with_trial(monkeypatch, QUICK)


def _with_sound(monkeypatch: pytest.MonkeyPatch, found: Sound) -> None:
    monkeypatch.setattr(speech, "_sound", lambda *_: found)


def _with_trial(monkeypatch: pytest.MonkeyPatch, trial: Trial) -> None:
    async def as_given(*_: object, **__: object) -> Trial:
        return trial

    monkeypatch.setattr("coach.doctor.trial.tried", as_given)


async def _examined() -> Mapping[str, Check]:
    return {check.id: check for check in await speech.examine_speech(Settings())}


def _set_up_demo_as(kind: Kind, name: str, data_dir: Path) -> LockedModel:
    demo = model_in_use(Settings(), kind).folder
    files = tuple(
        LockedFile(path=path.name, bytes=path.stat().st_size, sha256=sha256_of(path))
        for path in sorted(demo.iterdir())
    )
    model = LockedModel(
        kind=kind, name=name, repo="a/b", revision="d" * 40, licence=None, files=files
    )
    shutil.copytree(demo, model.folder(data_dir))
    lock = Lock(models=(model,)).model_dump_json()
    (models_folder(data_dir) / "lock.json").write_text(lock, encoding="utf-8")
    return model


async def test_the_demonstration_models_are_said_to_fit_no_real_person() -> None:
    found = await _examined()

    for kind in Kind:
        assert found[kind].state is State.WARN
        assert "never fit for a real person" in found[kind].what
        assert "coach setup" in found[kind].repair


async def test_a_model_that_was_set_up_is_named_and_compared() -> None:
    data_dir = Settings().data_dir
    model = _set_up_demo_as(Kind.WHISPER, "base.en", data_dir)

    before = await _examined()
    (model.folder(data_dir) / "config.json").write_text("{}", encoding="utf-8")
    after = await _examined()

    assert before["whisper"].state is State.OK
    assert "base.en" in before["whisper"].what
    assert after["whisper"].state is State.FAIL
    assert "config.json" in after["whisper"].what


async def test_a_model_set_by_name_and_missing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_SPEECH__VOICE", "en_GB-cori-medium")

    found = await _examined()

    assert found["voice"].state is State.FAIL
    assert "coach setup --voice en_GB-cori-medium" in found["voice"].what
    assert found["speech"].state is State.FAIL


async def test_a_sentence_heard_as_it_was_spoken_is_told_with_its_times() -> None:
    found = await _examined()

    assert found["speech"].state is State.OK
    assert "3.0 s of speech made in 0.10 s and written down in 0.10 s" in found["speech"].what


@pytest.mark.parametrize(
    ("trial", "told"),
    [
        (Trial(1, 0.1, 3, 0.1, "It took me about plenty."), "heard as 'It took me about plenty.'"),
        (Trial(1, 0.1, 3, 1.4, speech.SENTENCE), "too slow"),
        (Trial(1, 3.1, 3, 0.1, speech.SENTENCE), "slower than it is spoken"),
    ],
)
async def test_what_would_spoil_a_conversation_is_a_warning_with_a_repair(
    trial: Trial, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_trial(monkeypatch, trial)

    found = await _examined()

    assert found["speech"].state is State.WARN
    assert told in found["speech"].what
    assert "coach setup" in found["speech"].repair


async def test_figures_and_capitals_are_no_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = "it took me about 20 minutes to fall asleep"
    _with_trial(monkeypatch, Trial(1, 0.1, 3, 0.1, heard))

    found = await _examined()

    assert found["speech"].state is State.OK


async def test_without_portaudio_nothing_is_tried_and_the_package_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _with_sound(monkeypatch, Sound(portaudio=None))

    found = await _examined()

    assert found["sound"].state is State.OFF
    assert found["sound"].repair == "sudo apt install libportaudio2"
    assert [found[name].what for name in ("microphone", "loudspeaker")] == ["not tried"] * 2


async def test_a_machine_without_devices_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Device(problem="Error querying device -1")
    _with_sound(monkeypatch, Sound(portaudio="V19", microphone=none, loudspeaker=none))

    found = await _examined()

    assert {found[name].state for name in ("microphone", "loudspeaker")} == {State.OFF}
    assert found["microphone"].what.startswith("not tried")


@pytest.mark.parametrize(
    ("device", "told"),
    [
        (Device(name="Headset", rate_hz=1, silent=True), "gives nothing at all"),
        (Device(name="Headset", rate_hz=1, problem="Device busy"), "does not open (Device busy)"),
    ],
)
async def test_a_microphone_that_gives_no_sound_is_a_warning(
    device: Device, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_sound(monkeypatch, BOTH.model_copy(update={"microphone": device}))

    found = await _examined()

    assert found["microphone"].state is State.WARN
    assert told in found["microphone"].what
    assert "COACH_SPEECH__MICROPHONE" in found["microphone"].repair


async def test_a_device_set_by_name_and_missing_fails_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_SPEECH__LOUDSPEAKER", "Gramophone")
    gone = Device(problem="No output device matching 'Gramophone'")
    _with_sound(monkeypatch, BOTH.model_copy(update={"loudspeaker": gone}))

    found = await _examined()

    assert found["loudspeaker"].state is State.FAIL
    assert "there are: Headset" in found["loudspeaker"].what


async def test_a_sound_library_that_hangs_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object) -> Sound:
        raise TimeoutError

    monkeypatch.setattr(speech, "_sound", hang)

    found = await _examined()

    assert found["sound"].state is State.WARN
    assert found["speech"].state is State.OK


@pytest.mark.system
@pytest.mark.timeout(120)
async def test_the_demonstration_models_hear_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.doctor.trial.tried", really_tried)

    check = await speech._spoken_and_heard(Settings())

    assert check.state is not State.FAIL
    assert "heard as" not in check.what


@pytest.mark.system
@pytest.mark.timeout(60)
def test_a_null_sound_device_is_found_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".asoundrc").write_text("pcm.!default { type null }\n", encoding="utf-8")

    found = really_found("", "")
    named = really_found("no such thing", "")

    if found.portaudio is None:
        pytest.skip("PortAudio is not installed")
    if found.microphone.name is None:
        pytest.skip("PortAudio knows no ALSA here")
    assert found.microphone == Device(
        name="default", rate_hz=found.microphone.rate_hz, silent=found.microphone.silent
    )
    assert (found.loudspeaker.name, found.loudspeaker.problem) == ("default", None)
    assert "default" in found.devices
    assert named.microphone.name is None
    assert "no such thing" in (named.microphone.problem or "")


def test_a_missing_library_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)

    assert sound.look("", "").portaudio is None
