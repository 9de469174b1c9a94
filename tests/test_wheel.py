"""The wheel: built here, installed into an environment of its own, and talked to from there."""

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.running import PATIENCE_S, ROOT, environment

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

PACKAGES = ("coach", "memory", "agendas", "safety", "evals")
DATA = (".yaml", ".md", ".mako", ".jsonl", ".json", ".txt", ".wav", ".onnx", ".bin", ".npz")
READ = (
    *("prompts/", "programs/", "crisis/", "migrations/versions/", "recordings/demo/recording.yaml"),
    *("recordings/demo/01.wav", "voice/phrases.yaml", "voice/phantoms.yaml", "voice/demo/CARD.md"),
    *("voice/demo/micro-whisper/model.bin", "voice/demo/fixture-voice/fixture-voice.onnx"),
    *("safety/classifier.npz", "safety/thread.yaml", "safety/prompts/judge.md", "evals/gate.yaml"),
    *("memory/articles/caffeine.md", "memory/articles/sources.yaml"),
)
"""Some of what has to be there, whatever the checkout holds."""


def _names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def _run(installed: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """One of the programs of the environment, `coach` or `python`, run in a folder apart."""
    program, *words = command
    env = environment(folder)
    del env["PYTHONPATH"]
    return subprocess.run(  # noqa: S603 - our own programs
        [str(installed / "bin" / program), *words],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def _imported(wheel: Path) -> Iterator[tuple[str, str]]:
    """Each module that a file of the wheel imports, dotted as far as it goes, and the file."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith(".py"):
                continue
            for node in ast.walk(ast.parse(archive.read(name))):
                if isinstance(node, ast.Import):
                    yield from ((alias.name, name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield from ((f"{node.module}.{alias.name}", name) for alias in node.names)


def _owners() -> dict[str, set[str]]:
    """Which distributions have files in a package, and in each part of a shared one."""
    found: dict[str, set[str]] = {}
    for each in distributions():
        name = _plain(each.name)
        for file in each.files or ():
            top, *rest = file.parts
            found.setdefault(top.partition(".")[0], set()).add(name)
            if rest:
                part = f"{top}.{rest[0].partition('.')[0]}"
                found.setdefault(part, set()).add(name)
    return found


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _declared(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        (about,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = message_from_bytes(archive.read(about)).get_all("Requires-Dist", [])
    wanted = [each for each in told if not re.search("extra == .(dev|build)", each)]
    return {_plain(re.split(r"[\s\[<>=;!~(]", each)[0]) for each in wanted}


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


def test_the_wheel_declares_whatever_its_packages_import(wheel: Path) -> None:
    declared, owners = _declared(wheel), _owners()
    ours = {*PACKAGES, *sys.stdlib_module_names}

    undeclared = {}
    for module, file in _imported(wheel):
        top, _, rest = module.partition(".")
        if top in ours:
            continue
        # What an extra brings and is not installed here bears the name of its package.
        who = owners.get(top, {_plain(top)})
        if len(who) > 1:
            who = owners.get(f"{top}.{rest.partition('.')[0]}", who)
        if not who & declared:
            undeclared[module] = (file, who)

    assert undeclared == {}
    assert "httpx2" in declared


def test_the_installed_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    where = "import coach, memory, agendas, safety, evals as e; print(coach.__file__, e.__file__)"

    done = _run(installed, tmp_path, "python", "-c", where)

    assert len(done.stdout.split()) == 2, done.stderr
    for file in done.stdout.split():
        assert Path(file).is_relative_to(installed)


def test_the_wheel_brings_the_command(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "coach", "doctor")

    assert done.stdout.startswith("Nightjar "), done.stderr
    assert "Ready" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("suite", ["diary", "window"])
def test_the_evaluations_run_from_the_wheel(installed: Path, tmp_path: Path, suite: str) -> None:
    done = _run(installed, tmp_path, "coach-evals", "run", suite, "--limit", "3")

    assert "Traceback" not in done.stderr
    assert done.stdout
