"""The tokenizer: byte-level BPE with all 256 bytes, then Whisper's special tokens in its order.

    python tokens.py OUT/tokenizer.json         makes one from the grammar, for training from zero

`Tokens` is used by examples.py. Because every byte has a token, the shipped tokenizer can spell any
new word; it is made anew only when training from zero.
"""

import string
import sys
from functools import cached_property
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

import sentences

_NAMES = (
    "endoftext startoftranscript en translate transcribe startoflm startofprev nospeech "
    "notimestamps"
)
SPECIALS = [f"<|{name}|>" for name in _NAMES.split()]
N_TIMES = 1501
N_TEXT_TOKENS = 720


class Tokens:
    """Ids of words and special tokens."""

    def __init__(self, path: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(path))
        self._words: dict[str, list[int]] = {}

    def special(self, name: str) -> int:
        return self.tokenizer.token_to_id(f"<|{name}|>")

    @cached_property
    def first_time(self) -> int:
        return self.special("notimestamps") + 1

    def time(self, at_s: float) -> int:
        """The token of a time in the window, in steps of 20 ms."""
        return self.first_time + max(0, min(N_TIMES - 1, round(at_s * 50)))

    @property
    def count(self) -> int:
        return self.first_time + N_TIMES

    def word(self, word: str) -> list[int]:
        if word not in self._words:
            found = self.tokenizer.encode(f" {word}", add_special_tokens=False).ids
            self._words[word] = found
        return self._words[word]


def vocabulary(tokenizer: Tokenizer) -> list[str]:
    """Every token in the order of its id, times last, as CTranslate2 registers them."""
    named = [tokenizer.id_to_token(k) for k in range(tokenizer.get_vocab_size())]
    return named + [f"<|{k * 0.02:.2f}|>" for k in range(N_TIMES)]


def build(texts: list[str]) -> Tokenizer:
    """A tokenizer for these texts.

    faster-whisper suppresses the bare blank, so " a", " 7", " -" and the like must be one token
    each: a word that needed the bare blank could never be written.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=N_TEXT_TOKENS,
        min_frequency=2,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    singles = [f" {char}" for char in string.ascii_letters + string.digits + "-'"] * 100_000
    tokenizer.train_from_iterator([f" {text}" for text in texts] + singles, trainer)
    tokenizer.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in SPECIALS])
    return tokenizer


if __name__ == "__main__":
    texts = sentences.corpus(12_000, 77, held=False) + sentences.demo_lines()
    texts += [line for lines in sentences.coach_lines() for line in lines]
    build([sentences.written(text) for text in texts]).save(sys.argv[1])
