"""Setting up a model from a hub on loopback: resumed, damaged, changed, refused, unreachable."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.setup.catalogue import SetupError, Wanted, voice, whisper
from coach.setup.hub import HuggingFaceHub
from coach.setup.install import Plan, carry_out, planned, refuse_unlicensed
from coach.setup.offer import HubFile, Offer
from coach.setup.offered import DEFAULT_WHISPER
from coach.speech import Kind, LockedModel, differences, models_folder, read_lock
from tests.hub_server import OTHER_WEIGHTS, WEIGHTS, WHISPER_REPO, HubServer, stocked

pytestmark = [pytest.mark.system, pytest.mark.enable_socket, pytest.mark.timeout(120)]

CUT_BYTES = 3 * 64 * 1024
"""What is kept of 200,000 bytes that came before a cut: whole pieces."""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with stocked() as server:
        yield server


def _set_up(
    hub: HubServer, data_dir: Path, wanted: Wanted | None = None, *, accept_new: bool = False
) -> Plan:
    client = HuggingFaceHub(progress=False, endpoint=hub.url)
    plan = planned(client, wanted or whisper(DEFAULT_WHISPER), data_dir, accept_new=accept_new)
    refuse_unlicensed(plan)
    carry_out(client, plan, data_dir)
    return plan


def _set_up_model(data_dir: Path) -> LockedModel:
    found = read_lock(data_dir).find(Kind.WHISPER)
    assert found is not None
    return found


def _weights(data_dir: Path) -> Path:
    return _set_up_model(data_dir).folder(data_dir) / "model.bin"


def _parts(data_dir: Path) -> list[Path]:
    return list((models_folder(data_dir) / "partial").glob("*"))


def test_a_cut_download_goes_on_where_it_stopped(hub: HubServer, tmp_path: Path) -> None:
    part_bytes = 100_000
    file = _announced(hub, "model.bin")
    part = models_folder(tmp_path) / "partial" / f"{file}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:part_bytes])

    plan = _set_up(hub, tmp_path)

    asked = hub.bodies("model.bin")
    assert [a.headers.get("range") for a in asked] == [f"bytes={part_bytes}-"]
    assert plan.remaining_bytes == sum(f.bytes for f in plan.to_fetch) - part_bytes
    assert _weights(tmp_path).read_bytes() == WEIGHTS
    assert _parts(tmp_path) == []


def _announced(hub: HubServer, name: str) -> str:
    at = hub.repos[WHISPER_REPO].at("main")
    assert at is not None
    return hashlib.sha256(at[1][name]).hexdigest()


def test_a_connection_that_breaks_again_and_again_is_resumed_within_one_run(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.cut_after["model.bin"] = 200_000

    _set_up(hub, tmp_path)

    asked = hub.bodies("model.bin")
    assert [a.headers.get("range") for a in asked] == [None, f"bytes={CUT_BYTES}-"]
    assert _weights(tmp_path).read_bytes() == WEIGHTS


def test_a_hub_that_vanishes_midway_leaves_a_part_that_the_next_run_takes_up(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.cut_after["model.bin"] = 200_000
    hub.gone_after_a_cut = True

    with pytest.raises(SetupError, match=rf"cut off after {CUT_BYTES:,} of 300,000 bytes.*goes on"):
        _set_up(hub, tmp_path)
    left = [part.stat().st_size for part in _parts(tmp_path)]
    nothing_locked = read_lock(tmp_path).models == ()
    hub.come_back()
    _set_up(hub, tmp_path)

    assert left == [CUT_BYTES]
    assert nothing_locked
    assert _weights(tmp_path).read_bytes() == WEIGHTS


def test_a_server_that_ignores_ranges_does_not_spoil_the_file(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.refuses_ranges = True
    part = models_folder(tmp_path) / "partial" / f"{_announced(hub, 'model.bin')}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:100_000])

    _set_up(hub, tmp_path)

    assert _weights(tmp_path).read_bytes() == WEIGHTS


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_a_file_that_is_not_what_was_announced_is_thrown_away(
    name: str, hub: HubServer, tmp_path: Path
) -> None:
    at = hub.repos[WHISPER_REPO].at("main")
    assert at is not None
    hub.sends_instead[name] = bytes(len(at[1][name]))

    with pytest.raises(SetupError, match=f"{name} of .* did not arrive as the hub describes it"):
        _set_up(hub, tmp_path)

    assert read_lock(tmp_path).models == ()
    assert _parts(tmp_path) == []


def test_a_second_run_fetches_nothing(hub: HubServer, tmp_path: Path) -> None:
    _set_up(hub, tmp_path)
    hub.sent.clear()

    plan = _set_up(hub, tmp_path)

    assert plan.to_fetch == ()
    assert hub.fetched() == []


def test_a_new_commit_with_the_same_files_is_no_change(hub: HubServer, tmp_path: Path) -> None:
    _set_up(hub, tmp_path)
    before = _set_up_model(tmp_path)
    hub.repos[before.repo].change({"README.md": b"a new page"})

    _set_up(hub, tmp_path)

    assert _set_up_model(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "content"), [("model.bin", OTHER_WEIGHTS), ("config.json", b"[]")]
)
def test_a_file_changed_on_the_hub_is_refused_until_it_is_accepted(
    name: str, content: bytes, hub: HubServer, tmp_path: Path
) -> None:
    _set_up(hub, tmp_path)
    before = _set_up_model(tmp_path)
    hub.repos[before.repo].change({name: content})

    with pytest.raises(SetupError, match=rf"{name} .*stays in use.*--accept-new"):
        _set_up(hub, tmp_path)
    still = _set_up_model(tmp_path)
    _set_up(hub, tmp_path, accept_new=True)

    assert still == before
    after = _set_up_model(tmp_path)
    assert after.revision != before.revision
    assert (after.folder(tmp_path) / name).read_bytes() == content
    assert not before.folder(tmp_path).exists()


def test_a_file_changed_here_is_refused_until_it_is_accepted(
    hub: HubServer, tmp_path: Path
) -> None:
    _set_up(hub, tmp_path)
    _weights(tmp_path).write_bytes(b"someone else's")

    with pytest.raises(SetupError, match=r"model\.bin is sha256 .*--accept-new"):
        _set_up(hub, tmp_path)
    untouched = _weights(tmp_path).read_bytes()
    _set_up(hub, tmp_path, accept_new=True)

    assert untouched == b"someone else's"
    assert _weights(tmp_path).read_bytes() == WEIGHTS


def test_a_file_lost_here_is_fetched_again_from_the_same_commit(
    hub: HubServer, tmp_path: Path
) -> None:
    _set_up(hub, tmp_path)
    before = _set_up_model(tmp_path)
    _weights(tmp_path).unlink()
    hub.repos[before.repo].change({"README.md": b"a new page"})
    hub.sent.clear()

    _set_up(hub, tmp_path)

    assert hub.fetched() == ["model.bin"]
    assert _set_up_model(tmp_path) == before
    assert differences(before, tmp_path) == []


def test_a_licence_that_is_not_stated_is_null(hub: HubServer, tmp_path: Path) -> None:
    hub.repos[WHISPER_REPO].licence = None

    plan = _set_up(hub, tmp_path)

    assert plan.licence is None
    assert _set_up_model(tmp_path).licence is None


def test_a_voice_that_the_hub_has_not_is_said(hub: HubServer, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"the hub has no \S*nobody\S* in .* is the name"):
        _set_up(hub, tmp_path, voice("en_GB-nobody-medium"))


def test_a_hub_that_never_answers_is_given_up(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.setup.hub.CONTACT_S", 0.5)
    hub.silent.set()

    with pytest.raises(SetupError, match="cannot be reached"):
        _set_up(hub, tmp_path)


def test_without_network_what_is_set_up_stays_good(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_up(hub, tmp_path)
    monkeypatch.setattr("coach.setup.hub.CONTACT_S", 0.5)
    hub.silent.set()

    plan = _set_up(hub, tmp_path)

    assert not plan.reached
    assert plan.to_fetch == ()


def test_a_repository_that_the_hub_has_not_is_said(hub: HubServer, tmp_path: Path) -> None:
    hub.repos.clear()

    with pytest.raises(SetupError, match="the hub has not what was asked of Systran"):
        _set_up(hub, tmp_path)


def test_a_full_disk_is_said_before_anything_is_fetched(hub: HubServer, tmp_path: Path) -> None:
    client = HuggingFaceHub(progress=False, endpoint=hub.url)
    plan = planned(client, whisper(DEFAULT_WHISPER), tmp_path, accept_new=False)

    with pytest.raises(SetupError, match=r"there is no room: .*COACH_DATA_DIR"):
        carry_out(client, plan, tmp_path, lambda _: 1_000_000)

    assert hub.fetched() == []


class _FullDisk(HuggingFaceHub):
    """A hub whose bytes find no room."""

    def fetch(self, offer: Offer, file: HubFile, part: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(part))


def test_a_disk_that_fills_up_midway_is_said(hub: HubServer, tmp_path: Path) -> None:
    client = _FullDisk(progress=False, endpoint=hub.url)
    plan = planned(client, whisper(DEFAULT_WHISPER), tmp_path, accept_new=False)

    with pytest.raises(SetupError, match=r"is full.*make room"):
        carry_out(client, plan, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models").chmod(0o500)

    with pytest.raises(SetupError, match="cannot be written"):
        _set_up(hub, tmp_path / "data")
