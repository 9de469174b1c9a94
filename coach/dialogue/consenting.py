"""Reads the answer to a proposal, a step or a request for leave: yes, no, a condition, a question.

Called by `settling`, `closing`, `wishes` and `basics`; there is no second reader of such a yes. It
is one only where every word of the answer is: an affirmative, a thank-you, a grudge. What is left
over is a condition or nothing understood, and is asked about.
"""

import re
from enum import Enum

from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.screen_reading import plain


class Asked(Enum):
    """What a question about a proposal is after."""

    SAFETY = "safety"
    REASON = "reason"
    FREEDOM = "freedom"


class Consent(Enum):
    """What an answer to a proposal is."""

    YES = "yes"
    NO = "no"
    QUESTION = "question"
    LATER = "later"
    ASKS_FIRST = "asks first"
    LENGTH = "length"
    CONDITION = "condition"
    UNCLEAR = "unclear"


_VERY = (
    r"(?:(?:very|really|quite|pretty|perfectly|all|just|a bit|a little|rather|so|certainly|"
    r"absolutely|totally|only) )*"
)
_GOOD = (
    r"(?:fine|good|great|ok|okay|all right|alright|reasonable|doable|sensible|manageable|fair|"
    r"fair enough|perfect|lovely|wonderful|excellent|acceptable|brilliant|like a plan|"
    r"(?:a|like a) (?:good |great |sensible |fair |reasonable )?(?:plan|idea|deal))"
)
_IT = r"(?:that|it|this|them|one|that one|this one|the plan|your plan|what you say|as you say)"
_DO = (
    rf"(?:give (?:{_IT} )?a (?:go|try|shot|whirl|chance)|(?:certainly |definitely |always |"
    rf"at least |try and |try to |gladly |happily )*(?:try|do|start|begin|manage|accept|agree to|"
    rf"go along with|go with|go for|"
    rf"live with|work with|stick to|stick with|have a go at|commit to|keep to|follow)(?: {_IT})?"
    rf"(?: (?:out|a go|a try))?|have a go|(?:do|try) my best|see what i can do|agree)"
)
_MAY = r"(?:can|could|ll|will|shall|would|d|am going to|m going to|am prepared to|m prepared to)"
_AFFIRMATIVE = (
    r"(?:yes|yep|yup|yea|yah|aye|ya|yeah|sure(?: thing)?|certainly|definitely|absolutely"
    r"|of course|by all means|indeed|agreed|deal|ok|okay|very well|affirmative|roger|"
    r"you bet|totally|for sure|gladly|with pleasure|all for it)",
    rf"{_VERY}(?:fine|good|great|perfect|lovely|cool|brilliant|excellent|wonderful|alright|"
    r"all right|fair enough|sounds good)",
    rf"(?:(?:that|it|this)(?: (?:s|is|ll be|will be|would be|d be|sounds|seems|looks))+|sounds|"
    rf"seems|looks) {_VERY}{_GOOD}",
    r"(?:(?:that|it|this) )?(?:works|suits me|will do|ll do|does it)",
    r"(?:i m|i am|we re|we are)? ?(?:happy|willing|glad|prepared|ready|content)"
    rf"(?: (?:to|with|about)(?: {_DO}| {_IT})?)?",
    r"(?:i m|i am|we re|we are) (?:all )?(?:in|up for (?:it|that)|for it|game|on board|"
    rf"(?:fine|ok|okay|good|cool|all right|alright) with {_IT})",
    r"count me in|sign me up|you (?:ve |have )?(?:convinced|persuaded) me|why not|go ahead|"
    r"go on(?: then)?|please do|be my guest|you re the (?:boss|expert|coach)",
    rf"(?:i|we) (?:do )?(?:accept|agree)(?: (?:to|with))?(?: {_IT})?",
    rf"(?:i|we) {_MAY}(?: {_DO})?",
    rf"(?:let s|let us|lets|i m going to|happy to|willing to) {_DO}",
    rf"do it|{_DO}",
    r"(?:(?:it|that) (?:s|is) )?worth (?:a (?:go|try|shot)|trying|it)",
    r"(?:i d|i would) (?:really )?(?:be happy to|love to|like to|like that|love that)"
    rf"(?: {_DO})?",
    rf"i (?:don t|wouldn t|do not|would not) mind(?: (?:trying|doing|giving))?(?: (?:{_IT}|"
    r"a (?:go|try)|if (?:i|we) do))*",
    r"(?:i have |i ve |there s |there are |absolutely )?(?:got )?(?:no|not a|not any|no real) "
    r"(?:problem|objections?|worries|reason (?:why )?not(?: to)?)"
    r"(?: with (?:that|it|this)| there)?",
    r"i (?:don t|can t|do not) (?:see|think of) (?:why not|(?:any|a) reason (?:why )?not(?: to)?)",
    r"i (?:guess|suppose|reckon|think)(?: so)?",
    r"if (?:i|we) (?:really )?(?:must|have to)|if you (?:really )?(?:must|say so|like|insist|want|"
    r"think so|need to|have to)",
    r"whatever (?:yes|yeah|fine|ok|okay|you (?:say|think)(?: is best)?)|you decide",
)
_BESIDE = (
    r"(?:um|uh|er|erm|oh|ah|mm|hm+|well|so|and|then|right|please|thanks|thank you|cheers|ta|"
    r"really|actually|honestly|to be honest|tonight|from tonight|starting tonight|today|now|"
    r"from now on|for (?:a|the|one|this) week|for now|this week|at least|for me|to me|by me|"
    r"with me|coach|too|i see|i understand|got it|(?:that )?makes sense|i trust you|"
    r"(?:let s|we ll) see(?: how (?:it|that) goes)?|"
    r"very much|a lot|i (?:think|guess|suppose|mean|see)|go on|you know|why not|just|very|all|"
    r"again|after all|anyway|i m sure|my friend|absolutely)",
    r"(?:(?:i m|i am|it s|it is|it ll be|it will be|that s|that is|that ll be|it sounds|that "
    rf"sounds|sounds|this is|it won t be|it seems) {_VERY}(?:not (?:so |too |exactly )?(?:happy|"
    r"thrilled|keen|overjoyed|delighted|easy|looking forward to it)|nervous|scared|hard|tough|"
    r"difficult|worried|reluctant|scary|daunting|a challenge|challenging|easy|fun|awful|strict)"
    r"(?: about (?:it|that))?)",
    r"(?:no promises|i m not promising(?: (?:anything|much))?|i can t promise(?: (?:anything|"
    r"much))?|i ll (?:try|do) my best)",
    r"if (?:you think )?(?:it|that)(?: (?:really|might|will|ll|would|could|can|d|may))* "
    r"(?:helps?|works?)(?: me)?(?: (?:to )?sleep(?: better)?)?",
)
_MOCKS = re.compile(r"(?:oh |yeah )*yeah right")
_UNITS = re.compile(
    rf"\b(?:(?P<yes>{'|'.join(_AFFIRMATIVE)})|(?P<beside>{'|'.join(_BESIDE)})|(?P<but>but))(?!\w)"
)
_MOST_WORDS = 14
"""No unit is longer than so many words."""
_LEAD = r"(?:(?:um|uh|er|erm|oh|ah|hm+|well|so|and|sorry|actually|honestly|god|i m afraid) )*"
_NO = re.compile(
    rf"^{_LEAD}(?:(?:no|nope|nah|negative)\b(?! (?:idea|clue|worries|objections?|problem|reason|"
    r"less|more)\b)|(?:not|never)(?= (?:really|at all|ever|in a|likely|this|that|me|interested|"
    r"thanks|thank you|with me|a chance|on your|quite)\b|$)|i won t\b|i will not\b|"
    r"thanks but no\b|thank you but no\b|"
    r"(?:(?:absolutely|definitely|certainly|of course|i think|i guess|i suppose|i d say|i say|"
    r"probably|i d rather|i would rather|i d prefer|rather|ok|okay|fine) (?:not|no)))\b"
    r"(?! (?:less|more|under|below|yet|today|tonight|now|sure|certain|unless|if|until|before|"
    r"without|only|just)\b)"
)
_AGAINST = re.compile(
    r"\b(?:too (?:late|early|short|little|hard|much|strict|tough|drastic|harsh|extreme|severe|"
    r"difficult|few)|(?:don|wouldn|won|shan) t (?:possibly |really )?(?:want|like|fancy|agree|"
    r"accept|have|do|try|think (?:so|i|that|it|this))\b(?! (?:it s )?a problem)|"
    r"(?:can|couldn|won) t (?:possibly |really )?(?:do|manage|try|agree|accept|have|live|bear|"
    r"stand|happen|work|get up|go to bed|stay up|function|cope|survive)\b|"
    r"i (?:can|won|don|couldn|wouldn) t$|"
    r"not (?:possible|for me|going to|doing|happening|interested|having|willing|keen on)|"
    r"impossible|no way|hate|(?:rather|prefer|like) not|another way|gentler|something else|"
    r"no thanks|no thank you|(?:i|i ll|ll) pass|(?:ll|will|i) skip|a miss|no such thing|forget it|"
    r"count me out|over my dead body|you must be joking|not in a million|(?:do|manage|cope|"
    r"live) without|when (?:pigs|hell)|no chance|nothing doing|thanks but no)\b"
)
_KEEPS = re.compile(
    r"\b(?:(?:leave|keep|stay|staying|stick|sticking|carry on|stays?)(?: with)? (?:\w+ )?"
    r"(?:as (?:it|they|i|we|things|is)\b|the (?:way|old|same)|to? ?my (?:hours|bed ?time|time|own)|"
    r"my (?:hours|bed ?time|time in bed|schedule|nights?|own)|in bed|what i have|how it|"
    r"(?:it|that|things|my) (?:\w+ )?(?:as|the way|be|alone|like|how|that way))|"
    r"leave (?:it|that|things|my)\b|keep (?:it|that|things)$|no changes?|"
    r"(?:sooner|rather|prefer to|prefer) (?:to )?(?:stay|keep|leave|stick|my|the way)|"
    r"staying (?:in bed|as)|stay(?:ing)? put)\b"
)
_QUESTION = re.compile(
    rf"^{_LEAD}(?:(?:but|ok|okay|yes|yeah|right|fine|no) )*(?:what|why|how|when|which|who|do i|"
    r"do you|does|"
    r"is (?:it|that|this|there)|isn t|aren t|won t (?:it|that|i)|doesn t|are (?:you|there)|"
    r"can (?:i|we|you)|could (?:i|we|you)|may i|will (?:i|it|that)|would (?:i|it|that)|must i|"
    r"should i)\b(?! not$)|"
    r"\b(?:explain|tell me (?:more|why|how|what|about)|say more|remind me)\b"
)
_LATER = re.compile(
    r"\b(?:tomorrow|(?:next|in a|another|the) (?:week|month|day|weekend|time)|"
    r"(?:on|from|after|until|till|next) (?:mon|tues|wednes|thurs|fri|satur|sun)day|later|some day|"
    r"one day|not (?:yet|(?:to)?day|tonight|now|this week)|(?:when|once|after|until|till) \w+)\b"
)
_ASKS_FIRST = re.compile(
    r"\b(?:ask|check with|talk to|speak to|discuss (?:it|this|that)? ?with|run it (?:by|past)|"
    r"if|unless|when) (?:\w+ )?(?:wife|husband|partner|doctor|gp|therapist|boss|mum|mother|dad|"
    r"father|girlfriend|boyfriend|family|son|daughter)\b"
)
_LENGTH = re.compile(
    r"\b(?:(?:less|more|shorter|longer|fewer) than|at least|no less|not under|not below|minimum)\b"
    r"|\b(?:under|below|only|if it s) (?:\w+ )?(?:hours?|minutes)\b|"
    r"\b(?:hours?|minutes) (?:at least|minimum|or (?:more|less))"
)
_CONDITION = re.compile(
    r"\b(?:but|only|if|unless|as long as|provided|except|on condition|when|however|although|"
    r"instead|not at|for (?:a couple|two|three|a few|some|the next))\b"
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|midnight|noon|half past|"
    r"quarter (?:to|past)|half (?:an|one)|an hour|o clock)\b"
)
_OFFERS = re.compile(
    r"\b(?:(?:i|we) (?:can|could|ll|will|would|d) (?:(?!t )\w+ )?(?:do|try|manage|accept|make|"
    r"go|say|stay|keep|like|prefer)|make it|how about|maybe|let s)\b"
)
_UNLESS = re.compile(r"\b(?:unless|not (?:less|under|below) than)\b")
_SAFETY = re.compile(
    r"\b(?:danger\w*|(?:un)?safe\w*|risk\w*|harm\w*|hurt\w*|bad for|(?:un)?healthy|accidents?|"
    r"driv\w+|wheel|side effects?|machines?|worse)\b"
)
_REASON = re.compile(
    r"\b(?:why|how come|reasons?|what for|point|so (?:little|short|late|few|early|much)|based on|"
    r"work(?:ed)? (?:it |that )?out|where (?:does|do|did)|does (?:it|that|this) (?:\w+ )?(?:help|"
    r"work|do)|good for|purpose)\b"
)
_OPEN = re.compile(
    r"\b(?:maybe|perhaps|possibly|we ll see|i ll see|might|not sure|depends|think about it|"
    r"hard to say|doubt(?:ful)? it|unlikely)\b|\bi (?:don t|do not) know\b"
)


