"""The typed door: a check-in in a terminal, or from lines of standard input.

Tells each sentence as it comes, asks for the next line, and knows nothing of what is said.
"""

import asyncio
import io
import shutil
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from coach.bootstrap import App
from coach.dialogue.exchange import exchange
from coach.dialogue.reply import Sentence
from coach.dialogue.state import State, load
from memory.person import Person

WIDEST = 88


@dataclass(frozen=True)
class Talk:
    """How a talk ended: its last state; `ended` is False when the lines ran out first."""

    state: State
    ended: bool
    erased: bool


async def talk(
    app: App,
    person: Person,
    lines: Callable[[], Awaitable[str | None]],
    page: "Page",
    *,
    now: Callable[[], datetime],
    local_zone: str,
) -> Talk:
    """Holds one check-in to its end, or until `lines` gives None; all heard is saved either way.

    Raises:
        PersonErasedError: nothing of the person is kept any more.
    """

    async def reload() -> State:
        known = await app.store.person(person.id) or person
        return await load(app.store, known, now(), channel="text", local_zone=local_zone)

    state = await reload()
    words: str | None = None
    while True:
        page.begin("Nightjar")
        try:
            done = await exchange(
                app.engine, state, words, now=now, tell=page.sentence, reload=reload
            )
        finally:
            page.end()
        state = done.state
        if done.proposal.ends:
            await app.engine.prepare(state, now())
            return Talk(state, ended=True, erased=done.proposal.erases)
        words = await lines()
        if words is None:
            return Talk(state, ended=False, erased=False)


class Page:
    """Prints both sides of a talk, wrapped to the terminal's width, sentence by sentence."""

    def __init__(self, out: TextIO, *, colour: bool = False) -> None:
        self._out = out
        self._colour = colour
        self._width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
        self._column = 0
        self._fresh = False

    def begin(self, who: str) -> None:
        """Starts a turn of the named side."""
        mark = f"{who}: "
        self._out.write(f"\033[1m{mark}\033[0m" if self._colour else mark)
        self._column = len(mark)
        self._fresh = True

    def sentence(self, sentence: Sentence) -> None:
        """Adds a sentence to the turn."""
        self.text(sentence.text, on_screen_only=sentence.on_screen_only)

    def text(self, text: str, *, on_screen_only: bool) -> None:
        """Adds words to the turn; what is for the screen alone stands on a line of its own."""
        if on_screen_only:
            self.end()
        self._write(text)
        if on_screen_only:
            self.end()

    def person(self, words: str) -> None:
        """Shows what the person said, where it was not typed on this screen."""
        self.begin("You")
        self._write(words)
        self.end()

    def end(self) -> None:
        """Ends the turn's line."""
        if self._column:
            self._out.write("\n")
        self._out.flush()
        self._column = 0

    def _write(self, text: str) -> None:
        for word in text.split():
            if self._column and self._column + len(word) + 1 > self._width:
                self._out.write("\n")
                self._column = 0
            # The mark of a turn ends in a space of its own.
            space = " " if self._column and not self._fresh else ""
            self._out.write(space + word)
            self._column += len(space + word)
            self._fresh = False
        self._out.flush()


def typed(page: Page, *, echo: bool) -> Callable[[], Awaitable[str | None]]:
    """Lines of standard input, one per call, None at their end; `echo` shows them on the page.

    A thread of its own waits for them, so that neither a check-in nor leaving it ever hangs on a
    line that does not come.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def wait_for_lines() -> None:
        try:
            for line in sys.stdin:
                loop.call_soon_threadsafe(queue.put_nowait, line)
        finally:
            loop.call_soon_threadsafe(queue.put_nowait, None)

    if isinstance(sys.stdin, io.TextIOWrapper):
        # A stray byte becomes a mark in its line instead of ending the talk.
        sys.stdin.reconfigure(errors="replace")

    threading.Thread(target=wait_for_lines, daemon=True).start()

    async def next_line() -> str | None:
        if not echo:
            page.begin("You")
        line = await queue.get()
        words = None if line is None else line.strip()
        if echo and words:
            page.person(words)
        if line is None:
            page.end()
        return words

    return next_line
