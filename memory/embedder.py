"""The port through which meaning is compared, and the embedder that is used unless one is set.

Called by `coach.embedding`, which hands it on. Without an embedder everything is found by its words
alone: nothing below may need one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from memory.minilm import MiniLM, Vectors, network_folder, packaged_weights, write_network


class Embedder(Protocol):
    """Turns texts into vectors whose inner product says how near they are in meaning."""

    @property
    def revision(self) -> str:
        """Which vectors these are: those of two revisions cannot be compared."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text, in order: float32, (texts, dimensions).

        It computes or waits as it is called: from an event loop, give it a thread.

        Raises:
            EmbedderError: no answer came (an endpoint's only).
        """
        ...


def load_embedder(models: Path, weights: Path | None = None) -> Embedder | None:
    """MiniLM, its network written into the folder `models` on the first call; None without weights.

    Args:
        models: The folder of models in the data folder.
        weights: A folder with the published model.safetensors and tokenizer.json; None means the
            installed package.

    Raises:
        EmbedderError: it is there and cannot be used.
        OSError: the network cannot be written.
    """
    folder = network_folder(models)
    if not folder.is_dir():
        source = weights or packaged_weights()
        if source is None:
            return None
        write_network(source, folder)
    return MiniLM(folder)
