"""Reads a grade of sleep, 1 to 5, from a word or a scale: "pretty rough", "three out of five"."""

from collections.abc import Sequence

from coach.dialogue.listen.numbers import number_at
from coach.dialogue.listen.phrasebook import Phrasebook
from coach.dialogue.listen.values import Grade

_WORDS = {
    1: "terrible awful dreadful horrendous horrible atrocious worst shocking diabolical abysmal"
    " miserable hideous appalling terribly awfully horribly dreadfully ghastly nightmare hellish "
    " dire"
    " woeful abominable grim brutal desperate wretched pathetic",
    2: "bad poor rough lousy crap crappy rubbish badly poorly rotten shit shitty unpleasant"
    " disappointing shite pants broken lousily fitful restless patchy ropey ropy iffy naff dodgy",
    3: "okay alright average fair middling meh fine mediocre passable moderate decentish medium"
    " soso tolerable reasonable acceptable neutral ordinary bearable adequate",
    4: "good grand well solid decent nice nicely soundly restful deeply refreshing",
    5: "excellent fantastic amazing wonderful brilliant superb perfect great fabulous outstanding"
    " marvellous incredible brilliantly wonderfully perfectly beautifully awesome terrific lovely"
    " blissful heavenly sublime smashing cracking",
}
LEVELS = {word: level for level, words in _WORDS.items() for word in words.split()}
_STRONG = frozenset(
    [
        "very",
        "really",
        "extremely",
        "super",
        "absolutely",
        "incredibly",
        "exceptionally",
        "so",
        "truly",
    ]
)
_SIZES = ("solid", "good", "decent", "nice")
"""Before a number they say how sure it is: "a solid eight"."""
_MILD = frozenset(
    [
        "pretty",
        "quite",
        "fairly",
        "rather",
        "a",
        "bit",
        "kind",
        "of",
        "sort",
        "somewhat",
        "reasonably",
        "relatively",
        "slightly",
        "just",
    ]
)
_PHRASES: tuple[tuple[str, int], ...] = (
    ("so so", 3),
    ("not too bad", 3),
    ("not so bad", 3),
    ("not bad at all", 4),
    ("not too bad at all", 4),
    ("not half bad", 4),
    ("not bad", 3),
    ("not that bad", 3),
    ("not the worst", 3),
    ("not terrible", 3),
    ("not awful", 3),
    ("nothing special", 3),
    ("could be worse", 3),
    ("could have been worse", 3),
    ("could have been a lot worse", 3),
    ("could have been much worse", 3),
    ("could be a lot worse", 3),
    ("could have been a lot better", 2),
    ("could have been much better", 2),
    ("could be a lot better", 2),
    ("could be better", 2),
    ("could have been better", 2),
    ("in the middle", 3),
    ("middle of the road", 3),
    ("fair to middling", 3),
    ("neither good nor bad", 3),
    ("good and bad", 3),
    ("like a log", 5),
    ("like a baby", 5),
    ("like a top", 5),
    ("like a stone", 5),
    ("like a rock", 5),
    ("like a brick", 5),
    ("not the best", 2),
    ("not the greatest", 2),
    ("all over the place", 2),
    ("top notch", 5),
    ("first rate", 5),
    ("like the dead", 5),
    ("best sleep", 5),
    ("best night", 5),
    ("below average", 2),
    ("above average", 4),
)
_TABLE = Phrasebook(_PHRASES)
_INTENSIFIERS = _STRONG | _MILD | {"that", "all", "too", "the"}
GRADE_STARTS = _TABLE.first_words | LEVELS.keys() | _INTENSIFIERS | {"not"}
"""The words, besides numbers, that one can start with."""


def grade_at(tokens: Sequence[str], i: int) -> tuple[Grade, int] | None:
    """The grade that starts at `i` and the index after it. Bare numbers are not read here."""
    phrase = _TABLE.at(tokens, i)
    if phrase:
        return Grade(phrase[0]), phrase[1]
    return _scaled(tokens, i) or _worded(tokens, i)


def _scaled(tokens: Sequence[str], i: int) -> tuple[Grade, int] | None:
    number = number_at(tokens, i) or ((0, i + 1) if "." in tokens[i] else None)
    if number is None:
        return None
    value, j = number
    if tokens[j : j + 2] == ["or", "so"]:
        j += 2
    if tokens[j : j + 1] in (["star"], ["stars"]):
        return Grade(value if 1 <= value <= 5 else None), j + 1
    if tokens[j : j + 2] == ["out", "of"]:
        j += 2
    elif tokens[j : j + 1] == ["/"]:
        j += 1
    else:
        return None
    top = number_at(tokens, j)
    if top is None or top[0] not in (5, 10, 100, 7):
        return None
    return Grade(value if top[0] == 5 and 1 <= value <= 5 else None), top[1]


def _worded(tokens: Sequence[str], i: int) -> tuple[Grade, int] | None:
    negated = tokens[i] == "not"
    j = i + 1 if negated else i
    strong = False
    while j < len(tokens) and j - i < 5 and tokens[j] in _INTENSIFIERS:
        strong = strong or tokens[j] in _STRONG
        j += 1
    level = LEVELS.get(tokens[j]) if j < len(tokens) else None
    if level is None or (tokens[j] in _SIZES and number_at(tokens, j + 1)):
        return None
    return Grade(_shifted(level, negated=negated, strong=strong)), j + 1


def _shifted(level: int, *, negated: bool, strong: bool) -> int:
    if negated:
        return 2 if level >= 3 else 3
    if strong and level in (2, 4):
        return 1 if level == 2 else 5
    return level
