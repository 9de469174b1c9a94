"""Reads whether somebody says that there is no danger, or that they want to go.

Called by `guard` and `staying`, after the input gate. It is strict: a denial that carries a grave
word of its own, or a doubt, is none.
"""

import re

_UNSURE = re.compile(
    r"\b(?:don t know|do not know|dunno|not sure|unsure|no idea|maybe|perhaps|possibly|sometimes|"
    r"might|sort of|kind of|i guess|depends|can t say|hard to say|"
    r"^(?:(?:yes|yeah|well|just|only|um|oh) )*(?:a bit|a little)|(?:a bit|a little)(?: of both)?$|"
    r"not (?:really|exactly|yet|now|tonight|today|right now|at the moment|this time))\b"
)
_OF_IT = (
    r"(?= (?:that|at all|really|actually|even|like|thinking|saying|planning|considering|mean|meant|"
    r"meaning|feel|feeling|think|want to(?! (?:call|ring|phone|talk|speak|bother|go|see|involve))|"
    r"going to|gonna|suicidal|in (?:any )?danger|serious|having|have (?:any|those|such|that)|"
    r"intend\w*|plan|say|said|hurt|no|never|i|just|but|it|so|any)\b|$)"
)
"""What goes on after "I'm not" or "I don't" where that denies what was asked, and nothing else."""
_NO = re.compile(
    r"(?:(?:um|uh|oh|er|well|so|god|heavens|ok|okay|i said|i told you|like i said) )*"
    r"(?:no(?! ?one\b)|nope|nah|never|not at all|of course not|certainly not|definitely not|"
    r"absolutely not|"
    rf"(?:i m not|i am not|im not|i wasn t|i was not|i don t|i do not|i didn t|i did not){_OF_IT}|"
    r"(?:nobody|no ?one)(?: (?:here )?(?:is|s|was|else|at all|hurt|ill|unwell|in (?:any )?danger|"
    r"that i know of|really|thank god|thanks|thank you))*$)(?: |$)"
)
_YES = re.compile(r"\b(?:yes|yeah|yep|yup|yea|both|i am|i do|i did|true)\b(?! not)")
_EXHAUSTED = re.compile(
    r"\b(?:exhaust(?:ed|ion)|worn out|knackered|(?:just|only) (?:so |really |very )?tired)\b"
)
_DENIED = re.compile(
    r"\b(?:not|t|never|without|no (?:thoughts?|plans?|wish|intentions?|danger|desire|pain))"
    r"(?: (?:think|thinking|saying|say|mean|feel) i)?"
    r"(?: (?!(?:i|but|because|care|mind|know|sure|stop|help|promise|trust|deny|only|one|not|t)\b)"
    r"\w+){0,5}? ?"
    r"\b(?:suicid\w*|die|dying|dead|kill\w*(?: \w*self)?|"
    r"end(?:ing)? (?:my (?:own )?life|it all|it)|"
    r"my (?:own )?life|hurt\w*(?: \w+)?|harm\w*(?: \w+)?|danger\w*|pain|unwell|ill|serious\w*)\b"
)
_GRAVE = re.compile(
    r"\b(?:die|dying|dead|death|kill\w*|suicid\w*|end(?:ing)?|hopeless|worthless|point|reason|gone|"
    r"wish|(?:to|t|not) live|living|life|born|hurt\w*|harm\w*|worse|scared|afraid|unsafe|"
    r"(?:not|t) (?:\w+ )?(?:safe|ok|okay|fine|well|good|alright|go on|cope|care|mind)|"
    r"gun|pills?|tablets?|rope|knife|blade|took|taken|swallowed|anymore|"
    r"it to stop|stop (?:it all|everything|the pain)|everything to stop)\b"
)
_SAFE = re.compile(
    r"\b(?:i m|i am|im|we re|we are|i feel|i do feel|feel|feeling|everyone is|everyone s|all) "
    r"(?:(?!not\b|t\b|un|never\b)\w+ ){0,2}?"
    r"(?:safe|fine|ok|okay|alright|all right|well|good|better)\b"
    r"(?! off)|^(?:yes )?(?:all )?(?:safe|fine|okay|ok now|alright)$"
)
_MISTAKE = re.compile(
    r"\b(?:it|that|this) (?:was|is|s) (?:\w+ )?(?:a |your |my )?(?:mistake|joke|false alarm|"
    r"misunderstanding|expression|saying)\b|\bby mistake\b|^(?:my |a )?mistake\b|\bmisunderst\w+"
    r"|\bmisheard\b|\bfalse alarm\b|\bfigure of speech\b"
    r"|\b(?:got|took|heard|understood) (?:me|it|that|this) (?:\w+ )?wrong\b"
    r"|\b(?:only|just|was) (?:joking|kidding)\b"
    r"|\b(?:didn t|did not|don t|do not|never) (?:mean|meant|say|said)(?: (?:it|that|this))?\b"
    r"|\bnot what i (?:meant|said|mean)\b|\bi (?:only|just) (?:said|meant)\b"
)
_ON_WITH_SLEEP = re.compile(
    r"\b(?:talk about|go on with|carry on with|continue with|do) (?:my |the |our )?"
    r"(?:sleep|diary|nights?|last night|check in)\b"
    r"|\bback to (?:my |the )?(?:diary|night|last night)\b"
    r"|\b(?:let s|let us|can we|could we|shall we) (?:just )?(?:go on|move on|carry on|continue)\b"
    r"|\bchange the subject\b"
)
_TAIL = r"(?: (?:now|please|then|talking|asking|this|that|coach|for (?:now|today|tonight)))*"
_LEAVES = re.compile(
    r"^(?:(?:ok|okay|well|please|just|thanks|thank you|no|so) )*(?:bye(?: bye)?|good ?bye|"
    rf"good ?night|stop|quit|exit|cancel|enough|close|hang up|shut up|go away|see you){_TAIL}$"
    r"|\bleave me (?:alone|be|in peace)\b|\bgo away\b|\bshut up\b|\bhang(?:ing)? up\b"
    r"|\b(?:have to|need to|got to|must|should|ll) (?:go|leave|stop|hang up)(?: now)?$"
    r"|\b(?:end|stop|quit|leave|close|finish) (?:this |the |our )?"
    r"(?:call|talk|talking|conversation|chat|session|app|asking)\b"
    r"|\b(?:don t|do not) (?:want to|wanna|feel like) (?:\w+ )?"
    r"(?:talk|talking|chat|continue)(?: (?:anymore|any more|now|to you|about (?:it|this)))*$"
    r"|\bi m (?:leaving|going|off)(?: now)?$"
)
_AS_TOLD = re.compile(
    r"\b(as|what|like) (?:(?:it|my|the|a) )?(?:\w+ )?"
    r"(prescribed|directed|told|labell?|says?|said|instructed|leaflet|doctor|usual)\b"
    r"|\b(normal|usual|right|prescribed) (dose|amount)\b"
)
_ILL = re.compile(
    r"\b(unwell|sick|ill|dizzy|vomit\w*|faint\w*|drowsy|worse|bad|yes|yeah|more|extra|double)\b"
)


