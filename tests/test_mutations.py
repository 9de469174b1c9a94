"""Nothing of the policy could be switched off without a test that says so.

Each rule has sentences in `safety/examples.yaml` that are judged otherwise without it.
"""

import pytest

from evals.mutations import Mutation, load_examples, mutations, strays
from safety.policy import Policy, load_policy

EVERY = list(mutations(load_policy(), load_examples()))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy()


@pytest.mark.parametrize("mutation", EVERY, ids=lambda each: str(each.name))
def test_what_the_rule_alone_hears_goes_wrong_without_it(
    mutation: Mutation, policy: Policy
) -> None:
    unnoticed = mutation.unnoticed(policy)

    assert mutation.sentences, "a rule needs a sentence of its own in safety/examples.yaml"
    assert unnoticed == [], "not judged by this rule, or judged alike without it"


def test_no_sentence_stands_for_a_rule_that_is_gone(policy: Policy) -> None:
    assert strays(policy, load_examples()) == []
