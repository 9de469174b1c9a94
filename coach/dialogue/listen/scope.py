"""Finds the stretches that are not about this person's night: other people, other nights, plans."""

import re
from collections.abc import Sequence

from coach.dialogue.listen.cues import Cue
from coach.dialogue.listen.skeleton import Placed, Skeleton
from coach.dialogue.listen.values import Half

_PEOPLE = (
    "husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|son|daughter|kids?|baby|child|"
    "children|toddler|mum|mom|dad"
    "|mother|father|parents|flatmate|roommate|housemate|neighbou?rs?|dog|cat|brother|sister|"
    "friends?|he|she|they|spouse"
    "|other half|little one|everyone|everybody|guests?|lodger|teenager|twins"
)
_OTHER = re.compile(
    r"(?<! put)(?<! took)(?<! tucked)(?<! with)(?<! by)(?<! to)(?<! for)(?<! from)(?<! of)"
    r"(?<! beside)(?<! after)(?<! feed)(?<! feeding)(?<! fed)(?<! settle)(?<! settling)"
    r"(?<! settled)(?<! change)(?<! changing)(?<! on)(?<! let)(?<! letting)(?<! comfort)"
    r"(?<! see)(?<! get)(?<! check) "
    rf"(?:(?:my|the|our|his|her) )(?:\w+ )?(?:{_PEOPLE})(?= )|"
    r"(?<! when)(?<! than) (?:he|she|they)(?= )|"
    rf"(?<=[,.]) (?:{_PEOPLE})(?= )"
)
_OTHER_END = re.compile(
    r"(?<! says)(?<! said)(?<! reckons)(?<! thinks)(?<! that) i(?= )|"
    r" (?:\.|\?|but|we|woke me|wake me|waking me|woken me|woke us|got me|had me|me up|me|last "
    r"night|(?:that|which|it) woke|so|(?<! his)(?<! her)(?<! their) lights?)(?= )"
)
_USUAL = re.compile(
    r"(?<! than i)(?<! like i)(?<! as i)(?<! than)(?<! as)(?<! like) "
    r"(?:usually|normally|typically|generally|most nights|"
    r"most mornings|as a rule|on weekdays|(?:at|on) (?:the )?weekends?|weekends|weeknights|the "
    r"night before|night before last|two nights ago|the other night|(?:it|that) was the weekend|"
    r"at the weekend|tonight|tomorrow|next time|"
    r"next week|if i(?! (?:said|remember|recall|had to (?:guess|say)|am|was lucky|got (?:that|it)|"
    r"were to|think))|i wish|i "
    r"would like|i would (?:usually|normally)|i will(?! (?:say|give|guess|go with|be honest|"
    r"tell))|going to try|i am going|my plan|"
    r"the plan|ideally|i tend to|used to|i try to|on (?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)days?|last week|last month|when i was|in my twenties|back when|my usual(?! time)|"
    r"every (?:night|day|morning)|i (?:want|need|like|hope|plan) to(?! (?:say|think|believe|"
    r"guess)))(?= )|"
    r"^ (?:(?:so|and|but|okay|,) )*(?:why|how|what|when should|is it|are|does|do you|should i|"
    r"is there|will it|would it)(?= )|"
    r"^ (?:is|are|was|will|would|should|can) (?:<|it |that )"
)
_DID = (
    "went|got|woke|was|fell|had|slept|did|took|turned|lay|tried|started|finished|came|settled|"
    "switched|put|dozed|dropped|stayed|climbed|crawled"
)
_USUAL_END = re.compile(
    rf" (?:(?:so|and|then|,) (?:i|we) (?:then |just |only |still )?(?:{_DID})|but|\.|\?|last "
    r"night|this time|this morning|though|although|however|in the end|ended up|actually|"
    r"instead|it was|turned out|except|only (?:last|this)|yesterday)(?= )"
)
_WEEKDAY = re.compile(
    r" (?:that was |it was )?(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: night| "
    r"morning)?(?= )"
)
_WEEKDAY_END = re.compile(r" (?:but|last night|this time|\.|today|this morning|yesterday)(?= )")
_LAST_NIGHT = re.compile(r" (?:last night|this morning|last night's)(?= )")
_PLAN = re.compile(
    r" (?:planned|planning|meant to|supposed to|intended|intending|try for|hoping|hoped|wanted to|"
    r"wanting to|should have(?! been <)|would have(?! been)|could have(?! been)|aim(?:ing|"
    r"ed)? (?:for|to)|"
    r"(?:was|"
    r"is|were|had it|it) set (?:for|to|at)|alarm (?:(?:was|is) )?(?:set|for|due)|alarm (?:was|"
    r"is)(?! (?:going|ringing|beeping|buzzing|blaring))|set (?:my|the|an) alarm|my target|"
    r"the target|my goal|bedtime is|window (?:is|was|"
    r"starts|says)|need(?:ed)? to be|(?:was|am|were) going to|thought (?:i would|about))(?= )"
)
_PLAN_END = re.compile(
    r" (?:but|\.|\?|last night|though|although|however|in the end|ended up|actually|instead|it "
    r"was|so i|, i|and i|, got|, woke|, and|, so|until|only)(?= )"
)


