"""The gates that every word passes; pure, and a gate that cannot decide refuses.

`hear` is for what a person says, `say` for what the coach says, `publish` for what is kept to be
said later, `admit` for what was remembered or looked up. Called by the engine and the evals.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from safety import hearing, publishing, saying, thread
from safety.numbers import Number
from safety.policy import Policy
from safety.verdict import Heard, Rule, Said

_log = logging.getLogger(__name__)


def hear(words: str, policy: Policy, before: frozenset[str] = frozenset()) -> Heard:
    """The verdict on one utterance of the person's, before anything else happens with it.

    `before` holds the marks of the verdict before it in the same talk. Never raises: when judging
    fails the verdict is to ask, with the rule id "gate_failed", and the marks stay as they were.
    """
    try:
        text = policy.normal(words[: hearing.LONGEST])
        return thread.weighed(hearing.judge(words, policy, text), text, before, policy)
    except Exception as error:  # noqa: BLE001 - a gate that cannot decide refuses, whatever the cause
        _log.error("input gate failed", extra={"error": type(error).__name__})
        return replace(hearing.failed(policy), marks=before)


def say(
    sentence: str,
    policy: Policy,
    *,
    may_speak: frozenset[Number] | None,
    verbatim: frozenset[str] = frozenset(),
    user_said: str | None = None,
) -> Said:
    """The verdict on one sentence of the coach's; only an allowed one may be spoken.

    Args:
        sentence: one sentence, as it would be spoken.
        policy: the loaded policy.
        may_speak: numbers the sentence may contain (DECISIONS 10). None when there is no plan to
            compare with: then the absolute bounds are refused, and telephone numbers that are not
            in the resource table.
        verbatim: fixed sentences no model had a hand in (scripts, notices, read-backs of the
            person's own words), which pass as they are.
        user_said: the person's words before it, where they matter for what would be dismissive.
    """
    try:
        if sentence in verbatim:
            return Said(allowed=True, rule=None, rule_id=None, policy_version=policy.version)
        return saying.judge(sentence, policy, may_speak, user_said)
    except Exception as error:  # noqa: BLE001 - a gate that cannot decide refuses, whatever the cause
        _log.error("output gate failed", extra={"error": type(error).__name__})
        return saying.blocked(policy, Rule.GATE_FAILED, "gate_failed")


def publish(
    sentences: Sequence[str], policy: Policy, *, may_speak: frozenset[Number]
) -> tuple[Said, ...]:
    """What speaks against keeping these sentences for an agenda; empty: they may be published.

    `may_speak` holds the numbers of the item they word. Never raises: when judging fails, that
    is the one refusal.
    """
    try:
        return publishing.refusals(sentences, policy, may_speak)
    except Exception as error:  # noqa: BLE001 - a gate that cannot decide refuses, whatever the cause
        _log.error("publish gate failed", extra={"error": type(error).__name__})
        return (saying.blocked(policy, Rule.GATE_FAILED, "gate_failed"),)


def admit(text: str, policy: Policy, *, sentences: Sequence[str] | None = None) -> Said:
    """Whether a text that was kept may be shown to a model or quoted by the coach.

    Args:
        text: what a person once said, or the passage of an article.
        policy: the loaded policy.
        sentences: the passage's own sentences; None for words of the person's.

    Never raises: when judging fails the text is refused.
    """
    try:
        if sentences is None:
            return publishing.of_the_person(text, policy)
        return publishing.of_an_article(text, sentences, policy)
    except Exception as error:  # noqa: BLE001 - a gate that cannot decide refuses, whatever the cause
        _log.error("admission gate failed", extra={"error": type(error).__name__})
        return saying.blocked(policy, Rule.GATE_FAILED, "gate_failed")
