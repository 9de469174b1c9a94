"""Makes the fixture voice: a harmonic and noise vocoder as ONNX, in the form of a Piper voice.

    python make_voice.py OUT

Writes fixture-voice.onnx (0.4 MB) and its .json, loaded by unpatched piper.PiperVoice. Inputs are
Piper's (`input`, `input_lengths`, `scales`), output is float audio at 22 050 Hz. noise_w is taken
and ignored. It is a fixture: nobody listened to it, and it is offered to nobody as a voice.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from voice_units import BANDS, EDGES_HZ, FRAMES, HARMONICS, HOP, RATE_HZ, Units, measure

_NOISE_LENGTH = 16384
_PAUSES_S = {",": 0.22, ".": 0.18, "?": 0.18, "!": 0.18, ";": 0.22, ":": 0.22, "^": 0.03, "$": 0.06}
_ALIKE = {
    "ɔ": "ɔː", "o": "oʊ", "a": "æ", "e": "ɛ", "u": "uː", "r": "ɹ", "g": "ɡ", "ɒ": "ɑː", "ɑ": "ɑː",
    "x": "h", "ɫ": "l", "ɝ": "ɚ", "ʔ": "t", "c": "k", "ɜ": "ɜː", "y": "iː", "ʍ": "w", "ɬ": "l",
}  # fmt: skip


class Tables:
    """Symbols, their units and their durations in frames."""

    def __init__(self, units: Units) -> None:
        self.ids = {symbol: list(ids) for symbol, ids in DEFAULT_PHONEME_ID_MAP.items()}
        self.clusters: list[list[str]] = []
        following = max(ids[0] for ids in self.ids.values()) + 1
        for name in units.amplitudes:
            if len(name) > 1:
                self.clusters.append(list(name))
                if name not in self.ids:
                    self.ids[name] = [following]
                    following += 1
        self.count = following
        self.units = np.zeros((self.count, FRAMES, HARMONICS + BANDS), np.float32)
        self.frames = np.zeros(self.count, np.float32)
        for symbol, (number, *_) in self.ids.items():
            source = symbol if symbol in units.amplitudes else _ALIKE.get(symbol)
            if source in units.amplitudes:
                self.units[number] = units.amplitudes[source]
                self.frames[number] = units.durations_s[source] * RATE_HZ / HOP - 0.5
        for symbol in (" ", "ː"):
            self.frames[self.ids[symbol][0]] = 0
        for symbol, pause_s in _PAUSES_S.items():
            self.frames[self.ids[symbol][0]] = pause_s * RATE_HZ / HOP


class Graph:
    """Nodes and constants of an ONNX graph under construction; both give back their name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def const(self, value: object, kind: type = np.int64) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def __call__(self, operator: str, *inputs: str, name: str = "", **attributes: object) -> str:
        output = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def part(self, tensor: str, start: int, end: int, axis: int) -> str:
        """tensor[start:end] along an axis."""
        bounds = (self.const([start]), self.const([end]), self.const([axis]))
        return self("Slice", tensor, *bounds)


