"""Undoes what a recogniser writes for words that sound alike: "half past to", "woke for times".

Each rule looks only at the neighbours; a word stays as it is unless a number (or the other word)
is what must have been said.
"""

from coach.dialogue.listen.lexicon import LEXICON

_BEFORE_NUMBER = frozenset(
    [
        "at",
        "around",
        "about",
        "past",
        "till",
        "until",
        "after",
        "by",
        "nearly",
        "almost",
        "half",
        "maybe",
        "roughly",
        "like",
        "before",
        "approximately",
        "perhaps",
    ]
)
_UNITS = frozenset(
    [
        "o'clock",
        "pm",
        "am",
        "times",
        "time",
        "hours",
        "hour",
        "minutes",
        "minute",
        "naps",
        "ish",
        "thirty",
        "fifteen",
        "forty",
        "fifty",
        "twenty",
    ]
)
_UNIT_NOUNS = frozenset(["o'clock", "pm", "am", "times", "minutes", "minute", "naps", "ish"])
_SMALL = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
        "12",
    ]
)
_HOURS = _SMALL - {"one", "two", "1", "2"}
_SOUNDS_SMALL = ("won", "for", "fore", "ate", "tin")
_MINUTES = frozenset(["thirty", "fifteen", "forty", "fifty", "twenty", "ten"])
_MINUTE_PART = frozenset(
    ["five", "ten", "twenty", "quarter", "fifteen", "5", "10", "15", "20", "25"]
)
_CLOSERS = frozenset(
    (
        ",",
        ".",
        "?",
        "-",
        "",
        "and",
        "i",
        "when",
        "but",
        "then",
        "so",
        "in",
        "this",
        "or",
        "last",
        "to",
    )
)
_AFTER_ANSWER = frozenset(["no", "yes", "i", *_MINUTES, "altogether", "maybe", "or"])
"""What may follow a number that is the first word of an answer."""
_LAST_BEFORE = frozenset(["be", "so", "it", "was", "say", "makes", "just", "only", "is", "that"])
"""Before the last word of an utterance, which is then "two" rather than "to" or "too"."""
_ALWAYS = {heard: meant for meant, sounds in LEXICON.sounds.items() for heard in sounds}


def plain(tokens: list[str]) -> list[str]:
    """The same tokens with sound-alikes put right. Same length, except "a wake" and "a sleep"."""
    done: list[str] = []
    for i, token in enumerate(tokens):
        before = done[-1] if done else ""
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        token = _ALWAYS.get(token, token)
        rule = _RULES.get(token)
        done.append((rule(done, before, after) or token) if rule else token)
        if len(done) > 1 and done[-2] == "a" and (_joined(done) or _came(done, after)):
            done[-2:] = ["a" + done[-1]]
    return done


def _came(done: list[str], after: str) -> bool:
    """As in "a sleep by nine": asleep, with when it came."""
    return done[-1] == "sleep" and after in ("by", "at", "around", "about", "within", "before")


def _joined(done: list[str]) -> bool:
    lead = done[-3] if len(done) > 2 else ""
    return done[-1] in ("wake", "woken") or (
        done[-1] == "sleep" and lead in ("fell", "fall", "was", "got", "still", "fast", "be", "am")
    )


def _two(done: list[str], before: str, after: str) -> str:
    if before in _MINUTE_PART and after in ("to", "too", *_SMALL, *_SOUNDS_SMALL):
        return "to"  # the first "to" of "ten to to" is no number
    if before in _MINUTES | _MINUTE_PART and after in _MINUTES | _MINUTE_PART:
        return "to"  # "fifteen too twenty"
    if done[-2:] == ["a", "half"]:
        return "to"  # "an hour and a half to two hours"
    two = _number_between(before, after) or (before == "or" and after in _CLOSERS)
    two = two or (before in ("to", "of", "past") and len(done) > 1 and done[-2] in _MINUTE_PART)
    two = (
        two
        or (after == "" and before in _LAST_BEFORE)
        or before == "a"
        or (after == "hours" and before not in ("close", "due"))
    )
    return "two" if two or (before == "for" and after in _UNITS) else ""


_BEFORE_TO_BED = frozenset(
    ["got", "get", "went", "go", "going", "gone", "off", "up", "back", "came"]
)


def _spelt_two(done: list[str], before: str, after: str) -> str:
    """As in "five two seven", "twenty two seven" for "to seven": minutes, then an hour."""
    if after in ("bed", "sleep") and before in _BEFORE_TO_BED:
        return "to"
    twenty = before == "twenty" and after in _HOURS - {"ten", "eleven", "twelve"}
    short = before in ("five", "ten", "quarter") and after in _HOURS
    return "to" if short or twenty else "two"


def _four(done: list[str], before: str, after: str) -> str:
    to_hour = before in ("to", "of") and len(done) > 1 and done[-2] in _MINUTE_PART
    to_hour = to_hour or (before == "to" and after == "" and len(done) > 1 and done[-2] in _SMALL)
    graded = before == "a" and after in ("", ",", ".", "maybe")
    return "four" if graded or _number_between(before, after) or to_hour else "for"


def _number_between(before: str, after: str) -> bool:
    if after == "out":
        return True  # "for out of five"
    if after in _UNIT_NOUNS or before in ("at", "from", "half", "quality"):
        return True
    if before == "" and after in _AFTER_ANSWER:
        return True
    if before in ("until", "till", "around", "by") and after in _MINUTES:
        return True
    if before in _BEFORE_NUMBER and after in _CLOSERS:
        return True
    if before == "or" and after in _UNITS:
        return True
    return (before == "" and after == "") or (after == "or" and before in ("", *_BEFORE_NUMBER))


def _eight(done: list[str], before: str, after: str) -> str:
    to_hour = before in ("to", "of", "past") and len(done) > 1
    alone = before in ("", "been", "was", "be") and after in ("", ",", ".")
    hit = before in _BEFORE_NUMBER or after in _UNITS or to_hour or alone or before in _SMALL
    return "eight" if hit else "ate"


def _one(done: list[str], before: str, after: str) -> str:
    return "won" if before in ("i", "we", "they", "he", "she", "team") else "one"


def _and(done: list[str], before: str, after: str) -> str:
    """As in "half and our"."""
    return "an" if before == "half" and after in ("our", "hour") else "and"


def _hour(done: list[str], before: str, after: str) -> str:
    hit = before in ("an", "half", "one", "a", "of") or before in _SMALL
    return "hour" if hit or after == "later" else "our"


def _past(done: list[str], before: str, after: str) -> str:
    return "past" if before in _MINUTE_PART or before in ("half", "just", "minutes") else "passed"


def _no(done: list[str], before: str, after: str) -> str:
    return "no" if after in ("wait", "sorry", "make", "actually", "scratch") else "know"


def _know(done: list[str], before: str, after: str) -> str:
    return "know" if done[-2:] == ["do", "not"] else "no"


_RULES = {
    "two": _spelt_two,
    "to": _two,
    "too": _two,
    "for": _four,
    "ate": _eight,
    "won": _one,
    "our": _hour,
    "and": _and,
    "passed": _past,
    "know": _no,
    "no": _know,
}
