"""Reads what is said beside a question without answering it: help, back, advice, a grief, a delete.

Called by `coach.dialogue.requests` and `night_talk` after the safety gate has spoken. It reads no
values and decides nothing; what it does not know is None.
"""

import re
from enum import StrEnum


class Aside(StrEnum):
    """What is asked of the coach beside the question."""

    DELETE = "delete"
    HELP = "help"
    BACK = "back"
    ADVICE = "advice"


class Feeling(StrEnum):
    """What weighs on somebody, as far as one kind sentence can take it up."""

    LOSS = "loss"
    LONELY = "lonely"
    PAIN = "pain"
    LOW = "low"


_LEAD = (
    r"(?:(?:please|can you|could you|can we|could we|can i|could i|i want you to|i want to|i would "
    r"like to|i d like to|let s|just|no|actually|ok|okay|oh|wait|sorry|hey|um|so|and|but|well) )*"
)
_TAIL = r"(?: (?:please|again|now|then|instead|thanks))*"
_NIGHT = (
    r"(?:it|that|this|all of (?:it|that|this)|the (?:lot|whole thing)|last night|"
    r"(?:the|this|that|last night s|today s) (?:whole )?(?:night|entry|record|diary entry)"
    r"(?: (?:of|for|from|to) (?:last night|today|this morning))?|"
    r"what i (?:said|told you)(?: (?:about|of) (?:it|last night|the night))?)"
)
_ASIDES = (
    (
        Aside.DELETE,
        r"(?:delete|erase|remove|wipe|scrap|clear|bin|discard|get rid of|throw away) "
        rf"{_NIGHT}(?: (?:away|out))?",
    ),
    (
        Aside.HELP,
        r"help(?: (?:menu|page))?|(?:commands|instructions|menu|options)|"
        r"what (?:can|could|do|should|may) (?:i|you|we) (?:say|do|ask|tell you)(?: here| for me)?|"
        r"what are (?:my|the) options|what (?:is|are) you for|"
        r"how (?:does|do) (?:this|it|you) work|what is this|how do i use (?:this|you)|"
        r"what (?:do|should) i do(?: here)?|i (?:don t|do not) know what to (?:say|do)",
    ),
    (
        Aside.BACK,
        r"(?:go |take me |step |come )?back(?: (?:a|one) (?:step|question))?|undo(?: that| it)?|"
        r"(?:go (?:back )?to )?(?:the )?(?:previous|last) (?:question|one)|back up|"
        r"i (?:made|ve made) a mistake|that was a mistake|i (?:got|said) that wrong",
    ),
)
_WHOLE = tuple((a, re.compile(rf"{_LEAD}(?:{p}){_TAIL}")) for a, p in _ASIDES)
_ADVICE = re.compile(
    r"\b(?:how (?:do|can|could|should|would|might) (?:i|you|we|one) (?:\w+ )?"
    r"(?:sleep|get|fall|stay|stop|fix|improve|nod|drop|relax|switch)|"
    r"(?:should|shall|may|must) i (?:\w+ )?(?:nap|sleep|go|get|stay|have|drink|eat|stop|cut|"
    r"avoid|try|read|use|lie|exercise|take a nap)|"
    r"what (?:should|can|could|must) i (?:do|try|change) (?:to|about|when|if|for|so)|"
    r"(?:any|some|give me|got) (?:\w+ )?(?:tips?|advice)|what helps|"
    r"(?:can|could|will|would) you (?:please )?(?:help|fix|make|teach) me|"
    r"(?:is it|are naps|is napping) (?:ok|okay|bad|good|normal|healthy|wrong)|"
    r"how (?:much|many hours|long) (?:\w+ )?(?:should|do|does) (?:i|you|we|people|one)|"
    r"(?:what|when) (?:time )?should i (?:go|get|be|sleep|nap))\b"
)
_KIN = (
    r"(?:husband|wife|partner|spouse|mum|mom|mother|dad|father|parents?|son|daughter|baby|child|"
    r"brother|sister|twin|friend|gran\w*|nan|nana|uncle|aunt\w*|cousin|fiancee?|boyfriend|"
    r"girlfriend|dog|cat|horse|colleague|neighbou?r)"
)
_FEELINGS = (
    (
        Feeling.LOSS,
        rf"{_KIN} (?:has |have |had |just |also |recently |suddenly )*(?:died|passed(?: away| on)?|"
        rf"is dying|is dead|was killed|killed (?:him|her)self)|death of my|"
        rf"(?:lost|buried|burying) (?:my|our) (?:\w+ )?{_KIN}|funeral|miscarr\w+|"
        r"(?:i m|i am|still|been) grieving|griev(?:e|ing) (?:for|over)|grief|bereave\w*|"
        r"in mourning|widow\w*",
    ),
    (
        Feeling.LONELY,
        r"lonely|loneliness|(?:so|all|very|really|too|feel|feeling|felt|completely|totally) alone|"
        r"(?:no ?one|nobody) (?:to talk|to turn|cares|calls|visits|is there)|isolated|"
        r"i miss (?:him|her|them|my|our)|(?:have|got) no (?:one|friends)",
    ),
    (
        Feeling.PAIN,
        r"(?:in|so much|a lot of|terrible|awful|bad|constant|chronic|"
        r"(?!no |any |without |less )\w+) "
        r"pain|"
        r"(?:it|everything|my (?:\w+ ){1,2}?) ?(?:hurts?|aches?|is killing me|is agony)|in agony|"
        r"migraine|(?:back|tooth|head)ache",
    ),
    (
        Feeling.LOW,
        r"(?:i m|i am|i feel|i felt|i was|i ve been|i have been|feeling|been feeling|feel) "
        r"(?:(?:so|very|really|just|too|a bit|quite|pretty|still|all|such|completely|totally|"
        r"utterly|rather|incredibly) )*"
        r"(?:sad|down(?! (?:at|by|for|to|in|the|with|about)\b)|low|"
        r"worried|anxious|scared|afraid|frightened|terrified|stressed|overwhelmed|"
        r"heartbroken|miserable|depressed|fed up|desperate|upset|lost|ashamed|guilty|angry|numb|"
        r"broken|exhausted|worn out|burnt out|burned out|at my wits)|"
        r"(?:i can t|cannot|couldn t|could not|can not) (?:stop crying|cope)|"
        r"cr(?:ied|ying)(?: (?:all|most of|half|myself|a lot))|been crying|in tears|panic attacks?|"
        r"(?:left|leaving|cheated on|divorcing) me|divorce|broke up|split up|"
        r"(?:lost|losing) my (?:job|home|house)|made redundant|laid off|got fired|was fired|"
        r"(?:tired|sick|weary) of (?:this|it|all this|not sleeping|being tired|everything)|"
        r"falling apart|so hard (?:for me|right now|at the moment)",
    ),
)
_FELT = tuple((f, re.compile(rf"\b(?:{p})\b")) for f, p in _FEELINGS)
_NOT_FELT = re.compile(
    r"\b(?:no|not|never|isn t|wasn t|without|don t|didn t|less|any)(?: \w+){0,2} $"
)


def aside_of(words: str) -> Aside | None:
    """The request that the whole utterance is; advice also where it stands among other words."""
    plain = _plain(words)
    for aside, pattern in _WHOLE:
        if pattern.fullmatch(plain):
            return aside
    return Aside.ADVICE if _ADVICE.search(plain) else None


def feeling_of(words: str) -> Feeling | None:
    """The first weight told of; None where it is denied or none is told."""
    plain = _plain(words)
    for feeling, pattern in _FELT:
        found = pattern.search(plain)
        if found and not _NOT_FELT.search(plain[: found.start()]):
            return feeling
    return None


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))
