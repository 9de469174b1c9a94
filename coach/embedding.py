"""Chooses the embedder that the settings name. Called by bootstrap, the doctor and the commands.

Everything works without one, by words alone: whoever only uses it asks `embedder_if_usable`.
"""

import logging

from coach.settings import EmbedderSettings, Settings
from coach.speech import models_folder
from memory.embedder import Embedder, load_embedder
from memory.minilm import EmbedderError

_log = logging.getLogger(__name__)


def embedder(settings: Settings) -> Embedder | None:
    """The embedder set; None where none is wanted or its weights are not installed. It blocks.

    Raises:
        memory.minilm.EmbedderError, OSError: it is there and cannot be used.
    """
    wanted = settings.embedder
    if wanted.kind == "none":
        return None
    if wanted.kind == "minilm":
        return load_embedder(models_folder(settings.data_dir), wanted.folder)
    return _another(wanted)


def embedder_if_usable(settings: Settings) -> Embedder | None:
    """The same; a broken one counts as none, with a warning: the doctor says what is amiss."""
    try:
        return embedder(settings)
    except (EmbedderError, OSError) as error:
        _log.warning("no embedder (%s): found by words alone; see `coach doctor`", error)
        return None


def _another(wanted: EmbedderSettings) -> Embedder:
    # Imported where it is set: neither is needed by the default.
    from memory.other_embedders import EndpointEmbedder, FastEmbedder

    model = wanted.model or ""
    if wanted.kind == "fastembed" and wanted.folder is not None:
        return FastEmbedder(model, wanted.folder)
    key = wanted.api_key.get_secret_value() if wanted.api_key is not None else None
    return EndpointEmbedder(wanted.base_url or "", model, key)
