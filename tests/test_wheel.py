"""The wheel: built here, installed alone into a folder, and talked to from there."""

import zipfile
from pathlib import Path

import pytest

from tests.running import ROOT, environment, run

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

PACKAGES = ("coach", "memory", "agendas", "safety", "evals")
DATA = (".yaml", ".md", ".mako", ".jsonl", ".json", ".txt", ".wav", ".onnx", ".bin")
READ = (
    *("prompts/", "programs/", "crisis/", "migrations/versions/", "recordings/demo/recording.yaml"),
    *("recordings/demo/01.wav", "voice/phrases.yaml", "voice/phantoms.yaml", "voice/demo/CARD.md"),
    *("voice/demo/micro-whisper/model.bin", "voice/demo/fixture-voice/fixture-voice.onnx"),
)
"""Some of what has to be there, whatever the checkout holds."""


def _names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def _env(folder: Path, installed: Path) -> dict[str, str]:
    return {**environment(folder), "PYTHONPATH": str(installed)}


def test_the_wheel_holds_every_file_the_packages_read(wheel: Path) -> None:
    ours = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", *DATA} and "__pycache__" not in path.parts
    }

    assert ours <= set(_names(wheel))
    for part in READ:
        assert [name for name in ours if part in name], part


def test_the_wheel_holds_the_packages_and_the_licence_and_nothing_else(wheel: Path) -> None:
    top = {name.split("/")[0] for name in _names(wheel)}
    (about,) = top - set(PACKAGES)

    assert about.startswith("nightjar-")
    assert about.endswith(".dist-info")
    assert f"{about}/licenses/LICENSE" in _names(wheel)
    assert f"{about}/entry_points.txt" in _names(wheel)
    assert not [name for name in _names(wheel) if "__pycache__" in name]


def test_the_installed_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    where = "import coach, memory, agendas, safety, evals as e; print(coach.__file__, e.__file__)"

    done = run(["-c", where], tmp_path, env=_env(tmp_path, installed))

    for file in done.stdout.split():
        assert Path(file).is_relative_to(installed)


@pytest.mark.parametrize("suite", ["diary", "window"])
def test_the_evaluations_run_from_the_wheel(installed: Path, tmp_path: Path, suite: str) -> None:
    command = ["-m", "evals", "run", suite, "--limit", "3"]

    done = run(command, tmp_path, env=_env(tmp_path, installed))

    assert "Traceback" not in done.stderr
    assert done.stdout