Span = tuple[int, int]


def other_people(skeleton: Skeleton, cues: Sequence[Cue]) -> list[Span]:
    """Stretches of the text that are about somebody else."""
    return _persons(skeleton.text, cues)


def felt_by_them(skeleton: Skeleton, spans: Sequence[Span]) -> list[Span]:
    """The stretches about somebody else that do not hold the time the person was woken by it."""
    return [s for s in spans if not _woke_me(skeleton, s)]


def _woke_me(skeleton: Skeleton, span: Span) -> bool:
    inside = [v for v in skeleton.values if span[0] <= v.start < span[1]]
    start = inside[-1].start - 1 if inside else span[0]
    return bool(_WOKE_ME.search(skeleton.text[start : span[1] + _REACH]))


_REACH = 40
_WOKE_ME = re.compile(
    r"^ <\w+> woke me(?= )|"
    r"^ <\w+>(?: (?!<)\S+){0,5}? (?:(?:that|which|it) (?:(?:is|was) what )?(?:woke me|"
    r"got me up|had me up|woke us)|"
    r"that was (?:that|it|me)|finished me|did for me|had me (?:up|awake))(?= )"
)


def other_nights(skeleton: Skeleton) -> list[Span]:
    """Stretches about what is usual, planned or wished."""
    spans = _until(skeleton.text, _USUAL, _USUAL_END)
    if _LAST_NIGHT.search(skeleton.text) or any(_is_last_night(v) for v in skeleton.values):
        spans += _weekdays(skeleton.text)
    return spans + _until(skeleton.text, _PLAN, _PLAN_END)


def _is_last_night(value: Placed) -> bool:
    """Whether "last night" was said with a time: "quarter past eleven last night"."""
    return getattr(value.mention.meaning, "half", None) is Half.NIGHT


def _weekdays(text: str) -> list[Span]:
    """A day told apart from last night: "on Friday it was two", "ten, no, that was Sunday"."""
    spans = _until(text, _WEEKDAY, _WEEKDAY_END)
    for match in _WEEKDAY.finditer(text):
        if match[0].startswith((" that was", " it was")):
            spans.append((max(text.rfind(" last night", 0, match.start()), 0), match.start()))
    return spans


def within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a position of the text lies in one of the stretches."""
    return any(start <= position < end for start, end in spans)


def _persons(text: str, cues: Sequence[Cue]) -> list[tuple[int, int]]:
    inside = [
        m for m in _OTHER.finditer(text) if not any(c.start < m.start() + 1 < c.end for c in cues)
    ]
    return [(m.start(), _clause_end(text, m)) for m in inside]


_AFTER_THEM = re.compile(r" (?:<k\d+>|after|when|until|till) $")
_MY_TIME = re.compile(r"(?: [a-z]+){1,3}(?= (?:(?:,|so|around|about|maybe|then) )+<[cn])")


def _clause_end(text: str, them: re.Match[str]) -> int:
    """Where it is about somebody else no more: "once the baby settled, about half ten"."""
    mine = _MY_TIME.match(text, them.end())
    if mine and _AFTER_THEM.search(text[: them.start() + 1]):
        return mine.end()
    return _end(text, them.end(), _OTHER_END)


def _until(text: str, starts: re.Pattern[str], ends: re.Pattern[str]) -> list[tuple[int, int]]:
    return [(m.start(), _end(text, m.end(), ends)) for m in starts.finditer(text)]


def _end(text: str, position: int, ends: re.Pattern[str]) -> int:
    match = ends.search(text, position)
    return match.start() if match else len(text)


def free(values: Sequence[Placed], spans: Sequence[tuple[int, int]]) -> list[Placed]:
    """The values outside every blocked stretch."""
    return [v for v in values if not within(v.start, spans)]
