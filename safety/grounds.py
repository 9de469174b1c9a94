"""Judges whether a mere likelihood of danger rests on something that was said.

Called by `safety.thread` on every verdict. What a rule found stands; only the classifier, which
sees words and no sense, is corrected here, and a wide list of words keeps its question.
"""

from collections.abc import Callable
from dataclasses import replace

from safety.policy import Policy
from safety.verdict import Action, Category, Heard

_NODDED_OFF = "classifier:driving_told"
_OF_DANGER = ("of_life", "of_the_body", "of_others", "of_the_road")


def founded(found: Heard, text: str, policy: Policy, *, departs: bool) -> Heard:
    """The verdict; ordinary talk, or a plain question, where a likelihood has too little ground.

    Args:
        found: the verdict on the words alone.
        text: what the person said in its normal form.
        policy: the policy in force; its lists of the thread say what grounds there are.
        departs: whether this talk holds a harmless reason for leaving people and things.
    """
    stops_or_asks = found.stops_the_agenda or found.action is Action.CLARIFY
    if not found.is_guess or not (stops_or_asks or found.rule_id == _NODDED_OFF):
        return found
    plain = policy.idiom_pattern.sub("~", text)

    def has(*names: str) -> bool:
        return any(policy.thread_patterns[name].search(plain) for name in names)

    if _harmless(found, has, departs=departs, saying="~" in plain):
        return replace(
            found, category=Category.IN_SCOPE, action=Action.CONTINUE, rule_id=None, script=None
        )
    of_the_body = found.category is Category.RED_FLAG_EMERGENCY and stops_or_asks
    if of_the_body and not has("of_the_body", "of_others", "of_the_road"):
        return _asked(found)
    return _asked(found) if _is_a_mood(found, plain, policy) else found


def _harmless(found: Heard, has: Callable[..., bool], *, departs: bool, saying: bool) -> bool:
    """Whether nothing grave is in the words, and something shows what they are about."""
    if found.rule_id == _NODDED_OFF:
        return not has("of_the_road")
    if departs and not has("of_the_body", "of_others", "light", "meant", "unmasked"):
        return True
    if not (saying or has("everyday")):
        return False
    if found.category is Category.ABUSE:
        return not has("of_others", "light")
    return not has(*_OF_DANGER)


def _is_a_mood(found: Heard, plain: str, policy: Policy) -> bool:
    """Whether dark moods are all there is: they are asked about, and stop nothing."""
    moods = {
        each.id
        for each in policy.thread.signals
        if policy.thread_patterns[f"signal:{each.id}"].search(plain)
    }
    own_life = found.script == "crisis" and found.stops_the_agenda
    return own_life and bool(moods) and moods <= policy.thread.mood_signals


def _asked(found: Heard) -> Heard:
    return replace(
        found,
        category=Category.CRISIS_PASSIVE,
        action=Action.CLARIFY,
        script="crisis_clarify",
    )
