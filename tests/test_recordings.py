"""Recordings of one's own: a folder of sounds and their words, and what is wrong with a bad one."""

import shutil
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from piper import PiperVoice

from coach.__main__ import main
from coach.recording import RECORDINGS, Recording, load_recording
from coach.settings import Settings
from coach.speech import Kind, Origin, SpeechModel, model_in_use
from coach.voice import models as speech
from coach.voice.resample import at_rate
from tests.demonstration import play

VOICE = Path(speech.__file__).parent / "demo" / "fixture-voice"
Printed = pytest.CaptureFixture[str]

OPENED = "opened_at: 2026-03-02T07:20:00+00:00\nlocal_zone: Europe/London\n"
WHAT_IT_HOLDS = ("recording.yaml", "opened_at", "local_zone", "says", "01.wav", "16000 Hz, mono")
BAD_SCRIPTS = {
    "a key it does not know": ("opend_at: 2026-03-02T07:20:00+00:00\n", "line 1", "opend_at"),
    "a time without its zone": ("opened_at: 2026-03-02T07:20:00\n", "line 1", "opened_at"),
    "a zone that is none": ("\nlocal_zone: Mars/Olympus\n", "line 2", "local_zone"),
    "nothing said": ("says: []\n", "line 1", "says"),
    "no YAML": ("says: [\n", "line 2", ""),
    "a list": ("- hello\n", "line 1", "the whole file"),
}


def _wav(rate_hz: int = 16_000, channels: int = 1, width: int = 2, *, frames: int = 800) -> bytes:
    path = Path("sound.wav")
    with wave.open(str(path), "wb") as file:
        file.setframerate(rate_hz)
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.writeframes(bytes(frames * channels * width))
    return path.read_bytes()


def _folder(tmp_path: Path, *, says: Sequence[str], sounds: Sequence[bytes]) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "recording.yaml").write_text(f"{OPENED}says: {list(says)}\n", encoding="utf-8")
    for place, sound in enumerate(sounds, 1):
        (folder / f"{place:02}.wav").write_bytes(sound)
    return folder


def _refused(folder: Path, capsys: Printed, *named: str) -> None:
    """A sentence or two that name what is wrong, no traceback, and nothing written."""
    code = main(["checkin", "--recording", str(folder), "--out", str(folder.parent / "out")])

    out, told = capsys.readouterr()
    assert (code, out) == (2, "")
    assert told.strip()
    assert "Traceback" not in told
    assert "unforeseen" not in told
    for each in named:
        assert each in told
    assert not (folder.parent / "out").exists()


@pytest.mark.parametrize("amiss", BAD_SCRIPTS)
def test_a_bad_script_is_refused_by_line_and_key(
    tmp_path: Path, capsys: Printed, amiss: str
) -> None:
    text, *named = BAD_SCRIPTS[amiss]
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "recording.yaml").write_text(text, encoding="utf-8")

    _refused(folder, capsys, "recording.yaml", *named)


def test_a_recording_that_is_not_there_is_named(tmp_path: Path, capsys: Printed) -> None:
    _refused(tmp_path / "missing", capsys, "missing", "recording.yaml")


def test_a_folder_without_a_script_is_named(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "mine").mkdir()

    _refused(tmp_path / "mine", capsys, str(tmp_path / "mine"), *WHAT_IT_HOLDS)


def test_the_help_says_what_a_recording_holds(capsys: Printed) -> None:
    code = main(["checkin", "--help"])

    page = " ".join(capsys.readouterr().out.split())
    assert code == 0
    assert all(each in page for each in WHAT_IT_HOLDS)


@pytest.mark.parametrize("other", [("--text",), ("--person", "Bob"), ("--voice",)])
def test_what_a_recording_has_of_its_own_is_not_asked_for_beside_it(
    tmp_path: Path, capsys: Printed, other: Sequence[str]
) -> None:
    code = main(["checkin", "--recording", "demo", *other, "--out", str(tmp_path / "out")])

    out, told = capsys.readouterr()
    assert (code, out) == (2, "")
    assert other[0] in told
    assert not (tmp_path / "out").exists()


class _LoadedError(Exception):
    """Stands for the rest of a check-in, of which nothing is wanted here."""


@pytest.fixture
def in_use(monkeypatch: pytest.MonkeyPatch) -> list[SpeechModel]:
    """The models that a recording would be played with; it goes no further."""
    found: list[SpeechModel] = []

    def loaded(settings: Settings) -> NoReturn:
        found.extend(model_in_use(settings, kind) for kind in Kind)
        raise _LoadedError

    monkeypatch.setattr("coach.commands.play.loaded", loaded)
    return found