def consent_in(words: str, reading: Reading) -> Consent:
    """What somebody answers to a proposal; UNCLEAR where it is neither a yes nor a no."""
    text = plain(words)
    if affirms(words):
        return Consent.YES
    refuses = _refuses(text) or reading.intent is Intent.REFUSE
    asks = "?" in words or _QUESTION.search(text) is not None
    asks = asks or reading.intent is Intent.ASK_WHY
    conditional = None if refuses and not _counters(text) else _condition_in(text)
    if (
        asks
        and conditional in {None, Consent.CONDITION}
        and not (_NO.match(text) and "?" not in words)
    ):
        return Consent.QUESTION
    if conditional is not None:
        return conditional
    return Consent.NO if refuses else Consent.UNCLEAR


def affirms(words: str) -> bool:
    """Whether every word of it is a yes, or stands beside one without taking it back."""
    if words.rstrip().endswith("?") and not re.search(r"\bwhy not\W*$", words.lower()):
        return False
    text = plain(words)
    kinds = None if _MOCKS.fullmatch(text) else _kinds(text)
    return kinds is not None and "yes" in kinds and kinds[-1] != "but"


def asked_about(words: str) -> Asked:
    """What a question about a proposal is after; whether one may refuse where nothing is named."""
    text = plain(words)
    if _SAFETY.search(text):
        return Asked.SAFETY
    return Asked.REASON if _REASON.search(text) else Asked.FREEDOM


