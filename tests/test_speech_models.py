"""Which speech models are in use, by settings, lock and demonstration; the speech settings."""

import hashlib
from pathlib import Path

import pytest

from coach.settings import Settings, SettingsError
from coach.speech import (
    Kind,
    Lock,
    LockedFile,
    LockedModel,
    Origin,
    SpeechError,
    differences,
    model_in_use,
    models_folder,
    read_lock,
)

CONTENT = b"weights"


def _model(kind: Kind, name: str) -> LockedModel:
    file = LockedFile(
        path="model.bin", bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest()
    )
    return LockedModel(
        kind=kind, name=name, repo="a/b", revision="c" * 40, licence=None, files=(file,)
    )


def _set_up(data_dir: Path, *models: LockedModel) -> None:
    for model in models:
        folder = model.folder(data_dir)
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(CONTENT)
    lock = Lock(models=models).model_dump_json()
    (models_folder(data_dir) / "lock.json").write_text(lock, encoding="utf-8")


@pytest.mark.parametrize("kind", Kind)
def test_before_anything_is_set_up_the_demonstration_is_in_use(kind: Kind) -> None:
    model = model_in_use(Settings(), kind)

    assert model.origin is Origin.DEMO
    assert model.folder.is_dir()


def test_the_last_one_set_up_is_in_use() -> None:
    settings = Settings()
    tiny, base = _model(Kind.WHISPER, "tiny.en"), _model(Kind.WHISPER, "base.en")
    _set_up(settings.data_dir, tiny, base, _model(Kind.VOICE, "en_GB-cori-medium"))

    model = model_in_use(settings, Kind.WHISPER)

    assert (model.name, model.origin) == ("base.en", Origin.INSTALLED)
    assert model.folder == base.folder(settings.data_dir)


def test_a_setting_may_name_another_one_that_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_SPEECH__WHISPER", "tiny.en")
    settings = Settings()
    _set_up(settings.data_dir, _model(Kind.WHISPER, "tiny.en"), _model(Kind.WHISPER, "base.en"))

    assert model_in_use(settings, Kind.WHISPER).name == "tiny.en"


def test_demo_asks_for_the_demonstration_also_where_a_real_one_is_set_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_SPEECH__VOICE", "demo")
    settings = Settings()
    _set_up(settings.data_dir, _model(Kind.VOICE, "en_GB-cori-medium"))

    assert model_in_use(settings, Kind.VOICE).origin is Origin.DEMO


def test_a_folder_of_ones_own_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.setenv("COACH_SPEECH__WHISPER", str(tmp_path / "mine"))

    model = model_in_use(Settings(), Kind.WHISPER)

    assert (model.folder, model.origin) == (tmp_path / "mine", Origin.FOLDER)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("small.en", "coach setup --whisper small.en"),
        ("/nowhere/at/all", "/nowhere/at/all, where there is no folder"),
    ],
)
def test_a_model_that_is_not_there_is_said_with_its_repair(
    value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_SPEECH__WHISPER", value)

    with pytest.raises(SpeechError, match=told):
        model_in_use(Settings(), Kind.WHISPER)


def test_a_model_whose_folder_is_gone_is_not_replaced_by_the_demonstration() -> None:
    settings = Settings()
    base = _model(Kind.WHISPER, "base.en")
    _set_up(settings.data_dir, base)
    (base.folder(settings.data_dir) / "model.bin").unlink()
    base.folder(settings.data_dir).rmdir()

    with pytest.raises(SpeechError, match="run `coach setup`"):
        model_in_use(settings, Kind.WHISPER)


@pytest.mark.parametrize(
    "page", ["", "{}x", '{"format": 2}', '{"format": 1, "models": [{"kind": "ears"}]}']
)
def test_a_lock_that_cannot_be_read_is_no_empty_lock(page: str, tmp_path: Path) -> None:
    models_folder(tmp_path).mkdir()
    (models_folder(tmp_path) / "lock.json").write_text(page, encoding="utf-8")

    with pytest.raises(SpeechError, match=r"lock\.json cannot be read"):
        read_lock(tmp_path)


@pytest.mark.parametrize("path", ["../model.bin", "/etc/passwd", "a/b", ".hidden", ""])
def test_a_lock_names_no_file_outside_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        LockedFile(path=path, bytes=1, sha256="0" * 64)


def test_a_changed_and_a_missing_file_are_both_differences(tmp_path: Path) -> None:
    base = _model(Kind.WHISPER, "base.en")
    _set_up(tmp_path, base)
    weights = base.folder(tmp_path) / "model.bin"

    as_set_up = differences(base, tmp_path)
    weights.write_bytes(b"other")
    changed = differences(base, tmp_path)
    weights.unlink()
    missing = differences(base, tmp_path)

    assert as_set_up == []
    assert [each.now for each in changed] == [hashlib.sha256(b"other").hexdigest()]
    assert [each.words for each in missing] == ["model.bin is missing"]


def test_speech_is_british_int8_and_at_its_own_speed_by_default() -> None:
    speech = Settings().speech

    assert (speech.english, speech.compute_type, speech.speed) == ("british", "int8", 1.0)
    assert {speech.whisper, speech.voice, speech.microphone, speech.loudspeaker} == {None}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SPEED", "0.5", "COACH_SPEECH__SPEED is '0.5', but should be greater than or equal to 0"),
        ("SPEED", "1.7", "COACH_SPEECH__SPEED is '1.7', but should be less than or equal to 1.6"),
        ("SPEED", "nan", "COACH_SPEECH__SPEED is 'nan'"),
        ("ENGLISH", "german", "COACH_SPEECH__ENGLISH should be 'british' or 'american'"),
        ("COMPUTE_TYPE", "int4", "COACH_SPEECH__COMPUTE_TYPE should be 'int8', "),
        ("MICROPHONE", "a\tb", "COACH_SPEECH__MICROPHONE has to be the name or the number"),
    ],
)
def test_a_wrong_speech_setting_is_one_sentence(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"COACH_SPEECH__{name}", value)

    with pytest.raises(SettingsError) as caught:
        Settings()

    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(told)
