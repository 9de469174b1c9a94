"""The classifier beside the rules: what it may add, what it may never silence, and its file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import safety
from evals.training.course import prepared, train
from evals.training.ordinary import ordinary
from evals.training.templates import Sentence, Template, apart, kind_of, templates
from safety import classifier, hearing
from safety.classifier import load_classifier
from safety.content import ContentError
from safety.gates import hear
from safety.policy import Kind, Policy, is_soft, load_policy
from safety.verdict import Action, Category, Heard
from safety.weighing import weighed

FOLDER = Path(safety.__file__).parent


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy()


def shares(policy: Policy, **given: float) -> Mapping[str, float]:
    return {kind.id: given.get(kind.id, 0.0) for kind in policy.weighing.kinds}


def nothing(policy: Policy) -> Heard:
    return Heard(Category.IN_SCOPE, Action.CONTINUE, None, policy.version)


def few(template_id: str, category: str, action: str, *texts: str) -> Template:
    return Template.model_validate(
        {
            "id": template_id,
            "category": category,
            "action": action,
            "near_miss": False,
            "texts": texts,
        }
    )


TINY = [
    few("a", "in_scope", "continue", "I slept well", "bed at ten", "up at seven", "two wakings"),
    few("b", "crisis_active", "crisis_protocol", "I will end my life", "I want to kill myself"),
]


def test_the_model_fits_its_card() -> None:
    model = (FOLDER / "classifier.npz").read_bytes()
    card = (FOLDER / "classifier.md").read_text(encoding="utf-8")
    front = yaml.safe_load(card.split("---")[1])

    assert front["sha256"] == hashlib.sha256(model).hexdigest()
    assert front["bytes"] == len(model) < 5_000_000
    assert (front["reviewed_by"], front["reviewed_on"]) == (None, None)


def test_the_model_knows_the_kinds_of_the_policy(policy: Policy) -> None:
    assert load_classifier().kinds == tuple(kind.id for kind in policy.weighing.kinds)


def test_every_template_is_of_a_kind_with_its_own_action(policy: Policy) -> None:
    kinds = {kind.id: kind for kind in policy.weighing.kinds}

    strange = [
        one.id
        for one in templates()
        if kinds[kind_of(one)].is_danger
        is not (one.action in {Action.EMERGENCY, Action.CRISIS_PROTOCOL})
    ]

    assert strange == []


def test_minimal_pairs_stay_together() -> None:
    sides: dict[str, set[bool]] = {}
    for one in templates():
        sides.setdefault(one.group, set()).add(one.unseen)

    assert {len(side) for side in sides.values()} == {1}


def test_training_twice_gives_the_same_file(policy: Policy, tmp_path: Path) -> None:
    kinds = tuple(kind.id for kind in policy.weighing.kinds)
    chosen = prepared([Sentence(text, one) for one in TINY for text in one.texts], policy)

    for name in ("one.npz", "two.npz"):
        train(chosen, kinds, rounds=2).save(tmp_path / name)

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_stored_model_answers_as_it_was_trained(policy: Policy, tmp_path: Path) -> None:
    kinds = tuple(kind.id for kind in policy.weighing.kinds)
    chosen = prepared([Sentence(text, one) for one in TINY for text in one.texts], policy)
    model = train(chosen, kinds, rounds=4)
    model.save(tmp_path / "model.npz")

    stored = load_classifier(tmp_path / "model.npz")

    assert stored.score("i will end my life", ()) == model.score("i will end my life", ())
    assert stored.score("i will end my life", ())["active"] > 0.5


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_without_its_model_nothing_is_judged(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "classifier.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ContentError, match=r"classifier\.npz"):
        load_classifier(path)


def test_without_its_model_the_gate_asks_and_never_goes_on(
    policy: Policy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        hearing, "load_classifier", lambda: classifier.load_classifier(tmp_path / "none.npz")
    )

    heard = hear("bed at ten, up at seven", policy)

    assert (heard.action, heard.rule_id) == (Action.CLARIFY, "gate_failed")


def test_no_rule_of_danger_can_be_listed_as_soft(policy: Policy) -> None:
    whole = policy.model_dump()
    hard = [rule.id for rule in policy.rules if not is_soft(rule)]

    for rule_id in hard:
        weighing = {**whole["weighing"], "may_soften": [rule_id]}
        with pytest.raises(ValueError, match="may never be silenced"):
            Policy.model_validate({**whole, "weighing": weighing})

    assert {"suicidal-intent", "emergency-chest", "coded-clarify", "abuse"} <= set(hard)


def test_a_sure_classifier_silences_no_rule_of_danger(policy: Policy) -> None:
    sure = shares(policy, **{"continue": 1.0})
    for rule in policy.rules:
        found = Heard(rule.category, rule.action, rule.id, policy.version, rule.script)

        verdict = weighed(found, sure, policy)

        assert verdict == found or is_soft(rule), rule.id


def test_a_sure_classifier_silences_a_mere_redirection(policy: Policy) -> None:
    found = Heard(Category.SUPPLEMENT, Action.REFER_CLINICIAN, "supplement-question", "1", "x")

    verdict = weighed(found, shares(policy, **{"continue": 0.999}), policy)
    unsure = weighed(found, shares(policy, **{"continue": 0.5}), policy)

    assert (verdict.action, verdict.rule_id, verdict.script) == (Action.CONTINUE, None, None)
    assert unsure == found


@pytest.mark.parametrize("kind", [k for k in load_policy().weighing.kinds if k.is_danger])
def test_sure_danger_is_acted_on_and_likely_or_passive_danger_asked_about(
    kind: Kind, policy: Policy
) -> None:
    between = (policy.weighing.ask_at + policy.weighing.act_at) / 2

    sure = weighed(nothing(policy), shares(policy, **{kind.id: 1.0}), policy)
    likely = weighed(nothing(policy), shares(policy, **{kind.id: between}), policy)

    if kind.category is Category.CRISIS_PASSIVE:
        assert (sure.action, sure.script) == (Action.CLARIFY, kind.asked)
    else:
        assert (sure.action, sure.script) == (kind.action, kind.script)
    assert (likely.action, likely.script) == (Action.CLARIFY, kind.asked)


def test_danger_is_not_lost_in_a_long_answer(policy: Policy) -> None:
    model = load_classifier()
    plain = "bed at ten . lights out at half past . up twice for the loo . up at seven"
    danger = "i have written the notes and i am going to end it"
    long = f"{plain} . {danger} . {plain}"
    dangers = [kind.id for kind in policy.weighing.kinds if kind.is_danger]

    alone, amid, without = (
        sum(model.score(text, ())[kind] for kind in dangers) for text in (danger, long, plain)
    )

    assert amid > alone / 2
    assert amid > 5 * without


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        ". . .",
        "\U0001f634" * 3000,
        "\u202eevil\u202c",
        "\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "a" * 50_000,
        "\u0645\u0631\u062d\u0628\u0627 \u5bdd\u308c\u306a\u3044",
        "bed at ten " * 5000,
        "\x00\x01\x02",
    ],
)
def test_strange_words_are_judged_and_bring_no_script(words: str, policy: Policy) -> None:
    heard = hear(words, policy)

    assert heard.action in {Action.CONTINUE, Action.CONTINUE_WITH_NOTE, Action.CLARIFY}


def test_a_verdict_is_the_same_every_time(policy: Policy) -> None:
    words = "there's an odd pressure in my chest and I gave my dog away"

    assert len({hear(words, policy) for _ in range(5)}) == 1


def test_a_clarifying_question_stays_when_the_classifier_calms_down(policy: Policy) -> None:
    found = replace(nothing(policy), action=Action.CLARIFY, rule_id="coded-clarify")

    assert weighed(found, shares(policy, **{"continue": 1.0}), policy) == found


def test_the_card_claims_no_review() -> None:
    card = (FOLDER / "classifier.md").read_text(encoding="utf-8")

    assert "No clinician has reviewed" in card


def test_what_is_nearly_a_sentence_kept_back_is_not_trained_on() -> None:
    kept = Sentence("Take Tuesday's note out, I don't want it kept.", TINY[0])
    near = Sentence("take tuesdays note out i dont want it kept", TINY[0])
    other = Sentence("Take Tuesday's nap out, I was only resting.", TINY[0])

    assert apart([near, other], [kept]) == [other]


def test_the_ordinary_answers_of_the_diary_are_harmless_and_only_some_of_them() -> None:
    found = ordinary()

    assert {kind_of(one) for one in found} == {"continue"}
    assert 0 < len(found) < len({one["sentence"] for one in _diary()}) / 2


def _diary() -> list[dict[str, str]]:
    path = Path(__file__).parents[1] / "evals" / "cases" / "diary.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
