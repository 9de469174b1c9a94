"""The Whisper architecture in plain torch, in the shapes CTranslate2's WhisperSpec expects.

Used by train.py; export.py writes its weights. Small on purpose: 192 wide, 3 encoder and 2 decoder
layers, 3 million weights. `phones` classifies encoder frames in training only and is not exported.
"""

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WINDOW_POSITIONS = 1500
TEXT_POSITIONS = 448


@dataclass(frozen=True)
class Shape:
    """The sizes; `n_phones` counts the classes of the training-only head."""

    vocabulary: int
    n_phones: int
    width: int = 192
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    n_mels: int = 80

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def sinusoids(length: int, channels: int) -> Tensor:
    """Whisper's position encodings."""
    step = math.log(10000) / (channels // 2 - 1)
    angles = torch.arange(length)[:, None] * torch.exp(-step * torch.arange(channels // 2))[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Attention(nn.Module):
    """Multi-head attention by plain matrix products: on a CPU faster than the flash backward."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(width, width, bias=False)
        self.v = nn.Linear(width, width)
        self.o = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(
        self, x: Tensor, memory: Tensor, bias: Tensor | None, *, causal: bool
    ) -> tuple[Tensor, Tensor]:
        q, k, v = self._split(self.q(x)), self._split(self.k(memory)), self._split(self.v(memory))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        if bias is not None:
            scores = scores + bias
        if causal:
            length = x.shape[1]
            scores = scores + torch.full((length, length), -1e4).triu(1)
        weights = scores.softmax(-1)
        return self.o((weights @ v).transpose(1, 2).reshape(x.shape)), weights


class Block(nn.Module):
    """One layer, pre-norm; with `cross` also attention to the encoder."""

    def __init__(self, width: int, heads: int, *, cross: bool) -> None:
        super().__init__()
        self.ln1 = nn.LayerNorm(width)
        self.sa = Attention(width, heads)
        self.cross = cross
        if cross:
            self.lnc = nn.LayerNorm(width)
            self.ca = Attention(width, heads)
        self.ln2 = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(
        self, x: Tensor, bias: Tensor | None, memory: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        own = None if self.cross else bias
        normed = self.ln1(x)
        x = x + self.sa(normed, normed, own, causal=self.cross)[0]
        weights = None
        if memory is not None:
            seen, weights = self.ca(self.lnc(x), memory, bias, causal=False)
            x = x + seen
        return x + self.fc2(F.gelu(self.fc1(self.ln2(x)))), weights


class MicroWhisper(nn.Module):
    """Encoder and decoder with tied embeddings."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        d, h = shape.width, shape.heads
        self.conv1 = nn.Conv1d(shape.n_mels, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        self.register_buffer("epos", sinusoids(WINDOW_POSITIONS, d))
        self.register_buffer("dpos", sinusoids(TEXT_POSITIONS, d) * 0.3)
        self.enc = nn.ModuleList(Block(d, h, cross=False) for _ in range(shape.encoder_layers))
        self.eln = nn.LayerNorm(d)
        self.emb = nn.Embedding(shape.vocabulary, d)
        nn.init.normal_(self.emb.weight, std=d**-0.5)
        self.dec = nn.ModuleList(Block(d, h, cross=True) for _ in range(shape.decoder_layers))
        self.dln = nn.LayerNorm(d)
        self.phones = nn.Linear(d, shape.n_phones)

    def _conv(self, frames: Tensor) -> Tensor:
        x = F.gelu(self.conv1(frames.transpose(1, 2)))
        return F.gelu(self.conv2(x)).transpose(1, 2)

    def encode(self, frames: Tensor, tail: int) -> tuple[Tensor, Tensor | None, int]:
        """Encode frames [batch, even length, 80]; gives memory, attention bias and real positions.

        3000 frames are the exact 30 s window and fewer with `tail` 0 a truly short one. With `tail`
        the rest of the 30 s window is stood for by that many sampled positions of padding, their
        attention weighted by log(n / tail): a tenth of the cost of the exact window.
        """
        x = self._conv(frames)
        real = x.shape[1]
        x = x + self.epos[:real]
        bias = None
        if tail and real < WINDOW_POSITIONS:
            padding = self._conv(frames.new_zeros(1, 24, frames.shape[2]))[:, 6:7]
            sampled = torch.randint(real, WINDOW_POSITIONS, (tail,))
            x = torch.cat([x, (padding + self.epos[sampled]).expand(x.shape[0], -1, -1)], 1)
            bias = torch.zeros(1, 1, 1, real + tail)
            bias[..., real:] = math.log((WINDOW_POSITIONS - real) / tail)
        for block in self.enc:
            x, _ = block(x, bias)
        return self.eln(x), bias, real

    def decode(
        self, tokens: Tensor, memory: Tensor, bias: Tensor | None
    ) -> tuple[Tensor, list[Tensor]]:
        """Scores of the next token at every place, and each layer's attention to the audio."""
        x = self.emb(tokens) + self.dpos[: tokens.shape[1]]
        attended = []
        for block in self.dec:
            x, weights = block(x, bias, memory)
            attended.append(weights)
        return self.dln(x) @ self.emb.weight.t(), attended
