"""Reads what a clause says to be over: "we're back from Lisbon", "not any more".

Called by `learn`. It names what is over by its stems; which fact that is, `learn` finds.
"""

import re
from datetime import date
from typing import NamedTuple

from coach.dialogue.away import comes_back
from coach.dialogue.dates import days_named
from coach.dialogue.remember.lexicon import expanded, plain_of, stem_set
from memory.lexical import stems

_FILL = (
    r"(?: (?:finally|now|all|been|already|just|completely|thankfully|thank god|officially|"
    r"actually|both|well and truly|almost|pretty much))*"
)
_OVER = re.compile(
    rf"\b(?:is|are|s|re|has|have|ve|was|were|m|am|been|got|it s|that s){_FILL} (?:over(?! "
    rf"there| here)|finished|done(?! in\b)|ended|"
    r"gone(?! to\b| through| on\b| back to)|cancell?ed|called off|fallen through|"
    r"sorted(?: out)?|fixed|mended|repaired|"
    r"healed|cleared(?: up)?|behind (?:me|us)|complete|completed|wrapped up|resolved|"
    r"cured|passed(?! away| on)|scrapped|"
    r"shelved|calmed down|died down|settled(?: down)?|recovered|off now|handed in|out of "
    r"the way|packed up|taken down|come down|come off|dealt with|taken care of|cleaned up|"
    r"working again|back on|up and "
    r"running|shut|off$|better|back to normal|all clear)\b"
    rf"|\b(?:has|have|s|ve|they|he|she|it|{expanded('{living}')}|builders|visitors|guests|"
    rf"scaffolders|workmen|decorators){_FILL} "
    r"(?:left|gone home|went home|gone back|went back|flown (?:home|back)|flew (?:home|"
    r"back)|moved (?:out|away|on)|packed up|"
    r"finished|stopped|ended|headed home|set off home|cleared up|wore off|gone away|went "
    r"away|passed off)\b"
    r"|\b(?:finished|completed|got through|survived|handed in|passed|failed|sat|done with|"
    r"through with|finished with) (?:with )?(?:the|my|our|that|all)\b"
    r"|\bfell through\b|\b(?:didn t|isn t|not|won t be|aren t|s not) happen(?:ing)?\b|"
    r"\bpulled out of\b|\bcancell?ed (?:the|my|our)\b"
    rf"|\bnot going{_FILL}(?: (?:to|on) [\w ]+)? (?:after all|any more)\b|\b(?:last|final) "
    rf"(?:day|night|dose|session|shift) (?:of [\w ]+ )?(?:was|is|today|yesterday)\b"
    r"|\bwas (?:really |very |so |quite |all |such |just )*(?:lovely|great|fine|good|nice|"
    r"brilliant|wonderful|terrible|awful|"
    r"exhausting|ok|okay|fun|a disaster|a success|amazing|beautiful|perfect|fantastic|"
    r"boring|a nightmare)\b"
    r"|\bwent (?:well|ok|okay|fine|badly|great|better|really well|smoothly|terribly)\b"
)
_NO_MORE = re.compile(
    rf"\b(?:(?:can|doesn|don|won|isn|aren) t (?:\w+ ){1, 5}now|"
    rf"any more|any longer|no longer|no more|not now|cut (?:\w+ ){0, 3}out|gave (?:\w+ "
    rf")?up|given (?:\w+ "
    rf")?up|giving (?:\w+ )?up|quit|"
    rf"(?:i m|i am|we re|he s|she s) (?:\w+ )?off (?:the|my|our|his|her) (?!top\b|hook\b|grid\b|"
    rf"beaten\b|back\b)\w+|came off|come off|coming off|got rid of|getting rid of|"
    rf"sold (?:the|my|our)|sent (?:it|the \w+|that \w+|my \w+) back|returned the|"
    rf"(?:i|we|ve) left (?:my|the)|used to|moved out|died|passed away|rehomed|"
    rf"after all|broke up|broken up|split up|sleep(?:s|ing)? (?:right |straight )?through|"
    rf"ditched|dropped|went "
    rf"off|gone off|taken? (?:me|him|her) off|took me off|"
    rf"don t need|doesn t need|retired|unsubscribed|misdiagnos\w+|ruled out|(?:i|we|he|she|"
    rf"it|they|s|ve|has|have|{expanded('{living}')}){_FILL} stopped|stopped \w+ing)\b"
)
_ENDS_ON = re.compile(
    r"\b(?:leav(?:es|ing|e)|(?:go|goes|going|fl(?:y|ies|ying)|head(?:s|ing)?) (?:home|"
    r"back)|ends?|finish(?:es|ing)?|(?:be|is|are|s|m|re|ll be) (?:back|home|gone|over|"
    r"done|finished)|"
    r"back(?: home)?|until|till|extended|staying (?:on )?(?:until|till)|last day is|over "
    r"by|out by)\b"
)
NAMED = 0.5
"""How much a fact is of a topic at least that begins with what the fact is about."""

