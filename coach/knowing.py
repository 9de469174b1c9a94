"""Opens the knowledge that answers questions about sleep, as the settings have it.

Called by bootstrap, `coach knowledge`, the doctor and the retrieval suite. It blocks, for seconds
where the index has to be built first: give it a thread.
"""

from pathlib import Path

from coach.embedding import embedder_if_usable
from coach.settings import Settings
from memory.article_asks import shipped_material
from memory.knowledge import Knowledge
from memory.knowledge_index import Server
from safety.policy import load_policy

FOLDER = "knowledge"


def knowledge(settings: Settings, *, anew: bool = False) -> Knowledge:
    """The articles, ready to be asked; `anew` builds their index even where it is there.

    Raises:
        OSError, memory.minilm.EmbedderError, safety.content.ContentError: it cannot be built.
    """
    material = shipped_material(load_policy())
    embedder = embedder_if_usable(settings)
    home, server = knowledge_folder(settings), server_of(settings)
    return Knowledge.opened(home, material, embedder, server=server, anew=anew)


def knowledge_folder(settings: Settings) -> Path:
    """Where the index lies."""
    return settings.data_dir / FOLDER


def server_of(settings: Settings) -> Server | None:
    """The Qdrant server that is set."""
    if settings.qdrant.url is None:
        return None
    key = settings.qdrant.api_key
    return Server(settings.qdrant.url, key.get_secret_value() if key is not None else None)
