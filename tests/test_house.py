"""The house itself: what is tracked, how long it gets, what it names, how it is packed."""

import re
import subprocess
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from pkgutil import walk_packages

import pytest

import coach
from tests.running import ROOT

PACKAGES = ("coach", "memory", "agendas", "safety", "evals")
TOP_LEVEL = {*PACKAGES, "tests", "infra", "pyproject.toml", "README.md", "LICENSE", "Makefile"}
LONGEST_MODULE = 400
HOSTS = re.compile(r"https?://|pypi\.org|pythonhosted|--index-url|--extra-index-url|--find-links")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|root|home|Users|tmp/h)/\w")


@cache
def _tracked() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - wherever git is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no checkout")
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")  # models are no text


def _python() -> list[str]:
    return [name for name in _tracked() if name.endswith(".py")]


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lengths = {name: len(_text(name).splitlines()) for name in _python()}

    assert {n: length for n, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_top_level_is_the_five_packages_and_little_else() -> None:
    top = {name.split("/")[0] for name in _tracked()}

    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_of_a_package_can_be_imported(package: str) -> None:
    found = walk_packages(import_module(package).__path__, f"{package}.")
    names = [each.name for each in found if not _runs_on_import(each.name)]

    loaded = [import_module(name) for name in names]

    assert loaded
    for module in loaded:
        assert (module.__doc__ or "").strip(), f"{module.__name__} says nothing of itself"


def _runs_on_import(name: str) -> bool:
    """Alembic runs `env` and the versions itself."""
    return name.endswith("migrations.env") or ".versions." in name


@pytest.mark.parametrize(
    "lock", ["infra/requirements.lock", "infra/requirements-dev.lock", "infra/embedder.lock"]
)
def test_a_lock_names_no_host_and_hashes_every_package(lock: str) -> None:
    lines = _text(lock).splitlines()
    pinned = [line for line in lines if re.match(r"[A-Za-z0-9]", line)]

    assert [line for line in lines if HOSTS.search(line)] == []
    assert pinned
    for line in pinned:
        after = lines[lines.index(line) + 1]
        assert "==" in line
        assert after.strip().startswith("--hash=sha256:")


def test_nothing_tracked_names_a_folder_of_this_machine() -> None:
    named = {
        name: found[0]
        for name in _tracked()
        if name not in {"LICENSE", "tests/test_house.py"}
        and (found := MACHINE_PATHS.search(_text(name)))
    }

    assert named == {}


def test_the_version_is_the_one_that_was_installed() -> None:
    assert coach.__version__ == metadata.version("nightjar")


def test_the_licence_is_the_gnu_general_public_licence_version_three() -> None:
    text = _text("LICENSE")

    assert text.splitlines()[0].strip() == "GNU GENERAL PUBLIC LICENSE"
    assert text.splitlines()[1].strip() == "Version 3, 29 June 2007"
    assert "END OF TERMS AND CONDITIONS" in text
    assert metadata.metadata("nightjar")["License-Expression"] == "GPL-3.0-or-later"


def test_no_package_of_ours_hides_behind_one_installed_from_elsewhere() -> None:
    for package in PACKAGES:
        file = import_module(package).__file__
        assert file is not None
        assert Path(file).is_relative_to(ROOT)
