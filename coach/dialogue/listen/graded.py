"""Tells which grades are of the night: not "well, I ...", "for good", "a bad back".

Called by `coach.dialogue.listen.reader` before the values are given to events.
"""

import re
from collections.abc import Sequence

from coach.dialogue.listen.numbers import NUMBER_WORDS
from coach.dialogue.listen.values import Grade, Mention
from memory.diary import Field

_ABOUT_SLEEP = re.compile(r" (?:slept|sleep|night|night's|nights|quality)(?= )")
_FILLERS = frozenset(
    (
        "well",
        "okay",
        "grand",
        "alright",
        "good",
        "fine",
        "great",
        "lovely",
        "perfect",
        "nice",
        "brilliant",
    )
)
_CLOSES: tuple[list[str], ...] = (
    [],
    [","],
    ["."],
    ["actually"],
    ["really"],
    ["thanks"],
    ["overall"],
    ["one"],
    ["night"],
    ["sleep"],
    ["took"],
    ["in"],
    ["head"],
    ["i"],
)
_HOW_WELL = frozenset(
    (
        "slept",
        "sleep",
        "pretty",
        "quite",
        "very",
        "really",
        "not",
        "fairly",
        "rather",
        "so",
        "reasonably",
        "extremely",
        "surprisingly",
        "super",
        "incredibly",
        "just",
    )
)
_WELL_ENDS: tuple[list[str], ...] = ([], ["."], ["thanks"], ["thank"], ["actually"], ["overall"])
"""After "well" as an answer of its own, which is then no filler."""
_NO_GRADE_BEFORE = frozenset(("for", "up", "feel", "feeling", "felt", "was feeling"))


def usable(said: list[str], found: list[Mention], asked: Sequence[Field]) -> list[Mention]:
    """Leaves out grades that are not about sleep: "well, I ...", "for good", "a bad back"."""
    return [m for m in found if not isinstance(m.meaning, Grade) or _grades(said, m, asked)]


def _grades(said: list[str], mention: Mention, asked: Sequence[Field]) -> bool:
    lead = said[mention.start - 1] if mention.start else ""
    word = said[mention.end - 1]
    if word == "nightmare" and {"had", "having", "from"} & set(said[: mention.start][-3:]):
        return False
    if said[max(0, mention.start - 2) : mention.start] in _MYSELF:
        return False
    if said[mention.start] == "like" and len(asked) == 1 and Field.QUALITY not in asked:
        return False  # "Slept like a log", asked how often they woke, answers that
    if lead in _NO_GRADE_BEFORE or (
        word == "well"
        and lead not in _HOW_WELL
        and not (Field.QUALITY in asked[:3] and said[mention.end :][:1] in _WELL_ENDS)
    ):
        return (
            "slept" in said[max(0, mention.start - 2) : mention.start]
            and lead not in _NO_GRADE_BEFORE
        )
    if "out" in said[mention.start : mention.end] or Field.QUALITY in asked[:3]:
        return True
    if said[mention.start] == "all":
        return False  # "All good, but ..." says yes
    return _set_off(said, mention, asked, word) or _of_sleep(said, mention, asked)


def _set_off(said: list[str], mention: Mention, asked: Sequence[Field], word: str) -> bool:
    """Whether a free answer gives it apart: as a sentence, its first word or its last."""
    if asked in ((), []) or len(asked) > 3:
        alone = _LEADS.issuperset(said[: mention.start]) or said[mention.start - 1] in _SEPARATORS
        followed = said[mention.end : mention.end + 1]
        if (
            alone
            and (
                mention.end - mention.start > 1
                or word not in _FILLERS
                or said[mention.end : mention.end + 2] in _MUSED
                or said[max(0, mention.start - 1) : mention.start] in _JUDGES
            )
            and (followed in _CLOSES or _opens_with(said, mention, followed, word))
        ):
            return True
        return _closes_account(said, mention)
    return False


def _of_sleep(said: list[str], mention: Mention, asked: Sequence[Field]) -> bool:
    if _judges(said, mention, asked):
        return True
    around = " " + " ".join(said[max(0, mention.start - 4) : mention.end + 2]) + " "
    greeting = said[mention.start : mention.end + 1] == ["good", "night"]
    more = said[mention.end + 1 : mention.end + 2]
    greeting = greeting and more not in (["all"], ["overall"]) and not set(more) & _OPENS
    return bool(_ABOUT_SLEEP.search(around)) and not greeting


