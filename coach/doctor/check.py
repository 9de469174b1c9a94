"""One thing that the doctor looked at: its state, what was found, one line of repair.

Every module of the doctor gives these. A look that fails becomes a failed check, never an error.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. `off` is a choice or not needed yet; only `fail` sets the exit code."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    OFF = "off"


@dataclass(frozen=True)
class Check:
    """One thing, what was found, and what to do about it (empty when nothing)."""

    id: str
    state: State
    what: str
    repair: str = ""


Look = Callable[[], Awaitable[Check]]


async def looked(name: str, look: Look, repair: str = "") -> Check:
    """What the look found; where it failed, its error as a failed check with this repair."""
    try:
        return await look()
    except Exception as error:  # noqa: BLE001 - a broken part is what a doctor is called for
        what = " ".join(str(error).split()) or type(error).__name__
        return Check(name, State.FAIL, what, repair or "`coach doctor --traceback`")


def later(look: Callable[[], Check]) -> Look:
    """A look that blocks, as one that does not."""

    async def in_thread() -> Check:
        return await asyncio.to_thread(look)

    return in_thread
