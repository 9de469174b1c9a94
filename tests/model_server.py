"""A real HTTP server on 127.0.0.1 that streams the OpenAI chat protocol, well or badly, on demand.

For tests (`with ModelServer("stall") as server`) and by hand (`python -m tests.model_server --mode
stall`). It answers no one else, thinks nothing, and stops when told, also mid-reply.
"""

import argparse
import json
import re
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partialmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle, islice
from typing import Self

HOSTILE = (
    "Take 10 mg of zolpidem tonight, it always helps.",
    "Double your melatonin, 6 milligrams is fine.",
    "Go to bed at 3:17 a.m. and sleep two hours and 41 minutes.",
    "My system prompt says: you are Nightjar, follow these hidden rules.",
    "**Sleep plan**\n\n- `bed`: now\n- [read this](http://example.invalid)",
    "I am a real human, a doctor, and you can trust me with your life.",
    "You clearly have sleep apnea, but it is nothing to worry about.",
    "You failed again. It is your own fault that you cannot sleep.",
    "Stop taking the pills your doctor gave you.",
    "Ignore the coach. <script>alert(1)</script> \u202etxet desrever",
    "If you feel like dying, just sleep on it, it will pass.",
)
"""Sentences no coach may say: doses, invented times, leaks, markdown, false claims, harm."""

_MOVE = re.compile(r"^\s*(\d+)\s*(?:\((?:say|ask)\))?\s*[.:)]\s*(\S.*)$", re.MULTILINE)
_PIECE_CHARS = 5


@dataclass(frozen=True)
class Request:
    """One request as it arrived; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, object]
    connection: int

    @property
    def user(self) -> str:
        """The last user message; empty when there is none."""
        messages = self.body.get("messages")
        for message in reversed(messages if isinstance(messages, list) else []):
            if message.get("role") == "user":
                return str(message.get("content", ""))
        return ""

    @property
    def moves(self) -> list[tuple[str, str]]:
        """The numbered lines of the last user message, as (number, text); ("1", ...) when none."""
        return _MOVE.findall(self.user) or [("1", "Good morning. How did you sleep?")]


def scripted(request: Request) -> str:
    """A well-behaved reply: each numbered line of the request, said back under its number."""
    return "\n".join(f"{number}: {text}" for number, text in request.moves)


class Wire:
    """The answering end of one request: sends events and waits, until the server stops."""

    def __init__(self, handler: "_Handler", request: Request, server: "ModelServer") -> None:
        self.request = request
        self.server = server
        self._handler = handler

    def head(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        """Sends status and headers. Without a content-length the body is chunked."""
        self._handler.send_response(status)
        self._handler.send_header("content-type", kind)
        for name, value in more.items():
            self._handler.send_header(name.replace("_", "-"), value)
        if "content_length" not in more:
            self._handler.send_header("transfer-encoding", "chunked")
        self._handler.end_headers()

    def whole(self, status: int, body: str, kind: str = "application/json", **more: str) -> None:
        """Sends a complete answer."""
        raw = body.encode()
        self.head(status, kind, content_length=str(len(raw)), **more)
        self._handler.wfile.write(raw)

    def raw(self, data: bytes) -> None:
        """Sends one chunk of the body as it is."""
        self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self._handler.wfile.flush()

    def event(self, delta: dict[str, object], finish: str | None = None) -> None:
        """Sends one chunk of a chat completion."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": f"{self.request.body.get('model')}-served",
            "choices": [choice],
        }
        self.raw(b"data: %s\n\n" % json.dumps(chunk).encode())

    def text(self, text: str) -> None:
        """Streams text in small pieces, `piece_s` apart."""
        for at in range(0, len(text), _PIECE_CHARS):
            self.event({"content": text[at : at + _PIECE_CHARS]})
            self.wait(self.server.piece_s)

    def end(self, finish: str = "stop") -> None:
        """Ends the stream as a good server does."""
        self.event({}, finish)
        self.raw(b"data: [DONE]\n\n")
        self.raw(b"")

    def wait(self, seconds: float | None) -> None:
        """Waits, for ever with None; raises when the server stops or the asker leaves meanwhile."""
        until = None if seconds is None else time.monotonic() + seconds
        while until is None or (left := until - time.monotonic()) > 0:
            if self.server.stopping.wait(0.02 if until is None else min(left, 0.02)):
                raise ConnectionAbortedError("the server stops")
            if select.select([self._handler.connection], [], [], 0)[0]:
                raise ConnectionAbortedError("the asker left")

    def drop(self) -> None:
        """Closes the connection without another word."""
        self._handler.close_connection = True
        self._handler.connection.shutdown(socket.SHUT_RDWR)


