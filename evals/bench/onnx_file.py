"""Writes an ONNX model with nothing but numpy: the protobuf fields onnxruntime needs to load it.

Used by `random_voice`; the product has no `onnx` among its dependencies. Knows float and int64
constants, and integer, float and integer-list attributes.
"""

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Attribute = int | float | tuple[int, ...]
Kind = Literal["float", "int64"]
_KINDS: dict[Kind, tuple[int, type]] = {"float": (1, np.float32), "int64": (7, np.int64)}
_OPSET = 17
_IR_VERSION = 8


class Graph:
    """Nodes and constants under construction; every call gives back the name of a tensor."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._inputs: list[bytes] = []
        self.parameters = 0
        """How many floating-point numbers the constants hold."""

    def input(self, name: str, kind: Kind, shape: tuple[int | str, ...]) -> str:
        """What the caller gives; a dimension with a name may have any length."""
        self._inputs.append(_value_info(name, kind, shape))
        return name

    def const(self, value: ArrayLike, kind: Kind = "int64") -> str:
        """A tensor of fixed numbers."""
        code, dtype = _KINDS[kind]
        numbers: NDArray[np.generic] = np.asarray(value, dtype)
        self.parameters += numbers.size if kind == "float" else 0
        name = f"c{len(self._constants)}"
        dims = b"".join(_number(1, size) for size in numbers.shape)
        raw = np.ascontiguousarray(numbers).tobytes()
        self._constants.append(dims + _number(2, code) + _text(8, name) + _bytes(9, raw))
        return name

    def __call__(self, operator: str, *inputs: str, name: str = "", **attributes: Attribute) -> str:
        """One node; `name` only where the output of the model needs one."""
        output = name or f"n{len(self._nodes)}"
        ends = b"".join(_text(1, each) for each in inputs) + _text(2, output)
        given = b"".join(_bytes(5, _attribute(key, value)) for key, value in attributes.items())
        self._nodes.append(ends + _text(4, operator) + given)
        return output

    def part(self, tensor: str, start: int, end: int, axis: int) -> str:
        """tensor[start:end] along an axis."""
        bounds = (self.const([start]), self.const([end]), self.const([axis]))
        return self("Slice", tensor, *bounds)

    def write(self, path: Path, output: str) -> None:
        """Writes the model, which gives out one float tensor.

        Raises:
            OSError: the file cannot be written.
        """
        graph = b"".join(
            [
                *(_bytes(1, node) for node in self._nodes),
                _text(2, "bench"),
                *(_bytes(5, constant) for constant in self._constants),
                *(_bytes(11, each) for each in self._inputs),
                _bytes(12, _value_info(output, "float", None)),
            ]
        )
        opset = _text(1, "") + _number(2, _OPSET)
        path.write_bytes(_number(1, _IR_VERSION) + _bytes(7, graph) + _bytes(8, opset))


def _value_info(name: str, kind: Kind, shape: tuple[int | str, ...] | None) -> bytes:
    tensor = _number(1, _KINDS[kind][0])
    if shape is not None:
        tensor += _bytes(2, b"".join(_bytes(1, _dimension(size)) for size in shape))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _dimension(size: int | str) -> bytes:
    return _text(2, size) if isinstance(size, str) else _number(1, size)


def _attribute(key: str, value: Attribute) -> bytes:
    if isinstance(value, int):
        return _text(1, key) + _number(3, value) + _number(20, 2)
    if isinstance(value, float):
        return _text(1, key) + _tag(2, 5) + struct.pack("<f", value) + _number(20, 1)
    return _text(1, key) + _numbers(8, value) + _number(20, 7)


def _numbers(field: int, values: Iterable[int]) -> bytes:
    return b"".join(_number(field, value) for value in values)


def _number(field: int, value: int) -> bytes:
    return _tag(field, 0) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _tag(field, 2) + _varint(len(value)) + value


def _tag(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; a negative number as its 64-bit two's complement."""
    left = value & (1 << 64) - 1
    found = bytearray()
    while left > 0x7F:
        found.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*found, left])
