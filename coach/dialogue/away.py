"""Reads what keeps somebody from their usual nights: a trip, an illness, a newborn, a loss.

Called by `coach.dialogue.spells` after the safety gate. It decides nothing; other people's trips
and illnesses, and those long past, are none of it.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from coach.dialogue.listen.asides import Feeling, feeling_of


class Kind(StrEnum):
    """What it is; the word it is kept under."""

    TRAVEL = "travel"
    ILLNESS = "illness"
    NEWBORN = "newborn"
    LOSS = "bereavement"
    WISH = "wish"


class Spell(NamedTuple):
    """One kind of spell that was told, where in the world, and whether it is still to come."""

    kind: Kind
    place: str = ""
    planned: bool = False


_I = (
    r"(?:i m|i am|we re|we are|i ve been|i have been|we ve been|i ll be|i will be|we ll be|"
    r"we will be)"
)
_FILL = (
    r"(?: (?:currently|now|still|just|also|actually|both|all|off|going to be|really|quite|very|so|"
    r"pretty|rather|a bit|feeling))*"
)
_PLANNED = re.compile(
    r"\b(?:ll be|will be|going to|i m going|we re going|i am going|we are going|flying|off to|"
    r"leav(?:e|ing)|tomorrow|next week|head(?:ing)? (?:to|off)|travel(?:l)?ing to|fly to|"
    r"from (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_TRAVEL = re.compile(
    rf"\b{_I}{_FILL} (?:away(?! (?:from (?:my |the )?(?:phone|screens?|desk)))|travell?ing|abroad|"
    r"on (?:a )?(?:\w+ )?(?:trip|holidays?|vacation|business|tour|conference)|on the road|overseas|"
    r"jet ?lagged)\b"
    rf"|\b{_I}{_FILL} (?:staying|visiting)(?: \w+){{1,4}} (?:until|till|for|since|this week)\b"
    r"|\b(?:i|we) (?:fly|leave|go|travel|drive)(?: off| out)? (?:on (?:holiday|vacation)|away)\b"
    rf"|\b(?:{_I}{_FILL} (?:leaving|flying|going|heading|setting|driving)|(?:i|we) (?:fly|leave|"
    r"go|set|head))(?: (?:off|out|away))?(?: (?:on )?(?:\w+day|tomorrow|tonight|next week|today))? "
    r"for (?:about |the |another )?(?:\w+ ){1,2}(?:days|nights|weeks?|fortnight)\b"
)
_PLACE = re.compile(
    rf"\b(?:{_I}{_FILL} in|{_I}{_FILL} (?:flying|going|off|travell?ing|heading|moving) (?:over )?"
    r"to|"
    r"(?:i|we) (?:fly|go|travel|flew|arrived|landed|got) (?:over )?(?:to|in)|"
    r"(?:i|we) (?:arrived|landed)(?: \w+)? in) "
    r"(?P<place>(?!bed\b|the bed|pain|trouble|a \b|an \b|my \b|the (?:morning|evening|night|middle|"
    r"bath|shower|car|office|kitchen|garden|hospital)|therapy|love|need|and\b|it\b|hospital|work|"
    r"sleep|time|general|fact|front|charge|town|so\b)\w+(?: \w+){0,2})"
)
_END_OF_PLACE = re.compile(
    r"\b(?:until|till|til|for|since|from|this|next|right|at|and|on|now|with|but|so|today|tonight|"
    r"tomorrow|through|again|because|i|we|it|to|last|these|visiting|a|an|my|in|just)\b.*$"
)
_SICK = (
    r"(?:ill|sick(?! (?:of|and tired|to death|leave))|poorly|unwell|under the weather|in hospital|"
    r"laid up|feverish|throwing up|vomiting|recovering from (?:surgery|an operation|flu|covid))"
)
_ILLNESSES = (
    r"(?:flu|influenza|covid|corona|(?:a |this |the )?(?:\w+ )?(?:cold|fever|bug|virus|infection)"
    r"(?= (?:since|until|till|and|so|now|at|for|again|today|this|with|from|but|right|still|too|i|"
    r"which|that|here)|$)|tonsillitis|bronchitis|pneumonia|norovirus|food poisoning|gastro\w*|"
    r"a temperature|a tummy bug|shingles|a (?:bad )?(?:pain )?flare(?: up)?|a pain flare)"
)
_ILL = re.compile(
    rf"\b{_I}{_FILL} {_SICK}\b"
    r"|\b(?:i|we) (?:ve |have |had |ve had |have had |ve got |have got |got |caught |ve caught |"
    r"have caught |came down with |ve come down with |went down with |m down with |am down with |"
    r"m fighting |am fighting )(?:been |got |had |caught )?(?:the |a |some |bad |awful )*"
    rf"{_ILLNESSES}"
    rf"|\b(?:got|fell|taken|been) (?:\w+ )?{_SICK}\b"
)
_BABY = re.compile(
    r"\b(?:our|my|the) (?:new )?(?:baby|babies|son|daughter|twins|little one)(?: girl| boy)? "
    r"(?:was|is|were|arrived|came|has|have)(?: \w+){0,2}? ?(?:born|arrived|here|come)\b"
    r"|\b(?:we|i) (?:ve |have )?(?:just )?(?:had|have|got) (?:a|our|the|my|another) (?:new ?born|"
    r"new baby|baby(?: (?:girl|boy))?(?= (?:on|yesterday|last|this|now|today|and|\w+ days?)|$))\b"
    r"|\b(?:a|our|my|the) new ?born\b"
)
_PAUSES = re.compile(
    r"\b(?:pause|suspend|put on hold|take a (?:break|pause) from|stop for (?:a while|now)) "
    r"(?:\w+ ){0,3}(?:programme|program|course|this|everything|it all)\b"
    r"|\b(?:can|could) (?:we|i|you) (?:please )?(?:pause|take a break|have a break)\b"
    r"|\bi (?:need|want|would like|d like) (?:to )?(?:take |have )?a (?:break|pause)"
    r"(?: from (?:this|the \w+|it|it all))?(?= (?:until|till|for|please)|$)"
)
_BACK = re.compile(
    r"\b(?:i m|i am|we re|we are|i ve got|got|came|come|arrived|we ve got)(?: \w+)? "
    r"(?:back(?! (?:to (?:sleep|bed)|into|in bed|pain|at|hurts))|home(?! (?:at|late|and)))\b"
    r"|^(?:(?:yes|well|so|and|oh|hi|hello|now) )*(?:back (?:home|again|from)|home again|back$)"
    r"|\b(?:flew|travelled|drove|landed) (?:back|home)\b"
    r"|\b(?:i m|i am|i feel|feeling|i ve) (?:\w+ )?(?:better|well again|recovered|over (?:it|the "
    r"\w+)|fine again|back to normal|healthy again|cured)\b"
    r"|\b(?:flu|cold|fever|covid|bug|virus|infection|illness) (?:is|s|has) (?:\w+ )?(?:gone|"
    r"over|past|better|cleared)\b"
    r"|\b(?:resume|unpause|take up|go on with|carry on with|continue(?: with)?|restart) "
    r"(?:\w+ )?(?:programme|program|course|plan|schedule)\b"
    r"|\blet s (?:go on|carry on|continue|resume)(?: with (?:it|the \w+))?\b|\bback to normal\b"
)
_STILL_AWAY = re.compile(
    r"\b(?:not|until|till|when|once|if|before|ll be|will be|"
    r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_PAST = re.compile(
    r"\b(?:years? ago|months? ago|last (?:year|month|summer|winter|spring|autumn)|"
    r"as a (?:child|kid)|when i was|used to|in the past|back in|long ago|in (?:19|20)\d\d)\b"
)
_OTHERS = re.compile(
    r"\b(?:my|our|his|her|the) (?:\w+ )?(?:husband|wife|partner|mum|mom|mother|dad|father|son|"
    r"daughter|kids?|child|children|brother|sister|friend|dog|cat|neighbou?r|boss) "
    r"(?:is|s|was|has|had|have|ve|are|got|caught|went)\b"
)
_DENIED = re.compile(
    r"\b(?:not|never|no|t|without|wasn|isn|nearly|almost|if|could be|might|maybe|"
    r"wish)(?: \w+){0,2} $"
)
_ASKS = re.compile(r"^(?:what|how|does|do|can|is|are|will|would|should|why)\b")


def spell_in(words: str) -> Spell | None:
    """The spell that is told of oneself; None where there is none."""
    for clause in re.split(r"[.!?;]\s+|[.!;]$|\bbut\b", words.replace("\u2019", "'")):
        text = " ".join(re.findall(r"[a-z0-9]+", clause.lower()))
        if text and not _PAST.search(text):
            found = _told(text)
            if found is not None:
                return found
    return None


def comes_back(words: str) -> bool:
    """Whether somebody who was away or unwell says that it is over."""
    text = " ".join(re.findall(r"[a-z0-9]+", words.lower()))
    found = _BACK.search(text)
    return found is not None and not _STILL_AWAY.search(text[: found.end() + 14])


def _told(text: str) -> Spell | None:
    if _PAUSES.search(text):
        return Spell(Kind.WISH)
    if _asserted(_BABY, text):
        return Spell(Kind.NEWBORN)
    if feeling_of(text) is Feeling.LOSS and not _ASKS.match(text):
        return Spell(Kind.LOSS)
    if _asserted(_ILL, text) and not _OTHERS.search(text):
        return Spell(Kind.ILLNESS)
    return _travel(text)


def _travel(text: str) -> Spell | None:
    planned = _PLANNED.search(text) is not None
    found = _PLACE.search(text)
    place = "" if found is None else _END_OF_PLACE.sub("", found["place"]).strip()
    if _asserted(_TRAVEL, text):
        return Spell(Kind.TRAVEL, place, planned)
    if place and found is not None and not _DENIED.search(text[: found.start()] + " "):
        return Spell(Kind.TRAVEL, place, planned)
    return None


def _asserted(pattern: re.Pattern[str], text: str) -> bool:
    found = pattern.search(text)
    return found is not None and not _DENIED.search(text[: found.start()])
