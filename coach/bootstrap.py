"""Makes the objects of a running coach from its settings, once, and closes them again.

Called by the entry points only; everything below is handed what it needs.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agendas.program import Program, load_program
from coach import migrations
from coach.dialogue.engine import Engine
from coach.settings import LLMSettings, Settings
from memory.keys import KeyRing
from memory.store import Store
from safety.ask import LLM
from safety.crisis import load_countries
from safety.policy import Policy, load_policy
from safety.script import load_scripts


@dataclass(frozen=True)
class App:
    """A running coach: its settings, its store, its programme and its engine."""

    settings: Settings
    store: Store
    program: Program
    engine: Engine


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[App]:
    """The coach these settings describe, its store migrated; closed on leaving.

    Raises:
        memory.keys.MasterKeyError, coach.migrations.MigrationError,
        safety.content.ContentError: what is amiss, in words for a person.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened_store(settings))
        program, policy = await asyncio.to_thread(_content)
        llm = await stack.enter_async_context(_opened_llm(settings.llm))
        late_s = settings.llm.first_token_s / 2
        engine = Engine(store, program, policy, llm, late_s=late_s)
        yield App(settings, store, program, engine)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store alone, migrated where that may happen by itself."""
    keys = await asyncio.to_thread(_keys, settings)
    url = settings.store_url.get_secret_value()
    if settings.store.url is None:
        _private(settings.data_dir)
    await asyncio.to_thread(migrations.ensure, url)
    async with await asyncio.to_thread(Store, url, keys) as store:
        yield store


def _content() -> tuple[Program, Policy]:
    """Everything that is read from files, so that no turn ever waits for a disk."""
    load_scripts()
    load_countries()
    return load_program(), load_policy()


def _keys(settings: Settings) -> KeyRing:
    _private(settings.config_dir)
    return KeyRing.open(settings.config_dir, settings.key.command)


def _private(folder: Path) -> None:
    """The folder, made for its owner alone where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@asynccontextmanager
async def _opened_llm(settings: LLMSettings) -> AsyncIterator[LLM | None]:
    if not settings.configured:
        yield None
        return
    # Importing a model's client costs half a second: only where a model is configured.
    from coach.llm import OpenAILLM

    llm = OpenAILLM.from_settings(settings)
    try:
        yield llm
    finally:
        await llm.aclose()
