"""Looks at what a spoken check-in needs: models, one sentence there and back, the sound devices.

Called by `coach.doctor.examine`. A typed check-in needs none of it, so nothing missing here fails;
only what was set up or set by name, and is broken, does.
"""

import asyncio
import subprocess
import sys

from coach.doctor import sound
from coach.doctor.check import Check, Look, State, later, looked
from coach.settings import Settings
from coach.speech import Kind, Origin, SpeechModel, differences, model_in_use, read_lock

SENTENCE = "It took me about twenty minutes to fall asleep."
"""Within the vocabulary of the demonstration model."""
_TRY_OUT_S = 120.0
_SOUND_S = 20.0
_SLOWEST_HEARING_S = 1.0
"""How long a sentence may take to be written down before a conversation drags."""
_SETUP = "coach setup"


async def examine_speech(settings: Settings) -> list[Check]:
    """Every check of speech, in the order to mend things in."""
    looks: dict[str, tuple[Look, str]] = {
        "whisper": (later(lambda: _model(settings, Kind.WHISPER)), _SETUP),
        "voice": (later(lambda: _model(settings, Kind.VOICE)), _SETUP),
        "speech": (lambda: _spoken_and_heard(settings), "mend whisper and voice first"),
    }
    found = [await looked(name, look, repair) for name, (look, repair) in looks.items()]
    return [*found, *await asyncio.to_thread(_devices, settings)]


def _model(settings: Settings, kind: Kind) -> Check:
    model = model_in_use(settings, kind)
    what = f"{model.name}, {model.folder}"
    if model.origin is Origin.DEMO:
        told = f"the demonstration model {model.name}: never fit for a real person"
        return Check(kind, State.WARN, told, f"{_SETUP}, for check-ins by voice")
    if model.origin is Origin.FOLDER:
        return Check(kind, State.OK, f"your own: {what}")
    return _installed(settings, model)


def _installed(settings: Settings, model: SpeechModel) -> Check:
    locked = read_lock(settings.data_dir).find(model.kind, model.name)
    changed = [each.words for each in differences(locked, settings.data_dir)] if locked else []
    if changed:
        return Check(model.kind, State.FAIL, f"{model.name}: {'; '.join(changed)}", _SETUP)
    return Check(model.kind, State.OK, f"{model.name}, as it was set up, {model.folder}")


async def _spoken_and_heard(settings: Settings) -> Check:
    hears = await asyncio.to_thread(model_in_use, settings, Kind.WHISPER)
    speaks = await asyncio.to_thread(model_in_use, settings, Kind.VOICE)
    # The speech libraries take a second or two to import: not for a doctor who fails before.
    from coach.doctor.trial import tried

    async with asyncio.timeout(_TRY_OUT_S):
        trial = await tried(
            SENTENCE,
            hears.folder,
            speaks.folder,
            speed=settings.speech.speed,
            compute_type=settings.speech.compute_type,
        )
    what = (
        f"{trial.audio_s:.1f} s of speech made in {trial.speaking_s:.2f} s and written down in "
        f"{trial.hearing_s:.2f} s (loading: {trial.loading_s:.1f} s)"
    )
    if _words(trial.heard) != _words(SENTENCE):
        told = f"{what}, but heard as {trial.heard!r}"
        return Check("speech", State.WARN, told, "a larger Whisper model: coach setup --whisper")
    if trial.hearing_s > _SLOWEST_HEARING_S:
        told = f"{what}: too slow to talk with"
        return Check("speech", State.WARN, told, "a smaller one: coach setup --whisper tiny.en")
    if trial.speaking_s > trial.audio_s:
        told = f"{what}: slower than it is spoken"
        return Check("speech", State.WARN, told, "a voice of quality low or medium: coach setup")
    return Check("speech", State.OK, f"{what}, word for word")


def _words(text: str) -> list[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return plain.replace("20", "twenty").split()


def _sound(microphone: str, loudspeaker: str) -> sound.Sound:
    """What `coach.doctor.sound` finds in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-P", sound.__file__, microphone, loudspeaker],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=_SOUND_S,
        check=True,
    )
    return sound.Sound.model_validate_json(done.stdout)


def _devices(settings: Settings) -> list[Check]:
    wanted = (settings.speech.microphone or "", settings.speech.loudspeaker or "")
    try:
        found = _sound(*wanted)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        what = f"the sound devices could not be looked at ({type(error).__name__})"
        return [Check("sound", State.WARN, what, "unplug what hangs, or reboot")]
    if found.portaudio is None:
        return [_no_portaudio(), *(_not_tried(name) for name in ("microphone", "loudspeaker"))]
    return [
        Check("sound", State.OK, found.portaudio),
        _device("microphone", found.microphone, wanted[0], found.devices),
        _device("loudspeaker", found.loudspeaker, wanted[1], found.devices),
    ]


def _no_portaudio() -> Check:
    what = "PortAudio (libportaudio2) is not installed; only check-ins by voice need it"
    return Check("sound", State.OFF, what, "sudo apt install libportaudio2")


def _not_tried(name: str) -> Check:
    return Check(name, State.OFF, "not tried")


def _device(name: str, device: sound.Device, wanted: str, devices: tuple[str, ...]) -> Check:
    setting = f"COACH_SPEECH__{name.upper()}"
    if device.problem is None:
        what = f"{device.name} at {device.rate_hz} Hz opens"
        if device.silent:
            told = f"{what}, but gives nothing at all"
            return Check(name, State.WARN, told, f"unmute it, or set {setting} to another one")
        kept = f" ({sound.TRIED_S:g} s of it, thrown away)" if name == "microphone" else ""
        return Check(name, State.OK, f"{what}{kept}")
    there = f"there are: {', '.join(devices)}" if devices else "there is no sound device"
    if wanted:
        told = f"{setting} is {wanted!r}, which cannot be used ({device.problem}); {there}"
        return Check(name, State.FAIL, told, f"set {setting} to one of them, or unset it")
    if device.name is None:
        return Check(name, State.OFF, f"not tried: this machine has no {name}")
    told = f"{device.name} does not open ({device.problem})"
    return Check(name, State.WARN, told, f"close what holds it, or set {setting} to another one")