class Frames:
    """What the graph knows about every frame of audio, as names of tensors."""

    def __init__(self, g: Graph, tables: Tables) -> None:
        zero, one, row, column = g.const(0), g.const(1), g.const([0]), g.const([1])
        ids = g("Squeeze", "input", row)
        length_scale = g.part("scales", 1, 2, 0)
        mark = g("Equal", ids, g.const([tables.ids["ˈ"][0]]))
        before = g("Pad", g("Cast", mark, to=TensorProto.FLOAT), g.const([2, 0]))
        stress = g.part(before, 0, -2, 0)  # the mark, a pad, then the vowel it belongs to
        longer = g("Add", g("Mul", stress, g.const(0.15, np.float32)), g.const(1, np.float32))
        own = g("Gather", g.const(tables.frames, np.float32), ids)
        # Piper's patch for alignments looks for the only Ceil.
        whole = g("Ceil", g("Mul", g("Mul", own, longer), length_scale))
        count = g("Cast", whole, to=TensorProto.INT64)
        ends = g("CumSum", count, zero)
        total = g("Max", g("ReduceSum", count, keepdims=0), one)
        self.number = g("Range", zero, total, one)
        self.total = g("Cast", total, to=TensorProto.FLOAT)
        after = g("GreaterOrEqual", g("Unsqueeze", self.number, column), g("Unsqueeze", ends, row))
        passed = g("ReduceSum", g("Cast", after, to=TensorProto.INT64), column, keepdims=0)
        symbol = g("Min", passed, g("Sub", g("Shape", ids), column))
        span = g("Gather", count, symbol)
        since = g("Sub", self.number, g("Sub", g("Gather", ends, symbol), span))
        share = g("Div", g("Mul", since, g.const(FRAMES)), g("Max", span, one))
        inner = g("Min", share, g.const(FRAMES - 1))
        line = g("Add", g("Mul", g("Gather", ids, symbol), g.const(FRAMES)), inner)
        table = tables.units.reshape(-1, HARMONICS + BANDS)
        amplitude = g("Gather", g.const(table, np.float16), line)
        self.amplitude = g("Cast", amplitude, to=TensorProto.FLOAT)
        self.stress = g("Gather", stress, symbol)
        asks = g("Equal", ids, g.const([tables.ids["?"][0]]))
        self.asks = g("ReduceMax", g("Cast", asks, to=TensorProto.FLOAT), keepdims=0)


def _pitch(g: Graph, frames: Frames, pitch_hz: float) -> str:
    """Falls over the sentence, rises on stress and at the end of a question."""

    def number(value: float) -> str:
        return g.const(value, np.float32)

    bell = np.hanning(15)
    kernel = g.const((bell[1:-1] / bell.sum())[None, None], np.float32)
    flat = g("Reshape", frames.stress, g.const([1, 1, -1]))
    bump = g("Reshape", g("Conv", flat, kernel, pads=[6, 6]), g.const([-1]))
    place = g("Div", g("Cast", frames.number, to=TensorProto.FLOAT), frames.total)
    fall = g("Mul", place, number(-0.24))
    rise = g("Mul", g("Mul", g("Pow", place, number(5)), number(0.55)), frames.asks)
    moved = g("Add", g("Add", g("Add", fall, g("Mul", bump, number(0.2))), rise), number(1.12))
    return g("Mul", moved, number(pitch_hz))


def _per_sample(g: Graph, amplitude: str, pitch: str) -> str:
    """Amplitudes smoothed over frames, pitch as a last column, both drawn out to samples."""
    kernel = g.const(np.array([[[0.25, 0.5, 0.25]]]), np.float32)
    by_band = g("Unsqueeze", g("Transpose", amplitude, perm=[1, 0]), g.const([1]))
    smooth = g("Squeeze", g("Conv", by_band, kernel, pads=[1, 1]), g.const([1]))
    rows = g(
        "Concat", g("Transpose", smooth, perm=[1, 0]), g("Unsqueeze", pitch, g.const([1])), axis=1
    )
    following = g("Concat", g.part(rows, 1, 2**31, 0), g.part(rows, -1, 2**31, 0), axis=0)
    later = ((np.arange(HOP) + 0.5) / HOP).astype(np.float32)[None, :, None]
    here = g("Mul", g("Unsqueeze", rows, g.const([1])), g.const(1 - later, np.float32))
    there = g("Mul", g("Unsqueeze", following, g.const([1])), g.const(later, np.float32))
    return g("Reshape", g("Add", here, there), g.const([-1, HARMONICS + BANDS + 1]))


