"""Measures the sound of each phone from espeak-ng's own speech: the units of the fixture voice.

Called by make_voice.py. A unit is 6 frames of 48 harmonics and 16 bands of noise, and a duration.
"""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np

import sentences
from espeak import Espeak, Timed

RATE_HZ, HOP = 22050, 256
FRAMES, HARMONICS, BANDS = 6, 48, 16
VOICE = "en-us"
_VOICELESS = {"p", "t", "k", "f", "θ", "s", "ʃ", "h", "tʃ"}
_MIXED = {"v", "ð", "z", "ʒ", "dʒ"}
_mel_edges = np.linspace(2595 * np.log10(1 + 200 / 700), 2595 * np.log10(1 + 11000 / 700), BANDS)
EDGES_HZ = np.concatenate([[0], 700 * (10 ** (_mel_edges / 2595) - 1)])


class Units(NamedTuple):
    """Amplitudes by phone [FRAMES, HARMONICS + BANDS], mean durations in s, and the pitch in Hz."""

    amplitudes: dict[str, np.ndarray]
    durations_s: dict[str, float]
    pitch_hz: float


def measure(count: int = 500, seed: int = 4242) -> Units:
    """Units from that many training sentences; a phone heard less than three times is left out."""
    voice = Espeak(ipa=True)
    if voice.rate_hz != RATE_HZ:
        raise SystemExit(f"espeak-ng speaks at {voice.rate_hz} Hz, not {RATE_HZ}")
    voice.say("aaaa", VOICE, rate=120, pitch=50, range_=0)
    steady = _whole(voice)
    pitch_hz = _pitch(steady[len(steady) // 3 :][:4096])
    power: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((FRAMES, HARMONICS + BANDS)))
    heard: Counter[str] = Counter()
    durations: dict[str, list[float]] = defaultdict(list)
    for text in sentences.corpus(count, seed, held=False):
        phones = voice.say(sentences.spoken(text), VOICE, rate=150, pitch=50, range_=0).phones
        harmonics, noise = _analysed(_whole(voice), pitch_hz)
        for phone in phones:
            if not phone.name or phone.end_s - phone.start_s < 0.012:
                continue
            durations[phone.name].append(phone.end_s - phone.start_s)
            heard[phone.name] += 1
            power[phone.name] += _unit(phone, harmonics, noise, pitch_hz) ** 2
    kept = {name: np.sqrt(power[name] / n) for name, n in heard.items() if n >= 3}
    return Units(kept, {name: float(np.mean(durations[name])) for name in kept}, pitch_hz)


def _whole(voice: Espeak) -> np.ndarray:
    return np.concatenate(voice.chunks).astype(np.float32) / 32768


def _pitch(steady: np.ndarray) -> float:
    centred = steady - steady.mean()
    same = np.correlate(centred, centred, "full")[len(centred) - 1 :]
    shortest = RATE_HZ // 250
    return RATE_HZ / (shortest + int(np.argmax(same[shortest : RATE_HZ // 60])))


def _spectrum(audio: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    padded, window = np.pad(audio, size // 2), np.hanning(size)
    count = 1 + (len(padded) - size) // HOP
    frames = np.stack([padded[k * HOP : k * HOP + size] * window for k in range(count)])
    return np.abs(np.fft.rfft(frames, axis=1)), window


def _analysed(audio: np.ndarray, pitch_hz: float) -> tuple[np.ndarray, np.ndarray]:
    fine, fine_window = _spectrum(audio, 1024)
    coarse, coarse_window = _spectrum(audio, 512)
    fine_hz = np.fft.rfftfreq(1024, 1 / RATE_HZ)
    coarse_hz = np.fft.rfftfreq(512, 1 / RATE_HZ)
    reach = pitch_hz * 0.35
    harmonics = [
        fine[:, np.abs(fine_hz - pitch_hz * (k + 1)) <= reach].max(1) * 2 / fine_window.sum()
        for k in range(HARMONICS)
    ]
    norm = 512 * (coarse_window**2).sum()
    noise = [
        np.sqrt(2 * (coarse[:, (coarse_hz >= low) & (coarse_hz < high)] ** 2).sum(1) / norm)
        for low, high in pairwise(EDGES_HZ)
    ]
    return np.stack(harmonics, 1), np.stack(noise, 1)


def _unit(phone: Timed, harmonics: np.ndarray, noise: np.ndarray, pitch_hz: float) -> np.ndarray:
    rows = []
    harmonic_hz = pitch_hz * (np.arange(HARMONICS) + 1)
    band_hz = (EDGES_HZ[:-1] + EDGES_HZ[1:]) / 2
    for k in range(FRAMES):
        at_s = phone.start_s + (k + 0.5) / FRAMES * (phone.end_s - phone.start_s)
        frame = min(len(harmonics) - 1, round(at_s * RATE_HZ / HOP))
        tone, hiss = harmonics[frame].copy(), noise[frame].copy()
        if phone.name in _VOICELESS:
            tone[:] = 0
        elif phone.name in _MIXED:
            tone[harmonic_hz > 1600] *= 0.3
            hiss[band_hz < 1600] = 0
        else:
            hiss[:] = 0
        rows.append(np.concatenate([tone, hiss]))
    return np.stack(rows)
