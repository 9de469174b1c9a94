"""Finds a no that is none: with an exception, a how-often, a past or future, an event after it.

Called by `screen_reading`, `screen_told` and `review` for words that begin with a no. What it finds
is asked once more and then counts as not sure; it never decides an answer.
"""

import re
from collections.abc import Sequence

_KIN = (
    r"(?:husband|wife|partner|spouse|mum|mom|mother|dad|father|parents|son|daughter|kids?|brother|"
    r"sister|friend|flat ?mate|room ?mate|boyfriend|girlfriend|doctor|gp|dentist|nurse|he|she|they)"
)
_HARMLESS = (
    r"(?:not (?:even |ever )?once|never once|not ever|even once|not even)",
    r"(?:but )?(?:many )?(?:thanks?(?: you)?|cheers)(?: for (?:asking|checking))?",
    r"but (?:go on|carry on|do go on|next|please|why do you ask)",
    r"(?:but |only |just )?(?:i m |i am |i do |i |it s |my |the )?(?:just |only |really |always |"
    r"very |so |a bit |a little )*"
    r"(?:sleep(?:ing)? (?:so |very |really )?(?:badly|poorly|lightly|well|fine)|"
    r"(?:trouble|problems?|difficulty) (?:with )?sleep\w*|bad sleep\w*|poor sleep\w*|"
    r"light sleeper|insomnia|tired(?:ness)?|exhausted|"
    r"stress\w*|worr\w+|can t sleep|don t sleep(?: well| much| enough)?|want to sleep|lie awake)",
    r"(?:just|only) (?:(?:a|an|the|my|some|your|plain|very) )*(?:normal|ordinary|usual|regular|"
    r"everyday|average|common|standard)(?: \w+)?",
    r"(?:just|only) (?:no|not|none|nothing|never|checking|kidding|joking)",
    r"(?:my |the |our )?only (?:problem|trouble|issue|thing|complaint|worry) "
    r"(?:is |s )?(?:\w+ )*sleep\w*",
    r"(?:just|only) (?:a )?(?:bad |little |head )?colds?",
    r"just (?:as|like) (?:always|ever|before|usual)",
    r"(?:just )?the same as (?:always|ever|before|usual)",
    r"well never|well no(?:ne|t at all)?|well nothing",
)
_EXCEPTION = re.compile(
    r"\b(?:except\w*|excluding|save for|apart from|aside from|besides|other than|bar (?=the|a|an|"
    r"my|one)|but|although|"
    r"though|however|unless|only|just|well|mind you|then again|having said that|barring)\b"
)
_HOW_OFTEN = re.compile(
    r"\b(?:hardly|rarely|seldom|scarcely|barely|(?:almost|nearly|practically|virtually|mostly|"
    r"usually|generally|normally) (?:never|none|nothing|not|no)|"
    r"(?:not|never|isn t|aren t|don t|doesn t|didn t|haven t|nothing) (?:(?:so|very|too|all|that|"
    r"really|any) )*(?:often|"
    r"usually|always|much|many|badly|bad|worse|severe\w*|frequent\w*|regular\w*|normally|generally|"
    r"every|full ?time|officially|formally|diagnosed|exactly|entirely|quite|completely|fully|"
    r"particularly|especially|serious|major|big|properly|deliberately|knowingly)|"
    r"not (?:so|very|too|all that|that) (?!i\b|any|some)\w+|"
    r"(?:no|not) more than|once|twice|(?:one|a couple|a few|few|two|three|several) "
    r"(?:times?|of times|occasions?|seizures?|fits?|falls?|episodes?|nights?)|"
    r"now and (?:then|again)|every (?:now|so)|occasional\w*|from time to time|"
    r"on and off|off and on|at times|sometimes|maybe|perhaps|possibly|a (?:bit|little|touch)|"
    r"slightly|mild(?:ly)?|rare|harmless|comes? and goes?|come and go|funny turns?|"
    r"(?:better|less|fewer|milder) than|as (?:much|often|bad|badly|many) as|cut(?:ting)? (?:down|"
    r"back)|"
    r"recover\w+|improv\w+|stable|(?:well )?controlled|getting (?:better|there)|"
    r"i (?:can|could) (?:manage|cope|handle|live with)|i can t (?:handle|manage|cope)|"
    r"(?:week ?ends?|nights?|mornings?|evenings?|winters?|summers?) only)\b"
)
_LIMITED = re.compile(
    r"^(?:(?:um|uh|er|oh|well|so|and|no|nope) )*(?:not|nothing|none) "
    r"(?!(?:at all|ever|once|even|one|me|really|i\b|we\b|my|no\b|not\b|none|nothing|like that|"
    r"a (?:thing|single|chance|bit|problem)|an issue|in (?:my (?:life|case)|the (?:slightest|"
    r"least))|"
    r"remotely|personally|of (?:the|that|those|these|them|it|any)|any|to (?:my|report|speak)|"
    r"com(?:es|ing)|whatsoever|whatever|that i|that we|as far|there|here|thank\w*|pregnant|had|"
    r"have|"
    r"has|did|do|does|been|happened|happens|needed|wanted|in my|so far|(?:for|with) me|new|either|"
    r"yes|wrong|applies|apply|fits)\b)"
)
"""A no that begins with how far it goes: "not on the motorway", "nothing serious"."""
_OF_IT = re.compile(
    r"^(?:(?:well|so|and|because|as|i mean|no) )*(?:it|they|that|this|these|those)"
    r"(?: (?:s|is|was|were|are|re|has|have|had|ve|been|does|do|did|only|just|usually|mostly|always|"
    r"really|all)(?!\w))+ (?!(?:ship|boat)\b)\w+|^(?:it|they) (?:go|goes|come|comes|happen\w*|"
    r"stop\w*|pass\w*)\b"
)
"""Something said of the thing itself, after it was denied: "it's rare", "it was only a second"."""
_WHEN = re.compile(
    r"\b(?:(?:not|t|nothing|none|never|no) (?:(?:really|at least|just|so far|again|it|that|me|had|"
    r"have|happened|been|one|any) )*(?:yet|lately|"
    r"recent(?:ly)?|now|currently|today|nowadays|these days|any ?more|at (?:the moment|present)|"
    r"right now|this (?:week|month|year)|tonight|for (?:\w+ )?(?:years|while|ages|long|time|months|"
    r"weeks)|since|in (?:\w+ )?(?:years|ages|long time|months|weeks))|no longer|"
    r"(?:it|they|that|all) (?:has |have |ve |s )?(?:stopped|went away|gone away|cleared up)|"
    r"grew out of|grown out of|in remission|under control)\b"
)
_AHEAD = re.compile(
    r"\b(?:until|till|soon|tomorrow|next (?:week|month|year|spring|summer|autumn|"
    r"winter|\w+day)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:start|starts|starting|begin|begins|beginning) (?:in|on|next|nights?|shifts?|new|a|my)|"
    r"due (?:in|on|next|any|to|soon)|about to|(?:going to|will|ll) (?:have|start|be)|"
    r"(?:being|getting|still|be) (?:\w+ )?(?:test\w*|checked|investigated|looked)|testing me|"
    r"waiting (?:for|to|on)|appointment|referred|suspect\w*|under investigation)\b"
)
_EVENT = re.compile(
    r"\b(?:i|we)(?: (?:ve|have|did|once|also|even|still|do|sometimes|actually|really))* "
    r"(?:had (?!none|no\b|nothing|any|enough|it checked|that checked|them checked|a check)|fell\b|"
    r"woke|wake up|kick(?:ed)?\b|hit\b|punch\w*|faint\w*|collapsed|gave birth|gasp|choke|"
    r"black\w* out|nodded|dozed|dropped off|got (?:hurt|injured|lost)|stopped breathing|see (?:a|"
    r"the|my) \w+)"
)
_OTHERS_SAY = re.compile(
    rf"\b{_KIN}(?: \w+)? (?:says?|said|tells? me|told me|thinks?|reckons?|noticed|"
    rf"has seen|have seen|hears?|sees?|seen|saw|heard|claims?|complains?|swears?)\b"
)
_REASSURES = re.compile(
    r"\b(?:no|not|never|t|none|nothing|(?:lie|sleep) still|fine|like a|"
    r"like an|soundly|quiet\w*|peaceful\w*|well|"
    r"normal\w*|healthy|ok|okay|good|great|clear|alright|all right|behind me|grown up|right|"
    r"correct|negative)\b"
)
_CLAUSE = re.compile(r"[,.;:!?]+\s*|\s+[-\u2013\u2014]+\s+|\s+(?=(?:and|because) )")
_LEADING_NO = re.compile(
    r"^(?:(?:um|uh|oh|well|and|so|because) )*(?:no|nope|nah)"
    r"(?:$| (?=(?:just|only|well|i|my|we|there|it|that|they|the|this)\b))"
)
_IT_LEADS = re.compile(r"^(?:it|all|everything)\b")
_DENIES = re.compile(
    r"^(?:(?:then|i|we|it|that|there|they|my|he|she|honestly|really|again|nobody|no one|\w+ is|is|"
    r"has|have|ve|s|m|was|were|do|am) )*(?:\w+ )?(?:no|not|never|none|nothing|neither|nor|don t|"
    r"didn t|"
    r"haven t|isn t|wasn t|hasn t|aren t|doesn t|nobody|can t)\b"
)


