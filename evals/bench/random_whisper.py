"""Makes a Whisper of base.en's real shapes with random weights: nonsense, at the real cost.

A folder as `coach setup` leaves one, made with CTranslate2's own writer and no torch. Its words are
made up; the special tokens have the names and places of an English-only Whisper.
"""

import json
from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec, common_spec  # type: ignore[import-untyped]
from numpy.typing import NDArray

_LAYERS, _HEADS, _WIDTH = 6, 8, 512
_BANDS, _POSITIONS, _WRITTEN = 80, 1500, 448
_TIMES = 1501
_WORDS = 50_256
_LANGUAGES = ("en", *(f"x{place:02}" for place in range(98)))
_SPECIAL = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in _LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
TOKENS = _WORDS + len(_SPECIAL) + _TIMES
"""51 864, as in base.en."""
_FEATURES = {
    "chunk_length": 30,
    "feature_size": _BANDS,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": 480_000,
    "nb_max_frames": 3000,
    "sampling_rate": 16_000,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "return_attention_mask": False,
}


def make_whisper(folder: Path) -> None:
    """Writes the model into the folder, int8, 75 MB.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = _vocabulary()
    spec = _specification(words)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    _write(folder / "tokenizer.json", _tokenizer(words))
    _write(folder / "preprocessor_config.json", _FEATURES)


def _write(path: Path, tree: object) -> None:
    path.write_text(json.dumps(tree, ensure_ascii=False) + "\n", encoding="utf-8")


class _Weights:
    """Random numbers as large as a trained Whisper's."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)

    def __call__(self, *shape: int) -> NDArray[np.float32]:
        return self._random.standard_normal(shape, dtype=np.float32) * np.float32(0.02)

    def line(self, spec: common_spec.LinearSpec, out: int, into: int) -> None:
        spec.weight, spec.bias = self(out, into), np.zeros(out, np.float32)

    def attention(self, spec: object, *, cross: bool) -> None:
        (first, *rest) = spec.linear  # type: ignore[attr-defined]  # an untyped library's
        self.line(first, _WIDTH if cross else 3 * _WIDTH, _WIDTH)
        if cross:
            self.line(rest[0], 2 * _WIDTH, _WIDTH)
        self.line(rest[-1], _WIDTH, _WIDTH)
        _even(spec.layer_norm)  # type: ignore[attr-defined]

    def layer(self, spec: object, *, cross: bool) -> None:
        self.attention(spec.self_attention, cross=False)  # type: ignore[attr-defined]
        if cross:
            self.attention(spec.attention, cross=True)  # type: ignore[attr-defined]
        inner = spec.ffn  # type: ignore[attr-defined]
        self.line(inner.linear_0, 4 * _WIDTH, _WIDTH)
        self.line(inner.linear_1, _WIDTH, 4 * _WIDTH)
        _even(inner.layer_norm)


def _even(spec: common_spec.LayerNormSpec) -> None:
    spec.gamma, spec.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)


def _specification(words: list[str]) -> WhisperSpec:
    weights = _Weights()
    spec = WhisperSpec(_LAYERS, _HEADS, _LAYERS, _HEADS)
    encoder, decoder = spec.encoder, spec.decoder
    for conv, into in ((encoder.conv1, _BANDS), (encoder.conv2, _WIDTH)):
        conv.weight, conv.bias = weights(_WIDTH, into, 3), np.zeros(_WIDTH, np.float32)
    encoder.position_encodings.encodings = weights(_POSITIONS, _WIDTH)
    decoder.position_encodings.encodings = weights(_WRITTEN, _WIDTH)
    decoder.embeddings.weight = decoder.projection.weight = weights(TOKENS, _WIDTH)
    decoder.scale_embeddings = False
    for side, cross in ((encoder, False), (decoder, True)):
        _even(side.layer_norm)
        for layer in side.layer:
            weights.layer(layer, cross=cross)
    spec.register_vocabulary(words)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = []
    spec.config.alignment_heads = [[_LAYERS - 1, head] for head in range(_HEADS)]
    return spec


def _vocabulary() -> list[str]:
    made_up = [f"w{place}" for place in range(_WORDS)]
    times = [f"<|{place * 0.02:.2f}|>" for place in range(_TIMES)]
    return [*made_up, *_SPECIAL, *times]


def _tokenizer(words: list[str]) -> dict[str, object]:
    special = [
        {
            "id": _WORDS + place,
            "content": name,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for place, name in enumerate(_SPECIAL)
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: place for place, word in enumerate(words)},
            "unk_token": "w0",
        },
    }