def leaves_open(words: str) -> bool:
    """Whether it is neither agreed to nor refused: "maybe", "we'll see"."""
    return _OPEN.search(plain(words)) is not None


def _kinds(text: str) -> list[str] | None:
    """The kinds of units that the whole text falls into; None where a word is left over."""
    words = text.split()
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            unit = _UNITS.fullmatch(" ".join(words[at : at + size]))
            if unit is not None:
                found.append(str(unit.lastgroup))
                at += size
                break
        else:
            return None
    return found


def _refuses(text: str) -> bool:
    """Whether it is a no: said so, not wanted, or wished to stay as it is; not a yes and a no."""
    if _KEEPS.search(text):
        return True
    if re.search(r"\byes\b.*\bno\b|\bno\b.*\byes\b", text) or leaves_open(text):
        return False
    led_by_yes = re.match(rf"{_LEAD}(?:yes|yeah|yep|sure|ok|okay)\b(?! (?:no|not)\b)", text)
    return _NO.match(text) is not None or (_AGAINST.search(text) is not None and not led_by_yes)


def _counters(text: str) -> bool:
    """Whether a refusal names another time or length, or what it would take."""
    if _UNLESS.search(text):
        return True
    return _NUMBER.search(text) is not None and _OFFERS.search(text) is not None


def _condition_in(text: str) -> Consent | None:
    """What a yes hangs on, where it hangs on something."""
    if _ASKS_FIRST.search(text):
        return Consent.ASKS_FIRST
    if _LENGTH.search(text):
        return Consent.LENGTH
    if _LATER.search(text):
        return Consent.LATER
    return Consent.CONDITION if _CONDITION.search(text) or _NUMBER.search(text) else None
