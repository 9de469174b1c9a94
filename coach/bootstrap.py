"""Makes the objects of a running coach from its settings, once, and closes them again.

Called by the entry points only; everything below is handed what it needs.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from agendas.program import Program
from coach.dialogue.engine import Engine
from coach.keeping import opened_store, programs
from coach.knowing import knowledge
from coach.settings import LLMSettings, Settings
from memory.answers import IndexedSearcher, LexicalSearcher
from memory.article_file import load_articles
from memory.store import Store
from safety.ask import LLM
from safety.classifier import load_classifier, load_features
from safety.crisis import load_countries
from safety.lanes import load_lanes
from safety.policy import Policy, load_policy
from safety.script import load_scripts
from safety.sleepiness import load_sleepiness


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
        program, earlier, policy, searcher = await asyncio.to_thread(_content, settings)
        stack.callback(searcher.close)
        llm = await stack.enter_async_context(_opened_llm(settings.llm))
        first_s = settings.llm.first_token_s
        engine = Engine(
            store,
            program,
            policy,
            llm,
            late_s=first_s / 2,
            reading_s=first_s,
            earlier=earlier,
            searcher=searcher,
        )
        yield App(settings, store, program, engine)


def _content(settings: Settings) -> tuple[Program, Mapping[str, Program], Policy, IndexedSearcher]:
    """Everything that is read from files, so that no turn ever waits for a disk."""
    load_scripts()
    load_countries()
    load_lanes()
    load_sleepiness()
    load_features()
    load_classifier()
    program, earlier = programs(settings)
    return program, earlier, load_policy(), _searcher(settings)


def _searcher(settings: Settings) -> IndexedSearcher:
    articles = load_articles()
    return IndexedSearcher(lambda: knowledge(settings), articles, LexicalSearcher(articles))


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
