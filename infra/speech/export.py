"""Writes a checkpoint of train.py as a folder that faster-whisper loads unpatched.

    python export.py RUN/final.pt OUT --tokenizer TOKENIZER.json [--quantization int8_float16]

Traps, all met: the vocabulary is smaller than 51865, so CTranslate2 takes the model for English
only; tokenizer.json must be in the folder or the hub is asked; the bare blank is suppressed at the
start; alignment heads must be named or word times raise; a CPU loads int8_float16 as int8.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec, whisper_spec
from tokenizers import Tokenizer

from tokens import vocabulary

Weights = dict[str, np.ndarray]
_FEATURES = {
    "chunk_length": 30,
    "feature_size": 80,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": 480000,
    "nb_max_frames": 3000,
    "sampling_rate": 16000,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "return_attention_mask": False,
}


def _linear(spec: common_spec.LinearSpec, weights: Weights, name: str) -> None:
    spec.weight = weights[f"{name}.weight"]
    no_bias = np.zeros(len(spec.weight), np.float32)
    spec.bias = weights.get(f"{name}.bias", no_bias)


def _fused(spec: common_spec.LinearSpec, weights: Weights, names: list[str]) -> None:
    parts = []
    for name in names:
        parts.append(common_spec.LinearSpec())
        _linear(parts[-1], weights, name)
    utils.fuse_linear(spec, parts)


def _norm(spec: common_spec.LayerNormSpec, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(spec: object, weights: Weights, name: str, *, cross: bool) -> None:
    own = spec.self_attention
    _fused(own.linear[0], weights, [f"{name}.sa.{part}" for part in "qkv"])
    _linear(own.linear[1], weights, f"{name}.sa.o")
    _norm(own.layer_norm, weights, f"{name}.ln1")
    if cross:
        seen = spec.attention
        _fused(seen.linear[0], weights, [f"{name}.ca.q"])
        _fused(seen.linear[1], weights, [f"{name}.ca.k", f"{name}.ca.v"])
        _linear(seen.linear[2], weights, f"{name}.ca.o")
        _norm(seen.layer_norm, weights, f"{name}.lnc")
    _linear(spec.ffn.linear_0, weights, f"{name}.fc1")
    _linear(spec.ffn.linear_1, weights, f"{name}.fc2")
    _norm(spec.ffn.layer_norm, weights, f"{name}.ln2")


def specification(shape: dict[str, int], weights: Weights) -> whisper_spec.WhisperSpec:
    """CTranslate2's own form of the weights."""
    heads = shape["heads"]
    spec = whisper_spec.WhisperSpec(shape["encoder_layers"], heads, shape["decoder_layers"], heads)
    encoder, decoder = spec.encoder, spec.decoder
    for name in ("conv1", "conv2"):
        conv = getattr(encoder, name)
        conv.weight, conv.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    encoder.position_encodings.encodings = weights["epos"]
    _norm(encoder.layer_norm, weights, "eln")
    for number, layer in enumerate(encoder.layer):
        _layer(layer, weights, f"enc.{number}", cross=False)
    decoder.embeddings.weight = decoder.projection.weight = weights["emb.weight"]
    decoder.scale_embeddings = False
    decoder.position_encodings.encodings = weights["dpos"]
    _norm(decoder.layer_norm, weights, "dln")
    for number, layer in enumerate(decoder.layer):
        _layer(layer, weights, f"dec.{number}", cross=True)
    return spec


def export(checkpoint: Path, out: Path, tokenizer_file: Path, quantization: str) -> None:
    """Write the folder, replacing what is there."""
    saved = torch.load(checkpoint)
    weights = {name: value.float().numpy() for name, value in saved["average"].items()}
    spec = specification(saved["shape"], weights)
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    spec.register_vocabulary(vocabulary(tokenizer))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokenizer.token_to_id("\u0120")]
    spec.config.lang_ids = [tokenizer.token_to_id("<|en|>")]
    # Head 0 of each decoder layer learnt the word spans.
    spec.config.alignment_heads = [[k, 0] for k in range(saved["shape"]["decoder_layers"])]
    spec.validate()
    spec.optimize(quantization=None if quantization == "float32" else quantization)
    kept = tokenizer_file.read_text(encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    spec.save(str(out))
    (out / "tokenizer.json").write_text(kept, encoding="utf-8")
    (out / "preprocessor_config.json").write_text(json.dumps(_FEATURES), encoding="utf-8")


def main() -> None:
    """Export and print the sizes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--quantization", default="int8_float16")
    args = parser.parse_args()
    export(args.checkpoint, args.out, args.tokenizer, args.quantization)
    sizes = {path.name: path.stat().st_size for path in sorted(args.out.iterdir())}
    print(sizes, f"{sum(sizes.values()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
