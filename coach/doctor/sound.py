"""Opens the microphone and the loudspeaker for a moment and says what came of it.

`coach.doctor.speech` runs this file in a process of its own, because sound libraries write to the
terminal and may hang. Its two arguments are the devices' names, empty for the machine's default; it
prints a `Sound`. What the microphone gives is thrown away; the loudspeaker is given silence.
"""

import sys
from typing import Literal

from pydantic import BaseModel

TRIED_S = 0.3
_INT16_BYTES = 2


class Device(BaseModel):
    """One end of the sound: what it is called, and what came of opening it."""

    name: str | None = None
    """None where there is no such device."""
    rate_hz: int | None = None
    problem: str | None = None
    """Why it did not open; None where it did."""
    silent: bool = False
    """A microphone that gave nothing but zeros."""


class Sound(BaseModel):
    """What was found of sound on this machine."""

    portaudio: str | None
    """The version of the library; None where it is missing."""
    microphone: Device = Device()
    loudspeaker: Device = Device()
    devices: tuple[str, ...] = ()


def look(microphone: str, loudspeaker: str) -> Sound:
    """Finds the devices and opens each; an empty name means the machine's default."""
    try:
        import sounddevice  # type: ignore[import-untyped]
    except OSError:
        return Sound(portaudio=None)
    return Sound(
        portaudio=sounddevice.get_portaudio_version()[1],
        microphone=_tried(microphone, "input"),
        loudspeaker=_tried(loudspeaker, "output"),
        devices=tuple(str(device["name"]) for device in sounddevice.query_devices()),
    )


def _tried(wanted: str, kind: Literal["input", "output"]) -> Device:
    import sounddevice

    chosen = int(wanted) if wanted.isdecimal() else wanted or None
    try:
        about = sounddevice.query_devices(chosen, kind)
    except (ValueError, sounddevice.PortAudioError) as error:
        return Device(problem=str(error))
    name, rate_hz = str(about["name"]), int(about["default_samplerate"])
    frames = round(TRIED_S * rate_hz)
    how = {"samplerate": rate_hz, "device": about["index"], "channels": 1, "dtype": "int16"}
    try:
        if kind == "output":
            with sounddevice.RawOutputStream(**how) as stream:
                stream.write(bytes(_INT16_BYTES * frames))
            return Device(name=name, rate_hz=rate_hz)
        with sounddevice.RawInputStream(**how) as stream:
            heard, _ = stream.read(frames)
    except sounddevice.PortAudioError as error:
        return Device(name=name, rate_hz=rate_hz, problem=str(error))
    return Device(name=name, rate_hz=rate_hz, silent=not any(bytes(heard)))


if __name__ == "__main__":
    sys.stdout.write(look(*sys.argv[1:3]).model_dump_json())
