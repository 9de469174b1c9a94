"""One training example as the shards hold it. Written by make_audio.py, read by examples.py."""

from dataclasses import dataclass

from espeak import Timed


@dataclass
class Utterance:
    """One training example; `segments` numbers the sentence each word belongs to.

    Without phones (None), or with only rough word times, the helping losses are off.
    """

    words: list[Timed]
    segments: list[int]
    phones: list[Timed] | None
    kind: str
    rough: bool
    offset: int = 0
    frames: int = 0