def is_hedged(
    words: str,
    *,
    harmless: Sequence[str] = (),
    touches: Sequence[str] = (),
    about_now: bool = False,
    past: bool = False,
) -> bool:
    """Whether a no takes itself back in part.

    Args:
        words: as they were said, beginning with a no.
        harmless: patterns of what may follow a no without taking anything back.
        touches: patterns of what concerns the matter, so that stating it takes something back.
        about_now: whether only today was asked about, so that "not at the moment" is a plain no.
        past: whether it speaks of what is long over, in answer to what is asked of today.
    """
    clauses = [_without(each, harmless) for each in _CLAUSE.split(words.lower())]
    rest = " ".join(each for each in clauses if each)
    if not about_now and _LIMITED.match(rest):
        return True
    if not past and any(_states(each, touches) for each in clauses):
        return True
    if _HOW_OFTEN.search(rest) or _AHEAD.search(rest):
        return True
    if not about_now and _WHEN.search(rest):
        return True
    if not past and _EVENT.search(rest):
        return True
    told = _OTHERS_SAY.search(rest)
    if told is not None and not _REASSURES.search(rest[told.end() :]):
        return True
    return any(_takes_back(rest, found) for found in _EXCEPTION.finditer(rest))


def _without(clause: str, harmless: Sequence[str]) -> str:
    """A clause in plain words, without what takes nothing back."""
    text = " ".join(re.findall(r"[a-z0-9]+", clause))
    for pattern in (*harmless, *_HARMLESS):
        text = re.sub(rf"\b(?:{pattern})(?!\w)", " ", text)
    return " ".join(text.split())


def _states(clause: str, touches: Sequence[str]) -> bool:
    """Whether a clause says something of the matter that is no denial and no reassurance."""
    clause = _LEADING_NO.sub("", clause)
    if _REASSURES.search(_IT_LEADS.sub("", clause)):
        return False
    touched = any(re.search(rf"\b(?:{each})\b", clause) for each in touches)
    return touched or _OF_IT.match(clause) is not None


def _takes_back(text: str, exception: re.Match[str]) -> bool:
    """Whether something is left that the exception states; one that leads in states nothing."""
    before, after = text[: exception.start()].strip(), text[exception.end() :].strip()
    leads_in = not before and exception.group() == "well"
    return bool(after) and not leads_in and _DENIES.match(after) is None
