"""Embedders a person may set instead of the default: fastembed, or an endpoint that embeds.

Called by `coach.embedding`. fastembed is given a folder and never the network; the endpoint is sent
the sentences themselves, so nobody gets it without asking. Both run when called: give them a
thread.
"""

from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path

import httpx2
import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from memory.minilm import EmbedderError, Vectors

_WAIT_S = 5.0
_NETWORKS = ("model_optimized.onnx", "model_quantized.onnx", "model.onnx")


class FastEmbedder:
    """A model of fastembed's list in a folder of one's own, one thread.

    Raises:
        EmbedderError: the extra is not installed, or the folder holds no such model.
    """

    def __init__(self, model: str, folder: Path) -> None:
        try:
            from fastembed import TextEmbedding  # type: ignore[import-not-found, unused-ignore]
        except ImportError as error:
            raise EmbedderError("fastembed is not installed: nightjar[fastembed]") from error
        try:
            self._model = TextEmbedding(
                model, specific_model_path=str(folder), local_files_only=True, threads=1
            )
            network = next(path for name in _NETWORKS for path in folder.rglob(name))
            with network.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except Exception as error:  # whatever its native parts and its downloader choose
            raise EmbedderError(f"fastembed cannot load {model} from {folder}.") from error
        self.revision = f"fastembed/{model}@{digest[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text, one at a time."""
        rows = [next(iter(self._model.embed([text]))) for text in texts]
        return _of_length_one(np.array(rows, np.float32))


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)

    index: int
    embedding: list[float]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)

    data: list[_Row]


class EndpointEmbedder:
    """A model behind an OpenAI-compatible address (its /v1), asked at /embeddings.

    Its revision is the model's name: an endpoint that changes the model under the same name is
    noticed only by new dimensions.
    """

    def __init__(self, base_url: str, model: str, api_key: str | None = None) -> None:
        self.revision = f"endpoint/{model}"
        self._model = model
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx2.Client(
            base_url=base_url, headers=headers, timeout=_WAIT_S, trust_env=False
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text, all in one request.

        Raises:
            EmbedderError: no answer within five seconds, or none that can be used.
        """
        if not texts:
            return np.empty((0, 0), np.float32)
        try:
            answer = self._client.post(
                "/embeddings", json={"model": self._model, "input": list(texts)}
            )
            answer.raise_for_status()
            rows = sorted(
                _Answer.model_validate_json(answer.content).data, key=lambda each: each.index
            )
        except (httpx2.HTTPError, ValidationError) as error:
            raise EmbedderError(f"the embedding endpoint failed: {type(error).__name__}") from error
        sizes = {len(each.embedding) for each in rows}
        if len(rows) != len(texts) or len(sizes) != 1 or 0 in sizes:
            raise EmbedderError("the embedding endpoint did not answer with a vector for each text")
        return _of_length_one(np.array([each.embedding for each in rows], np.float32))


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(vectors).all() or (lengths == 0).any():
        raise EmbedderError("the embedder gave a vector without a direction")
    return np.asarray(vectors / lengths, dtype=np.float32)
