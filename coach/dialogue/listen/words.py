"""Turns one utterance into plain lower-case tokens: speech, ASR text and digits alike.

Punctuation that separates clauses stays as a token of its own. Phrases that a recogniser invents on
silence and hesitations are dropped; nothing else is.
"""

import re
import unicodedata

from coach.dialogue.listen.hours import with_hours_written_out
from coach.dialogue.listen.shorthand import written_out

_SIGNS = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",
        "\u2013": " - ",
        "\u2014": " - ",
        "\u2026": " , ",
    }
)
_FRACTIONS = (("½", " and a half"), ("¼", " and a quarter"), ("¾", " and three quarters"))

_PHANTOMS = re.compile(
    r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪"
    r"|\b(?:subtitles?|subtitled|captions?|captioned|transcribed|transcription|translated)"
    r" (?:provided )?by(?: the)? amara(?:[ .]?org)?(?: community)?"
    r"|\b(?:subtitles?|subtitled|captions?|captioned|transcribed|transcription|translated)"
    r" (?:provided )?by\b.*$"
    r"|\bthanks?(?: you)?(?: all)?(?: so| very)?(?: much)? for (?:watching|listening|viewing)"
    r"(?: (?:this video|the video))?"
    r"|\b(?:please |do not forget to |don't forget to |like and |like comment and )+subscribe"
    r"(?: to (?:my|our|the) channel)?(?: and (?:like|share|hit the bell))?"
    r"|\bsee you (?:in the next (?:video|one)|next time|next week)\b"
    r"|\bplease like and (?:subscribe|share)\b"
)

_CONTRACTIONS = (
    (re.compile(r"\bo ?'? ?clock\b"), "o'clock"),
    (re.compile(r"\b([ap]) ?\. ?m\b\.?"), r"\1m"),
    (re.compile(r"(?<=\d)\s+([ap]) m\b"), r" \1m"),
    (re.compile(r"\b(?:can't|cant|cannot)\b"), "can not"),
    (re.compile(r"\b(?:won't|wont)\b"), "will not"),
    (
        re.compile(r"\b(did|does|do|was|were|have|has|had|could|would|should|is|are|am|ai)n'?t\b"),
        r"\1 not",
    ),
    (re.compile(r"\b(?:i'm|im)\b"), "i am"),
    (re.compile(r"\b(?:i've|ive)\b"), "i have"),
    (
        re.compile(r"(?<=[a-z])'ve\b|(?<=could)ve\b|(?<=would)ve\b|(?<=might)ve\b|(?<=must)ve\b"),
        " have",
    ),
    (re.compile(r"\b(?:i'll)\b"), "i will"),
    (re.compile(r"\b(?:i'd|id)\b"), "i would"),
    (re.compile(r"\b(?:let's|lets)\b"), "let us"),
    (re.compile(r"\b(that|it|what|there|he|she|who|where)'?s\b"), r"\1 is"),
    (re.compile(r"\b(we|they|you)'(ve|re|ll|d)\b"), r"\1"),
    (re.compile(r"'(?:til|till)\b|\btil\b"), "till"),
    (re.compile(r"'s\b"), ""),
    (re.compile(r"(?<=[a-z]{2})ish\b(?<!finish)(?<!rubbish)(?<!british)(?<!english)"), " ish"),
    (re.compile(r"\b(?:uh huh|mm hmm|mhm|mmhmm|mm hm)\b"), "yes"),
    (re.compile(r"\b(another|extra|further) hour\b"), r"\1 one hour"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"\bdunno\b"), "do not know"),
    (re.compile(r"\bkinda\b"), "kind of"),
    (re.compile(r"\b(?:min|mins|minuets|minuet)\b\.?"), "minutes"),
    (re.compile(r"\b(?:hr|hrs)\b\.?"), "hours"),
    (re.compile(r"\ball ?right\b|\balrite\b"), "alright"),
    (re.compile(r"\bok\b"), "okay"),
    (re.compile(r"\bmid k?(night|day)\b"), r"mid\1"),
    (re.compile(r"\bmidnite\b"), "midnight"),
)

_TOKEN = re.compile(
    r"\d{1,2}[:.]\d{2}(?![\d])|\d+\.\d+|\d+|o'clock|[a-z]+(?:'[a-z]+)?|[,.;?!%/]|(?<=\s)-+(?=\s)"
)
_HESITATIONS = frozenset(
    ["um", "uh", "er", "erm", "uhm", "umm", "uhh", "hm", "hmm", "mm", "ah", "eh", "gosh", "ooh"]
)


def tokens(words: str) -> list[str]:
    """The utterance as tokens; empty when nothing was really said.

    Returns:
        Lower-case words, digits ("10:30", "20", "1.5") and the separators ``, . ? -``.
    """
    text = unicodedata.normalize("NFKC", _fractions(words)).lower().translate(_SIGNS)
    text = written_out(_PHANTOMS.sub(" ", text))
    text = re.sub(r"(?<=\d)\s*-\s*(?=\d)", " or ", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = with_hours_written_out(text)
    text = re.sub(r"(?<=\d)(?=[a-z])|(?<=\d)-(?=[a-z])", " ", text)
    for pattern, plain in _CONTRACTIONS:
        text = pattern.sub(plain, text)
    found = _headed([_separator(token) for token in _TOKEN.findall(text)])
    kept = [t for t in _glue_oh(found) if t not in _HESITATIONS]
    return kept if any(t[0].isalnum() for t in kept) and kept != ["you"] else []


_HEADINGS = frozenset(
    [
        "bed",
        "bedtime",
        "light",
        "lights",
        "sleep",
        "asleep",
        "latency",
        "wake",
        "woke",
        "wakings",
        "awakenings",
        "awake",
        "up",
        "rise",
        "nap",
        "naps",
        "quality",
        "rating",
        "overall",
    ]
)


def _headed(found: list[str]) -> list[str]:
    """As in "Quality? I'd say three." and "Naps? None.": a heading of the diary, not a question."""
    return [
        ","
        if t == "?"
        and 0 < i < len(found) - 1
        and found[i - 1] in _HEADINGS
        and (i == 1 or not found[i - 2][0].isalnum())
        else t
        for i, t in enumerate(found)
    ]


def _fractions(words: str) -> str:
    for sign, plain in _FRACTIONS:
        words = re.sub(rf"(?<!\d)\s*{sign}", plain.replace(" and a", "").replace(" and", ""), words)
        words = words.replace(sign, plain)
    return words


def _separator(token: str) -> str:
    return {";": ".", "!": "."}.get(token, "-" if token.startswith("-") else token)


def _glue_oh(found: list[str]) -> list[str]:
    """Keep "oh" only as the nought of "eleven oh five"."""
    return [
        t
        for i, t in enumerate(found)
        if t not in ("oh", "o") or (0 < i < len(found) - 1 and found[i + 1] in _AFTER_OH)
    ]


_AFTER_OH = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
