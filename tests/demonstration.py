"""The wheel, and recorded check-ins played from it alone: without a network, in warped time."""

import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.network import LISTENER, cut_off
from tests.running import ROOT, environment

FACTOR = 2.0
PATIENCE_S = 500.0
WARP = f"import timewarp\ntimewarp.install({FACTOR})\n"


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout, built into the folder."""
    _python("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (found,) = folder.glob("nightjar-*.whl")
    return found


def install(wheel: Path, target: Path) -> None:
    """Installs the wheel into a new, empty environment, which borrows what it depends on from ours.

    Nothing is downloaded. What is borrowed comes after the environment's own, and no `.pth` file
    of ours is read there: an editable install of the checkout stays out.
    """
    _python("-m", "venv", "--without-pip", str(target), cwd=target)
    quietly = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    python = str(target / "bin" / "python")
    _python("-m", "pip", "--python", python, "install", *quietly, str(wheel), cwd=target)
    ours = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (own,) = target.glob("lib/python*/site-packages")
    (own / "borrowed.pth").write_text("\n".join(ours) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Played:
    """A recording that was played by a process at home in `home`, where it began empty."""

    home: Path
    done: subprocess.CompletedProcess[str]
    asked_of_network: list[str]

    @property
    def out(self) -> Path:
        """The folder it wrote."""
        return self.home / "checkin-demo"

    def read(self, name: str) -> Any:
        """One of the JSON files it wrote."""
        return json.loads((self.out / name).read_text(encoding="utf-8"))

    @cached_property
    def shown(self) -> str:
        """All it printed, with single blanks."""
        return " ".join(self.done.stdout.split())

    @cached_property
    def turns(self) -> list[dict[str, Any]]:
        """The turns it kept."""
        turns: list[dict[str, Any]] = self.read("checkin.json")["check_ins"][0]["turns"]
        return turns


def play(words: Sequence[str], installed: Path, folder: Path) -> Played:
    """The installed `coach checkin WORDS...`, with nothing to read on standard input."""
    home, hooks, seen = folder / "home", folder / "hooks", folder / "seen.txt"
    home.mkdir()
    hooks.mkdir()
    shutil.copy(ROOT / "tests" / "timewarp.py", hooks)
    (hooks / "sitecustomize.py").write_text(LISTENER + WARP, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own command
        [*(cut_off() or ()), str(installed / "bin" / "coach"), "checkin", *words],
        cwd=home,
        env=environment(home, PYTHONPATH=str(hooks), SEEN=str(seen)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Played(home, done, seen.read_text(encoding="utf-8").splitlines())


def _python(*command: str, cwd: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
