"""Makes the sounds of a recorded check-in: `python record.py FOLDER [--wpm 165]`.

Reads `recording.yaml` in the folder and writes `01.wav`, `02.wav` and so on beside it: 16 kHz,
mono, 16 bit, spoken by the espeak-ng voice it names. Needs the Debian package espeak-ng.
"""

import argparse
import io
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import yaml
from scipy.signal import resample_poly

RATE_HZ = 16_000
PEAK = 0.5


def main() -> None:
    """Speaks every line of a recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wpm", type=int, default=165, help="words a minute (default: 165)")
    args = parser.parse_args()
    if shutil.which("espeak-ng") is None:
        raise SystemExit("espeak-ng is missing: sudo apt-get install -y espeak-ng")
    script = yaml.safe_load((args.folder / "recording.yaml").read_text(encoding="utf-8"))
    for place, words in enumerate(script["says"], 1):
        path = args.folder / f"{place:02}.wav"
        samples = _spoken(words, script["voice"], args.wpm)
        _write(path, samples)
        print(f"{path}  {len(samples) / RATE_HZ:.1f} s  {words}")


def _spoken(words: str, voice: str, wpm: int) -> np.ndarray:
    command = ["espeak-ng", "-v", voice, "-s", str(wpm), "--stdout", words]
    sound = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(sound), "rb") as file:
        rate_hz = file.getframerate()
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)
    samples = resample_poly(pcm, RATE_HZ, rate_hz)
    loud = np.flatnonzero(np.abs(samples) > 100)
    samples = samples[loud[0] : loud[-1] + 1]
    return np.round(samples / np.abs(samples).max() * PEAK * 32767).astype(np.int16)


def _write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main()
