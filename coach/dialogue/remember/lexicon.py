"""The words of `lexicon.yaml` as patterns over plain text. Read once, at import.

Called by the other modules of this package only.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from memory.lexical import stem

_NAME = re.compile(r"\{([a-z_]+)\}")
_PARTS: Mapping[str, str] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
_WORDS: Mapping[str, str] = yaml.safe_load(
    Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
)
_GLUED = {
    "im": "i m", "ive": "i ve", "dont": "don t", "cant": "can t", "wont": "won t",
    "doesnt": "doesn t", "didnt": "didn t", "isnt": "isn t", "wasnt": "wasn t",
    "havent": "haven t", "hasnt": "hasn t", "couldnt": "couldn t", "theres": "there s",
    "thats": "that s", "weve": "we ve", "theyre": "they re", "youre": "you re", "hes": "he s",
    "shes": "she s", "lets": "let s", "gonna": "going to", "anymore": "any more", "til": "till",
    "arent": "aren t", "werent": "weren t", "wouldnt": "wouldn t", "shouldnt": "shouldn t",
}  # fmt: skip
"""Where a recogniser leaves the apostrophe out."""


def expanded(text: str) -> str:
    """A pattern with every `{name}` replaced by that entry."""
    while _NAME.search(text):
        text = _NAME.sub(lambda found: f"(?:{_PARTS[found[1]]})", text)
    return text


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The entry as whole words; one that begins with ^ holds at the beginning only."""
    return re.compile(rf"(?<![a-z0-9])(?:{expanded(_PARTS[name])})(?![a-z0-9])")


def says(name: str, plain: str) -> bool:
    """Whether the plain text holds the entry."""
    return pattern(name).search(plain) is not None


@cache
def stem_set(name: str) -> frozenset[str]:
    """The stems of an entry of `words.yaml`."""
    return frozenset(stem(word) for word in str(_WORDS[name]).split())


def plain_of(words: str) -> str:
    """Lower-case words and figures with single spaces; "I'm" and "im" are "i m"."""
    text = words.lower().replace("o'clock", "oclock")
    return " ".join(_GLUED.get(each, each) for each in re.findall(r"[^\W_]+", text))


for _each in _PARTS:  # A turn of a talk must not wait for a pattern to be made.
    pattern(_each)
