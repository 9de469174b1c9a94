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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle
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

_MOVE = re.compile(r"^\s*(\d+)\s*[.:)]\s*(\S.*)$", re.MULTILINE)
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


def _good(wire: Wire) -> None:
    wire.head()
    wire.event({"role": "assistant", "content": ""})
    wire.text(wire.server.reply(wire.request))
    wire.end()


def _slow_first(wire: Wire) -> None:
    wire.head()
    for _ in range(int(wire.server.first_s / 0.05)):
        wire.event({"role": "assistant", "content": "", "reasoning_content": "hm"})
        wire.wait(0.05)
    wire.text(wire.server.reply(wire.request))
    wire.end()


def _silent(wire: Wire) -> None:
    wire.wait(None)


def _half(wire: Wire) -> None:
    wire.head()
    wire.text("1: Good morning. You went to bed at 10")


def _stall(wire: Wire) -> None:
    _half(wire)
    wire.wait(None)


def _cut(wire: Wire) -> None:
    _half(wire)
    wire.drop()


def _unfinished(wire: Wire) -> None:
    _half(wire)
    wire.raw(b"")  # the body's proper end, without a word about why


def _done_stall(wire: Wire) -> None:
    wire.head()
    wire.text(wire.server.reply(wire.request))
    wire.event({}, "stop")
    wire.wait(None)


def _garbage(wire: Wire) -> None:
    wire.head()
    wire.raw(b'data: {"choices": [{"delta": \xff\xfe oops\n\n\x00\x01 not: sse\n\n')
    wire.raw(b"data: [DONE]\n\n")
    wire.raw(b"")


def _html(wire: Wire) -> None:
    wire.whole(200, "<html><body>502 Bad Gateway. Please log in.</body></html>", "text/html")


def _plain_json(wire: Wire) -> None:
    message = {"role": "assistant", "content": "Good morning."}
    wire.whole(200, json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}))


def _empty(wire: Wire) -> None:
    wire.head()
    wire.event({"role": "assistant", "content": ""})
    wire.end()


def _endless(wire: Wire) -> None:
    wire.head()
    for number in count(1):
        wire.text(f"{number}: And then you sleep. ")


def _endless_empty(wire: Wire) -> None:
    wire.head()
    while True:
        wire.event({"content": ""})
        wire.wait(0.001)


def _endless_line(wire: Wire) -> None:
    wire.head()
    while True:
        wire.raw(b"data: " + b"x" * 4000)
        wire.wait(0.001)


def _hostile(wire: Wire) -> None:
    texts = cycle(wire.server.texts)
    for _ in range((len(wire.server.requests) - 1) % len(wire.server.texts)):
        next(texts)
    wire.head()
    wire.text("\n".join(f"{number}: {next(texts)}" for number, _ in wire.request.moves))
    wire.end()


def _repeat(wire: Wire) -> None:
    wire.head()
    said = "Thank you for telling me about your night."
    wire.text("\n".join(f"{number}: {said}" for number, _ in wire.request.moves))
    wire.end()


def _ended(finish: str) -> Callable[[Wire], None]:
    def ended(wire: Wire) -> None:
        _half(wire)
        wire.end(finish)

    return ended


def _tool_calls(wire: Wire) -> None:
    wire.head()
    call = {"index": 0, "id": "c1", "function": {"name": "set_alarm", "arguments": "{}"}}
    wire.event({"role": "assistant", "tool_calls": [call]})
    wire.end("tool_calls")


def _thinks(wire: Wire) -> None:
    wire.head()
    wire.text("\n<think>The person wants 1: a pill</think>\n1: Good morning.")
    wire.end()


def _late_error(wire: Wire) -> None:
    _half(wire)
    wire.raw(b'data: {"error": {"message": "out of memory", "code": "oom"}}\n\n')
    wire.raw(b"")


def _raw(wire: Wire) -> None:
    wire.head()
    wire.raw(wire.server.raw)
    wire.raw(b"")


def _refused(status: int, message: str, **more: str) -> Callable[[Wire], None]:
    def refused(wire: Wire) -> None:
        error = {"message": message, "code": more.get("code"), "param": more.get("param")}
        wire.whole(status, json.dumps({"error": error}))

    return refused


def _redirect(wire: Wire) -> None:
    wire.whole(307, "", location="http://127.0.0.1:9/v1/chat/completions")


def _reasoning_model(wire: Wire) -> None:
    for name, accepted in (("max_tokens", ()), ("temperature", (None, 1))):
        if wire.request.body.get(name) not in (None, *accepted):
            _refused(400, f"Unsupported parameter: {name!r}", param=name)(wire)
            return
    _good(wire)


Behaviour = Callable[[Wire], None]

MODES: dict[str, Behaviour] = {
    behave.__name__.removeprefix("_"): behave
    for behave in (
        *(_good, _slow_first, _silent, _stall, _cut, _unfinished, _done_stall, _garbage, _html),
        *(_plain_json, _empty, _endless, _endless_empty, _endless_line, _hostile, _repeat),
        *(_tool_calls, _thinks, _late_error, _raw, _redirect, _reasoning_model),
    )
} | {
    "error400": _refused(400, "context too long"),
    "error401": _refused(401, "Incorrect API key provided: sk-test"),
    "error404": _refused(404, "model not found, try pulling it first"),
    "error429": _refused(429, "slow down"),
    "quota": _refused(429, "no money left", code="insufficient_quota"),
    "error500": _refused(500, "oh no"),
    "length": _ended("length"),
    "filtered": _ended("content_filter"),
}
"""What each mode does, by its name."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
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
            MODES[self.owner.mode](Wire(self, request, self.owner))
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
        raw: what `raw` sends as the body of its stream.
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