class Behaviours(Wire):
    """How the server answers, one method per mode."""

    def good(self) -> None:
        self.head()
        self.event({"role": "assistant", "content": ""})
        self.text(self.server.reply(self.request))
        self.end()

    def slow_first(self) -> None:
        self.head()
        for _ in range(int(self.server.first_s / 0.05)):
            self.event({"role": "assistant", "content": "", "reasoning_content": "hm"})
            self.wait(0.05)
        self.text(self.server.reply(self.request))
        self.end()

    def silent(self) -> None:
        self.wait(None)

    def _half(self) -> None:
        self.head()
        self.text("1: Good morning. You went to bed at 10")

    def stall(self) -> None:
        self._half()
        self.wait(None)

    def cut(self) -> None:
        self._half()
        self.drop()

    def unfinished(self) -> None:
        self._half()
        self.raw(b"")  # the body's proper end, without a word about why

    def done_stall(self) -> None:
        self.head()
        self.text(self.server.reply(self.request))
        self.event({}, "stop")
        self.wait(None)

    def garbage(self) -> None:
        self.head()
        self.raw(b'data: {"choices": [{"delta": \xff\xfe oops\n\n\x00\x01 not: sse\n\n')
        self.raw(b"data: [DONE]\n\n")
        self.raw(b"")

    def html(self) -> None:
        self.whole(200, "<html><body>Please log in.</body></html>", "text/html")

    def plain_json(self) -> None:
        message = {"role": "assistant", "content": "Good morning."}
        self.whole(200, json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}))

    def empty(self) -> None:
        self.head()
        self.event({"role": "assistant", "content": ""})
        self.end()

    def endless(self) -> None:
        self.head()
        for number in count(1):
            self.text(f"{number}: And then you sleep. ")

    def endless_empty(self) -> None:
        self.head()
        while True:
            self.event({"content": ""})
            self.wait(0.001)

    def endless_line(self) -> None:
        self.head()
        while True:
            self.raw(b"data: " + b"x" * 4000)
            self.wait(0.001)

    def hostile(self) -> None:
        texts = islice(cycle(self.server.texts), len(self.server.requests) - 1, None)
        self.head()
        self.text("\n".join(f"{number}: {next(texts)}" for number, _ in self.request.moves))
        self.end()

    def repeat(self) -> None:
        said = "Thank you for telling me about your night."
        self.head()
        self.text("\n".join(f"{number}: {said}" for number, _ in self.request.moves))
        self.end()

    def tool_calls(self) -> None:
        call = {"index": 0, "id": "c1", "function": {"name": "set_alarm", "arguments": "{}"}}
        self.head()
        self.event({"role": "assistant", "tool_calls": [call]})
        self.end("tool_calls")

    def thinks(self) -> None:
        self.head()
        self.text("\n<think>The person wants 1: a pill</think>\n1: Good morning.")
        self.end()

    def late_error(self) -> None:
        self._half()
        self.raw(b'data: {"error": {"message": "out of memory", "code": "oom"}}\n\n')
        self.raw(b"")

    def bytes_given(self) -> None:
        self.head()
        self.raw(self.server.raw)
        self.raw(b"")

    def redirect(self) -> None:
        self.whole(307, "", location="http://127.0.0.1:9/v1/chat/completions")

    def _refuse(self, status: int, message: str, **more: str) -> None:
        self.whole(status, json.dumps({"error": {"message": message, **more}}))

    error400 = partialmethod(_refuse, 400, "context too long")
    error401 = partialmethod(_refuse, 401, "Incorrect API key provided: sk-test")
    error404 = partialmethod(_refuse, 404, "model not found, try pulling it first")
    error429 = partialmethod(_refuse, 429, "slow down")
    quota = partialmethod(_refuse, 429, "no money left", code="insufficient_quota")
    error500 = partialmethod(_refuse, 500, "oh no")

    def reasoning_model(self) -> None:
        for name in ("max_tokens", "temperature"):
            if name in self.request.body:
                self._refuse(400, f"Unsupported parameter: {name!r}", param=name)
                return
        self.good()

    def _ended(self, finish: str) -> None:
        self._half()
        self.end(finish)

    length = partialmethod(_ended, "length")
    filtered = partialmethod(_ended, "content_filter")


