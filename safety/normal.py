"""Words as the rules want them: one alphabet, one spelling, contractions written out, no marks.

Called by `safety.hearing` and `safety.saying`. Nothing is dropped that could carry a meaning.
"""

import re
import unicodedata
from collections.abc import Iterable

_DRESSED = re.compile(
    r"(?:.*\b)?(?:LATIN|PARENTHESIZED|CIRCLED|SQUARED|SYMBOL)\b.* ([A-Z])(?: WITH .*)?"
)
_DRESSED_IN = (
    range(0xC0, 0x2B0),
    range(0x1D00, 0x1D80),
    range(0x249C, 0x24EA),
    range(0xA720, 0xA800),
    range(0x1F110, 0x1F200),
)


def _dressed() -> dict[int, str]:
    """Letters in boxes and circles, small capitals and the like, by what their names say."""
    names = ((code, unicodedata.name(chr(code), "")) for each in _DRESSED_IN for code in each)
    found = ((code, _DRESSED.fullmatch(name)) for code, name in names)
    return {code: match[1].lower() for code, match in found if match}


_UNDRESSED = _dressed()
_LOOKALIKES = str.maketrans(
    (
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501"
        "\u043a\u043c\u0442\u043d\u0432\u0131\u03b1\u03b5\u03bf\u03c1\u03ba\u03b9"
        "\u03bd\u03c4\u03c5\u0142\u00f8\u00df\u043f\u0433\u051d\u051b\u0461\u0475"
        "\u04cf\u03b7\u03c9\u03c7\u03b3\u03bb\u0585\u057d\u0570\u0578\u0581\u0563"
        "\u0561\u0251\u0254\u0269\u028a\u028b\u025b\uab70\uab92\uab75\uabae\uab72"
        "\uaba9\uab83"
    ),
    ("aeopcyxijshdkmthbiaeopkivtulosnrwqwvlnwxylouhngqwaoiuvedhistvw"),
)
_NOT = re.compile(
    r"\b(ca|wo|do|does|did|is|are|was|were|would|could|should|have|has|had|ai|must|need)n'?t\b"
)
_STEMS = {"ca": "can", "wo": "will", "ai": "is"}
_SHORT = [
    (re.compile(pattern), full)
    for pattern, full in (
        (r"\blet'?s\b(?! me| you| go)", "let us"),
        (r"\b(?:i'm|im|i m|ima)\b", "i am"),
        (r"\b(?:i've|ive|i ve)\b", "i have"),
        (r"\b(?:i'll|i ll)\b", "i will"),
        (r"\b(?:i'd|i d)\b", "i would"),
        (r"\b(he|she|it|that|what|there|who|here|where|how|when)'s\b", r"\1 is"),
        (r"\b(?:hes)\b", "he is"),
        (r"\b(?:shes)\b", "she is"),
        (r"\b(?:whats)\b", "what is"),
        (r"\b(?:theres)\b", "there is"),
        (r"\b(?:thats)\b", "that is"),
        (r"\b(you|we|they)'re\b", r"\1 are"),
        (r"\b(?:youre)\b", "you are"),
        (r"\b(you|we|they)'ve\b", r"\1 have"),
        (r"\b(you|he|she|we|they|it)'ll\b", r"\1 will"),
        (r"\b(you|he|she|we|they)'d\b", r"\1 would"),
        (r"\bcannot\b", "can not"),
        (r"\bwanna\b", "want to"),
        (r"\b(?:gonna|gunna|gon)\b", "going to"),
        (r"\bgotta\b", "have to"),
        (r"\b(?:dunno)\b", "do not know"),
        (r"\b(?:cant)\b", "can not"),
        (r"\b(?:wont)\b", "will not"),
    )
]
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEET_WORD = re.compile(r"\b[a-z]+(?:[0134578@$!]+[a-z]+)+\b")
_WIDE_GAPS = re.compile(r"(?:(?<!\S)[a-z] )+[a-z](?!\S)(?=  |$)")
_JOINED = re.compile(r"\b[a-z](?:[.\-_*][a-z])+\b")
_SPACED = re.compile(r"\b(?:[a-z][ .\-_]){3,}[a-z]\b")
_ENCODED = re.compile(r"&[a-z]{2,6};|%[0-9a-f]{2}(?![0-9])")
_PAUSE = re.compile(r"\.{2,}|\u2026")
_RUN_TOGETHER_FROM = 10
_SHORT_WORDS = frozenset(
    (
        *("i", "a", "to", "my", "me", "am", "be", "of", "it", "in", "on", "do", "so", "is", "no"),
        *("we", "he", "us", "go", "up", "if", "and", "the", "can", "not"),
    )
)
_STUCK_BEFORE = ("i", "to", "my", "the")
_STUCK_AFTER = ("i", "to", "my", "the", "me", "it", "a")
"""Little words that recognition and hasty fingers run together with the next or the last."""
_SHORTEST_PART = 4
_LONGEST_WORD = 14
_LONGEST_RUN = 80
_FEWEST_PARTS = 4
_SHORTEST_KNOWN = 3
_SHORTEST_WHOLE = 6
_STARS = [
    (re.compile(r"\bk[*#]+ll"), "kill"),
    (re.compile(r"\bsu[*#]+c?[*#]*i?de?\b|\bs[*#]{2,}cide\b"), "suicide"),
    (re.compile(r"\bd[*#]e\b"), "die"),
]
_FILLER = re.compile(r"\b(?:um+|uh+|erm?|hm+|mhm|ah|oh(?! \w+ (?:am|pm)))\b")
_REPEAT = re.compile(r"\b(\w+)((?: \1\b)+)")
_STRETCH = re.compile(r"(\w)\1{2,}")
_END = re.compile(r"[.!?;:\n\u2026]+(?=\s|$)|\s[\-\u2013\u2014]+\s|[\u2014\u3002]")
_TIME_DOT = re.compile(r"(?<=\d)[.:](?=\d)")
_BROKEN = frozenset((stem, "less") for stem in ("hope", "worth", "point"))
"""Halves that are words themselves, and hardly ever stand so: "sleep less" does."""


