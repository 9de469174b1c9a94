"""`coach setup` as a process of its own, with HF_ENDPOINT set to a hub on loopback."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from coach.speech import Kind, LockedModel, models_folder, read_lock
from tests.hub_server import (
    VOICE,
    VOICE_FOLDER,
    VOICES_REPO,
    WEIGHTS,
    WHISPER_REPO,
    HubServer,
    stocked,
)
from tests.running import ROOT, environment

pytestmark = [pytest.mark.system, pytest.mark.enable_socket, pytest.mark.timeout(120)]

PATIENCE_S = 90


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with stocked() as server:
        yield server


def _set_up(folder: Path, kind: Kind = Kind.WHISPER) -> LockedModel:
    found = read_lock(folder / "data").find(kind)
    assert found is not None
    return found


def _run(hub_url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-m", "coach", "setup", *words],
        cwd=ROOT,
        env=environment(folder, HF_ENDPOINT=hub_url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_the_command_says_sizes_and_card_first_and_fetches_only_what_it_names(
    hub: HubServer, tmp_path: Path
) -> None:
    done = _run(hub.url, tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    page = done.stdout
    assert page.index("License: public domain") < page.index("to fetch: MODEL_CARD")
    assert "model.bin (300.0 kB)" in page
    assert set(hub.fetched()) == {
        *("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"),
        *("MODEL_CARD", f"{VOICE}.onnx", f"{VOICE}.onnx.json"),
    }
    assert {asked.path.split("?")[0].split("/")[1] for asked in hub.asked} == {
        *("api", "Systran", "rhasspy", "stored")
    }
    assert all("authorization" not in asked.headers for asked in hub.asked)
    assert not (tmp_path / ".cache").exists()


def test_the_lock_holds_revision_and_hashes_and_the_list_compares_them(
    hub: HubServer, tmp_path: Path
) -> None:
    _run(hub.url, tmp_path)
    model = _set_up(tmp_path)
    before = _run(hub.url, tmp_path, "--list", "--json")
    (model.folder(tmp_path / "data") / "model.bin").write_bytes(b"someone else's")
    after = _run(hub.url, tmp_path, "--list", "--json")

    assert model.revision == hub.repos[WHISPER_REPO].commits[-1][0]
    assert {file.path: file.sha256 for file in model.files}["model.bin"] == (
        hashlib.sha256(WEIGHTS).hexdigest()
    )
    assert (before.returncode, after.returncode) == (0, 1)
    told = json.loads(after.stdout)
    assert told["in_use"]["voice"]["name"] == VOICE
    assert [bool(each["changed"]) for each in told["models"]] == [True, False]


def test_a_voice_without_a_listed_licence_is_shown_and_asked_for_by_name(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.repos[VOICES_REPO].change({f"{VOICE_FOLDER}/MODEL_CARD": b"* License: CC BY-NC 4.0\n"})

    refused = _run(hub.url, tmp_path)
    fetched_when_refused = hub.fetched()
    taken = _run(hub.url, tmp_path, "--accept-licence")

    assert refused.returncode == 1
    assert "| * License: CC BY-NC 4.0" in refused.stdout
    assert "--accept-licence" in refused.stderr
    assert fetched_when_refused == ["MODEL_CARD"]
    assert taken.returncode == 0
    assert _set_up(tmp_path, Kind.VOICE).licence == "CC BY-NC 4.0"


def test_no_network_is_one_sentence(tmp_path: Path) -> None:
    done = _run("http://127.0.0.1:9", tmp_path, "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["ok"] is False
    assert "http://127.0.0.1:9 cannot be reached" in told["problem"]
    assert "Traceback" not in done.stderr


def test_a_model_that_cannot_be_meant_is_unusable_input(tmp_path: Path) -> None:
    plain = _run("http://127.0.0.1:9", tmp_path, "--voice", "robot")
    as_json = _run("http://127.0.0.1:9", tmp_path, "--voice", "robot", "--json")

    assert (plain.returncode, as_json.returncode) == (2, 2)
    assert "'robot' is no name of an English Piper voice" in plain.stderr
    assert "'robot'" in json.loads(as_json.stdout)["problem"]


def test_a_second_run_beside_the_first_says_so_in_json_too(tmp_path: Path) -> None:
    folder = models_folder(tmp_path / "data")
    folder.mkdir(parents=True)

    with FileLock(folder / ".setup.lock"):
        done = _run("http://127.0.0.1:9", tmp_path, "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["ok"] is False
    assert "another Nightjar is busy" in told["problem"]


def test_a_folder_that_cannot_be_made_is_said(hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    done = _run(hub.url, tmp_path)

    assert done.returncode == 1
    assert "data cannot be written" in done.stderr
    assert "COACH_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_process_killed_midway_is_taken_up_by_the_next(hub: HubServer, tmp_path: Path) -> None:
    hub.stall_after["model.bin"] = 200_000
    with subprocess.Popen(
        [sys.executable, "-m", "coach", "setup"],
        cwd=ROOT,
        env=environment(tmp_path, HF_ENDPOINT=hub.url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        stalled = hub.stalled.wait(PATIENCE_S)
        (part,) = _begun(models_folder(tmp_path / "data") / "partial")
        process.kill()
    came = part.stat().st_size
    hub.stall_after.clear()
    hub.sent.clear()

    done = _run(hub.url, tmp_path)

    asked = hub.bodies("model.bin")
    assert stalled
    assert done.returncode == 0
    assert [a.headers.get("range") for a in asked] == [f"bytes={came}-"]
    model = _set_up(tmp_path)
    assert (model.folder(tmp_path / "data") / "model.bin").read_bytes() == WEIGHTS


def _begun(parts: Path) -> list[Path]:
    """The parts of which something has come, as soon as there is one."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := [part for part in parts.glob("*") if part.stat().st_size > 0]:
            return found
        time.sleep(0.05)
    return []