def _tone(g: Graph, samples: str) -> str:
    """The sum of the harmonics of the pitch."""
    pitch = g.part(samples, HARMONICS + BANDS, HARMONICS + BANDS + 1, 1)
    step = g("Mul", g("Cast", pitch, to=TensorProto.DOUBLE), g.const(1 / RATE_HZ, np.float64))
    turns = g("CumSum", step, g.const(0))
    phase = g("Cast", g("Sub", turns, g("Floor", turns)), to=TensorProto.FLOAT)
    order = np.arange(HARMONICS) + 1
    angle = g("Mul", phase, g.const((2 * np.pi * order)[None], np.float32))
    spread = g.const((np.pi * order**2 / HARMONICS)[None], np.float32)
    wave = g("Mul", g("Cos", g("Add", angle, spread)), g.part(samples, 0, HARMONICS, 1))
    return g("ReduceSum", wave, g.const([1]), keepdims=0)


def _hiss(g: Graph, samples: str, count: str) -> str:
    """Stored noise in bands, by their amplitudes and Piper's noise scale."""
    at = g("Mod", g("Range", g.const(0), count, g.const(1)), g.const(_NOISE_LENGTH))
    stored = g("Gather", g.const(_noise(), np.int8), at)
    bands = g.part(samples, HARMONICS, HARMONICS + BANDS, 1)
    wave = g("Mul", g("Cast", stored, to=TensorProto.FLOAT), bands)
    summed = g("ReduceSum", wave, g.const([1]), keepdims=0)
    scaled = g("Mul", summed, g.const(1 / 30 / 0.667, np.float32))
    return g("Mul", scaled, g.part("scales", 0, 1, 0))


def _noise() -> np.ndarray:
    rng = np.random.default_rng(7)
    spectrum = np.fft.rfft(rng.standard_normal(_NOISE_LENGTH))
    hz = np.fft.rfftfreq(_NOISE_LENGTH, 1 / RATE_HZ)
    bands = [
        np.fft.irfft(np.where((hz >= low) & (hz < high), spectrum, 0), _NOISE_LENGTH)
        for low, high in pairwise(EDGES_HZ)
    ]
    table = np.stack(bands, 1)
    return np.clip(np.round(table / (table.std(0) + 1e-9) * 30), -127, 127)


def model(tables: Tables, pitch_hz: float) -> onnx.ModelProto:
    """The voice as an ONNX model, opset 17."""
    g = Graph()
    frames = Frames(g, tables)
    samples = _per_sample(g, frames.amplitude, _pitch(g, frames, pitch_hz))
    tone = _tone(g, samples)
    count = g("Squeeze", g("Shape", tone), g.const([0]))
    sound = g("Add", tone, _hiss(g, samples, count))
    g("Reshape", sound, g.const([1, 1, -1]), name="output")
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, "time"])
    graph = helper.make_graph(g.nodes, "fixture-voice", inputs, [output], g.constants)
    opset = [helper.make_opsetid("", 17)]
    made = helper.make_model(graph, opset_imports=opset, producer_name="fixture-voice")
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def config(tables: Tables) -> dict[str, object]:
    """Piper's description of the voice."""
    return {
        "audio": {"sample_rate": RATE_HZ, "quality": "fixture"},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "num_symbols": tables.count,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": tables.ids,
        "speaker_id_map": {},
        "hop_length": HOP,
        "vowel_clusters": tables.clusters,
        "piper_version": "1.8.0",
        "language": {"code": "en_US"},
        "dataset": "espeak-ng-analysis",
    }


def main() -> None:
    """Measure, build, write."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    units = measure()
    tables = Tables(units)
    onnx.save(model(tables, units.pitch_hz), out / "fixture-voice.onnx")
    described = json.dumps(config(tables), ensure_ascii=False, indent=1)
    (out / "fixture-voice.onnx.json").write_text(described, encoding="utf-8")
    print(f"{len(units.amplitudes)} phones, {tables.count} symbols, {units.pitch_hz:.1f} Hz")


if __name__ == "__main__":
    main()
