"""Chooses the scripted coach's wording: varied from day to day, never twice in one check-in.

Pure: the choice follows from the night and from what was already said. With no model configured
this wording is the coach.
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from string import Template

from pydantic import RootModel

from safety.content import read_yaml


class _Phrases(RootModel[dict[str, tuple[str, ...]]]):
    """`phrases.yaml`: variants of wording by key."""


PHRASES: Mapping[str, Sequence[str]] = read_yaml(
    Path(__file__).parent / "phrases.yaml", _Phrases
).root


def phrase(key: str, night: date, said: Collection[str], **words: str) -> str:
    """A phrase of `phrases.yaml` with its places filled.

    Raises:
        KeyError: the key is unknown, or a place of the wording was given no word.
    """
    return choose(PHRASES[key], night, said, key, words)


def choose(
    variants: Sequence[str],
    night: date,
    said: Collection[str],
    salt: str,
    words: Mapping[str, str],
) -> str:
    """One of the variants, filled: the day's own if it was not said yet, else the next fresh one.

    When all were said, the day's own comes again.
    """
    start = (night.toordinal() + zlib.crc32(salt.encode())) % len(variants)
    turn = [*variants[start:], *variants[:start]]
    filled = [Template(variant).substitute(words) for variant in turn]
    return next((text for text in filled if not is_said(text, said)), filled[0])


def is_said(text: str, said: Collection[str]) -> bool:
    """Whether a wording stands in anything already said."""
    return any(text in whole for whole in said)
