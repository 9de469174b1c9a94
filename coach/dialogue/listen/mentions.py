"""Finds every value in an utterance, hedges and ranges included, before any is given to a field."""

from collections.abc import Sequence

from coach.dialogue.listen.bounds import bounded
from coach.dialogue.listen.clock import CLOCK_STARTS, FOUR_DIGITS, clock_at, half_at, hour_of, skip
from coach.dialogue.listen.count import COUNT_STARTS, count_at
from coach.dialogue.listen.duration import DURATION_STARTS, duration_at
from coach.dialogue.listen.joining import join
from coach.dialogue.listen.lexicon import LEXICON
from coach.dialogue.listen.numbers import NUMBER_WORDS, number_at
from coach.dialogue.listen.quality import GRADE_STARTS, grade_at
from coach.dialogue.listen.taken import is_taken
from coach.dialogue.listen.vague import VAGUE_STARTS, vague_at
from coach.dialogue.listen.values import Clock, Meaning, Mention, Minutes, Number

_HEDGES = (
    "about",
    "around",
    "maybe",
    "perhaps",
    "probably",
    "like",
    "roughly",
    "say",
    "possibly",
    "at",
    "more",
    "even",
    "a",
)
_LIKE_THAT = [
    "good",
    "bad",
    "big",
    "little",
    "small",
    "young",
    "old",
    "new",
    "nice",
    "loud",
    "quiet",
    "quick",
    "real",
    "hard",
    "easy",
    "weird",
    "strange",
    "normal",
    "usual",
    "decent",
    "lovely",
    "horrible",
    "terrible",
    "broken",
    "restless",
    "eldest",
    "oldest",
    "youngest",
    "loved",
]
"""Adjectives after which "one" is no number: "the little one", "a rough one"."""

_NOT_TIMES = frozenset(LEXICON.things)


def mentions(tokens: Sequence[str]) -> list[Mention]:
    """All values in order of speech, never overlapping."""
    found: list[Mention] = []
    taken_until = -1
    i = 0
    while i < len(tokens):
        hit = _value_at(tokens, i)
        if hit is None:
            i += 1
            continue
        meaning, end = _ranged(tokens, i, *hit)
        end = _tail(tokens, end)
        if is_taken(tokens, i, end, meaning, taken_until=taken_until):
            i = taken_until = end
            continue
        found.append(Mention(bounded(tokens, i, end, meaning), i, end))
        i = end
    return found


_STARTS = NUMBER_WORDS | CLOCK_STARTS | DURATION_STARTS | GRADE_STARTS | COUNT_STARTS | VAGUE_STARTS


def _value_at(tokens: Sequence[str], i: int) -> tuple[Meaning, int] | None:
    if tokens[i] not in _STARTS and not tokens[i][0].isdigit():
        return None
    if tokens[i] == "one" and _pronoun_one(tokens, i):
        return None
    if start := _stretch_start(tokens, i):
        return start
    clock = clock_at(tokens, i)
    if FOUR_DIGITS.fullmatch(tokens[i]):
        return clock
    if clock and (_minutes_to_hour(tokens, i, clock[1]) or tokens[i] == "half"):
        return None if tokens[i] == "half" and duration_at(tokens, i) else clock
    return (
        duration_at(tokens, i)
        or _amount_of_good(tokens, i)
        or grade_at(tokens, i)
        or count_at(tokens, i)
        or clock
        or vague_at(tokens, i)
        or _number(tokens, i)
    )


def _amount_of_good(tokens: Sequence[str], i: int) -> tuple[Meaning, int] | None:
    """As in "a good while", which is no grade."""
    vague = vague_at(tokens, i)
    return vague if vague and vague[0].kind in ("minutes", "count") and vague[1] - i > 1 else None


