"""Reads a shipped CTranslate2 `model.bin` back into torch weights, to train on from it.

Called by train.py (`--init MODEL_DIR`). int8 rows are multiplied out by their scales; what training
alone needs (the phone classifier) is not in the file and starts anew. Refuses an unknown variable.
"""

import struct
from pathlib import Path

import numpy as np
import torch

_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_PLAIN = {
    "encoder/conv1/weight": "conv1.weight",
    "encoder/conv1/bias": "conv1.bias",
    "encoder/conv2/weight": "conv2.weight",
    "encoder/conv2/bias": "conv2.bias",
    "encoder/position_encodings/encodings": "epos",
    "encoder/layer_norm/gamma": "eln.weight",
    "encoder/layer_norm/beta": "eln.bias",
    "decoder/embeddings/weight": "emb.weight",
    "decoder/position_encodings/encodings": "dpos",
    "decoder/layer_norm/gamma": "dln.weight",
    "decoder/layer_norm/beta": "dln.bias",
}
_FUSED = {
    "self_attention/linear_0": ("sa.q", "sa.k", "sa.v"),
    "self_attention/linear_1": ("sa.o",),
    "attention/linear_0": ("ca.q",),
    "attention/linear_1": ("ca.k", "ca.v"),
    "attention/linear_2": ("ca.o",),
    "ffn/linear_0": ("fc1",),
    "ffn/linear_1": ("fc2",),
}
_NORMS = {
    "self_attention/layer_norm": "ln1",
    "attention/layer_norm": "lnc",
    "ffn/layer_norm": "ln2",
}


def variables(path: Path) -> dict[str, np.ndarray]:
    """Every variable of a `model.bin` (binary version 6), not yet multiplied by its scale."""
    raw = path.read_bytes()
    place = 0

    def number(form: str) -> int:
        nonlocal place
        (value,) = struct.unpack_from(f"<{form}", raw, place)
        place += struct.calcsize(form)
        return value

    def text() -> str:
        nonlocal place
        length = number("H")
        found = raw[place : place + length - 1].decode()
        place += length
        return found

    version = number("I")
    if version != 6:
        raise ValueError(f"{path.name}: binary version {version}, not 6")
    text(), number("I")
    found: dict[str, np.ndarray] = {}
    for _ in range(number("I")):
        name = text()
        dims = [number("I") for _ in range(number("B"))]
        kind, size = _TYPES[number("B")], number("I")
        found[name] = np.frombuffer(raw, kind, size // np.dtype(kind).itemsize, place).reshape(dims)
        place += size
    for _ in range(number("I")):
        alias, name = text(), text()
        found.setdefault(alias, found[name]) if name in found else None
    return found


def torch_weights(path: Path) -> dict[str, torch.Tensor]:
    """The state of `network.MicroWhisper` but for the phone classifier."""
    found = variables(path)
    plain = {name: _whole(name, found) for name in found if not name.endswith("_scale")}
    state: dict[str, np.ndarray] = {}
    for name, value in plain.items():
        if name in _PLAIN:
            state[_PLAIN[name]] = value
        elif "/layer_" in name:
            state.update(_of_layer(name, value))
    return {name: torch.from_numpy(np.array(v, np.float32)) for name, v in state.items()}


def _whole(name: str, found: dict[str, np.ndarray]) -> np.ndarray:
    value = found[name].astype(np.float32)
    scale = found.get(f"{name}_scale")
    if scale is None:
        return value
    return value / scale.astype(np.float32).reshape(-1, *[1] * (value.ndim - 1))


def _of_layer(name: str, value: np.ndarray) -> dict[str, np.ndarray]:
    side, layer, rest = name.split("/", 2)
    place = f"{side[:3]}.{layer.removeprefix('layer_')}"
    part, kind = rest.rsplit("/", 1)
    if part in _NORMS:
        return {f"{place}.{_NORMS[part]}.{'weight' if kind == 'gamma' else 'bias'}": value}
    if part not in _FUSED:
        raise ValueError(f"unknown variable {name!r}")
    names = _FUSED[part]
    pieces = np.split(value, len(names))
    return {
        f"{place}.{each}.{kind}": piece
        for each, piece in zip(names, pieces, strict=True)
        if not (each.endswith(".k") and kind == "bias")
    }
