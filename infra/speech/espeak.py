"""espeak-ng in this process (libespeak-ng.so.1 by ctypes), with the time of every word and phone.

Used by make_audio.py, evaluate.py and make_voice.py. Needs the Debian package espeak-ng; without it
the one line that installs it is the error. Start one `Espeak` per process: a second hangs.
"""

import ctypes
import random
from typing import NamedTuple

import numpy as np
from scipy.signal import resample_poly

ACCENTS = ["en-us"] * 4 + ["en"] * 3 + ["en-gb-x-rp"] * 2
VARIANTS = [""] * 6 + (
    "m1 m2 m4 m5 m6 m7 m8 f1 f3 f4 f5 Alicia Andrea Annie belinda steph steph2 aunty adam Alex "
    "Andy benjamin david Denis ed edward gene grandma grandpa iven john Lee michael mike paul "
    "quincy rob robert travis victor zac Jacky max anika norbert"
).split()
HELD_OUT_VARIANTS = ["f2", "m3", "linda"]
_WORD, _PHONE, _END = 1, 7, 0
_RATE, _VOLUME, _PITCH, _RANGE, _GAP = 1, 2, 3, 4, 7


class Timed(NamedTuple):
    """A word or a phone and where it sounds, in seconds."""

    name: str
    start_s: float
    end_s: float


class Said(NamedTuple):
    """Speech at 16 kHz, between -1 and 1, with its words as given and its phones."""

    audio: np.ndarray
    words: list[Timed]
    phones: list[Timed]


class _Id(ctypes.Union):
    _fields_ = [
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    ]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The synthesiser. `ipa` names the phones in IPA instead of espeak's own mnemonics."""

    def __init__(self, *, ipa: bool = False) -> None:
        try:
            self._lib = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise SystemExit("espeak-ng is missing: sudo apt-get install -y espeak-ng") from error
        self._lib.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self.rate_hz = self._lib.espeak_Initialize(2, 200, None, 3 if ipa else 1)
        self.chunks: list[np.ndarray] = []
        self._events: list[tuple[int, float, object]] = []
        self._callback = _CALLBACK(self._heard)
        self._lib.espeak_SetSynthCallback(self._callback)

    def _heard(self, wave: "ctypes._Pointer", count: int, events: "ctypes._Pointer") -> int:
        if wave and count > 0:
            self.chunks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != _END:
            event = events[index]
            at_s = event.audio_position / 1000
            if event.type == _WORD:
                self._events.append((_WORD, at_s, event.text_position))
            elif event.type == _PHONE:
                raw = ctypes.string_at(ctypes.addressof(event.id), 8).split(b"\0")[0]
                self._events.append((_PHONE, at_s, raw.decode("utf8", "replace")))
            index += 1
        return 0

    def say(
        self,
        text: str,
        voice: str,
        rate: int = 165,
        pitch: int = 50,
        range_: int = 50,
        gap: int = 0,
    ) -> Said:
        """Speak a text; rate in words a minute, pitch and range 0 to 99, gap in 10 ms."""
        self.chunks.clear()
        self._events.clear()
        if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        settings = ((_RATE, rate), (_PITCH, pitch), (_RANGE, range_), (_GAP, gap), (_VOLUME, 100))
        for parameter, value in settings:
            self._lib.espeak_SetParameter(parameter, value, 0)
        raw = text.encode()
        self._lib.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, 1, None, None)
        whole = np.concatenate(self.chunks).astype(np.float32) / 32768.0
        audio = resample_poly(whole, 320, 441).astype(np.float32)
        phones = self._phones(len(audio) / 16000)
        return Said(audio, self._words(text, phones, len(audio) / 16000), phones)

    def _phones(self, duration_s: float) -> list[Timed]:
        found = [(at, str(name)) for kind, at, name in self._events if kind == _PHONE]
        ends = [at for at, _ in found[1:]] + [duration_s]
        return [Timed(name, at, end) for (at, name), end in zip(found, ends, strict=True)]

    def _words(self, text: str, phones: list[Timed], duration_s: float) -> list[Timed]:
        """Words with their times; words espeak runs together ("of the") share their span."""
        names = text.split()
        starts: list[float | None] = []
        position = 1
        began = {pos: at for kind, at, pos in reversed(self._events) if kind == _WORD}
        for name in names:
            starts.append(began.get(position))
            position += len(name) + 1
        voiced = [p for p in phones if p.name and not p.name.startswith("_")]
        end = max((p.end_s for p in voiced), default=duration_s)
        if starts and starts[0] is None:
            starts[0] = voiced[0].start_s if voiced else 0.0
        return _shared(names, starts, end)


def _shared(names: list[str], starts: list[float | None], end_s: float) -> list[Timed]:
    words: list[Timed] = []
    first = 0
    while first < len(names):
        after = first + 1
        while after < len(names) and starts[after] is None:
            after += 1
        begin = starts[first] or 0.0
        until = starts[after] if after < len(names) else end_s
        step = ((until or end_s) - begin) / (after - first)
        for k in range(after - first):
            start_s = begin + step * k
            words.append(Timed(names[first + k], start_s, max(start_s + step, start_s + 0.04)))
        first = after
    return words


def random_voice(chance: random.Random, *, held_out: bool = False) -> tuple[str, dict[str, int]]:
    """A voice and how it speaks; `held_out` gives the variants no training run has heard."""
    variant = chance.choice(HELD_OUT_VARIANTS if held_out else VARIANTS)
    accent = chance.choice(ACCENTS)
    manner = {
        "rate": chance.randint(125, 205),
        "pitch": chance.randint(25, 75),
        "range_": chance.randint(30, 75),
        "gap": chance.choice([0, 0, 0, 1, 2]),
    }
    return (f"{accent}+{variant}" if variant else accent), manner