def _stretch_start(tokens: Sequence[str], i: int) -> tuple[Meaning, int] | None:
    """The ten of "from ten to seven", which is no "ten to seven"."""
    lead = tokens[i - 1] if i else ""
    number = number_at(tokens, i) if lead in ("from", "bed", "asleep", "slept") else None
    if not number or tokens[number[1] : number[1] + 1] not in (["to"], ["till"], ["until"]):
        return None
    if number[0] > _LAST_HOUR or "sleep" in tokens[max(0, i - 2) : i]:
        return None  # "tried to sleep from twenty-five to twelve" is one time
    end = number_at(tokens, number[1] + 1)
    # "In bed ten till six" is no ten to six: nobody goes to bed then and says so in passing.
    if lead == "from" or (number[0] == _TEN and end and end[0] in _EARLY_HOURS):
        return Number(number[0], number[0]), number[1]
    return None


_TEN = 10
_LAST_HOUR = 24
_EARLY_HOURS = (5, 6, 7)


def _minutes_to_hour(tokens: Sequence[str], i: int, end: int) -> bool:
    return "minutes" in tokens[i:end]


def _number(tokens: Sequence[str], i: int) -> tuple[Meaning, int] | None:
    found = number_at(tokens, i)
    if found is None:
        return None
    value, end = found
    less = list(tokens[end : end + 3]) == ["more", "or", "less"]
    if end < len(tokens) and tokens[end] in _NOT_TIMES and not less:
        return None
    if tokens[end : end + 1] == ["something"] and tokens[end + 1 : end + 2] != ["like"]:
        return Number(value, value, open_ended=True), end + 1
    end = skip(tokens, end, ("ish",))
    half, end = half_at(tokens, end)
    number = Number(value, value, half)
    if tokens[end : end + 3] == ["on", "the", "clock"] and (seen := hour_of(number)):
        return seen, end
    return number, end


def _pronoun_one(tokens: Sequence[str], i: int) -> bool:
    before = tokens[i - 1] if i else ""
    if tokens[i + 1 : i + 2] in (["hour"], ["minute"]):
        return False
    if _one_of_several(tokens, i):
        return True
    if before == "as" or tokens[i + 1 : i + 2] in (["does"], ["must"], ["is"], ["knows"]):
        return True
    if before in ("have", "had", "take", "took"):
        return count_at(tokens, i) is None and duration_at(tokens, i) is None
    return before in (
        "late",
        "early",
        "long",
        "short",
        "wee",
        "quick",
        "tiny",
        "rough",
        "tough",
        "that",
        "this",
        "the",
        "no",
        "last",
        "first",
        "second",
        "each",
        "every",
        "any",
        "some",
        "which",
        "another",
        "other",
        "same",
        "right",
        "wrong",
        *_LIKE_THAT,
    )


def _one_of_several(tokens: Sequence[str], i: int) -> bool:
    """As in "one was ten minutes, one twenty" and "one at three, one at five"."""
    after = tokens[i + 1] if i + 1 < len(tokens) else ""
    if after in ("was", "lasted", "took"):
        return True
    return after in ("at", "around", "about") and "one" in (*tokens[:i], *tokens[i + 1 :])


def _ranged(tokens: Sequence[str], start: int, meaning: Meaning, end: int) -> tuple[Meaning, int]:
    """Joins "half ten or quarter to eleven" and "30 to 45 minutes" into one value."""
    before = tokens[start - 1] if start else ""
    links = {"or", "to", "till", "until", "-", "maybe", "through"}
    if before in ("after", "gone"):
        links.remove("maybe")  # "after one maybe one fifteen": a bound, then a guess
    if isinstance(meaning, Minutes) and _just_more(tokens, end, meaning):
        links.add(",")
    if "between" in tokens[max(0, start - 3) : start]:
        links.add("and")
    j = _linked(tokens, end, links)
    linked = j > end
    after = skip(tokens, end, (",",))
    bare_repeat = not linked and (
        _at_most(tokens, end, meaning)
        if isinstance(meaning, Minutes)
        else _repeats_hour(tokens, after, meaning)
    )
    j = after if bare_repeat else j
    if not (linked or bare_repeat):
        return meaning, end
    j = skip(tokens, j, (*_HEDGES, "just")) if linked else j
    other = _value_at(tokens, j) if j < len(tokens) else None
    joined = join(meaning, other[0]) if other else None
    stretch = before == "from" or any(t in ("till", "until") for t in tokens[end:j])
    if stretch and isinstance(joined, Number) and joined.hi <= 12:
        joined = hour_of(joined)
    if other is None or joined is None or (before == "at" and isinstance(joined, Minutes)):
        return meaning, end
    if _second_thought(tokens, end) and not _alike(meaning, other[0]):
        return meaning, end
    return joined, other[1]


