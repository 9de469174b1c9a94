"""The plain questions about what was meant, and what each leads to without a no for an answer.

Called by `coach.dialogue.guard`, which asks them, and `likelihood`, which asks instead of acting.
"""

from collections.abc import Mapping
from dataclasses import replace

from safety.verdict import Action, Category, Heard

CLARIFY_CRISIS = "crisis_clarify"
CLARIFY_OVERDOSE = "overdose_clarify"
CLARIFY_THOUGHTS = "thoughts_clarify"
"""The plain question after a yes to the health question about dark thoughts."""
_MEANT: Mapping[str, tuple[Category, Action, str]] = {
    CLARIFY_CRISIS: (Category.CRISIS_PASSIVE, Action.CRISIS_PROTOCOL, "crisis"),
    CLARIFY_THOUGHTS: (Category.CRISIS_PASSIVE, Action.CRISIS_PROTOCOL, "crisis"),
    CLARIFY_OVERDOSE: (Category.RED_FLAG_EMERGENCY, Action.EMERGENCY, "emergency_medical"),
    "harm_clarify": (Category.CRISIS_ACTIVE, Action.CRISIS_PROTOCOL, "harm_others"),
    "third_party_clarify": (Category.CRISIS_ACTIVE, Action.CRISIS_PROTOCOL, "third_party"),
    "medical_clarify": (Category.RED_FLAG_EMERGENCY, Action.EMERGENCY, "emergency_medical"),
    "driving_clarify": (Category.RED_FLAG_EMERGENCY, Action.EMERGENCY, "drowsy_driving_now"),
    "abuse_clarify": (Category.ABUSE, Action.CRISIS_PROTOCOL, "abuse"),
}


def worried(verdict: Heard, rule_id: str, clarified: str = CLARIFY_CRISIS) -> Heard:
    """The verdict made safer: what cannot be ruled out is taken as what was asked about."""
    category, action, name = _MEANT[clarified]
    return replace(verdict, category=category, action=action, rule_id=rule_id, script=name)


def asked_instead(verdict: Heard) -> Heard:
    """The plain question that leads where the verdict led, in its place."""
    leads = {begun: name for name, (_, _, begun) in _MEANT.items() if name != CLARIFY_OVERDOSE}
    leads["crisis"] = CLARIFY_CRISIS
    script = leads.get(verdict.script or "", CLARIFY_CRISIS)
    return replace(verdict, action=Action.CLARIFY, script=script)
