"""Says a training sentence in other ways: as speech recognition writes it, and amid other talk.

Called by the training command. It never drops a "not": the label would no longer hold.
"""

import random

_HEARD_AS = {
    "to": "two",
    "there": "their",
    "know": "no",
    "here": "hear",
    "would": "wood",
    "night": "knight",
    "week": "weak",
    "right": "write",
    "been": "bean",
    "four": "for",
    "bed": "bad",
    "really": "rely",
    "through": "threw",
    "hour": "our",
    "wake": "wait",
    "meant": "ment",
}
_KEPT = frozenset(("not", "no", "never", "i", "without"))
_DROPPED, _MISHEARD, _MISTYPED = 0.03, 0.08, 0.14
_SHORTEST_TYPO = 5


def as_recognised(normal: str, rng: random.Random) -> str:
    """The words without their sentence marks, some misheard, mistyped or lost."""
    found: list[str] = []
    for word in normal.split():
        chance = rng.random()
        if word == "." or (chance < _DROPPED and word not in _KEPT):
            continue
        if chance < _MISHEARD and word in _HEARD_AS and word not in _KEPT:
            word = _HEARD_AS[word]
        elif _MISHEARD <= chance < _MISTYPED and word not in _KEPT:
            word = _mistyped(word, rng)
        found.append(word)
    return " ".join(found)


def amid(normal: str, other: tuple[str, str], rng: random.Random) -> str:
    """The words before, after or between ordinary talk, with or without sentence marks."""
    before, after = other
    parts = rng.choice(([before, normal, after], [before, normal], [normal, after]))
    return rng.choice((" . ", " ")).join(parts)


def fragment(normal: str, rng: random.Random) -> str:
    """One to three of the words in a row, as when somebody is cut off or misheard."""
    words = [word for word in normal.split() if word != "."]
    size = rng.randint(1, 3)
    at = rng.randrange(max(1, len(words) - size + 1))
    return " ".join(words[at : at + size])


def _mistyped(word: str, rng: random.Random) -> str:
    if len(word) < _SHORTEST_TYPO:
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[: at + 1] + word[at:],
        )
    )
