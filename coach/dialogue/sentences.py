"""Groups a model's streamed text into whole sentences, ready for the gate and the voice.

Called by the engine around `LLM.stream`. It changes no word: it only cuts, strips and joins spaces.
It refuses a sentence that does not end.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from safety.ask import LLMError

MAX_CHARS = 300
"""Longest sentence let through: about 25 s of speech, far beyond what a coach should say."""

_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_STOP = re.compile(r"(?P<stop>[.!?…]++)(?P<closed>[\"'\u201d\u2019»)\]}*_`]*+)(?=\s)")
_WORD_BEFORE = re.compile(r"\w(?:[\w.]*\w)?$")
_LIST_MARKER = re.compile(r"\s*\d{1,2}")
_AHEAD = re.compile(r"\s?[\"'\u201c\u2018«(\[*_]{0,3}(?P<next>\d{1,2}[:)]?\s?|[^\W\d_]{0,10})")
_LOOKAHEAD_CHARS = 20

_ALWAYS_GOES_ON = re.compile(r"dr|mrs?|ms|prof|st|e\.?g|i\.?e|vs|cf|approx|incl|esp")
_MAY_GO_ON = re.compile(
    r"[ap]\.?m|[apm]|etc|al|mins?|hrs?|h|secs?|u\.s(?:\.a)?|u\.k|ph\.d"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
)
_CAPITAL_ANYWHERE = re.compile(
    r"I|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December"
)


async def sentences(pieces: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """Whole sentences, stripped, in order; the same whatever the pieces' sizes.

    A sentence ends at . ! ? or an ellipsis before a space, or at a line's end. Clock times,
    decimals, "a.m.", "e.g.", "Dr." and a list's "1." do not end one. What holds no letter or digit
    is left out. When `pieces` raises, the rest is dropped. When it ends by itself the rest is a
    sentence too, stop or no stop: an adapter raises for every reply that was cut, so a plain end
    means the model had finished (the last full stop of a numbered line is often left out).
    Closes `pieces`.

    Raises:
        LLMError: a sentence is longer than MAX_CHARS; and whatever `pieces` raises.
    """
    rest = ""
    async with aclosing(_and_a_line_end(pieces)) as source:
        async for piece in source:
            rest = _SPACES.sub(" ", rest + _LINE_ENDS.sub("\n", piece))
            while (end := _first_end(rest := rest.lstrip())) is not None:
                if sentence := _checked(rest[:end]):
                    yield sentence
                rest = rest[end:]
            if len(rest) > MAX_CHARS + _LOOKAHEAD_CHARS:
                raise _too_long()


def split(text: str) -> list[str]:
    """The whole sentences of a finished text, cut by the same rule."""
    rest = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text + "\n"))
    found = []
    while (end := _first_end(rest := rest.lstrip())) is not None:
        if sentence := rest[:end].strip():
            found.append(sentence)
        rest = rest[end:]
    return found


async def _and_a_line_end(pieces: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    async with aclosing(pieces):
        async for piece in pieces:
            yield piece
    yield "\n"


def _checked(sentence: str) -> str:
    sentence = sentence.strip()
    if len(sentence) > MAX_CHARS:
        raise _too_long()
    return sentence if any(letter.isalnum() for letter in sentence) else ""


def _too_long() -> LLMError:
    return LLMError(f"the model wrote over {MAX_CHARS} characters in one sentence", retryable=True)


def _first_end(text: str) -> int | None:
    """Where the first sentence ends; None when none ends yet or more text has to decide.

    What a prefix of the text decides, no later text overturns: this keeps the result the same
    however the text arrives.
    """
    line, newline, _ = text.partition("\n")
    for stop in _STOP.finditer(line):
        ends = _is_end(line, stop, whole=bool(newline))
        if ends is None:
            return None
        if ends:
            return stop.end()
    return len(line) if newline else None


def _is_end(line: str, stop: re.Match[str], *, whole: bool) -> bool | None:
    before, mark = line[: stop.start()], stop["stop"]
    found = _WORD_BEFORE.search(before)
    word = found[0].lower() if found else ""
    unsure = bool(stop["closed"]) or mark.startswith(("..", "…"))
    if mark == ".":
        if _ALWAYS_GOES_ON.fullmatch(word) or _LIST_MARKER.fullmatch(before):
            return False
        may_go_on = _MAY_GO_ON.fullmatch(word.lstrip("0123456789."))
        unsure = unsure or bool(may_go_on) or word == "no"
    if not unsure:
        return True
    return _starts_anew(line[stop.end() :], whole=whole, after_no=word == "no")


def _starts_anew(after: str, *, whole: bool, after_no: bool) -> bool | None:
    """Whether what follows begins a sentence: a capital that is not always one, or "2:"."""
    ahead = _AHEAD.match(after)
    following = ahead["next"] if ahead else ""
    if ahead is not None and ahead.end() == len(after) and not whole and len(following) < 10:
        return None
    if following[:1].isdigit():
        return following.rstrip()[-1:] in (":", ")") and following[-1:].isspace()
    if after_no:
        return True
    return following[:1].isupper() and not _CAPITAL_ANYWHERE.fullmatch(following)
