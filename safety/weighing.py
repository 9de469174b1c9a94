"""Weighs the classifier's shares against the verdict of the rules.

Called by `safety.hearing`. It adds danger that no rule saw, and silences a mere redirection where
it is sure of ordinary talk; a rule of crisis, emergency or asking stands whatever it thinks. Where
a rule asks already, only danger of another sort than the asked-about is acted on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from safety.classifier import HARMLESS
from safety.policy import Kind, Policy
from safety.verdict import Action, Category, Heard

_GOING_ON = (Action.CONTINUE, Action.CONTINUE_WITH_NOTE)


def weighed(found: Heard, share: Mapping[str, float], policy: Policy) -> Heard:
    """The verdict of rules and classifier together.

    Args:
        found: the verdict of the rules.
        share: how likely each kind of the policy is, 0 to 1.
        policy: the policy with its thresholds.
    """
    if found.stops_the_agenda:
        return found
    weighing = policy.weighing
    dangers = [kind for kind in weighing.kinds if kind.is_danger]
    in_all = danger(share, policy)
    likeliest = _likeliest(dangers, share)
    if found.action is Action.CLARIFY and (
        in_all < weighing.act_at or likeliest.asked == found.script
    ):
        return found
    # A wish not to be there that no rule saw is asked about, however likely it is.
    if in_all >= weighing.act_at and likeliest.category is not Category.CRISIS_PASSIVE:
        return _verdict(likeliest, policy)
    if in_all >= weighing.ask_at:
        return _asked(likeliest, policy)
    if found.rule_id in weighing.may_soften and share[HARMLESS] >= weighing.harmless_at:
        return replace(
            found, category=Category.IN_SCOPE, action=Action.CONTINUE, rule_id=None, script=None
        )
    return _redirected(found, share, policy) if found.action in _GOING_ON else found


def danger(share: Mapping[str, float], policy: Policy) -> float:
    """How likely it is danger of whatever kind."""
    return sum(share[kind.id] for kind in policy.weighing.kinds if kind.is_danger)


def _redirected(found: Heard, share: Mapping[str, float], policy: Policy) -> Heard:
    """What is none of the coach's business is redirected, what matters is kept in mind.

    A rule that noted the very matter knows it better.
    """
    away = [k for k in policy.weighing.kinds if not k.is_danger and k.action not in _GOING_ON]
    chosen = _likeliest(away, share)
    if found.rule_id is not None and found.category is chosen.category:
        return found
    alike = sum(share[kind.id] for kind in away if kind.action is chosen.action)
    if alike >= (chosen.redirect_at or policy.weighing.redirect_at):
        return _verdict(chosen, policy)
    noted = [k for k in policy.weighing.kinds if k.action is Action.CONTINUE_WITH_NOTE]
    if found.rule_id is None and sum(share[k.id] for k in noted) >= policy.weighing.note_at:
        return _verdict(_likeliest(noted, share), policy)
    return found


def _likeliest(kinds: Iterable[Kind], share: Mapping[str, float]) -> Kind:
    """The likeliest kind of the likeliest action."""
    of_action: dict[Action, list[Kind]] = {}
    for kind in kinds:
        of_action.setdefault(kind.action, []).append(kind)
    chosen = max(of_action.values(), key=lambda group: sum(share[kind.id] for kind in group))
    return max(chosen, key=lambda kind: share[kind.id])


def _verdict(kind: Kind, policy: Policy) -> Heard:
    return Heard(kind.category, kind.action, f"classifier:{kind.id}", policy.version, kind.script)


def _asked(kind: Kind, policy: Policy) -> Heard:
    own_life = kind.asked == "crisis_clarify"
    category = Category.CRISIS_PASSIVE if own_life else kind.category
    return Heard(category, Action.CLARIFY, f"classifier:{kind.id}", policy.version, kind.asked)
