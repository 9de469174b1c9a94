"""Opens this machine's microphone and loudspeaker, and moves their sound to and from a `Duplex`.

Called by `coach checkin --voice`. PortAudio calls back from a thread of its own, where nothing may
wait: there a block is taken or handed over, and all else is done by the event loop.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from coach.voice.local import Duplex

_NO_PORTAUDIO = (
    "a check-in by voice needs PortAudio (libportaudio2), which is not installed: "
    "`sudo apt install libportaudio2`. Without it: `coach checkin` in a terminal, by typing."
)


class SoundError(Exception):
    """No check-in by voice with this machine's sound; the message says why and what to do."""


@dataclass(frozen=True)
class Device:
    """A device to open: its number and the rate that it prefers."""

    index: int
    name: str
    rate_hz: int


@dataclass(frozen=True)
class Devices:
    """The two devices of a check-in."""

    microphone: Device
    loudspeaker: Device


class _Moments(Protocol):
    """PortAudio's times of a block, in seconds on the stream's own clock."""

    inputBufferAdcTime: float  # noqa: N815 - PortAudio's names
    outputBufferDacTime: float  # noqa: N815
    currentTime: float  # noqa: N815


def found(microphone: str | None, loudspeaker: str | None) -> Devices:
    """The devices of these names or numbers; None means the machine's default.

    Raises:
        SoundError: PortAudio or one of the devices is missing.
    """
    return Devices(_found("microphone", microphone), _found("loudspeaker", loudspeaker))


@contextmanager
def connected(devices: Devices, duplex: "Duplex", lost: Callable[[], None]) -> Iterator[None]:
    """Both devices open, their sound going to and from `duplex`; `lost` is called if one goes away.

    To be entered on the event loop.

    Raises:
        SoundError: a device does not open.
    """
    import sounddevice  # type: ignore[import-untyped]

    # LiveKit takes seconds to import: not to say that there is no microphone.
    from coach.voice.local import block_of

    loop = asyncio.get_running_loop()
    leaving = False

    def play(out: memoryview, _: int, moments: _Moments, __: object) -> None:
        block = duplex.next_block()
        out[:] = block.pcm.tobytes()
        latency_s = moments.outputBufferDacTime - moments.currentTime
        loop.call_soon_threadsafe(lambda: duplex.played(block, latency_s=latency_s))

    def hear(data: memoryview, _: int, moments: _Moments, __: object) -> None:
        pcm = np.frombuffer(bytes(data), np.int16)
        latency_s = moments.currentTime - moments.inputBufferAdcTime
        loop.call_soon_threadsafe(lambda: duplex.heard(pcm, latency_s=latency_s))

    def stopped() -> None:
        if not leaving:
            loop.call_soon_threadsafe(lost)

    ways = (
        (sounddevice.RawOutputStream, devices.loudspeaker, play),
        (sounddevice.RawInputStream, devices.microphone, hear),
    )
    with ExitStack() as stack:
        for stream, device, callback in ways:
            with _or_sound_error(device):
                opened = stream(
                    device=device.index,
                    samplerate=device.rate_hz,
                    blocksize=block_of(device.rate_hz),
                    channels=1,
                    dtype="int16",
                    callback=callback,
                    finished_callback=stopped,
                )
                stack.enter_context(opened)
        try:
            yield
        finally:
            leaving = True


@contextmanager
def _or_sound_error(device: Device) -> Iterator[None]:
    import sounddevice

    try:
        yield
    except sounddevice.PortAudioError as error:
        raise SoundError(
            f"the sound device {device.name!r} does not open ({error}). Close what holds it, or "
            "choose another one; `coach doctor` lists them."
        ) from error


def _found(what: Literal["microphone", "loudspeaker"], wanted: str | None) -> Device:
    try:
        import sounddevice
    except OSError as error:
        raise SoundError(_NO_PORTAUDIO) from error
    chosen = int(wanted) if wanted and wanted.isdecimal() else wanted
    try:
        about = sounddevice.query_devices(chosen, "input" if what == "microphone" else "output")
    except (ValueError, sounddevice.PortAudioError) as error:
        raise SoundError(_missing(what, wanted, sounddevice.query_devices())) from error
    return Device(int(about["index"]), str(about["name"]), int(about["default_samplerate"]))


def _missing(what: str, wanted: str | None, devices: object) -> str:
    otherwise = "Without one: `coach checkin` in a terminal, by typing."
    if wanted is None:
        return f"this machine has no {what}. {otherwise}"
    there = f"There are:\n{devices}" if str(devices) else "There is no sound device at all."
    return (
        f"COACH_SPEECH__{what.upper()} is {wanted!r}, and there is no such {what}. {there}\n"
        f"{otherwise}"
    )
