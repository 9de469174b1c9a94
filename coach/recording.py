"""A recorded check-in: a folder with what somebody says, line by line, and the sound of each line.

The format is that of `recordings/demo/recording.yaml`; beside it lie `01.wav`, `02.wav` and so on.
Lines left over when the coach is done are an error of the recording, and so is a coach that is not
done when they run out.
"""

import asyncio
import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from safety.content import ContentError, read_yaml

RECORDINGS = Path(__file__).parent / "recordings"
SCRIPT = "recording.yaml"
RATE_HZ = 16_000
HOLDS = (
    f"{SCRIPT} with opened_at (a date and time with its zone, such as 2026-03-02T07:20:00+00:00), "
    "local_zone (such as Europe/London) and says (the answers, a list of lines), and 01.wav, "
    "02.wav and so on, the sound of each line: 16000 Hz, mono, 16 bit"
)
"""What the folder of a recording has to hold, for a person."""


class Script(BaseModel):
    """Lines of one person, when the check-in opens (aware), and in which zone the machine is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opened_at: AwareDatetime
    local_zone: str
    voice: str | None = None
    """The synthetic voice that says them; None where a person does."""
    says: tuple[str, ...] = Field(min_length=1)

    @field_validator("local_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (KeyError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone") from error


@dataclass(frozen=True)
class Recording:
    """A script and its sounds: 16-bit samples, 16 kHz, mono, one for each line."""

    script: Script
    sounds: tuple[bytes, ...]
    packaged: bool = False
    """True for the demonstration, which comes with Nightjar."""

    def clock(self) -> Callable[[], datetime]:
        """Its own clock, aware: it begins when the recording did, at the running loop's pace."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        return lambda: self.script.opened_at + timedelta(seconds=loop.time() - began_s)


def load_recording(name: str) -> Recording:
    """The packaged recording of that name, else the one in the folder at that path.

    Raises:
        safety.content.ContentError: there is none, or it is bad.
    """
    packaged = RECORDINGS / name
    # An absolute path would replace the folder that it is put behind.
    is_packaged = packaged.parent == RECORDINGS and packaged.is_dir()
    folder = packaged if is_packaged else Path(name)
    if not folder.is_dir():
        raise ContentError(f"{name!r} is neither `demo` nor a folder. A recording holds {HOLDS}.")
    if not (folder / SCRIPT).is_file():
        raise ContentError(f"{folder} holds no {SCRIPT}. A recording holds {HOLDS}.")
    script = read_yaml(folder / SCRIPT, Script)
    places = range(1, len(script.says) + 1)
    sounds = tuple(_sound(folder / f"{place:02}.wav") for place in places)
    return Recording(script, sounds, packaged=is_packaged)


def _sound(path: Path) -> bytes:
    try:
        with wave.open(str(path), "rb") as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            if form != (RATE_HZ, 1, 2):
                raise ContentError(
                    f"{path}: {form[0]} Hz, {form[1]} channels, {8 * form[2]} bit; "
                    f"it has to be {RATE_HZ} Hz, mono, 16 bit"
                )
            frames = file.readframes(file.getnframes())
            if not frames or len(frames) != 2 * file.getnframes():
                raise ContentError(f"{path}: it ends before its sound does")
            return frames
    except (OSError, EOFError, wave.Error) as error:
        raise ContentError(
            f"{path}: no sound can be read from it ({str(error) or 'it ends'})"
        ) from error
