"""Writes out what people cut short: "1/2 hour", "20 to fall asleep", "quarter to, no, ten to one".

Called by `words.tokens` on lower-case text before anything is read. It changes no number.
"""

import re

_SMALL = (
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty)"
)
_TENS = (
    r"(?:[1-9]\d|[5-9]|five|ten|fifteen|(?:twenty|thirty|forty|fifty)(?:[ -]five)?|sixty|ninety)"
)
_HOUR = r"(?:1[0-2]|[1-9]|one|eight|nine|ten|eleven|twelve|midnight)"
_AGAIN = r"(?:no|sorry|wait|i mean|actually|or rather|rather|make that|hang on)"
_HOURS = r"(?:hours?|hrs?)"
_PERHAPS = r"(?:maybe|perhaps|probably|i think|i'd say|or so|i guess|about|say|like)"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=\d) (?:and )?1/2 (?={_HOURS}\b)"), " and a half "),
    (re.compile(rf"(?<=\d) (?:and )?1/4 (?={_HOURS}\b)"), " and a quarter "),
    (re.compile(rf"\b(?:an? )?1/2 (?:of )?(?:an? )?{_HOURS}\b"), "half an hour"),
    (re.compile(rf"\b(?:an? )?1/4 (?:of )?(?:an? )?{_HOURS}\b"), "a quarter of an hour"),
    (re.compile(rf"\b3/4 (?:of )?(?:an? )?{_HOURS}\b"), "three quarters of an hour"),
    (re.compile(r"\b1/2 (?=(?:past )?\d{1,2}\b)"), "half "),
    (re.compile(r"\b1/4 (?=(?:past|to|of|after) )"), "quarter "),
    (
        # Not "at ten to fall asleep by eleven": there the ten says when.
        re.compile(
            rf"(?<!\bat )(?<!\bby )(?<!until )(?<!till )(?<!past )\b({_TENS}) to "
            r"(?=fall\b|drop off|nod off|doze off|drift off|get (?:off )?to sleep|go to sleep|"
            r"get off\b|be asleep)"
        ),
        r"\1 minutes to ",
    ),
    (
        # "Lights out 11 20 minutes": an hour of the clock, then how long.
        re.compile(
            rf"\b(lights? (?:out|off)|(?:in|into|to) bed)(?: at)? ({_HOUR})[ ,]+"
            rf"(?={_TENS} minutes to )"
        ),
        r"\1 at \2 , ",
    ),
    (
        re.compile(
            rf"\b(?:half|quarter|a quarter|five|ten|twenty|twenty[ -]five)(?: past| to)[ ,.-]+"
            rf"{_AGAIN}\b(?:[ ,]+{_AGAIN}\b)*[ ,]+(?={_SMALL}\b|half\b|quarter\b|midnight\b)"
        ),
        "",
    ),
    (
        re.compile(
            r"\b(?:loads|lots|tons|heaps|plenty|many|several|a few|a lot|too many)"
            rf"(?: of times| times)?[ ,-]+(?:{_PERHAPS} )*"
            rf"(?={_SMALL}(?: (?:or|to) {_SMALL})?(?: times)?(?:,? {_PERHAPS})?[ .!]*$)"
        ),
        "",
    ),
    (
        re.compile(
            r"\b(climbed|crawled|clambered|hopped|tumbled|slipped|flopped|rolled) in "
            r"(?=(?:at|around|about|by|just|roughly|shortly|before|after)\b)"
        ),
        r"\1 into bed ",
    ),
    (
        re.compile(r"\bup and awake(?= (?:at|by|around|about|from|since|just|before|after)\b)"),
        "awake and up",
    ),
)


def written_out(text: str) -> str:
    """The text, lower case, with each of these in its full form."""
    for pattern, full in _RULES:
        text = pattern.sub(full, text)
    return text
