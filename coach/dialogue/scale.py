"""Reads an answer on a scale from 0 to 10: "a seven", "none", "7/10", "six or seven".

Called by `coach.dialogue.review`. A wider span, a number beyond the scale and a mere adjective are
None, so that it is asked again. A number of something else (an hour of the clock, hours, nights) is
none of it.
"""

import re

TOP = 10
WIDEST_SPAN = 2
"""So far apart two numbers may lie to be taken as the one between them."""
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_WORDS)} | {"nought": 0, "naught": 0}
_ALONE = {"won": 1, "to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8, "o": 0, "oh": 0}
"""How a recogniser writes a lone number."""
_OUT_OF = re.compile(
    r"(?<=\w)\s*(?:/|\bout of\b|\bof\b|\bon a scale (?:of|from)\b)\s*"
    r"(?:(?:0|zero|nought|one|1)\s*(?:-|to|and)\s*)?(?:10|ten)\b"
)
_ZERO = re.compile(
    r"\b(?:nil|none|nothing|not at all|not a bit|not one bit|never|the (?:minimum|lowest|bottom|"
    r"least)|not even (?:a )?(?:bit|little|once))\b"
)
_TOP = re.compile(r"\b(?:(?:top|full) marks|the (?:maximum|max|highest|top)|all the time)\b")
_HALF = re.compile(r"(?<=\d)[.,]5\b|½|\b(?:and a half|point five)\b")
_NO_NUMBER = re.compile(
    r"\b(?:this|that|the|last|next|first|second|third|previous|other|hard|"
    r"tough|tricky|good|which|every|each|no|any|some) one\b"
)
_CHANGED = re.compile(r"\b(?:no wait|wait|sorry|i mean|i meant|scratch that|rather|actually|no)\b")
_N = rf"(?:\d+(?:[:.]\d+)?|{'|'.join(_NUMBERS)})"
_MARK = re.compile(rf"\b(?:\d+|{'|'.join(_NUMBERS)})\b")
_UNIT = r"(?:hours?|minutes?|nights?|days?|times?|am|pm|weeks?|o'?clock|percent)"
_EARLIER = r"(?:last (?:week|time|month)|yesterday|before|on \w+day)"
_ASIDE = re.compile(
    rf"\b{_N}(?: (?:or|to) {_N})? ?(?:(?:bad|good|more|whole|short|poor) )?{_UNIT}\b|\b{_N} ?%"
    r"|\b(?:woke|woken|waking|awake|asleep|up|bed|slept|sleeping|got|rose|lay|lying)(?: \w+){0,2}? "
    r"(?:at|by|until|till|since|before|after|from)(?: (?:about|around|half|quarter|past|to))* "
    rf"{_N}\b|\b{_EARLIER} (?:it was |i said |was )?(?:an? )?{_N}\b"
    rf"|\b(?:it was|was|from|not)(?: an?)? {_N} {_EARLIER}\b|\b(?:down|up) from(?: an?)? {_N}\b"
    r"|\bone of (?:those|these|the|my|them)(?: \w+)?\b"
)
"""A number that says something else than the mark."""
_NEGATIVE = re.compile(r"\b(?:minus|negative|below zero|less than (?:zero|nothing))\b")


def scale_in(words: str) -> int | None:
    """The number on the scale; None where none is plain, or several are far apart."""
    text = _mark_alone(words)
    if _NEGATIVE.search(text):
        return None
    found = sorted(set(_numbers(text)))
    if not found:
        return _worded(text)
    low, high = found[0], found[-1]
    if low < 0 or high > TOP or high - low > WIDEST_SPAN or _ASIDE.search(text):
        return None
    half = low == high < TOP and _HALF.search(text) is not None
    return (low + high + 1 + half) // 2


def neighbours_in(words: str) -> tuple[int, int] | None:
    """The two numbers side by side between which an answer is open, as in "a six or seven"."""
    text = _mark_alone(words)
    found = sorted(set(_numbers(text)))
    if scale_in(words) is None or len(found) != 2 or found[1] - found[0] != 1:
        return None
    return found[0], found[1]


def two_marks(words: str) -> tuple[int, str, int] | None:
    """The two numbers of an answer that holds just two, with the words between them."""
    text = _mark_alone(words)
    found = [each for each in _MARK.finditer(text) if _number(each[0]) <= TOP]
    if len(found) != 2:
        return None
    first, second = found
    return _number(first[0]), text[first.end() : second.start()], _number(second[0])


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _mark_alone(words: str) -> str:
    """What is said of the mark: the last word on it, without what is said beside it."""
    text = words.lower().replace("\u2019", "'")
    *_, last = _CHANGED.split(text)
    text = last if re.search(r"\w", last) else text
    text = _OUT_OF.sub(" ", text)
    beside = _ASIDE.sub(" ", text)
    # Where nothing else is left, the number of something else is no mark either.
    return beside if _numbers(beside) else text


def _numbers(text: str) -> list[int]:
    plain = re.findall(r"[a-z]+|-?\d+", _NO_NUMBER.sub(" ", _HALF.sub(" ", text)))
    lone = [_ALONE[word] for word in plain if len(plain) == 1 and word in _ALONE]
    return lone or [
        int(word) if word[-1].isdigit() else _NUMBERS[word]
        for word in plain
        if word[-1].isdigit() or word in _NUMBERS
    ]


def _worded(text: str) -> int | None:
    if _ZERO.search(text):
        return 0
    return TOP if _TOP.search(text) else None