_BACK = re.compile(
    r"\b(?:got|came|flew|drove|made it|arrived|landed|travelled|safely|just) (?:\w+ "
    r")?(?:back(?! (?:to "
    r"(?:sleep|bed)|into bed|in bed|up|pain))|home)\b|^back (?:home|from|in)\b|^home "
    r"(?:again|from|safe)\b"
    r"|\b(?:i m|i am|we re|we are) (?:\w+ )?(?:back from|home from|back home|home again|"
    r"home now|back in)\b"
)
_BACK_AT = re.compile(r"\bback (?:on|at|to|with|into)\b")
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|in place of) (?:on |at |in |the |my |having |taking "
    r")*(?P<old>\w+(?: \w+)?)"
)
_TAIL = re.compile(
    r"(?:,| because\b| so\b| which\b| since\b| and (?:it|now|that|the|i|we)\b| but\b).*$",
    re.IGNORECASE,
)
_ENDING_WORDS = stem_set("ending")
_GENERIC = stem_set("general")


class Ending(NamedTuple):
    """Something that is over. `says_more`: the clause is a fact of its own besides.

    `on` is the day it will be over, None where it is already. `returns`: from being away, or ill;
    `is_home`: from being away, in so many words.
    """

    topic: tuple[str, ...]
    says_more: bool = False
    on: date | None = None
    returns: bool = False
    is_home: bool = False


def ending_in(clause: str, plain: str, today: date) -> Ending | None:
    """What the clause says to be over; None where it says nothing of the sort."""
    instead = _INSTEAD.search(plain)
    if instead is not None and not _OVER.search(plain):
        return Ending(tuple(stems(instead["old"])), says_more=True)
    back = _BACK.search(plain) is not None
    returns = back or (comes_back(clause) and not _BACK_AT.search(plain))
    no_more = _NO_MORE.search(plain) is not None
    if not returns and not no_more and not _OVER.search(plain):
        return None
    named = days_named(plain, today)
    ahead = not back or re.search(r"\b(?:ll|will|be) (?:\w+ )?back\b", plain) is not None
    if (
        ahead
        and _ENDS_ON.search(plain)
        and named is not None
        and named.until
        and named.until > today
    ):
        return None
    return Ending(topic_of(clause), says_more=no_more, returns=returns, is_home=back)


def end_ahead(clause: str, plain: str, today: date) -> Ending | None:
    """The day on which something that is going on will be over: "Mum leaves on Sunday"."""
    if not _ENDS_ON.search(plain):
        return None
    named = days_named(plain, today)
    if named is None or named.until is None or named.until < today:
        return None
    return Ending(topic_of(clause), on=named.until)


def topic_of(clause: str) -> tuple[str, ...]:
    """The stems that say what a clause is about, without those that say that it is over."""
    head = _TAIL.sub("", clause)
    said = plain_of(head)
    says_it = _NO_MORE.search(said) or _OVER.search(said) or not _NO_MORE.search(plain_of(clause))
    found = stems(head if says_it else clause) or stems(clause)
    return tuple(dict.fromkeys(each for each in found if each not in _ENDING_WORDS))


def likeness(topic: tuple[str, ...], fact_stems: frozenset[str]) -> float:
    """How much of a topic a fact is about, 0 to 1; 0 where they share general words only."""
    if not topic:
        return 0.0
    common = set(topic) & fact_stems
    if common <= _GENERIC and common != set(topic):
        return 0.0
    named = topic[0] in fact_stems and topic[0] not in _GENERIC
    return max(len(common) / len(set(topic)), NAMED if named else 0.0)
