"""Makes a Piper voice of the real `medium` shapes with random weights: noise, at the real cost.

The shapes are those of VITS as Piper trains `medium`: text encoder 6 x 192, duration predictor with
its flows, 4 coupling flows, HiFi-GAN from 256 channels by 8, 8 and 4. Left out, being a few
thousandths of the arithmetic: relative positions in the attention, the splines of the duration
predictor. Every symbol lasts three frames, about what a person's speech comes to.
"""

import json
from pathlib import Path

import numpy as np
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from evals.bench.onnx_file import Graph

RATE_HZ = 22_050
SYMBOLS = 256
_WIDTH = 192
_HALF = _WIDTH // 2
_HEADS = 2
_LAYERS = 6
_FILTER = 768
_FLOWS = 4
_FLOW_LAYERS = 4
_SPLINE = 29
_DURATION_FLOWS = 3
_FRAMES_A_SYMBOL = 3.0
_FIRST_CHANNELS = 256
_RATES = ((8, 16), (8, 16), (4, 8))
_RESIDUAL = ((3, (1, 2)), (5, (2, 6)), (7, (3, 12)))


class _Net:
    """Layers with random weights, scaled so that the sound neither dies out nor overflows."""

    def __init__(self, graph: Graph) -> None:
        self.g = graph
        self._random = np.random.default_rng(0)

    def _weights(self, *shape: int, fan_in: int) -> str:
        drawn = self._random.standard_normal(shape, dtype=np.float32)
        return self.g.const(drawn / np.sqrt(fan_in), "float")

    def embedding(self) -> str:
        return self._weights(SYMBOLS, _WIDTH, fan_in=1)

    def conv(self, x: str, wide: tuple[int, int], kernel: int, *, spread: int = 1) -> str:
        """Channels `wide[0]` to `wide[1]`, the length kept."""
        before, after = wide
        weights = self._weights(after, before, kernel, fan_in=before * kernel)
        pad = (kernel - 1) * spread // 2
        bias = self.g.const(np.zeros(after), "float")
        return self.g("Conv", x, weights, bias, dilations=(spread,), pads=(pad, pad))

    def each_channel(self, x: str, kernel: int, spread: int) -> str:
        weights = self._weights(_WIDTH, 1, kernel, fan_in=kernel)
        pad = (kernel - 1) * spread // 2
        bias = self.g.const(np.zeros(_WIDTH), "float")
        return self.g("Conv", x, weights, bias, dilations=(spread,), pads=(pad, pad), group=_WIDTH)

    def longer(self, x: str, channels: int, rate: int, kernel: int) -> str:
        """`rate` times as long, half the channels."""
        half = channels // 2
        weights = self._weights(channels, half, kernel, fan_in=channels * kernel // rate)
        pad = (kernel - rate) // 2
        bias = self.g.const(np.zeros(half), "float")
        return self.g("ConvTranspose", x, weights, bias, strides=(rate,), pads=(pad, pad))

    def norm(self, x: str) -> str:
        ones, zeros = (self.g.const(f(_WIDTH), "float") for f in (np.ones, np.zeros))
        turned = self.g("Transpose", x, perm=(0, 2, 1))
        done = self.g("LayerNormalization", turned, ones, zeros, axis=-1)
        return self.g("Transpose", done, perm=(0, 2, 1))

    def number(self, value: float) -> str:
        return self.g.const(value, "float")

    def leaky(self, x: str) -> str:
        return self.g("LeakyRelu", x, alpha=0.1)

    def smooth(self, x: str) -> str:
        """GELU."""
        bent = self.g("Erf", self.g("Mul", x, self.number(0.70710678)))
        half = self.g("Mul", x, self.number(0.5))
        return self.g("Mul", half, self.g("Add", bent, self.number(1.0)))


def make_voice(folder: Path) -> None:
    """Writes `medium-random.onnx` and its description into the folder, 60 MB.

    Raises:
        OSError: the files cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "medium-random.onnx"
    graph = Graph()
    ids = graph.input("input", "int64", (1, "symbols"))
    graph.input("input_lengths", "int64", (1,))
    scales = graph.input("scales", "float", (3,))
    net = _Net(graph)
    text = _encoder(net, ids)
    spread = _spread(net, text, _durations(net, text, scales))
    sound = _decoder(net, _flows(net, _prior(net, spread, scales)))
    graph("Unsqueeze", sound, graph.const([1]), name="output")
    graph.write(path, "output")
    said = json.dumps(_description(), ensure_ascii=False, indent=1)
    path.with_name(f"{path.name}.json").write_text(said + "\n", encoding="utf-8")


def _encoder(net: _Net, ids: str) -> str:
    g = net.g
    x = g("Transpose", g("Gather", net.embedding(), ids), perm=(0, 2, 1))
    heads, whole = g.const([1, _HEADS, _HALF, -1]), g.const([1, _WIDTH, -1])
    for _ in range(_LAYERS):
        q, k, v = (g("Reshape", net.conv(x, (_WIDTH, _WIDTH), 1), heads) for _ in range(3))
        alike = g("MatMul", g("Transpose", q, perm=(0, 1, 3, 2)), k)
        seen = g("Softmax", g("Mul", alike, net.number(_HALF**-0.5)), axis=-1)
        mixed = g("Reshape", g("MatMul", v, g("Transpose", seen, perm=(0, 1, 3, 2))), whole)
        x = net.norm(g("Add", x, net.conv(mixed, (_WIDTH, _WIDTH), 1)))
        inner = g("Relu", net.conv(x, (_WIDTH, _FILTER), 3))
        x = net.norm(g("Add", x, net.conv(inner, (_FILTER, _WIDTH), 3)))
    return x


def _durations(net: _Net, text: str, scales: str) -> str:
    """Frames of each symbol: the predictor is computed whole, then three are taken anyway."""
    g = net.g
    known = net.conv(_separable(net, net.conv(text, (_WIDTH, _WIDTH), 1)), (_WIDTH, _WIDTH), 1)
    noise = g("RandomNormalLike", g.part(text, 0, 2, 1))
    first, second = g.part(noise, 0, 1, 1), g.part(noise, 1, 2, 1)
    for _ in range(_DURATION_FLOWS):
        inner = _separable(net, g("Add", net.conv(first, (1, _WIDTH), 1), known))
        spline = net.conv(inner, (_WIDTH, _SPLINE), 1)
        first, second = g("Add", second, g("Tanh", g.part(spline, 0, 1, 1))), first
    own = g("Exp", g("Mul", g("Squeeze", first, g.const([0, 1])), net.number(0.0)))
    pace = g("Mul", g.part(scales, 1, 2, 0), net.number(_FRAMES_A_SYMBOL))
    return g("Cast", g("Ceil", g("Mul", own, pace)), to=7)


def _separable(net: _Net, x: str) -> str:
    g = net.g
    for power in range(3):
        y = net.smooth(net.norm(net.each_channel(x, 3, 3**power)))
        x = g("Add", x, net.smooth(net.norm(net.conv(y, (_WIDTH, _WIDTH), 1))))
    return x


def _spread(net: _Net, text: str, frames: str) -> str:
    """The text drawn out to frames, each symbol as long as it lasts."""
    g = net.g
    ends = g("CumSum", frames, g.const(0))
    total = g("ReduceSum", frames, keepdims=0)
    number = g("Range", g.const(0), total, g.const(1))
    after = g(
        "GreaterOrEqual", g("Unsqueeze", number, g.const([1])), g("Unsqueeze", ends, g.const([0]))
    )
    symbol = g("ReduceSum", g("Cast", after, to=7), g.const([1]), keepdims=0)
    return g("Gather", text, symbol, axis=2)


def _prior(net: _Net, x: str, scales: str) -> str:
    g = net.g
    both = net.conv(x, (_WIDTH, 2 * _WIDTH), 1)
    mean, deviation = g.part(both, 0, _WIDTH, 1), g.part(both, _WIDTH, 2 * _WIDTH, 1)
    drawn = g("Mul", g("RandomNormalLike", mean), g("Exp", g("Tanh", deviation)))
    return g("Add", mean, g("Mul", drawn, g.part(scales, 0, 1, 0)))


def _flows(net: _Net, x: str) -> str:
    g = net.g
    for _ in range(_FLOWS):
        kept, changed = g.part(x, 0, _HALF, 1), g.part(x, _HALF, _WIDTH, 1)
        moved = net.conv(_wave(net, net.conv(kept, (_HALF, _WIDTH), 1)), (_WIDTH, _HALF), 1)
        x = g("Concat", g("Sub", changed, moved), kept, axis=1)
    return x


def _wave(net: _Net, x: str) -> str:
    """The WaveNet of one coupling flow."""
    g = net.g
    skipped = ""
    for layer in range(_FLOW_LAYERS):
        both = net.conv(x, (_WIDTH, 2 * _WIDTH), 5)
        opened = g("Sigmoid", g.part(both, _WIDTH, 2 * _WIDTH, 1))
        gated = g("Mul", g("Tanh", g.part(both, 0, _WIDTH, 1)), opened)
        last = layer == _FLOW_LAYERS - 1
        out = net.conv(gated, (_WIDTH, _WIDTH if last else 2 * _WIDTH), 1)
        skip = out if last else g.part(out, _WIDTH, 2 * _WIDTH, 1)
        skipped = g("Add", skipped, skip) if skipped else skip
        x = x if last else g("Add", x, g.part(out, 0, _WIDTH, 1))
    return skipped


def _decoder(net: _Net, x: str) -> str:
    g = net.g
    channels = _FIRST_CHANNELS
    x = net.conv(x, (_WIDTH, channels), 7)
    for rate, kernel in _RATES:
        x = net.longer(net.leaky(x), channels, rate, kernel)
        channels //= 2
        x = _residual(net, x, channels)
    return g("Tanh", net.conv(net.leaky(x), (channels, 1), 7))


def _residual(net: _Net, x: str, channels: int) -> str:
    g = net.g
    summed = ""
    for kernel, spreads in _RESIDUAL:
        y = x
        for spread in spreads:
            y = g("Add", y, net.conv(net.leaky(y), (channels, channels), kernel, spread=spread))
        summed = g("Add", summed, y) if summed else y
    return g("Mul", summed, net.number(1 / len(_RESIDUAL)))


def _description() -> dict[str, object]:
    return {
        "audio": {"sample_rate": RATE_HZ, "quality": "medium shapes, random weights"},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "num_symbols": SYMBOLS,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": {name: list(ids) for name, ids in DEFAULT_PHONEME_ID_MAP.items()},
        "speaker_id_map": {},
    }