def _just_more(tokens: Sequence[str], end: int, first: Minutes) -> bool:
    """As in "an hour, hour and a half": a second, slightly longer guess."""
    if tokens[end : end + 1] != [","] or end + 1 >= len(tokens):
        return False
    second = duration_at(tokens, end + 1) or number_at(tokens, end + 1)
    if second is None or (isinstance(second[0], int) and first.hi >= 60):
        return False
    hi = second[0].hi if isinstance(second[0], Minutes) else second[0]
    return first.lo < hi <= first.lo * 1.5


_MOST = (("max",), ("tops",), ("at", "most"), ("at", "the", "most"), ("at", "the", "outside"))


def _at_most(tokens: Sequence[str], end: int, first: Minutes) -> bool:
    """As in "a quarter of an hour twenty minutes max": two guesses at one length."""
    start = skip(tokens, end, (",", "maybe", "about"))
    second = duration_at(tokens, start) if start < len(tokens) else None
    number = number_at(tokens, start) if second is None and start < len(tokens) else None
    hi, after = (second[0].hi, second[1]) if second else number or (0, start)
    most = any(tuple(tokens[after : after + len(words)]) == words for words in _MOST)
    return most and first.lo < hi


def _second_thought(tokens: Sequence[str], end: int) -> bool:
    """As in "twenty minutes, maybe twenty-five"."""
    return list(tokens[end : end + 2]) in ([",", "maybe"], [",", "perhaps"])


def _alike(first: Meaning, second: Meaning) -> bool:
    """Whether a second thought is of the same thing, not of how long or how often it was."""
    return type(first) is type(second) or (
        isinstance(first, Minutes) and isinstance(second, Number) and second.lo <= 1.5 * first.lo
    )


_OR_ELSE = ("could have been", "might have been", "may have been", "could be", "might be")


def _linked(tokens: Sequence[str], end: int, links: set[str]) -> int:
    """The index after the words that make a range of two values; `end` where there are none."""
    j = skip(tokens, end, ("right", "straight", "all", "the", "way", "through", "up"))
    j = j if tokens[j : j + 1] in (["till"], ["until"]) else end
    while j < len(tokens) and tokens[j] in links:
        j += 1
    if j == end and _second_thought(tokens, end):
        return end + 2
    k = j + 1 if tokens[j : j + 1] in ([","], ["."]) else j
    k = skip(tokens, k, ("or", "it"))
    for phrase in _OR_ELSE:
        words = phrase.split()
        if list(tokens[k : k + len(words)]) == words:
            return k + len(words)
    return j


def _repeats_hour(tokens: Sequence[str], end: int, meaning: Meaning) -> bool:
    """As in "ten ten thirty", "eleven, half eleven": a range without a link word."""
    if not isinstance(meaning, Number) or meaning.lo > 12 or end >= len(tokens):
        return False
    nxt = _value_at(tokens, end)
    return bool(nxt and isinstance(nxt[0], Clock) and nxt[0].hour == meaning.lo)


def _tail(tokens: Sequence[str], end: int) -> int:
    for words in (
        ("or", "so"),
        ("or", "thereabouts"),
        ("or", "something"),
        ("or", "maybe"),
        ("ish",),
    ):
        if tuple(tokens[end : end + len(words)]) == words:
            return end + len(words)
    return end
