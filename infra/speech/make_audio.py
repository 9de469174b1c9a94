"""Makes shards of training utterances: log-mel features with words, phones and their times.

    python make_audio.py DATA espeak FIRST LAST COUNT     espeak-ng's voices, shards to LAST - 1
    python make_audio.py DATA fixture FIRST LAST COUNT    the fixture Piper voice, all kinds
    python make_audio.py DATA coach FIRST LAST COUNT      the fixture voice, the coach's lines only

A shard is `fNNN.npy` (frames x 80, float16) and `mNNN.pkl`, a list of `Utterance`; its number is
its seed, and odd ones have rare words more often. About 20 ms of CPU an utterance. Kinds: full
sentence, scrambled words, two sentences, cut off, silence, and lines never held out (the
demonstration's; by the fixture voice the coach's too).
"""

import pickle
import random
import sys
import time
from pathlib import Path

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from scipy.signal import resample_poly

import channel
import sentences
from espeak import Espeak, Timed, random_voice
from utterance import Utterance

VOICE = sentences.ROOT / "coach/voice/demo/fixture-voice/fixture-voice.onnx"
MAX_FRAMES = 1800
_EXTRACT = FeatureExtractor()


def features(audio: np.ndarray) -> np.ndarray:
    """Frames x 80, as faster-whisper computes them, its last frame dropped as it does."""
    return _EXTRACT(np.clip(audio, -1, 1))[:, :-1].T.astype(np.float16)


def written_words(words: list[Timed]) -> list[Timed]:
    """The words as the model writes them: a word said as two ("check-in") is split."""
    found = []
    for word in words:
        parts = sentences.written(word.name).split()
        step = (word.end_s - word.start_s) / max(1, len(parts))
        for k, part in enumerate(parts):
            start_s = word.start_s + k * step
            found.append(Timed(part, start_s, start_s + step))
    return found


def _moved(timed: list[Timed], by_s: float) -> list[Timed]:
    return [Timed(t.name, t.start_s + by_s, t.end_s + by_s) for t in timed]


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * 16000), np.float32)


def _through_air(audio: np.ndarray, chance: random.Random, rng: np.random.Generator) -> np.ndarray:
    audio = audio * 10 ** (-chance.uniform(0, 22) / 20) / max(np.abs(audio).max(), 0.05)
    way = chance.random()
    if way < 0.22:
        return audio
    if way < 0.60:
        return channel.with_noise(audio, chance.uniform(20, 60), rng)
    if way < 0.85:
        return channel.with_noise(audio, chance.uniform(2, 20), rng)
    audio = channel.telephone(audio)
    return channel.with_noise(audio, chance.uniform(8, 40), rng) if chance.random() < 0.5 else audio


def _edges(chance: random.Random) -> tuple[float, float]:
    lead = chance.choice([0.0, chance.uniform(0, 0.3), chance.uniform(0.1, 0.8)])
    if chance.random() < 0.05:
        lead = chance.uniform(0.8, 2.0)
    tail = chance.choice(
        [chance.uniform(0, 0.2), chance.uniform(0.1, 0.6), chance.uniform(0.3, 1.2)]
    )
    return lead, tail


def _kind(chance: random.Random) -> str:
    names = ["full", "always", "scrambled", "two", "cut", "silence"]
    return chance.choices(names, [60, 12, 10, 6, 9, 3])[0]


def _texts(kind: str, said: list[str], always: list[str], chance: random.Random) -> list[str]:
    if kind == "scrambled":
        return [sentences.scrambled(said, chance)]
    if kind == "always":
        return [chance.choice(always)]
    return [chance.choice(said) for _ in range(2 if kind == "two" else 1)]


def _cut(audio: np.ndarray, made: Utterance, chance: random.Random) -> np.ndarray:
    at_s = chance.uniform(made.words[0].end_s, made.words[-1].end_s)
    kept = [k for k, word in enumerate(made.words) if word.end_s <= at_s + 0.06]
    made.words = [made.words[k] for k in kept]
    made.segments = [made.segments[k] for k in kept]
    made.phones = [p for p in made.phones or [] if p.start_s < at_s]
    return audio[: int(at_s * 16000)]


def espeak_utterance(
    voice: Espeak,
    said: list[str],
    always: list[str],
    chance: random.Random,
    rng: np.random.Generator,
) -> tuple[Utterance, np.ndarray]:
    """One utterance by a random espeak-ng voice, with what the air did to it."""
    kind = _kind(chance)
    if kind == "silence":
        hush = _silence(chance.uniform(0.5, 6))
        if chance.random() < 0.8:
            hush = channel.noise(len(hush), rng) * 10 ** (-chance.uniform(15, 70) / 20)
        return Utterance([], [], [], kind, rough=False), hush
    lead, tail = _edges(chance)
    name, manner = random_voice(chance)
    made = Utterance([], [], [], kind, rough=False)
    parts, at_s = [_silence(lead)], int(lead * 16000) / 16000
    for segment, text in enumerate(_texts(kind, said, always, chance)):
        if segment:
            parts.append(_silence(chance.uniform(0.3, 1.4)))
            at_s += len(parts[-1]) / 16000
        spoken = voice.say(sentences.spoken(text), name, **manner)
        words = written_words(_moved(spoken.words, at_s))
        made.words += words
        made.segments += [segment] * len(words)
        made.phones += _moved(spoken.phones, at_s)
        parts.append(spoken.audio)
        at_s += len(spoken.audio) / 16000
    audio = _through_air(np.concatenate([*parts, _silence(tail)]), chance, rng)
    if kind == "cut" and len(made.words) > 1:
        audio = _cut(audio, made, chance)
    return made, audio


