"""Turns round what a person said of themselves, to say it back: "you're in Lisbon until Friday".

Called where the coach speaks of a fact. Nothing else of the sentence is changed; None where it
cannot be turned round word by word, because it speaks of a "you" already.
"""

import re

_TURNED = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'll": "you'll", "i'd": "you'd", "im": "you're",
    "ive": "you've", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we": "you", "we're": "you're", "we've": "you've", "we'll": "you'll", "we'd": "you'd",
    "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
}  # fmt: skip
_AFTER_YOU = {"am": "are", "was": "were", "wasn't": "weren't", "ain't": "aren't"}
_FIRST = re.compile(r"\b(?:i|we)$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*")
_SPEAKS_OF_YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
_PLAIN_BEGINNINGS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "our",
        "this",
        "that",
        "these",
        "those",
        "there",
        "it",
        "its",
        "it's",
        "there's",
        "he",
        "she",
        "they",
        "his",
        "her",
        "their",
        "i",
        "we",
        "i'm",
        "i've",
        "i'll",
        "i'd",
        "we're",
        "we've",
        "we'll",
        "we'd",
        "his",
        "next",
        "last",
        "some",
        "no",
        "nobody",
        "somebody",
        "someone",
    ]
)
_LATER = re.compile(r"(?<=[.!?] )you")


def second_person(words: str) -> str | None:
    """The words turned round, without a full stop, ready to follow "you told me"."""
    text = words.replace("\u2019", "'").strip().rstrip(".!")
    if _SPEAKS_OF_YOU.search(text):
        return None
    turned: list[str] = []
    at = 0
    before = ""
    for found in _WORD.finditer(text):
        turned += [text[at : found.start()], _word(found.group(), before)]
        at, before = found.end(), found.group()
    told = "".join((*turned, text[at:]))
    first = _WORD.match(text)
    if first is not None and first.group().lower() in _PLAIN_BEGINNINGS:
        told = told[:1].lower() + told[1:]
    return _LATER.sub("You", told)


def _word(word: str, before: str) -> str:
    low = word.lower()
    if low in _AFTER_YOU and _FIRST.search(before):
        return _AFTER_YOU[low]
    turned = _TURNED.get(low)
    if turned is None:
        return word
    return (
        turned.capitalize()
        if word[:1].isupper() and low not in {"i", "i'm", "i've", "i'll", "i'd"}
        else turned
    )
