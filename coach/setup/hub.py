"""Asks the hub what it has and fetches single files from it, through `huggingface_hub`.

Called by `coach.setup.install`; the only module that imports that library. It fetches no file but
the one named, sends no token and no telemetry, and believes no file before its hash was compared.
Where the hub is: HF_ENDPOINT and the proxy variables, as the library reads them.
"""

import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar

import httpx2
from huggingface_hub import HfApi, constants, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import disable_progress_bars

from coach import __version__
from coach.setup.offer import HubError, HubFile, Offer

# The library's telemetry asks the hub for one more file and keeps it in the home directory.
constants.HF_HUB_DISABLE_TELEMETRY = True
# What a cut-off download keeps is whole pieces of this size; the library's own are 10 MB.
constants.DOWNLOAD_CHUNK_SIZE = 64 * 1024


class _Names(TypedDict):
    library_name: str
    library_version: str


CONTACT_S = 6.0
"""Longest wait for an answer that is no download. httpx's own limits leave out the name service."""
_MISSING = (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError)
_BROKEN = 500
"""From this HTTP status on it is the hub that fails, not what was asked."""
_NO_HUB = (ValueError, KeyError, TypeError)
"""What the library fails with when a page is not what a hub answers."""
_LARGEST_TEXT_BYTES = 100_000
_WE: _Names = {"library_name": "nightjar", "library_version": __version__}
_T = TypeVar("_T")


class HuggingFaceHub:
    """The port `coach.setup.offer.Hub`, at the address that HF_ENDPOINT names."""

    def __init__(self, *, progress: bool, endpoint: str | None = None) -> None:
        if not progress:
            disable_progress_bars()
        self._endpoint = endpoint or constants.ENDPOINT
        self._api = HfApi(self._endpoint, token=False, **_WE)
        self._unreached: HubError | None = None

    def offer(self, repo: str, paths: tuple[str, ...], revision: str | None = None) -> Offer:
        """Which of these files there are, at a commit or now."""
        about = self._asked(
            lambda: self._api.model_info(
                repo, revision=revision, expand=["sha", "cardData"], timeout=CONTACT_S
            ),
            repo,
        )
        commit = about.sha
        if commit is None:
            raise HubError(f"the hub names no commit of {repo}, so nothing could be held to it.")
        found = self._asked(
            lambda: self._api.get_paths_info(repo, list(paths), revision=commit, expand=False), repo
        )
        files = tuple(_described(file) for file in found if isinstance(file, RepoFile))
        licence = about.card_data.get("license") if about.card_data is not None else None
        return Offer(repo, commit, licence if isinstance(licence, str) else None, files)

    def text(self, offer: Offer, file: HubFile) -> str:
        """A small text file, kept nowhere."""
        if file.bytes > _LARGEST_TEXT_BYTES:
            raise HubError(f"{file.path} has {file.bytes} bytes, which is no card.")
        page = io.BytesIO()
        self._get(offer, file, page)
        return page.getvalue().decode("utf-8", "replace")

    def fetch(self, offer: Offer, file: HubFile, part: Path) -> None:
        """Fetches a file into `part`, going on where an earlier attempt was cut off."""
        if part.exists() and part.stat().st_size > file.bytes:
            part.unlink()
        with part.open("ab") as out:
            if out.tell() < file.bytes:
                self._get(offer, file, out)
        if not file.is_in(part):
            part.unlink()
            raise HubError(
                f"{file.path} of {offer.repo} did not arrive as the hub describes it "
                f"({file.digest}). It was thrown away; run `coach setup` again."
            )

    def _asked(self, ask: Callable[[], _T], repo: str) -> _T:
        """The answer within `CONTACT_S`; a hub that was silent once is not waited for again."""
        if self._unreached is not None:
            raise self._unreached
        try:
            return _within(CONTACT_S, ask)
        except (httpx2.HTTPError, EntryNotFoundError, OSError, *_NO_HUB) as error:
            told = _in_our_words(error, repo, self._endpoint)
            if not told.reached:
                self._unreached = told
            raise told from error

    def _get(self, offer: Offer, file: HubFile, out: io.BufferedIOBase) -> None:
        url = hf_hub_url(offer.repo, file.path, revision=offer.revision, endpoint=self._endpoint)
        seen = self._asked(
            lambda: get_hf_file_metadata(
                url, token=False, timeout=CONTACT_S, endpoint=self._endpoint, **_WE
            ),
            offer.repo,
        )
        if seen.commit_hash != offer.revision or seen.etag not in {file.sha256, file.git_sha1}:
            raise HubError(
                f"the hub now announces another {file.path} than a moment ago. Run it again."
            )
        headers = {"accept-encoding": "identity", "user-agent": f"nightjar/{__version__}"}
        had = out.tell()
        try:
            http_get(
                url,
                out,  # type: ignore[arg-type]  # it writes, seeks and truncates, and no more
                resume_size=had,
                headers=headers,
                expected_size=file.bytes,
                displayed_filename=file.name,
            )
        except (httpx2.HTTPError, HfHubHTTPError) as error:
            raise _cut(file, out.tell(), error) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise _cut(file, out.tell(), error) from error


def _described(file: RepoFile) -> HubFile:
    sha256 = file.lfs.sha256 if file.lfs is not None else None
    return HubFile(file.path, file.size, sha256, file.blob_id)


def _cut(file: HubFile, had: int, error: Exception) -> HubError:
    why = _first_line(error)
    return HubError(
        f"the download of {file.name} was cut off after {had:,} of {file.bytes:,} bytes ({why}). "
        "Run `coach setup` again: it goes on from there.",
        reached=False,
    )


def _in_our_words(error: Exception, repo: str, endpoint: str) -> HubError:
    why = _first_line(error)
    if isinstance(error, _MISSING):
        return HubError(f"the hub has not what was asked of {repo} ({why}).")
    if isinstance(error, OfflineModeIsEnabled):
        return HubError("HF_HUB_OFFLINE is set, so nothing is fetched.", reached=False)
    if isinstance(error, HfHubHTTPError):
        return HubError(f"the hub refused: {why}.", reached=error.response.status_code < _BROKEN)
    if isinstance(error, httpx2.HTTPError | OSError):
        return HubError(
            f"the hub at {endpoint} cannot be reached ({why}). "
            "Check the network, a proxy, or HF_ENDPOINT.",
            reached=False,
        )
    return HubError(f"what answers at {endpoint} is no hub ({why}).")


def _within(limit_s: float, ask: Callable[[], _T]) -> _T:
    """Asks in a thread that nobody waits for longer, because a name service cannot be cancelled."""
    answers: list[_T] = []
    errors: list[Exception] = []

    def asking() -> None:
        try:
            answers.append(ask())
        except Exception as error:  # noqa: BLE001 - handed over to the thread that waits
            errors.append(error)

    thread = threading.Thread(target=asking, daemon=True)
    thread.start()
    thread.join(limit_s)
    for error in errors:
        raise error
    if not answers:
        raise TimeoutError(f"no answer within {limit_s:g} s")
    return answers[0]


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), "").rstrip(".") or type(error).__name__
