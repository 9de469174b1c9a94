"""A small hub of models on 127.0.0.1 that speaks what `huggingface_hub` asks of the real one.

For tests (`with stocked() as hub`). It knows commits, single-file descriptions, ETags and ranges,
and sends large files from another host, as the real one does. On demand it cuts a download, sends
other bytes than it announced, changes a file, or hangs.
"""

import hashlib
import json
import random
import re
import threading
from dataclasses import dataclass, field
from functools import partialmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

WHISPER_REPO, VOICES_REPO = "Systran/faster-whisper-base.en", "rhasspy/piper-voices"
VOICE = "en_GB-cori-medium"
VOICE_FOLDER = "en/en_GB/cori/medium"
FREE_CARD = b"# Model card\n\n* License: public domain\n\nTrained from scratch.\n"
WEIGHTS = random.Random(1).randbytes(300_000)  # noqa: S311 - bytes that do not compress
OTHER_WEIGHTS = random.Random(2).randbytes(300_000)  # noqa: S311
LARGE_FROM_BYTES = 1000
"""The real hub keeps files of this kind by their SHA-256, smaller ones by git's SHA-1."""

_INFO = re.compile(r"/api/models/([^/]+/[^/]+?)(?:/revision/([^/]+))?")
_PATHS = re.compile(r"/api/models/([^/]+/[^/]+)/paths-info/([^/]+)")
_RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
_STORED = re.compile(r"/stored/([^/]+/[^/]+)/([^/]+)/(.+)")


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Repo:
    """A repository: its commits, oldest first, each with all its files."""

    licence: str | None
    commits: list[tuple[str, dict[str, bytes]]] = field(default_factory=list)

    def change(self, files: dict[str, bytes | None]) -> None:
        """A new commit over the last; None removes a file."""
        merged = {**(self.commits[-1][1] if self.commits else {}), **files}
        kept = {path: content for path, content in merged.items() if content is not None}
        self.commits.append((git_sha1(b"commit %d" % len(self.commits)), kept))

    def at(self, revision: str) -> tuple[str, dict[str, bytes]] | None:
        """A commit by its hash, or the last one as `main`."""
        if revision == "main":
            return self.commits[-1]
        return next((each for each in self.commits if each[0] == revision), None)


class HubServer:
    """The hub. `repos`, `cut_after` and the like may be changed while it runs."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.asked: list[Asked] = []
        self.sent: list[Asked] = []
        """Those of `asked` that got a file's body."""
        self.stall_after: dict[str, int] = {}
        """Bytes of a file's body after which nothing more comes, by file name."""
        self.cut_after: dict[str, int] = {}
        """Bytes of a file's body after which the connection breaks, each time, by file name."""
        self.sends_instead: dict[str, bytes] = {}
        """What is sent in place of a file that was announced, by file name."""
        self.gone_after_a_cut = False
        """When set, the first cut is also the hub's last word until it comes back."""
        self._gone = threading.Event()
        self.stalled = threading.Event()
        """Set once a body has stalled."""
        self.refuses_ranges = False
        self.silent = threading.Event()
        """When set, every connection is accepted and never answered."""
        self._stopped = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """What to set HF_ENDPOINT to."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def store_url(self) -> str:
        """Where large files are redirected to: another host name."""
        return f"http://localhost:{self._http.server_address[1]}/stored"

    def bodies(self, name: str = "") -> list[Asked]:
        """The requests that were answered with a file's body; of that name, if one is given."""
        return [asked for asked in self.sent if asked.path.endswith(f"/{name}" if name else "")]

    def fetched(self) -> list[str]:
        """The files whose bodies were sent, in order, by name."""
        return [asked.path.rpartition("/")[2] for asked in self.sent]

    def come_back(self) -> None:
        """Undoes what a cut did, and cuts no more."""
        self.cut_after.clear()
        self._gone.clear()

    def cut(self) -> None:
        """A connection was cut."""
        if self.gone_after_a_cut:
            self._gone.set()

    @property
    def gone(self) -> bool:
        """Whether every connection is closed without an answer."""
        return self._gone.is_set()

    def wait_in_silence(self) -> None:
        """Holds a request until the server stops."""
        self._stopped.wait()


def stocked() -> HubServer:
    """A hub with the default Whisper model and the default British voice, made of noise."""
    server = HubServer()
    server.repos[WHISPER_REPO] = Repo("mit")
    server.repos[WHISPER_REPO].change(
        {
            "README.md": b"never fetched",
            "config.json": b"{}",
            "model.bin": WEIGHTS,
            "tokenizer.json": b"t" * 2000,
            "vocabulary.txt": b"v" * 2000,
        }
    )
    server.repos[VOICES_REPO] = Repo("mit")
    server.repos[VOICES_REPO].change(
        {
            f"{VOICE_FOLDER}/MODEL_CARD": FREE_CARD,
            f"{VOICE_FOLDER}/{VOICE}.onnx": OTHER_WEIGHTS,
            f"{VOICE_FOLDER}/{VOICE}.onnx.json": b"{}",
            "voices.json": b"never fetched",
        }
    )
    return server


