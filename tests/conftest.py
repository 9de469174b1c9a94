"""What every test stands on: no blocked event loop, no settings of the machine's own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import settings
from tzlocal import get_localzone_name

from coach.bootstrap import App, opened
from coach.settings import apart
from tests.demonstration import Played, build_wheel, install, play

# How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

NAMED = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", get_localzone_name())
ZONES = [ZoneInfo(name) for name in NAMED]
"""Kept loaded: a zone is a file of a few kB read once in a process, and counts as blocking."""


FIRST = ["test_demonstration", "test_voice_calls", "test_voice_troubles", "test_voice_floor"]
"""The longest first: `make test` hands file after file to its processes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files of `FIRST` first."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    file = item.path.stem
    return FIRST.index(file) if file in FIRST else len(FIRST)


@pytest.fixture(autouse=True)
def _nothing_blocks() -> Iterator[BlockBuster]:
    with blockbuster_ctx(["coach.dialogue", "memory", "agendas", "safety"]) as guard:
        # Works on the string alone; SQLAlchemy calls it when an engine is made.
        guard.functions["os.path.abspath"].deactivate()
        yield guard


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_CONFIG_DIR", str(tmp_path / "config"))
    # Its index takes seconds to build; the tests of meaning ask for one themselves.
    monkeypatch.setenv("COACH_EMBEDDER__KIND", "none")


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    """A coach with nothing configured, in folders of its own."""
    async with opened(apart(tmp_path)) as running:
        yield running


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel's content."""
    target = tmp_path_factory.mktemp("installed")
    install(wheel, target)
    return target


@pytest.fixture(scope="session")
def demonstration(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """`coach checkin < /dev/null` from the wheel: minutes of real work, so once for all tests."""
    return play((), installed, tmp_path_factory.mktemp("demonstration"))