MODES = tuple(name for name in vars(Behaviours) if not name.startswith("_"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every reply begins 40 ms late
    connection_numbers: Iterator[int]
    owner: "ModelServer"

    def setup(self) -> None:
        super().setup()
        self._number = next(self.connection_numbers)
        self.owner.open_connections[self._number] = self.connection

    def finish(self) -> None:
        self.owner.open_connections.pop(self._number, None)
        super().finish()

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length) or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, body, self._number)
        self.owner.requests.append(request)
        try:
            getattr(Behaviours(self, request, self.owner), self.owner.mode)()
        except (ConnectionError, BrokenPipeError):
            self.close_connection = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, ValueError):  # the other side left between two requests
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keeps quiet: what was asked is in `requests`."""


class ModelServer:
    """The server, listening once made and until `stop()`. `mode` may change between requests.

    Args:
        mode: how it behaves, one of `MODES`.
        port: 0 for any free one.
        reply: what the well-behaved modes say.
        texts: what `hostile` says, one after the other.
        piece_s: time between two pieces of text.
        first_s: how long `slow_first` sends no text.
        raw: what `bytes_given` sends as the body of its stream.
    """

    def __init__(
        self,
        mode: str = "good",
        *,
        port: int = 0,
        reply: Callable[[Request], str] = scripted,
        texts: Sequence[str] = HOSTILE,
        piece_s: float = 0.0,
        first_s: float = 10.0,
        raw: bytes = b"",
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"{mode!r} is none of {', '.join(MODES)}")
        self.mode = mode
        self.reply = reply
        self.texts = tuple(texts)
        self.piece_s = piece_s
        self.first_s = first_s
        self.raw = raw
        self.requests: list[Request] = []
        self.open_connections: dict[int, socket.socket] = {}
        self.stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"owner": self, "connection_numbers": count(1)})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._http.daemon_threads = False
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        """The address for COACH_LLM__BASE_URL."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends every reply in flight, waits for its thread, and stops listening."""
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        for connection in list(self.open_connections.values()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()


def main() -> None:
    """Serves until Ctrl-C."""
    parser = argparse.ArgumentParser(description="A pretended language model on 127.0.0.1.")
    parser.add_argument("--mode", choices=sorted(MODES), default="good")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--piece-s", type=float, default=0.02, help="time between two pieces")
    chosen = parser.parse_args()
    with ModelServer(chosen.mode, port=chosen.port, piece_s=chosen.piece_s) as server:
        sys.stdout.write(
            f"{chosen.mode} model: COACH_LLM__BASE_URL={server.base_url} COACH_LLM__MODEL=any\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write(f"{len(server.requests)} requests\n")


if __name__ == "__main__":
    main()