def _opens_with(said: list[str], mention: Mention, followed: list[str], word: str) -> bool:
    """As in "Terrible it took me two hours": the first word, where no punctuation follows."""
    strong = isinstance(mention.meaning, Grade) and mention.meaning.level in _STRONG_LEVELS
    opens = bool((_OPENS | NUMBER_WORDS) & set(followed)) or followed[:1] == ["bed"]
    several = mention.end - mention.start > 1
    short = word in _FILLERS and not several
    judged = said[max(0, mention.start - 1) : mention.start] in _JUDGES
    return (strong or several or judged) and opens and (judged or not short)


def _closes_account(said: list[str], mention: Mention) -> bool:
    """As in "up at seven pretty good overall": the last words, where no punctuation sets them off.

    Only after a value, so that nothing named between is what was graded.
    """
    lead = said[mention.start - 1] if mention.start else ""
    bare = mention.end - mention.start == 1 and said[mention.start] in _FILLERS
    ended = lead in NUMBER_WORDS or lead in _ENDS_VALUE or lead[:1].isdigit()
    return ended and said[mention.end :] in _CLOSING and not bare


_ENDS_VALUE = frozenset(("minutes", "hour", "hours", "times", "once", "twice", "am", "pm", "past"))
_CLOSING: tuple[list[str], ...] = ([], ["."], ["overall"], ["overall", "."], ["all", "in", "all"])
_MYSELF = (["i", "was"], ["i", "am"], ["i", "were"], ["i", "be"])
_JUDGING = re.compile(
    r" (?:(?:it|that|which|sleep|all in all|overall|night) (?:was|is)(?: (?:all|just))?|i "
    r"would (?:say|call (?:it|that)|give it|rate it|put it(?: at| as)?|have to say)(?: it "
    r"was)?|call it|so|rate it|calling it|quality|i suppose|i guess|feels? like|it felt) $"
)
_PASSING = re.compile(r" (?:it|that|which) (?:was|is)(?: (?:all|just))? $")
_ENDS = frozenset(
    (",", ".", "?", "-", "and", "but", "i", "really", "overall", "so", "though", "thanks", "with")
)
_OPENS = frozenset(
    [
        "it",
        "i",
        "slept",
        "woke",
        "bed",
        "took",
        "went",
        "got",
        "in",
        "up",
        "could",
        "lay",
        "lying",
        "was",
        "had",
        "kept",
        "tossed",
        "tossing",
        "barely",
        "hardly",
        "never",
        "did",
        "not",
        "we",
        "the",
        "my",
        "because",
        "cause",
        "baby",
        "woken",
        "so",
        "and",
        "then",
        "headed",
        "climbed",
        "turned",
        "hit",
        "fell",
        "asleep",
        "lights",
        "light",
        "tried",
        "started",
        "put",
        "switched",
        "closed",
        "crawled",
        "hopped",
        "jumped",
        "finally",
        "alarm",
        "final",
        "out",
        "first",
        "all",
        "spent",
        "stayed",
        "wide",
        "awake",
        "maybe",
        "around",
        "about",
        "at",
        "about",
        "only",
        "just",
        "off",
    ]
)
_MUSED = (
    ["i", "guess"],
    ["i", "suppose"],
    ["i", "think"],
    [",", "thank"],
    [",", "thanks"],
    [",", "i"],
    ["thank", "you"],
)
"""After a single word they make a judgement of it: "Okay I guess.", "Lovely, thank you."."""
_JUDGES = (["it"], ["was"], ["say"])
_SEPARATORS = (",", ".", "?")
_LEADS = frozenset(
    [
        "well",
        "so",
        "oh",
        "yes",
        "yeah",
        "honestly",
        "overall",
        "it",
        "was",
        "that",
        "i",
        "would",
        "say",
        "call",
        "guess",
        "suppose",
        "reckon",
        "think",
        "had",
        "a",
        "an",
        ",",
        "actually",
        "okay",
    ]
)
"""What may stand before the judgement that opens an account."""
_STRONG_LEVELS = (1, 2, 5)


def _judges(said: list[str], mention: Mention, asked: Sequence[Field]) -> bool:
    """As in "It was so-so.", "I'd call it pretty good": of the night, not of something in it.

    Asked one thing, "it was lovely" is of that: a nap, an hour of reading.
    """
    lead = " " + " ".join(said[max(0, mention.start - 6) : mention.start]) + " "
    if len(asked) == 1 and _PASSING.search(lead):
        return False
    after = said[mention.end : mention.end + 1]
    if after and after[0] not in _ENDS:
        return False
    return bool(_JUDGING.search(lead)) and not (said[mention.end - 1] == "fine" and not after)
