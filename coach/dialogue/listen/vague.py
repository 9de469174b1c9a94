"""Finds words that name an amount or a time without saying which: "ages", "several", "late"."""

from collections.abc import Sequence

from coach.dialogue.listen.phrasebook import Phrasebook
from coach.dialogue.listen.values import Vague

_PHRASES: dict[str, str] = {
    "minutes": (
        "for ages|ages|forever|for ever|for hours|hours and hours|hours|a while|a good while|"
        "quite a while|a little while|a long while|some while|not long|not that long|"
        "not very long|not too long|not long at all|a long time|a very long time|"
        "such a long time|quite some time|some time|a fair bit|a good bit|an eternity|"
        "eternity|too long|way too long|far too long|so long|really long|very long|quite long|"
        "half the night|most of the night|all night|all night long|long time|a short while|"
        "a short time|a bit of time|a fair while|a lot of time|hardly any time|not much|"
        "not much time|pretty quickly|quite quickly|fairly quickly|really quickly|"
        "very quickly|quickly|pretty quick|quite quick|fairly quick|pretty fast|quite fast|"
        "soon enough|pretty soon|several minutes|several hours|the whole night|a bit|"
        "long enough|longer than usual|longer than i would like|longer than i wanted|"
        "longer than normal|a wee while|a little bit|a tiny bit|a wee bit|no time to speak of|"
        "a good chunk of the night|a good part of the night|a good hour or more|"
        "some of the night|the best part of the night|most of the small hours"
    ),
    "count": (
        "several times|several|loads of times|loads|a lot of times|lots of times|many times|"
        "a lot|lots|a bunch of times|a bunch|too many times|too many|countless times|"
        "countless|numerous times|constantly|all the time|every hour|every half hour|"
        "on and off|off and on|a handful of times|a handful|multiple times|a number of times|"
        "umpteen times|many|heaps|tons of times|tons|more than once|every couple of hours|"
        "every two hours|every few hours|quite often|often|repeatedly|every 2 hours|"
        "some times|up and down|"
        "a million times|a hundred times|a thousand times|lost count|"
        "more times than i can count|more than i can count|"
        "i can not count"
    ),
    "clock": (
        "late|too late|very late|early|too early|quite late|quite early|pretty late|"
        "pretty early|really late|really early|the small hours|the early hours|small hours|"
        "early hours|before dawn|at dawn|at sunrise|my usual time|the usual time|usual time|"
        "the normal time|the same time as usual|the same time as always|dark oclock|"
        "stupid oclock|first light|the crack of dawn|the same time as ever|same time as ever|"
        "same time as usual|same time as always|same time every night|the usual hour"
    ),
    "any": (
        "the usual|as usual|same as usual|usual amount|the usual amount|same as always|"
        "same as ever|the normal amount"
    ),
}
_TABLE = Phrasebook((p, Vague(kind)) for kind, ps in _PHRASES.items() for p in ps.split("|"))
VAGUE_STARTS = _TABLE.first_words
"""The words, besides numbers, that one can start with."""


def vague_at(tokens: Sequence[str], i: int) -> tuple[Vague, int] | None:
    """The vague amount that starts at `i` and the index after it."""
    return None if i and tokens[i - 1] == "how" else _TABLE.at(tokens, i)
