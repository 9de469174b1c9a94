"""What happens to speech on its way: noise of three kinds, and the telephone.

Used by make_audio.py for training and by evaluate.py for the bands of its table. Audio is float at
16 kHz.
"""

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt


def noise(count: int, rng: np.random.Generator) -> np.ndarray:
    """Noise of unit power: white, pink, or brown with mains hum."""
    kind = rng.integers(3)
    wave = rng.standard_normal(count).astype(np.float32)
    if kind:
        spectrum = np.fft.rfft(wave)
        bins = np.arange(len(spectrum))
        spectrum /= np.maximum(np.sqrt(bins), 1) if kind == 1 else np.maximum(bins, 20)
        wave = np.fft.irfft(spectrum, count).astype(np.float32)
    if kind == 2:
        hum = np.sin(2 * np.pi * rng.choice([50, 60, 100, 120]) * np.arange(count) / 16000)
        wave = wave / (wave.std() + 1e-9) + 0.5 * hum.astype(np.float32)
    return wave / (wave.std() + 1e-9)


def with_noise(audio: np.ndarray, snr_db: float, rng: np.random.Generator) -> np.ndarray:
    """Add noise at a ratio to the loud part of the speech."""
    loud = audio[np.abs(audio) > 1e-3]
    power = np.sqrt(np.mean(loud**2)) if len(loud) else 0.05
    return (audio + noise(len(audio), rng) * power * 10 ** (-snr_db / 20)).astype(np.float32)


def telephone(audio: np.ndarray) -> np.ndarray:
    """300 to 3400 Hz at 8 kHz through 8 bit mu-law."""
    narrow = resample_poly(audio, 1, 2)
    band = butter(4, [300, 3400], "band", fs=8000, output="sos")
    narrow = np.clip(sosfilt(band, narrow), -1, 1)
    coded = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log1p(255)
    coded = np.round(coded * 127) / 127
    plain = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(255)) / 255
    return resample_poly(plain, 2, 1).astype(np.float32)[: len(audio)]
