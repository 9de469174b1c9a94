"""The two gates every word passes: `hear` for what a person says, `say` for what the coach says.

Called by the engine on each turn and by the evals. Pure; a gate that cannot decide refuses.
"""

import logging

from safety import hearing, saying
from safety.numbers import Number
from safety.policy import Policy
from safety.verdict import Heard, Rule, Said

_log = logging.getLogger(__name__)


def hear(words: str, policy: Policy) -> Heard:
    """The verdict on one utterance of the person's, before anything else happens with it.

    Never raises: when judging fails the verdict is to ask, with the rule id "gate_failed".
    """
    try:
        return hearing.judge(words, policy)
    except Exception as error:  # noqa: BLE001 - a gate that cannot decide refuses, whatever the cause
        _log.error("input gate failed", extra={"error": type(error).__name__})
        return hearing.failed(policy)


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