def git_sha1(content: bytes) -> str:
    """What git calls a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _etag(content: bytes) -> str:
    if len(content) >= LARGE_FROM_BYTES:
        return hashlib.sha256(content).hexdigest()
    return git_sha1(content)


def _described(path: str, content: bytes) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "file",
        "path": path,
        "size": len(content),
        "oid": git_sha1(content),
    }
    if len(content) >= LARGE_FROM_BYTES:
        digest = hashlib.sha256(content).hexdigest()
        found["lfs"] = {"oid": digest, "size": len(content), "pointerSize": 130}
    return found


def _handler(hub: HubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        server_hub = hub

    return Handler


class _Handler(BaseHTTPRequestHandler):
    server_hub: HubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _answer(self, method: str) -> None:
        hub = self.server_hub
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        hub.asked.append(Asked(method, self.path, headers))
        if hub.silent.is_set():
            hub.wait_in_silence()
            self.close_connection = True
            return
        if hub.gone:
            self.close_connection = True
            return
        path = unquote(urlsplit(self.path).path)
        if method == "POST" and (found := _PATHS.fullmatch(path)):
            self._paths(found[1], found[2], parse_qs(body.decode()).get("paths", []))
        elif found := _RESOLVE.fullmatch(path) or _STORED.fullmatch(path):
            self._file(method, found[1], found[2], found[3])
        elif method == "GET" and (found := _INFO.fullmatch(path)):
            self._info(found[1], found[2] or "main")
        else:
            self._refuse("EntryNotFound")

    do_GET = partialmethod(_answer, "GET")  # noqa: N815
    do_HEAD = partialmethod(_answer, "HEAD")  # noqa: N815
    do_POST = partialmethod(_answer, "POST")  # noqa: N815

    def _info(self, repo: str, revision: str) -> None:
        known = self.server_hub.repos.get(repo)
        at = known.at(revision) if known else None
        if known is None or at is None:
            self._refuse("RepoNotFound" if known is None else "RevisionNotFound")
            return
        about = {"_id": "0", "id": repo, "sha": at[0]}
        card = {"cardData": {"license": known.licence}} if known.licence is not None else {}
        self._json({**about, **card})

    def _paths(self, repo: str, revision: str, paths: list[str]) -> None:
        known = self.server_hub.repos.get(repo)
        at = known.at(revision) if known else None
        if at is None:
            self._refuse("RepoNotFound" if known is None else "RevisionNotFound")
            return
        self._json([_described(path, at[1][path]) for path in paths if path in at[1]])

    def _file(self, method: str, repo: str, revision: str, path: str) -> None:
        known = self.server_hub.repos.get(repo)
        at = known.at(revision) if known else None
        if at is None or path not in at[1]:
            self._refuse("EntryNotFound")
            return
        content = at[1][path]
        if len(content) >= LARGE_FROM_BYTES and not self.path.startswith("/stored/"):
            self._redirect(f"{self.server_hub.store_url}/{repo}/{revision}/{path}", at[0], content)
        else:
            self._body(method, path.rpartition("/")[2], at[0], content)

    def _redirect(self, location: str, commit: str, content: bytes) -> None:
        self.send_response(302)
        self.send_header("location", location)
        self.send_header("x-repo-commit", commit)
        self.send_header("x-linked-etag", f'"{_etag(content)}"')
        self.send_header("x-linked-size", str(len(content)))
        self.send_header("content-length", "0")
        self.end_headers()

    def _body(self, method: str, name: str, commit: str, content: bytes) -> None:
        hub = self.server_hub
        etag = _etag(content)
        if method == "GET":
            hub.sent.append(hub.asked[-1])
            content = hub.sends_instead.get(name, content)
        start = self._start()
        self.send_response(206 if start else 200)
        self.send_header("etag", f'"{etag}"')
        self.send_header("x-repo-commit", commit)
        self.send_header("accept-ranges", "bytes")
        if start:
            self.send_header("content-range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("content-length", str(len(content) - start))
        self.end_headers()
        if method == "GET" and name in hub.stall_after:
            self._stall(content[start:], hub.stall_after[name])
        elif method == "GET":
            self._send(content, start, hub.cut_after.get(name))

    def _stall(self, content: bytes, stall_after: int) -> None:
        self.wfile.write(content[:stall_after])
        self.wfile.flush()
        self.server_hub.stalled.set()
        self.server_hub.wait_in_silence()
        self.close_connection = True

    def _send(self, content: bytes, start: int, cut_after: int | None) -> None:
        end = len(content) if cut_after is None else min(len(content), start + cut_after)
        self.wfile.write(content[start:end])
        self.wfile.flush()
        if end < len(content):
            self.close_connection = True
            self.server_hub.cut()

    def _start(self) -> int:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        return int(wanted[1]) if wanted and not self.server_hub.refuses_ranges else 0

    def _refuse(self, code: str) -> None:
        self._json({"error": code}, status=404, code=code)

    def _json(self, page: object, status: int = 200, code: str = "") -> None:
        body = json.dumps(page).encode()
        self.send_response(status)
        if code:
            self.send_header("x-error-code", code)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
