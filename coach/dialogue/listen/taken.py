"""Tells amounts of what was taken or drunk from amounts of the night: "took 6 zopiclone".

Called by `coach.dialogue.listen.mentions` for every value: one that counts pills, doses, glasses or
the like is no value of the diary, whatever stands beside it.
"""

import re
from collections.abc import Sequence

from coach.dialogue.listen.values import Clock, Count, Half, Meaning, Number, Vague

_GOODS = re.compile(
    r"mgs?|milligrams?|mcg|micrograms?|mls?|millilit(?:re|er)s?|grams?|iu|"
    r"pills?|tablets?|tabs?|capsules?|caps|caplets?|gumm(?:y|ies)|drops|doses?|puffs?|sachets?|"
    r"pints?|glass(?:es)?|cups?|mugs?|cans?|bottles?|shots?|units?|tots?|nightcaps?|"
    r"drinks?|beers?|lagers?|ciders?|ales?|stouts?|wines?|whisk(?:y|ies|eys?)|gins?|vodkas?|"
    r"rums?|brand(?:y|ies)|bourbons?|scotch(?:es)?|sherr(?:y|ies)|ports|cocktails?|margaritas?|"
    r"coffees?|teas?|espressos?|lattes?|cappuccinos?|cokes?|colas?|"
    r"cigarettes?|cigs?|fags|cigars?|joints?|spliffs?|vapes?|edibles?|"
    r"painkillers?|sleepers|antihistamines?|supplements?|"
    r"aspirins?|melatonin|valium|xanax|ambien|stilnoct|nytol|sominex|unisom|tylenol|advil|"
    r"benadryl|nurofen|panadol|zzzquil|kalms|valerian|magnesium|cbd|thc|antidepressants?"
)
_DRUG = re.compile(
    r"[a-z]{2,}(?:clone|zolam|zepam|pidem|clon|barbital|codeine|cetamol|profen|adol|oxycodone|"
    r"triptyline|azapine|tiapine|zapine|razine|methazine|hydramine|phenamine|oxetine|pram|"
    r"traline|azodone|lafaxine|gabalin|gabapentin|idone|exant|olone|statin|sartan|olol|pril|"
    r"oprazole|drine|setron|morphine|doxylamine|elteon)s?"
)
_TAKING = re.compile(
    r"took|taken|take|taking|swallowed|swallow|popped|popping|necked|downed|sank|drank|"
    r"drunk|drink|drinking|dropped|smoked|smoking|vaped|ate|eaten"
)
_BETWEEN = re.compile(
    r"about|around|maybe|perhaps|probably|like|roughly|just|only|another|all|my|the|a|"
    r"these|those|his|her|some|at|least|up|to|nearly|almost|over|exactly"
)
_ASKING = frozenset(("you", "i", "we", "it", "they", "he", "she", "not", "be"))
_SUBJECTS = frozenset(["it", "that", "this", "which", "sleep", "sleeping", "me"])
_ANDS = frozenset(("and", "plus", "with", ",", "then", "also", "of"))
_WHEN = re.compile(
    r"(?:at bedtime|before bed|with (?:some |my )?(?:water|food|tea|milk|dinner)|as prescribed|"
    r"to help|goes|tries|attempts)\b"
)
"""After a bare number it is of pills, or of tries."""
_AT = frozenset(["at", "by", "until", "till", "since", "past"])
_NEAR = 4
_SIZES = re.compile(
    r"of|my|the|a|an|these|those|small|large|big|little|strong|weak|stiff|double|single|"
    r"more|extra|whole|half|cheeky|quick|normal|usual|her|his|proper|tiny|sleeping"
)
_OF_THE_NIGHT = re.compile(
    r"minutes?|hours?|seconds?|o'clock|am|pm|half|quarter|"
    r"times?|(?:power|cat|little|short|long|quick|afternoon|day|daytime|lunchtime)|"
    r"(?:cat)?naps?|dozes?|snoozes?|siestas?|kips?|sleeps?|"
    r"wak(?:e|es|ings?|eups?)|awakenings?|interruptions?|disturbances?|trips?|visits?|goes|"
    r"tries|attempts?|breaks?|loo|toilet|bathroom|bed|nights?|days?|weeks?|lots|rounds?|alarms?|"
    r"dreams?|nightmares?|odd|or|so|ish|and|to|till|until|past|after|before|later|ago|in|at|on|"
    r"for|from|by|with|without|of|the|a|an|i|me|my|it|we|he|she|they|when|while|but|then|if|as|"
    r"than|that|this|last|because|though|total|altogether|all|awake|asleep|tossing|trying|just|"
    r"maybe|about|around|probably|perhaps|roughly|was|were|is|getting|lying|up|out|off|over|"
    r"again|not|no|yes|really|actually|sorry|max|tops|each|apiece|between|out|good|bad|solid|"
    r"broken|full|long|more|less|extra|separate|different|and|twice|once|thrice"
)


