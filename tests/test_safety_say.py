"""What the output gate makes of the coach's sentences."""

import json
from pathlib import Path

import pytest

from safety import saying
from safety.gates import say
from safety.numbers import Number, Unit, phone
from safety.policy import Policy, load_policy
from safety.verdict import Rule, Said

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "safety_outputs_own.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
PLAN = frozenset({Number(22 * 60 + 30, Unit.CLOCK), Number(20, Unit.MINUTES)})


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy()


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: str(case["id"]))
def test_a_sentence_is_let_pass_or_stopped(case: dict[str, str], policy: Policy) -> None:
    said = say(case["text"], policy, may_speak=None)

    assert said.allowed == (case["label"] == "allow"), said
    assert said.rule == case.get("rule")


def test_a_number_of_the_plan_may_be_spoken_in_any_form(policy: Policy) -> None:
    sentences = ["In bed at half past ten, asleep in twenty minutes.", "Bed at 22:30.", "10:30 pm."]

    verdicts = [say(one, policy, may_speak=PLAN).allowed for one in sentences]

    assert verdicts == [True, True, True]


@pytest.mark.parametrize("sentence", ["In bed at eleven.", "That took 25 minutes.", "10:30 am."])
def test_a_number_outside_the_plan_is_stopped(sentence: str, policy: Policy) -> None:
    said = say(sentence, policy, may_speak=PLAN)

    assert said.rule is Rule.UNPLANNED_NUMBER


def test_a_telephone_number_passes_only_when_it_was_given(policy: Policy) -> None:
    other = say("You can call 116 123.", policy, may_speak=frozenset({phone("999")}))
    given = say("You can call 116 123.", policy, may_speak=frozenset({phone("116 123")}))

    assert (other.rule, given.allowed) == (Rule.UNPLANNED_NUMBER, True)


def test_where_no_numbers_are_given_only_those_of_the_resource_table_may_be_dialled(
    policy: Policy,
) -> None:
    listed = say("You can call 116 123.", policy, may_speak=None)
    invented = say("You can call 0800 555 0199.", policy, may_speak=None)

    assert (listed.allowed, invented.rule) == (True, Rule.UNPLANNED_NUMBER)


def test_fixed_wording_passes_as_it_is(policy: Policy) -> None:
    sentence = "Please call nine, nine, nine now."

    said = say(sentence, policy, may_speak=frozenset(), verbatim=frozenset({sentence}))

    assert said.allowed


def test_going_back_to_the_diary_dismisses_a_crisis_only_after_one(policy: Policy) -> None:
    sentence = "Let's get back to your diary."

    after = say(sentence, policy, may_speak=None, user_said="I want to kill myself")
    else_ = say(sentence, policy, may_speak=None, user_said="The weather was lovely")

    assert (after.rule, else_.allowed) == (Rule.DISMISSES_CRISIS, True)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "   ",
        "word " * 90,
        "hello\u0000there",
        "hi \U0001f600",
        "\u041f\u0440\u0438\u0432\u0435\u0442",
    ],
)
def test_what_cannot_be_read_aloud_is_stopped(sentence: str, policy: Policy) -> None:
    said = say(sentence, policy, may_speak=None)

    assert said.rule is Rule.NOT_PLAIN_SPEECH


def test_a_window_shorter_than_six_hours_is_stopped_even_without_a_plan(policy: Policy) -> None:
    long_enough = say("Keep your window from eleven pm to five am.", policy, may_speak=None)
    short = say("Keep your window from eleven pm to four am.", policy, may_speak=None)
    elsewhere = say("Try a film of two hours.", policy, may_speak=None)

    assert (long_enough.allowed, elsewhere.allowed) == (True, True)
    assert short.rule is Rule.UNSAFE_SLEEP_WINDOW


def test_a_gate_that_breaks_lets_nothing_out(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(
        sentence: str, policy: Policy, may_speak: frozenset[Number] | None, user_said: str | None
    ) -> Said:
        raise RuntimeError(sentence)

    monkeypatch.setattr(saying, "judge", broken)

    said = say("Good morning.", policy, may_speak=None)

    assert (said.allowed, said.rule) == (False, Rule.GATE_FAILED)


@pytest.mark.parametrize(
    "odd",
    [
        "Be in bed at ³ am.",
        "In bed at Ⅷ.",
        "Take ⑤ of them.",
        "Sleep ½ the night.",
        "S\u1d1bop it.",
    ],
)
def test_figures_and_letters_that_only_look_like_some_are_no_plain_speech(odd: str) -> None:
    verdict = say(odd, load_policy(), may_speak=frozenset())

    assert verdict.rule is Rule.NOT_PLAIN_SPEECH