def test_the_demonstration_is_held_with_its_own_models_whatever_is_set_up(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch, in_use: list[SpeechModel]
) -> None:
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models" / "lock.json").write_text("{", encoding="utf-8")
    monkeypatch.setenv("COACH_SPEECH__VOICE", "en_GB-nobody-medium")

    with pytest.raises(_LoadedError):
        main(["--traceback", "checkin", "--recording", "demo", "--out", str(tmp_path / "out")])

    assert [model.origin for model in in_use] == [Origin.DEMO, Origin.DEMO]
    assert "a small demonstration" in capsys.readouterr().out


def test_a_recording_of_ones_own_names_the_models_that_are_set(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch, in_use: list[SpeechModel]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.en").mkdir()
    monkeypatch.setenv("COACH_SPEECH__WHISPER", str(tmp_path / "base.en"))
    mine = _folder(tmp_path, says=("yes",), sounds=[_wav()])

    with pytest.raises(_LoadedError):
        main(["--traceback", "checkin", "--recording", str(mine), "--out", str(tmp_path / "out")])

    told = capsys.readouterr().out
    assert [model.name for model in in_use] == ["base.en", "fixture-voice"]
    assert "written down by base.en; the coach speaks with fixture-voice" in told
    assert "demonstration" not in told


def test_a_recording_that_names_no_usable_model_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_SPEECH__WHISPER", "small.en")
    mine = _folder(tmp_path, says=("yes",), sounds=[_wav()])

    code = main(["checkin", "--recording", str(mine), "--out", str(tmp_path / "out")])

    assert code == 1
    assert "small.en" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_line_without_its_sound_is_named(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = _folder(tmp_path, says=("yes", "yes"), sounds=[_wav()])

    _refused(folder, capsys, "02.wav")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ((44_100, 1, 2), "44100 Hz, 1 channels, 16 bit"),
        ((16_000, 2, 2), "16000 Hz, 2 channels, 16 bit"),
        ((16_000, 1, 1), "16000 Hz, 1 channels, 8 bit"),
    ],
)
def test_a_sound_of_another_form_is_named_with_the_form_it_has_to_have(
    tmp_path: Path,
    capsys: Printed,
    monkeypatch: pytest.MonkeyPatch,
    form: tuple[int, int, int],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = _folder(tmp_path, says=("yes",), sounds=[_wav(*form)])

    _refused(folder, capsys, "01.wav", told, "16000 Hz, mono, 16 bit")


@pytest.mark.parametrize("kept_bytes", [0, 3, 20, 44, 45, 1043, 1643])
def test_a_sound_that_is_cut_off_is_named(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch, kept_bytes: int
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = _wav()
    folder = _folder(tmp_path, says=("yes",), sounds=[whole[:kept_bytes]])

    assert kept_bytes < len(whole)
    _refused(folder, capsys, "01.wav")


@pytest.mark.parametrize("sound", [b"hello, I am no sound", b"RIFF\x00\x00\x00\x00OggS"])
def test_a_file_that_is_no_sound_is_named(tmp_path: Path, capsys: Printed, sound: bytes) -> None:
    folder = _folder(tmp_path, says=("yes",), sounds=[sound])

    _refused(folder, capsys, "01.wav")


def test_a_sound_of_no_length_is_named(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = _folder(tmp_path, says=("yes",), sounds=[_wav(frames=0)])

    _refused(folder, capsys, "01.wav")


def test_demo_names_the_packaged_recording_whatever_lies_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()

    recording = load_recording("demo")

    assert len(recording.sounds) == len(recording.script.says)


@pytest.mark.parametrize(("words", "announced"), [((), True), (("--recording", "demo"), False)])
def test_the_demonstration_is_played_with_a_flag_or_without_a_terminal(
    tmp_path: Path,
    capsys: Printed,
    monkeypatch: pytest.MonkeyPatch,
    words: Sequence[str],
    announced: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    played: list[tuple[Recording, Path]] = []

    def play(recording: Recording, _settings: Settings, out: Path, _own: str) -> int:
        played.append((recording, out))
        return 0

    monkeypatch.setattr("coach.commands.play.play", play)

    code = main(["checkin", *words, "--out", str(tmp_path / "a" / "b")])

    assert code == 0
    assert played == [(load_recording("demo"), tmp_path / "a" / "b")]
    assert ("No terminal here" in capsys.readouterr().out) is announced


@pytest.mark.system
@pytest.mark.timeout(300)
def test_a_recording_that_ends_before_the_coach_does_is_kept_and_said_to_be_short(
    tmp_path: Path, installed: Path
) -> None:
    mine = _folder(tmp_path, says=("Yes, I'm forty-one.",), sounds=[])
    shutil.copy(RECORDINGS / "demo" / "01.wav", mine)

    short = play(("--recording", str(mine), "--out", "elsewhere/out"), installed, tmp_path)

    assert short.done.returncode == 1, short.done.stderr
    assert "The recording ended before the coach did" in short.done.stderr
    assert "(1 of 1)" in short.done.stderr
    assert "is kept" in short.done.stderr
    assert "Traceback" not in short.done.stderr
    kept = (short.home / "elsewhere" / "out" / "checkin.json").read_text(encoding="utf-8")
    assert "forty" in kept


@pytest.mark.system
@pytest.mark.timeout(300)
def test_answers_that_are_left_over_when_the_coach_ends_are_counted(
    tmp_path: Path, installed: Path
) -> None:
    says = ("Yes, I'm forty-one.", "No.", "Yes.", "Yes.")
    mine = _folder(tmp_path, says=says, sounds=[])
    shutil.copy(RECORDINGS / "demo" / "01.wav", mine)
    for place, words in enumerate(says[1:], 2):
        _spoken(words, mine / f"{place:02}.wav")

    long = play(("--recording", str(mine), "--out", "elsewhere/out"), installed, tmp_path)

    assert long.done.returncode == 1, long.done.stderr
    assert "2 of the 4 answers of the recording were left over" in long.done.stderr
    assert "Traceback" not in long.done.stderr


def _spoken(words: str, path: Path) -> None:
    """The demonstration voice saying this, as a recording has to be."""
    voice = PiperVoice.load(VOICE / "fixture-voice.onnx")
    sound = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(words))
    pcm = at_rate(np.frombuffer(sound, np.int16), voice.config.sample_rate, 16_000)
    with wave.open(str(path), "wb") as file:
        file.setframerate(16_000)
        file.setnchannels(1)
        file.setsampwidth(2)
        file.writeframes(pcm.tobytes())