class Normaliser:
    """Brings words to the form that the policy's patterns are written in.

    Args:
        spelling: pattern and replacement, in order, over words separated by single spaces.
        typo_words: words that are recognised with one letter wrong, missing or too many.
        vocabulary: words whose doubled letters are right ("kill", not "kil").
    """

    def __init__(
        self,
        spelling: Iterable[tuple[str, str]],
        typo_words: Iterable[str],
        vocabulary: Iterable[str],
    ) -> None:
        self._spelling = [
            (re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), to) for pattern, to in spelling
        ]
        words = list(typo_words)
        self._known = frozenset(words) | frozenset(vocabulary)
        self._parts = frozenset(word for word in self._known if len(word) >= _SHORTEST_PART)
        # A word as it is goes before the same letters as a misspelling of another.
        self._near = {gap: word for word in words for gap in _gaps(word)}
        self._near |= {word: word for word in words}
        self._targets = frozenset(words)

    def __call__(self, words: str) -> str:
        """The normal form: lower case, one space between words, " . " between sentences."""
        text = _ENCODED.sub(" ", _one_alphabet(words))
        if "  " in text:
            text = _WIDE_GAPS.sub(lambda found: found.group().replace(" ", ""), text)
        for pattern, full in _STARS:
            text = pattern.sub(full, text)
        text = _JOINED.sub(lambda found: re.sub(r"[.\-_*]", "", found.group()), text)
        text = _PAUSE.sub(" ", text)
        text = _SPACED.sub(lambda found: re.sub(r"[ .\-_]", "", found.group()), text)
        text = _LEET_WORD.sub(lambda found: found.group().translate(_LEET), text)
        text = _NOT.sub(lambda found: f"{_STEMS.get(found[1], found[1])} not", text)
        for pattern, full in _SHORT:
            text = pattern.sub(full, text)
        text = _TIME_DOT.sub(":", text)
        text = _END.sub(" . ", text)
        text = re.sub(r"'s?\b|'", "", text)
        text = re.sub(r"[^\w.:~ ]|(?<!\d):|:(?!\d)|_", " ", text)
        text = _STRETCH.sub(self._unstretch, text)
        text = _FILLER.sub(" ", text)
        apart = [part for word in text.split() for part in self._apart(word)]
        text = " ".join(self._correct(word) for word in self._together(apart))
        text = _REPEAT.sub(r"\1", text)
        for pattern, to in self._spelling:
            text = pattern.sub(to, text)
        return text

    def _unstretch(self, found: re.Match[str]) -> str:
        start = found.string.rfind(" ", 0, found.start()) + 1
        end = found.string.find(" ", found.end())
        word = found.string[start : end if end >= 0 else None]
        doubled = _STRETCH.sub(r"\1\1", word)
        return found[1] * 2 if doubled in self._known else found[1]

    def _apart(self, word: str) -> list[str]:
        """The words of what was written as one, where all of it is words the rules know."""
        if word in self._known or not word.isalpha():
            return [word]
        if not _RUN_TOGETHER_FROM <= len(word) <= _LONGEST_RUN:
            return self._unstuck(word)
        ends: dict[int, list[str]] = {0: []}
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST_WORD), end):
                part = word[start:end]
                if start in ends and (part in self._parts or part in _SHORT_WORDS):
                    best = [*ends[start], part]
                    if end not in ends or len(best) < len(ends[end]):
                        ends[end] = best
        parts = ends.get(len(word), [word])
        return parts if len(parts) >= _FEWEST_PARTS else self._unstuck(word)

    def _unstuck(self, word: str) -> list[str]:
        """A word without the little one that sticks to it."""
        for little in _STUCK_BEFORE:
            rest = word.removeprefix(little)
            if rest != word and len(rest) >= _SHORTEST_KNOWN and rest in self._known:
                return [little, rest]
        for little in _STUCK_AFTER:
            rest = word.removesuffix(little)
            if rest != word and len(rest) >= _SHORTEST_KNOWN and rest in self._known:
                return [rest, little]
        return [word]

    def _together(self, words: list[str]) -> list[str]:
        """The words with those put together that only make one the rules know as a whole."""
        whole: list[str] = []
        for word in words:
            last = whole[-1] if whole else ""
            both = last + word
            halves = last in _SHORT_WORDS or word in _SHORT_WORDS
            known = last in self._known and word in self._known
            known = known and (last, word) not in _BROKEN
            fits = len(both) >= _SHORTEST_WHOLE and both in self._known
            if whole and fits and not halves and not known:
                whole[-1] = both
            else:
                whole.append(word)
        return whole

    def _correct(self, word: str) -> str:
        if len(word) < 7 or word in self._known:
            return word
        near = next((self._near[gap] for gap in _gaps(word) if gap in self._near), None)
        return near if near is not None and abs(len(near) - len(word)) <= 1 else word


def _gaps(word: str) -> list[str]:
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


def _one_alphabet(words: str) -> str:
    """Lower-case Latin letters for their lookalikes; marks and invisible characters removed."""
    flat = (
        unicodedata.normalize("NFKC", words.translate(_UNDRESSED))
        .replace("\u2019", "'")
        .replace("\u2018", "'")
    )
    flat = unicodedata.normalize("NFD", flat.lower().replace("\u02bc", "'"))
    kept = (char for char in flat if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    return "".join(kept).translate(_LOOKALIKES)
