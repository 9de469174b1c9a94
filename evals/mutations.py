"""Switches off one rule of the policy at a time and asks whether anybody would notice.

Called by `coach-evals mutations` and by the tests. Each rule has sentences of its own in
`safety/examples.yaml`; one that is judged alike without its rule proves nothing and is named.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

import safety
from safety import hearing
from safety.content import read_yaml
from safety.gates import hear, say
from safety.policy import Idiom, InputRule, OutputRule, Policy, Sign, Signal
from safety.verdict import Action, Heard

EXAMPLES = Path(safety.__file__).with_name("examples.yaml")


class Reply(BaseModel):
    """A sentence of the coach's, and what the person had said where that matters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    after: str | None = None


class Examples(BaseModel):
    """`examples.yaml`: sentences by the id of the rule that alone judges them so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: dict[str, tuple[str, ...]]
    idioms: dict[str, tuple[str, ...]]
    signals: dict[str, str]
    signs: dict[str, str]
    outputs: dict[str, tuple[Reply, ...]]


class Mutation(NamedTuple):
    """One rule with the sentences that need it; `unnoticed` takes the policy with the rule.

    `unnoticed` holds the sentences that are not judged by the rule, or alike without it.
    """

    name: str
    sentences: tuple[str, ...]
    unnoticed: Callable[[Policy], list[str]]


def load_examples(path: Path = EXAMPLES) -> Examples:
    """The sentences of every rule.

    Raises:
        ContentError: unreadable, or not of this form.
    """
    return read_yaml(path, Examples)


def mutations(policy: Policy, examples: Examples) -> Iterator[Mutation]:
    """Every rule, saying, signal and sign of the policy, in the order of the files."""
    for rule in policy.rules:
        yield _of_rule(rule, examples.rules.get(rule.id, ()))
    for idiom in policy.idioms:
        yield _of_idiom(idiom, examples.idioms.get(idiom.id, ()))
    for signal in policy.thread.signals:
        yield _of_signal(signal, policy, examples)
    for sign in policy.thread.signs:
        yield _of_sign(sign, policy, examples)
    for output in policy.outputs.rules:
        yield _of_output(output, examples.outputs.get(output.id, ()))


def strays(policy: Policy, examples: Examples) -> list[str]:
    """Names in the examples that no rule bears any more."""
    known = {
        "rules": {each.id for each in policy.rules},
        "idioms": {each.id for each in policy.idioms},
        "signals": {each.id for each in policy.thread.signals},
        "signs": {each.id for each in policy.thread.signs},
        "outputs": {each.id for each in policy.outputs.rules},
    }
    listed: dict[str, dict[str, object]] = dict(examples)
    return [f"{kind} {name}" for kind in known for name in listed[kind] if name not in known[kind]]


def _of_rule(rule: InputRule, sentences: tuple[str, ...]) -> Mutation:
    def unnoticed(policy: Policy) -> list[str]:
        others = tuple(each for each in policy.input_rules if each[0].id != rule.id)
        off = _with(policy, input_rules=others)
        return [
            words
            for words in sentences
            if hear(words, policy).rule_id != rule.id
            or _met(by_rules(words, policy)) == _met(by_rules(words, off))
        ]

    return Mutation(f"rule {rule.id}", sentences, unnoticed)


def _of_idiom(idiom: Idiom, sentences: tuple[str, ...]) -> Mutation:
    def unnoticed(policy: Policy) -> list[str]:
        left = tuple(each for each in policy.idioms if each.id != idiom.id)
        off = policy.model_copy(update={"idioms": left})
        off.__dict__.pop("idiom_pattern", None)
        return [
            words
            for words in sentences
            if hear(words, policy).action not in (Action.CONTINUE, Action.CONTINUE_WITH_NOTE)
            or (
                _met(by_rules(words, policy)) == _met(by_rules(words, off))
                and hear(words, policy).action is hear(words, off).action
            )
        ]

    return Mutation(f"idiom {idiom.id}", sentences, unnoticed)


def _of_signal(signal: Signal, policy: Policy, examples: Examples) -> Mutation:
    """With others it makes just the points that bring the plain question."""
    sentence = examples.signals.get(signal.id, "")
    others = [each for each in policy.thread.signals if each.id != signal.id]
    grave = next(each.id for each in others if each.grave and each.id in examples.signals)
    small = next(each.id for each in others if not each.grave and each.id in examples.signals)
    before = [examples.signals[grave], *([] if signal.grave else [examples.signals[small]])]

    def unnoticed(policy: Policy) -> list[str]:
        thread = policy.thread
        left = tuple(each for each in thread.signals if each.id != signal.id)
        off = _with(policy, thread=thread.model_copy(update={"signals": left}))
        asked = last(before, policy).action is Action.CLARIFY
        with_it = last([*before, sentence], policy)
        without = last([*before, sentence], off)
        noticed = with_it.rule_id == "thread.signals_add_up" and without.rule_id != with_it.rule_id
        return [] if noticed and not asked else [sentence]

    return Mutation(f"signal {signal.id}", (sentence,) if sentence else (), unnoticed)


def _of_sign(sign: Sign, policy: Policy, examples: Examples) -> Mutation:
    """Told after another sign of its group it makes the emergency."""
    sentence = examples.signs.get(sign.id, "")
    group = [each for each in policy.thread.signs if each.group == sign.group]
    other = next((each.id for each in group if each.id != sign.id), "")
    before = [examples.signs.get(other, "")]

    def unnoticed(policy: Policy) -> list[str]:
        left = tuple(each for each in policy.thread.signs if each.id != sign.id)
        off = _with(policy, thread=policy.thread.model_copy(update={"signs": left}))
        with_it, without = (last([*before, sentence], each) for each in (policy, off))
        noticed = with_it.rule_id == "thread.signs_add_up" and without.rule_id != with_it.rule_id
        return [] if noticed else [sentence]

    return Mutation(f"sign {sign.id}", (sentence,) if sentence else (), unnoticed)


def _of_output(rule: OutputRule, replies: tuple[Reply, ...]) -> Mutation:
    def unnoticed(policy: Policy) -> list[str]:
        others = tuple(each for each in policy.output_rules if each[0].id != rule.id)
        off = _with(policy, output_rules=others)
        return [
            reply.says
            for reply in replies
            if _said(reply, policy) != (False, rule.rule, rule.id)
            or _said(reply, off)[:2] == (False, rule.rule)
        ]

    return Mutation(f"output {rule.id}", tuple(each.says for each in replies), unnoticed)


def by_rules(words: str, policy: Policy) -> Heard:
    """The verdict of the rules on words, without the classifier and the talk."""
    return hearing.by_rules(policy.normal(words), policy)


def last(turns: list[str], policy: Policy) -> Heard:
    """The verdict on the last turn of a talk."""
    heard = hear(turns[0], policy)
    for words in turns[1:]:
        heard = hear(words, policy, heard.marks)
    return heard


def _met(heard: Heard) -> tuple[object, ...]:
    return heard.action, heard.category, heard.script


def _said(reply: Reply, policy: Policy) -> tuple[object, ...]:
    said = say(reply.says, policy, may_speak=None, user_said=reply.after)
    return said.allowed, said.rule, said.rule_id


def _with(policy: Policy, **compiled: object) -> Policy:
    """A policy with other parts; what is compiled of the rest is shared."""
    off = policy.model_copy()
    off.__dict__.update(compiled)
    return off
