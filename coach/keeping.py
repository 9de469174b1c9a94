"""Opens the store that the settings name, its keys at hand and its tables up to date.

All that a command needs which only looks at what is kept; `coach.bootstrap` builds on it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from coach import migrations
from coach.settings import Settings
from memory.keys import KeyRing
from memory.store import Store


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


def _keys(settings: Settings) -> KeyRing:
    _private(settings.config_dir)
    return KeyRing.open(settings.config_dir, settings.key.command)


def _private(folder: Path) -> None:
    """The folder, made for its owner alone where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
