"""Says whether a clause states something of the person's own life, or only talks of it.

Called by `learn`. Jokes, questions, what might be, what others live or say, and the coach's own
words are no facts about the person.
"""

import re

from coach.dialogue.remember.clauses import is_question
from coach.dialogue.remember.lexicon import expanded, pattern, plain_of, says

BEFORE_A_REPORT = 4
"""So many words of one's own come before a report that only rounds them off."""

_FIRST = re.compile(r"\b(?:i|me|we|us|myself|ourselves|mine|ours)\b")
_OURS = re.compile(
    r"\b(?:i|me|we|us|my (?:own )?(?:night|sleep|bed|room)|our (?:house|place|room|bed|"
    r"home|flat|street|road|building|block|garden|sofa|couch|floor|"
    r"hall|lounge|stairs|landing|spare room|"
    r"living room|bedroom|roof|door|window|yard)|ours|mine)\b"
)
_LEAD = (
    r"(?:(?:and|but|so|because|since|as|now|that|both|all|of|apparently|then|today|"
    r"tonight|tomorrow) )*"
)
_NO_NAME = (
    r"i|we|it|there|you|got|had|been|have|having|met|saw|was|is|am|are|on|in|at|to|for|with|s|and|"
    r"without|no|visiting|seeing|love|hate|like|feel|that|this|what|when|if|because"
)
_THIRD = re.compile(
    rf"^{_LEAD}(?:(?:my|our|the|his|her|their|a|an|one of my|one of our|some|two of my|"
    rf"these|this) )?"
    rf"(?:(?!(?:{expanded('{living}')}|{_NO_NAME})\b)\w+ "
    rf"){{0,2}}?(?P<who>{expanded('{living}')})(?P<of> s)?\b"
)
_HOME = re.compile(rf"^(?:{expanded('{household}')})$")
_OWN_OCCASION = re.compile(
    r"\b(?:wedding|funeral|birthday|party|christening|anniversary|graduation|visit|leaving do)\b"
)
_COMING = re.compile(
    r"\b(?:staying|stays|visit\w*|coming|moving in|moved in|moving out|moved out|living with|"
    r"lives with)\b"
)
_PRONOUN = re.compile(r"^(?:he|she|they|his|her|their)\b")
_TOUCHED = re.compile(rf"{_OURS.pattern}|\bsnor\w*")
_PET = re.compile(rf"^(?:{expanded('{pet}')})$")
_NOBODY = re.compile(r"^(?:you|your)\b")
_ZERO_IF = re.compile(r"\b(?:if|when|whenever|unless) (?:i|we|the|my|it|there|he|she|they)\b")
_WOULD = re.compile(
    r"\b(?:would|d|could|might|ll|will|won|were to|(?:i m|we re) (?:not |never )?\w+ing)\b"
)
_ABOUT_ME = re.compile(
    r"\b(?:says?|said|told|thinks?|reckons?|confirmed|diagnosed|swears?)\b.*\b(?:i|me|my|we)\b"
)
_DENIES_HEALTH = re.compile(
    r"\b(?:don t|do not|never|haven t|not|no) (?:\w+ ){0,2}(?:have|had|got|any|allergic|"
    r"pregnant|diabetic|on any|take any)\b"
)
_SUBJECT = re.compile(
    r"\b(?:i|we|my|our|me|us|there|the|this|that|it|he|she|they|someone|somebody|nobody|everyone|"
    r"no one|both|all|these|those|mine|ours)\b"
    r"|\b(?:is|are|s) (?:every|each|on \w+days?\b)"
    r"|^(?:got|been|had|having|feeling|felt|off to|working|woke|slept|can t|couldn t|going|started|"
    r"trying|still|back|moved|bought|stopped|gave|went|took|not|no more|please|call|hate|love|"
    r"\w+ing|\w{3,}ed|diagnosed|cut|quit|hate|don t|just)\b"
)
_EMPTY = re.compile(
    r"^(?:yes|no|yeah|yep|nope|ok|okay|sure|right|fine|good|great|thanks|thank you|not really|"
    r"i (?:guess|think|suppose|know|see|mean|don t know|m not sure|m sure|agree|understand|hope so|"
    r"think so|forget|forgot|can t remember|don t remember)(?: so| not)?|that s (?:it|all|"
    r"right|fine|"
    r"true|good|great|ok|okay|about it|everything)|i m (?:here|ready|listening|done)|"
    r"i (?:already )?(?:said|told you)(?: that| so)?|it s (?:fine|ok|okay|nothing|complicated)|"
    r"never mind|nothing(?: (?:much|new|special|really|else|more))*(?: to (?:report|say|add|tell))?"
    r"(?: \w+)?|that (?:isn t|s not|is not) (?:true|right|so)(?: any ?more| now)?|"
    r"(?:that|this) (?:is|was) (?:fine|all))$"
)


def is_stated(sentence: str) -> bool:
    """Whether a whole sentence is said in earnest, as so, and not as a question or a report."""
    plain = plain_of(sentence)
    if says("wish_of_us", plain):
        return True
    if is_question(sentence) or says("question", plain) or _EMPTY.match(plain):
        return False
    if says("imperative", plain) and not says("like", plain):
        return False
    if any(says(each, plain) for each in ("joke", "exaggeration", "heard_of", "coach_words")):
        return False
    return _reports_nobody_else(plain)


def is_own(clause: str, *, leaning: bool = False) -> bool:
    """Whether a clause states a fact that is the person's, or touches their nights.

    `leaning`: it goes on about what was said before, so that "she" is known.
    """
    plain = plain_of(clause)
    if len(plain.split()) < 2 or _EMPTY.match(plain) or not _SUBJECT.search(plain):
        return False
    if is_supposed(plain) or says("undecided", plain):
        return False
    grave = says("condition", plain) or says("mourning", plain)
    past = says("was_once", plain) and not grave
    if past or (_NOBODY.match(plain) and not says("like", plain)):
        return False
    if says("condition", plain) and _DENIES_HEALTH.search(plain):
        return False
    if says("wish_of_us", plain):
        return True
    return leaning or _touches_the_person(plain)


def is_supposed(plain: str) -> bool:
    """Whether it is only imagined; "if I drink tea late I lie awake" is not."""
    if not says("hypothetical", plain):
        return False
    habitual = _ZERO_IF.search(plain) is not None and not _WOULD.search(plain)
    wanted = re.search(
        r"\b(?:d|would) (?:\w+ )?(?:like|prefer|rather) (?:to|it|you|if|not)\b", plain
    )
    return not habitual and wanted is None


def is_taken_back(sentence: str) -> bool:
    """Whether it says that what came before was a joke."""
    return says("taken_back", plain_of(sentence))


def _reports_nobody_else(plain: str) -> bool:
    found = pattern("reported").search(plain)
    if found is None or len(plain[: found.start()].split()) >= BEFORE_A_REPORT:
        return True
    return _ABOUT_ME.search(plain) is not None


def _touches_the_person(plain: str) -> bool:
    found = _THIRD.match(plain)
    if found is None:
        return not _PRONOUN.match(plain) or _TOUCHED.search(plain) is not None
    rest = plain[found.end() :]
    if _OURS.search(rest) or says("mourning", plain) or _PET.match(found["who"]):
        return True
    if found["of"] and _OWN_OCCASION.search(rest):
        return True
    if _HOME.match(found["who"]):
        return says("touches", rest) or says("parting", plain)
    return _COMING.search(rest) is not None and says("touches", rest)
