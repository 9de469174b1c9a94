"""Batches of training examples from the shards of make_audio.py. Used by train.py.

A target is what Whisper writes: with or without times, sometimes after foreign earlier text,
nothing after silence. Word spans guide one attention head, phones the encoder, where known.
"""

import pickle
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from tokens import Tokens
from utterance import Utterance

UNKNOWN = -100
REPEATS = {"coach": 2, "always": 2}
WINDOW_FRAMES = 3000


class Target(NamedTuple):
    """Token ids, the place of the first one to be learnt, and the span of the word of each in s."""

    ids: list[int]
    first: int
    spans: list[tuple[float, float] | None]


class Batch(NamedTuple):
    """Tensors of a batch; `begins`/`ends` are encoder positions of the word of the next token."""

    frames: torch.Tensor
    tokens: torch.Tensor
    targets: torch.Tensor
    phones: torch.Tensor
    begins: torch.Tensor
    ends: torch.Tensor


class Shards:
    """The utterances of a folder; shards that appear during training join in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._features: dict[Path, np.ndarray] = {}
        self.examples: list[tuple[Path, Utterance]] = []

    def refresh(self) -> None:
        for path in sorted(self._folder.glob("m*.pkl")):
            if path not in self._features:
                mel = path.with_name(path.name.replace("m", "f", 1)).with_suffix(".npy")
                self._features[path] = np.load(mel, mmap_mode="r")
                self.examples += [(path, one) for one in pickle.loads(path.read_bytes())]

    def frames(self, path: Path, one: Utterance) -> np.ndarray:
        part = self._features[path][one.offset : one.offset + one.frames]
        return np.asarray(part, np.float32)

    def phone_numbers(self) -> dict[str, int]:
        """Phones heard more than 50 times, numbered from 1; 0 is everything else."""
        heard = Counter(p.name for _, one in self.examples for p in one.phones or [])
        kept = [name for name, n in heard.most_common() if n > 50 and not name.startswith("_")]
        return {name: number + 1 for number, name in enumerate(kept)}

    def batches(self, chance: random.Random, max_frames: int) -> Iterator[list[int]]:
        """Numbers of examples of similar length, once through all of them.

        The lines that must be right word for word come several times.
        """
        order = [j for j, (_, x) in enumerate(self.examples) for _ in range(REPEATS.get(x.kind, 1))]
        chance.shuffle(order)
        for start in range(0, len(order), 3000):
            chunk = order[start : start + 3000]
            chunk.sort(key=lambda j: self.examples[j][1].frames + chance.random() * 10)
            made: list[list[int]] = [[]]
            for j in chunk:
                if (len(made[-1]) + 1) * self.examples[j][1].frames > max_frames:
                    made.append([])
                made[-1].append(j)
            chance.shuffle(made)
            yield from (batch for batch in made if batch)


def target(one: Utterance, tokens: Tokens, chance: random.Random) -> Target:
    """The ids of an utterance after its prompt."""
    ids: list[int] = []
    if chance.random() < 0.08:
        end = tokens.special("endoftext")
        earlier = [chance.randrange(300, end) for _ in range(chance.randint(1, 12))]
        ids = [tokens.special("startofprev"), *earlier]
    ids.append(tokens.special("startoftranscript"))
    first = len(ids) - 1
    spans: list[tuple[float, float] | None] = [None] * len(ids)
    if one.words:
        _write_words(one, tokens, ids, spans, with_times=chance.random() < 0.45)
    else:
        hush = "nospeech" if one.kind == "silence" and chance.random() < 0.5 else "notimestamps"
        timed = hush == "notimestamps" and chance.random() < 0.5
        ids.append(tokens.time(0) if timed else tokens.special(hush))
    ids.append(tokens.special("endoftext"))
    return Target(ids, first, spans + [None] * (len(ids) - len(spans)))


def _write_words(
    one: Utterance,
    tokens: Tokens,
    ids: list[int],
    spans: list[tuple[float, float] | None],
    *,
    with_times: bool,
) -> None:
    def put(token: int, span: tuple[float, float] | None = None) -> None:
        ids.append(token)
        spans.append(span)

    if not with_times:
        put(tokens.special("notimestamps"))
    segment, last_s = None, 0.0
    for word, number in zip(one.words, one.segments, strict=True):
        if with_times and number != segment:
            if segment is not None:
                put(tokens.time(last_s))
            put(tokens.time(min(word.start_s, 1.0) if segment is None else word.start_s))
            segment = number
        for token in tokens.word(word.name):
            put(token, None if one.rough else (word.start_s, word.end_s))
        last_s = word.end_s
    if with_times:
        put(tokens.time(last_s))


def _masked(mel: np.ndarray, chance: random.Random) -> np.ndarray:
    mel, mean = mel.copy(), float(mel.mean())
    for _ in range(chance.randint(0, 2)):
        width = chance.randint(1, 9)
        band = chance.randrange(80 - width)
        mel[:, band : band + width] = mean
    for _ in range(chance.randint(0, 2)):
        width = chance.randint(1, 10)
        at = chance.randrange(max(1, len(mel) - width))
        mel[at : at + width] = mean
    return mel


def collate(
    shards: Shards,
    numbers: list[int],
    tokens: Tokens,
    phone_numbers: dict[str, int],
    chance: random.Random,
    *,
    frames: int | None,
) -> Batch:
    """Tensors of these examples in a window of `frames`, or of the longest example if None."""
    chosen = [shards.examples[j] for j in numbers]
    length = frames or max(one.frames for _, one in chosen) + 8
    length += length % 2
    places = length // 2
    mels = np.zeros((len(chosen), length, 80), np.float32)
    phones = np.full((len(chosen), places), UNKNOWN, np.int64)
    written = []
    for row, (path, one) in enumerate(chosen):
        mel = shards.frames(path, one)
        mels[row, : one.frames] = _masked(mel, chance) if chance.random() < 0.5 else mel
        if one.phones is not None:
            phones[row, : one.frames // 2] = 0
            for phone in one.phones:
                end = min(one.frames // 2, round(phone.end_s * 50))
                phones[row, round(phone.start_s * 50) : end] = phone_numbers.get(phone.name, 0)
        written.append(target(one, tokens, chance))
    return Batch(torch.from_numpy(mels), *_text(written, tokens, places, phones))


def _text(
    written: list[Target], tokens: Tokens, places: int, phones: np.ndarray
) -> tuple[torch.Tensor, ...]:
    shape = (len(written), max(len(t.ids) for t in written) - 1)
    ids = np.full(shape, tokens.special("endoftext"), np.int64)
    targets = np.full(shape, UNKNOWN, np.int64)
    begins, ends = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for row, one in enumerate(written):
        count = len(one.ids) - 1
        ids[row, :count] = one.ids[:-1]
        targets[row, one.first : count] = one.ids[one.first + 1 :]
        for k in range(one.first, count):
            if span := one.spans[k + 1]:
                begins[row, k] = int(span[0] * 50)
                ends[row, k] = min(places, int(np.ceil(span[1] * 50)) + 1)
    return tuple(torch.from_numpy(np.array(a)) for a in (ids, targets, phones, begins, ends))