class FixtureVoice:
    """The packaged Piper voice at changing speed and pitch, with word times where they are sure.

    `coach_only` makes it say nothing but the coach's own lines.
    """

    def __init__(self, *, coach_only: bool = False) -> None:
        from piper import PiperVoice

        self.coach_only = coach_only
        self._voice = PiperVoice.load(VOICE, include_alignments=True)

    def plain(self, text: str) -> np.ndarray:
        """Audio at 16 kHz as the product hears it: the voice's own speed and pitch."""
        chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(text)]
        return resample_poly(np.concatenate(chunks), 320, 441).astype(np.float32)

    def say(self, text: str, chance: random.Random) -> tuple[np.ndarray, list[Timed], bool]:
        """Audio at 16 kHz, the words as written, and whether their times are only rough."""
        from piper import SynthesisConfig

        config = SynthesisConfig(
            length_scale=chance.uniform(0.85, 1.2), noise_scale=chance.choice([0.667, 0.3, 1.0])
        )
        chunks = list(self._voice.synthesize(text, config, include_alignments=True))
        pitch = chance.choice([1.0, 1.0, chance.uniform(0.85, 1.2)])
        groups, at_s, audio = [], 0.0, []
        for chunk in chunks:
            groups += _groups(chunk.phoneme_alignments or [], at_s, pitch)
            audio.append(chunk.audio_float_array)
            at_s += len(chunk.audio_float_array) / 22050 / pitch
        up, down = 320, round(441 * pitch)
        wave = resample_poly(np.concatenate(audio), up, down).astype(np.float32)
        return wave, *_matched(sentences.written(text).split(), groups, len(wave) / 16000)


def _groups(aligned: list, at_s: float, pitch: float) -> list[tuple[float, float]]:
    groups, begun = [], None
    for phone in aligned:
        if phone.phoneme in (" ", "^", "$", ".", ",", "?", ";", ":", "!"):
            if begun is not None:
                groups.append((begun, at_s))
            begun = None
        elif begun is None:
            begun = at_s
        at_s += phone.num_samples / 22050 / pitch
    return groups if begun is None else [*groups, (begun, at_s)]


def _matched(
    names: list[str], groups: list[tuple[float, float]], duration_s: float
) -> tuple[list[Timed], bool]:
    if len(groups) == len(names):
        return [Timed(n, *group) for n, group in zip(names, groups, strict=True)], False
    start, end = (groups[0][0], groups[-1][1]) if groups else (0.0, duration_s)
    step = (end - start) / len(names)
    return [Timed(n, start + k * step, start + (k + 1) * step) for k, n in enumerate(names)], True


def fixture_utterance(
    voice: FixtureVoice,
    said: list[str],
    always: list[str],
    chance: random.Random,
    rng: np.random.Generator,
) -> tuple[Utterance, np.ndarray]:
    """One utterance by the fixture voice: sentences, and some of the coach's own lines."""
    kind = (
        "coach"
        if voice.coach_only
        else chance.choices(["full", "always", "coach", "scrambled"], [60, 20, 10, 10])[0]
    )
    if kind == "coach":
        text = chance.choice(chance.choice(sentences.coach_lines()))
    else:
        text = _texts(kind, said, always, chance)[0]
    lead, tail = _edges(chance)
    audio, words, rough = voice.say(sentences.spoken(text), chance)
    words = _moved(words, int(lead * 16000) / 16000)
    made = Utterance(words, [0] * len(words), None, kind, rough=rough)
    return made, _through_air(np.concatenate([_silence(lead), audio, _silence(tail)]), chance, rng)


def shard(folder: Path, number: int, count: int, voice: Espeak | FixtureVoice) -> None:
    """Write one shard; its number is its seed."""
    chance, rng = random.Random(number), np.random.default_rng(number)
    said = sentences.corpus(count, number, held=False, even=number % 2 == 1)
    always = sentences.demo_lines()
    make = espeak_utterance if isinstance(voice, Espeak) else fixture_utterance
    frames: list[np.ndarray] = []
    made: list[Utterance] = []
    offset, began = 0, time.time()
    while len(made) < count:
        one, audio = make(voice, said, always, chance, rng)
        mel = features(audio)
        if not 20 <= len(mel) <= MAX_FRAMES:
            continue
        one.offset, one.frames = offset, len(mel)
        offset += len(mel)
        frames.append(mel)
        made.append(one)
    np.save(folder / f"f{number:03d}.npy", np.concatenate(frames))
    unfinished = folder / f"m{number:03d}.tmp"
    unfinished.write_bytes(pickle.dumps(made))
    unfinished.rename(folder / f"m{number:03d}.pkl")
    print(f"shard {number}: {count}, {offset} frames, {time.time() - began:.0f} s", flush=True)


def main() -> None:
    """Make the shards asked for."""
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    first, last, count = (int(each) for each in sys.argv[3:6])
    folder.mkdir(parents=True, exist_ok=True)
    voice = Espeak() if kind == "espeak" else FixtureVoice(coach_only=kind == "coach")
    for number in range(first, last):
        shard(folder, number, count, voice)


if __name__ == "__main__":
    main()
