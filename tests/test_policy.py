"""The policy file: what is refused, and that nothing in it pretends to be reviewed."""

from pathlib import Path

import pytest
import yaml

import safety
from evals.mutations import load_examples
from safety.content import ContentError
from safety.policy import load_policy

FOLDER = Path(safety.__file__).parent


def copy_of_policy(folder: Path, **changes: object) -> Path:
    loaded = yaml.safe_load((FOLDER / "policy.yaml").read_text(encoding="utf-8"))
    for name in ("outputs.yaml", "thread.yaml"):
        (folder / name).write_text((FOLDER / name).read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump({**loaded, **changes}), encoding="utf-8")
    return path


def rule(**changes: object) -> dict[str, object]:
    return {
        "id": "one",
        "stage": "note",
        "category": "in_scope",
        "action": "continue",
        "patterns": ["one"],
        **changes,
    }


def test_the_packaged_policy_loads_as_a_draft_that_nobody_reviewed() -> None:
    policy = load_policy()

    assert policy.version.endswith("draft")
    assert {one.reviewed_on for one in (policy, *policy.rules, *policy.outputs.rules)} == {None}
    assert {one.owner for one in (policy, *policy.rules, *policy.outputs.rules)} == {None}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"surprise": 1}, "surprise"),
        ({"rules": [rule(surprise=1)]}, r"rules\.0\.surprise"),
        ({"rules": [rule(action="shout")]}, r"rules\.0\.action"),
        ({"rules": [rule(patterns=["("])]}, "rule 'one': pattern"),
        ({"rules": [rule(patterns=["<nothing>"])]}, "nothing"),
        ({"rules": [rule(), rule()]}, "used twice: one"),
        ({"rules": [rule(reviewed_on="2026-01-01")]}, "a date needs a person's name"),
        ({"reviewed_on": "2026-01-01"}, "a date needs a person's name"),
    ],
)
def test_a_policy_that_does_not_fit_is_refused_by_its_key(
    changes: dict[str, object], problem: str, tmp_path: Path
) -> None:
    path = copy_of_policy(tmp_path, **changes)

    with pytest.raises(ContentError, match=rf"policy\.yaml line \d+: .*{problem}"):
        load_policy(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [\n", "policy.yaml line 2"),
        ("just words", "policy.yaml line 1"),
        (None, "policy.yaml cannot be read"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_by_its_line(
    text: str | None, problem: str, tmp_path: Path
) -> None:
    path = copy_of_policy(tmp_path)
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=problem):
        load_policy(path)


def test_every_rule_can_be_signed_and_has_sentences_that_test_it() -> None:
    policy, tested = load_policy(), load_examples()

    rules = {rule.id: rule.source for rule in policy.rules}
    rules |= {rule.id: rule.source for rule in policy.outputs.rules}
    unsourced = [name for name, source in rules.items() if not source]
    untested = set(rules) - {name for kind in (tested.rules, tested.outputs) for name in kind}

    assert len(rules) == len(policy.rules) + len(policy.outputs.rules)
    assert {"owner", "reviewed_on"} <= set(type(policy.rules[0]).model_fields)
    assert (unsourced, untested) == ([], set())


def test_the_clinicians_page_names_every_file_and_says_that_nobody_signed() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in FOLDER.iterdir() if path.suffix in {".yaml", ".npz"}}

    assert {name for name in files if f"`{name}`" not in page} == set()
    assert "Nobody has reviewed it yet" in page
    assert "no crisis number has been verified" in page
    assert "Signing: put your name" in page
