"""Judges words that are kept or shown, not spoken at once: an agenda's, and what is looked up.

Called through `safety.gates.publish` and `safety.gates.admit`. It never repairs a text: whoever
asks leaves out what is refused.
"""

import re
from collections.abc import Iterable

from safety import hearing, saying
from safety.numbers import Number
from safety.policy import Policy
from safety.verdict import Category, Rule, Said

LONGEST_CHARS = 2000
_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|the|these)\b"
    r".{0,30}\b(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|directions?)\b"
    r"|\byou (?:are|must) now\b|\b(?:system|developer|assistant|user)\s*(?:prompt|message|:)"
    r"|\b(?:new|hidden|secret) instructions?\b|\bact as\b|\bpretend (?:to be|you are|that you)\b"
    r"|\b(?:reveal|repeat|print|show)\b.{0,20}\b(?:prompt|instructions|everything above)\b"
    r"|<\|?[a-z_/]+\|?>|```|\{\{|\[/?inst\]",
    re.IGNORECASE | re.DOTALL,
)
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OF_A_CRISIS = (Category.CRISIS_ACTIVE, Category.CRISIS_PASSIVE, Category.RED_FLAG_EMERGENCY)


def refusals(
    sentences: Iterable[str], policy: Policy, may_speak: frozenset[Number]
) -> tuple[Said, ...]:
    """The verdicts that speak against publishing these sentences; empty: they may be kept.

    No sentence at all is refused like one that says nothing.
    """
    verdicts = tuple(saying.judge(each, policy, may_speak, None) for each in sentences)
    if not verdicts:
        return (saying.blocked(policy, Rule.NOT_PLAIN_SPEECH, "nothing-to-say"),)
    return tuple(verdict for verdict in verdicts if not verdict.allowed)


def of_the_person(text: str, policy: Policy) -> Said:
    """Whether what a person once said may be shown to a model or said back to them.

    Refused: orders to a model, marks that cannot be seen, what was said in a crisis, and more than
    2,000 characters.
    """
    unfit = _unfit(text, policy)
    if unfit is not None:
        return unfit
    heard = hearing.judge(text, policy)
    category = heard.category
    if category is Category.PROMPT_INJECTION:
        return saying.blocked(policy, Rule.PROMPT_LEAK, "order-to-a-model")
    # What was only guessed at was asked about when it was said, and is kept only if it was denied.
    if category in _OF_A_CRISIS and not heard.is_guess:
        return saying.blocked(policy, Rule.DISMISSES_CRISIS, "said-in-a-crisis")
    return _fit(policy)


def of_an_article(passage: str, sentences: Iterable[str], policy: Policy) -> Said:
    """Whether a looked-up passage may be shown to a model or quoted; `sentences` are its own.

    A passage is refused whole when one of its sentences may not be said by the coach.
    """
    unfit = _unfit(passage, policy)
    if unfit is not None:
        return unfit
    verdicts = (saying.judge(each, policy, None, None) for each in sentences)
    return next((verdict for verdict in verdicts if not verdict.allowed), _fit(policy))


def _unfit(text: str, policy: Policy) -> Said | None:
    if not text.strip() or len(text) > LONGEST_CHARS or _ODD.search(text):
        return saying.blocked(policy, Rule.NOT_PLAIN_SPEECH, "not-fit-to-show")
    if _TO_A_MODEL.search(text):
        return saying.blocked(policy, Rule.PROMPT_LEAK, "order-to-a-model")
    return None


def _fit(policy: Policy) -> Said:
    return Said(allowed=True, rule=None, rule_id=None, policy_version=policy.version)