def plain_words(words: str) -> str:
    """Lower-case words and figures with single spaces; "don't" becomes "don t"."""
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))


def answers_no(words: str) -> bool:
    """Whether it is a plain no to a question that asked for danger, without any doubt."""
    plain = plain_words(words)
    rest = _without_denied(plain)
    if _UNSURE.search(plain) or _GRAVE.search(rest) or _YES.match(plain):
        return False
    return bool(_NO.match(plain) or rest != plain or _EXHAUSTED.search(plain) or _harmless(plain))


def taken_as_told(words: str) -> bool:
    """Whether it answers the question for too much of a medicine with: the right amount, and well.

    Any sign of being ill, or of more than that, is no such answer.
    """
    plain = plain_words(words)
    if _ILL.search(re.sub(r"\b(no|not|t) (\w+ )?more than\b", "", plain)):
        return False
    return _AS_TOLD.search(plain) is not None or answers_no(words)


def passes_over(words: str) -> bool:
    """Whether it answers a question for danger in no way: no yes or no, no doubt, nothing grave."""
    plain = plain_words(words)
    said = (_UNSURE.search(plain), _GRAVE.search(plain), _YES.match(plain), _NO.match(plain))
    return bool(plain) and not any(said)


def claims_safety(words: str) -> bool:
    """Whether it says unasked that there is no danger, was none, or that sleep is the subject."""
    plain = plain_words(words)
    rest = _without_denied(plain)
    if _UNSURE.search(plain) or _GRAVE.search(rest):
        return False
    return bool(rest != plain or _harmless(plain) or _ON_WITH_SLEEP.search(plain))


def wants_to_leave(words: str) -> bool:
    """Whether it asks to end the talk, and says nothing grave with it."""
    plain = plain_words(words)
    rest = _LEAVES.sub("~", plain)
    return rest != plain and _GRAVE.search(rest) is None


def _without_denied(plain: str) -> str:
    return _DENIED.sub("~", plain)


def _harmless(plain: str) -> bool:
    return bool(_SAFE.search(plain) or _MISTAKE.search(plain))
