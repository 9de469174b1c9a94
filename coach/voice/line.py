"""What a call leaves behind: the lines of both sides, and how it ended."""

from dataclasses import dataclass

from coach.dialogue.state import State
from coach.voice.stages import Stages
from memory.checkin import Speaker


@dataclass(frozen=True)
class Line:
    """What one side said. A `withheld` one is never kept: in a result its `text` is None.

    `on_screen_only`: it was not heard, whether it was meant for the screen or the voice failed.
    """

    speaker: Speaker
    text: str | None
    interrupted: bool = False
    withheld: bool = False
    on_screen_only: bool = False


@dataclass(frozen=True)
class CallResult:
    """How a call ended: `ended` is False where it was cut off before the goodbye."""

    state: State
    lines: tuple[Line, ...]
    stages: tuple[Stages, ...]
    ended: bool
    erased: bool