def is_taken(
    tokens: Sequence[str], start: int, end: int, meaning: Meaning, *, taken_until: int
) -> bool:
    """Whether the value on tokens [start, end) counts what was taken, drunk or smoked.

    Args:
        tokens: the utterance.
        start: the first token of the value.
        end: the token after it.
        meaning: what the value was read as; a length of time is never one of these.
        taken_until: the end of the value before it, where that was one; else -1.
    """
    if _is_idiom(tokens, start) or _named_after_it(tokens, end, meaning):
        return True
    if not _may_count(tokens, start, end, meaning):
        return False
    j = end
    while j < len(tokens) and _SIZES.fullmatch(tokens[j]):
        j += 1
    thing = tokens[j] if j < len(tokens) else ""
    asks = thing == "can" and tokens[j + 1 : j + 2] and tokens[j + 1] in _ASKING
    if not asks and (_GOODS.fullmatch(thing) or _DRUG.fullmatch(thing)):
        return True
    if _WHEN.match(" ".join(tokens[end : end + 3])) and _is_led_by_taking(tokens, start):
        return True
    follow = tokens[end] if end < len(tokens) else ""
    if not follow.isalpha() or _OF_THE_NIGHT.fullmatch(follow):
        return False
    return _is_led_by_taking(tokens, start) or _goes_on(tokens, start, taken_until)


_IDIOMS = (
    (("nine", "9"), "to five"),
    (("nine", "9"), "to 5"),
    (("twenty", "24"), "four seven"),
    (("one", "1"), "by one"),
    (("two", "2"), "minds"),
)
"""Sayings that hold a number and count nothing."""


def _is_idiom(tokens: Sequence[str], start: int) -> bool:
    after = " ".join(tokens[start + 1 : start + 3]) + " "
    once = tokens[start] == "once" and tokens[max(0, start - 1) : start] in (["for"], ["at"])
    return (
        once
        or after.startswith("winks ")
        or any(tokens[start] in first and after.startswith(rest + " ") for first, rest in _IDIOMS)
    )


_SCHEDULED = re.compile(
    r"news|train|bus|flight|film|movie|programme?|show|meeting|shift|service|bulletin|ferry|plane|"
    r"appointment|class|lecture"
)


def _named_after_it(tokens: Sequence[str], end: int, meaning: Meaning) -> bool:
    """As in "the nine o'clock news": the name of a thing, not when something was done."""
    follow = tokens[end] if end < len(tokens) else ""
    return isinstance(meaning, Clock | Number) and bool(_SCHEDULED.fullmatch(follow))


def _may_count(tokens: Sequence[str], start: int, end: int, meaning: Meaning) -> bool:
    if start and tokens[start - 1] in _AT:
        return False
    if isinstance(meaning, Clock):
        # "10 10 mg" reads as a time; one said with its half of the day is one.
        return meaning.half in (None, Half.EXACT) and all(
            t[0].isdigit() or t.isalpha() for t in tokens[start:end]
        )
    if isinstance(meaning, Vague):
        return meaning.kind == "count"
    return isinstance(meaning, Number | Count)


def _is_led_by_taking(tokens: Sequence[str], start: int) -> bool:
    i = start - 1
    while i >= 0 and _BETWEEN.fullmatch(tokens[i]):
        i -= 1
    if i < 0 or not _TAKING.fullmatch(tokens[i]):
        return False
    return i == 0 or tokens[i - 1] not in _SUBJECTS


def _goes_on(tokens: Sequence[str], start: int, taken_until: int) -> bool:
    """As in "2 paracetamol and 3 nurofen": one more of what was just taken."""
    between = tokens[taken_until:start] if taken_until >= 0 else ()
    return 1 < len(between) <= _NEAR and bool(_ANDS & set(between[1:]))
