"""`coach checkin --voice` as a process of its own, with a sound device that plays to nobody."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memory.checkin import CheckIn, Turn
from memory.store import Store
from tests.running import ROOT, environment, in_store

pytestmark = [pytest.mark.system, pytest.mark.timeout(280)]

PATIENCE_S = 240.0


class Talk:
    """A check-in by voice under way; `keyboard` is the terminal's other end."""

    def __init__(self, process: "subprocess.Popen[bytes]", page: Path, keyboard: int) -> None:
        self.process = process
        self._page = page
        self._keyboard = keyboard

    @property
    def shown(self) -> str:
        """All it printed so far, standard error among it, with single blanks."""
        return " ".join(self._page.read_text(encoding="utf-8").split())

    def until(self, words: str) -> None:
        ends = time.monotonic() + PATIENCE_S
        while words not in self.shown and self.process.poll() is None:
            assert time.monotonic() < ends, self.shown
            time.sleep(0.1)
        assert words in self.shown

    def type(self, keys: str) -> None:
        os.write(self._keyboard, keys.encode())

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def left(self) -> int:
        """Waits for its end; the exit code."""
        return self.process.wait(PATIENCE_S)


@contextmanager
def talking(folder: Path) -> Iterator[Talk]:
    hooks = folder / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / "tests" / "null_sound.py", hooks / "sounddevice.py")
    page = folder / "page.txt"
    keyboard, terminal = pty.openpty()
    with page.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "coach", "checkin", "--voice"],
            cwd=folder,
            env=environment(folder, PYTHONPATH=f"{hooks}:{ROOT}", PYTHONUNBUFFERED="1"),
            stdin=terminal,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Else Ctrl-C would be this process's as well.
            start_new_session=True,
        )
    os.close(terminal)
    try:
        yield Talk(process, page, keyboard)
    finally:
        process.kill()
        process.wait()
        os.close(keyboard)


def kept(folder: Path) -> tuple[CheckIn, list[Turn]]:
    """The one check-in in the store, with its turns."""

    async def read(store: Store) -> tuple[CheckIn, list[Turn]]:
        (person,) = await store.persons()
        (check_in,) = await store.check_ins(person.id)
        return check_in, await store.turns(check_in.id)

    return in_store(folder, read)


def test_ctrl_c_saves_and_leaves_in_good_order(tmp_path: Path) -> None:
    with talking(tmp_path) as talk:
        talk.until("Nightjar:")
        talk.interrupt()
        code = talk.left()

    check_in, turns = kept(tmp_path)
    assert code == 0, talk.shown
    assert "Traceback" not in talk.shown
    assert "Saved as far as we got." in talk.shown
    assert check_in.status == "open"
    assert [turn.speaker for turn in turns] == ["person", "coach"]


def test_ctrl_c_in_mid_sentence_keeps_what_was_heard_of_it(tmp_path: Path) -> None:
    with talking(tmp_path) as talk:
        talk.until("Microphone: null input.")
        time.sleep(5.0)
        talk.interrupt()
        code = talk.left()

    check_in, turns = kept(tmp_path)
    assert code == 0, talk.shown
    assert "Traceback" not in talk.shown
    assert check_in.question is not None
    assert turns[0].speaker == "person"
    assert all(turn.interrupted for turn in turns[1:])


def test_a_line_may_be_typed_and_the_end_of_lines_leaves(tmp_path: Path) -> None:
    with talking(tmp_path) as talk:
        talk.until("Nightjar:")
        talk.type("yes, I am forty one\n")
        talk.until("You: yes, I am forty one")
        talk.type("\x04")
        code = talk.left()

    _, turns = kept(tmp_path)
    assert code == 0, talk.shown
    assert "You may type as well" in talk.shown
    assert "Traceback" not in talk.shown
    assert "yes, I am forty one" in [turn.text for turn in turns]
