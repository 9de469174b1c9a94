"""Tells whether a person agrees to the read-back, or to a night kept without a yes.

Called by `night_talk` and `requests` where a yes is worded in other ways than yes. A yes with a
"but" in it is none: what follows is asked about. A yes to a proposal is `consenting`'s.
"""

import re

from coach.dialogue.listen.reading import Intent, Reading

_LEAD = r"(?:(?:um|uh|er|erm|oh|ah|well|ok|okay|so|and|right|go on|mm|hmm|i m sorry|sorry) )*"
_YES = r"(?:yes|yeah|yep|yup|yea|yah|aye|ya|sure|correct|right|exactly|absolutely|indeed|perfect)"
_TAKES_BACK = re.compile(
    r"\b(?:but|except|apart|only|although|though|however|no|not|isn t|wasn t|wrong|nearly|almost|"
    r"change|rather|instead|actually|didn t|don t|never)\b"
)
_BEGINS_YES = re.compile(rf"{_LEAD}{_YES}\b")
_GOOD_ENOUGH = re.compile(
    rf"{_LEAD}(?:i (?:think|suppose|guess|reckon|believe|would say|d say) )?(?:that s |that is |"
    rf"it s |"
    r"it is |that |it |this is |sounds |looks |seems |all )*(?:about |pretty |quite |roughly |"
    r"more or "
    r"less |all )*(?:(?:close|near|good|right|fair) enough|right|correct|it|the one|fine|good|okay|"
    r"ok|alright|accurate|will do|ll do|does it|works|so|the lot|near as damn it|not far off|"
    r"not bad|"
    r"as i remember(?: it)?|as you have it|how it was|how it went|spot on|bang on|me|perfect)"
    r"(?: (?:i (?:think|suppose|guess|reckon|believe)|really|then|thanks|thank you|yes|yeah|for me|"
    r"now|as far as i (?:know|remember|can (?:tell|remember))))*"
)
_SHORT = re.compile(
    rf"{_LEAD}(?:as far as i (?:know|remember|recall|can (?:tell|remember))|more or less|"
    rf"pretty much|"
    r"if you say so|go on then|go with that|keep (?:it|that)|leave it(?: like that| as it is)?|"
    r"save (?:it|that)|whatever|happy with that|no complaints|nothing to (?:change|add))"
)
_CONFIRMS = re.compile(
    r"\b(?:confirm(?:ed)?|(?:is|was|are|it s|that s) (?:all |quite |perfectly |exactly )?(?:right|"
    r"correct|"
    r"fine|accurate|true)|as you (?:have|had|wrote|put) it)\b"
)


def agrees(words: str, reading: Reading) -> bool:
    """Whether a read-back was agreed to: any yes without a but, "close enough", "that'll do"."""
    if reading.intent is Intent.YES:
        return True
    said = _plain(words)
    if _TAKES_BACK.search(re.sub(r"\bnot (?:far off|bad)\b|\bno complaints\b", "", said)):
        return False
    if _BEGINS_YES.match(said):
        return True
    return bool(_GOOD_ENOUGH.fullmatch(said) or _SHORT.fullmatch(said))


def confirms(words: str) -> bool:
    """Whether somebody says, out of the blue, that the night is right as it is on file."""
    said = _plain(words)
    return bool(_CONFIRMS.search(said)) and not _TAKES_BACK.search(said)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z]+", words.lower().replace("\u2019", "'")))
