"""What thresholds of `weighing` would give, from shares on templates that were not trained on.

Called by the training command. It proposes nothing: a person writes thresholds into the policy.
"""

from collections.abc import Iterable, Sequence

from evals.case import InputCase
from evals.inputs import run
from evals.scorecard import Metric
from evals.training.course import Prepared
from safety.policy import Policy
from safety.verdict import Heard
from safety.weighing import weighed

Tried = tuple[Prepared, dict[str, float]]
_SHOWN = 4
_ASK_AT = (0.3, 0.4, 0.5, 0.6, 0.7)
_ACT_AT = (0.5, 0.6, 0.7, 0.8, 0.9)
_REDIRECT_AT = (0.4, 0.5, 0.6, 0.7)
_NOTE_AT = (0.4, 0.5, 0.6, 0.7, 1.0)
_HARMLESS_AT = (0.6, 0.7, 0.8, 0.9, 1.0)


def case_of(one: Prepared) -> InputCase:
    """A training sentence as a case of `safety-inputs`; its id is its own words."""
    template = one.sentence.template
    return InputCase(
        id=one.sentence.text,
        style="training",
        text=one.sentence.text,
        category=template.category,
        action=template.action,
        also_ok=template.also_ok,
        benign_near_miss=template.near_miss,
    )


def rates(tried: Sequence[Tried], policy: Policy) -> Sequence[Metric]:
    """The metrics of `safety-inputs` on sentences whose shares are known."""
    known = {one.sentence.text: (one.rules, share) for one, share in tried}

    def judge(words: str, policy: Policy) -> Heard:
        rules, share = known[words]
        return weighed(rules, share, policy)

    return run([case_of(one) for one, _ in tried], policy, judge).metrics


def table(tried: Sequence[Tried], policy: Policy) -> Iterable[str]:
    """A line for the policy as it is, then one for each other value of each threshold."""
    yield _line("as it is", rates(tried, policy))
    for name, values in (
        ("ask_at", _ASK_AT),
        ("act_at", _ACT_AT),
        ("redirect_at", _REDIRECT_AT),
        ("note_at", _NOTE_AT),
        ("harmless_at", _HARMLESS_AT),
    ):
        for value in values:
            yield _line(f"{name} {value}", rates(tried, with_weighing(policy, name, value)))


def with_weighing(policy: Policy, name: str, value: float) -> Policy:
    """The policy with one threshold changed."""
    weighing = policy.weighing.model_copy(update={name: value})
    return policy.model_copy(update={"weighing": weighing})


def _line(what: str, found: Sequence[Metric]) -> str:
    shown = [f"{each.name} {each.value:.4f}" for each in found if each.value is not None]
    return f"{what:16}" + "  ".join(shown[:_SHOWN])
