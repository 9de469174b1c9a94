"""Opens the store that the settings name, its keys at hand and its tables up to date.

All that a command needs which only looks at what is kept; `coach.bootstrap` builds on it.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from agendas.program import PROGRAMS, Program, load_program
from coach import migrations
from coach.settings import Settings, SettingsError
from memory.keys import KeyRing
from memory.store import Store
from safety.content import ContentError


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store, migrated where that may happen by itself; closed on leaving.

    Raises:
        memory.keys.MasterKeyError, coach.migrations.MigrationError: what is amiss, in plain words.
    """
    keys = await asyncio.to_thread(_keys, settings)
    url = settings.store_url.get_secret_value()
    if settings.store.url is None:
        _private(settings.data_dir)
    await asyncio.to_thread(migrations.ensure, url)
    async with await asyncio.to_thread(Store, url, keys) as store:
        yield store


def program_set(settings: Settings, packaged: Path = PROGRAMS) -> Program:
    """The programme that the settings name.

    Raises:
        coach.settings.SettingsError: there is none of that name.
        safety.content.ContentError: its file is bad.
    """
    names = sorted(path.stem for path in packaged.glob("*.yaml"))
    if settings.program not in names:
        there = ", ".join(names)
        raise SettingsError([f"COACH_PROGRAM names {settings.program!r}, but there is {there}."])
    return load_program(settings.program, packaged)


def programs(
    settings: Settings, packaged: Path = PROGRAMS
) -> tuple[Program, Mapping[str, Program]]:
    """The programme in force, and the earlier versions people may still be under, by label.

    A copy of each version is kept in the data folder, so that a changed file applies from a
    person's next review (DECISIONS 11). A change needs a new `version`: under an old one it
    replaces the copy. An earlier version that this Nightjar no longer understands is left out.

    Raises:
        coach.settings.SettingsError: there is no programme of that name.
        safety.content.ContentError: the programme in force is bad.
    """
    current = program_set(settings, packaged)
    folder = settings.data_dir / "programs"
    _private(folder)
    _copied(packaged / f"{current.id}.yaml", folder / f"{_file_name(current)}.yaml")
    earlier = {}
    for path in sorted(folder.glob(f"{current.id}-*.yaml")):
        if path.stem == _file_name(current):
            continue
        try:
            kept = load_program(path.stem, folder)
        except ContentError:
            continue
        earlier[kept.label] = kept
    return current, earlier


def _file_name(program: Program) -> str:
    version = re.sub(r"[^\w.+-]", "_", program.version)
    return f"{program.id}-{version}"


def _copied(source: Path, copy: Path) -> None:
    """The file copied whole or not at all, where it is not there yet or another."""
    text = source.read_bytes()
    if copy.exists() and copy.read_bytes() == text:
        return
    half = copy.with_suffix(f".{os.getpid()}.half")
    half.write_bytes(text)
    half.replace(copy)


def _keys(settings: Settings) -> KeyRing:
    _private(settings.config_dir)
    return KeyRing.open(settings.config_dir, settings.key.command)


def _private(folder: Path) -> None:
    """The folder, made for its owner alone where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
