"""Judges what a person said: normal form, idioms out, every rule tried, the gravest one decides.

Called through `safety.gates.hear`. It sees one utterance; it never decides on tone or voice. The
classifier beside the rules may make a verdict graver; it silences no rule of danger
(`safety.weighing`).
"""

import re
from collections.abc import Mapping

from safety.classifier import load_classifier
from safety.policy import Compiled, InputRule, Policy
from safety.verdict import Action, Category, Heard
from safety.weighing import danger, weighed

LONGEST = 4000
"""Characters judged as a whole; more are read in windows."""
_WINDOW = 1500
_OVERLAP = 300
_FEWEST_WORDS = 3
"""Fewer words hold too little for the classifier: they are left to the rules."""
_STAGES = ("crisis", "red_flag", "scope", "identity", "note")
_ASKED_FIRST = {
    "emergency_medical": "overdose_clarify",
    "harm_others": "harm_clarify",
    "harm_others_imminent": "harm_clarify",
    "third_party": "third_party_clarify",
}
"""The plain question that comes before a script, where it is not about one's own life."""
_LESS_PRESSING = {"abuse_danger": "abuse", "harm_others_imminent": "harm_others"}
"""What is said of an emergency that was denied, where it is not about one's own life."""
_NO_SCRIPT = (Action.CONTINUE, Action.CONTINUE_WITH_NOTE)


def judge(words: str, policy: Policy, normal: str | None = None) -> Heard:
    """The verdict on one utterance; long ones are read in overlapping windows, gravest first.

    More than 4,000 characters are never simply continued with: the least is a plain question.
    `normal` is the normal form of shorter words, where it is known already.
    """
    if len(words) <= LONGEST:
        return _judged(policy.normal(words) if normal is None else normal, policy)
    pieces = (words[at : at + _WINDOW] for at in range(0, len(words), _WINDOW - _OVERLAP))
    gravest = min((_judged(policy.normal(piece), policy) for piece in pieces), key=_gravity)
    return gravest if gravest.action not in _NO_SCRIPT else failed(policy)


def failed(policy: Policy) -> Heard:
    """The verdict of a gate that could not decide: ask, never go on."""
    return Heard(Category.IN_SCOPE, Action.CLARIFY, "gate_failed", policy.version, "gate_failed")


def _gravity(heard: Heard) -> int:
    order = (Action.EMERGENCY, Action.CRISIS_PROTOCOL, Action.CLARIFY, Action.REFER_CLINICIAN)
    if heard.action in order:
        return order.index(heard.action)
    return (
        len(order)
        + (heard.action is Action.CONTINUE_WITH_NOTE)
        + 2 * (heard.action is Action.CONTINUE)
    )


def _judged(normal: str, policy: Policy) -> Heard:
    found = by_rules(normal, policy)
    if found.stops_the_agenda or len(normal.split()) < _FEWEST_WORDS:
        return found
    return weighed(found, _shares(normal, found, policy), policy)


def _shares(normal: str, found: Heard, policy: Policy) -> Mapping[str, float]:
    """What the classifier makes of the words; a saying adds no danger, as with the rules."""
    model, flags = load_classifier(), rule_features(found)
    whole = model.score(normal, flags)
    plain = policy.idiom_pattern.sub("~", normal)
    if plain == normal:
        return whole
    return min(whole, model.score(plain, flags), key=lambda share: danger(share, policy))


def rule_features(found: Heard) -> tuple[str, ...]:
    """What the rules made of an utterance, for the classifier."""
    return () if found.rule_id is None else (f"rule:{found.rule_id}", f"act:{found.action}")


def by_rules(normal: str, policy: Policy) -> Heard:
    """The verdict of the rules alone on words in their normal form."""
    text = policy.idiom_pattern.sub("~", normal)
    best: tuple[int, int] | None = None
    heard = Heard(Category.IN_SCOPE, Action.CONTINUE, None, policy.version)
    for rule, compiled in policy.input_rules:
        action = _action(rule, compiled, text, policy)
        if action is None or action is Action.CONTINUE:
            continue
        rank = _rank(rule, action)
        if best is None or rank < best:
            best, heard = rank, _verdict(rule, action, policy)
    return heard


def _rank(rule: InputRule, action: Action) -> tuple[int, int]:
    """Emergency, then crisis, then the stages in order; a mere note comes last."""
    if action is Action.EMERGENCY:
        return 0, 0
    if action is Action.CRISIS_PROTOCOL:
        return 1, 0
    if action is Action.CONTINUE_WITH_NOTE:
        return 3, 0
    return 2, _STAGES.index(rule.stage)


def _verdict(rule: InputRule, action: Action, policy: Policy) -> Heard:
    script = rule.script
    if action is Action.CLARIFY and rule.action is not Action.CLARIFY:
        script = _ASKED_FIRST.get(script or "", "crisis_clarify")
    elif action is Action.CRISIS_PROTOCOL and rule.action is Action.EMERGENCY:
        script = _LESS_PRESSING.get(script or "", "crisis")
    elif action is Action.CONTINUE_WITH_NOTE and rule.action is not action:
        script = None
    category = Category.CRISIS_PASSIVE if script == "crisis_clarify" else rule.category
    return Heard(category, action, rule.id, policy.version, script)


def _action(rule: InputRule, compiled: Compiled, text: str, policy: Policy) -> Action | None:
    """What the rule asks for in this text: the gravest of its matches, None if it is silent."""
    found: Action | None = None
    for match in compiled.pattern.finditer(text):
        start, end = _sentence(text, match)
        if compiled.silenced(text[start:end]):
            continue
        if rule.negated is not None and _denied(
            _before(text[start : match.start()], match), policy
        ):
            found = found or rule.negated
        elif rule.past is not None and policy.past_pattern.search(text[start:end]):
            found = found or rule.past
        else:
            return rule.action
    return found


def _sentence(text: str, match: re.Match[str]) -> tuple[int, int]:
    start = text.rfind(" . ", 0, match.start())
    end = text.find(" . ", match.end())
    return (0 if start < 0 else start + 3), (len(text) if end < 0 else end)


def _before(words: str, match: re.Match[str]) -> str:
    """The words before the match, with its own "i": "no i want" is an answer, then a wish."""
    return f"{words}i " if match.group().startswith("i ") else words


def _denied(before: str, policy: Policy) -> bool:
    denial = policy.denial.search(before)
    return denial is not None and policy.denial_break.search(before) is None
