"""Writes a neural network as an ONNX file, byte by byte: neither torch nor the onnx package.

Called by `memory.minilm`. It knows the few message types of ONNX that one network needs; the field
numbers are those of onnx.proto.
"""

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Attribute = int | float | Sequence[int]
FLOAT, INT64, INT8 = 1, 7, 3
_TYPES = {np.dtype(np.float32): FLOAT, np.dtype(np.int64): INT64, np.dtype(np.int8): INT8}
_IR_VERSION, _OPSET = 9, 20
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_INTS = 1, 2, 7


class Graph:
    """A network being written down: constants, operations in their order, inputs, one output."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: dict[str, bytes] = {}

    def constant(self, name: str, values: npt.ArrayLike) -> str:
        """Keeps an array under this name, once; gives the name."""
        if name not in self._constants:
            self._constants[name] = _tensor(name, np.ascontiguousarray(values))
        return name

    def operation(self, kind: str, inputs: Sequence[str], **attributes: Attribute) -> str:
        """Adds an operation of ONNX; gives the name of its first result."""
        return self.operations(kind, inputs, 1, **attributes)[0]

    def operations(
        self, kind: str, inputs: Sequence[str], results: int, **attributes: Attribute
    ) -> tuple[str, ...]:
        """The same with several results."""
        number = len(self._nodes)
        names = tuple(f"t{number}_{each}" for each in range(results))
        self._nodes.append(
            b"".join(_bytes(1, each) for each in inputs)
            + b"".join(_bytes(2, each) for each in names)
            + _bytes(3, f"n{number}")
            + _bytes(4, kind)
            + b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        )
        return names

    def model(self, inputs: Sequence[str], result: str, width: int) -> bytes:
        """The whole file. Inputs are int64 (texts, tokens), the result float32 (texts, `width`)."""
        named = [*self._nodes, _bytes(1, result) + _bytes(2, "embeddings") + _bytes(4, "Identity")]
        graph = (
            b"".join(_bytes(1, each) for each in named)
            + _bytes(2, "nightjar")
            + b"".join(_bytes(5, each) for each in self._constants.values())
            + b"".join(_bytes(11, _value(each, INT64, ("texts", "tokens"))) for each in inputs)
            + _bytes(12, _value("embeddings", FLOAT, ("texts", width)))
        )
        return (
            _number(1, _IR_VERSION)
            + _bytes(2, "nightjar")
            + _bytes(7, graph)
            + _bytes(8, _bytes(1, "") + _number(2, _OPSET))
        )


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + struct.pack("<f", value)


def _tensor(name: str, values: npt.NDArray[np.generic]) -> bytes:
    dimensions = b"".join(_number(1, each) for each in values.shape)
    kind = _number(2, _TYPES[values.dtype])
    return dimensions + kind + _bytes(8, name) + _bytes(9, values.tobytes())


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _bytes(1, name) + _float(2, value) + _number(20, _ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return _bytes(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    numbers = b"".join(_number(8, each) for each in value)
    return _bytes(1, name) + numbers + _number(20, _ATTRIBUTE_INTS)


def _value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    sizes = (
        _bytes(1, _number(1, each) if isinstance(each, int) else _bytes(2, each)) for each in shape
    )
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, b"".join(sizes))))
