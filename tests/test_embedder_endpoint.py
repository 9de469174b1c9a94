"""An embedder behind an address: what it answers well is taken, what it answers badly is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import numpy as np
import pytest

from memory.minilm import EmbedderError
from memory.other_embedders import EndpointEmbedder

pytestmark = [pytest.mark.system, pytest.mark.enable_socket]

GOOD = {"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]}
BAD = {
    "one too few": {"data": [{"index": 0, "embedding": [3, 4]}]},
    "no numbers": {"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]},
    "no direction": {"data": [{"index": i, "embedding": [0, 0]} for i in range(2)]},
    "uneven": {"data": [{"index": i, "embedding": [1] * (i + 1)} for i in range(2)]},
    "not a number": {"data": [{"index": i, "embedding": [1, float("nan")]} for i in range(2)]},
    "something else": {"message": "hello"},
}


class _Handler(BaseHTTPRequestHandler):
    answer: ClassVar[object] = GOOD
    seen: ClassVar[list[tuple[str, str | None, object]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.seen.append((self.path, self.headers.get("authorization"), body))
        raw = json.dumps(self.answer).encode()
        self.send_response(200 if self.answer is not None else 500)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing: a test's output is its report."""


@contextmanager
def _answering(answer: object) -> Iterator[str]:
    _Handler.answer = answer
    _Handler.seen.clear()
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def test_vectors_come_in_the_order_of_the_texts_and_of_length_one() -> None:
    with _answering(GOOD) as address:
        found = EndpointEmbedder(address, "some-model", "a-key").embed(["one", "two"])

    assert np.allclose(found, np.array([[0.6, 0.8], [0.0, 1.0]]))
    assert _Handler.seen == [
        ("/v1/embeddings", "Bearer a-key", {"model": "some-model", "input": ["one", "two"]})
    ]


@pytest.mark.parametrize("name", BAD)
def test_an_answer_that_cannot_be_used_is_an_error(name: str) -> None:
    with _answering(BAD[name]) as address, pytest.raises(EmbedderError):
        EndpointEmbedder(address, "some-model").embed(["one", "two"])


def test_a_failing_endpoint_is_an_error() -> None:
    with _answering(None) as address, pytest.raises(EmbedderError, match="endpoint failed"):
        EndpointEmbedder(address, "some-model").embed(["one"])
